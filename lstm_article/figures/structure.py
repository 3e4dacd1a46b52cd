"""The structure figure: an LSTM cell at one time step, as a diagram."""

from lstm_article.figures.diagram import Diagram, Edge, Label, Node
from lstm_article.figures.drawing import draw_diagram
from lstm_article.figures.text import Figure

# x of the columns, left to right in the order of the gates; y of the rows, from the input x_t up to the output h_t.
_CONCATENATION, _FORGET, _INPUT, _CANDIDATE, _OUTPUT, _LEAVE = 86, 142, 235, 328, 421, 484
_ENTER, _BUS, _LAYER, _PRODUCT, _SQUASH, _CELL, _TOP = 124, 180, 258, 356, 412, 472, 536
_LEFT, _RIGHT = 8, 552
_SIDE = 9  # how far a label stands from the line it names

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
    Node("candidate", "layer", _CANDIDATE, _LAYER, r"\tanh"),
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
    Label("previous-cell-state-label", _LEFT, _CELL + 18, "C_{t-1}", "left"),
    Label("memory-cell", _INPUT, _CELL + 18),
    Label("cell-state-label", _RIGHT, _CELL + 18, "C_t", "right"),
    Label("previous-hidden-state-label", _LEFT, _BUS + 18, "h_{t-1}", "left"),
    Label("input-label", _CONCATENATION + _SIDE, _ENTER + 4, "x_t", "left"),
    Label("hidden-state-label", _RIGHT, _BUS + 18, "h_t", "right"),
    Label("next-step", _RIGHT, _BUS - 28, anchor="right", muted=True),
    Label("output-label", _LEAVE - _SIDE, _TOP - 8, "h_t", "right"),
    Label("to-output", _LEAVE + _SIDE, _TOP - 8, anchor="left", muted=True),
    Label("forget-gate-label", _FORGET + _SIDE, 324, "f_t", "left"),
    Label("input-gate-label", _INPUT + _SIDE, 324, "i_t", "left"),
    Label("candidate-label", _CANDIDATE + _SIDE, 320, r"\tilde{C}_t", "left"),
    Label("output-gate-label", _OUTPUT + _SIDE, 320, "o_t", "left"),
    Label("joined-shape", (_FORGET + _INPUT) / 2, _BUS - 18, "n_x + n_h", muted=True),
    Label("input-shape", _CONCATENATION + 38, _ENTER + 4, "(n_x)", "left", muted=True),
    Label("hidden-shape", _LEFT, _BUS - 18, "(n_h)", "left", muted=True),
)

LEGEND = (
    Node("legend-layer", "layer", 72, 74, half_size=(15, 15)),
    Node("legend-operator", "operator", 286, 74),
    Node("legend-concatenation", "concatenation", 72, 32),
    Node("legend-copy", "copy", 286, 32),
)

STRUCTURE = Diagram(560, NODES, EDGES, LABELS, body=((54, 148), (502, 508)), legend=LEGEND)

WORDS = (
    *(node.id for node in NODES if node.kind == "layer"),
    *(label.id for label in LABELS if not label.text),
    *(sample.id for sample in LEGEND),
)
FIGURE = Figure(WORDS, lambda text: draw_diagram(STRUCTURE, text.labels))
