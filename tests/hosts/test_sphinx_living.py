"""The living article in Sphinx: which builders show it, its numbers, references, files, and where there is none."""

import re
import shutil
from pathlib import Path

import pytest

import own_article
from built_in import composed
from lstm_article.figures import figure_file
from lstm_article.hosts.article import ArticleSettings
from lstm_article.hosts.living import LivingArticle, living_article
from lstm_article.templating.templates import builtin_folder
from sphinx_builds import build

DIRECTIVE = ".. lstm-article::\n   :words: 700\n"
DATED = {
    ".epub",
    ".opf",
    ".ncx",
    ".pickle",
    ".fpickle",
}  # files that have the time of the build, or lists without order
TITLE = "Title\n=====\n\nSee :eq:`lstm-en-forget-gate` and :ref:`it <lstm-en-structure>`.\n\n"


def living() -> LivingArticle:
    found = living_article(ArticleSettings("en", 700, living=True))
    assert found is not None
    return found


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The figures in all formats, where Sphinx keeps them."""
    folder = tmp_path_factory.mktemp("drawn")
    (folder / "figures").mkdir()
    for lang in ("en", "zh"):
        for figure in composed(lang, "word", 700).figures:
            for ending in ("svg", "png", "pdf"):
                (folder / figure.path).with_suffix(f".{ending}").write_bytes(figure_file(figure, ending))
    return folder


@pytest.fixture
def site(tmp_path: Path, drawn: Path) -> Path:
    """A small site, whose index is still to be written; its figures are drawn."""
    shutil.copytree(drawn, tmp_path / "doctrees" / "lstm-article")
    (tmp_path / "conf.py").write_text(
        "extensions = ['lstm_article.sphinx']\nversion = copyright = 'x'\nmath_numfig = False\n"
    )
    return tmp_path


def page(site: Path, text: str, builder: str = "html", name: str = "index.html") -> str:
    """Return a page of a site whose index has a text."""
    (site / "index.rst").write_text(text)
    build(site, builder)
    return (site / builder / name).read_text("utf-8")


@pytest.mark.parametrize(
    ("builder", "name"), [("html", "en.html"), ("dirhtml", "en/index.html"), ("singlehtml", "index.html")]
)
def test_pages_for_browsers(builder: str, name: str, site: Path) -> None:
    """A page has the equations and figures with marks, and links to the files; other figures are images as always."""
    (site / "en.rst").write_text(f"{DIRECTIVE}   :living:\n")
    page(site, "Title\n=====\n\n.. toctree::\n\n   en\n", builder)
    shown = (site / builder / name).read_text("utf-8")
    (article,) = re.findall('<section class="lstm-article" id=.*?</script></section>', shown, re.DOTALL)
    assert len(re.findall('<div class="equation" id="equation-lstm-en-[a-z-]+" data-defines=', article)) == 6
    assert re.findall('<figure [^>]*id="lstm-en-(.*?)">\n<svg ', article) == ["structure", "memory"]
    assert 'id="lstm-en-structure-forget-gate" data-node="forget-gate"' in article
    assert "<img" not in article
    folder = "../" * name.count("/") + "_static/lstm-article"
    assert article.endswith(f"{living().linked(folder)[1]}</section>")
    head = shown.partition("</head>")[0]
    _, style, _ = files = living().files()
    assert head.count(f'href="{folder}/{style}?v=') == 1
    for file, content in files.items():
        assert (site / builder / "_static" / "lstm-article" / file).read_bytes() == content


@pytest.mark.filterwarnings("ignore:.*JSONHTMLBuilder.app")
@pytest.mark.parametrize("builder", ["text", "latex", "epub", "man", "texinfo", "pseudoxml", "json"])
def test_other_builders(builder: str, site: Path) -> None:
    """All other builders write what they write of an article that is not living, to the byte."""
    written = []
    for option in ("", "   :living:\n"):
        (site / "index.rst").write_text(f"{TITLE}{DIRECTIVE}{option}")
        build(site, builder)
        files = (file for file in (site / builder).rglob("*") if file.is_file() and file.suffix not in DATED)
        written.append({file: file.read_bytes() for file in files if file.parent.name != "_sources"})
        shutil.rmtree(site / builder)
    assert written[0] == written[1]
    assert any(b"tanh" in content for content in written[0].values())


def test_not_living(site: Path) -> None:
    """Without the option, or with one that says so, a page has neither marks nor a script of the article's."""
    plain = page(site, f"{TITLE}{DIRECTIVE}")
    assert page(site, f"{TITLE}{DIRECTIVE}   :living: false\n") == plain
    assert not re.search(' data-(symbol|node|defines)|<template|class="lstm-article"|living-', plain)
    assert not (site / "html" / "_static" / "lstm-article").exists()


