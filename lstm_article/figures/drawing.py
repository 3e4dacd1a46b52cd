"""Diagrams drawn: a table's parts and lines as shapes, each kind of part with a shape of its own."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise

from lstm_article.figures.diagram import Diagram, Edge, Kind, Label, Node
from lstm_article.figures.shapes import Drawing, Ellipse, Line, Part, Point, Polygon, Rectangle, Style, Text

_TEXT, _NAME, _SMALL, _MATHS = 16, 15, 14.5, 19  # sizes of letters in units: over 8 px on a phone
_JUMP = 8  # radius of the arc with which a line passes over another

_BODY = Style(0, "outline", 1.2, "body")
_VALUE_LINE = Style(1, "ink", 1.8)
_CELL_STATE_LINE = Style(1, "ink", 4.0)
_ARROWHEAD = Style(2, "ink", 0, "ink")
_STYLES: Mapping[Kind, Style] = {
    "layer": Style(3, "layer-line", 1.8, "layer"),
    "cell": Style(3, "layer-line", 1.8, "layer"),
    "operator": Style(3, "operator-line", 1.8, "operator"),
    "concatenation": Style(3, "concatenation-line", 1.8, "concatenation"),
    "copy": Style(3, "ink", 0, "ink"),
}
_HALF_SIZES: Mapping[Kind, tuple[float, float]] = {
    "layer": (41, 42),
    "cell": (44, 67),
    "operator": (16, 16),
    "concatenation": (14, 14),
    "copy": (5, 5),
    "port": (0, 0),
}
# How far above a part's centre its symbol and its name stand.
_HEIGHTS: Mapping[Kind, tuple[float, float]] = {"layer": (23, -13), "cell": (-16, 16)}
# An operator's sign: its size, and how far to raise it, since it is capitals that are written centred.
_SIGNS = {r"\odot": (28, 2.8), "+": (28, 2.8), r"\tanh": (17, 0)}


def draw_diagram(diagram: Diagram, labels: Mapping[str, str]) -> Drawing:
    """Draw a diagram with the words of `labels` (part id to text)."""
    return Drawing(diagram.width, diagram.height, tuple(_parts(diagram, labels)))


def half_size(node: Node) -> tuple[float, float]:
    """Return half of a part's width and height."""
    return node.half_size or _HALF_SIZES[node.kind]


def route(diagram: Diagram, edge: Edge) -> list[Point]:
    """Return the corners of an edge's line, from the middle of its source to the rim of its target."""
    source, target = diagram.node(edge.source), diagram.node(edge.target)
    bends = {"across": [(target.x, source.y)], "up": [(source.x, target.y)], "": []}
    points: list[Point] = [(source.x, source.y), *bends[edge.bend]]
    width, height = half_size(target)
    right, up = _direction(points[-1], (target.x, target.y))
    return [*points, (target.x - width * right, target.y - height * up)]


def crossings(diagram: Diagram, edge: Edge, start: Point, end: Point) -> list[float]:
    """Return the heights at which an upright stretch crosses other edges' level lines, in its order."""
    if start[0] != end[0]:
        return []
    low, high = sorted((start[1], end[1]))
    levels = {
        first[1]
        for other in diagram.edges
        if other != edge
        for first, second in pairwise(route(diagram, other))
        if first[1] == second[1]
        and low < first[1] < high
        and min(first[0], second[0]) < start[0] < max(first[0], second[0])
    }
    return sorted(levels, reverse=end[1] < start[1])


def _parts(diagram: Diagram, labels: Mapping[str, str]) -> Iterator[Part]:
    if diagram.body:
        yield Rectangle("body", diagram.body, _BODY, radius=16)
    for edge in diagram.edges:
        yield from _arrow(diagram, edge)
    for node in diagram.nodes:
        yield from _shape(node)
        yield from _inscription(node, labels)
    for label in diagram.labels:
        yield _text(label, labels)
    for sample in diagram.legend:
        yield from _shape(replace(sample, id=f"{sample.id}-sample"))
        yield _text(Label(sample.id, sample.x + 26, sample.y, anchor="left"), labels)


def _shape(node: Node) -> Iterator[Part]:
    """Yield a part's shape; a port has none."""
    width, height = half_size(node)
    box = left, bottom, right, top = node.x - width, node.y - height, node.x + width, node.y + height
    match node.kind:
        case "layer" | "cell":
            yield Rectangle(node.id, box, _STYLES[node.kind])
        case "operator" | "copy":
            yield Ellipse(node.id, box, _STYLES[node.kind])
        case "concatenation":
            corners = [(left, node.y), (node.x, top), (right, node.y), (node.x, bottom)]
            yield Polygon(node.id, corners, _STYLES[node.kind])


def _inscription(node: Node, labels: Mapping[str, str]) -> Iterator[Part]:
    """Yield a part's symbol, and the name of a layer or a cell."""
    x, y = node.x, node.y
    if node.kind in _HEIGHTS:
        symbol, name = _HEIGHTS[node.kind]
        words = labels["cell" if node.kind == "cell" else node.id]
        yield Text(f"{node.id}-symbol", (x, y + symbol), node.symbol, _MATHS, maths=True)
        yield Text(f"{node.id}-name", (x, y + name), words, _NAME)
    elif node.symbol:
        size, up = _SIGNS[node.symbol]
        yield Text(f"{node.id}-symbol", (x, y + up), node.symbol, size, maths=True)


def _text(label: Label, labels: Mapping[str, str]) -> Text:
    size, colour = (_SMALL, "muted") if label.muted else (_MATHS if label.text else _TEXT, "ink")
    text = label.text or labels[label.id]
    return Text(label.id, (label.x, label.y), text, size, colour, label.anchor, maths=bool(label.text))


def _arrow(diagram: Diagram, edge: Edge) -> Iterator[Part]:
    """Yield an edge's line, with an arc over each line that it crosses, and its arrowhead."""
    corners = route(diagram, edge)
    points = [corners[0]]
    curves: list[int] = []
    for start, end in pairwise(corners):
        for level in crossings(diagram, edge, start, end):
            x, up = start[0], 1 if end[1] > start[1] else -1
            near, far = level - up * _JUMP, level + up * _JUMP
            bulge = x + _JUMP * 4 / 3  # a Bézier of this bulge is very nearly half a circle
            points += [(x, near), (bulge, near), (bulge, far), (x, far)]
            curves += range(len(points) - 3, len(points))
        points.append(end)
    name = f"{edge.source}-to-{edge.target}"
    yield Line(f"edge-{name}", points, _CELL_STATE_LINE if edge.state else _VALUE_LINE, curves)
    if diagram.node(edge.target).kind != "copy":
        length, half = (13, 7) if edge.state else (10, 5)
        (x, y), (right, up) = corners[-1], _direction(*corners[-2:])
        back_x, back_y = x - length * right, y - length * up
        wings = [(back_x + half * up, back_y + half * right), (back_x - half * up, back_y - half * right)]
        yield Polygon(f"arrow-{name}", [(x, y), *wings], _ARROWHEAD)


def _direction(start: Point, end: Point) -> tuple[int, int]:
    """Return the signs of the way from `start` to `end`: to the right, and upwards."""
    return (end[0] > start[0]) - (end[0] < start[0]), (end[1] > start[1]) - (end[1] < start[1])
