"""Two languages side by side: what only one of them has, and the line where they begin to differ."""

import re
from pathlib import Path

import pytest

from built_in import composed
from lstm_article.build import check_builtin_articles
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
    """The line is that of the first section, equation, citation or figure that differs."""
    text, problems = edited(tmp_path, old, new)
    ((line, message),) = [(line, message) for line, message in problems if re.match(expected, message)]
    assert message.endswith("; make them the same")
    assert text.lines[line - 1].startswith(place)


def test_a_difference_in_what_is_left_out_is_told(tmp_path: Path) -> None:
    """A difference in an optional paragraph that is left out at this length has no line; the message says so."""
    _, problems = edited(tmp_path, '{{ cite("bahdanau2015") }}', '{{ cite("cho2014") }}')
    said = r"has other citations than the zh article, from number \d+ on, in a paragraph that is left out here; make"
    assert [line for line, message in problems if re.match(said, message)] == [1]


def test_references_are_compared(tmp_path: Path) -> None:
    """The reference lists, which are made from the citations, have the same entries."""
    _, problems = edited(tmp_path, '{{ cite("pascanu2013") }}', '{{ cite("greff2017") }}')
    assert any(re.match(r"has \d+ references where the zh article has \d+", message) for _, message in problems)


def test_the_same_in_both_is_no_difference() -> None:
    """All built-in articles have the same sections, equations, citations, references and figures."""
    assert [report.findings for report in check_builtin_articles(LANGS, Goal(), ["languages"])] == [()] * len(LANGS)
