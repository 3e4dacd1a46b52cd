"""Two languages side by side: what only one of them has, and the line where they begin to differ."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from built_in import composed
from checking import subject
from lstm_article.build import check_builtin_articles
from lstm_article.checks.languages import problems
from lstm_article.checks.report import Goal, Problem
from lstm_article.checks.run import check_article
from lstm_article.choices import LANGS
from lstm_article.templating.templates import builtin_folder
from lstm_article.text.document import Document
from own_article import draft


def edited(folder: Path, old: str, new: str) -> tuple[Document, list[Problem]]:
    """Return the English article with one edit in its template, and its differences from the Chinese one."""
    text = (builtin_folder() / "en" / "article.md").read_text("utf-8")
    assert text.count(old) == 1
    text = text.replace(old, new)
    if "figure(" in old:  # what is left out is not to be referred to
        text = text.replace(old.replace("figure", "refer"), "the table")
    english, chinese = draft(folder, text).compose(1000), composed("zh", "word", 1000)
    findings = check_article(english, folder / "lstm.en.md", Goal(), ["languages"], chinese).findings
    return english.text, [(finding.line, finding.message) for finding in findings]


@pytest.mark.parametrize(
    ("old", "new", "expected", "place"),
    [
        ("## Summary", "### In theory\n\n## Summary", r"has \d+ sections where the zh article has \d+", "### In theory"),
        ("## Summary", "#### Summary", r"has other sections than the zh article, from number \d+ on", "#### Summary"),
        ("## Summary", "$$\n1 + 1\n$$\n\n## Summary", "has 7 equations where the zh article has 6", "1 + 1"),
        ("{{ equations.output_gate() }}", "$$\no_t = \\sigma(W_{xo}x_t + W_{ho}h_{t-1} + b_o)\n$$", "has other equations than the zh article, from number 5 on", "o_t = "),
        ('{{ cite("pascanu2013") }}', '{{ cite("pascanu2013", "graves2009") }}', r"has \d+ citations where the zh article has \d+", "Vanishing is cured only"),
        ('{{ figure("unrolled") }}', "", "has 2 figures where the zh article has 3", "![Line chart."),
    ],
)  # fmt: skip
def test_a_difference_is_told_where_it_stands(old: str, new: str, expected: str, place: str, tmp_path: Path) -> None:
    """The line of a difference is told: where, in this article, the first section or equation stands that differs."""
    text, found = edited(tmp_path, old, new)
    ((line, message),) = [(line, message) for line, message in found if re.match(expected, message)]
    assert message.endswith("; make them the same")
    assert text.lines[line - 1].startswith(place)


def test_a_difference_in_what_is_left_out_is_told(tmp_path: Path) -> None:
    """A difference in an optional paragraph that is left out at this length has no line; the message says so."""
    _, found = edited(tmp_path, '{{ cite("bahdanau2015") }}', '{{ cite("cho2014") }}')
    said = r"has other citations than the zh article, from number \d+ on, in a paragraph that is left out here; make"
    assert [line for line, message in found if re.match(said, message)] == [1]


def test_references_are_compared(tmp_path: Path) -> None:
    """The reference lists, which are made from the citations, have the same entries."""
    _, found = edited(tmp_path, '{{ cite("pascanu2013") }}', '{{ cite("greff2017") }}')
    assert any(re.match(r"has \d+ references where the zh article has \d+", message) for _, message in found)


def test_the_same_in_both_is_no_difference() -> None:
    """All built-in articles have the same sections, equations, citations, references and figures."""
    assert [report.findings for report in check_builtin_articles(LANGS, Goal(), ["languages"])] == [()] * len(LANGS)


TEXT = "# T\n\n## A\n\n$$\na\n$$\n\n![a](b.en.svg)\n\nA [1] [2].\n\n## References\n\n1. b\n2. c\n"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("## A", "### A", [(3, "has other sections than the en article, from number 2 on; make them the same")]),
        ("## A", "## B", []),
        ("## A", "A", [(1, "has 1 sections where the en article has 2; make them the same")]),
        ("## A", "## A\n\n## B", [(5, "has 3 sections where the en article has 2; make them the same")]),
        ("$$\na\n$$", "b", [(1, "has 0 equations where the en article has 1; make them the same")]),
        (
            "$$\na\n$$",
            "$$\nb\n$$",
            [(6, "has other equations than the en article, from number 1 on; make them the same")],
        ),
        (
            "[1] [2]",
            "[1] B\n[1]",
            [(12, "has other citations than the en article, from number 2 on; make them the same")],
        ),
        ("[1] [2]", "[1, 2]", []),
        ("2. c", "2. d", [(16, "has other references than the en article, from number 2 on; make them the same")]),
        ("b.en.svg", "c.en.svg", [(9, "has other figures than the en article, from number 1 on; make them the same")]),
        ("b.en.svg", "b.svg", []),
        ("![a]", "![b]", []),
    ],
)
def test_each_aspect_is_compared(old: str, new: str, expected: list[Problem], tmp_path: Path) -> None:
    """Of sections the levels are compared, of equations the TeX, of citations the numbers, of references and figures all but the words."""
    assert TEXT.count(old) == 1
    article, other = (
        draft(tmp_path / name, text).compose() for name, text in (("a", TEXT.replace(old, new)), ("b", TEXT))
    )
    assert [*problems(replace(subject(""), compared=(article, other)))] == expected


def test_nothing_is_compared_with_no_other_article() -> None:
    """An article alone has no differences."""
    assert [*problems(subject(TEXT))] == []


def test_what_an_article_has_none_of_has_no_place(tmp_path: Path) -> None:
    """What an article has none of, not even in a paragraph that is left out, is told with its first line."""
    left_out = '{% optional "a", rank=1 %}\nText.\n{% endoptional %}\n\n# T\n'
    article = draft(tmp_path / "a", left_out).compose(1, tolerance=100)
    other = draft(tmp_path / "b", "Text.\n\n# T\n\n$$\na\n$$\n").compose()
    assert article.left_out == {1}
    expected = [(1, "has 0 equations where the en article has 1; make them the same")]
    assert [*problems(replace(subject(""), compared=(article, other)))] == expected
