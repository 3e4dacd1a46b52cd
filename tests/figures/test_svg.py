"""The SVG: named, with an id for each part, and with a class for each colour."""

import io
import re
import xml.etree.ElementTree as ET
from functools import cache
from itertools import product
from typing import get_args

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure
from PIL import Image, ImageChops
from playwright.sync_api import Browser

import drawn
from lstm_article.choices import FIGURES, LANGS
from lstm_article.figures import canvas, files, svg, theme
from lstm_article.figures.diagram import WIDTH
from lstm_article.figures.shapes import Anchor, Drawing, Shape, Style, Text

SVG = "{http://www.w3.org/2000/svg}"
HREF = "{http://www.w3.org/1999/xlink}href"


@cache
def tree(name: str, lang: str) -> ET.Element:
    """A figure's SVG."""
    return ET.fromstring(drawn.saved(name, lang))


@drawn.every_figure
def test_svg_carries_both_themes(name: str, lang: str) -> None:
    """Every colour has a class, a variable with a fallback for each theme, and a plain light attribute."""
    root = tree(name, lang)
    style = root.findtext(f"{SVG}style") or ""
    light, _, both = style.partition("@media screen")
    coloured = 0
    for element in root.iter():
        assert "style" not in element.attrib
        for attribute in ("fill", "stroke"):
            value = element.get(attribute, "none")
            if value != "none":
                coloured += 1
                role = re.search(rf"lstm-{attribute}-([\w-]+)", element.get("class", ""))
                assert role, element.attrib
                pair = theme.THEME[role[1]]
                assert value == pair[0]
                assert f"var(--lstm-{role[1]},{pair[0]})" in light
                assert f"var(--lstm-{role[1]},light-dark({pair[0]},{pair[1]}))" in both
    assert coloured > len(drawn.drawing(name, lang).parts)
    assert not re.search(r"url\(|<image|font-family", ET.tostring(root, encoding="unicode"))


@drawn.every_figure
def test_svg_is_named_and_has_ids(name: str, lang: str) -> None:
    """A title, a description, an id for each part, and among them those by which pages style the parts."""
    root, text = tree(name, lang), drawn.text(name, lang)
    assert root.findtext(f"{SVG}title") == text.title
    assert root.findtext(f"{SVG}desc") == text.alt
    assert root.get("role") == "img"
    ids = {element.get("id", "").removeprefix(f"lstm-{name}-") for element in root.iter()}
    assert {"background", *(part.id for part in drawn.drawing(name, lang).parts)} <= ids
    known = {
        "structure": {"forget-gate", "input-gate", "output-gate", "candidate", "memory-cell"},
        "memory": {f"curve-{curve}" for curve in ("0.731", "0.9", "0.99", "plain")},
    }
    assert known.get(name, set()) <= ids


@pytest.mark.parametrize("lang", LANGS)
def test_ids_are_of_no_other_figure_or_page(lang: str) -> None:
    """Each id begins with `lstm-` and the figure's name, and is there once in all figures; each glyph is in its own."""
    ids = []
    for name in FIGURES:
        here = [element.attrib["id"] for element in tree(name, lang).iter() if "id" in element.attrib]
        assert {identifier for identifier in here if not identifier.startswith(f"lstm-{name}-")} == set()
        used = {element.get(HREF, "")[1:] for element in tree(name, lang).iter(f"{SVG}use")}
        assert len(used) > 10
        assert used <= set(here)
        ids += here
    assert len(ids) == len(set(ids))


@drawn.every_figure
def test_figures_have_one_width(name: str, lang: str) -> None:
    """Every figure has the width that the flavors write for it."""
    assert tree(name, lang).get("width") == str(WIDTH)


@drawn.every_figure
def test_svg_looks_as_drawn(name: str, lang: str, browser: Browser) -> None:
    """Shorter numbers, fewer elements and attributes change nothing that one sees in matplotlib's own SVG."""
    looks_as_painted(drawn.painted(name, lang), drawn.saved(name, lang), browser)


def test_whatever_is_drawn_looks_as_drawn(browser: Browser) -> None:
    """Shapes and texts of all kinds, also of such as no figure has yet, look as in matplotlib's own SVG."""
    line, area = Style("ink", 2), Style("layer-line", 1.5, "layer", radius=12)
    shapes = [
        Shape("rectangle", "rectangle", [(10, 10), (150, 90)], area),
        Shape("ellipse", "ellipse", [(160, 10), (300, 90)], area),
        Shape("polygon", "polygon", [(310, 10), (400, 20), (360, 90)], Style("none", 0, "operator-line")),
        Shape("line", "line", [(10, 100), (200, 100), (250, 100), (250, 120), (250, 160)], line, curves=(2, 3, 4)),
        Shape("dashes", "line", [(300, 100), (450, 160)], Style("grid", 3, dashes=(4, 1.5))),
    ]
    formula = r"\overline{h}_{t-1}^2"
    texts = [
        Text(f"text{at}", (240, 190 + 38 * at), words, 15 + at, "muted", anchor, maths=words == formula)
        for at, (words, anchor) in enumerate(product(("gAte 门", "a b\nAlong", formula), get_args(Anchor)))
    ]
    turned = [
        Text(f"turned{at}", (40 + 60 * at, 300), words, 20, anchor=anchor, maths=words == formula, turned=True)
        for at, (words, anchor) in enumerate([("gAte", "center"), (formula, "center")])
    ]
    drawing = Drawing(WIDTH, 560, [*shapes, *texts, *turned])
    looks_as_painted(canvas.paint(drawing), svg.svg(drawing, "name", "title", "description"), browser)


