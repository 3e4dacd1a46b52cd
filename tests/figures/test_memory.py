"""The memory figure: names beside their curves, and the values that the curves are computed from."""

import math
from itertools import pairwise

import pytest
from matplotlib.colors import to_hex

import drawn
from lstm_article.choices import LANGS
from lstm_article.equations import gradients
from lstm_article.figures import files, memory, theme
from lstm_article.figures.shapes import Text


@pytest.mark.parametrize("lang", LANGS)
def test_curves_are_named_where_they_run(lang: str) -> None:
    """A curve's name stands at it in its colour, by far nearest to it, and touches no curve, grid line or axis."""
    boxes = drawn.text_boxes("memory", lang)
    left = gradients.remaining_gradients(drawn.article(lang).numbers.cell)
    curves = {key: memory.points(fractions) for key, fractions in left.items()}
    low, high = memory.place(0, -16), memory.place(100, 0)
    lines = {f"level{power}": [memory.place(step, power) for step in (0, 100)] for power in (0, -4, -8, -12)}
    lines["axes"] = [(low[0], high[1]), low, (high[0], low[1])]
    artists = {artist.get_gid(): artist for artist in drawn.painted("memory", lang).findobj()}
    assert lines.keys() <= artists.keys()
    for name in curves:
        box = boxes[f"curve-{name}-label"]
        near = {}
        for other, points in {**curves, **lines}.items():
            fine = [
                (x0 + (x1 - x0) * part / 100, y0 + (y1 - y0) * part / 100)
                for (x0, y0), (x1, y1) in pairwise(points)
                for part in range(101)
            ]
            near[other] = min(
                math.hypot(max(box.x0 - x, x - box.x1, 0), max(box.y0 - y, y - box.y1, 0)) for x, y in fine
            )
            assert near[other] >= 3, (name, other)
        assert near[name] <= 8, name
        assert min(near[other] for other in curves if other != name) >= 20, name
        line, label = artists[f"curve-{name}"], artists[f"curve-{name}-label"]
        assert label.get_color() == to_hex(line.get_edgecolor())
    for line in lines:
        role = "outline" if line == "axes" else "grid"
        assert to_hex(artists[line].get_edgecolor()) == theme.THEME[role][0], line


@pytest.mark.parametrize("lang", LANGS)
def test_the_plain_network_is_named_with_the_weight_it_is_run_with(lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The factor in the plain network's curve name comes from its weight: another weight changes name and curve."""
    text = drawn.text("memory", lang)
    run = gradients.remaining_gradients.__wrapped__  # what is cached was run with the weight as it is
    monkeypatch.setattr(memory, "remaining_gradients", run)
    for weight in (0.5, 0.6):
        monkeypatch.setitem(gradients.PLAIN_CONSTANTS, "W_h", weight)
        words = [part.text for part in files.draw(text).parts if isinstance(part, Text)]
        assert f"{text.labels['plain-network']} {weight}" in words
        assert run(text.results.cell)["plain"][0] == weight
