"""The article in every docs system: real builds with warnings as errors, looked at in a real browser."""

import html
import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pypandoc
import pytest
from PIL import Image
from playwright.sync_api import Browser

import look
import systems
from lstm_article import build_article
from lstm_article.choices import LANGS
from lstm_article.figures import svg
from lstm_article.templating.templates import builtin_folder


@pytest.fixture(scope="module")
def built_site(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Build a docs system's site, once."""
    done: dict[str, Path] = {}

    def build(name: str) -> Path:
        if name not in done:
            folder = tmp_path_factory.mktemp("site")
            done[name] = folder / "nothing"  # when it fails, it fails once
            done[name] = systems.build(systems.SYSTEMS[name], folder)
        return done[name]

    return build


@pytest.mark.parametrize(
    ("name", "path", "shown"),
    [(name, path, shown) for name, system in systems.SYSTEMS.items() for path, shown in system.pages.items()],
)
def test_page(name: str, path: str, shown: str, built_site: Callable[[str], Path], browser: Browser) -> None:
    """All mathematics is set, all figures and code are seen, nothing is left as written, the count is the same."""
    system = systems.SYSTEMS[name]
    lang, _, words = shown.partition(" ")
    article = build_article(lang, int(words or 1000))
    look.check(browser, built_site(name), path, system.root, article, system.own.get(path, ""))


@pytest.mark.parametrize("lang", LANGS)
def test_pandoc(lang: str, tmp_path: Path, browser: Browser) -> None:
    """pandoc makes the same page of the plain Markdown, and a Word document with all equations and figures."""
    article = build_article(lang, systems.RICHEST)
    build = [
        "lstm-article",
        "build",
        "--words",
        str(systems.RICHEST),
        "--lang",
        lang,
        "--format",
        "md",
        "--figure-format",
        "png",
        "--out",
        ".",
    ]
    assert systems.call(build, tmp_path).returncode == 0
    pandoc = [pypandoc.get_pandoc_path(), f"lstm.{lang}.md", "--fail-if-warnings", "--standalone"]
    as_page = [*pandoc, "--mathml", "--metadata", f"pagetitle={article.title}", "--output", "index.html"]
    done = systems.call(as_page, tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    look.check(browser, tmp_path, "", "body", article)
    done = systems.call([*pandoc, "--output", "lstm.docx"], tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    with zipfile.ZipFile(tmp_path / "lstm.docx") as document:
        xml = document.read("word/document.xml").decode()
        assert sum(name.startswith("word/media/") for name in document.namelist()) == len(article.figures)
    assert xml.count("<m:oMath>") == look.mathematics(article)
    assert xml.count("<pic:pic") == len(article.figures)
    assert [
        title for title in (s.title for s in article.sections) if title not in re.sub("<.*?>", "", xml)
    ] == []


CAPTION = 'A "caption" with `code` and $q$ in it.'
ALT = 'An "alternative" & text'


@pytest.mark.parametrize("name", ["Sphinx with MyST", "Docusaurus' Markdown", "Hugo"])
def test_words_of_a_user(name: str, tmp_path: Path) -> None:
    """Quotes, code and mathematics in a caption, and quotes in an alternative text, arrive in the host's page."""
    system = systems.SYSTEMS[name]
    labels = (builtin_folder() / "en" / "labels.toml").read_text("utf-8")
    for key, text in {"caption": CAPTION, "alt": ALT}.items():
        old = next(line for line in labels.splitlines() if line.startswith(f"{key} = "))
        labels = labels.replace(old, f"{key} = {json.dumps(text)}")
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "labels.toml").write_text(labels, "utf-8")
    written = (f"{system.written[0]} --templates {tmp_path}",)
    out = systems.build(replace(system, written=written), tmp_path / "site")
    page = {"Sphinx with MyST": "files.en.html", "Hugo": "lstm/index.html"}.get(name, "out/lstm.en.html")
    shown = html.unescape((out / page).read_text("utf-8")).translate({0x201C: '"', 0x201D: '"'})
    assert re.search(r'A "caption" with <code[^>]*>(<span[^>]*>)?code<', shown)
    assert f'alt="{ALT}"' in shown


@pytest.mark.parametrize("site", ["light", "dark"])
@pytest.mark.parametrize("reader", ["light", "dark"])
def test_figures_are_as_the_site(
    site: str, reader: str, built_site: Callable[[str], Path], browser: Browser
) -> None:
    """VitePress, switched by hand to light or dark, shows the figures so, whatever the reader's system is."""
    page = look.served(
        browser, built_site("VitePress"), color_scheme=reader, viewport={"width": 1000, "height": 900}
    )
    page.add_init_script(f"localStorage.setItem('vitepress-theme-appearance', '{site}')")
    page.goto("http://docs.test/lstm.en.html")
    figure = page.locator("img").first
    figure.scroll_into_view_if_needed()
    shown = Image.open(io.BytesIO(figure.screenshot())).convert("RGB")
    page.context.close()
    assert "#{:02x}{:02x}{:02x}".format(*shown.getpixel((20, 20))) == svg.THEME["background"][site == "dark"]
