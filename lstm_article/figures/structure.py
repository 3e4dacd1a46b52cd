"""The structure figure: an LSTM cell at one time step, as a diagram."""

from collections.abc import Mapping

from lstm_article.figures.diagram import Diagram, Edge, Label, Node
from lstm_article.figures.drawing import draw_diagram
from lstm_article.figures.text import Figure

# x of the columns, left to right in the order of the gates; y of the rows, from the input x_t up to the output h_t.
_CONCATENATION, _FORGET, _INPUT, _CANDIDATE, _OUTPUT, _LEAVE = 74, 101, 182, 271, 360, 407
_ENTER, _BUS, _LAYER, _PRODUCT, _SQUASH, _CELL, _TOP = 102, 166, 244, 350, 403, 456, 520
_LEFT, _RIGHT = 4, 476
_VALUE = 313  # y of the names of the layers' values
_SIDE, _ABOVE = 9, 21  # how far labels stand from the lines they name

NODES = (
    Node("previous-cell-state", "port", _LEFT, _CELL),
    Node("previous-hidden-state", "port", _LEFT, _BUS),
    Node("input", "port", _CONCATENATION, _ENTER),
    Node("concatenation", "concatenation", _CONCATENATION, _BUS),
    Node("copy-to-forget-gate", "copy", _FORGET, _BUS),
    Node("copy-to-input-gate", "copy", _INPUT, _BUS),
    Node("copy-to-candidate", "copy", _CANDIDATE, _BUS),
    Node("forget-gate", "layer", _FORGET, _LAYER, r"\sigma"),
    Node("input-gate", "layer", _INPUT, _LAYER, r"\sigma"),
    Node("candidate", "layer", _CANDIDATE, _LAYER, r"\tanh", half_size=(44, 46)),
    Node("output-gate", "layer", _OUTPUT, _LAYER, r"\sigma"),
    Node("forget-product", "operator", _FORGET, _CELL, r"\odot"),
    Node("input-product", "operator", _CANDIDATE, _PRODUCT, r"\odot"),
    Node("cell-sum", "operator", _CANDIDATE, _CELL, "+"),
    Node("copy-of-cell-state", "copy", _OUTPUT, _CELL),
    Node("cell-tanh", "operator", _OUTPUT, _SQUASH, r"\tanh", half_size=(29, 17)),
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
    Label("previous-cell-state-label", _LEFT, _CELL + _ABOVE, "C_{t-1}", "left"),
    Label("memory-cell", _INPUT, _CELL + _ABOVE),
    Label("cell-state-label", _RIGHT, _CELL + _ABOVE, "C_t", "right"),
    Label("previous-hidden-state-label", _LEFT, _BUS + _ABOVE, "h_{t-1}", "left"),
    Label("input-label", _CONCATENATION + _SIDE, _ENTER + 4, "x_t", "left"),
    Label("hidden-state-label", _RIGHT, _BUS + _ABOVE, "h_t", "right"),
    Label("next-step", _RIGHT, _BUS - 28, anchor="right", muted=True),
    Label("output-label", _LEAVE - _SIDE, _TOP - 12, "h_t", "right"),
    Label("to-output", _LEAVE + _SIDE, _TOP - 12, anchor="left", muted=True),
    Label("forget-gate-label", _FORGET + _SIDE, _VALUE, "f_t", "left"),
    Label("input-gate-label", _INPUT + _SIDE, _VALUE, "i_t", "left"),
    Label("candidate-label", _CANDIDATE + _SIDE, _VALUE, r"\tilde{C}_t", "left"),
    Label("output-gate-label", _OUTPUT + _SIDE, _VALUE, "o_t", "left"),
    Label("joined-shape", (_FORGET + _INPUT) / 2, _BUS - 19, "n_x + n_h", muted=True),
    Label("input-shape", _CONCATENATION + 38, _ENTER + 4, "(n_x)", "left", muted=True),
    Label("hidden-shape", _LEFT, _BUS - 19, "(n_h)", "left", muted=True),
)

# The part that gives each value, by the value's role and step, t (0) or t-1 (-1).
SOURCES: Mapping[tuple[str, int], str] = {
    ("x", 0): "input", ("h", -1): "previous-hidden-state", ("C", -1): "previous-cell-state",
    ("f", 0): "forget-gate", ("i", 0): "input-gate", (r"\tilde{C}", 0): "candidate", ("o", 0): "output-gate",
    ("C", 0): "cell-sum", ("h", 0): "output-product",
}  # fmt: skip
# Where each value's number stands, beside the line on which it passes, when a page computes with the equations.
NUMBERS = (
    Label("input", _CONCATENATION - _SIDE, _ENTER + 4, anchor="right"),
    Label("previous-hidden-state", _LEFT, _BUS + 43, anchor="left"),
    Label("previous-cell-state", _LEFT, _CELL - 19, anchor="left"),
    Label("forget-gate", _FORGET + _SIDE, _VALUE + 24, anchor="left"),
    Label("input-gate", _INPUT + _SIDE, _VALUE + 23, anchor="left"),
    Label("candidate", _CANDIDATE + 20, _VALUE + 27, anchor="left"),
    Label("output-gate", _OUTPUT - _SIDE, _VALUE, anchor="right"),
    Label("cell-sum", _RIGHT, _CELL - 19, anchor="right"),
    Label("output-product", _RIGHT, _BUS + 43, anchor="right"),
)

LEGEND = (
    Node("legend-layer", "layer", 58, 64, half_size=(15, 15)),
    Node("legend-operator", "operator", 238, 64),
    Node("legend-concatenation", "concatenation", 58, 22),
    Node("legend-copy", "copy", 238, 22),
)

STRUCTURE = Diagram(524, NODES, EDGES, LABELS, body=((46, 126), (422, 493)), legend=LEGEND)

WORDS = (
    *(node.id for node in NODES if node.kind == "layer"),
    *(label.id for label in LABELS if not label.text),
    *(sample.id for sample in LEGEND),
)
FIGURE = Figure(WORDS, lambda text: draw_diagram(STRUCTURE, text.labels))
