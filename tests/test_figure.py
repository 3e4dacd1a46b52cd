"""The figures: what they say, that they can be read, and that they are the same everywhere."""

import io
import math
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from itertools import combinations, groupby, pairwise
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from PIL import Image
from playwright.sync_api import Browser

from lstm_article import build_article
from lstm_article.choices import FIGURES, LANGS
from lstm_article.equations import gradients as runs
from lstm_article.errors import FigureError
from lstm_article.figures import canvas, drawing, structure, svg
from lstm_article.figures import files as figures
from lstm_article.figures import memory as chart
from lstm_article.figures.diagram import WIDTH, Diagram
from lstm_article.figures.text import FigureText, figure_text
from lstm_article.figures.unrolled import unrolled
from lstm_article.templating.labels import Labels
from lstm_article.templating.templates import Templates

ROOT = Path(__file__).parent.parent
SVG = "{http://www.w3.org/2000/svg}"
TEXTS = {
    (name, lang): figure_text(Labels(Templates(), lang), name, numbers=build_article(lang).numbers)
    for name in FIGURES
    for lang in LANGS
}
STRUCTURE = {lang: TEXTS["structure", lang] for lang in LANGS}
SIZES = {"structure": (560, 560), "unrolled": (560, 296), "memory": (560, 400)}

every = pytest.mark.parametrize("text", TEXTS.values(), ids=map("-".join, TEXTS))


def diagram_of(text: FigureText) -> Diagram:
    if text.name == "structure":
        return structure.STRUCTURE
    return unrolled(text.numbers.steps, {"x": "x", "h": "h", "C": "C"})


def tree(text: FigureText) -> ET.Element:
    return ET.fromstring(figures.figure_file(text, "svg"))


def label_boxes(text: FigureText) -> dict[str, Bbox]:
    """The drawn labels' boxes in the diagram's units."""
    figure = figures.drawn(text).figure
    figure.set_dpi(72)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    texts = [artist for artist in figure.findobj(Text) if artist.get_text()]
    return {artist.get_gid(): artist.get_window_extent(canvas.get_renderer()) for artist in texts}


def edges(kind: str) -> Counter[str]:
    """How often each part is the source or the target of an edge."""
    return Counter(getattr(edge, kind) for edge in structure.EDGES)


@every
def test_labels_do_not_overlap_and_stay_inside(text: FigureText) -> None:
    """No two labels overlap, and none leaves the canvas."""
    boxes = label_boxes(text)
    assert len(boxes) > 15
    width, height = SIZES[text.name]
    for name, box in boxes.items():
        assert box.x0 >= 2, name
        assert box.y0 >= 2, name
        assert box.x1 <= width - 2, name
        assert box.y1 <= height - 2, name
    for (one, a), (other, b) in combinations(boxes.items(), 2):
        assert not a.padded(1).overlaps(b), (one, other)


@pytest.mark.parametrize(
    "text", [t for t in TEXTS.values() if t.name != "memory"], ids=lambda text: text.path
)
def test_labels_touch_no_line(text: FigureText) -> None:
    """Labels keep clear of every line, arrowhead, part and outline; names in a part stay inside it."""
    table = diagram_of(text)
    signs = {f"{node.id}-symbol" for node in table.nodes if node.symbol in {r"\odot", "+"}}  # tested below
    boxes = {name: box for name, box in label_boxes(text).items() if name not in signs}
    lines = [Bbox([p, q]) for edge in table.edges for p, q in pairwise(drawing._route(table, edge))]
    if table.body:
        left, bottom, right, top = table.body
        corners = [(left, bottom), (left, top), (right, top), (right, bottom), (left, bottom)]
        lines += [Bbox([p, q]) for p, q in pairwise(corners)]
    parts = {}
    for node in table.nodes:
        width, height = drawing._half_size(node)
        parts[node.id] = Bbox([(node.x - width, node.y - height), (node.x + width, node.y + height)])
    for name, box in boxes.items():
        owner = name.removesuffix("-symbol").removesuffix("-name")
        if owner in parts and owner != name:
            inside = parts[owner].padded(-2)
            assert inside.x0 <= box.x0, name
            assert box.x1 <= inside.x1, name
            assert inside.y0 <= box.y0, name
            assert box.y1 <= inside.y1, name
            continue
        for line in lines:
            low, high = line.min, line.max
            clear = Bbox([low - 1.5, high + 1.5])
            assert not box.overlaps(clear), (name, line)
        for other, part in parts.items():
            assert not box.overlaps(part.padded(1)), (name, other)


