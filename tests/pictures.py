"""The living page, and pages of the Word file and of the PDF, as the READMEs show them: `make pictures` draws them.

That takes LibreOffice; `make pictures ARGS=page` draws the living page alone, with a browser.
"""

import io
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pylopdf_fonts_zh_cn
import pymupdf
from PIL import Image, ImageOps
from playwright.sync_api import FloatRect, Page, ViewportSize, sync_playwright

from browser import find
from lstm_article.choices import LANGS

FIGURES = Path(__file__).parents[1] / "figures"
COMMAND = str(Path(sys.executable).with_name("lstm-article"))
DOTS_PER_INCH = 80
VIEWPORT, SCALE, MARGIN = ViewportSize(width=590, height=6000), 1.6, 14  # of the living page, in its pixels
# What is shown of it, side by side: each from the top of an element to the bottom of another.
PARTS = (("#figure-structure", ".lstm-step math"), ("[data-cell]", "[data-cell]"))
# Windows' Chinese fonts are not free; these look much like them.
FONTS = f"""<?xml version="1.0"?>
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>{pylopdf_fonts_zh_cn.__path__[0]}</dir>
  <match>
    <test name="family"><string>SimSun</string></test>
    <edit name="family" mode="assign" binding="same"><string>Noto Serif SC</string></edit>
  </match>
  <match>
    <test name="family"><string>SimHei</string></test>
    <edit name="family" mode="assign" binding="same"><string>Noto Sans SC</string></edit>
  </match>
</fontconfig>
"""


def main() -> None:
    """Draw the pictures of the kinds that are named: the living page, and the documents."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fonts = folder / "fonts.conf"
        fonts.write_text(FONTS)
        os.environ["FONTCONFIG_FILE"] = str(fonts)
        for kind in sys.argv[1:] or KINDS:
            KINDS[kind](folder)


def draw_living_page(folder: Path) -> None:
    """Draw the living page as it answers: a step beside its equation, and the cell after a preset."""
    build(folder, "html")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find())
        for lang in LANGS:
            page = browser.new_page(viewport=VIEWPORT, device_scale_factor=SCALE, reduced_motion="reduce")
            page.goto((folder / f"lstm.{lang}.html").as_uri())
            page.locator("[data-preset]").last.click()
            for _ in range(4):  # to where the input asks for what is held
                page.locator("[data-next]").click()
            page.locator("[data-step]").nth(3).click()
            page.evaluate("document.activeElement.blur()")
            page.mouse.move(0, 0)
            parts = [photograph(page, first, last) for first, last in PARTS]
            sheet = Image.new("RGB", (sum(part.width for part in parts), max(part.height for part in parts)), "white")
            left = 0
            for part in parts:
                sheet.paste(part, (left, (sheet.height - part.height) // 2))
                left += part.width
            save(sheet, FIGURES / f"page.{lang}.png", colors=256)
        browser.close()


def photograph(page: Page, first: str, last: str) -> Image.Image:
    """Return a picture of the page from the top of one element to the bottom of another."""
    top, bottom = (page.locator(part).first.bounding_box() for part in (first, last))
    assert top
    assert bottom
    left, width = top["x"] - MARGIN, top["width"] + 2 * MARGIN
    height = bottom["y"] + bottom["height"] - top["y"] + 2 * MARGIN
    clip: FloatRect = {"x": left, "y": top["y"] - MARGIN, "width": width, "height": height}
    return Image.open(io.BytesIO(page.screenshot(clip=clip))).convert("RGB")


def draw_documents(folder: Path) -> None:
    """Draw one page of each document, of the Word file by LibreOffice."""
    build(folder, "docx", "pdf")
    opened = folder / "opened"
    own = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    word_files = [str(folder / f"lstm.{lang}.docx") for lang in LANGS]
    convert = ["soffice", own, "--headless", "--convert-to", "pdf", "--outdir", str(opened), *word_files]
    subprocess.run(convert, check=True, stdout=subprocess.DEVNULL)
    for lang in LANGS:
        draw(opened / f"lstm.{lang}.pdf", "(4)", FIGURES / f"word.{lang}.png")
        caption = {"en": "Figure 1 One", "zh": "图 1 一"}[lang]
        draw(folder / f"lstm.{lang}.pdf", caption, FIGURES / f"pdf.{lang}.png")


def build(folder: Path, *formats: str) -> None:
    """Write both articles in some formats."""
    options = [option for name in formats for option in ("--format", name)]
    subprocess.run([COMMAND, "build", *options, "--out", str(folder)], check=True, stdout=subprocess.DEVNULL)


def draw(document: Path, words: str, picture: Path) -> None:
    """Draw the first page that has some words, with a line around it."""
    page = next(page for page in pymupdf.open(document) if words.replace(" ", "") in "".join(page.get_text().split()))
    image = Image.open(io.BytesIO(page.get_pixmap(dpi=DOTS_PER_INCH).tobytes("png")))
    save(image, picture)


def save(image: Image.Image, picture: Path, colors: int = 128) -> None:
    """Save an image with a line around it."""
    ImageOps.expand(image, 1, "#d5dae0").quantize(colors).save(picture, optimize=True)


KINDS = {"page": draw_living_page, "documents": draw_documents}


if __name__ == "__main__":
    main()
