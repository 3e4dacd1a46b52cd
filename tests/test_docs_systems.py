"""The article in the docs systems: real builds, warnings as errors, seen in a real browser.

The docs systems read files that the command has written, or have the article from an adapter. `docs_systems.py` says
how each site is built, `browser_checks.py` what must be seen in its pages; which rule of an adapter is broken, the
adapter's own tests in `hosts/` tell.
"""

import html
import re
import shutil
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Empty, Queue

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from playwright.sync_api import Browser

import browser_checks
import built_in
import docs_systems
from lstm_article.choices import FLAVORS, LANGS

both_readers = pytest.mark.parametrize("reader", ["light", "dark"])


@pytest.mark.parametrize(("name", "path"), docs_systems.pages([*docs_systems.ADAPTERS, *docs_systems.FILES]))
def test_pages_in_a_browser(name: str, path: str, see_page: Callable[[str, str], None]) -> None:
    """All mathematics is set, all figures and code are seen, nothing is left as written, the count is the same."""
    see_page(name, path)


@pytest.mark.parametrize(("name", "path"), docs_systems.pages(docs_systems.LIVING))
def test_living_articles(name: str, path: str, built_site: Callable[[str], Path], browser: Browser) -> None:
    """Equations, diagram and numbers answer one another, beside a theme and a library for mathematics."""
    system = docs_systems.SYSTEMS[name]
    browser_checks.check_living(browser, built_site(name), path, system.selector, system.pages[path][0])


@pytest.mark.parametrize(
    ("name", "path", "link"),
    [
        ("living in Material for MkDocs", "lstm/", "Long Short-Term"),
        ("living in Material, beside MathJax", "lstm/", "Long Short-Term"),
        ("living in Zensical", "both/", "Recurrent"),
    ],
)
def test_living_articles_without_a_reload(
    name: str, path: str, link: str, built_site: Callable[[str], Path], browser: Browser
) -> None:
    """Where a theme puts a page in another's place, its article comes alive each time, with its controls once."""
    lang = docs_systems.SYSTEMS[name].pages[path][0]
    browser_checks.check_living_without_reload(browser, built_site(name), link, lang)


def test_every_flavor_has_a_site() -> None:
    """What `--flavor` offers is read by a docs system's own reader, and the page looked at."""
    systems = [system for system in docs_systems.SYSTEMS.values() if system.pages]
    read = {flavor for system in systems for flavor in system.flavors}
    for flavor in FLAVORS:
        missing = f"flavor {flavor} has no site under tests/sites; add one, and its builder to tests/docs_systems.py"
        assert flavor in read, missing


def test_every_site_is_built() -> None:
    """No site stands under tests/sites unused."""
    built = {system.site for system in docs_systems.SYSTEMS.values()}
    for site in docs_systems.SITES.iterdir():
        assert site.name in built, f"tests/sites/{site.name} is never built; name it in tests/docs_systems.py"


@pytest.mark.parametrize("lang", LANGS)
def test_pandoc_writes_a_word_document(lang: str, built_site: Callable[[str], Path]) -> None:
    """The document that pandoc makes of the plain Markdown has all equations, figures and headings."""
    article = built_in.composed(lang, "word", docs_systems.RICHEST)
    folder = built_site("pandoc")
    command = [docs_systems.PANDOC, f"lstm.{lang}.md", "--fail-if-warnings", "--output", f"lstm.{lang}.docx"]
    done = docs_systems.call(command, folder)
    assert (done.returncode, done.stderr) == (0, "")
    with zipfile.ZipFile(folder / f"lstm.{lang}.docx") as document:
        xml = document.read("word/document.xml").decode()
        assert sum(name.startswith("word/media/") for name in document.namelist()) == len(article.figures)
    assert xml.count("<m:oMath>") == browser_checks.mathematics(article)
    assert xml.count("<pic:pic") == len(article.figures)
    text = re.sub("<.*?>", "", xml)
    assert [section.title for section in article.sections if section.title not in text] == []


