"""Mathematics from TeX to MathML: as text for the page, as a tree for documents, and read out sign by sign."""

import re
import threading
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

from math_core import LatexError, LatexToMathML

from lstm_article.article import Article
from lstm_article.errors import TemplateError

# In characters: the converter needs a stack of 2 KB for each, and for all brackets that nothing closes tries twice the
# time for each more. TeX that is short is not nested deeply enough to overflow the stack of any thread.
_TEX_LIMIT, _SHORT = 2000, 64
_STACK = 32 * 2**20  # bytes, eight times of what the longest TeX was seen to need
_MOST_OPEN = 10  # brackets
# By commands of its own, short TeX becomes long.
_DEFINITION = re.compile(r"\\(?:g?def|let|(?:re)?newcommand|providecommand)(?![a-zA-Z])")
_DEEPEST = 100  # elements within one another, three times of what anybody writes
# Commands for brackets: `l` or `r`, once or twice, before these names, or after these sizes.
_BRACKETS = (
    "brace", "brack", "paren", "ang", "angle", "Brace", "Angle", "floor", "ceil", "vert", "Vert", "group", "moustache",
)  # fmt: skip
_DOUBLED = ("angle", "bracket", "parenthesis")
_SIZES = ("big", "Big", "bigg", "Bigg")
_OPENING = {
    *"([⌊⌈⌜⎰⟅⟦⟨⟪⟬⟮⦃⦅⦇⦉⦋⦍⦏⦑⦓⦕⦗", r"\{", r"\mathopen", r"\ulcorner", r"\llcorner",
    *(rf"\l{name}" for name in _BRACKETS), *(rf"\ll{name}" for name in _DOUBLED), *(rf"\{size}l" for size in _SIZES),
}  # fmt: skip
_CLOSING = {
    *")]⌋⌉⌝⎱⟆⟧⟩⟫⟭⟯⦄⦆⦈⦊⦌⦎⦐⦒⦔⦖⦘", r"\}", r"\mathclose", r"\urcorner", r"\lrcorner",
    *(rf"\r{name}" for name in _BRACKETS), *(rf"\rr{name}" for name in _DOUBLED), *(rf"\{size}r" for size in _SIZES),
}  # fmt: skip
_SIGN = re.compile(r"\\(?:[a-zA-Z]+|.)|[^\\]", re.DOTALL)  # a command, or a character
_TAG = re.compile(r"<(/?)\w[^>]*?(/?)>")
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot);)\w+;")  # one of HTML, which XML does not know
_UNITS = {"em": 1.0, "rem": 1.0, "ex": 0.45}  # in em
_WIDTH = re.compile(rf"(-?[\d.]+)({'|'.join(_UNITS)})")
# Signs that are not in MathML, before an element's children and before the child of an index.
_SIGNS = {("msup", 1): "^", ("msubsup", 2): "^", ("mfrac", 1): "/", ("mroot", 1): "√", ("msqrt", 0): "√"}
# Operators that are not shown: that a function is applied, a product, a separator, a sum.
INVISIBLE = "\N{FUNCTION APPLICATION}\N{INVISIBLE TIMES}\N{INVISIBLE SEPARATOR}\N{INVISIBLE PLUS}"


class MathML:
    """A converter that blames a template for TeX that cannot be set."""

    def __init__(self, template: Path, article: Article | None = None) -> None:
        """Take the template that the TeX is from, and the article, which knows where its text stands."""
        self._template, self._article = template, article
        self._converter = LatexToMathML(annotation=True, fancy_error=False)

    def text(self, tex: str, *, display: bool) -> str:
        """Return TeX as a `<math>` element; raises TemplateError."""
        if len(tex) > _TEX_LIMIT:
            raise self._error(tex, f"has mathematics of over {_TEX_LIMIT} characters; split it")
        if definition := _DEFINITION.search(tex):
            raise self._error(tex, f"defines a command, by `{definition[0]}`, in mathematics; write out what it means")
        if _open(tex) > _MOST_OPEN:
            problem = f"opens over {_MOST_OPEN} brackets that it does not close; close them"
            raise self._error(tex, f"the mathematics `{tex}` {problem}")
        try:
            mathml = _with_stack(lambda: self._converter.convert_with_local_state(tex, displaystyle=display), tex)
        except LatexError as error:
            raise self._error(tex, f"the mathematics `{tex}` cannot be set: {error}; correct the TeX") from None
        if mathml.count("<") > 2 * _DEEPEST and _depth(mathml) > _DEEPEST:  # an element has two tags
            raise self._error(tex, "nests mathematics more deeply than can be set; simplify it")
        return mathml

    def _error(self, tex: str, message: str) -> TemplateError:
        place = self._article.find(tex) if self._article else None
        return TemplateError(message, *(place or (self._template,)))

    def tree(self, tex: str, *, display: bool) -> ET.Element:
        """Return what stands in the `<math>` element, without the TeX beside it; raises TemplateError."""
        return read(self.text(tex, display=display))


def _open(tex: str) -> int:
    """Return how many brackets nothing closes, whatever closes one."""
    brackets = 0
    for sign in _SIGN.findall(tex):
        brackets = max(brackets + (sign in _OPENING) - (sign in _CLOSING), 0)
    return brackets


def _with_stack(convert: Callable[[], str], tex: str) -> str:
    """Return what a conversion gives, which has a stack of its own for TeX that is long: that of a thread may be small.

    Raises LatexError, also where the converter itself fails, which is no Exception in Python.
    """
    results: list[str | BaseException] = []

    def run() -> None:
        try:
            results.append(convert())
        except BaseException as error:
            results.append(error)

    if len(tex) <= _SHORT:
        run()
    else:
        before = threading.stack_size(_STACK)
        thread = threading.Thread(target=run)
        thread.start()
        threading.stack_size(before)
        thread.join()
    match results:
        case [str(mathml)]:
            return mathml
        case [BaseException() as error] if type(error).__name__ == "PanicException":
            raise LatexError(str(error)) from None
        case [BaseException() as error]:
            raise error
    raise LatexError("nothing was set")


def _depth(mathml: str) -> int:
    """Return how many elements of MathML are within one another."""
    depth = deepest = 0
    for closing, empty in _TAG.findall(mathml):
        depth += -1 if closing else not empty
        deepest = max(deepest, depth)
    return deepest


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
