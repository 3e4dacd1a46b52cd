"""Figures in the text: kept with the paragraphs that place them, numbered in order, referred to by number."""

from pathlib import Path

import pytest

from built_in import LENGTHS, composed
from lstm_article.build import BuildOptions, build_articles
from lstm_article.checks.report import Goal
from own_article import EQUATIONS, STEP, draft, refusal

PLACED = '{% optional "a", rank=2 %}\n{{ figure("structure") }}\n{% endoptional %}\n'


def test_figures_come_with_their_paragraphs(tmp_path: Path) -> None:
    """A figure is there only with the paragraph that places it, and is numbered after those before it."""
    words = next(
        words
        for words in LENGTHS
        if [figure.name for figure in composed("en", "word", words).figures] == ["structure", "memory"]
    )
    assert "**Figure 2** What is left of a gradient" in composed("en", "word", words).markdown
    build_articles(BuildOptions(["en"], ["md"], out=tmp_path), Goal(words))
    assert sorted(file.name for file in (tmp_path / "figures").iterdir()) == ["memory.en.svg", "structure.en.svg"]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (
            '{% optional "a", rank=2 %}\n{{ figure("memory") }}\n{% endoptional %}\n\n'
            '{% optional "b", rank=2 %}\nSee {{ refer("memory") }}.\n{% endoptional %}\n',
            7,
            "the optional paragraph 'b' refers to figure 'memory', which may be left out; place it here or in",
        ),
        (
            '{% optional "a", rank=2 %}\nSee {{ refer("structure") }}.\n{% endoptional %}\n',
            3,
            "the optional paragraph 'a' refers to figure 'structure', which stands nowhere; place it",
        ),
        ('See {{ refer("cat") }}.\n', 3, "unknown figure 'cat'; there is structure, unrolled, memory"),
    ],
)
def test_figures_that_may_not_be_there(text: str, line: int, message: str, tmp_path: Path) -> None:
    """An optional paragraph refers to a figure of its own, of essential text or of a higher rank."""
    told = refusal(tmp_path, f"{EQUATIONS}# T\n\n{text}\n{STEP}")
    assert told.startswith(f"article.md:{line}: {message}")


@pytest.mark.parametrize(
    ("text", "message"),
    [(PLACED, "which may be left out; place it here"), ("Text.\n", "which stands nowhere; place it")],
)
def test_essential_text_refers_to_essential_figures(text: str, message: str, tmp_path: Path) -> None:
    """Essential text cannot refer to a figure that may be left out."""
    told = refusal(tmp_path, f'# T\n\n{text}\nSee {{{{ refer("structure") }}}}.\n')
    assert told.startswith(f"article.md: refers to figure 'structure', {message}")


def test_a_figure_of_a_higher_rank_is_there(tmp_path: Path) -> None:
    """Paragraphs of a lower rank than the one that places a figure may refer to it."""
    text = f'# T\n\n{PLACED}\n{{% optional "b", rank=3 %}}\nSee {{{{ refer("structure") }}}}.\n{{% endoptional %}}\n'
    assert "See Figure 1." in draft(tmp_path, text).compose(4).markdown
