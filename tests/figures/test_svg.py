"""The SVG: named, with an id for each part, and with a class for each colour."""

import re
import xml.etree.ElementTree as ET
from functools import cache

import drawn
from lstm_article.figures import theme
from lstm_article.figures.diagram import WIDTH

SVG = "{http://www.w3.org/2000/svg}"


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
    assert not re.search(r"url\(|<image|font-family", ET.tostring(root, encoding="unicode").replace("url(#", ""))


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
