"""matplotlib's SVG made fit for a page: named, with both themes, and free of inline styles."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

# Each role's colour in the light and the dark theme: Okabe and Ito's palette for lines, tints of it for
# areas. Light orange and green are darker than theirs, since a curve's name has its curve's colour. Text
# keeps 4.5:1 on what is behind it and lines 3:1, all but the chart's receding grid (tests/test_figure.py).
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
_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_HREF = f"{{{_XLINK}}}href"


def themed(data: bytes, figure: str, title: str, description: str, size: tuple[int, int]) -> bytes:
    """Return matplotlib's SVG with a title, classes by colour role and both themes.

    The shapes of letters get ids that begin with `figure`, so that several figures may stand in one page.

    matplotlib writes `style` attributes, which a page's Content-Security-Policy refuses, ids by running
    number, and a style sheet for everything on the page: attributes and classes take their place. The
    attributes keep the light theme for renderers that know no CSS variables.
    """
    ET.register_namespace("", _SVG)
    ET.register_namespace("xlink", _XLINK)
    root = ET.fromstring(data)
    letters = [shape for defs in root.iter(f"{{{_SVG}}}defs") for shape in defs.iter() if shape.get("id")]
    renamed = {f"#{shape.get('id')}": f"#{figure}-{shape.get('id')}" for shape in letters}
    clips = {f"url({old})": f"url({new})" for old, new in renamed.items()}
    for shape in letters:
        shape.set("id", f"{figure}-{shape.get('id')}")
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag == f"{{{_SVG}}}metadata" or child.find(f"{{{_SVG}}}style") is not None:
                parent.remove(child)
        if re.fullmatch(r"\w+_\d+", parent.get("id", "")):
            del parent.attrib["id"]
        if parent.get(_HREF) in renamed:
            parent.set(_HREF, renamed[parent.attrib[_HREF]])
        if parent.get("clip-path") in clips:
            parent.set("clip-path", clips[parent.attrib["clip-path"]])
        classes = []
        for name, value in _properties(parent.attrib.pop("style", "")):
            parent.set(name, value)
            if value in _LIGHT_ROLE:
                classes.append(f"lstm-{name}-{_LIGHT_ROLE[value]}")
        if classes:
            parent.set("class", " ".join(classes))
        if parent.text and parent.text.isspace():
            parent.text = None
        parent.tail = None
    for name, text in (("desc", description), ("title", title)):
        element = ET.Element(f"{{{_SVG}}}{name}")
        element.text = text
        root.insert(0, element)
    style = ET.Element(f"{{{_SVG}}}style")
    style.text = _style()
    root.insert(2, style)
    root.attrib.update({"role": "img", "width": str(size[0]), "height": str(size[1])})
    return ET.tostring(root, encoding="unicode").encode() + b"\n"


def _properties(style: str) -> Iterator[tuple[str, str]]:
    for declaration in filter(None, map(str.strip, style.split(";"))):
        name, _, value = declaration.partition(":")
        yield name.strip(), value.strip()


def _style() -> str:
    """Both themes: a page may set `--lstm-ROLE`; else the colour scheme of what the figure stands in decides.

    That is the page's `color-scheme`, whether the figure stands inline or in an `<img>`. Alone, and as an
    image in a page that sets none, it is the reader's.
    """
    rules = [
        "".join(
            f".lstm-{name}-{role}{{{name}:var(--lstm-{role},{colour.format(*colours)})}}"
            for role, colours in THEME.items()
            for name in ("fill", "stroke")
        )
        for colour in ("{0}", "light-dark({0},{1})")
    ]
    scheme = "svg:root{color-scheme:light dark}"
    return f"{rules[0]}@media screen{{{scheme}@supports(color:light-dark(red,red)){{{rules[1]}}}}}"
