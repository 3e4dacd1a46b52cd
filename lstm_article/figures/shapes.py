"""What a figure consists of: shapes and text by id and colour role, as data for `canvas` to paint.

Lengths are in units, one of which is a pixel of a page and a point of a PDF; y goes upwards from the lower edge. Colour
roles are those of `svg.THEME`, or "none".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Anchor = Literal["left", "center", "right"]
Outline = Literal["rectangle", "ellipse", "diamond"]
Point = tuple[float, float]
Box = tuple[float, float, float, float]  # left, bottom, right, top


@dataclass(frozen=True)
class Style:
    """How a shape is painted, in colour roles; what has a higher `order` lies above the rest.

    `dashes` are the lengths of a dash and of the gap after it, in turn, each a multiple of the line's `thickness`.
    `radius` rounds the corners of a rectangle.
    """

    order: int
    line: str
    thickness: float
    area: str = "none"
    dashes: Sequence[float] = ()
    radius: float = 5


@dataclass(frozen=True)
class Shape:
    """A shape that fills a box."""

    id: str
    outline: Outline
    box: Box
    style: Style


@dataclass(frozen=True)
class Line:
    """A line through points, closed if it has an area; `curves` are the places of points of cubic Bézier curves."""

    id: str
    points: Sequence[Point]
    style: Style
    curves: Sequence[int] = ()


@dataclass(frozen=True)
class Text:
    """Words or, with `maths`, TeX, above all shapes; `size` is of the letters.

    The `anchor` is at the point `at`, on the middle of its capitals; the centre is there if it is `turned` upwards.
    """

    id: str
    at: Point
    text: str
    size: float
    colour: str = "ink"
    anchor: Anchor = "center"
    maths: bool = False
    turned: bool = False


@dataclass(frozen=True)
class Drawing:
    """A figure of a size, all of it but its title and description."""

    width: int
    height: int
    parts: Sequence[Shape | Line | Text]
