"""Mathematics from MathML to Typst, in Unicode characters and a few functions, with nothing that Typst could run."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from lstm_article.formats.pdf_signs import name, number, operator, quoted, sign, space, words

# What Typst's mathematics cannot call by itself.
PRELUDE = """\
#let phantom = hide
#let framed(body) = box(inset: 0.3em, stroke: 0.05em, baseline: 0.3em, $body$)
#let coloured(colour, body) = text(fill: rgb(colour), body)
"""
_SHOW_SPACES = ('"', "\\|", "\\‖")  # beside these, a space in the source is a space on the page
_STRETCHING = {*"()[]{}|‖⟨⟩⌊⌋⌈⌉\N{INVISIBLE SEPARATOR}"}
_MOVING = {*"∏∑∐⋃⋂⋁⋀⨁⨂⨀⨆⨄"}  # their limits are beside them within a line, as Typst knows
_ARROWS = {*"→←↔⇒⇐⇔↦"}
_ACCENTS = {
    "`": "\u0300", "´": "\u0301", "^": "\u0302", "ˆ": "\u0302", "~": "\u0303", "˜": "\u0303", "¯": "\u0304",
    "˘": "\u0306", "˙": "\u0307", "¨": "\u0308", "˚": "\u030a", "ˇ": "\u030c", "←": "\u20d6", "→": "\u20d7",
    "↔": "\u20e1",
}  # fmt: skip
_ACROSS = {  # by the element and the sign
    ("mover", "\u0332"): "overline", ("munder", "\u0332"): "underline", ("mover", "\u0305"): "overline",
    ("mover", "⏞"): "overbrace", ("munder", "⏟"): "underbrace",
}  # fmt: skip
_STRIKES = {"updiagonalstrike": "", "downdiagonalstrike": ", inverted: #true"}
_PLACES = {"msub": "b", "munder": "b", "msup": "t", "mover": "t", "msubsup": "bt", "munderover": "bt"}
_STYLES = {"0": "inline", "1": "script", "2": "sscript"}
_TO_CENTRE = re.compile(r"width:\s*50%")  # the empty columns of an environment that is as wide as a page


def typst(element: ET.Element) -> str:
    """Return MathML as what stands between Typst's dollar signs."""
    return _row([element])


def _row(elements: Iterable[ET.Element]) -> str:
    """Return elements side by side."""
    row = ""
    for piece in filter(None, _pieces([*elements])):
        close = not row or row.endswith(_SHOW_SPACES) or piece.startswith(_SHOW_SPACES)
        row += piece if close else f" {piece}"
    return row or '""'


def _pieces(elements: Sequence[ET.Element]) -> Iterator[str]:
    rest = [*elements]
    while rest:
        match [sign(element) for element in rest[:3]]:
            case [".", ".", "."]:
                yield "\\…"
                del rest[:3]
            case ["(", _, ")"] if rest[1].get("linethickness") == "0":
                yield f"binom({', '.join(map(typst, rest[1]))})"
                del rest[:3]
            case _:
                first = rest.pop(0)
                yield _ELEMENTS.get(first.tag, _group)(first)


def _spaced(element: ET.Element) -> str:
    return space(element.get("width", element.get("style", "")))


def _fraction(element: ET.Element) -> str:
    if element.get("linethickness") == "0":
        return f"mat(delim: #none, {'; '.join(map(typst, element))})"
    return _styled(element, f"frac({', '.join(map(typst, element))})")


def _group(element: ET.Element) -> str:
    """Return what is grouped: with its fences if these stretch, and in its colour and style."""
    style = element.get("style", "")
    if not len(element):
        return ""
    content = _row(element)
    if any(child.get("stretchy") != "false" and sign(child) in _STRETCHING for child in (element[0], element[-1])):
        content = f"lr({content})"
    before, after = (re.search(rf"padding-{side}:([^;]+)", style) for side in ("left", "right"))
    content = " ".join(filter(None, [before and space(before[1]), content, after and space(after[1])]))
    if colour := re.search(r"color:(#[0-9A-Fa-f]{6})", style):
        content = f"coloured({quoted(colour[1])}, {content})"
    return _styled(element, content)


