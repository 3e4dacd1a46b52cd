"""Drawings painted by matplotlib, and saved as SVG, PNG or PDF.

The only importer of matplotlib, itself imported only when a figure is to be saved.
"""

import io
from pathlib import Path

import matplotlib as mpl
from matplotlib import patches
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager, get_font
from matplotlib.path import Path as Outline

from lstm_article.choices import FigureFormat
from lstm_article.errors import FigureError
from lstm_article.figures.shapes import Drawing, Shape, Text
from lstm_article.figures.svg import themed
from lstm_article.figures.theme import THEME

LABEL_FONT = str(Path(__file__).parents[1] / "fonts" / "labels.otf")
_LIGHT = {role: light for role, (light, _) in THEME.items()} | {"none": "none"}


def render(drawing: Drawing, ending: FigureFormat, name: str, title: str, description: str) -> bytes:
    """Return a drawing as a file's content: SVG with both themes, title and description, or light PNG (2x) or PDF.

    The user's matplotlibrc has no effect. Raises FigureError when no font has one of the drawing's characters.
    """
    file = io.BytesIO()
    metadata = {  # without dates and versions, so that the same drawing gives the same bytes
        "png": {"Software": None},
        "pdf": {"CreationDate": None, "Creator": None, "Producer": None, "Title": title},
    }
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update({"svg.fonttype": "path", "svg.hashsalt": "lstm-article", "pdf.fonttype": 42})
        figure = paint(drawing)
        figure.patch.set_gid("background")
        figure.savefig(file, format=ending, dpi=144 if ending == "png" else 72, metadata=metadata.get(ending))
    data = file.getvalue()
    return themed(data, name, title, description) if ending == "svg" else data


def paint(drawing: Drawing) -> Figure:
    """Return a drawing as a matplotlib figure in the light theme; raises FigureError as `render` does."""
    width, height = drawing.width, drawing.height
    figure = Figure(figsize=(width / 72, height / 72), facecolor=_LIGHT["background"])
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(0, height))
    axes.set_axis_off()
    for part in drawing.parts:
        if isinstance(part, Text):
            _write(axes, part)
            continue
        style, patch = part.style, _patch(part)
        patch.set(facecolor=_LIGHT[style.area], edgecolor=_LIGHT[style.line], linewidth=style.thickness)
        patch.set(gid=part.id, capstyle="butt", joinstyle="miter")
        if style.dashes:
            patch.set_linestyle((0, tuple(style.dashes)))
        axes.add_patch(patch)
    return figure


def _patch(shape: Shape) -> patches.Patch:
    """Return a shape as matplotlib's patch, without colours."""
    points = list(shape.points)
    (left, bottom), (right, top) = points[0], points[-1]
    match shape.outline:
        case "rectangle":
            corners = f"round,pad=0,rounding_size={shape.style.radius}"
            return patches.FancyBboxPatch((left, bottom), right - left, top - bottom, boxstyle=corners)
        case "ellipse":
            return patches.Ellipse(((left + right) / 2, (bottom + top) / 2), right - left, top - bottom)
        case "polygon":
            return patches.Polygon(points)
        case "line":
            codes = [Outline.CURVE4 if at in shape.curves else Outline.LINETO for at in range(1, len(points))]
            return patches.PathPatch(Outline(points, [Outline.MOVETO, *codes]))


def _write(axes: Axes, text: Text) -> None:
    # Braces make a minus a sign, without the wide spaces that TeX puts around an operator.
    shown = f"${text.text.replace('-', '{-}')}$" if text.maths else text.text
    font = FontProperties(fname=LABEL_FONT) if text.maths else _font(text.text)
    font.set_size(text.size)
    font.set_math_fontfamily("stix")
    x, y = text.at
    baseline = y - (0.36 + 0.6 * shown.count("\n")) * text.size  # of the last line; y is the middle of the capitals
    label = axes.text(x, baseline, shown, ha=text.anchor, fontproperties=font, parse_math=text.maths)
    label.set(color=_LIGHT[text.colour], gid=text.id)
    if text.turned:
        label.set(y=y, va="center", rotation=90)


def _font(words: str) -> FontProperties:
    """Return a font that has all of `words`: the package's own, or else a system font, regular ones first."""
    needed = {ord(letter) for letter in words if letter not in " \n"}
    # matplotlib's Last Resort font has every character, but as a box, which must not be drawn.
    system = sorted(
        (font.style != "normal" or font.weight not in {400, "normal", "regular"}, font.fname)
        for font in fontManager.ttflist
        if not font.name.startswith("Last Resort")
    )
    for file in (LABEL_FONT, *(file for _, file in system)):
        if needed <= get_font(file).get_charmap().keys():
            return FontProperties(fname=file)
    missing = "".join(sorted(map(chr, needed - get_font(LABEL_FONT).get_charmap().keys())))
    raise FigureError(f"no font here has {missing!r} of the label {words!r}; install one or change the label")
