"""Rendering: the numbers in the text are those of the equations that it shows."""

from pathlib import Path

import pytest

from lstm_article.errors import TemplateError
from lstm_article.templating.templates import builtin_folder
from own_article import EQUATIONS, STEP, draft


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
