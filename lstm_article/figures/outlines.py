"""Outlines of shapes and letters, from which figures are saved in every format; matplotlib lays the letters out.

Imported only when a figure is to be drawn: loading matplotlib takes a while.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import matplotlib as mpl
import numpy as np
from matplotlib.font_manager import FontProperties, fontManager, get_font
from matplotlib.path import Path as Curve
from matplotlib.textpath import TextToPath
from matplotlib.transforms import Affine2D

from lstm_article.errors import FigureError
from lstm_article.figures.shapes import Point, Shape, Text

LABEL_FONT = str(Path(__file__).parents[1] / "fonts" / "labels.otf")
SIZE = int(TextToPath.FONT_SCALE)  # of the letters of a `Line`
_ASCENT, _DESCENT = (0.88 * SIZE, 0.12 * SIZE)  # of words, unless letters reach further: the package font's

# Commands as SVG names them (move, line, quadratic and cubic curve, close), with their points.
Outline = Sequence[tuple[str, Sequence[Point]]]
_COMMANDS = {Curve.MOVETO: "M", Curve.LINETO: "L", Curve.CURVE3: "Q", Curve.CURVE4: "C", Curve.CLOSEPOLY: "z"}


class Line(NamedTuple):
    """A line of text, in letters of the size `SIZE`, that begins on its baseline at (0, 0).

    `letters` are the name of each glyph, its place and its scale; `glyphs` are their outlines; `bars` are those of what
    TeX draws above letters. The line reaches `ascent` above and `descent` below its baseline.
    """

    letters: Sequence[tuple[str, float, float, float]]
    glyphs: Mapping[str, Outline]
    bars: Sequence[Outline]
    width: float
    ascent: float
    descent: float


@contextmanager
def default_settings() -> Iterator[None]:
    """Let the user's matplotlibrc have no effect."""
    with mpl.rc_context():
        mpl.rcdefaults()
        yield


def outline(shape: Shape) -> Outline:
    """Return the outline of a shape."""
    points = list(shape.points)
    (left, bottom), (right, top) = points[0], points[-1]
    match shape.outline:
        case "rectangle":
            radius = shape.style.radius
            return [
                ("M", [(left + radius, bottom)]),
                ("L", [(right - radius, bottom)]),
                ("Q", [(right, bottom), (right, bottom + radius)]),
                ("L", [(right, top - radius)]),
                ("Q", [(right, top), (right - radius, top)]),
                ("L", [(left + radius, top)]),
                ("Q", [(left, top), (left, top - radius)]),
                ("L", [(left, bottom + radius)]),
                ("Q", [(left, bottom), (left + radius, bottom)]),
                ("z", []),
            ]
        case "ellipse":
            place = Affine2D().scale((right - left) / 2, (top - bottom) / 2)
            return _commands(Curve.unit_circle().transformed(place.translate((left + right) / 2, (bottom + top) / 2)))
        case "polygon":
            return [("M", points[:1]), *(("L", [point]) for point in points[1:]), ("z", [])]
        case "line":
            codes = [Curve.CURVE4 if at in shape.curves else Curve.LINETO for at in range(1, len(points))]
            return _commands(Curve(points, [Curve.MOVETO, *codes]))


def lines(text: Text) -> list[tuple[Line, Point]]:
    """Return the lines of a text, each with the point at which it begins; raises FigureError as `font_file` does."""
    if text.maths:
        laid_out = [_formula(text.text)]
    else:
        file = font_file(text.text)
        laid_out = [_words(line, file) for line in text.text.split("\n")]
    scale, (x, y) = text.size / SIZE, text.at
    before = {"left": 0.0, "center": 0.5, "right": 1.0}[text.anchor]
    places = list[tuple[Line, Point]]()
    if text.turned:
        x -= sum(line.ascent + line.descent for line in laid_out) / 2 * scale
        for line in laid_out:
            places.append((line, (x + line.ascent * scale, y - before * line.width * scale)))
            x += (line.ascent + line.descent) * scale
        return places
    y = baseline(text)
    for line, below in zip(reversed(laid_out), [None, *reversed(laid_out)], strict=False):
        y += (line.descent + below.ascent) * scale if below else 0
        places.append((line, (x - before * line.width * scale, y)))
    return places[::-1]


def baseline(text: Text) -> float:
    """Return the height of the baseline of a text's last line: the middle of the text's capitals is at its point."""
    return text.at[1] - (0.36 + 0.6 * text.text.count("\n")) * text.size


def mathtext(tex: str) -> str:
    """Return TeX as matplotlib takes it: in braces a minus is a sign, without the spaces around an operator."""
    return f"${tex.replace('-', '{-}')}$"


def font_file(words: str) -> str:
    """Return a font that has all of `words`: the package's own, or else a system font, regular ones first.

    Raises FigureError when there is none.
    """
    needed = {ord(letter) for letter in words if letter not in " \n"}
    for file in chain([LABEL_FONT], _system_fonts()):
        if needed <= get_font(file).get_charmap().keys():
            return file
    missing = "".join(sorted(map(chr, needed - get_font(LABEL_FONT).get_charmap().keys())))
    raise FigureError(f"no font here has {missing!r} of the label {words!r}; install one or change the label")


def _system_fonts() -> Iterator[str]:
    # matplotlib's Last Resort font has every character, but as a box, which must not be drawn.
    fonts = (font for font in fontManager.ttflist if not font.name.startswith("Last Resort"))
    ranked = sorted((f.style != "normal" or f.weight not in {400, "normal", "regular"}, f.fname) for f in fonts)
    yield from (file for _, file in ranked)


@cache
def _words(words: str, file: str) -> Line:
    layout, font, properties = TextToPath(), get_font(file), FontProperties(fname=file, size=SIZE)
    font.set_size(SIZE, TextToPath.DPI)
    letters, glyphs, _ = layout.get_glyphs_with_font(font, words)
    width, height, descent = layout.get_text_width_height_descent(words, properties, ismath=False)
    outlines = {name: _commands(Curve(*glyph)) for name, glyph in glyphs.items()}
    return Line(letters, outlines, [], width, max(height - descent, _ASCENT), max(descent, _DESCENT))


@cache
def _formula(tex: str) -> Line:
    layout, properties = TextToPath(), FontProperties(fname=LABEL_FONT, size=SIZE, math_fontfamily="stix")
    letters, glyphs, bars = layout.get_glyphs_mathtext(properties, mathtext(tex))
    width, height, descent = layout.get_text_width_height_descent(mathtext(tex), properties, ismath=True)
    outlines = {name: _commands(Curve(*glyph)) for name, glyph in glyphs.items()}
    return Line(letters, outlines, [_commands(Curve(*bar)) for bar in bars], width, height - descent, descent)


def _commands(path: Curve) -> Outline:
    """Return the commands of a path of matplotlib's, which has for each point the code of its command."""
    points = [(x, y) for x, y in np.asarray(path.vertices).tolist()]
    codes = np.asarray(path.codes).tolist()
    commands, at = list[tuple[str, Sequence[Point]]](), 0
    while at < len(codes):
        letter, length = _COMMANDS[codes[at]], Curve.NUM_VERTICES_FOR_CODE[codes[at]]
        commands.append((letter, points[at : at + length] if letter != "z" else []))
        at += length
    return commands
