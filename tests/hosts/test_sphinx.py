"""The Sphinx directive: its pages in a browser, other builders, labels, options and their errors, second builds."""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

import docs_systems
from built_in import composed
from lstm_article import Article


@pytest.mark.parametrize(("name", "path"), docs_systems.pages(docs_systems.SPHINX))
def test_pages_in_a_browser(name: str, path: str, see_page: Callable[[str, str], None]) -> None:
    """The directive's pages, from MyST and from reStructuredText, are whole."""
    see_page(name, path)


@pytest.fixture(scope="module", params=docs_systems.SPHINX)
def sphinx_site(request: pytest.FixtureRequest, built_site: Callable[[str], Path]) -> Path:
    """A Sphinx site, built as HTML."""
    return built_site(request.param).parent


def build(site: Path, builder: str) -> subprocess.CompletedProcess[str]:
    """Build a site with a builder, reusing the pages that the builder before has read; warnings are errors."""
    done = docs_systems.call(docs_systems.sphinx(builder), site)
    assert (done.returncode, done.stderr) == (0, ""), builder
    return done


def articles(site: Path) -> dict[str, Article]:
    """Return the articles in a site, by the names of their pages."""
    system = next(system for system in docs_systems.SPHINX.values() if system.site == site.name)
    return {path.removesuffix(".html"): composed(lang, "word", words) for path, (lang, words) in system.pages.items()}


def bare(text: str) -> str:
    """Return a text without white space, marks of emphasis and figure numbers, and with plain quotes."""
    text = re.sub(r"(Figure|图) ?\d", "", text)
    return re.sub(r"[\s*]", "", text).translate(str.maketrans("’“”", '\'""'))


def test_as_text(sphinx_site: Path) -> None:
    """The text builder writes every heading and paragraph, and figure numbers rather than their pattern."""
    build(sphinx_site, "text")
    for page, article in articles(sphinx_site).items():
        text = (sphinx_site / "text" / f"{page}.txt").read_text("utf-8")
        whole = [
            block
            for block in article.text.blocks
            if block.kind in {"heading", "text"}
            and not article.text.lines[block.line - 1].startswith("|")
            and not re.search(r"math|link", str(block.token.children))
        ]
        assert len(whole) > 20
        for block in whole:
            assert bare(block.text) in bare(text)
        assert re.search(r"(Figure|图) \d", text)
        assert "%s" not in text


def test_as_latex(sphinx_site: Path) -> None:
    """The LaTeX builder gets labelled equations, and figures as PDF with captions."""
    build(sphinx_site, "latex")
    tex = next((sphinx_site / "latex").glob("*.tex")).read_text("utf-8")
    for article in articles(sphinx_site).values():
        lang = article.lang
        for equation, _ in article.text.equations:
            assert equation in tex
        assert len(re.findall(rf"\\label{{equation:\w+:lstm-{lang}-", tex)) == 6
        for figure in article.figures:
            assert (sphinx_site / "latex" / f"{figure.name}.{lang}.pdf").read_bytes().startswith(b"%PDF")
            assert f"{{{{{figure.name}.{lang}}}.pdf}}" in tex
            assert rf"lstm-{lang}-{figure.name}}}}}\end{{figure}}" in tex


def test_labels_are_reached_from_another_page(sphinx_site: Path) -> None:
    """`{eq}`, `:eq:`, `{ref}` and `:numref:` of the index lead into the article."""
    index = (sphinx_site / "html" / "index.html").read_text("utf-8")
    lang = articles(sphinx_site)["lstm"].lang
    targets = re.findall(r'<a class="reference internal" href="(lstm\.html#[^"]+)">(.*?)</a>', index)
    shown = {target: re.sub("<.*?>", "", text) for target, text in targets if f"lstm-{lang}-" in target}
    assert shown == {
        f"lstm.html#equation-lstm-{lang}-forget-gate": "(1)",
        f"lstm.html#lstm-{lang}-structure": "图 1" if lang == "zh" else "the figure",
    }
    page = (sphinx_site / "html" / "lstm.html").read_text("utf-8")
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert {target.partition("#")[2] for target in shown} <= set(ids)


def test_second_build(sphinx_site: Path) -> None:
    """An unchanged site is not rebuilt; if another page changes, the article and its figures are left alone."""
    figures = {
        file: file.stat().st_mtime_ns
        for file in (sphinx_site / "doctrees").rglob("*.???")
        if file.parent.name == "figures"
    }
    assert len(figures) == 2 * 3 * 3
    assert "no targets are out of date" in build(sphinx_site, "html").stdout
    index = next(sphinx_site.glob("index.*"))
    index.write_text(index.read_text("utf-8") + "\nMore.\n", "utf-8")
    assert "0 added, 1 changed, 0 removed" in build(sphinx_site, "html").stdout
    page = next(sphinx_site.glob("lstm.*"))
    page.write_text(page.read_text("utf-8") + "\n", "utf-8")
    assert "0 added, 1 changed, 0 removed" in build(sphinx_site, "html").stdout
    assert figures == {file: file.stat().st_mtime_ns for file in figures}


