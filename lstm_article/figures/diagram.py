"""Diagrams as data: the parts of a picture and what flows between them.

Positions and sizes are in the units of `shapes`. `drawing` turns these tables into shapes and adds nothing to them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from lstm_article.figures.shapes import Anchor, Box

WIDTH = 560  # of every figure

Kind = Literal["layer", "operator", "concatenation", "copy", "port", "cell"]


@dataclass(frozen=True)
class Node:
    """A part, with its centre at (x, y); a port, where a line ends, is not drawn."""

    id: str
    kind: Kind  # a layer has its own words in it, a cell those of the id `cell`
    x: float
    y: float
    symbol: str = ""  # TeX as in the equations, drawn in it
    half_size: tuple[float, float] | None = None  # half its width and height, where that is not its kind's


@dataclass(frozen=True)
class Edge:
    """A value passed from one part to another, by its line's route."""

    source: str
    target: str
    bend: Literal["", "across", "up"] = ""  # which way a line with a corner sets out; others are level or upright
    state: bool = False  # the cell state's own line


@dataclass(frozen=True)
class Label:
    """Words or TeX, with their `anchor` at (x, y): `text` is TeX, or else the label file has words for `id`."""

    id: str
    x: float
    y: float
    text: str = ""
    anchor: Anchor = "center"
    muted: bool = False


@dataclass(frozen=True)
class Diagram:
    """A picture: its height and its tables."""

    height: int
    nodes: Sequence[Node]
    edges: Sequence[Edge]
    labels: Sequence[Label]
    body: Box | None = None  # the outline of the cell around them
    legend: Sequence[Node] = ()  # a sample of each kind of part; the words of its id stand to its right

    def node(self, name: str) -> Node:
        """Return a part by its id."""
        return next(node for node in self.nodes if node.id == name)
