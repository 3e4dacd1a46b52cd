"""The structure figure: what it says, that it can be read, and that it is the same everywhere."""

import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from PIL import Image

from lstm_article import diagram, drawing, figures, svg
from lstm_article.article import LANGS, FigureText, figure_text
from lstm_article.errors import FigureError
from lstm_article.templating import Templates

ROOT = Path(__file__).parent.parent
SVG = "{http://www.w3.org/2000/svg}"
TEXTS = {lang: figure_text(Templates(), lang, "structure") for lang in LANGS}

both = pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)


def tree(text: FigureText) -> ET.Element:
    return ET.fromstring(figures.figure_file(text, "svg"))


def label_boxes(text: FigureText) -> dict[str, Bbox]:
    """The drawn labels' boxes in the diagram's units."""
    figure = drawing.draw_structure(text.labels)
    figure.set_dpi(72)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    texts = [artist for artist in figure.findobj(Text) if artist.get_text()]
    return {artist.get_gid(): artist.get_window_extent(canvas.get_renderer()) for artist in texts}


def edges(kind: str) -> Counter[str]:
    """How often each part is the source or the target of an edge."""
    return Counter(getattr(edge, kind) for edge in diagram.EDGES)


@both
def test_labels_do_not_overlap_and_stay_inside(text: FigureText) -> None:
    """No two labels overlap, and none leaves the canvas."""
    boxes = label_boxes(text)
    assert len(boxes) > 25
    for name, box in boxes.items():
        assert box.x0 >= 2, name
        assert box.y0 >= 2, name
        assert box.x1 <= diagram.WIDTH - 2, name
        assert box.y1 <= diagram.HEIGHT - 2, name
    for (one, a), (other, b) in combinations(boxes.items(), 2):
        assert not a.padded(1).overlaps(b), (one, other)


@both
def test_labels_touch_no_line(text: FigureText) -> None:
    """Labels keep clear of every line, arrowhead, part and outline; names in a part stay inside it."""
    boxes = label_boxes(text)
    lines = [Bbox([p, q]) for edge in diagram.EDGES for p, q in pairwise(drawing._route(edge))]
    left, bottom, right, top = diagram.BODY
    corners = [(left, bottom), (left, top), (right, top), (right, bottom), (left, bottom)]
    lines += [Bbox([p, q]) for p, q in pairwise(corners)]
    parts = {}
    for node in diagram.NODES:
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


@both
def test_every_letter_has_a_glyph_in_the_package(text: FigureText) -> None:
    """The package's own font has every letter of the labels: no tofu on any machine."""
    letters = {ord(c) for words in text.labels.values() for c in words if not c.isspace()}
    assert letters <= set(TTFont(drawing.LABEL_FONT).getBestCmap())


