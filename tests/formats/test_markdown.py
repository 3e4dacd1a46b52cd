"""Articles in every flavor: nothing is lost, and only mathematics, figures and citations are rewritten."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pypandoc
import pytest

from flavored import special_article, written
from lstm_article import Article, build_article
from lstm_article.formats.flavors import FLAVORS
from lstm_article.formats.markdown import flavored

PARTS = ("forget-gate", "input-gate", "candidate", "cell-state", "output-gate", "hidden-state")
every_flavor = pytest.mark.parametrize("flavor", FLAVORS)


@pytest.fixture
def special(tmp_path: Path) -> Article:
    return special_article(tmp_path)


def test_plain_is_the_core(article: Article) -> None:
    """`plain` adds nothing."""
    assert flavored(article, FLAVORS["plain"]) == article.markdown


@every_flavor
def test_nothing_is_lost(article: Article, flavor: str) -> None:
    """Every equation, figure, caption, heading and reference is in every flavor, once and in order."""
    front_matter, body = written(article, flavor)
    for tex, _ in article.text.equations:
        assert body.count(f"\n{tex}\n") == 1
    for figure in article.figures:
        assert body.count(figure.path) == 1
        assert body.count(figure.alt) == 1
        caption = re.sub(r"\$(.*?)\$", lambda match: FLAVORS[flavor].inline(match[1]), figure.caption)
        assert body.count(caption) == 1
    headings = re.findall(r"^#+ .*$", body, re.MULTILINE)
    expected = re.findall(r"^#+ .*$", article.markdown, re.MULTILINE)
    assert headings == (expected[1:] if flavor in {"hugo", "jekyll", "quarto"} else expected)
    assert front_matter.get("title", article.title) == article.title
    assert body.endswith(article.markdown.splitlines()[-1] + "\n")
    assert not re.search(r"\n{4}", body)


def test_equations_are_labelled_by_their_part(article: Article) -> None:
    """MyST and Quarto get a label for each equation, named after the part that it defines and unique on the site."""
    for flavor, pattern in {"myst": r"^\$\$ \((\S+)\)$", "quarto": r"^\$\$ \{#eq-(\S+)\}$"}.items():
        labels = re.findall(pattern, written(article, flavor)[1], re.MULTILINE)
        assert labels == [f"lstm-{article.lang}-{part}" for part in PARTS]
        labels = re.findall(pattern, written(article, flavor, "Über LSTM 2")[1], re.MULTILINE)
        assert labels == [f"über-lstm-2-{article.lang}-{part}" for part in PARTS]


def test_quarto_is_read_as_meant(article: Article) -> None:
    """pandoc, which Quarto is built on, sees figures with ids and captions, and references to them."""
    text = flavored(article, FLAVORS["quarto"])
    tree = json.loads(pypandoc.convert_text(text, "json", "markdown", extra_args=["--fail-if-warnings"]))
    figures = [block["c"] for block in tree["blocks"] if block["t"] == "Figure"]
    assert [figure[0][0] for figure in figures] == [f"fig-lstm-{article.lang}-{f.name}" for f in article.figures]
    cited = re.findall(r'"citationId": "([^"]+)"', json.dumps(tree["blocks"]))
    numbers = re.findall(r"(?:Figure|图) (\d)", re.sub(r"\*\*.*?\*\*", "", article.markdown))
    assert {*numbers} == {"1", "2", "3"}
    assert cited == [f"fig-lstm-{article.lang}-{article.figures[int(number) - 1].name}" for number in numbers]


@every_flavor
def test_what_only_looks_like_it_stays(special: Article, flavor: str) -> None:
    """Code, addresses and escaped signs are neither mathematics nor references nor citations."""
    _, body = written(special, flavor)
    for kept in (
        "\n```python\n# $x_t$ of Figure 1 [1]\n```\n", "        indented $x_t$ of Figure 1\n", "`Figure 1`, Figure 1 and Figure 12,",
        "`$x_t$`", "](https://example.org/[1]?a=$b$&c=$d$)", "[2](https://example.org)", "<https://example.org/$a$[1]>",
        r"\$5", "\n\n![a photograph](photograph.png)\n\n", "Drawn by me.", "\n[3]: https://example.org/$x$\n",
        "[a link of Figure 1 and ", "and [1] by hand", "| `$c$` |",
    ):  # fmt: skip
        assert kept in body, kept
    assert FLAVORS[flavor].inline("z_t") in body
    citation, c, d = FLAVORS[flavor].citation("1"), FLAVORS[flavor].inline("c"), FLAVORS[flavor].inline("d")
    assert f"\n| {c} | `$c$` | {d} |\n|---|---|---|\n| {d} | {citation} | {d} |\n" in body
    assert f" and {FLAVORS[flavor].inline('y')}](https" in body


def test_plain_is_the_core_of_a_users_article_too(special: Article) -> None:
    """`plain` changes nothing in a user's article either."""
    assert flavored(special, FLAVORS["plain"]) == special.markdown


def test_references_lead_to_figures(special: Article) -> None:
    """References to figures are linked where the host can do so, but not within code or a link."""
    references = re.findall(r"\{ref\}`(.+?)`", flavored(special, FLAVORS["myst"], "a b"))
    assert references == ["Figure 1 <a-b-en-structure>"]
    assert re.findall(r"\[-@(.+?)\]", flavored(special, FLAVORS["quarto"])) == ["fig-lstm-en-structure"]
    assert r"$$x_t$$ and `$x_t$` \[1\]," in flavored(special, FLAVORS["jekyll"])


def test_an_equation_of_no_lstm_is_labelled_by_number(special: Article) -> None:
    """If the equations are no LSTM, their labels have numbers."""
    assert "$$ (lstm-en-equation-1)" in flavored(special, FLAVORS["myst"])


@every_flavor
def test_a_figure_that_a_filter_changed_stays(flavor: str, tmp_path: Path) -> None:
    """Where a template has changed what `figure` gives, it is written as it stands there."""
    (tmp_path / "en").mkdir()
    text = '# T\n\n{{ figure("structure") | replace("![", "!  [") }}\n\n{{ refer("structure") }}\n'
    (tmp_path / "en" / "article.md").write_text(text, "utf-8")
    article = build_article("en", templates=tmp_path)
    changed = next(line for line in article.text.lines if line.startswith("!  ["))
    assert changed in flavored(article, FLAVORS[flavor])


def test_headings_go_deeper() -> None:
    """Headings go no deeper than six levels."""
    article = build_article("en")
    levels = [section.level for section in article.sections]
    text = flavored(article, replace(FLAVORS["plain"], deeper=5))
    assert {len(marks) for marks in re.findall(r"^(#+) ", text, re.MULTILINE)} == {6}
    assert len(re.findall(r"^#+ ", text, re.MULTILINE)) == len(levels) + 1  # the reference list has one too
