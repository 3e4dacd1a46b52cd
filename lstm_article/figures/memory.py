"""The memory figure: what is left of a gradient, step by step, on a logarithmic scale."""

import math
from collections.abc import Mapping, Sequence

from lstm_article.equations.gradients import GATES, PLAIN_CONSTANTS, STEPS
from lstm_article.figures.canvas import Anchor, Canvas, Point, canvas
from lstm_article.figures.diagram import WIDTH

_HEIGHT = 400
_LEFT, _BOTTOM, _RIGHT, _TOP = 84, 66, 540, 386
_DECADES = 16
_TEXT, _TICK = 16, 16
_LINE, _AXIS, _GRID = 2.6, 1.0, 0.8

# Each curve's colour, in which its name is written too, and its dashes; and where the name stands: at which
# step of the curve, how far to the right of it and above, and which end is there.
_CURVES: Mapping[str, tuple[str, Sequence[float], int, float, float, Anchor]] = {
    "0.99": ("layer-line", (), 99, 0, -15, "right"),
    "0.9": ("concatenation-line", (8, 3), 74, 0, 14, "left"),
    "0.731": ("operator-line", (8, 3, 2, 3), 52, 9, 9, "left"),
    "plain": ("ink", (2.5, 2), 47, 12, 4, "left"),
}  # fmt: skip


def draw(left: Mapping[str, Sequence[float]], labels: Mapping[str, str]) -> Canvas:
    """Draw the curves of `runs.memory` with the words of `labels`; raises FigureError for a missing glyph."""
    names = {f"{gate:g}": f"{labels['forget-gate']} {gate:g}" for gate in GATES}
    names["plain"] = f"{labels['plain-network']} {PLAIN_CONSTANTS['W_h']:g}"
    with canvas(WIDTH, _HEIGHT) as drawn:
        for power in range(0, -_DECADES - 1, -4):
            _, y = _place(0, power)
            if power > -_DECADES:
                drawn.line(f"level{power}", [(_LEFT, y), (_RIGHT, y)], "grid", _GRID, 0)
            tick = f"10^{{{power}}}" if power else "1"
            drawn.write(f"level{power}-label", _LEFT - 8, y, tick, _TICK, "right", "muted", maths=True)
        for step in range(0, STEPS + 1, 20):
            x, y = _place(step, -_DECADES)
            drawn.line(f"step-{step}", [(x, y), (x, y - 6)], "outline", _AXIS, 1)
            drawn.write(f"step-{step}-label", x, y - 20, str(step), _TICK, colour="muted", maths=True)
        drawn.line("axes", [(_LEFT, _TOP), (_LEFT, _BOTTOM), (_RIGHT, _BOTTOM)], "outline", _AXIS, 1)
        drawn.write("steps", (_LEFT + _RIGHT) / 2, 18, labels["steps"], _TEXT)
        drawn.write("left", 20, (_BOTTOM + _TOP) / 2, labels["left"], _TEXT, turned=True)
        for curve, (colour, dashes, step, right, above, anchor) in _CURVES.items():
            points = _points(left[curve])
            drawn.line(f"memory-{curve}", points, colour, _LINE, 2, dashes=dashes)
            x, y = points[step]
            drawn.write(f"memory-{curve}-label", x + right, y + above, names[curve], _TEXT, anchor, colour)
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