def _styled(element: ET.Element, content: str) -> str:
    match element.get("displaystyle"):
        case "true":
            return f"display({content})"
        case "false":
            return f"{_STYLES.get(element.get('scriptlevel', '0'), 'sscript')}({content})"
    return content


def _attached(element: ET.Element) -> str:
    base, *scripts = element
    shown = sign(scripts[0])
    if (element.tag, shown) in _ACROSS:
        return f"{_ACROSS[element.tag, shown]}({typst(base)})"
    if element.tag == "mover" and element.get("accent") == "true" and len(shown) == 1:
        return f"accent({typst(base)}, {quoted(_ACCENTS.get(shown, shown))})"
    if scripts[0].tag == "mspace":
        return typst(base)  # in TeX's arrows, how wide they are at least
    given = [f"{place}: {typst(script)}" for place, script in zip(_PLACES[element.tag], scripts, strict=True)]
    return f"attach({', '.join([_base(base, beside=element.tag.startswith('ms')), *given])})"


def _base(base: ET.Element, *, beside: bool) -> str:
    """Return what scripts are attached to, so that they stand beside it, or above and below."""
    if beside:
        return f"scripts({typst(base)})" if sign(base) else typst(base)
    if sign(base) in _MOVING and base.get("movablelimits") != "false":
        return typst(base)
    return f"limits(stretch({typst(base)}))" if sign(base) in _ARROWS else f"limits({typst(base)})"


def _multiscripts(element: ET.Element) -> str:
    base, *scripts = element
    at = next((number for number, script in enumerate(scripts) if script.tag == "mprescripts"), len(scripts))
    given = [*zip(("br", "tr"), scripts[:at], strict=False), *zip(("bl", "tl"), scripts[at + 1 :], strict=False)]
    places = (f"{place}: {typst(script)}" for place, script in given if not _is_empty(script))
    return f"attach({', '.join([typst(base), *places])})"


def _is_empty(element: ET.Element) -> bool:
    return not len(element) and not (element.text or "").strip()


def _enclosed(element: ET.Element) -> str:
    notation, content = element.get("notation", ""), _group(element)
    if notation == "box":
        return f"framed({content})"
    return f"cancel({content}{_STRIKES[notation]})" if notation in _STRIKES else content


def _table(element: ET.Element) -> str:
    display = element.get("displaystyle") == "true"
    rows = [
        [cell for cell in row if not (_is_empty(cell) and _TO_CENTRE.search(cell.get("style", "")))] for row in element
    ]
    rules = {
        "hline": [at for at, row in enumerate(rows) if row and "border-top" in row[0].get("style", "")],
        "vline": [at for at, cell in enumerate(rows[0], 1) if "border-right" in cell.get("style", "")],
    }
    drawn = ", ".join(f"{kind}: ({''.join(f'{at}, ' for at in places)})" for kind, places in rules.items() if places)
    settings = [
        "delim: #none",
        f"row-gap: #{'0.6em' if display else '0.3em'}",
        "column-gap: #1em",
        *([f"augment: #({drawn})"] if drawn else []),
    ]
    return f"mat({', '.join(settings)}, {'; '.join(', '.join(_cells(row, display=display)) for row in rows)})"


def _cells(row: Sequence[ET.Element], *, display: bool) -> list[str]:
    """Return a row's cells; columns that touch, as those around an equals sign do, are one that is aligned there."""
    cells: list[str] = []
    for cell in row:
        style = cell.get("style", "")
        content = f"display({_row(cell)})" if display else _row(cell)
        if cells and "padding-left: 0;" in style:
            cells[-1] += f" {content}"
        elif "text-align: left" in style:
            cells.append(f"& {content}")
        else:
            cells.append(f"{content} &" if "text-align: right" in style else content)
    return cells


_ELEMENTS: Mapping[str, Callable[[ET.Element], str]] = {
    "mi": name,
    "mn": number,
    "mo": operator,
    "mtext": words,
    "mspace": _spaced,
    "mfrac": _fraction,
    "msqrt": lambda element: f"sqrt({_row(element)})",
    "mroot": lambda element: f"root({typst(element[1])}, {typst(element[0])})",
    **dict.fromkeys(_PLACES, _attached),
    "mmultiscripts": _multiscripts,
    "mtable": _table,
    "mphantom": lambda element: f"phantom({_row(element)})",
    "menclose": _enclosed,
}
