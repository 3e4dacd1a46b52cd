"""The memory figure: what is left of a gradient, step by step, on a logarithmic scale."""

import math
from collections.abc import Mapping, Sequence

from lstm_article.canvas import Anchor, Canvas, Point, canvas
from lstm_article.diagram import WIDTH
from lstm_article.runs import GATES, STEPS

_HEIGHT = 372
_LEFT, _BOTTOM, _RIGHT, _TOP = 84, 66, 540, 358
_DECADES = 16
_TEXT, _TICK = 16, 16
_LINE, _GRID = 2.6, 0.8

# Each curve's colour and dashes, and where its name stands: step, power of ten, and which end is there.
_CURVES: Mapping[str, tuple[str, Sequence[float], float, float, Anchor]] = {
    "0.99": ("layer-line", (), 99, -1.5, "right"),
    "0.9": ("concatenation-line", (9, 3), 99, -6.0, "right"),
    "0.731": ("operator-line", (9, 3, 2, 3), 58, -9.8, "right"),
    "plain": ("ink", (2.5, 2.5), 28, -14.8, "left"),
}  # fmt: skip


def draw(left: Mapping[str, Sequence[float]], labels: Mapping[str, str]) -> Canvas:
    """Draw the curves of `runs.memory` with the words of `labels`; raises FigureError for a missing glyph."""
    with canvas(WIDTH, _HEIGHT) as drawn:
        for power in range(0, -_DECADES - 1, -4):
            _, y = _place(0, power)
            drawn.line(f"level{power}", [(_LEFT, y), (_RIGHT, y)], "outline", _GRID, 0)
            tick = f"10^{{{power}}}" if power else "1"
            drawn.write(f"level{power}-label", _LEFT - 8, y, tick, _TICK, "right", "muted", maths=True)
        for step in range(0, STEPS + 1, 20):
            x, y = _place(step, -_DECADES)
            drawn.line(f"step-{step}", [(x, y), (x, y - 6)], "outline", 1.2, 0)
            drawn.write(f"step-{step}-label", x, y - 20, str(step), _TICK, colour="muted", maths=True)
        drawn.write("steps", (_LEFT + _RIGHT) / 2, 18, labels["steps"], _TEXT)
        drawn.write("left", 20, (_BOTTOM + _TOP) / 2, labels["left"], _TEXT, turned=True)
        names = {f"{gate:g}": f"{labels['forget-gate']} {gate:g}" for gate in GATES}
        for curve, (colour, dashes, beside, below, anchor) in _CURVES.items():
            drawn.line(f"memory-{curve}", _points(left[curve]), colour, _LINE, 2, dashes=dashes)
            x, y = _place(beside, below)
            name = names.get(curve, labels["plain-network"])
            drawn.write(f"memory-{curve}-label", x, y, name, _TEXT, anchor)
    return drawn


def _points(left: Sequence[float]) -> list[Point]:
    """Return a curve's points, from the whole gradient at step 0 to where it leaves the chart."""
    powers = [0.0, *(math.log10(part) for part in left)]
    points: list[Point] = []
    for step, power in enumerate(powers):
        if power < -_DECADES:
            before = powers[step - 1]
            points.append(_place(step - 1 + (before + _DECADES) / (before - power), -_DECADES))
            break
        points.append(_place(step, power))
    return points


def _place(step: float, power: float) -> Point:
    return (
        _LEFT + (_RIGHT - _LEFT) * step / STEPS,
        _TOP + (_TOP - _BOTTOM) * power / _DECADES,
    )
