"""Painting: texts that fit and have their glyphs, fonts in order of preference, and the same files everywhere."""

import io
import os
import re
import subprocess
import sys
from itertools import combinations, product
from pathlib import Path

from matplotlib.transforms import Bbox
from PIL import Image

import drawn
from lstm_article.choices import FIGURES
from lstm_article.figures.diagram import WIDTH
from lstm_article.figures.shapes import Shape


@drawn.every_figure
def test_letters_are_legible_on_a_phone(name: str, lang: str) -> None:
    """On a page 360 px wide, which leaves a figure 328 px, letters are 11 px high or more, and indices 9 px."""
    pixels = 328 / drawn.drawing(name, lang).width  # of a unit
    for artist in drawn.texts(name, lang):
        assert artist.get_fontsize() * pixels >= 11, artist.get_gid()
        if artist.get_parse_math() and re.search("[_^]", artist.get_text()):
            assert artist.get_fontsize() * 0.7 * pixels >= 9, artist.get_gid()  # matplotlib sets indices at 0.7


@drawn.every_figure
def test_no_text_touches_anything(name: str, lang: str) -> None:
    """Texts keep clear of each other, of all lines, arrowheads and outlines, and of the edge; names in a part fill it."""
    boxes, outlines = drawn.text_boxes(name, lang), drawn.outlines(name, lang)
    drawing = drawn.drawing(name, lang)
    assert len(boxes) >= len(drawn.text(name, lang).labels)
    thickness = {part.id: part.style.thickness for part in drawing.parts if isinstance(part, Shape)}
    assert outlines.keys() == thickness.keys()
    page = Bbox.from_bounds(2, 2, drawing.width - 4, drawing.height - 4)
    signs = {part for part, words in drawn.written(name, lang).items() if words in {r"$\odot$", "$+$"}}
    for text, box in boxes.items():
        assert page.contains(*box.min), text
        assert page.contains(*box.max), text
        part = text.removesuffix("-symbol").removesuffix("-name")
        inside = part != text and part in outlines
        if inside and text not in signs:  # test_drawing looks at the signs, whose boxes are larger than they are
            assert outlines[part].contains_points([box.min, box.max]).all(), text
        for shape, outline in outlines.items():
            if shape == part or not inside:  # a part covers what lies below it
                assert text in signs or drawn.gap(outline, box, thickness[shape]) >= 2, (text, shape)
    for (one, a), (other, b) in combinations(boxes.items(), 2):
        assert not a.padded(2.5).overlaps(b), (one, other)


def test_drawing_opens_no_system_font(tmp_path: Path) -> None:
    """All figures are drawn from the package's and matplotlib's own fonts, the same and without a warning."""
    script = tmp_path / "draw.py"
    script.write_text(
        """
import sys, warnings
warnings.simplefilter("error")
import matplotlib
from matplotlib import font_manager, ft2font
fonts = []
sys.addaudithook(lambda event, args: event == "open" and fonts.append(str(args[0])))
from lstm_article import build_article
from lstm_article.figures.files import figure_file
for lang in ("zh", "en"):
    for text in build_article(lang).figures:
        sys.stdout.buffer.write(figure_file(text, "svg"))
from lstm_article.figures.outlines import LABEL_FONT
fonts = {f for f in fonts if f.endswith((".ttf", ".otf", ".ttc", ".pfb"))}
assert str(LABEL_FONT) in fonts, "the audit saw no font at all"
system = [f for f in fonts - {str(LABEL_FONT)} if not f.startswith(matplotlib.get_data_path())]
assert not system, system
"""
    )
    done = subprocess.run([sys.executable, script], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    names = ("structure", "unrolled", "memory")
    assert done.stdout == b"".join(drawn.saved(name, lang) for lang in ("zh", "en") for name in names)


def test_same_bytes_in_another_process(tmp_path: Path) -> None:
    """In another process, with other settings, each figure is the same to the byte in each format."""
    rc = tmp_path / "matplotlibrc"
    rc.write_text(
        "font.size: 30\nlines.linewidth: 9\nsavefig.facecolor: red\ntext.usetex: True\npath.sketch: 1, 100, 2\n"
    )
    script = tmp_path / "draw.py"
    script.write_text(
        """
import pathlib, sys
from lstm_article import build_article
from lstm_article.choices import FIGURES
from lstm_article.figures.files import figure_file
from lstm_article.figures.text import figure_text
from lstm_article.templating.labels import Labels
from lstm_article.templating.templates import Templates
labels, numbers = Labels(Templates(), "zh"), build_article("zh").numbers
for name in FIGURES:
    for ending in ("svg", "png", "pdf"):
        data = figure_file(figure_text(labels, name, ending, numbers), ending)
        pathlib.Path(sys.argv[1], f"{name}.{ending}").write_bytes(data)
"""
    )
    environment = {**os.environ, "MATPLOTLIBRC": str(rc), "PYTHONHASHSEED": "7", "SOURCE_DATE_EPOCH": "1"}
    done = subprocess.run([sys.executable, script, tmp_path], capture_output=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr.decode()
    for name, ending in product(FIGURES, ("svg", "png", "pdf")):
        assert (tmp_path / f"{name}.{ending}").read_bytes() == drawn.saved(name, "zh", ending), (name, ending)


def test_png_is_drawn_at_twice_the_size() -> None:
    """The PNG has two pixels a unit."""
    with Image.open(io.BytesIO(drawn.saved("structure", "zh", "png"))) as image:
        image.load()
        assert image.size == (2 * WIDTH, 2 * drawn.drawing("structure", "zh").height)
