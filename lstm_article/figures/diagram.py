"""Diagrams as data: the parts of a picture and what flows between them.

Positions are in the picture's own units, y upwards. `drawing` turns these tables into a figure and adds
nothing that is not in them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

WIDTH = 560  # of every figure, in pixels of a page

Kind = Literal["layer", "operator", "concatenation", "copy", "port", "cell"]


@dataclass(frozen=True)
class Node:
    """A part: `symbol` is TeX as in the equations, drawn in it. A port, where a line ends, is not drawn."""

    id: str
    kind: Kind
    x: float
    y: float
    symbol: str = ""


@dataclass(frozen=True)
class Edge:
    """A value passed from one part to another, by its line's route.

    `bend` says which way a line with a corner sets out; lines without one are level or upright.
    `state` marks the cell state's own line.
    """

    source: str
    target: str
    bend: Literal["", "across", "up"] = ""
    state: bool = False


@dataclass(frozen=True)
class Label:
    """Words or TeX beside a part: `text` is TeX, or else the label file has words for `id`.

    `anchor` is the point of the text that lies at (x, y).
    """

    id: str
    x: float
    y: float
    text: str = ""
    anchor: Literal["left", "center", "right"] = "center"
    muted: bool = False


@dataclass(frozen=True)
class Diagram:
    """A picture: its size, its tables, the outline of what is inside, and the samples of a legend."""

    width: int
    height: int
    nodes: Sequence[Node]
    edges: Sequence[Edge]
    labels: Sequence[Label]
    body: tuple[float, float, float, float] | None = None  # left, bottom, right, top
    legend: Sequence[tuple[Kind, str, float, float]] = ()

    def node(self, name: str) -> Node:
        """Return a part by its id."""
        return next(node for node in self.nodes if node.id == name)

    @property
    def words(self) -> tuple[str, ...]:
        """The ids of the parts whose words come from the label file."""
        return (
            *(node.id for node in self.nodes if node.kind == "layer"),
            *(label.id for label in self.labels if not label.text),
            *(name for _, name, _, _ in self.legend),
        )
