"""The tables of `diagram` as a figure: SVG that suits light and dark, PNG, PDF.

The only importer of matplotlib, itself imported only when something is to be drawn.
"""

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Literal

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.ft2font import FT2Font
from matplotlib.patches import Ellipse, FancyBboxPatch, Patch, PathPatch, Polygon
from matplotlib.path import Path as Outline

from lstm_article import diagram
from lstm_article.diagram import Edge, Label, Node
from lstm_article.errors import FigureError
from lstm_article.svg import THEME, themed

Format = Literal["svg", "png", "pdf"]
Point = tuple[float, float]

_LIGHT = {role: light for role, (light, _) in THEME.items()}

LABEL_FONT = Path(__file__).parent / "fonts" / "labels.otf"
_TEXT, _NAME, _SMALL, _MATHS = 16, 15, 14.5, 19  # sizes in units: over 8 px on a phone
_LINE, _STATE_LINE = 1.8, 4.0
_JUMP = 8  # radius of the arc with which a line passes over another
_HALF_SIZE = {
    "layer": (41, 42),
    "operator": (15, 15),
    "concatenation": (14, 14),
    "copy": (5, 5),
    "port": (0, 0),
}
_HALF_SIZE_OF = {"cell-tanh": (29, 17)}


def draw_structure(labels: Mapping[str, str]) -> Figure:
    """Draw the LSTM cell of `diagram` with the words of `labels` (part id to text).

    One unit of the diagram is one point. Raises FigureError when a label needs a glyph that no font has.
    """
    with _own_settings():
        inches = (diagram.WIDTH / 72, diagram.HEIGHT / 72)
        figure = Figure(figsize=inches, facecolor=_LIGHT["background"])
        figure.patch.set_gid("background")
        axes = figure.add_axes((0, 0, 1, 1), xlim=(0, diagram.WIDTH), ylim=(0, diagram.HEIGHT))
        axes.set_axis_off()
        left, bottom, right, top = diagram.BODY
        _add(axes, "body", _box(left, bottom, right - left, top - bottom, 16), "body", "outline", 1.2, 0)
        for edge in diagram.EDGES:
            _draw_edge(axes, edge)
        for node in diagram.NODES:
            _draw_node(axes, node, labels[node.id] if node.kind == "layer" else "")
        for label in diagram.LABELS:
            size = _SMALL if label.muted else _MATHS if label.text else _TEXT
            _write(axes, label, size, "" if label.text else labels[label.id])
        for kind, name, x, y in diagram.LEGEND:
            _draw_node(axes, Node(f"{name}-sample", kind, x, y), "")
            _write(axes, Label(name, x + 26, y, anchor="left"), _TEXT, labels[name])
    return figure


def render(figure: Figure, ending: Format, title: str, description: str) -> bytes:
    """Return a drawn figure as a file: SVG with both themes and its text, or light PNG (2x) or PDF."""
    file = io.BytesIO()
    nothing = {  # no dates and no versions
        "svg": {"Date": None, "Creator": None, "Format": None, "Type": None},
        "png": {"Software": None},
        "pdf": {"CreationDate": None, "Creator": None, "Producer": None, "Title": title},
    }
    with _own_settings():
        figure.savefig(file, format=ending, dpi=144 if ending == "png" else 72, metadata=nothing[ending])
    data = file.getvalue()
    return themed(data, title, description, diagram.WIDTH, diagram.HEIGHT) if ending == "svg" else data


@contextmanager
def _own_settings() -> Iterator[None]:
    """Set aside a user's matplotlibrc, which must not change a published figure."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update({"svg.fonttype": "path", "svg.hashsalt": "lstm-article", "pdf.fonttype": 42})
        yield


def _half_size(node: Node) -> tuple[float, float]:
    if node.id.startswith("legend"):
        return (15, 15) if node.kind == "layer" else _HALF_SIZE[node.kind]
    return _HALF_SIZE_OF.get(node.id, _HALF_SIZE[node.kind])


def _draw_node(axes: Axes, node: Node, name: str) -> None:
    """Draw a part: each kind has a shape of its own."""
    width, height = _half_size(node)
    x, y = node.x, node.y
    if node.kind == "layer":
        box = _box(x - width, y - height, 2 * width, 2 * height, 5)
        _add(axes, node.id, box, "layer", "layer-line", _LINE, 3)
        if name:
            _write(axes, Label(f"{node.id}-symbol", x, y + 23, node.symbol), _MATHS)
            _write(axes, Label(f"{node.id}-name", x, y - 13), _NAME, name)
    elif node.kind == "operator":
        circle = Ellipse((x, y), 2 * width, 2 * height)
        _add(axes, node.id, circle, "operator", "operator-line", _LINE, 3)
        if node.symbol == r"\odot":  # the circle with a dot is the sign itself
            _add(axes, f"{node.id}-symbol", Ellipse((x, y), 6, 6), "ink", "ink", 0, 4)
        elif node.symbol == "+":
            for part, dx, dy in (("level", 8, 0), ("upright", 0, 8)):
                bar = PathPatch(Outline([(x - dx, y - dy), (x + dx, y + dy)]))
                _add(axes, f"{node.id}-{part}", bar, "none", "ink", _LINE, 4)
        elif node.symbol:
            _write(axes, Label(f"{node.id}-symbol", x, y, node.symbol), _MATHS - 2)
    elif node.kind == "concatenation":
        corners = [(x - width, y), (x, y + height), (x + width, y), (x, y - height)]
        _add(axes, node.id, Polygon(corners), "concatenation", "concatenation-line", _LINE, 3)
    elif node.kind == "copy":
        _add(axes, node.id, Ellipse((x, y), 2 * width, 2 * height), "ink", "ink", 0, 3)


def _draw_edge(axes: Axes, edge: Edge) -> None:
    """Draw an edge's line, with an arc over each line that it crosses, and its arrowhead."""
    points = _route(edge)
    vertices, codes = [points[0]], [Outline.MOVETO]
    for start, end in pairwise(points):
        for level in _crossings(edge, start, end):
            x, up = start[0], 1 if end[1] > start[1] else -1
            near, far = level - up * _JUMP, level + up * _JUMP
            bulge = x + _JUMP * 4 / 3  # a Bézier of this bulge is very nearly half a circle
            vertices += [(x, near), (bulge, near), (bulge, far), (x, far)]
            codes += [Outline.LINETO, Outline.CURVE4, Outline.CURVE4, Outline.CURVE4]
        vertices.append(end)
        codes.append(Outline.LINETO)
    width = _STATE_LINE if edge.state else _LINE
    name = f"{edge.source}-to-{edge.target}"
    _add(axes, f"edge-{name}", PathPatch(Outline(vertices, codes)), "none", "ink", width, 1)
    if _node(edge.target).kind != "copy":
        (x0, y0), (x, y) = points[-2:]
        dx, dy = (x > x0) - (x < x0), (y > y0) - (y < y0)
        length, half = (13, 7) if edge.state else (10, 5)
        back = (x - length * dx, y - length * dy)
        head = [
            (x, y),
            (back[0] + half * dy, back[1] + half * dx),
            (back[0] - half * dy, back[1] - half * dx),
        ]
        _add(axes, f"arrow-{name}", Polygon(head), "ink", "ink", 0, 2)