@pytest.mark.parametrize(
    ("name", "path"),
    [("MyST in Sphinx", "users.en.html"), ("Docusaurus' Markdown", "out/users.en.html"), ("Hugo", "users/index.html")],
)
def test_words_of_a_user(name: str, path: str, built_site: Callable[[str], Path]) -> None:
    """Quotes, code and mathematics in a caption, and quotes in an alternative text, arrive in the host's page."""
    page = (built_site(name) / path).read_text("utf-8")
    shown = html.unescape(page).translate({0x201C: '"', 0x201D: '"'})
    assert re.search(r'A "caption" with <code[^>]*>(<span[^>]*>)?code<', shown)
    assert f'alt="{docs_systems.USERS_ALT}"' in shown


@both_readers
@pytest.mark.parametrize("site", ["light", "dark"])
def test_figures_are_as_the_site(site: str, reader: str, built_site: Callable[[str], Path], browser: Browser) -> None:
    """VitePress, switched by hand to light or dark, shows the figures so, whatever the reader's system is."""
    script = f"localStorage.setItem('vitepress-theme-appearance', '{site}')"
    browser_checks.check_colours(browser, built_site("VitePress"), "lstm.html", reader, site, script)


@pytest.mark.parametrize(("palette", "chosen"), [("default", "light"), ("slate", "dark")])
@both_readers
def test_figures_follow_palettes(
    palette: str, chosen: str, reader: str, built_site: Callable[[str], Path], browser: Browser
) -> None:
    """Figures are as the palette that its reader has chosen in Material."""
    switched = f"document.body.setAttribute('data-md-color-scheme', '{palette}')"
    script = f"document.addEventListener('DOMContentLoaded', () => {switched})"
    browser_checks.check_colours(browser, built_site("Material for MkDocs"), "lstm/", reader, chosen, script)


