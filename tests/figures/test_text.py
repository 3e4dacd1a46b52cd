"""A figure's words and numbers."""

import pytest

import drawn
from lstm_article.choices import FIGURES
from lstm_article.figures.text import figure_named, figure_text
from lstm_article.templating.labels import Labels
from lstm_article.templating.templates import Templates


def test_numbers_go_with_the_figures_that_show_them() -> None:
    """A figure that shows no numbers gets none, so that equations do not change it."""
    assert drawn.text("structure", "en").numbers is None
    for name in ("unrolled", "memory"):
        assert drawn.text(name, "en").numbers is drawn.article("en").numbers


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_has_words_for_all_that_it_names(name: str) -> None:
    """A figure's words are those of its module, from the label file of its language."""
    texts = [figure_text(Labels(Templates(), lang), name, "png") for lang in ("zh", "en")]
    assert [text.path for text in texts] == [f"figures/{name}.zh.png", f"figures/{name}.en.png"]
    for text in texts:
        assert list(text.labels) == list(figure_named(name).words)
        assert all([text.title, text.caption, text.alt, *text.labels.values()])