def looks_as_painted(figure: Figure, ours: bytes, browser: Browser) -> None:
    file = io.BytesIO()
    with mpl.rc_context({"svg.fonttype": "path"}):
        figure.savefig(file, format="svg", dpi=72)
    whole = file.getvalue().decode().partition("\n<svg")[2]
    page = browser.new_page(viewport={"width": WIDTH, "height": 600}, device_scale_factor=2)
    shots = []
    for element in (f"<svg{whole}".replace('pt"', '"'), files.svg_element(ours)):
        page.set_content(f"<body style='margin:0'>{element}")
        shots.append(Image.open(io.BytesIO(page.screenshot())).convert("L"))
    page.close()
    changed = ImageChops.difference(*shots).histogram()
    assert shots[0].getextrema()[0] < 60  # something is there
    assert sum(changed[80:]) == 0
    assert sum(changed[16:]) < 0.001 * sum(changed)


def test_texts_of_any_kind_are_placed() -> None:
    """A bar over a symbol is drawn, lines stand below each other, a turned text is turned, and a space takes no glyph."""
    texts = [
        Text("bar", (20, 20), r"\overline{h}_t", 20, maths=True),
        Text("lines", (50, 50), "a b\nc", 10),
        Text("turned", (80, 50), "a", 10, turned=True),
    ]
    root = ET.fromstring(svg.svg(Drawing(100, 100, texts), "name", "title", "description"))
    bar, lines, turned = (root.find(f".//*[@id='lstm-name-{text.id}']") for text in texts)
    assert [child.tag for child in bar] == [f"{SVG}use", f"{SVG}use", f"{SVG}path"]
    assert re.fullmatch(r"m\d+-\d+v-\d+h\d+v\d+h-\d+z", bar[2].attrib["d"])
    assert "transform" not in lines.attrib
    places = [re.fullmatch(r"translate\(([\d.]+) ([\d.]+)\)scale\(\.01\)", line.attrib["transform"]) for line in lines]
    assert float(places[0][1]) < float(places[1][1])
    assert float(places[0][2]) + 9 < float(places[1][2])
    assert [len(line) for line in lines] == [2, 1]
    assert re.fullmatch(r"translate\([\d. ]+\)rotate\(-90\)scale\(\.01\)", turned.attrib["transform"])


@pytest.mark.parametrize(("lang", "most"), [("en", 85_000), ("zh", 95_000)])
def test_figures_are_light(lang: str, most: int) -> None:
    """The three figures of a page are small, of which the style sheet is not counted."""
    assert sum(len(drawn.saved(name, lang)) - len(theme.STYLE) for name in FIGURES) <= most


def test_steps_of_a_path_do_not_drift() -> None:
    """A path's steps lead to the rounded points, however many there are, and have no needless letters or zeros."""
    outline = [
        ("M", [(10, 20)]), ("L", [(10.5, 20)]), ("L", [(10.5, 20.75)]), ("z", []),
        ("M", [(0, 40)]), ("L", [(1, 39)]), ("L", [(3, 38)]), ("Q", [(4, 36), (5, 38)]),
    ]  # fmt: skip
    assert svg._path(outline, top=40, places=2) == "m10 20h.5v-.75zm-10-20l1 1 2 1q1 2 2 0"
    assert svg._path(outline, 2) == "m20-40h1v-2zm-20-40l2 2 4 2q2 4 4 0"
    points = [("L", [(step / 3, -step / 7)]) for step in range(1, 301)]
    steps = re.findall(r"-?[\d.]+", svg._path([("M", [(0, 0)]), *points], places=2))
    assert sum(map(float, steps[::2])) == pytest.approx(100, abs=0.006)
    assert sum(map(float, steps[1::2])) == pytest.approx(300 / 7, abs=0.006)


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [(0.0, 2, "0"), (-0.001, 2, "0"), (0.5, 2, ".5"), (-0.5, 2, "-.5"), (10.0, 2, "10"), (10.50, 2, "10.5"), (100, 0, "100"),
     (-0.4, 0, "0"), (20.05, 2, "20.05"), (-30.0, 1, "-30")],
)  # fmt: skip
def test_numbers_have_no_needless_zeros(value: float, places: int, shown: str) -> None:
    """A number has no zero at its end behind the point, none before the point, and no sign at zero."""
    assert svg._number(value, places) == shown
