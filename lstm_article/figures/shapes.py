"""What a figure consists of: shapes and text by id and colour role, as data for `canvas` to paint.

Lengths are in units; a unit is a pixel of a page, and a point of a PDF. y is 0 at the lower edge and grows upwards.
Colour roles are the keys of `theme.THEME`, or "none".
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

Anchor = Literal["left", "center", "right"]
Outline = Literal["rectangle", "ellipse", "polygon", "line"]
Point = tuple[float, float]
Box = tuple[Point, Point]  # lower left and upper right corner


class Style(NamedTuple):
    """How a shape is painted, with `line` and `area` as colour roles."""

    line: str
    thickness: float
    area: str = "none"
    dashes: Sequence[float] = ()  # lengths of a dash and of the gap after it, in turn, as multiples of the thickness
    radius: float = 5  # of a rectangle's corners


class Shape(NamedTuple):
    """A rectangle or an ellipse between two corners, lower left first; or a polygon or a line through points."""

    id: str
    outline: Outline
    points: Sequence[Point]
    style: Style
    curves: Sequence[int] = ()  # which points of a line, counted from 0, belong to cubic Bézier curves


class Text(NamedTuple):
    """Words, or TeX if `maths`, placed `at` a point: across by its `anchor`, upwards by the middle of its capitals."""

    id: str
    at: Point
    text: str
    size: float  # of its letters
    colour: str = "ink"
    anchor: Anchor = "center"
    maths: bool = False
    turned: bool = False  # reads upwards, with its centre at the point


Part = Shape | Text


class Drawing(NamedTuple):
    """A figure without title and description: later shapes are painted over earlier ones, texts over all shapes."""

    width: int
    height: int
    parts: Sequence[Part]
