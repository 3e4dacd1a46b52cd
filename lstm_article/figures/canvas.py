"""Drawings painted by matplotlib, and saved as PNG or PDF.

Imported only when one is to be saved, as matplotlib's figures take long to load.
"""

import io
from typing import Literal

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from lstm_article.figures.outlines import LABEL_FONT, baseline, default_settings, font_file, mathtext, outline
from lstm_article.figures.shapes import Drawing, Text
from lstm_article.figures.theme import THEME

_LIGHT = {role: light for role, (light, _) in THEME.items()} | {"none": "none"}
_CODES = {"M": Path.MOVETO, "L": Path.LINETO, "Q": Path.CURVE3, "C": Path.CURVE4, "z": Path.CLOSEPOLY}


def render(drawing: Drawing, ending: Literal["png", "pdf"], title: str) -> bytes:
    """Return a drawing as a file's content, in the light theme: PNG, of twice the size in pixels, or PDF with a title.

    The user's matplotlibrc has no effect. Raises FigureError when no font has one of the drawing's characters.
    """
    file = io.BytesIO()
    metadata = {  # without dates and versions, so that the same drawing gives the same bytes
        "png": {"Software": None},
        "pdf": {"CreationDate": None, "Creator": None, "Producer": None, "Title": title},
    }
    with default_settings():
        mpl.rcParams["pdf.fonttype"] = 42  # whole fonts
        paint(drawing).savefig(file, format=ending, dpi=144 if ending == "png" else 72, metadata=metadata[ending])
    return file.getvalue()


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
        commands, style = outline(part), part.style
        start = commands[0][1]  # to which a closing command leads back
        steps = [(point, _CODES[command]) for command, points in commands for point in points or start]
        patch = PathPatch(Path([point for point, _ in steps], [code for _, code in steps]))
        patch.set(facecolor=_LIGHT[style.area], edgecolor=_LIGHT[style.line], linewidth=style.thickness)
        patch.set(gid=part.id, capstyle="butt", joinstyle="miter")
        if style.dashes:
            patch.set_linestyle((0, tuple(style.dashes)))
        axes.add_patch(patch)
    return figure


def _write(axes: Axes, text: Text) -> None:
    font = FontProperties(fname=LABEL_FONT if text.maths else font_file(text.text), size=text.size)
    font.set_math_fontfamily("stix")
    shown = mathtext(text.text) if text.maths else text.text
    label = axes.text(text.at[0], baseline(text), shown, ha=text.anchor, fontproperties=font, parse_math=text.maths)
    label.set(color=_LIGHT[text.colour], gid=text.id)
    if text.turned:
        label.set(y=text.at[1], va="center", rotation=90)
