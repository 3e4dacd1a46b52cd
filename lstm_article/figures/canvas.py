"""Shapes and text on a figure, by colour role and id; and the figure as SVG, PNG or PDF.

The only importer of matplotlib, itself imported only when something is to be drawn. One unit is one point.
"""

import io
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Literal

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.ft2font import FT2Font
from matplotlib.patches import Ellipse, FancyBboxPatch, Patch, PathPatch, Polygon
from matplotlib.path import Path as Outline

from lstm_article.errors import FigureError
from lstm_article.figures.svg import THEME, themed

Format = Literal["svg", "png", "pdf"]
Anchor = Literal["left", "center", "right"]
Point = tuple[float, float]

LABEL_FONT = Path(__file__).parents[1] / "fonts" / "labels.otf"
_LIGHT = {role: light for role, (light, _) in THEME.items()} | {"none": "none"}


class Canvas:
    """A figure of a size in units, y upwards, on which shapes stand in layers of `order`."""

    def __init__(self, width: int, height: int) -> None:
        """Start an empty figure; `canvas` does so."""
        self.size = (width, height)
        self.figure = Figure(figsize=(width / 72, height / 72), facecolor=_LIGHT["background"])
        self._axes = self.figure.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(0, height))
        self._axes.set_axis_off()

    def box(
        self, gid: str, left: float, bottom: float, width: float, height: float,
        area: str, line: str, thickness: float, order: int, rounding: float = 5,
    ) -> None:  # fmt: skip
        """Draw a rounded rectangle."""
        shape = f"round,pad=0,rounding_size={rounding}"
        self._add(
            gid, FancyBboxPatch((left, bottom), width, height, boxstyle=shape), area, line, thickness, order
        )

    def ellipse(
        self, gid: str, left: float, bottom: float, width: float, height: float,
        area: str, line: str, thickness: float, order: int,
    ) -> None:  # fmt: skip
        """Draw the ellipse that fills a rectangle."""
        centre = (left + width / 2, bottom + height / 2)
        self._add(gid, Ellipse(centre, width, height), area, line, thickness, order)

    def polygon(
        self, gid: str, corners: Sequence[Point], area: str, line: str, thickness: float, order: int
    ) -> None:
        """Draw a closed polygon."""
        self._add(gid, Polygon(list(corners)), area, line, thickness, order)

    def line(
        self, gid: str, points: Sequence[Point], colour: str, thickness: float, order: int,
        curves: Sequence[int] = (), dashes: Sequence[float] = (),
    ) -> None:  # fmt: skip
        """Draw a line through points; those whose places `curves` lists belong to cubic Bézier curves."""
        codes = [Outline.MOVETO] + [
            Outline.CURVE4 if at in curves else Outline.LINETO for at in range(1, len(points))
        ]
        patch = PathPatch(Outline(list(points), codes))
        if dashes:
            patch.set_linestyle((0, tuple(dashes)))
        self._add(gid, patch, "none", colour, thickness, order)

    def write(
        self, gid: str, x: float, y: float, text: str, size: float,
        anchor: Anchor = "center", colour: str = "ink", *, maths: bool = False, turned: bool = False,
    ) -> None:  # fmt: skip
        """Write words or, with `maths`, TeX, its capitals centred on the height y.

        `turned` text runs upwards, centred on (x, y). Raises FigureError when no font has a letter of it.
        """
        # In braces a minus is a plain sign, without the wide spaces of an operator.
        shown = f"${text.replace('-', '{-}')}$" if maths else text
        font = FontProperties(fname=str(LABEL_FONT)) if maths else _font(text)
        font.set_size(size)
        font.set_math_fontfamily("stix")
        drawn = self._axes.text(
            x,
            y if turned else y - (0.36 + 0.6 * shown.count("\n")) * size,  # the last line's baseline
            shown,
            ha="center" if turned else anchor,
            va="center" if turned else "baseline",
            rotation=90 if turned else 0,
            color=_LIGHT[colour],
            zorder=5,
            fontproperties=font,
            parse_math=maths,
        )
        drawn.set_gid(gid)

    def render(self, ending: Format, name: str, title: str, description: str) -> bytes:
        """Return the figure as a file: SVG with both themes and its text, or light PNG (2x) or PDF."""
        file = io.BytesIO()
        nothing = {  # no dates and no versions
            "svg": {"Date": None, "Creator": None, "Format": None, "Type": None},
            "png": {"Software": None},
            "pdf": {"CreationDate": None, "Creator": None, "Producer": None, "Title": title},
        }
        self.figure.patch.set_gid(f"{name}-background")
        with _own_settings():
            self.figure.savefig(
                file, format=ending, dpi=144 if ending == "png" else 72, metadata=nothing[ending]
            )
        data = file.getvalue()
        return themed(data, name, title, description, self.size) if ending == "svg" else data

    def _add(self, gid: str, patch: Patch, area: str, line: str, thickness: float, order: int) -> None:
        patch.set(facecolor=_LIGHT[area], edgecolor=_LIGHT[line], linewidth=thickness, zorder=order, gid=gid)
        patch.set_capstyle("butt")
        patch.set_joinstyle("miter")
        self._axes.add_patch(patch)


@contextmanager
def canvas(width: int, height: int) -> Iterator[Canvas]:
    """Give an empty canvas to draw on, whatever the user's matplotlibrc says."""
    with _own_settings():
        yield Canvas(width, height)


@contextmanager
def _own_settings() -> Iterator[None]:
    """Set aside a user's matplotlibrc, which must not change a published figure."""
    fonts = logging.getLogger("fontTools")
    level = fonts.level
    with mpl.rc_context():
        # To a host that shows everything, it would tell how it cuts the fonts of a PDF.
        fonts.setLevel(logging.WARNING)
        mpl.rcdefaults()
        mpl.rcParams.update({"svg.fonttype": "path", "svg.hashsalt": "lstm-article", "pdf.fonttype": 42})
        try:
            yield
        finally:
            fonts.setLevel(level)


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
