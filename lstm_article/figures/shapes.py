"""What a figure consists of: shapes and text by id and colour role, as data for `canvas` to paint.

Lengths are in units, one of which is a pixel of a page and a point of a PDF; y goes upwards from the lower edge. Colour
roles are those of `svg.THEME`, or "none".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Anchor = Literal["left", "center", "right"]
Outline = Literal["rectangle", "ellipse", "polygon", "line"]
Point = tuple[float, float]
Box = tuple[Point, Point]  # lower left and upper right corner


@dataclass(frozen=True)
class Style:
    """How a shape is painted, with `line` and `area` as colour roles."""

    line: str
    thickness: float
    area: str = "none"
    dashes: Sequence[float] = ()  # lengths of a dash and of the gap after it, in turn, as multiples of the thickness
    radius: float = 5  # of a rectangle's corners


@dataclass(frozen=True)
class Shape:
    """A rectangle or an ellipse between two corners, lower left first; or a polygon or a line through points."""

    id: str
    outline: Outline
    points: Sequence[Point]
    style: Style
    curves: Sequence[int] = ()  # the places of a line's points that belong to cubic Bézier curves


@dataclass(frozen=True)
class Text:
    """Words or, with `maths`, TeX, whose `anchor`, on the middle of its capitals, is `at` a point."""

    id: str
    at: Point
    text: str
    size: float  # of its letters
    colour: str = "ink"
    anchor: Anchor = "center"
    maths: bool = False
    turned: bool = False  # upwards, with its centre at the point


Part = Shape | Text


@dataclass(frozen=True)
class Drawing:
    """A figure, all of it but its title and description: each shape lies above those before it, texts above all."""

    width: int
    height: int
    parts: Sequence[Part]
