"""Mathematics from TeX to MathML: as text for the page, as a tree for documents, and read out sign by sign."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from html import unescape
from pathlib import Path

from math_core import LatexError, LatexToMathML

from lstm_article.errors import TemplateError

_TEX_LIMIT = 2000  # characters; longer TeX may be nested so deeply that the converter's stack overflows
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot);)\w+;")  # one of HTML, which XML does not know
_UNITS = {"em": 1.0, "rem": 1.0, "ex": 0.45}  # in em
_WIDTH = re.compile(rf"(-?[\d.]+)({'|'.join(_UNITS)})")
# Signs that are not in MathML, before an element's children and before the child of an index.
_SIGNS = {("msup", 1): "^", ("msubsup", 2): "^", ("mfrac", 1): "/", ("mroot", 1): "√", ("msqrt", 0): "√"}
# Operators that are not shown: that a function is applied, a product, a separator, a sum.
INVISIBLE = "\N{FUNCTION APPLICATION}\N{INVISIBLE TIMES}\N{INVISIBLE SEPARATOR}\N{INVISIBLE PLUS}"


class MathML:
    """A converter that blames a template for TeX that cannot be set."""

    def __init__(self, template: Path) -> None:
        """Take the template that the TeX is from."""
        self._template = template
        self._converter = LatexToMathML(annotation=True, fancy_error=False)

    def text(self, tex: str, *, display: bool) -> str:
        """Return TeX as a `<math>` element; raises TemplateError."""
        if len(tex) > _TEX_LIMIT:
            raise TemplateError(f"has mathematics of over {_TEX_LIMIT} characters; split it", self._template)
        try:
            return self._converter.convert_with_local_state(tex, displaystyle=display)
        except LatexError as error:
            message = f"the mathematics `{tex}` cannot be set: {error}; correct the TeX"
            raise TemplateError(message, self._template) from None

    def tree(self, tex: str, *, display: bool) -> ET.Element:
        """Return what stands in the `<math>` element, without the TeX beside it; raises TemplateError."""
        return read(self.text(tex, display=display))


def read(mathml: str) -> ET.Element:
    """Return what stands in a `<math>` element, without the TeX beside it, as a tree."""
    semantics = ET.fromstring(_ENTITY.sub(lambda entity: unescape(entity[0]), mathml))[0]
    return semantics[0]


def ems(width: str) -> float:
    """Return the first width in a text, in em, which stands for TeX's other units, too."""
    size = _WIDTH.search(width)
    return float(size[1]) * _UNITS[size[2]] if size else 0.0


def read_out(element: ET.Element) -> str:
    """Return mathematics as a line of its signs, such as `0.9 ^ 43`, for readers who hear it."""
    return " ".join(_signs(element))


def _signs(element: ET.Element) -> Iterator[str]:
    if sign := (element.text or "").strip(f"{INVISIBLE} \n"):
        yield sign
    for number, child in enumerate(_children(element)):
        sign = _SIGNS.get((element.tag, number), "")
        signs = [*_signs(child)]
        grouped = len(signs) > 1 and element.tag in {tag for tag, _ in _SIGNS}
        yield from [sign] if sign else []
        yield from ["(", *signs, ")"] if grouped else signs


def _children(element: ET.Element) -> list[ET.Element]:
    """Return an element's children in the order in which they are read."""
    return [*element][::-1] if element.tag == "mroot" else [*element]