@every
def test_every_letter_has_a_glyph_in_the_package(text: FigureText) -> None:
    """The package's own font has every letter of the labels: no tofu on any machine."""
    letters = {ord(c) for words in text.labels.values() for c in words if not c.isspace()}
    assert letters <= set(TTFont(canvas.LABEL_FONT).getBestCmap())


@pytest.mark.parametrize("lang", LANGS)
def test_curves_are_named_where_they_run(lang: str) -> None:
    """A curve's name stands at it in its colour, by far nearest to it, and touches no curve, grid line or axis."""
    text = TEXTS["memory", lang]
    boxes = label_boxes(text)
    curves = {name: chart._points(left) for name, left in runs.memory(text.numbers.cell).items()}
    low, high = chart._place(0, -16), chart._place(100, 0)
    lines = {f"level{power}": [chart._place(step, power) for step in (0, 100)] for power in (0, -4, -8, -12)}
    lines["axes"] = [(low[0], high[1]), low, (high[0], low[1])]
    artists = {artist.get_gid(): artist for artist in figures.drawn(text).figure.findobj()}
    assert lines.keys() <= artists.keys()
    for name in curves:
        box = boxes[f"memory-{name}-label"]
        near = {}
        for other, points in {**curves, **lines}.items():
            fine = [
                (x0 + (x1 - x0) * part / 100, y0 + (y1 - y0) * part / 100)
                for (x0, y0), (x1, y1) in pairwise(points)
                for part in range(101)
            ]
            near[other] = min(
                math.hypot(max(box.x0 - x, x - box.x1, 0), max(box.y0 - y, y - box.y1, 0)) for x, y in fine
            )
            assert near[other] >= 3, (name, other)
        assert near[name] <= 8, name
        assert min(near[other] for other in curves if other != name) >= 20, name
        drawn, written = artists[f"memory-{name}"], artists[f"memory-{name}-label"]
        assert written.get_color() == to_hex(drawn.get_edgecolor())
    for line in lines:
        role = "outline" if line == "axes" else "grid"
        assert to_hex(artists[line].get_edgecolor()) == svg.THEME[role][0], line


@pytest.mark.parametrize("lang", LANGS)
def test_the_plain_network_is_named_with_the_weight_it_is_run_with(lang: str, monkeypatch) -> None:
    """The factor in the name of its curve is not typed: another weight gives another name and another curve."""
    text = TEXTS["memory", lang]
    for weight in (0.5, 0.6):
        monkeypatch.setitem(runs.PLAIN_CONSTANTS, "W_h", weight)
        names = [artist.get_text() for artist in figures.drawn(text).figure.findobj(Text)]
        assert f"{text.labels['plain-network']} {weight}" in names
        assert runs.memory(text.numbers.cell)["plain"][0] == weight


@pytest.mark.parametrize("lang", LANGS)
def test_each_word_stands_where_its_arrow_starts(lang: str) -> None:
    """The word that is read at a step stands right below the arrow of its input, in the language of the figure."""
    text = TEXTS["unrolled", lang]
    boxes = label_boxes(text)
    shown = {artist.get_gid(): artist.get_text() for artist in figures.drawn(text).figure.findobj(Text)}
    for time in (1, 2, 3):
        start, box = diagram_of(text).node(f"input-{time}"), boxes[f"word-{time}"]
        assert abs((box.x0 + box.x1) / 2 - start.x) < 1
        assert 2 <= start.y - box.y1 <= 10
        assert shown[f"word-{time}"] == text.labels[f"word-{time}"]
    assert len({shown[f"word-{time}"] for time in (1, 2, 3)}) == 3