@pytest.fixture
def sphinx_page(tmp_path: Path, built_site: Callable[[str], Path]) -> Path:
    """The page of a small Sphinx site, still to be written; its figures are copied, so that none is drawn."""
    drawn = built_site("Sphinx with rst").parent / "doctrees" / "lstm-article"
    shutil.copytree(drawn, tmp_path / "out" / ".doctrees" / "lstm-article")
    (tmp_path / "conf.py").write_text("extensions = ['lstm_article.sphinx']\n")
    (tmp_path / "other.rst").write_text(":orphan:\n\nOther\n=====\n")
    return tmp_path / "index.rst"


def sphinx(page: Path, option: str, *options: str) -> subprocess.CompletedProcess[str]:
    """Write the directive with an option into a page, and build its site."""
    page.write_text(f"Title\n=====\n\n.. lstm-article::\n   {option}\n")
    return docs_systems.call(["sphinx-build", "-q", *options, "-b", "html", ".", "out"], page.parent)


@pytest.mark.parametrize(
    ("option", "options", "message"),
    [
        (":lang: fr", ["-j2"], "lang: there is no article in 'fr'; choose zh or en"),
        (
            ":name: x",
            ["-D", "language=de"],
            "lang, by default the site's language: there is no article in 'de'; choose zh or en",
        ),
        (":words: 4000", ["-j2"], f"words: {docs_systems.length_out_of_reach()}"),
        (":words: many", [], "words: 'many' is no number of words; write one, such as 1000"),
        (":words: 0", [], "words: '0' is no number of words; write one, such as 1000"),
    ],
)
def test_settings(option: str, options: list[str], message: str, sphinx_page: Path) -> None:
    """A wrong option stops the build, also without `-W`, with one line that has its place."""
    done = sphinx(sphinx_page, option, *options)
    assert done.returncode == 1
    assert done.stderr == f"{sphinx_page}:4: ERROR: lstm-article: {message}\n"
    assert not (sphinx_page.parent / "out" / "index.html").exists()


def test_stops_until_the_setting_is_right(sphinx_page: Path) -> None:
    """A page with a wrong option is read again at each build until it is right, even if it once was."""
    for option, code in ((":lang: en", 0), (":lang: fr", 1), (":lang: fr", 1), (":lang: en", 0)):
        done = sphinx(sphinx_page, option)
        assert (done.returncode, "ERROR" in done.stderr) == (code, bool(code))


def test_articles_of_one_name(sphinx_page: Path) -> None:
    """Labels of two articles that clash stop the build; another name or language keeps them apart."""
    other = sphinx_page.with_name("other.rst")
    other.write_text(":orphan:\n\nOther\n=====\n\n.. lstm-article::\n   :lang: en\n")
    done = sphinx(sphinx_page, ":lang: en", "-j2")
    assert done.returncode == 1
    message = "lstm-article: name: the article in index has the labels lstm-en-… too; give one another name"
    assert f"{other}: ERROR: {message}\n" in done.stderr
    done = sphinx(sphinx_page, ":name: 另一篇", "-n", "-W")
    assert (done.returncode, done.stderr) == (0, "")


def test_page_with_sections_of_its_own(sphinx_page: Path) -> None:
    """If a page and the article have a section of the same name, their ids differ, and links reach both."""
    above = "Title\n=====\n\nSummary\n-------\n\nReferences\n----------\n\n"
    sphinx_page.write_text(f"{above}.. lstm-article::\n")
    done = docs_systems.call(["sphinx-build", "-q", "-n", "-W", "-b", "html", ".", "out"], sphinx_page.parent)
    assert (done.returncode, done.stderr) == (0, "")
    page = (sphinx_page.parent / "out" / "index.html").read_text("utf-8")
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert page.count(">Summary<a") == page.count(">References<a") == 2


def test_builders_for_other_uses(built_site: Callable[[str], Path]) -> None:
    """Builders that can show neither SVG nor PDF get PNG, and print the numbers of figures."""
    site = built_site("Sphinx with rst").parent
    for builder in ("texinfo", "man", "htmlhelp"):
        build(site, builder)
    assert len(list((site / "texinfo").rglob("*.png"))) == 6
    assert "%s" not in next((site / "man").glob("*.1")).read_text("utf-8")
