"""What a text consists of, for the formats to write: blocks, and within them runs of words, mathematics and links."""

import re
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple, assert_never

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ufffe\uffff]")


class Text(NamedTuple):
    """Words, with a line break of the source as `\n`."""

    words: str


class Emphasis(NamedTuple):
    """Words that are stressed, as a rule in italics."""

    children: Sequence["Inline"]


class Strong(NamedTuple):
    """Words that stand out, as a rule in bold."""

    children: Sequence["Inline"]


class CodeSpan(NamedTuple):
    """Code within a line."""

    code: str


class Mathematics(NamedTuple):
    """TeX within a line; `heads` if it is all that the head of a table's row or column has."""

    tex: str
    heads: bool = False


class LineBreak(NamedTuple):
    """A line break that the author asked for."""


class Image(NamedTuple):
    """An image by its path or address, with what it shows in words."""

    source: str
    alt: str
    title: str = ""


class Link(NamedTuple):
    """A link to an address."""

    address: str
    children: Sequence["Inline"]
    title: str = ""


class Citation(NamedTuple):
    """The number of a reference, which is cited for the `time`-th time; `follows` if another number is before it."""

    number: int
    time: int
    follows: bool


class FigureNumber(NamedTuple):
    """The number in a figure's own caption, such as `Figure 1`."""

    words: str


class FigureReference(NamedTuple):
    """A reference to a figure by its name, with the figure's number as words."""

    name: str
    words: str


class EquationReference(NamedTuple):
    """Words that name an equation, with the space that sets them apart from its number."""

    number: int
    children: Sequence["Inline"]
    space: str


Inline = (
    Text | Emphasis | Strong | CodeSpan | Mathematics | LineBreak | Image | Link
    | Citation | FigureNumber | FigureReference | EquationReference
)  # fmt: skip


class Heading(NamedTuple):
    """A heading; level 1 is the article's title. In the reference list, `listed`."""

    level: int
    children: Sequence[Inline]
    listed: bool


class Paragraph(NamedTuple):
    """A paragraph; `tight` in a list whose items are no paragraphs of their own."""

    children: Sequence[Inline]
    tight: bool = False


class Figure(NamedTuple):
    """An image that stands by itself, with the caption below it; `name` is its file's, without its endings."""

    name: str
    image: Image
    caption: Sequence[Inline]


class Equation(NamedTuple):
    """A display equation's TeX and its number in the article."""

    number: int
    tex: str


class Code(NamedTuple):
    """A block of code in a language, which may be empty or unknown."""

    text: str
    language: str


class Quote(NamedTuple):
    """A quotation."""

    children: Sequence["Block"]


class Rule(NamedTuple):
    """A line between two parts of the text."""


class Reference(NamedTuple):
    """An entry of the reference list: its number, how often it is cited, its language where that is another one."""

    number: int
    citations: int
    lang: str


class Item(NamedTuple):
    """An item of a list; in the reference list, with what is known of the entry."""

    children: Sequence["Block"]
    reference: Reference | None = None


class List(NamedTuple):
    """A list with bullets or, with the first number as `start`, a numbered one."""

    items: Sequence[Item]
    start: int | None = None

    @property
    def is_references(self) -> bool:
        """Whether it is the reference list."""
        return any(item.reference for item in self.items)


Heads = Literal["column", "row"] | None  # what a cell of a table heads


class Cell(NamedTuple):
    """A cell of a table; an empty one heads nothing."""

    children: Sequence[Inline]
    heads: Heads


class Table(NamedTuple):
    """A table: a row of heads, and the other rows."""

    head: Sequence[Cell]
    rows: Sequence[Sequence[Cell]]


Block = Heading | Paragraph | Figure | Equation | Code | Quote | Rule | List | Table


def printable(text: str) -> str:
    """Return a text without control characters, which no format can show and XML refuses."""
    return _CONTROL.sub("", text)


def source(inlines: Iterable[Inline]) -> str:
    """Return words without markup, with the source of their code and mathematics."""
    return "".join(map(_source, inlines))


def _source(inline: Inline) -> str:
    match inline:
        case Text(words) | FigureNumber(words) | FigureReference(words=words) | CodeSpan(words) | Mathematics(words):
            return words
        case Image(alt=words):
            return words
        case Citation(number):
            return str(number)
        case EquationReference(number, children, space):
            return f"{source(children)}{space}({number})"
        case Emphasis(children) | Strong(children) | Link(children=children):
            return source(children)
        case LineBreak():
            return "\n"
    assert_never(inline)
