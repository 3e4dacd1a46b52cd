"""Diagrams as data: the parts of a picture and what flows between them; the structure of an LSTM cell.

Positions are in the picture's own units, y upwards. `drawing` turns these tables into a figure and adds
nothing that is not in them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

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


# Columns from left to right in the order of the gates, rows from the inputs up to the cell state.
WIDTH = 560  # of every figure, in pixels of a page
_JOIN, _FORGET, _INPUT, _CANDIDATE, _OUTPUT, _LEAVE = 86, 142, 235, 328, 421, 484
_ENTER, _BUS, _LAYER, _PRODUCT, _SQUASH, _CELL, _TOP = 124, 180, 258, 356, 412, 472, 536
_LEFT, _RIGHT = 8, 552
_SIDE = 9  # how far a label stands from the line it names

NODES = (
    Node("previous-cell-state", "port", _LEFT, _CELL),
    Node("previous-hidden-state", "port", _LEFT, _BUS),
    Node("input", "port", _JOIN, _ENTER),
    Node("concatenation", "concatenation", _JOIN, _BUS),
    Node("copy-to-forget-gate", "copy", _FORGET, _BUS),
    Node("copy-to-input-gate", "copy", _INPUT, _BUS),
    Node("copy-to-candidate", "copy", _CANDIDATE, _BUS),
    Node("forget-gate", "layer", _FORGET, _LAYER, r"\sigma"),
    Node("input-gate", "layer", _INPUT, _LAYER, r"\sigma"),
    Node("candidate", "layer", _CANDIDATE, _LAYER, r"\tanh"),
    Node("output-gate", "layer", _OUTPUT, _LAYER, r"\sigma"),
    Node("forget-product", "operator", _FORGET, _CELL, r"\odot"),
    Node("input-product", "operator", _CANDIDATE, _PRODUCT, r"\odot"),
    Node("cell-sum", "operator", _CANDIDATE, _CELL, "+"),
    Node("copy-of-cell-state", "copy", _OUTPUT, _CELL),
    Node("cell-tanh", "operator", _OUTPUT, _SQUASH, r"\tanh"),
    Node("output-product", "operator", _OUTPUT, _PRODUCT, r"\odot"),
    Node("copy-of-hidden-state", "copy", _LEAVE, _PRODUCT),
    Node("cell-state", "port", _RIGHT, _CELL),
    Node("hidden-state", "port", _RIGHT, _BUS),
    Node("output", "port", _LEAVE, _TOP),
)

EDGES = (
    Edge("input", "concatenation"),
    Edge("previous-hidden-state", "concatenation"),
    Edge("concatenation", "copy-to-forget-gate"),
    Edge("copy-to-forget-gate", "forget-gate"),
    Edge("copy-to-forget-gate", "copy-to-input-gate"),
    Edge("copy-to-input-gate", "input-gate"),
    Edge("copy-to-input-gate", "copy-to-candidate"),
    Edge("copy-to-candidate", "candidate"),
    Edge("copy-to-candidate", "output-gate", "across"),
    Edge("previous-cell-state", "forget-product", state=True),
    Edge("forget-gate", "forget-product"),
    Edge("input-gate", "input-product", "up"),
    Edge("candidate", "input-product"),
    Edge("forget-product", "cell-sum", state=True),
    Edge("input-product", "cell-sum"),
    Edge("cell-sum", "copy-of-cell-state", state=True),
    Edge("copy-of-cell-state", "cell-state", state=True),
    Edge("copy-of-cell-state", "cell-tanh"),
    Edge("cell-tanh", "output-product"),
    Edge("output-gate", "output-product"),
    Edge("output-product", "copy-of-hidden-state"),
    Edge("copy-of-hidden-state", "hidden-state", "up"),
    Edge("copy-of-hidden-state", "output"),
)

LABELS = (
    Label("previous-cell-state-label", _LEFT, _CELL + 18, "C_{t-1}", "left"),
    Label("memory-cell", _INPUT, _CELL + 18),
    Label("cell-state-label", _RIGHT, _CELL + 18, "C_t", "right"),
    Label("previous-hidden-state-label", _LEFT, _BUS + 18, "h_{t-1}", "left"),
    Label("input-label", _JOIN + _SIDE, _ENTER + 4, "x_t", "left"),
    Label("hidden-state-label", _RIGHT, _BUS + 18, "h_t", "right"),
    Label("next-step", _RIGHT, _BUS - 28, anchor="right", muted=True),
    Label("output-label", _LEAVE - _SIDE, _TOP - 8, "h_t", "right"),
    Label("to-output", _LEAVE + _SIDE, _TOP - 8, anchor="left", muted=True),
    Label("forget-gate-label", _FORGET + _SIDE, 324, "f_t", "left"),
    Label("input-gate-label", _INPUT + _SIDE, 324, "i_t", "left"),
    Label("candidate-label", _CANDIDATE + _SIDE, 320, r"\tilde{C}_t", "left"),
    Label("output-gate-label", _OUTPUT + _SIDE, 320, "o_t", "left"),
    Label("joined-shape", (_FORGET + _INPUT) / 2, _BUS - 18, "n_x + n_h", muted=True),
    Label("input-shape", _JOIN + 38, _ENTER + 4, "(n_x)", "left", muted=True),
    Label("hidden-shape", _LEFT, _BUS - 18, "(n_h)", "left", muted=True),
)

STRUCTURE = Diagram(
    WIDTH, 560, NODES, EDGES, LABELS,
    body=(54, 148, 502, 508),
    legend=(
        ("layer", "legend-layer", 72, 74),
        ("operator", "legend-operator", 286, 74),
        ("concatenation", "legend-concatenation", 72, 32),
        ("copy", "legend-copy", 286, 32),
    ),
)  # fmt: skip
