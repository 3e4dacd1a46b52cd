"""Drawings as SVG: small, with an id for each part, in both themes, and with letters as outlines."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping

from lstm_article.figures.outlines import SIZE, Line, Outline, default_settings, lines, outline
from lstm_article.figures.shapes import Drawing, Shape, Style, Text
from lstm_article.figures.theme import STYLE, THEME

# Glyphs are placed by `xlink:href`: not every viewer of SVG files knows the `href` of SVG 2.
_NAMESPACES = {"xmlns": "http://www.w3.org/2000/svg", "xmlns:xlink": "http://www.w3.org/1999/xlink"}
_EM = 1000  # units of a letter's size, so that outlines and places of glyphs are whole numbers


def svg(drawing: Drawing, figure: str, title: str, description: str) -> bytes:
    """Return a drawing as an SVG file with a title, a description and the style sheet of `theme`.

    Colours stand as classes by role, and as attributes that have the light theme, for renderers without CSS variables.
    Ids begin with `lstm-`, the figure's name and `-`, for they are the page's ids too. The user's matplotlibrc has no
    effect. Raises FigureError when no font has one of the drawing's characters.
    """
    width, height = drawing.width, drawing.height
    size = {"width": str(width), "height": str(height), "viewBox": f"0 0 {width} {height}"}
    root = ET.Element("svg", {**_NAMESPACES, **size, "role": "img"})
    for name, text in {"title": title, "desc": description, "style": STYLE}.items():
        ET.SubElement(root, name).text = text
    with default_settings():
        root.extend([*_Writer(f"lstm-{figure}-", height).elements(drawing)])  # `extend` hides what a generator raises
    return ET.tostring(root, encoding="unicode").replace(" />", "/>").encode() + b"\n"


class _Writer:
    """Writes the elements of one figure, whose texts share their glyphs."""

    def __init__(self, prefix: str, height: float) -> None:
        self._prefix, self._height = prefix, height
        self._glyphs = ET.Element("defs")
        self._ids: dict[str, str] = {}  # of the glyphs, by their names

    def elements(self, drawing: Drawing) -> Iterator[ET.Element]:
        """Yield the glyphs, then the shapes, then the texts."""
        right, top = drawing.width, drawing.height
        yield self._glyphs
        paper = [(0, 0), (right, 0), (right, top), (0, top)]
        yield self._shape(Shape("background", "polygon", paper, Style("none", 0, "background")))
        yield from (self._shape(part) for part in drawing.parts if isinstance(part, Shape))
        yield from (self._text(part) for part in drawing.parts if isinstance(part, Text))

    def _shape(self, shape: Shape) -> ET.Element:
        style = shape.style
        roles = {"fill": style.area, "stroke": style.line if style.thickness else "none"}
        dashes = ",".join(_number(length * style.thickness, 2) for length in style.dashes)
        line = {"stroke-dasharray": dashes, "stroke": _light(style.line), "stroke-width": f"{style.thickness:g}"}
        # SVG's defaults are left out.
        shown = {name: value for name, value in line.items() if style.thickness and value not in {"", "1"}}
        path = {"id": f"{self._prefix}{shape.id}", "d": _path(outline(shape), top=self._height, places=2)}
        return ET.Element("path", {**path, "fill": _light(style.area), **shown, "class": _classes(roles)})

    def _text(self, text: Text) -> ET.Element:
        """Return a text as the group of its line's glyphs, or as a group of such groups, one for each of its lines."""
        painted = {"fill": _light(text.colour), "class": _classes({"fill": text.colour})}
        part = ET.Element("g", {"id": f"{self._prefix}{text.id}", **painted})
        places = lines(text)
        for line, (x, y) in places:
            group = part if len(places) == 1 else ET.SubElement(part, "g")
            moved = f"translate({_number(x, 2)} {_number(self._height - y, 2)})"
            turned = "rotate(-90)" if text.turned else ""
            group.set("transform", f"{moved}{turned}scale({_number(text.size / _EM, 9)})")
            group.extend(self._letters(line))
        return part

    def _letters(self, line: Line) -> Iterator[ET.Element]:
        """Yield the glyphs of a line in their places, and its bars."""
        for name, x, y, scale in line.letters:
            if line.glyphs[name]:  # a space has no outline
                at = {"x": _number(x * _EM / SIZE, 0), "y": _number(-y * _EM / SIZE, 0)}
                if scale == 1:
                    place = {side: value for side, value in at.items() if value != "0"}
                else:
                    place = {"transform": f"translate({at['x']} {at['y']})scale({_number(scale, 2)})"}
                yield ET.Element("use", {"xlink:href": f"#{self._glyph(name, line.glyphs[name])}", **place})
        for bar in line.bars:
            yield ET.Element("path", {"d": _path(bar, _EM / SIZE)})

    def _glyph(self, name: str, glyph: Outline) -> str:
        """Return the id of a glyph, which is defined when it is first used."""
        if name not in self._ids:
            self._ids[name] = f"{self._prefix}{len(self._ids) + 1}"
            ET.SubElement(self._glyphs, "path", {"id": self._ids[name], "d": _path(glyph, _EM / SIZE)})
        return self._ids[name]


def _light(role: str) -> str:
    return THEME[role][0] if role in THEME else role


def _classes(roles: Mapping[str, str]) -> str:
    return " ".join(f"lstm-{name}-{role}" for name, role in roles.items() if role in THEME)


def _path(commands: Outline, scale: float = 1, *, top: float = 0, places: int = 0) -> str:
    """Return an outline as steps from point to point, which take few digits, rounded to `places`, downwards from `top`.

    A step leads to the rounded point, so roundings do not add up.
    """
    unit = 10**places
    steps, before = list[str](), ""
    start = at = (0, 0)
    for command, points in commands:
        ends = [(round(x * scale * unit), round((top - y) * scale * unit)) for x, y in points]
        values = [value for x, y in ends for value in (x - at[0], y - at[1])]
        at = ends[-1] if ends else start
        start = at if command == "M" else start
        letter = command.lower()
        if letter == "l" and 0 in values:
            letter, values = ("v", values[1:]) if values[0] == 0 else ("h", values[:1])
        steps += [
            letter if letter != before else " ",
            " ".join(map(str, values) if unit == 1 else [_number(v / unit, places) for v in values]),
        ]
        before = letter
    return "".join(steps).replace(" -", "-")


def _number(value: float, places: int) -> str:
    """Return a number with at most so many decimals, and without a zero that says nothing."""
    text = f"{value:.{places}f}"
    text = text.rstrip("0").rstrip(".") if places else text
    if text in {"-0", "0"}:
        return "0"
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text