def test_drawing_opens_no_system_font(tmp_path: Path) -> None:
    """With no system fonts at all, all figures are drawn, the same and without a warning."""
    script = tmp_path / "draw.py"
    script.write_text(
        """
import sys, warnings
warnings.simplefilter("error")
from matplotlib import font_manager, ft2font
fonts = []
sys.addaudithook(lambda event, args: event == "open" and fonts.append(str(args[0])))
from lstm_article import build_article
from lstm_article.figures.files import figure_file
for lang in ("zh", "en"):
    for text in build_article(lang).figures:
        sys.stdout.buffer.write(figure_file(text, "svg"))
system = [f for f in fonts if f.endswith((".ttf", ".otf", ".ttc", ".pfb")) and "site-packages" not in f]
assert not system, system
assert any(f.endswith("labels.otf") for f in fonts), "the audit saw no font at all"
"""
    )
    done = subprocess.run([sys.executable, script], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    texts = [TEXTS[name, lang] for lang in ("zh", "en") for name in ("structure", "unrolled", "memory")]
    assert done.stdout == b"".join(figures.figure_file(text, "svg") for text in texts)


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("ending", ["svg", "png", "pdf"])
def test_same_bytes_in_another_process(name: str, ending: str, tmp_path: Path, run) -> None:
    """Drawn twice, in separate processes with other settings, a figure is the same to the byte."""
    rc = tmp_path / "matplotlibrc"
    rc.write_text(
        "font.size: 30\nlines.linewidth: 9\nsavefig.facecolor: red\ntext.usetex: True\npath.sketch: 1, 100, 2\n"
    )
    out = tmp_path / f"a.{ending}"
    environment = {**os.environ, "MATPLOTLIBRC": str(rc), "PYTHONHASHSEED": "7", "SOURCE_DATE_EPOCH": "1"}
    done = run("figure", name, "--lang", "zh", "--out", out, env=environment)
    assert done.returncode == 0, done.stderr
    assert out.read_bytes() == figures.figure_file(TEXTS[name, "zh"], ending)


def luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_contrast(theme: int) -> None:
    """Text keeps 4.5:1 on what lies behind it, lines 3:1, in both themes; the chart's grid recedes."""
    colour = {role: pair[theme] for role, pair in svg.THEME.items()}
    for behind in ("background", "body", "layer", "operator"):
        assert contrast(colour["ink"], colour[behind]) >= 4.5
    for behind in ("background", "body"):
        assert contrast(colour["muted"], colour[behind]) >= 4.5
        for line in ("outline", "layer-line", "operator-line", "concatenation-line"):
            assert contrast(colour[line], colour[behind]) >= 3, (line, behind)
    for part in ("layer", "operator", "concatenation"):
        assert contrast(colour[f"{part}-line"], colour[part]) >= 3, part
    for line, *_ in chart._CURVES.values():  # also the colour of the curve's name
        assert contrast(colour[line], colour["background"]) >= 4.5, line
    grid, axes = (contrast(colour[line], colour["background"]) for line in ("grid", "outline"))
    assert 1.2 <= grid <= axes / 2


@every
def test_svg_carries_both_themes(text: FigureText) -> None:
    """Every colour has a class, a variable with a fallback for each theme, and a plain light attribute."""
    root = tree(text)
    style = root.findtext(f"{SVG}style") or ""
    light, _, both = style.partition("@media screen")
    coloured = 0
    for element in root.iter():
        assert "style" not in element.attrib
        for name in ("fill", "stroke"):
            value = element.get(name, "none")
            if value != "none":
                coloured += 1
                role = re.search(rf"lstm-{name}-([\w-]+)", element.get("class", ""))
                assert role, element.attrib
                pair = svg.THEME[role[1]]
                assert value == pair[0]
                assert f"var(--lstm-{role[1]},{pair[0]})" in light
                assert f"var(--lstm-{role[1]},light-dark({pair[0]},{pair[1]}))" in both
    assert coloured > 30
    assert not re.search(
        r"url\(|<image|font-family", ET.tostring(root, encoding="unicode").replace("url(#", "")
    )


@pytest.mark.parametrize("reader", ["light", "dark"])
@pytest.mark.parametrize("page", ["light", "dark", "light dark"])
def test_svg_follows_the_page(page: str, reader: str, tmp_path: Path, browser: Browser) -> None:
    """A figure is as light or dark as the page it stands in, inline or as an image, whatever the reader prefers."""
    data = figures.figure_file(STRUCTURE["en"], "svg")
    (tmp_path / "figure.svg").write_bytes(data)
    body = f'<body style="margin:0"><img src="figure.svg"><br>{figures.svg_element(data)}'
    (tmp_path / "index.html").write_text(f'<!doctype html><html style="color-scheme:{page}">{body}', "utf-8")
    opened = browser.new_page(color_scheme=reader, viewport={"width": 600, "height": 1200})
    opened.goto((tmp_path / "index.html").as_uri())
    shown = Image.open(io.BytesIO(opened.screenshot())).convert("RGB")
    opened.close()
    theme = reader if page == "light dark" else page
    background = svg.THEME["background"][theme == "dark"]
    for y in (20, 800):
        assert "#{:02x}{:02x}{:02x}".format(*shown.getpixel((20, y))) == background


@every
def test_svg_is_named_and_has_ids(text: FigureText) -> None:
    """A title, a description, unique ids, and one for each part and each edge."""
    root = tree(text)
    assert root.findtext(f"{SVG}title") == text.title
    assert root.findtext(f"{SVG}desc") == text.alt
    assert root.get("role") == "img"
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    if text.name == "memory":
        assert {f"memory-{curve}" for curve in ("0.731", "0.9", "0.99", "plain")} <= set(ids)
        return
    table = diagram_of(text)
    for node in table.nodes:
        assert node.kind == "port" or node.id in ids
    assert sum(name.startswith("edge-") for name in ids) == len(table.edges)
    if text.name == "structure":
        assert {"forget-gate", "input-gate", "output-gate", "candidate", "memory-cell"} <= set(ids)


def test_checklist() -> None:
    """The points of the structure diagram that are in its tables."""
    node = {part.id: part for part in structure.NODES}
    learned = sorted((n for n in structure.NODES if n.kind == "layer"), key=lambda n: n.x)
    assert [n.id for n in learned] == ["forget-gate", "input-gate", "candidate", "output-gate"]
    assert [n.symbol for n in learned] == [r"\sigma", r"\sigma", r"\tanh", r"\sigma"]
    assert [n.id for n in structure.NODES if n.symbol == r"\tanh" and n.kind == "operator"] == ["cell-tanh"]
    assert sorted(n.symbol for n in structure.NODES if n.kind == "operator") == [
        "+", r"\odot", r"\odot", r"\odot", r"\tanh",
    ]  # fmt: skip
    line = [edge for edge in structure.EDGES if edge.state]
    assert [edge.source for edge in line] == [
        "previous-cell-state", "forget-product", "cell-sum", "copy-of-cell-state",
    ]  # fmt: skip
    assert [edge.target for edge in line] == [*(edge.source for edge in line[1:]), "cell-state"]
    assert len({node[edge.source].y for edge in line}) == 1
    sources, targets = edges("source"), edges("target")
    assert targets["concatenation"] == 2
    for part in structure.NODES:
        assert part.kind != "copy" or (sources[part.id], targets[part.id]) == (2, 1), part
        assert part.kind == "copy" or sources[part.id] <= 1, part
    assert {e.target for e in structure.EDGES if e.source == "copy-of-hidden-state"} == {
        "hidden-state",
        "output",
    }
    assert targets["cell-state"] == 1
    symbols = [label.text for label in structure.LABELS if label.text]
    for symbol in ("f_t", "i_t", r"\tilde{C}_t", "o_t", "C_{t-1}", "h_{t-1}", "x_t", "C_t", "n_x + n_h"):
        assert symbol in symbols
    assert symbols.count("h_t") == 2
    assert {kind for kind, *_ in structure.STRUCTURE.legend} == {"layer", "operator", "concatenation", "copy"}


def test_operators_show_the_signs_of_the_equations() -> None:
    """⊙ is a ring with a dot, + a plus, each in the middle of its circle and well clear of it."""
    role_of = {tuple(bytes.fromhex(light[1:])): role for role, (light, _) in svg.THEME.items()}
    with Image.open(io.BytesIO(figures.figure_file(STRUCTURE["zh"], "png"))) as image:
        pixels = image.convert("RGB")

    def outwards(x: float, y: float, across: int, up: int) -> list[tuple[str, int]]:
        """The colours from a circle's middle to its rim, with the pixels that each takes, two a unit."""
        steps = range(2 * drawing._HALF_SIZE["operator"][0] + 1)
        height = structure.STRUCTURE.height
        line = [pixels.getpixel((2 * x + across * at, 2 * (height - y) - up * at)) for at in steps]
        plain = [role_of[colour] for colour in line if colour in role_of]  # no mixture at an edge
        return [(role, len(list(run))) for role, run in groupby(plain)]

    signs = {r"\odot": ["ink", "operator", "ink"], "+": ["ink"]}
    shown = [node for node in structure.NODES if node.kind == "operator" and node.symbol != r"\tanh"]
    assert len(shown) == 4
    for node in shown:
        lines = [outwards(node.x, node.y, *way) for way in ((1, 0), (-1, 0), (0, 1), (0, -1))]
        for line in lines:
            assert [role for role, _ in line] == [*signs[node.symbol], "operator", "operator-line"], node
        gaps = [line[-2][1] for line in lines]
        assert min(gaps) >= 8, node
        assert max(gaps) - min(gaps) <= 2, node
    sample = next(place for kind, _, *place in structure.STRUCTURE.legend if kind == "operator")
    assert [role for role, _ in outwards(*sample, 1, 0)] == ["operator", "operator-line"]


def test_lines_that_cross_jump() -> None:
    """Two lines that cross without meeting do so with a jump; there is one such place."""
    jumps = [
        (edge.source, edge.target, level)
        for edge in structure.EDGES
        for start, end in pairwise(drawing._route(structure.STRUCTURE, edge))
        for level in drawing._crossings(structure.STRUCTURE, edge, start, end)
    ]
    cell_state = next(node for node in structure.NODES if node.id == "cell-state")
    assert jumps == [("copy-of-hidden-state", "output", cell_state.y)]


def test_names_are_of_the_language() -> None:
    """Chinese names in the Chinese figure, English ones in the English figure."""
    zh, en = (STRUCTURE[lang].labels for lang in ("zh", "en"))
    assert zh.keys() == en.keys()
    assert [zh[part].replace("\n", "") for part in ("forget-gate", "input-gate", "candidate", "output-gate", "memory-cell")] == [
        "遗忘门", "输入门", "候选记忆元", "输出门", "记忆元",
    ]  # fmt: skip
    assert all(words.isascii() for words in en.values())


@every
def test_figures_have_one_width(text: FigureText) -> None:
    """Every figure is as wide as the flavors tell their hosts."""
    assert tree(text).get("width") == str(WIDTH)


def test_png_is_drawn_at_twice_the_size(tmp_path: Path) -> None:
    """The PNG has two pixels a unit."""
    file = tmp_path / "a.png"
    file.write_bytes(figures.figure_file(STRUCTURE["zh"], "png"))
    with Image.open(file) as image:
        image.load()
        assert image.size == (2 * 560, 2 * 560)


def test_label_without_a_glyph_is_an_error_that_names_it() -> None:
    """A letter that no font here has is named, not drawn as a box."""
    labels = {**STRUCTURE["zh"].labels, "memory-cell": "记忆元\U0010fffd"}
    with pytest.raises(FigureError, match="U0010fffd"):
        drawing.draw(structure.STRUCTURE, labels)


@every
def test_a_seal_holds_only_for_what_was_drawn(text: FigureText, tmp_path: Path) -> None:
    """A figure that was edited, or drawn from other labels, is drawn again; an intact one is not."""
    for ending in ("svg", "png", "pdf"):
        file = tmp_path / f"a.{ending}"
        drawn = figures.figure_file(text, ending)
        file.write_bytes(drawn)
        content = figures._unsealed(drawn, ending)
        assert figures._sealed(content, figures._source_digest(text, ending), ending) == drawn
        for broken in (drawn[:-1], drawn[:200] + b" " + drawn[200:], b"", b"\x00" * 400):
            file.write_bytes(broken)
            assert figures.figure_file(text, ending, file) == drawn


@every
def test_readme_figures_are_current(text: FigureText) -> None:
    """`make figures` would change nothing in figures/."""
    file = ROOT / text.path
    assert file.read_bytes() == figures.figure_file(text, "svg"), "run `make figures`"