@pytest.mark.parametrize("numbering", ["", "numfig = True\nmath_numfig = True\n"])
def test_numbers_and_references(numbering: str, site: Path) -> None:
    """Equations have the numbers that Sphinx gives them among the page's own, on them, in the controls and in references."""
    with (site / "conf.py").open("a") as conf:
        conf.write(numbering)
    own = ".. math::\n   :label: own\n\n   y = x\n\n"
    shown = page(site, f"{TITLE}{own}{DIRECTIVE}   :living:\n")
    assert re.findall(r'<span class="number">\((.*?)\)', shown) == ["2", "3", "4", "5", "6", "7"]
    assert re.findall(r"data-step [^>]*>(.*?)<", shown) == ["2", "3", "4", "5", "6", "7"]
    assert re.findall(r"data-pin[^>]*>\((.*?)\)<", shown) == ["2", "3", "4", "5", "6", "7"]
    assert '<a class="reference internal" href="#equation-lstm-en-forget-gate">(2)</a>' in shown
    assert 'href="#lstm-en-structure"' in shown
    ids = re.findall(r'\bid="([^"]+)"', shown)
    assert len(ids) == len(set(ids))
    assert {"equation-lstm-en-forget-gate", "lstm-en-structure"} <= set(ids)
    assert not re.search("[\ue000\ue001]", shown)


def test_two_articles_on_a_page(site: Path) -> None:
    """Each of two articles has an element and numbers of its own."""
    other = DIRECTIVE.replace("words: 700", "words: 700\n   :lang: zh\n   :living:")
    shown = page(site, f"{TITLE}{DIRECTIVE}   :living:\n\n{other}")
    first, second = shown.split('<section class="lstm-article"')[1:]
    for article, numbers in ((first, "1 2 3 4 5 6"), (second, "7 8 9 10 11 12")):
        assert article.count("<template ") == article.count('<script src="_static/lstm-article/living-') == 1
        assert re.findall(r"data-step [^>]*>(.*?)<", article) == numbers.split()
    assert shown.partition("</head>")[0].count("lstm-article/living-") == 1


def test_templates_that_begin_before_the_title(site: Path) -> None:
    """Where an article is no single section, it is as it always is."""
    article = (builtin_folder() / "en" / "article.md").read_text("utf-8")
    own_article.write(site / "own", article.replace("\n# ", "\nAt first.\n\n# ", 1))
    (site / "conf.py").write_text("extensions = ['lstm_article.sphinx']\nexclude_patterns = ['own']\n")
    option = "   :templates: own\n"
    plain = page(site, f"{TITLE}{DIRECTIVE}{option}")
    assert page(site, f"{TITLE}{DIRECTIVE}{option}   :living:\n") == plain
    assert plain.count("<img") == 2


def test_labels_of_one_s_own(site: Path) -> None:
    """With another name an article's labels, and the ids in its figures, begin with that."""
    shown = page(site, f"Title\n=====\n\n{DIRECTIVE}   :name: mine\n   :living:\n")
    assert 'id="equation-mine-en-forget-gate" data-defines' in shown
    assert 'id="mine-en-structure-forget-gate"' in shown
    assert "lstm-en" not in shown
