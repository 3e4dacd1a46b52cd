"""Outlines: those of shapes are matplotlib's own, and letters have their glyphs and stand where a text is placed."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from matplotlib import patches
from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.path import Path as Curve
from matplotlib.textpath import TextPath

import drawn
from lstm_article.errors import FigureError
from lstm_article.figures import canvas, outlines
from lstm_article.figures.outlines import SIZE, Outline, lines, outline
from lstm_article.figures.shapes import Drawing, Shape, Style, Text
from lstm_article.figures.svg import svg

RARE = "\uf8c5"  # for private use: a letter of no font but those that a test makes


def points(commands: Outline) -> np.ndarray:
    """All points of an outline, those that steer curves too."""
    return np.array([point for _, ends in commands for point in ends])


def of_path(path: Curve) -> tuple[str, np.ndarray]:
    """The commands of a path of matplotlib's as letters, and their points."""
    letters = {Curve.MOVETO: "M", Curve.LINETO: "L", Curve.CURVE3: "Q", Curve.CURVE4: "C", Curve.CLOSEPOLY: "z"}
    segments = [*path.iter_segments(simplify=False)]
    ends = [end.reshape(-1, 2) for end, code in segments if code != Curve.CLOSEPOLY]
    return "".join(letters[code] for _, code in segments), np.concatenate(ends)


@drawn.every_figure
def test_every_letter_has_a_glyph_in_the_package(name: str, lang: str) -> None:
    """The package's own font has every character of the labels, so none is drawn as a box on any machine."""
    letters = {ord(c) for words in drawn.text(name, lang).labels.values() for c in words if not c.isspace()}
    assert letters <= set(TTFont(outlines.LABEL_FONT).getBestCmap())


@pytest.mark.parametrize(
    "write",
    [lambda drawing: svg(drawing, "name", "title", "alt"), *(
        lambda drawing, ending=ending: canvas.render(drawing, ending, "title") for ending in ("png", "pdf")
    )],
    ids=["svg", "png", "pdf"],
)  # fmt: skip
def test_a_letter_without_a_glyph_is_an_error_that_names_it(write: Callable[[Drawing], bytes]) -> None:
    """A letter that no font here has is named, not drawn as a box."""
    drawing = Drawing(100, 100, [Text("a", (50, 50), "记忆元\U0010fffd", 16)])
    with pytest.raises(
        FigureError, match=r"^no font here has '.U0010fffd' of the label '记忆元.U0010fffd'; install one"
    ):
        write(drawing)


def font(file: Path, *, weight: int = 400, italic: bool = False) -> None:
    """Write a font that has the letters of `A` and `RARE`, and make it a system font."""
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    pen.lineTo((0, 500))
    pen.lineTo((500, 0))
    pen.closePath()
    builder = FontBuilder(1000)
    builder.setupGlyphOrder([".notdef", "letter"])
    builder.setupCharacterMap({ord("A"): "letter", ord(RARE): "letter"})
    builder.setupGlyf(dict.fromkeys((".notdef", "letter"), pen.glyph()))
    builder.setupHorizontalMetrics(dict.fromkeys((".notdef", "letter"), (500, 0)))
    builder.setupHorizontalHeader()
    builder.setupOS2(usWeightClass=weight)
    builder.setupPost()
    builder.setupNameTable({"familyName": file.stem, "fullName": f"{file.stem}{' Italic' * italic}"})
    builder.save(file)
    fontManager.addfont(file)


def test_fonts_by_rank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The package's font comes first, then system fonts: upright and regular ones, in the order of their files."""
    monkeypatch.setattr(fontManager, "ttflist", list(fontManager.ttflist))
    font(tmp_path / "a-bold.ttf", weight=700)
    font(tmp_path / "b-slanted.ttf", italic=True)
    assert outlines.font_file(RARE) == str(tmp_path / "a-bold.ttf")
    font(tmp_path / "d.ttf")
    assert outlines.font_file(RARE) == str(tmp_path / "d.ttf")
    font(tmp_path / "c.ttf")
    assert outlines.font_file(f"A {RARE}\nA") == str(tmp_path / "c.ttf")
    assert outlines.font_file("A") == outlines.LABEL_FONT


@pytest.mark.parametrize("words", ["Forget gate", "遗忘门 A", "a b"])
def test_letters_are_laid_out_as_by_matplotlib(words: str) -> None:
    """A line's glyphs, each in its place, are the outline that matplotlib makes of the whole; a space has none."""
    [(line, _)] = lines(Text("a", (0, 0), words, 10))
    placed = [points(line.glyphs[name]) * scale + (x, y) for name, x, y, scale in line.letters if line.glyphs[name]]
    whole = TextPath((0, 0), words, size=SIZE, prop=FontProperties(fname=outlines.LABEL_FONT))
    np.testing.assert_allclose(np.concatenate(placed), of_path(whole)[1], atol=1e-9)
    assert len(line.letters) == len(words)
    assert len(placed) == len(words.replace(" ", ""))
    assert line.width > max(x for _, x, _, _ in line.letters)
    assert line.bars == []


@pytest.mark.parametrize("maths", [False, True])
def test_a_text_stands_at_its_point(maths: bool) -> None:
    """A text begins, ends or has its middle at its point, as its anchor says, and the middle of its capitals is there."""
    starts = {}
    for anchor in ("left", "center", "right"):
        [(line, (x, y))] = lines(Text("a", (50, 60), "H", 20, anchor=anchor, maths=maths))
        starts[anchor] = (50 - x) / (line.width * 20 / SIZE)
        bottom, top = (y + points(line.glyphs[line.letters[0][0]])[:, 1].min() * 20 / SIZE, y + line.ascent * 20 / SIZE)
        assert bottom == pytest.approx(60 - 0.36 * 20)
        assert top > 60 + 5
    assert starts == pytest.approx({"left": 0, "center": 0.5, "right": 1})


