"""Drawings painted by matplotlib, and saved as SVG, PNG or PDF.

The only importer of matplotlib, itself imported only when a figure is to be saved.
"""

import io
from functools import cache
from pathlib import Path

import matplotlib as mpl
from matplotlib import patches
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.ft2font import FT2Font
from matplotlib.path import Path as Outline

from lstm_article.choices import FigureFormat
from lstm_article.errors import FigureError
from lstm_article.figures.shapes import Drawing, Line, Shape, Text
from lstm_article.figures.svg import THEME, themed

LABEL_FONT = str(Path(__file__).parents[1] / "fonts" / "labels.otf")
_LIGHT = {role: light for role, (light, _) in THEME.items()} | {"none": "none"}
_TEXT_ORDER = 5  # above all shapes


def render(drawing: Drawing, ending: FigureFormat, name: str, title: str, description: str) -> bytes:
    """Return a drawing as a file: SVG with both themes and its text, or light PNG (2x) or PDF.

    Whatever the user's matplotlibrc says, it is the same. Raises FigureError when no font has a letter of it.
    """
    file = io.BytesIO()
    metadata = {  # no dates and no versions
        "svg": {"Date": None, "Creator": None, "Format": None, "Type": None},
        "png": {"Software": None},
        "pdf": {"CreationDate": None, "Creator": None, "Producer": None, "Title": title},
    }
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update({"svg.fonttype": "path", "svg.hashsalt": "lstm-article", "pdf.fonttype": 42})
        figure = paint(drawing)
        figure.patch.set_gid(f"{name}-background")
        figure.savefig(file, format=ending, dpi=144 if ending == "png" else 72, metadata=metadata[ending])
    data = file.getvalue()
    return themed(data, name, title, description, (drawing.width, drawing.height)) if ending == "svg" else data


def paint(drawing: Drawing) -> Figure:
    """Return a drawing as matplotlib's figure, in the light theme; raises FigureError as `render` does."""
    width, height = drawing.width, drawing.height
    figure = Figure(figsize=(width / 72, height / 72), facecolor=_LIGHT["background"])
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(0, height))
    axes.set_axis_off()
    for part in drawing.parts:
        if isinstance(part, Text):
            _write(axes, part)
            continue
        style, patch = part.style, _line(part) if isinstance(part, Line) else _shape(part)
        if style.dashes:
            patch.set_linestyle((0, tuple(style.dashes)))
        patch.set(facecolor=_LIGHT[style.area], edgecolor=_LIGHT[style.line], linewidth=style.thickness)
        patch.set(zorder=style.order, gid=part.id, capstyle="butt", joinstyle="miter")
        axes.add_patch(patch)
    return figure


def _line(line: Line) -> patches.Patch:
    if line.style.area != "none":
        return patches.Polygon(list(line.points))
    codes = [Outline.CURVE4 if at in line.curves else Outline.LINETO for at in range(1, len(line.points))]
    return patches.PathPatch(Outline(list(line.points), [Outline.MOVETO, *codes]))


def _shape(shape: Shape) -> patches.Patch:
    left, bottom, right, top = shape.box
    width, height, x, y = right - left, top - bottom, (left + right) / 2, (bottom + top) / 2
    match shape.outline:
        case "rectangle":
            corners = f"round,pad=0,rounding_size={shape.style.radius}"
            return patches.FancyBboxPatch((left, bottom), width, height, boxstyle=corners)
        case "ellipse":
            return patches.Ellipse((x, y), width, height)
        case "diamond":
            return patches.Polygon([(left, y), (x, top), (right, y), (x, bottom)])


def _write(axes: Axes, text: Text) -> None:
    # In braces a minus is a plain sign, without the wide spaces of an operator.
    shown = f"${text.text.replace('-', '{-}')}$" if text.maths else text.text
    font = FontProperties(fname=LABEL_FONT) if text.maths else _font(text.text)
    font.set_size(text.size)
    font.set_math_fontfamily("stix")
    x, y = text.at
    last_line = y - (0.36 + 0.6 * shown.count("\n")) * text.size
    label = axes.text(x, last_line, shown, ha=text.anchor, fontproperties=font, parse_math=text.maths)
    label.set(color=_LIGHT[text.colour], zorder=_TEXT_ORDER, gid=text.id)
    if text.turned:
        label.set(y=y, va="center", rotation=90)


@cache
def _characters(font: str) -> frozenset[int]:
    """Return the code points for which a font file has glyphs."""
    return frozenset(FT2Font(font).get_charmap())


def _font(words: str) -> FontProperties:
    """Return a font that has all of `words`: the package's own, or else a system font, regular ones first."""
    needed = {ord(letter) for letter in words if letter not in " \n"}
    # matplotlib's Last Resort font has a box for every letter, which is what must not be drawn.
    system = sorted(
        (font.style != "normal" or font.weight not in {400, "normal", "regular"}, font.fname)
        for font in fontManager.ttflist
        if not font.name.startswith("Last Resort")
    )
    for file in (LABEL_FONT, *(file for _, file in system)):
        if needed <= _characters(file):
            return FontProperties(fname=file)
    missing = "".join(sorted(map(chr, needed - _characters(LABEL_FONT))))
    raise FigureError(f"no font here has {missing!r} of the label {words!r}; install one or change the label")
