"""The Sphinx directive: its articles by several builders, labels, options and their errors, second builds."""

import os
import re
import shutil
import sys
from pathlib import Path

import pytest
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

import docs_systems
from built_in import composed
from lstm_article import Article, __version__
from lstm_article.figures import PAGE_STYLE
from lstm_article.templating.templates import builtin_folder
from sphinx_builds import Done, build, sphinx

ROOT = Path(__file__).parents[2]


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
        (":count: letters", [], "count: 'letters' is no way to count; choose word or han"),
        (":living: maybe", [], "living: 'maybe' is neither true nor false; write one of these"),
        (":templates: x", [], "templates: there is no folder {folder}/x; `lstm-article templates DIR` makes one"),
        (":templates: /x/y", [], "templates: there is no folder {folder}/x/y; `lstm-article templates DIR` makes one"),
    ],
)
def test_settings(option: str, options: list[str], message: str, page: Path) -> None:
    """A wrong option stops the build, also without `-W`, with one line that has its place."""
    done = build_page(page, option, *options)
    assert done.code == 1
    assert done.warned == f"{page}:4: ERROR: lstm-article: {message.format(folder=page.parent)}\n"
    assert not (page.parent / "html" / "index.html").exists()


@pytest.mark.parametrize("option", ["lang", "words", "count", "templates", "name"])
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


