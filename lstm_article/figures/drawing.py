"""Diagrams as figures: a table's parts and lines, each kind with a shape of its own."""

from collections.abc import Mapping
from itertools import pairwise

from lstm_article.figures.canvas import Canvas, Point, canvas
from lstm_article.figures.diagram import Diagram, Edge, Label, Node

_TEXT, _NAME, _SMALL, _MATHS = 16, 15, 14.5, 19  # sizes in units: over 8 px on a phone
_LINE, _STATE_LINE = 1.8, 4.0
_JUMP = 8  # radius of the arc with which a line passes over another
_HALF_SIZE = {
    "layer": (41, 42),
    "operator": (16, 16),
    "concatenation": (14, 14),
    "copy": (5, 5),
    "port": (0, 0),
    "cell": (44, 67),
}
_HALF_SIZE_OF = {"cell-tanh": (29, 17)}
# An operator's sign: its size, and how far to raise it, since it is capitals that are written centred.
_SIGN = {r"\odot": (28, 2.8), "+": (28, 2.8), r"\tanh": (17, 0)}


def draw(diagram: Diagram, labels: Mapping[str, str]) -> Canvas:
    """Draw a diagram with the words of `labels` (part id to text).

    Raises FigureError when a label needs a glyph that no font has.
    """
    with canvas(diagram.width, diagram.height) as drawn:
        if diagram.body:
            left, bottom, right, top = diagram.body
            drawn.box(
                "body", left, bottom, right - left, top - bottom, "body", "outline", 1.2, 0, rounding=16
            )
        for edge in diagram.edges:
            _draw_edge(drawn, diagram, edge)
        for node in diagram.nodes:
            words = {"layer": labels.get(node.id, ""), "cell": labels.get("cell", "")}.get(node.kind, "")
            _draw_node(drawn, node, words)
        for label in diagram.labels:
            size = _SMALL if label.muted else _MATHS if label.text else _TEXT
            _write(drawn, label, size, "" if label.text else labels[label.id])
        for kind, name, x, y in diagram.legend:
            _draw_node(drawn, Node(f"{name}-sample", kind, x, y), "")
            _write(drawn, Label(name, x + 26, y, anchor="left"), _TEXT, labels[name])
    return drawn


def _half_size(node: Node) -> tuple[float, float]:
    if node.id.startswith("legend"):
        return (15, 15) if node.kind == "layer" else _HALF_SIZE[node.kind]
    return _HALF_SIZE_OF.get(node.id, _HALF_SIZE[node.kind])


def _draw_node(drawn: Canvas, node: Node, name: str) -> None:
    """Draw a part: each kind has a shape of its own."""
    width, height = _half_size(node)
    x, y = node.x, node.y
    corner = (x - width, y - height, 2 * width, 2 * height)
    if node.kind in {"layer", "cell"}:
        drawn.box(node.id, *corner, "layer", "layer-line", _LINE, 3)
        above, below = (23, -13) if node.kind == "layer" else (-16, 16)
        if name:
            _write(drawn, Label(f"{node.id}-symbol", x, y + above, node.symbol), _MATHS)
            _write(drawn, Label(f"{node.id}-name", x, y + below), _NAME, name)
    elif node.kind == "operator":
        drawn.ellipse(node.id, *corner, "operator", "operator-line", _LINE, 3)
        if node.symbol:
            size, up = _SIGN[node.symbol]
            _write(drawn, Label(f"{node.id}-symbol", x, y + up, node.symbol), size)
    elif node.kind == "concatenation":
        corners = [(x - width, y), (x, y + height), (x + width, y), (x, y - height)]
        drawn.polygon(node.id, corners, "concatenation", "concatenation-line", _LINE, 3)
    elif node.kind == "copy":
        drawn.ellipse(node.id, *corner, "ink", "ink", 0, 3)


def _draw_edge(drawn: Canvas, diagram: Diagram, edge: Edge) -> None:
    """Draw an edge's line, with an arc over each line that it crosses, and its arrowhead."""
    points = _route(diagram, edge)
    line = [points[0]]
    curves: list[int] = []
    for start, end in pairwise(points):
        for level in _crossings(diagram, edge, start, end):
            x, up = start[0], 1 if end[1] > start[1] else -1
            near, far = level - up * _JUMP, level + up * _JUMP
            bulge = x + _JUMP * 4 / 3  # a Bézier of this bulge is very nearly half a circle
            line += [(x, near), (bulge, near), (bulge, far), (x, far)]
            curves += range(len(line) - 3, len(line))
        line.append(end)
    name = f"{edge.source}-to-{edge.target}"
    drawn.line(f"edge-{name}", line, "ink", _STATE_LINE if edge.state else _LINE, 1, curves=curves)
    if diagram.node(edge.target).kind != "copy":
        (x0, y0), (x, y) = points[-2:]
        dx, dy = (x > x0) - (x < x0), (y > y0) - (y < y0)
        length, half = (13, 7) if edge.state else (10, 5)
        back = (x - length * dx, y - length * dy)
        head = [
            (x, y),
            (back[0] + half * dy, back[1] + half * dx),
            (back[0] - half * dy, back[1] - half * dx),
        ]
        drawn.polygon(f"arrow-{name}", head, "ink", "ink", 0, 2)


def _route(diagram: Diagram, edge: Edge) -> list[Point]:
    """Return the corners of an edge's line, from the rim of its source to the rim of its target."""
    source, target = diagram.node(edge.source), diagram.node(edge.target)
    corner = {"across": [(target.x, source.y)], "up": [(source.x, target.y)], "": []}[edge.bend]
    points: list[Point] = [(source.x, source.y), *corner, (target.x, target.y)]
    # A line starts below its source's shape, which is drawn over it, and ends at its target's rim.
    width, height = _half_size(target)
    (x0, y0), (x, y) = points[-2:]
    points[-1] = (x - width * ((x > x0) - (x < x0)), y - height * ((y > y0) - (y < y0)))
    return points


def _crossings(diagram: Diagram, edge: Edge, start: Point, end: Point) -> list[float]:
    """Return the heights at which an upright stretch crosses other edges' level lines, in its order."""
    if start[0] != end[0]:
        return []
    low, high = sorted((start[1], end[1]))
    levels = {
        first[1]
        for other in diagram.edges
        if other != edge
        for first, second in pairwise(_route(diagram, other))
        if first[1] == second[1]
        and low < first[1] < high
        and min(first[0], second[0]) < start[0] < max(first[0], second[0])
    }
    return sorted(levels, reverse=end[1] < start[1])


def _write(drawn: Canvas, label: Label, size: float, words: str = "") -> None:
    """Write a label's TeX, or else `words`."""
    colour = "muted" if label.muted else "ink"
    drawn.write(
        label.id, label.x, label.y, label.text or words, size, label.anchor, colour, maths=bool(label.text)
    )
