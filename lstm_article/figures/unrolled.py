"""The unrolled figure: one cell at three time steps as a diagram, what it reads, and the values of a run."""

from collections.abc import Mapping, Sequence

from lstm_article.equations import find_roles
from lstm_article.figures.diagram import Diagram, Edge, Label, Node
from lstm_article.figures.drawing import draw_diagram
from lstm_article.figures.shapes import Drawing
from lstm_article.figures.text import Figure, FigureText

_COLUMNS = (81, 225, 369)  # x of each time step
_STEPS = len(_COLUMNS)
_PORTS = {"input": 38, "into-step": 98, "out-of-step": 242, "output": 296}  # y of the ports
_WORD, _HIDDEN, _MIDDLE, _CELL = 20, 132, 170, 208
_INPUT, _OUTPUT = 57, 271  # y of the labels beside the arrows
_HALF = 33  # half of a cell's width
_LEFT, _RIGHT = 4, 476
_ABOVE, _BELOW, _SIDE = 20, 18, 9  # how far labels stand from their lines


def unrolled(steps: Sequence[Mapping[str, float]], names: Mapping[str, str]) -> Diagram:
    """Return the diagram of a run's first three steps, each a mapping of symbols to values.

    `names` maps the roles x, h and C to the equations' symbols for them.
    """
    nodes, edges, labels = [], [], []
    for time, (x, step) in enumerate(zip(_COLUMNS, steps, strict=False), 1):
        nodes.append(Node(f"step-{time}", "cell", x, _MIDDLE, f"t = {time}"))
        nodes += [Node(f"{port}-{time}", "port", x, y) for port, y in _PORTS.items()]
        edges += [Edge(f"input-{time}", f"into-step-{time}"), Edge(f"out-of-step-{time}", f"output-{time}")]
        value = f"{names['x']}_{time} = {step[names['x']]:g}"
        labels += [
            Label(f"word-{time}", x, _WORD),
            Label(f"input-{time}-label", x + _SIDE, _INPUT, value, "left"),
            Label(f"output-{time}-label", x + _SIDE, _OUTPUT, f"{names['h']}_{time}", "left"),
        ]
    for word, y in (("input", _INPUT), ("output", _OUTPUT)):
        labels.append(Label(word, _COLUMNS[0] - _SIDE, y, anchor="right", muted=True))
    for part, role, y in (("cell-state", "C", _CELL), ("hidden-state", "h", _HIDDEN)):
        for time in range(_STEPS + 1):
            start = _COLUMNS[time - 1] + _HALF if time else _LEFT
            end = _COLUMNS[time] - _HALF if time < _STEPS else _RIGHT
            value = f"{steps[time - 1][names[role]]:.4f}" if time else "0"
            nodes += [Node(f"{part}-{time}-from", "port", start, y), Node(f"{part}-{time}-to", "port", end, y)]
            edges.append(Edge(f"{part}-{time}-from", f"{part}-{time}-to", state=role == "C"))
            middle = (start + end) / 2 - 5  # clear of the arrowhead
            labels += [
                Label(f"{part}-{time}-label", middle, y + _ABOVE, f"{names[role]}_{time}"),
                Label(f"{part}-{time}-value", middle, y - _BELOW, value, muted=True),
            ]
    return Diagram(306, nodes, edges, labels)


def _draw(text: FigureText) -> Drawing:
    roles = find_roles(text.results.cell)
    names = {role: roles.name(role) for role in ("x", "h", "C")}
    return draw_diagram(unrolled(text.results.steps, names), text.labels)


WORDS = ("cell", "input", "output", *(f"word-{time}" for time in range(1, _STEPS + 1)))
FIGURE = Figure(WORDS, _draw, shows_numbers=True, steps=_STEPS)