@pytest.fixture(scope="module")
def mkdocs_themed(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Build a site in a theme of MkDocs'; its pages are the plugin's, a block's, and one from a file."""
    site = tmp_path_factory.mktemp("themes")
    figures = docs_systems.TESTS.parent / "figures"
    shutil.copytree(figures, site / "docs" / "figures", ignore=shutil.ignore_patterns("*.png"))
    (site / "docs" / "block.md").write_text("::: lstm-article words=500\n")
    options = ["--flavor", "mkdocs", "--lang", "en", "--words", "500", "--name", "index.md", "--out", "docs"]
    assert docs_systems.call(["lstm-article", "build", *options], site).returncode == 0

    def built_site(theme: str) -> Path:
        plugin = "lstm-article: {pages: {plugin/lstm.md: en}, words: 500, katex: cdn}"
        settings = f"theme: {{name: {theme}}}\nplugins: [{plugin}]\nuse_directory_urls: false\n"
        (site / "mkdocs.yml").write_text(f"site_name: x\nmarkdown_extensions: [lstm_article]\n{settings}")
        build(load_config(str(site / "mkdocs.yml"), strict=True))  # in this process, which draws the figures once
        return site / "site"

    return built_site


@pytest.mark.parametrize(
    ("theme", "reader", "expected"),
    [
        ("mkdocs", "dark", "light"),
        ("mkdocs, color_mode: dark", "light", "dark"),
        ("mkdocs, color_mode: auto", "dark", "dark"),
        ("readthedocs", "dark", "light"),
        ("material, font: false, palette: {scheme: default}", "dark", "light"),
        ("material, font: false, palette: {scheme: slate}", "light", "dark"),
    ],
)
def test_figures_follow_themes_of_mkdocs(
    theme: str, reader: str, expected: str, mkdocs_themed: Callable[[str], Path], browser: Browser
) -> None:
    """Figures are as a theme is set to be, in a page of the plugin's, in a block and in a page from a file."""
    site = mkdocs_themed(theme)
    for page in ("plugin/lstm.html", "block.html", "index.html"):
        browser_checks.check_colours(browser, site, page, reader, expected)


@pytest.fixture(scope="module")
def sphinx_themed(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Build a site in a theme of Sphinx's, once; its pages have the article by the directive, and from a file."""
    site = tmp_path_factory.mktemp("themes")
    figures = docs_systems.TESTS.parent / "figures"
    for folder in (site, site / "doctrees" / "lstm-article"):
        shutil.copytree(figures, folder / "figures", ignore=shutil.ignore_patterns("*.png"))
    (site / "conf.py").write_text("extensions = ['lstm_article.sphinx', 'myst_parser', 'pallets_sphinx_themes']\n")
    index = "Title\n=====\n\n.. toctree::\n   :glob:\n\n   *\n\n.. lstm-article::\n   :words: 500\n"
    (site / "index.rst").write_text(index)
    options = ["--flavor", "myst", "--format", "md", "--lang", "en", "--words", "500", "--name", "file", "--out", "."]
    assert docs_systems.call(["lstm-article", "build", *options], site).returncode == 0

    def build(theme: str) -> Path:
        if not (site / theme).is_dir():
            options = ["-D", f"html_theme={theme}", "-d", "doctrees"]
            done = docs_systems.call(["sphinx-build", "-q", "-n", "-W", *options, ".", theme], site)
            assert (done.returncode, done.stderr) == (0, "")
        return site / theme

    return build


@pytest.mark.parametrize("page", ["index.html", "file.en.html"])
@pytest.mark.parametrize(
    ("theme", "chosen", "reader"),
    [
        *((theme, "light", "dark") for theme in ("alabaster", "sphinx_rtd_theme", "click", "pydata_sphinx_theme")),
        ("pydata_sphinx_theme", "dark", "light"),
        *(("furo", chosen, reader) for chosen in ("light", "dark", "auto") for reader in ("light", "dark")),
    ],
)
def test_figures_follow_themes_of_sphinx(
    theme: str, chosen: str, reader: str, page: str, sphinx_themed: Callable[[str], Path], browser: Browser
) -> None:
    """Figures are light in themes that are always light, and as has been chosen in a page that can be dark."""
    script = f"for (const key of ['theme', 'mode']) localStorage.setItem(key, '{chosen}')"
    expected = reader if chosen == "auto" else chosen
    browser_checks.check_colours(browser, sphinx_themed(theme), page, reader, expected, script)


def test_properdocs_shows_an_error_of_the_plugin_in_one_line(tmp_path: Path) -> None:
    """ProperDocs takes the plugin's error for one of its own: it stops without a traceback."""
    site = docs_systems.copied("mkdocs", tmp_path)
    settings = (site / "mkdocs.yml").read_text("utf-8").replace("zh/lstm.md: zh", "zh/lstm.md: fr")
    (site / "mkdocs.yml").write_text(settings, "utf-8")
    done = docs_systems.call(["properdocs", "build", "-q"], site)
    assert done.returncode == 1
    message = "plugin lstm-article: pages: zh/lstm.md: there is no article in 'fr'; choose zh or en"
    assert done.stderr.split("\n")[:2] == [f"ERROR   -  {message}", ""]
    assert "Traceback" not in done.stderr


def test_html_help_has_figures(built_site: Callable[[str], Path]) -> None:
    """Sphinx's builder for HTML Help, which can show neither SVG nor PDF, gets PNG."""
    site = built_site("Sphinx with rst").parent
    done = docs_systems.call(
        ["sphinx-build", "-q", "-n", "-W", "-d", "html/.doctrees", "-b", "htmlhelp", ".", "help"], site
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert len(list((site / "help" / "_images").glob("*.png"))) == 6


def test_live_reload_builds_once_a_change(tmp_path: Path) -> None:
    """`mkdocs serve` builds again when a page changes, and only then; nothing is written into docs_dir."""
    site = docs_systems.copied("mkdocs", tmp_path)
    before = sorted((site / "docs").rglob("*"))
    command = [Path(sys.executable).with_name("mkdocs"), "serve", "--dev-addr", "127.0.0.1:0"]
    server = subprocess.Popen(command, cwd=site, stderr=subprocess.PIPE, text=True, encoding="utf-8")
    lines: Queue[str] = Queue()
    assert server.stderr is not None
    reader = threading.Thread(target=lambda: [lines.put(line) for line in server.stderr], daemon=True)
    reader.start()

    def until(text: str) -> Iterator[str]:
        while True:
            line = lines.get(timeout=300)
            yield line
            if text in line:
                return

    try:
        log = list(until("Serving on"))
        index = site / "docs" / "index.md"
        for change in range(3):
            index.write_text(index.read_text("utf-8") + f"\nMore {change}.\n", "utf-8")
            log += until("Reloading browsers")
    except Empty:
        pytest.fail("".join(log))
    finally:
        server.terminate()
        server.wait()
        reader.join()
        server.stderr.close()
    assert sum("Building documentation" in line for line in log) == 1 + 3
    assert sorted((site / "docs").rglob("*")) == before
