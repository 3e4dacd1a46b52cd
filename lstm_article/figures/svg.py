"""matplotlib's SVG made fit for a page: small, with names, with ids of its own, and without inline styles."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from itertools import cycle

from lstm_article.figures.theme import STYLE, THEME

_LIGHT_ROLE = {light: role for role, (light, _) in THEME.items()}
_SVG = "{http://www.w3.org/2000/svg}"
_XLINK = "{http://www.w3.org/1999/xlink}"
_HREF = f"{_XLINK}href"
# Glyphs are placed by `xlink:href`: not every viewer of SVG files knows the `href` of SVG 2.
_NAMESPACES = {"xmlns": _SVG.strip("{}"), "xmlns:xlink": _XLINK.strip("{}")}
# matplotlib writes out what is SVG's default, against a style sheet of its own that is left out here.
_DEFAULTS = {("stroke-linejoin", "miter"), ("stroke-dashoffset", "0")}
_EM = 1000  # units of a font's em in the new SVG, so that outlines and offsets of glyphs are whole numbers
_OUTLINE_EM, _OFFSET_EM = 6400, 100  # the same in matplotlib's SVG


def themed(data: bytes, figure: str, title: str, description: str) -> bytes:
    """Return matplotlib's SVG with a title, a size in pixels, classes by colour role and the style sheet of `theme`.

    matplotlib writes `style` attributes, which a page's Content-Security-Policy refuses, a style sheet that would apply
    to the whole page, and numbered ids. Attributes and classes replace them; the attributes have the light theme, for
    renderers without CSS variables. Ids begin with `lstm-`, the figure's name and `-`, for they are the page's ids too.
    """
    drawn = ET.fromstring(data)
    sides = {side: drawn.attrib[side].removesuffix("pt") for side in ("width", "height")}
    root = ET.Element("svg", {**_NAMESPACES, **sides, "viewBox": drawn.attrib["viewBox"], "role": "img"})
    for name, text in {"title": title, "desc": description, "style": STYLE}.items():
        ET.SubElement(root, name).text = text
    prefix, glyphs, definitions = f"lstm-{figure}-", dict[str, str](), ET.SubElement(root, "defs")
    for number, glyph in enumerate(drawn.iterfind(f".//{_SVG}defs/{_SVG}path[@d]"), 1):
        glyphs[f"#{glyph.attrib['id']}"] = f"#{prefix}{number}"
        ET.SubElement(definitions, "path", {"id": f"{prefix}{number}", "d": _glyph(glyph, _EM / _OUTLINE_EM)})
    for group in drawn.iter(f"{_SVG}g"):
        if (name := group.get("id", "")) and not re.fullmatch(r"\w+_\d+", name):
            root.append(_part(group, f"{prefix}{name}", glyphs))
    return ET.tostring(root, encoding="unicode").replace(" />", "/>").encode() + b"\n"


def _part(group: ET.Element, name: str, glyphs: Mapping[str, str]) -> ET.Element:
    """Return a shape, or a text, that matplotlib has drawn within a group, as one element."""
    path = group.find(f"{_SVG}path")
    if path is not None:
        return ET.Element("path", {"id": name, "d": _path(path.attrib["d"]), **_painted(path)})
    lines = group.findall(f"{_SVG}g")
    part = ET.Element("g", {"id": name, **_painted(lines[0])})
    for line in lines:
        target = part if len(lines) == 1 else ET.SubElement(part, "g")
        place = dict(_functions(line))
        scale = _number(float(place["scale"].split()[0]) * _OFFSET_EM / _EM, 9)
        turned = f"rotate({place['rotate']})" if "rotate" in place else ""
        target.set("transform", f"translate({_numbers(place['translate'])}){turned}scale({scale})")
        shown = (glyph for glyph in line.iterfind(f"{_SVG}use") if glyph.attrib[_HREF] in glyphs)  # a space is not
        target.extend(_use(glyph, glyphs[glyph.attrib[_HREF]]) for glyph in shown)
        for bar in line.iterfind(f"{_SVG}path"):  # such as the line over a symbol
            ET.SubElement(target, "path", {"d": _glyph(bar, _EM / _OFFSET_EM)})
    return part


def _use(glyph: ET.Element, target: str) -> ET.Element:
    """Return the place of a glyph in a line of text; an index has a scale too."""
    place = dict(_functions(glyph))
    moved = place.get("translate", f"{glyph.get('x', 0)} 0")  # before matplotlib 3.10, letters have x instead
    x, up = (float(value) * _EM / _OFFSET_EM for value in moved.split())
    at = {"x": _number(x, 0), "y": _number(-up, 0)}
    if "scale" in place:
        given = {"transform": f"translate({at['x']} {at['y']})scale({_numbers(place['scale'])})"}
    else:
        given = {side: value for side, value in at.items() if value != "0"}
    return ET.Element("use", {"xlink:href": target, **given})


def _painted(element: ET.Element) -> dict[str, str]:
    """Return an element's style as attributes, without defaults, and as classes by colour role."""
    declared = re.findall(r"([\w-]+): *([^;]+)", element.attrib["style"])
    roles = [f"lstm-{name}-{_LIGHT_ROLE[value]}" for name, value in declared if value in _LIGHT_ROLE]
    return {**{name: value for name, value in declared if (name, value) not in _DEFAULTS}, "class": " ".join(roles)}


def _functions(element: ET.Element) -> Iterator[tuple[str, str]]:
    """Yield the name and the arguments of each function in an element's transform."""
    return ((match[1], match[2]) for match in re.finditer(r"(\w+)\(([^)]*)\)", element.get("transform", "")))


def _glyph(path: ET.Element, scale: float) -> str:
    return _path(path.attrib["d"], (scale, -scale), 0)


def _path(outline: str, scale: tuple[float, float] = (1, 1), places: int = 2) -> str:
    """Return an outline of absolute points as steps from point to point, which take fewer digits, rounded to `places`.

    A step leads to the rounded point, so roundings do not add up.
    """
    unit = 10**places
    steps, before = list[str](), ""
    start = at = (0, 0)
    for command, numbers in re.findall(r"([MLQCz])([^MLQCz]*)", outline):
        given = [round(float(n) * side * unit) for n, side in zip(numbers.split(), cycle(scale), strict=False)]
        ends = list(zip(given[::2], given[1::2], strict=True))
        moves = [(x - at[0], y - at[1]) for x, y in ends]
        at = ends[-1] if ends else start
        start = at if command == "M" else start
        letter, values = command.lower(), [value for move in moves for value in move]
        if letter == "l" and 0 in values:
            letter, values = ("v", values[1:]) if values[0] == 0 else ("h", values[:1])
        words = [_number(value / unit, places) for value in values]
        steps += [letter if letter != before else " ", " ".join(words)]
        before = letter
    return "".join(steps).replace(" -", "-")


def _numbers(words: str) -> str:
    return " ".join(_number(float(word), 2) for word in words.split())


def _number(value: float, places: int) -> str:
    """Return a number with at most so many decimals, and without a zero that says nothing."""
    text = f"{value:.{places}f}"
    text = text.rstrip("0").rstrip(".") if places else text
    return re.sub(r"^(-?)0(?=\.)|^-(?=0$)", r"\1", text)
