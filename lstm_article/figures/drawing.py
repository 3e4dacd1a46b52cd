"""Diagrams drawn: a table's parts and lines as shapes, each kind of part with a shape of its own."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from lstm_article.figures.diagram import WIDTH, Diagram, Edge, Kind, Label, Node
from lstm_article.figures.shapes import Drawing, Line, Outline, Point, Shape, Style, Text

_TEXT, _NAME, _SMALL, _MATHS = 16, 15, 14.5, 19  # sizes of letters in units: over 8 px on a phone
_JUMP = 8  # radius of the arc with which a line passes over another

_BODY = Style(0, "outline", 1.2, "body", radius=16)
_VALUE_LINE = Style(1, "ink", 1.8)
_CELL_STATE_LINE = Style(1, "ink", 4.0)
_ARROWHEAD = Style(2, "ink", 0, "ink")
# The outline of each kind of part, half of its width and height, and its style; a port has none.
_LOOKS: Mapping[Kind, tuple[Outline, tuple[float, float], Style]] = {
    "layer": ("rectangle", (41, 42), Style(3, "layer-line", 1.8, "layer")),
    "cell": ("rectangle", (44, 67), Style(3, "layer-line", 1.8, "layer")),
    "operator": ("ellipse", (16, 16), Style(3, "operator-line", 1.8, "operator")),
    "concatenation": ("diamond", (14, 14), Style(3, "concatenation-line", 1.8, "concatenation")),
    "copy": ("ellipse", (5, 5), Style(3, "ink", 0, "ink")),
}
# How far above a part's centre its symbol and its name stand.
_HEIGHTS: Mapping[Kind, tuple[float, float]] = {"layer": (23, -13), "cell": (-16, 16)}
# An operator's sign: its size, and how far to raise it, since it is capitals that are written centred.
_SIGNS = {r"\odot": (28, 2.8), "+": (28, 2.8), r"\tanh": (17, 0)}


def draw_diagram(diagram: Diagram, labels: Mapping[str, str]) -> Drawing:
    """Draw a diagram with the words of `labels` (part id to text)."""
    return Drawing(WIDTH, diagram.height, tuple(_parts(diagram, labels)))


def half_size(node: Node) -> tuple[float, float]:
    """Return half of a part's width and height."""
    return node.half_size or (_LOOKS[node.kind][1] if node.kind in _LOOKS else (0, 0))


def route(diagram: Diagram, edge: Edge) -> list[Point]:
    """Return the corners of an edge's line, from the middle of its source to the rim of its target."""
    source, target = diagram.node(edge.source), diagram.node(edge.target)
    bends = {"across": [(target.x, source.y)], "up": [(source.x, target.y)], "": []}
    points: list[Point] = [(source.x, source.y), *bends[edge.bend]]
    width, height = half_size(target)
    right, up = _direction(points[-1], (target.x, target.y))
    return [*points, (target.x - width * right, target.y - height * up)]


def crossings(diagram: Diagram, start: Point, end: Point) -> list[float]:
    """Return the heights at which an upright stretch of a line crosses level lines, in its order."""
    low, high = sorted((start[1], end[1]))
    levels = {
        y
        for other in diagram.edges
        for (x, y), (next_x, next_y) in pairwise(route(diagram, other))
        if y == next_y and low < y < high and min(x, next_x) < start[0] < max(x, next_x)
    }
    return sorted(levels, reverse=end[1] < start[1])


def _parts(diagram: Diagram, labels: Mapping[str, str]) -> Iterator[Shape | Line | Text]:
    if diagram.body:
        yield Shape("body", "rectangle", diagram.body, _BODY)
    for edge in diagram.edges:
        yield from _arrow(diagram, edge)
    for node in diagram.nodes:
        if node.kind != "port":
            yield _shape(node, node.id)
        yield from _inscription(node, labels)
    for label in diagram.labels:
        yield _text(label, labels)
    for sample in diagram.legend:
        yield _shape(sample, f"{sample.id}-sample")
        yield _text(Label(sample.id, sample.x + 26, sample.y, anchor="left"), labels)


def _shape(node: Node, name: str) -> Shape:
    outline, _, style = _LOOKS[node.kind]
    width, height = half_size(node)
    return Shape(name, outline, (node.x - width, node.y - height, node.x + width, node.y + height), style)


def _inscription(node: Node, labels: Mapping[str, str]) -> Iterator[Text]:
    """Yield a part's symbol, and the name of a layer or a cell."""
    x, y = node.x, node.y
    if node.kind in _HEIGHTS:
        symbol, name = _HEIGHTS[node.kind]
        yield Text(f"{node.id}-symbol", (x, y + symbol), node.symbol, _MATHS, maths=True)
        yield Text(f"{node.id}-name", (x, y + name), labels["cell" if node.kind == "cell" else node.id], _NAME)
    elif node.symbol:
        size, up = _SIGNS[node.symbol]
        yield Text(f"{node.id}-symbol", (x, y + up), node.symbol, size, maths=True)


def _text(label: Label, labels: Mapping[str, str]) -> Text:
    size, colour = (_SMALL, "muted") if label.muted else (_MATHS if label.text else _TEXT, "ink")
    text = label.text or labels[label.id]
    return Text(label.id, (label.x, label.y), text, size, colour, label.anchor, maths=bool(label.text))


def _arrow(diagram: Diagram, edge: Edge) -> Iterator[Line]:
    """Yield an edge's line, with an arc over each line that it crosses, and its arrowhead."""
    corners = route(diagram, edge)
    points = [corners[0]]
    curves: list[int] = []
    for start, end in pairwise(corners):
        for level in crossings(diagram, start, end):
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
        yield Line(f"arrow-{name}", [(x, y), *wings], _ARROWHEAD)


def _direction(start: Point, end: Point) -> tuple[int, int]:
    """Return the signs of the way from `start` to `end`: to the right, and upwards."""
    return (end[0] > start[0]) - (end[0] < start[0]), (end[1] > start[1]) - (end[1] < start[1])
