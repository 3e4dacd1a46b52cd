"""matplotlib's SVG made fit for a page: with names, with colours by role, and without inline styles."""

import re
import xml.etree.ElementTree as ET

from lstm_article.figures.theme import STYLE, THEME

_LIGHT_ROLE = {light: role for role, (light, _) in THEME.items()}
_SVG = "{http://www.w3.org/2000/svg}"
_XLINK = "{http://www.w3.org/1999/xlink}"


def themed(data: bytes, figure: str, title: str, description: str) -> bytes:
    """Return matplotlib's SVG with a title, a size in pixels, classes by colour role and both themes.

    matplotlib writes `style` attributes, which a page's Content-Security-Policy refuses, a style sheet that would apply
    to the whole page, and numbered ids. Attributes and classes replace them; the attributes have the light theme, for
    renderers without CSS variables. Ids of glyphs begin with `figure`, since a page may have several figures.
    """
    ET.register_namespace("", _SVG.strip("{}"))
    ET.register_namespace("xlink", _XLINK.strip("{}"))
    root = ET.fromstring(data)
    for shape in root.iterfind(f".//{_SVG}defs//*[@id]"):
        shape.set("id", f"{figure}-{shape.attrib['id']}")
    for element in list(root.iter()):
        for attribute in element.attrib.keys() & {f"{_XLINK}href", "clip-path"}:
            element.set(attribute, element.attrib[attribute].replace("#", f"#{figure}-"))
        _clean(element)
    texts = {"title": title, "desc": description, "style": STYLE}
    for place, (name, text) in enumerate(texts.items()):
        child = ET.Element(f"{_SVG}{name}")
        child.text = text
        root.insert(place, child)
    sides = {side: root.attrib[side].removesuffix("pt") for side in ("width", "height")}
    root.attrib.update({"role": "img", **sides})
    return ET.tostring(root, encoding="unicode").encode() + b"\n"


def _clean(element: ET.Element) -> None:
    """Remove matplotlib's metadata, style sheet, numbered ids and white space, and turn styles into attributes."""
    for child in list(element):
        if child.tag == f"{_SVG}metadata" or child.find(f"{_SVG}style") is not None:
            element.remove(child)
    if re.fullmatch(r"\w+_\d+", element.get("id", "")):
        del element.attrib["id"]
    if element.text and element.text.isspace():
        element.text = None
    element.tail = None
    declarations = re.findall(r"([\w-]+): *([^;]+)", element.attrib.pop("style", ""))
    element.attrib.update(declarations)
    if classes := [f"lstm-{name}-{_LIGHT_ROLE[value]}" for name, value in declarations if value in _LIGHT_ROLE]:
        element.set("class", " ".join(classes))
