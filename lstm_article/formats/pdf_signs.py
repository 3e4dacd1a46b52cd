"""The signs of mathematics as Typst has them: names, operators, words and spaces, each so that it cannot be code."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

from lstm_article.formats.mathml import INVISIBLE, ems

_ESCAPES = {**{sign: f"\\u{{{sign:x}}}" for sign in range(32)}, ord('"'): '\\"', ord("\\"): r"\\"}
_BARS = {"|", "‖"}  # which are fences only by what is around them
_BESIDE_A_NAME = "0.1667em"  # the space before an operator's name, which Typst sets, too
_OF_A_STYLE = "\u2100"  # from here on are letters that have a style of their own, and Han characters
_CAPITAL_GREEK = re.compile(r"[Α-Ω]")  # which Typst sets upright, unlike all other letters


def quoted(words: str) -> str:
    """Return words as a string of Typst, in which none of them means anything."""
    return f'"{words.translate(_ESCAPES)}"'


def sign(element: ET.Element) -> str:
    """Return an operator's sign; empty if the element is none."""
    return (element.text or "").strip() if element.tag == "mo" else ""


def name(element: ET.Element) -> str:
    """Return the name of a variable, which is one letter, or of a function, such as `tanh`."""
    letters = element.text or ""
    if len(letters) != 1 or letters.isspace():
        return quoted(letters) if any(letter >= _OF_A_STYLE for letter in letters) else f"op({quoted(letters)})"
    if letters == ":":
        return 'class("punctuation", \\:)'
    if not letters.isalpha():
        return f'class("normal", \\{letters})'
    if element.get("mathvariant") == "normal":
        return f"upright({letters})"
    return f"italic({letters})" if _CAPITAL_GREEK.match(letters) else letters


def number(element: ET.Element) -> str:
    """Return a number."""
    digits = element.text or ""
    return digits if re.fullmatch(r"[0-9]+(\.[0-9]+)?", digits) else quoted(digits)


def operator(element: ET.Element) -> str:
    """Return an operator or a fence, of the kind that MathML's attributes say where its sign does not."""
    shown = sign(element).strip(INVISIBLE)
    if not shown:
        return ""
    escaped = f"\\{shown}" if len(shown) == 1 else f"op({quoted(shown)})"
    if element.get("minsize"):
        return f"lr(size: #{element.get('minsize')}, {escaped})"
    if element.get("stretchy") == "true":
        return f"mid({escaped})"
    if shown in _BARS and element.get("form") in {"prefix", "postfix"}:
        return f'class("{"opening" if element.get("form") == "prefix" else "closing"}", {escaped})'
    if shown == "," and element.get("rspace") == "0":
        return f'class("normal", {escaped})'  # a comma within a number
    return f'class("relation", {escaped})' if shown == ":" else escaped


def words(element: ET.Element) -> str:
    """Return text within mathematics, of which a part may be bold or in italics."""
    return "".join(_words(element))


def _words(element: ET.Element) -> Iterator[str]:
    if element.text:
        yield quoted(element.text)
    for child in element:
        match child.tag:
            case "b":
                yield f"bold(upright({words(child)}))"
            case "i":
                yield f"italic({words(child)})"
            case _:
                yield words(child)
        if child.tail:
            yield quoted(child.tail)


def space(width: str) -> str:
    """Return the space that an attribute asks for; none where Typst leaves it by itself."""
    size = ems(width)
    return f"#h({size:.10g}em)" if size and width != _BESIDE_A_NAME else ""
