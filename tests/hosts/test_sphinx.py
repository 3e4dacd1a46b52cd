"""The Sphinx directive: its articles by several builders, labels, options and their errors, second builds."""

import io
import re
import shutil
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple

import pytest
from sphinx.application import Sphinx
from sphinx.cmd.build import build_main
from sphinx.util.docutils import docutils_namespace

import docs_systems
from built_in import composed
from lstm_article import Article, __version__
from lstm_article.templating.templates import builtin_folder

ROOT = Path(__file__).parents[2]


class Done(NamedTuple):
    """A build: its exit code, what it said, and its warnings and errors."""

    code: int | str | None
    said: str
    warned: str


def sphinx(site: Path, builder: str, *options: str) -> Done:
    """Build a site as `sphinx-build` does, but in this process; pages are read once for all builders."""
    arguments = ["--no-color", "-n", *options, "-d", f"{site}/doctrees", "-b", builder, str(site), f"{site}/{builder}"]
    with redirect_stdout(io.StringIO()) as said, redirect_stderr(io.StringIO()) as warned:
        try:
            code: int | str | None = build_main(arguments)
        except SystemExit as stop:
            code = stop.code
    return Done(code, said.getvalue(), warned.getvalue())


def build(site: Path, builder: str) -> str:
    """Build a site without a warning, and return what Sphinx says of it."""
    done = sphinx(site, builder)
    assert (done.code, done.warned) == (0, ""), builder
    return done.said


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The Sphinx sites, built as HTML; what has been drawn for the READMEs or the first of them is not drawn again."""
    folders = [docs_systems.copied(name, tmp_path_factory.mktemp("sphinx")) for name in ("sphinx-rst", "sphinx-myst")]
    drawn = folders[0] / "doctrees" / "lstm-article" / "figures"
    shutil.copytree(ROOT / "figures", drawn, ignore=shutil.ignore_patterns("*.png"))
    build(folders[0], "html")
    shutil.copytree(folders[0] / "doctrees" / "lstm-article", folders[1] / "doctrees" / "lstm-article")
    build(folders[1], "html")
    return {folder.name: folder for folder in folders}


@pytest.fixture(scope="module", params=["sphinx-rst", "sphinx-myst"])
def sphinx_site(request: pytest.FixtureRequest, sites: dict[str, Path]) -> Path:
    """A Sphinx site, built as HTML."""
    return sites[request.param]


def articles(site: Path) -> dict[str, Article]:
    """Return the articles in a site, by the names of their pages."""
    system = next(system for system in docs_systems.ADAPTERS.values() if system.site == site.name)
    return {path.removesuffix(".html"): composed(lang, "word", words) for path, (lang, words) in system.pages.items()}


def bare(text: str) -> str:
    """Return a text without white space, marks of emphasis and figure numbers, and with plain quotes."""
    text = re.sub(r"(Figure|图) ?\d", "", text)
    return re.sub(r"[\s*]", "", text).translate(str.maketrans("’“”", '\'""'))


def test_as_html(sphinx_site: Path) -> None:
    """The HTML builder gets figures as SVG, and each has one number: its own or, with `numfig`, Sphinx's."""
    for page, article in articles(sphinx_site).items():
        html = (sphinx_site / "html" / f"{page}.html").read_text("utf-8")
        captions = [re.sub("<.*?>", "", text) for text in re.findall("<figcaption>.*?</figcaption>", html, re.DOTALL)]
        assert [len(re.findall(r"(?:Figure|图) \d", caption)) for caption in captions] == [1, 1, 1]
        images = re.findall('<img[^>]* src="_images/(.*?)"', html)
        assert images == [f"{figure.name}.{article.lang}.svg" for figure in article.figures]


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
    assert "mathjax_ignore" not in page


