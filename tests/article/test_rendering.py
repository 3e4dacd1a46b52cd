"""Rendering: citations and figures numbered, and the numbers in the text those of the equations that it shows."""

from pathlib import Path

import pytest

from lstm_article.errors import TemplateError
from lstm_article.templating.templates import builtin_folder
from own_article import EQUATIONS, STEP, draft, refusal


def test_numbers_of_equations_that_are_left_out(tmp_path: Path) -> None:
    """Numbers come from equations that stand beside them: without one of these, it is an error."""
    text = (builtin_folder() / "en" / "article.md").read_text("utf-8")
    gate = "{{ equations.output_gate() }}\n"
    assert text.count(gate) == 1
    text = text.replace(gate, f'{{% optional "gate", rank=9 %}}\n{gate}{{% endoptional %}}\n')
    own = draft(tmp_path, text)
    with pytest.raises(
        TemplateError, match=r"shows numbers of the equations in equations\.md, and not these"
    ) as caught:
        own.compose()
    assert caught.value.file == str(tmp_path / "en" / "article.md")
    assert all(paragraph.chosen for paragraph in own.compose(9000, tolerance=float("inf")).optional)


def test_words_that_come_with_the_numbers(tmp_path: Path) -> None:
    """Text that a template writes only if it has the numbers is counted before paragraphs are chosen."""
    text = (
        f"{EQUATIONS}\n# Title\n\n{STEP}\n"
        '{% optional "a", rank=1 %}\n{% if parameters(2, 2).weights > 1 %}\none two three four five\n{% endif %}\n'
        'six\n{% endoptional %}\n\n{% optional "b", rank=1 %}\none two\n{% endoptional %}\n'
    )
    own = draft(tmp_path, text)
    assert {words: own.compose(words).count.word for words in (1, 3, 7, 9)} == {1: 1, 3: 3, 7: 7, 9: 9}


def test_marks_are_where_the_numbers_are(tmp_path: Path) -> None:
    """Where an article says the number of a citation or figure, it has a mark of what that is."""
    text = '# T\n\n{{ refer("structure") }} is of {{ cite("gers2000", "beck2024") }}.\n\n{{ figure("structure") }}\n'
    article = draft(tmp_path, text).compose()
    assert "Figure 1 is of [1,2].\n" in article.markdown
    assert [(mark.kind, mark.values, article.markdown[mark.start : mark.end]) for mark in article.marks] == [
        ("reference", ("structure",), "Figure 1"),
        ("citation", ("gers2000", "beck2024"), "[1,2]"),
        ("number", ("structure",), "Figure 1"),
    ]


def test_markdown_that_cannot_be_read(tmp_path: Path) -> None:
    """A template that renders to Markdown nested too deeply is refused, with its file."""
    told = refusal(tmp_path, f"# T\n\n{'> ' * 200}a\n")
    assert told.startswith("article.md: renders to Markdown that is nested 100 deep or more")


def test_the_sigmoid(tmp_path: Path) -> None:
    """Templates can compute the sigmoid of a number, which is one half at 0."""
    assert "is 0.5." in draft(tmp_path, "# T\n\nIt is {{ sigmoid(0) }}.\n").compose().markdown
