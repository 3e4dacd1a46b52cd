"""A finished article: its Markdown, with what was counted and what it shows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from lstm_article.choices import Lang
from lstm_article.equations import Numbers
from lstm_article.figures import FigureText
from lstm_article.text import Count, Document, Section

TOLERANCE = 5.0  # percent, by which an article may be longer or shorter than was asked for


@dataclass(frozen=True)
class OptionalParagraph:
    """An optional paragraph: its name, rank and length, which others it needs, and whether it is there."""

    name: str
    rank: int
    needs: Sequence[str]
    count: Count
    chosen: bool


@dataclass(frozen=True)
class Insertion:
    """What a template's function wrote into an article, at `markdown[start:end]`.

    It is a citation, whose `name` is the numbers as in `1,2`; or a figure with its caption, or a reference to
    one, by the figure's name.
    """

    kind: Literal["citation", "figure", "reference"]
    name: str
    start: int
    end: int


@dataclass(frozen=True)
class Article:
    """A finished article: portable Markdown with what was counted and what it shows."""

    lang: Lang
    title: str
    description: str
    tag: str  # BCP 47
    language_name: str
    markdown: str
    text: Document
    figures: tuple[FigureText, ...]
    insertions: tuple[Insertion, ...]
    optional: tuple[OptionalParagraph, ...]
    numbers: Numbers | None  # where the article shows any
    whole: Document  # the text with all optional paragraphs
    origins: Mapping[int, int]  # from its lines to those of `text`, as far as they are there
    left_out: Collection[int]  # which of its lines are not

    @property
    def sections(self) -> tuple[Section, ...]:
        """The prose, by headings."""
        return self.text.sections

    @property
    def count(self) -> Count:
        """The length of the whole article."""
        return self.text.count
