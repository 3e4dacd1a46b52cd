"""The memory figure: what is left of a gradient, step by step, on a logarithmic scale."""

import math
from collections.abc import Iterator, Mapping, Sequence

from lstm_article.equations import GATES, PLAIN_CONSTANTS, STEPS, remaining_gradients
from lstm_article.figures.diagram import SMALL_MATHS_SIZE, WIDTH, WORD_SIZE
from lstm_article.figures.shapes import Anchor, Drawing, Part, Point, Shape, Style, Text
from lstm_article.figures.text import Figure, FigureText

HEIGHT = 400
_LEFT, _BOTTOM, _RIGHT, _TOP = 84, 70, 460, 384  # the chart's edges
DECADES = 16  # powers of ten from the chart's top to its bottom
_AXIS, _GRID = Style("outline", 1.0), Style("grid", 0.8)
# By curve: its style, the step at which its name stands, how far right of and above the curve, and the anchor.
CURVES: Mapping[str, tuple[Style, int, Point, Anchor]] = {
    "0.99": (Style("layer-line", 2.6), 99, (0, -15), "right"),
    "0.9": (Style("concatenation-line", 2.6, dashes=(8, 3)), 70, (2, 15), "left"),
    "0.731": (Style("operator-line", 2.6, dashes=(8, 3, 2, 3)), 52, (10, 10), "left"),
    "plain": (Style("ink", 2.6, dashes=(2.5, 2)), 42, (24, -9), "left"),
}


def draw_chart(left: Mapping[str, Sequence[float]], labels: Mapping[str, str]) -> Drawing:
    """Draw the curves of `CURVES`; `left` has, for each, the fractions of the gradient left after 1, 2, … steps."""
    names = {f"{gate:g}": f"{labels['forget-gate']} {gate:g}" for gate in GATES}
    names["plain"] = f"{labels['plain-network']} {PLAIN_CONSTANTS['W_h']:g}"
    parts = list(_axes(labels))
    for key, (style, step, (right, above), anchor) in CURVES.items():
        line = points(left[key])
        x, y = line[step]
        parts += [
            Shape(f"curve-{key}", "line", line, style),
            Text(f"curve-{key}-label", (x + right, y + above), names[key], WORD_SIZE, style.line, anchor),
        ]
    return Drawing(WIDTH, HEIGHT, parts)


def place(step: float, power: float) -> Point:
    """Return the point of a step and a power of ten, in units of the figure."""
    return (_LEFT + (_RIGHT - _LEFT) * step / STEPS, _TOP + (_TOP - _BOTTOM) * power / DECADES)


def points(left: Sequence[float]) -> list[Point]:
    """Return a curve's points, from the whole gradient at step 0 to where it leaves the chart."""
    powers = [0.0, *(math.log10(fraction) for fraction in left)]
    shown = [place(step, power) for step, power in enumerate(powers) if power >= -DECADES]
    if len(shown) < len(powers):
        last, below = powers[len(shown) - 1 : len(shown) + 1]
        shown.append(place(len(shown) - 1 + (last + DECADES) / (last - below), -DECADES))
    return shown


def _axes(labels: Mapping[str, str]) -> Iterator[Part]:
    """Yield the axes with their numbers and names, and the grid."""
    for power in range(0, -DECADES - 1, -4):
        _, y = place(0, power)
        if power > -DECADES:
            yield Shape(f"level{power}", "line", [(_LEFT, y), (_RIGHT, y)], _GRID)
        number = f"10^{{{power}}}" if power else "1"
        yield Text(f"level{power}-label", (_LEFT - 8, y), number, SMALL_MATHS_SIZE, "muted", "right", maths=True)
    for step in range(0, STEPS + 1, 20):
        x, y = place(step, -DECADES)
        yield Shape(f"step-{step}", "line", [(x, y), (x, y - 6)], _AXIS)
        yield Text(f"step-{step}-label", (x, y - 22), str(step), SMALL_MATHS_SIZE, "muted", maths=True)
    yield Shape("axes", "line", [(_LEFT, _TOP), (_LEFT, _BOTTOM), (_RIGHT, _BOTTOM)], _AXIS)
    yield Text("steps", ((_LEFT + _RIGHT) / 2, 16), labels["steps"], WORD_SIZE)
    yield Text("left", (16, (_BOTTOM + _TOP) / 2), labels["left"], WORD_SIZE, turned=True)


def _draw(text: FigureText) -> Drawing:
    return draw_chart(remaining_gradients(text.results.cell), text.labels)


FIGURE = Figure(("steps", "left", "forget-gate", "plain-network"), _draw, shows_numbers=True)
