"""The pages of the Word file and of the PDF that the READMEs show: `make pictures` draws them, with LibreOffice."""

import io
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pylopdf_fonts_zh_cn
import pymupdf
from PIL import Image, ImageOps

from lstm_article.choices import LANGS

FIGURES = Path(__file__).parents[1] / "figures"
COMMAND = str(Path(sys.executable).with_name("lstm-article"))
DOTS_PER_INCH = 80
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
    """Build both documents, and draw one page of each."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [COMMAND, "build", "-f", "docx", "-f", "pdf", "-o", folder], check=True, stdout=subprocess.DEVNULL
        )
        fonts, opened = Path(folder, "fonts.conf"), Path(folder, "opened")
        fonts.write_text(FONTS)
        own = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        word_files = [str(Path(folder, f"lstm.{lang}.docx")) for lang in LANGS]
        convert = ["soffice", own, "--headless", "--convert-to", "pdf", "--outdir", str(opened), *word_files]
        environment = {**os.environ, "FONTCONFIG_FILE": str(fonts)}
        subprocess.run(convert, check=True, env=environment, stdout=subprocess.DEVNULL)
        for lang in LANGS:
            draw(opened / f"lstm.{lang}.pdf", "(4)", FIGURES / f"word.{lang}.png")
            caption = {"en": "Figure 1 One", "zh": "图 1 一"}[lang]
            draw(Path(folder, f"lstm.{lang}.pdf"), caption, FIGURES / f"pdf.{lang}.png")


def draw(document: Path, words: str, picture: Path) -> None:
    """Draw the first page that has some words, with a line around it."""
    page = next(page for page in pymupdf.open(document) if words.replace(" ", "") in "".join(page.get_text().split()))
    image = Image.open(io.BytesIO(page.get_pixmap(dpi=DOTS_PER_INCH).tobytes("png")))
    ImageOps.expand(image, 1, "#d5dae0").quantize(128).save(picture, optimize=True)


if __name__ == "__main__":
    main()