def _route(edge: Edge) -> list[Point]:
    """Return the corners of an edge's line, from the rim of its source to the rim of its target."""
    source, target = _node(edge.source), _node(edge.target)
    corner = {"across": [(target.x, source.y)], "up": [(source.x, target.y)], "": []}[edge.bend]
    points: list[Point] = [(source.x, source.y), *corner, (target.x, target.y)]
    # A line starts below its source's shape, which is drawn over it, and ends at its target's rim.
    width, height = _half_size(target)
    (x0, y0), (x, y) = points[-2:]
    points[-1] = (x - width * ((x > x0) - (x < x0)), y - height * ((y > y0) - (y < y0)))
    return points


def _crossings(edge: Edge, start: Point, end: Point) -> list[float]:
    """Return the heights at which an upright stretch crosses other edges' level lines, in its order."""
    if start[0] != end[0]:
        return []
    low, high = sorted((start[1], end[1]))
    levels = {
        first[1]
        for other in diagram.EDGES
        if other != edge
        for first, second in pairwise(_route(other))
        if first[1] == second[1]
        and low < first[1] < high
        and min(first[0], second[0]) < start[0] < max(first[0], second[0])
    }
    return sorted(levels, reverse=end[1] < start[1])


def _node(name: str) -> Node:
    return next(node for node in diagram.NODES if node.id == name)


def _write(axes: Axes, label: Label, size: float, words: str = "") -> None:
    """Write a label's TeX, or else `words`, with its capitals centred on the label's height."""
    # In braces a minus is a plain sign, without the wide spaces of an operator.
    shown = f"${label.text.replace('-', '{-}')}$" if label.text else words
    font = FontProperties(fname=str(LABEL_FONT)) if label.text else _font(words)
    font.set_size(size)
    font.set_math_fontfamily("stix")
    text = axes.text(
        label.x,
        label.y - (0.36 + 0.6 * shown.count("\n")) * size,  # the last line's baseline
        shown,
        ha=label.anchor,
        va="baseline",
        color=_LIGHT["muted" if label.muted else "ink"],
        zorder=5,
        fontproperties=font,
        parse_math=bool(label.text),
    )
    text.set_gid(label.id)


@cache
def _glyphs(file: str) -> frozenset[int]:
    return frozenset(FT2Font(file).get_charmap())


def _font(words: str) -> FontProperties:
    """Return a font that has all of `words`: the package's own, else a system font."""
    needed = {ord(letter) for letter in words if letter not in " \n"}
    # matplotlib's Last Resort font has a box for every letter, which is what must not be drawn.
    system = sorted(
        (font.style != "normal" or font.weight not in {400, "normal", "regular"}, font.fname)
        for font in fontManager.ttflist
        if not font.name.startswith("Last Resort")
    )
    for file in (str(LABEL_FONT), *(file for _, file in system)):
        if needed <= _glyphs(file):
            return FontProperties(fname=file)
    missing = "".join(sorted(map(chr, needed - _glyphs(str(LABEL_FONT)))))
    raise FigureError(f"no font here has {missing!r} of the label {words!r}; install one or change the label")


def _box(x: float, y: float, width: float, height: float, rounding: float) -> Patch:
    return FancyBboxPatch((x, y), width, height, boxstyle=f"round,pad=0,rounding_size={rounding}")


def _add(axes: Axes, gid: str, patch: Patch, area: str, line: str, width: float, order: int) -> None:
    patch.set(
        facecolor=_LIGHT.get(area, "none"), edgecolor=_LIGHT[line], linewidth=width, zorder=order, gid=gid
    )
    patch.set_capstyle("butt")
    patch.set_joinstyle("miter")
    axes.add_patch(patch)