def test_doctrees_on_another_drive(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures among Sphinx's intermediate files are found on another drive of Windows, to which no relative path leads."""
    relpath = os.path.relpath

    def within_a_drive(path: str | Path, start: object = ".") -> str:
        asker = sys._getframe(1).f_code.co_name  # of Sphinx's own functions, one asks only where drives are the same
        if Path(path).suffix == ".svg" and asker != "_relative_path":
            raise ValueError("path is on mount 'D:', start on mount 'C:'")
        return relpath(path, start)

    monkeypatch.setattr("os.path.relpath", within_a_drive)
    done = build_page(page, ":words: 500")
    assert (done.code, done.warned) == (0, "")
    assert (page.parent / "html" / "_images" / "structure.en.svg").is_file()


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


@pytest.mark.parametrize(("count", "other"), [("word", "han"), ("han", "word")])
def test_way_to_count(count: str, other: str, page: Path) -> None:
    """The article has so many words, or Han characters, as the page asks for."""
    assert build_page(page, f":lang: zh\n   :words: 600\n   :count: {count}").code == 0
    html = bare(re.sub("<.*?>", "", (page.parent / "html" / "index.html").read_text("utf-8")))
    asked, not_asked = (
        {bare(block.text) for block in composed("zh", rule, 600).text.blocks if block.kind == "heading"}
        for rule in (count, other)
    )
    assert asked != not_asked
    assert {heading in html for heading in asked} == {True}
    assert {heading in html for heading in not_asked - asked} <= {False}


def own_templates(folder: Path, caption: str) -> None:
    """Write templates with a caption of a user's own, and a title of the figure, which is drawn for it."""
    labels = (builtin_folder() / "en" / "labels.toml").read_text("utf-8").partition("[figures.structure]")
    own = re.sub(r"^(title|caption) = .*$", rf'\1 = "{caption}"', labels[2], count=2, flags=re.MULTILINE)
    (folder / "en").mkdir(parents=True, exist_ok=True)
    (folder / "en" / "labels.toml").write_text(f"{labels[0]}{labels[1]}{own}", "utf-8")


@pytest.mark.filterwarnings("ignore:.*JSONHTMLBuilder.app")
def test_templates_of_a_user(page: Path) -> None:
    """A page may have templates of its own, beside it or below the site's folder, and figures drawn from them.

    The builder for JSON, which writes out all that is known of a page, writes these, too.
    """
    for folder in (page.parent / "own", page.parent / "deep" / "own"):
        own_templates(folder, f"Of {folder.parent.name}")
    directive = ".. lstm-article::\n   :words: 500\n   :name: {}\n   :templates: {}\n"
    for name, templates in {"beside": "own", "above": "/own"}.items():
        text = f":orphan:\n\nTitle\n=====\n\n{directive.format(name, templates)}"
        (page.parent / "deep" / f"{name}.rst").write_text(text)
    assert build_page(page, ":words: 500", "-W").code == 0
    html = page.parent / "html"
    builtin = composed("en", "word", 500).figures[0].title
    build(page.parent, "json")
    titles = {"deep/beside": "Of deep", "deep/above": f"Of {page.parent.name}", "index": builtin}
    for name, title in titles.items():
        text = (html / f"{name}.html").read_text("utf-8")
        assert (f"Of {title.split()[-1]}" in text) == (title != builtin)
        (image,) = re.findall(r'<img[^>]* src="(?:\.\./)?(_images/.*?)"', text)
        assert f"<title>{title}</title>" in (html / image).read_text("utf-8")


def test_second_build_with_templates_of_a_user(page: Path) -> None:
    """The page is read again when a file of its templates is changed, added or removed, and only then."""
    folder = page.parent / "own"
    (page.parent / "conf.py").write_text("extensions = ['lstm_article.sphinx']\nexclude_patterns = ['own']\n")
    own_templates(folder, "Before")
    assert build_page(page, ":words: 500\n   :templates: own").code == 0
    assert "no targets are out of date" in build(page.parent, "html")
    own_templates(folder, "After")
    added = folder / "en" / "article.md"
    article = (builtin_folder() / "en" / "article.md").read_text("utf-8").replace("\n# ", "\n# My ", 1)
    steps = [lambda: None, lambda: added.write_text(article, "utf-8"), added.unlink]
    titles = []
    for step in steps:
        step()
        assert "0 added, 1 changed, 0 removed" in build(page.parent, "html")
        assert "no targets are out of date" in build(page.parent, "html")
        text = (page.parent / "html" / "index.html").read_text("utf-8")
        assert "After" in text
        titles.append("My Long" in text)
    assert titles == [False, True, False]


@pytest.mark.parametrize(
    ("builder", "styled", "others"),
    [
        ("html", {"en.html", "lstm.html"}, {"index.html", "genindex.html", "search.html"}),
        ("dirhtml", {"en/index.html", "lstm/index.html"}, {"index.html", "genindex/index.html"}),
        ("singlehtml", {"index.html"}, set()),
    ],
)
def test_style_of_pages(builder: str, styled: set[str], others: set[str], sites: dict[str, Path]) -> None:
    """Pages with the article, and no others, have the style by which figures follow them, also when built again."""
    site = sites["sphinx-rst"]
    for _ in range(2):
        build(site, builder)
        for page in styled | others:
            head = (site / builder / page).read_text("utf-8").partition("</head>")[0]
            links = re.findall(r'<link rel="stylesheet" type="text/css" href="([^"?]*lstm-article\.css)', head)
            assert len(links) == (page in styled)
            for link in links:
                assert (site / builder / page).parent.joinpath(link).read_text("utf-8") == PAGE_STYLE
        (site / "index.rst").touch()


def test_style_is_for_pages_alone(page: Path) -> None:
    """No style sheet is written beside a text."""
    build_page(page, ":words: 500")
    build(page.parent, "text")
    assert not [*(page.parent / "text").rglob("*.css")]


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


SILENT = "lstm_article.mathematics"
# A renderer of mathematics that a site may have, with what it does at a formula.
RENDERER = """
from docutils.nodes import SkipNode
def setup(app):
    def math(self, node):
        {}
    app.add_html_math_renderer("own", (math, lambda self, node: None), (math, lambda self, node: None))
html_math_renderer = "own"
"""
NO_RENDERER = RENDERER.format("pass")
NO_SCRIPTS = "templates_path = ['no-scripts']\n"
UNKNOWN = 'MathJax knows other {}; add {} to "{}" of "tex" in {} in conf.py'
# Settings that Sphinx is content with, though nothing sets the mathematics, and what is said of each.
RAW = {
    "mathjax_path = 'js/my mathematics.js'\n": "there is no _static/js/my mathematics.js; "
    "remove mathjax_path from conf.py, or put the file into a folder of html_static_path",
    "mathjax_options = {'async': 'async'}\nmathjax_path = 'mathjax.js'\n": "there is no _static/mathjax.js; "
    "remove mathjax_path from conf.py, or put the file into a folder of html_static_path",
    NO_RENDERER: 'nothing in the page sets it; write html_math_renderer = "mathjax" into conf.py',
    NO_SCRIPTS: "the theme leaves out scripts; write {{ script() }} into its layout.html",
    "mathjax3_config = {'tex': {'inlineMath': [['$', '$']]}}\n": UNKNOWN.format(
        "inlineMath", ["\\(", "\\)"], "inlineMath", "mathjax3_config"
    ),
    "mathjax4_config = {'tex': {'displayMath': [['$$', '$$']]}}\n": UNKNOWN.format(
        "displayMath", ["\\[", "\\]"], "displayMath", "mathjax4_config"
    ),
    "mathjax_inline = ['$', '$']\n": UNKNOWN.format("inlineMath", ["$", "$"], "inlineMath", "mathjax4_config"),
    "mathjax_display = ('$', '$')\n": UNKNOWN.format("displayMath", ["$", "$"], "displayMath", "mathjax4_config"),
}
# Settings with which the mathematics is set, though it stands as TeX somewhere in the page, or in another way.
SET = [
    "mathjax_path = 'mathjax.js'\nhtml_static_path = ['own']\n",
    "mathjax_path = 'mathjax%2Ejs'\nhtml_static_path = ['own']\n",
    "mathjax_path = '/mathjax.js'\n",
    "mathjax_path = 'https://example.org/x.js'\n",
    "mathjax_display = ['$$', '$$']\n",
    "mathjax_inline = ('$', '$')\nmathjax4_config = {'tex': {'inlineMath': [['$', '$']]}}\n",
    "mathjax4_config = {'tex': {'inlineMath': {'[+]': [['$', '$']]}}}\n",
    "mathjax_inline = ['$', '$']\nmathjax_config_path = 'own/mathjax.js'\n",
    "mathjax_inline = ['$', '$']\nmathjax_path = 'https://example.org/2.js'\nmathjax2_config = {'x': 1}\n",
    NO_RENDERER + "html_js_files = ['https://example.org/KaTeX.js']\n",
    RENDERER.format("self.body.append(f'<img alt=\"{node.astext()}\">'); raise SkipNode"),
    RENDERER.format("self.body.append(f'<annotation x>\\n{node.astext()}\\n</annotation>'); raise SkipNode"),
]


def configured(page: Path, settings: str) -> None:
    """Add settings to a site, and files that they may name."""
    with (page.parent / "conf.py").open("a") as conf:
        conf.write(settings)
    for file, text in {
        "own/mathjax.js": "",
        "no-scripts/layout.html": "{% extends '!layout.html' %}{% block scripts %}{% endblock %}",
    }.items():
        (page.parent / file).parent.mkdir()
        (page.parent / file).write_text(text)


@pytest.mark.parametrize("settings", RAW)
def test_mathematics_that_nothing_sets(settings: str, page: Path) -> None:
    """A site that would show TeX is warned of in one line, which says what to do, and which a setting silences."""
    configured(page, settings)
    done = build_page(page, ":words: 500", "-W")
    message = f"lstm-article: mathematics stays TeX: {RAW[settings]}, or, if the theme sets it, "
    silence = f'suppress_warnings = ["{SILENT}"]'
    assert done.code == 1
    assert done.warned == f"{page}: WARNING: {message}{silence} [{SILENT}]\n"
    assert sphinx(page.parent, "html", "-W", "-D", f"suppress_warnings={SILENT}")[::2] == (0, "")


@pytest.mark.parametrize("living", ["", "   :living:\n"])
def test_mathematics_within_lines_alone(living: str, page: Path) -> None:
    """The mathematics within lines is looked at, too: of a living article the rest is set already."""
    configured(page, NO_RENDERER)
    assert "nothing in the page sets it" in build_page(page, f":words: 700\n{living}").warned
    configured_page = (page.parent / "html" / "index.html").read_text("utf-8")
    assert configured_page.count("data-defines") == (6 if living else 0)


@pytest.mark.parametrize("settings", SET)
def test_mathematics_that_something_sets(settings: str, page: Path) -> None:
    """A site whose mathematics is set is not warned of, by whichever script or renderer that is."""
    configured(page, settings)
    assert build_page(page, ":words: 500", "-W")[::2] == (0, "")


@pytest.mark.parametrize(
    ("builder", "warned"), [("dirhtml", True), ("singlehtml", True), ("epub", False), ("text", False)]
)
def test_mathematics_by_other_builders(builder: str, warned: bool, page: Path) -> None:
    """The warning is about pages for browsers, and comes once, however many of these have the article."""
    configured(page, "mathjax_path = 'mathjax.js'\n")
    for lang in ("en", "zh"):
        text = f"Title\n=====\n\n.. lstm-article::\n   :lang: {lang}\n   :words: 500\n"
        page.with_name(f"{lang}.rst").write_text(text)
    page.write_text("Title\n=====\n\n.. toctree::\n\n   en\n   zh\n")
    done = sphinx(page.parent, builder)
    assert done.code == 0
    assert re.findall("(.*): WARNING: .*mathematics stays TeX", done.warned) == [f"{page.with_name('en.rst')}"] * warned


def test_mathematics_of_a_build_that_fails(page: Path) -> None:
    """What fails a build is told alone."""
    fails = "def fail(app, page, *_):\n    if page == 'search':\n        raise ValueError\n"
    configured(
        page, f"mathjax_path = 'mathjax.js'\n{fails}def setup(app):\n    app.connect('html-page-context', fail)\n"
    )
    done = build_page(page, ":words: 500")
    assert done.code == 2
    assert (page.parent / "html" / "index.html").is_file()
    assert "mathematics" not in done.warned


def test_mathematics_of_other_pages(page: Path) -> None:
    """A page without the article is its author's own affair."""
    configured(page, "mathjax_path = 'mathjax.js'\n")
    page.write_text("Title\n=====\n\n.. math::\n\n   x\n")
    assert build(page.parent, "html")


def test_mathematics_of_a_page_that_is_not_built(page: Path) -> None:
    """Where Sphinx is to build other pages alone, there may be no page with the article yet."""
    page.write_text("Title\n=====\n\n.. lstm-article::\n   :words: 500\n")
    done = sphinx(page.parent, "html", files=[page.with_name("other.rst")])
    assert (done.code, "lstm-article" in done.warned) == (0, False)
    assert not (page.parent / "html" / "index.html").exists()


def test_myst_parser_is_missing(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the extra is not installed, Sphinx's line about the extension says how to install it."""
    for module in ("lstm_article.sphinx", "lstm_article.hosts.sphinx"):
        monkeypatch.delitem(sys.modules, module, raising=False)
    monkeypatch.setitem(sys.modules, "myst_parser.config.main", None)
    done = build_page(page, ":words: 500")
    assert done.code == 2
    reason = r'import of myst_parser\.config\.main .*; run pip install "lstm-article\[sphinx\]"'
    assert re.search(rf"Could not import extension lstm_article\.sphinx \(exception: {reason}\)\n", done.warned)