def test_second_build(sphinx_site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unchanged site is not rebuilt; if a page changes, the figures are neither drawn nor written again."""
    monkeypatch.setitem(sys.modules, "lstm_article.figures.canvas", None)  # whoever draws fails
    figures = {
        file: file.stat().st_mtime_ns
        for file in (sphinx_site / "doctrees").rglob("*.???")
        if file.parent.name == "figures"
    }
    assert len(figures) == 2 * 3 * 3
    assert "no targets are out of date" in build(sphinx_site, "html")
    index = next(sphinx_site.glob("index.*"))
    index.write_text(index.read_text("utf-8") + "\nMore.\n", "utf-8")
    assert "0 added, 1 changed, 0 removed" in build(sphinx_site, "html")
    page = next(sphinx_site.glob("lstm.*"))
    page.write_text(page.read_text("utf-8") + "\n", "utf-8")
    assert "0 added, 1 changed, 0 removed" in build(sphinx_site, "html")
    assert figures == {file: file.stat().st_mtime_ns for file in figures}


@pytest.fixture
def page(tmp_path: Path, sites: dict[str, Path]) -> Path:
    """The page of a small Sphinx site, still to be written; its figures are copied, so that none is drawn."""
    shutil.copytree(sites["sphinx-rst"] / "doctrees" / "lstm-article", tmp_path / "doctrees" / "lstm-article")
    (tmp_path / "conf.py").write_text("extensions = ['lstm_article.sphinx']\n")
    (tmp_path / "other.rst").write_text(":orphan:\n\nOther\n=====\n")
    return tmp_path / "index.rst"


def build_page(page: Path, option: str, *options: str) -> Done:
    """Write the directive with an option into a page, and build its site."""
    page.write_text(f"Title\n=====\n\n.. lstm-article::\n   {option}\n")
    return sphinx(page.parent, "html", *options)


@pytest.mark.parametrize(
    ("option", "options", "message"),
    [
        (":lang: fr", [], "lang: there is no article in 'fr'; choose zh or en"),
        (
            ":name: x",
            ["-D", "language=de"],
            "lang, by default the site's language: there is no article in 'de'; choose zh or en",
        ),
        (":words: 4000", [], f"words: {docs_systems.length_out_of_reach()}"),
        (":words: many", [], "words: 'many' is no number of words; write one, such as 1000"),
        (":words: 0", [], "words: '0' is no number of words; write one, such as 1000"),
    ],
)
def test_settings(option: str, options: list[str], message: str, page: Path) -> None:
    """A wrong option stops the build, also without `-W`, with one line that has its place."""
    done = build_page(page, option, *options)
    assert done.code == 1
    assert done.warned == f"{page}:4: ERROR: lstm-article: {message}\n"
    assert not (page.parent / "html" / "index.html").exists()


@pytest.mark.parametrize("option", ["lang", "words", "name"])
def test_empty_options(option: str, page: Path) -> None:
    """An option without a value is an error of Sphinx's own, rather than a default."""
    done = build_page(page, f":{option}:", "-W")
    assert done.code == 1
    assert f'invalid option value: (option: "{option}"; value: None)' in done.warned


def test_stops_until_the_setting_is_right(page: Path) -> None:
    """A page with a wrong option is read again at each build until it is right, even if it once was."""
    for option, code in ((":words: 500", 0), (":words: 1", 1), (":words: 1", 1), (":words: 500", 0)):
        done = build_page(page, option)
        assert (done.code, "ERROR" in done.warned) == (code, bool(code))


def test_articles_of_one_name(page: Path) -> None:
    """Labels of two articles that clash stop the build, which names both; another name or language keeps them apart."""
    other = page.with_name("other.rst")
    other.write_text(":orphan:\n\nOther\n=====\n\n.. lstm-article::\n   :lang: en\n   :words: 500\n")
    message = "lstm-article: name: the article in index has the labels lstm-en-… too; give one another name"
    for option, clashes in ((":name: 另一篇", False), (":lang: en", True), (":lang: zh", False)):
        done = build_page(page, f"{option}\n   :words: 500")
        assert done.code == clashes
        assert (f"{other}: ERROR: {message}\n" in done.warned) == bool(done.warned) == clashes
        assert (f"{page}:lstm-article:" in done.warned) == clashes  # the place of docutils' own warnings


def test_every_wrong_option_is_told(page: Path) -> None:
    """Two pages with wrong options make one line each, and none about labels; that a third is right changes nothing."""
    other = page.with_name("other.rst")
    other.write_text(":orphan:\n\nOther\n=====\n\n.. lstm-article::\n   :words: 1\n")
    page.with_name("right.rst").write_text(":orphan:\n\nRight\n=====\n\n.. lstm-article::\n   :words: 500\n")
    done = build_page(page, ":lang: fr")
    assert done.code == 1
    places = re.findall(r"(.*): ERROR: lstm-article: (\w+): ", done.warned)
    assert places == [(f"{page}:4", "lang"), (f"{other}:6", "words")]
    assert len(done.warned.splitlines()) == 2


def test_figures_that_cannot_be_written(page: Path) -> None:
    """What keeps a figure from being written is told in one line, too."""
    shutil.rmtree(page.parent / "doctrees" / "lstm-article")
    (page.parent / "doctrees" / "lstm-article").touch()
    done = build_page(page, ":words: 500")
    assert done.code == 1
    assert re.fullmatch(r".*index\.rst:4: ERROR: lstm-article: .*/lstm-article: is not a folder; .*\n", done.warned)


@pytest.mark.parametrize("language", ["en_GB", "zh-Hant"])
def test_language_of_the_site(language: str, page: Path) -> None:
    """By default the article is in the site's language, of whatever region."""
    page.write_text(".. lstm-article::\n   :words: 500\n")
    done = sphinx(page.parent, "pseudoxml", "-D", f"language={language}")
    assert (done.code, done.warned) == (0, "")
    assert composed(language[:2], "word", 500).title in (page.parent / "pseudoxml" / "index.pseudoxml").read_text(
        "utf-8"
    )


def test_what_sphinx_knows_of_the_extension(sites: dict[str, Path]) -> None:
    """Sphinx knows its version, that it works in parallel, and the templates whose change makes it read a page again."""
    site = sites["sphinx-rst"]
    with docutils_namespace():
        app = Sphinx(site, site, site / "html", site / "doctrees", "html", status=None, warning=None)
    assert app.extensions["lstm_article.sphinx"].version == __version__
    assert app.is_parallel_allowed("read")
    assert app.is_parallel_allowed("write")
    for page, other in (("en", "zh"), ("lstm", "en")):
        templates = {file for file in builtin_folder().rglob("*.*") if file.parent.name not in {other, "word"}}
        assert {(site / file).resolve() for file in app.env.dependencies[page]} >= templates


def test_page_with_sections_of_its_own(page: Path) -> None:
    """Where a page has sections of the article's names, ids differ, links reach both; no front matter is shown."""
    page.write_text("Title\n=====\n\nSummary\n-------\n\nReferences\n----------\n\n.. lstm-article::\n   :words: 500\n")
    build(page.parent, "html")
    html = (page.parent / "html" / "index.html").read_text("utf-8")
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert html.count(">Summary<a") == html.count(">References<a") == 2
    assert composed("en", "word", 500).description not in re.sub("<.*?>", "", html)


def test_builders_for_other_uses(sites: dict[str, Path]) -> None:
    """Builders that can show neither SVG nor PDF get PNG, and print the numbers of figures."""
    site = sites["sphinx-rst"]
    for builder in ("texinfo", "man"):
        build(site, builder)
    assert len(list((site / "texinfo").rglob("*.png"))) == 6
    assert "%s" not in next((site / "man").glob("*.1")).read_text("utf-8")