def test_drawing_opens_no_system_font(tmp_path: Path) -> None:
    """With no system fonts at all, both figures are drawn, the same and without a warning."""
    script = tmp_path / "draw.py"
    script.write_text(
        """
import sys, warnings
warnings.simplefilter("error")
from matplotlib import font_manager, ft2font
fonts = []
sys.addaudithook(lambda event, args: event == "open" and fonts.append(str(args[0])))
from lstm_article.article import figure_text
from lstm_article.figures import figure_file
from lstm_article.templating import Templates
for lang in ("zh", "en"):
    sys.stdout.buffer.write(figure_file(figure_text(Templates(), lang, "structure"), "svg"))
system = [f for f in fonts if f.endswith((".ttf", ".otf", ".ttc", ".pfb")) and "site-packages" not in f]
assert not system, system
assert any(f.endswith("labels.otf") for f in fonts), "the audit saw no font at all"
"""
    )
    done = subprocess.run([sys.executable, script], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout == b"".join(figures.figure_file(TEXTS[lang], "svg") for lang in ("zh", "en"))


@pytest.mark.parametrize("ending", ["svg", "png", "pdf"])
def test_same_bytes_in_another_process(ending: str, tmp_path: Path, run) -> None:
    """Drawn twice, in separate processes with other settings, a figure is the same to the byte."""
    rc = tmp_path / "matplotlibrc"
    rc.write_text(
        "font.size: 30\nlines.linewidth: 9\nsavefig.facecolor: red\ntext.usetex: True\npath.sketch: 1, 100, 2\n"
    )
    out = tmp_path / f"a.{ending}"
    environment = {**os.environ, "MATPLOTLIBRC": str(rc), "PYTHONHASHSEED": "7", "SOURCE_DATE_EPOCH": "1"}
    done = run("figure", "--lang", "zh", "--out", out, env=environment)
    assert done.returncode == 0, done.stderr
    assert out.read_bytes() == figures.figure_file(TEXTS["zh"], ending)


def luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_contrast(theme: int) -> None:
    """Text keeps 4.5:1 on what lies behind it, lines 3:1, in both themes."""
    colour = {role: pair[theme] for role, pair in svg.THEME.items()}
    for behind in ("background", "body", "layer", "operator"):
        assert contrast(colour["ink"], colour[behind]) >= 4.5
    for behind in ("background", "body"):
        assert contrast(colour["muted"], colour[behind]) >= 4.5
        for line in ("outline", "layer-line", "operator-line", "concatenation-line"):
            assert contrast(colour[line], colour[behind]) >= 3, (line, behind)
    for part in ("layer", "operator", "concatenation"):
        assert contrast(colour[f"{part}-line"], colour[part]) >= 3, part


@both
def test_svg_carries_both_themes(text: FigureText) -> None:
    """Every colour has a class, a variable with a fallback in each theme, and a plain light attribute."""
    root = tree(text)
    style = root.findtext(f"{SVG}style") or ""
    light, _, dark = style.partition("@media screen and (prefers-color-scheme:dark)")
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
                assert f"var(--lstm-{role[1]},{pair[1]})" in dark
    assert coloured > 80
    assert not re.search(
        r"url\(|<image|font-family", ET.tostring(root, encoding="unicode").replace("url(#", "")
    )


@both
def test_svg_is_named_and_has_ids(text: FigureText) -> None:
    """A title, a description, unique ids, and one for each part and each edge."""
    root = tree(text)
    assert root.findtext(f"{SVG}title") == text.title
    assert root.findtext(f"{SVG}desc") == text.alt
    assert root.get("role") == "img"
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    for node in diagram.NODES:
        assert node.kind == "port" or node.id in ids
    assert sum(name.startswith("edge-") for name in ids) == len(diagram.EDGES)
    assert {"forget-gate", "input-gate", "output-gate", "candidate", "memory-cell"} <= set(ids)


def test_checklist() -> None:
    """The points of the structure diagram that are in its tables."""
    node = {part.id: part for part in diagram.NODES}
    learned = sorted((n for n in diagram.NODES if n.kind == "layer"), key=lambda n: n.x)
    assert [n.id for n in learned] == ["forget-gate", "input-gate", "candidate", "output-gate"]
    assert [n.symbol for n in learned] == [r"\sigma", r"\sigma", r"\tanh", r"\sigma"]
    assert [n.id for n in diagram.NODES if n.symbol == r"\tanh" and n.kind == "operator"] == ["cell-tanh"]
    assert sorted(n.symbol for n in diagram.NODES if n.kind == "operator") == [
        "+", r"\odot", r"\odot", r"\odot", r"\tanh",
    ]  # fmt: skip
    line = [edge for edge in diagram.EDGES if edge.state]
    assert [edge.source for edge in line] == [
        "previous-cell-state", "forget-product", "cell-sum", "copy-of-cell-state",
    ]  # fmt: skip
    assert [edge.target for edge in line] == [*(edge.source for edge in line[1:]), "cell-state"]
    assert len({node[edge.source].y for edge in line}) == 1
    sources, targets = edges("source"), edges("target")
    assert targets["concatenation"] == 2
    for part in diagram.NODES:
        assert part.kind != "copy" or (sources[part.id], targets[part.id]) == (2, 1), part
        assert part.kind == "copy" or sources[part.id] <= 1, part
    assert {e.target for e in diagram.EDGES if e.source == "copy-of-hidden-state"} == {
        "hidden-state",
        "output",
    }
    assert targets["cell-state"] == 1
    symbols = [label.text for label in diagram.LABELS if label.text]
    for symbol in ("f_t", "i_t", r"\tilde{C}_t", "o_t", "C_{t-1}", "h_{t-1}", "x_t", "C_t", "n_x + n_h"):
        assert symbol in symbols
    assert symbols.count("h_t") == 2
    assert {kind for kind, *_ in diagram.LEGEND} == {"layer", "operator", "concatenation", "copy"}


def test_lines_that_cross_jump() -> None:
    """Two lines that cross without meeting do so with a jump; there is one such place."""
    jumps = [
        (edge.source, edge.target, level)
        for edge in diagram.EDGES
        for start, end in pairwise(drawing._route(edge))
        for level in drawing._crossings(edge, start, end)
    ]
    cell_state = next(node for node in diagram.NODES if node.id == "cell-state")
    assert jumps == [("copy-of-hidden-state", "output", cell_state.y)]


def test_names_are_of_the_language() -> None:
    """Chinese names in the Chinese figure, English ones in the English figure."""
    zh, en = (TEXTS[lang].labels for lang in ("zh", "en"))
    assert zh.keys() == en.keys()
    assert [zh[part].replace("\n", "") for part in ("forget-gate", "input-gate", "candidate", "output-gate", "memory-cell")] == [
        "遗忘门", "输入门", "候选记忆元", "输出门", "记忆元",
    ]  # fmt: skip
    assert all(words.isascii() for words in en.values())


def test_png_is_drawn_at_twice_the_size(tmp_path: Path) -> None:
    """The PNG has two pixels a unit."""
    file = tmp_path / "a.png"
    file.write_bytes(figures.figure_file(TEXTS["zh"], "png"))
    with Image.open(file) as image:
        image.load()
        assert image.size == (2 * diagram.WIDTH, 2 * diagram.HEIGHT)


def test_label_without_a_glyph_is_an_error_that_names_it() -> None:
    """A letter that no font here has is named, not drawn as a box."""
    labels = {**TEXTS["zh"].labels, "memory-cell": "记忆元\U0010fffd"}
    with pytest.raises(FigureError, match="U0010fffd"):
        drawing.draw_structure(labels)


@both
def test_a_seal_holds_only_for_what_was_drawn(text: FigureText, tmp_path: Path) -> None:
    """A figure that was edited, or drawn from other labels, is drawn again; an intact one is not."""
    for ending in ("svg", "png"):
        file = tmp_path / f"a.{ending}"
        drawn = figures.figure_file(text, ending)
        file.write_bytes(drawn)
        content = figures._unsealed(drawn, ending)
        assert figures._sealed(content, figures._source_digest(text, ending), ending) == drawn
        for broken in (drawn[:-1], drawn[:200] + b" " + drawn[200:], b"", b"\x00" * 400):
            file.write_bytes(broken)
            assert figures.figure_file(text, ending, file) == drawn


@both
def test_readme_figures_are_current(text: FigureText) -> None:
    """`make figures` would change nothing in figures/."""
    file = ROOT / text.path
    assert file.read_bytes() == figures.figure_file(text, "svg"), "run `make figures`"
