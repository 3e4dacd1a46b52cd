"""The SVG: named, with an id for each part, legible, and as light or dark as its page."""

import io
import re
import xml.etree.ElementTree as ET
from functools import cache
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser

import drawn
from lstm_article.figures import files, memory, svg
from lstm_article.figures.diagram import WIDTH

SVG = "{http://www.w3.org/2000/svg}"


@cache
def tree(name: str, lang: str) -> ET.Element:
    """A figure's SVG."""
    return ET.fromstring(drawn.saved(name, lang))


def luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_contrast(theme: int) -> None:
    """In both themes the contrast is 4.5:1 for text and 3:1 for lines, except the chart's grid."""
    colour = {role: pair[theme] for role, pair in svg.THEME.items()}
    for behind in ("background", "body", "layer", "operator"):
        assert contrast(colour["ink"], colour[behind]) >= 4.5
    for behind in ("background", "body"):
        assert contrast(colour["muted"], colour[behind]) >= 4.5
        for line in ("outline", "layer-line", "operator-line", "concatenation-line"):
            assert contrast(colour[line], colour[behind]) >= 3, (line, behind)
    for part in ("layer", "operator", "concatenation"):
        assert contrast(colour[f"{part}-line"], colour[part]) >= 3, part
    for style, *_ in memory.CURVES.values():  # also the colour of the curve's name
        assert contrast(colour[style.line], colour["background"]) >= 4.5, style
    grid, axes = (contrast(colour[line], colour["background"]) for line in ("grid", "outline"))
    assert 1.2 <= grid <= axes / 2


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
                pair = svg.THEME[role[1]]
                assert value == pair[0]
                assert f"var(--lstm-{role[1]},{pair[0]})" in light
                assert f"var(--lstm-{role[1]},light-dark({pair[0]},{pair[1]}))" in both
    assert coloured > len(drawn.drawing(name, lang).parts)
    assert not re.search(r"url\(|<image|font-family", ET.tostring(root, encoding="unicode").replace("url(#", ""))


def test_svg_follows_the_page(tmp_path: Path, browser: Browser) -> None:
    """A figure is as light or dark as the page it stands in, inline or as an image, whatever the reader prefers."""
    data = drawn.saved("structure", "en")
    (tmp_path / "figure.svg").write_bytes(data)
    body = f'<body style="margin:0"><img src="figure.svg"><br>{files.svg_element(data)}'
    (tmp_path / "index.html").write_text(f"<!doctype html><html>{body}", "utf-8")
    page = browser.new_page(viewport={"width": 600, "height": 1200})
    page.goto((tmp_path / "index.html").as_uri())
    for scheme in ("light", "dark", "light dark"):
        page.evaluate("scheme => { document.documentElement.style.colorScheme = scheme }", scheme)
        for reader in ("light", "dark"):
            page.emulate_media(color_scheme=reader)
            screen = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
            theme = reader if scheme == "light dark" else scheme
            for y in (20, 800):
                colour = "#{:02x}{:02x}{:02x}".format(*screen.getpixel((20, y)))
                assert colour == svg.THEME["background"][theme == "dark"], (scheme, reader, y)
    page.close()


@drawn.every_figure
def test_svg_is_named_and_has_ids(name: str, lang: str) -> None:
    """A title, a description, unique ids, and among them those by which pages style the parts."""
    root, text = tree(name, lang), drawn.text(name, lang)
    assert root.findtext(f"{SVG}title") == text.title
    assert root.findtext(f"{SVG}desc") == text.alt
    assert root.get("role") == "img"
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert {part.id for part in drawn.drawing(name, lang).parts} <= set(ids)
    known = {
        "structure": {"forget-gate", "input-gate", "output-gate", "candidate", "memory-cell"},
        "memory": {f"memory-{curve}" for curve in ("0.731", "0.9", "0.99", "plain")},
    }
    assert known.get(name, set()) <= set(ids)


@drawn.every_figure
def test_figures_have_one_width(name: str, lang: str) -> None:
    """Every figure has the width that the flavors write for it."""
    assert tree(name, lang).get("width") == str(WIDTH)
