"""The unrolled LSTM: its words."""

import pytest

import drawn
from lstm_article.choices import LANGS


@pytest.mark.parametrize("lang", LANGS)
def test_each_word_stands_where_its_arrow_starts(lang: str) -> None:
    """The word that is read at a step stands right below the arrow of its input, in the language of the figure."""
    boxes, texts = drawn.text_boxes("unrolled", lang), drawn.written("unrolled", lang)
    for time in (1, 2, 3):
        start, box = drawn.diagram("unrolled", lang).node(f"input-{time}"), boxes[f"word-{time}"]
        assert abs((box.x0 + box.x1) / 2 - start.x) < 1
        assert 2 <= start.y - box.y1 <= 10
        assert texts[f"word-{time}"] == drawn.text("unrolled", lang).labels[f"word-{time}"]
    assert len({texts[f"word-{time}"] for time in (1, 2, 3)}) == 3
