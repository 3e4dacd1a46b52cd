"""What a figure consists of: shapes and text by id and colour role, as data for `canvas` to paint.

Lengths are in units, one of which is a pixel of a page and a point of a PDF; y goes upwards from the lower
edge. Colour roles are those of `svg.THEME`, or "none".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Anchor = Literal["left", "center", "right"]
Point = tuple[float, float]
Box = tuple[float, float, float, float]  # left, bottom, right, top


@dataclass(frozen=True)
class Style:
    """How a shape is painted; what has a higher `order` lies above the rest.

    `line` and `area` are colour roles. `dashes` are the lengths of a dash and of the gap after it, in turn,
    each a multiple of the line's `thickness`.
    """

    order: int
    line: str
    thickness: float
    area: str = "none"
    dashes: Sequence[float] = ()


@dataclass(frozen=True)
class Rectangle:
    """A rectangle whose corners are rounded by a radius."""

    id: str
    box: Box
    style: Style
    radius: float = 5


@dataclass(frozen=True)
class Ellipse:
    """The ellipse that fills a box."""

    id: str
    box: Box
    style: Style


@dataclass(frozen=True)
class Polygon:
    """A closed polygon."""

    id: str
    corners: Sequence[Point]
    style: Style


@dataclass(frozen=True)
class Line:
    """A line through points; those whose places `curves` lists belong to cubic Bézier curves."""

    id: str
    points: Sequence[Point]
    style: Style
    curves: Sequence[int] = ()


@dataclass(frozen=True)
class Text:
    """Words or, with `maths`, TeX, above all shapes.

    Its `anchor` is at the point `at`, and its capitals are centred on that height; `turned` text runs
    upwards and is centred on the point. `size` is of its letters.
    """

    id: str
    at: Point
    text: str
    size: float
    colour: str = "ink"
    anchor: Anchor = "center"
    maths: bool = False
    turned: bool = False


Part = Rectangle | Ellipse | Polygon | Line | Text


@dataclass(frozen=True)
class Drawing:
    """A figure of a size, all of it but its title and description."""

    width: int
    height: int
    parts: Sequence[Part]
