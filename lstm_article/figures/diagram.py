"""Diagrams as data: the parts of a picture and what flows between them.

Positions and sizes are in the units of `shapes`. `drawing` turns a diagram into shapes and adds no content of its own.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from lstm_article.figures.shapes import Anchor, Box

WIDTH = 480  # of every figure
# Of letters: 11 px or more on a phone, where a figure is 328 px wide, and 9 px or more for the indices of mathematics.
WORD_SIZE, MATHS_SIZE, SMALL_MATHS_SIZE = 16.5, 22, 19

Kind = Literal["layer", "operator", "concatenation", "copy", "port", "cell"]


class Node(NamedTuple):
    """A part of a diagram, with its centre at (x, y). A port is where a line begins or ends, and is not drawn."""

    id: str
    kind: Kind  # a layer shows the words of its id, a cell those of the id `cell`
    x: float
    y: float
    symbol: str = ""  # TeX as in the equations, drawn within the part
    half_size: tuple[float, float] | None = None  # half its width and height, if they are not its kind's


class Edge(NamedTuple):
    """A line along which a value passes from one part to another, by their ids."""

    source: str
    target: str
    bend: Literal["", "across", "up"] = ""  # the direction in which a line with a corner begins; "" is a straight line
    state: bool = False  # whether the value is the cell state, with a line of its own style


class Label(NamedTuple):
    """A label with its `anchor` at (x, y): the TeX `text` or, without one, the label file's words for `id`."""

    id: str
    x: float
    y: float
    text: str = ""
    anchor: Anchor = "center"
    muted: bool = False


class Diagram(NamedTuple):
    """A diagram: its height, and the tables of its parts, lines and labels."""

    height: int
    nodes: Sequence[Node]
    edges: Sequence[Edge]
    labels: Sequence[Label]
    body: Box | None = None  # the outline of the cell, drawn around the parts
    legend: Sequence[Node] = ()  # a sample of each kind of part; the words for its id stand to its right

    def node(self, name: str) -> Node:
        """Return a part by its id."""
        return next(node for node in self.nodes if node.id == name)
