"""A finished article: its Markdown, with what was counted and what it shows."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from lstm_article.choices import Lang
from lstm_article.equations import Numbers
from lstm_article.figures import FigureText
from lstm_article.templating import Mark, Place
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
    marks: tuple[Mark, ...]  # where the Markdown has numbers of citations and figures, and references
    reference_langs: tuple[str, ...]  # the languages of the sources, in the order of the list of references
    optional: tuple[OptionalParagraph, ...]
    numbers: Numbers | None  # None if the article shows none
    whole: Document  # the text with all optional paragraphs
    origins: Mapping[int, int]  # from 1-based lines of `whole` to those of `text`, but for lines left out
    left_out: Collection[int]  # the 1-based lines of `whole` that are left out
    file: str = field(compare=False)  # the template
    # Of the lines of `text`; it takes a while. With an underscore, so that the sandbox hides it from pages.
    _places: Callable[[], Sequence[Place]] = field(compare=False, repr=False)

    def place(self, line: int) -> Place:
        """Return where a 1-based line of the text comes from."""
        places = self._places()
        return places[line - 1] if line <= len(places) else Place(self.file, 1)

    def find(self, text: str) -> Place | None:
        """Return where a text of the Markdown, as far as its first line, comes from, if that is known."""
        at = self.markdown.find(text.partition("\n")[0])
        lines, places = self.markdown.count("\n", 0, max(at, 0)), self._places()
        return places[lines] if at >= 0 and lines < len(places) else None

    @property
    def sections(self) -> tuple[Section, ...]:
        """The prose, by headings."""
        return self.text.sections

    @property
    def count(self) -> Count:
        """The length of the whole article."""
        return self.text.count
