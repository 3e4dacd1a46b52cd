"""Diagrams drawn: a table's parts and lines as shapes, each kind of part with a shape of its own."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from lstm_article.figures.diagram import (
    MATHS_SIZE,
    SMALL_MATHS_SIZE,
    WIDTH,
    WORD_SIZE,
    Diagram,
    Edge,
    Kind,
    Label,
    Node,
)
from lstm_article.figures.shapes import Drawing, Outline, Part, Point, Shape, Style, Text

_JUMP = 8  # radius of the arc with which a line passes over another

_BODY = Style("outline", 1.2, "body", radius=16)
_VALUE_LINE = Style("ink", 1.8)
_CELL_STATE_LINE = Style("ink", 4.0)
_ARROWHEAD = Style("ink", 0, "ink")
# The outline of each kind of part, half of its width and height, and its style; a port has none.
_LOOKS: Mapping[Kind, tuple[Outline, tuple[float, float], Style]] = {
    "layer": ("rectangle", (36, 46), Style("layer-line", 1.8, "layer")),
    "cell": ("rectangle", (33, 72), Style("layer-line", 1.8, "layer")),
    "operator": ("ellipse", (16, 16), Style("operator-line", 1.8, "operator")),
    "concatenation": ("polygon", (14, 14), Style("concatenation-line", 1.8, "concatenation")),
    "copy": ("ellipse", (5, 5), Style("ink", 0, "ink")),
}
# By kind of part or by operator: the size of its symbol, and how far above the part's centre this is drawn. Operators
# are raised because texts are centred by their capitals, which are higher than an operator.
_SYMBOLS = {
    "layer": (MATHS_SIZE, 25),
    "cell": (MATHS_SIZE, -17),
    r"\odot": (28, 2.8),
    "+": (28, 2.8),
    r"\tanh": (18, 0),
}
_NAME_HEIGHTS: Mapping[Kind, float] = {"layer": -15, "cell": 17}


def draw_diagram(diagram: Diagram, labels: Mapping[str, str]) -> Drawing:
    """Draw a diagram with the words of `labels` (part id to text)."""
    parts: list[Part] = [Shape("body", "rectangle", diagram.body, _BODY)] if diagram.body else []
    parts += [_line(diagram, edge) for edge in diagram.edges]
    parts += [_arrowhead(diagram, edge) for edge in diagram.edges if diagram.node(edge.target).kind != "copy"]
    for node in diagram.nodes:
        if node.kind != "port":
            parts += [_shape(node, node.id), *_inscription(node, labels)]
    parts += [_text(label, labels) for label in diagram.labels]
    for sample in diagram.legend:
        name = Label(sample.id, sample.x + 26, sample.y, anchor="left")
        parts += [_shape(sample, f"{sample.id}-sample"), _text(name, labels)]
    return Drawing(WIDTH, diagram.height, parts)


def half_size(node: Node) -> tuple[float, float]:
    """Return half of a part's width and height."""
    return node.half_size or (_LOOKS[node.kind][1] if node.kind in _LOOKS else (0, 0))


def route(diagram: Diagram, edge: Edge) -> list[Point]:
    """Return the points of an edge's line, from the centre of its source to the rim of its target."""
    source, target = diagram.node(edge.source), diagram.node(edge.target)
    bends = {"across": [(target.x, source.y)], "up": [(source.x, target.y)], "": []}
    points: list[Point] = [(source.x, source.y), *bends[edge.bend]]
    width, height = half_size(target)
    right, up = _direction(points[-1], (target.x, target.y))
    return [*points, (target.x - width * right, target.y - height * up)]


def crossings(diagram: Diagram, start: Point, end: Point) -> list[float]:
    """Return the heights at which a vertical segment crosses horizontal lines, in order from `start` to `end`."""
    low, high = sorted((start[1], end[1]))
    levels = {
        y
        for other in diagram.edges
        for (x, y), (next_x, next_y) in pairwise(route(diagram, other))
        if y == next_y and low < y < high and min(x, next_x) < start[0] < max(x, next_x)
    }
    return sorted(levels, reverse=end[1] < start[1])


def _shape(node: Node, name: str) -> Shape:
    outline, _, style = _LOOKS[node.kind]
    width, height = half_size(node)
    left, bottom, right, top = node.x - width, node.y - height, node.x + width, node.y + height
    diamond = [(left, node.y), (node.x, top), (right, node.y), (node.x, bottom)]
    return Shape(name, outline, diamond if outline == "polygon" else [(left, bottom), (right, top)], style)


def _inscription(node: Node, labels: Mapping[str, str]) -> Iterator[Text]:
    """Yield a part's symbol, and the name of a layer or a cell."""
    if node.symbol:
        size, up = _SYMBOLS[node.kind if node.kind in _SYMBOLS else node.symbol]
        yield Text(f"{node.id}-symbol", (node.x, node.y + up), node.symbol, size, maths=True)
    if node.kind in _NAME_HEIGHTS:
        words = labels["cell" if node.kind == "cell" else node.id]
        yield Text(f"{node.id}-name", (node.x, node.y + _NAME_HEIGHTS[node.kind]), words, WORD_SIZE)


def _text(label: Label, labels: Mapping[str, str]) -> Text:
    colour, maths = ("muted", SMALL_MATHS_SIZE) if label.muted else ("ink", MATHS_SIZE)
    text, size = (label.text, maths) if label.text else (labels[label.id], WORD_SIZE)
    return Text(label.id, (label.x, label.y), text, size, colour, label.anchor, maths=bool(label.text))


def _line(diagram: Diagram, edge: Edge) -> Shape:
    """Return an edge's line, with an arc over each line that it crosses."""
    corners = route(diagram, edge)
    points, curves = [corners[0]], list[int]()
    for start, end in pairwise(corners):
        for level in crossings(diagram, start, end):
            x, (_, up) = start[0], _direction(start, end)
            near, far = level - up * _JUMP, level + up * _JUMP
            bulge = x + _JUMP * 4 / 3  # with control points so far out, the Bézier curve is nearly a semicircle
            points += [(x, near), (bulge, near), (bulge, far), (x, far)]
            curves += range(len(points) - 3, len(points))
        points.append(end)
    style = _CELL_STATE_LINE if edge.state else _VALUE_LINE
    return Shape(f"edge-{edge.source}-to-{edge.target}", "line", points, style, curves)


def _arrowhead(diagram: Diagram, edge: Edge) -> Shape:
    *_, before, (x, y) = route(diagram, edge)
    right, up = _direction(before, (x, y))
    length, half = (13, 7) if edge.state else (10, 5)
    back_x, back_y = x - length * right, y - length * up
    wings = [(back_x + half * up, back_y + half * right), (back_x - half * up, back_y - half * right)]
    return Shape(f"arrow-{edge.source}-to-{edge.target}", "polygon", [(x, y), *wings], _ARROWHEAD)


def _direction(start: Point, end: Point) -> tuple[int, int]:
    """Return the direction from `start` to `end`: -1, 0 or 1 to the right, and the same upwards."""
    return (end[0] > start[0]) - (end[0] < start[0]), (end[1] > start[1]) - (end[1] < start[1])
