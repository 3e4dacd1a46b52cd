"""The figures' colours, light and dark; and matplotlib's SVG made fit for a page, without inline styles."""

import re
import xml.etree.ElementTree as ET

# Each role's colour in the light and the dark theme: Okabe and Ito's palette for lines, tints of it for areas. Light
# orange and green are darker than in the palette, as curves' names have them too. The contrast with what is behind is
# 4.5:1 or more for text and 3:1 or more for lines, except the chart's grid, which stays in the background.
THEME = {
    "background": ("#ffffff", "#14171b"),
    "body": ("#f4f6f8", "#1c2127"),
    "outline": ("#7a838e", "#7b848f"),
    "grid": ("#d4d9df", "#313840"),
    "ink": ("#1a1f26", "#e9ecf0"),
    "muted": ("#56606b", "#a3acb8"),
    "layer": ("#d8ecf9", "#12344a"),
    "layer-line": ("#0072b2", "#56b4e9"),
    "operator": ("#fdecc9", "#49330c"),
    "operator-line": ("#c05500", "#e69f00"),
    "concatenation": ("#e9f8f3", "#0b3b2d"),
    "concatenation-line": ("#00835f", "#00a97b"),
}
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
    texts = {"title": title, "desc": description, "style": _style()}
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


def _style() -> str:
    """Return a style sheet for both themes: a page may set the colour `--lstm-ROLE`; else a colour scheme decides.

    In a page it is the page's `color-scheme`, for an inline figure and for one in an `<img>`. For a figure opened by
    itself, and for an image in a page that sets none, it is the reader's.
    """
    light, both = (
        "".join(
            f".lstm-{name}-{role}{{{name}:var(--lstm-{role},{colour.format(*colours)})}}"
            for role, colours in THEME.items()
            for name in ("fill", "stroke")
        )
        for colour in ("{0}", "light-dark({0},{1})")
    )
    scheme = "svg:root{color-scheme:light dark}"
    return f"{light}@media screen{{{scheme}@supports(color:light-dark(red,red)){{{both}}}}}"