def test_a_text_is_as_large_as_it_says() -> None:
    """Twice the size makes a line that begins twice as far from its point; the line itself is the same."""
    [(one, (x, y))], [(other, (far, low))] = (lines(Text("a", (0, 0), "gate", size)) for size in (10, 20))
    assert one is other
    assert (far, low) == pytest.approx((2 * x, 2 * y))


def test_lines_stand_below_each_other() -> None:
    """Lines come from the first to the last, each in the middle, none in another's way; the text is around its point."""
    placed = lines(Text("a", (50, 60), "gj\nAlong line\nT", 10))
    assert [len(line.letters) for line, _ in placed] == [2, 10, 1]
    boxes = []
    for line, (x, y) in placed:
        width, ascent, descent = (side * 10 / SIZE for side in (line.width, line.ascent, line.descent))
        assert x + width / 2 == pytest.approx(50)
        boxes.append((y - descent, y + ascent))
    for (above, _), (_, below) in pairwise(boxes):
        assert above == pytest.approx(below)  # as high as the font says, and no gap
    assert placed[-1][1][1] == outlines.baseline(Text("a", (50, 60), "gj\nAlong line\nT", 10)) == pytest.approx(44.4)
    assert boxes[-1][0] < 60 < boxes[0][1]


@pytest.mark.parametrize("anchor", ["left", "center", "right"])
def test_a_turned_text_reads_upwards(anchor: str) -> None:
    """A turned text begins below its point, as far as its anchor says, and has the point in its middle across."""
    [(line, (x, y))] = lines(Text("a", (50, 60), "gate", 20, anchor=anchor, turned=True))
    scale, before = 20 / SIZE, {"left": 0, "center": 0.5, "right": 1}[anchor]
    assert y + before * line.width * scale == pytest.approx(60)
    left, right = x - line.ascent * scale, x + line.descent * scale
    assert (left + right) / 2 == pytest.approx(50)


def test_a_formula_has_indices_and_bars() -> None:
    """An index is smaller and lower than its letter, a bar is above it, from side to side; a minus takes no space."""
    [(line, _)] = lines(Text("a", (0, 0), r"\overline{h}_t", 10, maths=True))
    letter, index = line.letters
    assert (letter[3], index[3]) == (1, pytest.approx(0.7))
    assert index[1] > letter[1]
    assert index[2] < letter[2]
    [bar] = line.bars
    assert [command for command, _ in bar] == ["M", "L", "L", "L", "L", "z"]
    (left, bottom), (right, top) = points(bar).min(axis=0), points(bar).max(axis=0)
    ink = points(line.glyphs[letter[0]])
    assert ink[:, 1].max() < bottom < top
    assert left <= ink[:, 0].min()
    assert ink[:, 0].max() <= right + 1
    assert line.ascent >= top
    assert line.descent > 0
    assert outlines.mathtext("h_{t-1}") == "$h_{t{-}1}$"
    spaced = TextPath((0, 0), "$t-1$", size=SIZE, prop=FontProperties(math_fontfamily="stix")).get_extents().width
    assert lines(Text("a", (0, 0), "t-1", 10, maths=True))[0][0].width < spaced


SHAPES = {
    "rectangle": patches.FancyBboxPatch((10, 20), 50, 40, boxstyle="round,pad=0,rounding_size=7"),
    "ellipse": patches.Ellipse((35, 40), 50, 40),
    "polygon": patches.Polygon([(10, 20), (60, 20), (60, 60)]),
}


@pytest.mark.parametrize("kind", SHAPES)
def test_shapes_have_the_outlines_of_matplotlibs(kind: str) -> None:
    """A rectangle with round corners, an ellipse and a polygon are the same as matplotlib's."""
    corners = [(10, 20), (60, 20), (60, 60)] if kind == "polygon" else [(10, 20), (60, 60)]
    ours = outline(Shape("a", kind, corners, Style("ink", 1, radius=7)))
    patch = SHAPES[kind]
    commands, ends = of_path(patch.get_patch_transform().transform_path(patch.get_path()))
    if kind == "polygon":  # matplotlib goes back to the start before it closes the path
        commands, ends = commands.replace("Lz", "z") if commands.count("L") == 3 else commands, ends[:3]
    assert "".join(command for command, _ in ours) == commands
    np.testing.assert_allclose(points(ours), ends, atol=1e-9)
    assert ours[-1] == ("z", [])


def test_a_line_has_corners_and_curves() -> None:
    """A line goes through its points; three that are told to belong to a curve steer it; it is not closed."""
    through = [(0, 0), (10, 0), (20, 0), (20, 10), (20, 20), (30, 20)]
    shape = Shape("a", "line", through, Style("ink", 1), curves=(2, 3, 4))
    assert outline(shape) == [
        ("M", [(0, 0)]),
        ("L", [(10, 0)]),
        ("C", [(20, 0), (20, 10), (20, 20)]),
        ("L", [(30, 20)]),
    ]


def test_lines_of_a_turned_text_stand_beside_each_other() -> None:
    """Read upwards, the first line is the left one, and the text's middle is at its point."""
    (first, (left, _)), (second, (right, _)) = outlines.lines(Text("a", (50, 50), "fraction\nleft", 10, turned=True))
    scale = 10 / outlines.SIZE
    assert right - left == pytest.approx((first.descent + second.ascent) * scale)
    assert (left - first.ascent * scale + right + second.descent * scale) / 2 == pytest.approx(50)
