"""An article's template rendered with all that it may say, and what numbers any choice of its lines."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from lstm_article.article import passages, results
from lstm_article.article.captions import Captions
from lstm_article.article.references import References
from lstm_article.article.results import Results
from lstm_article.choices import Lang
from lstm_article.equations.expressions import NUMBERS
from lstm_article.equations.numbers import Numbers
from lstm_article.errors import EquationError, InputError, TemplateError
from lstm_article.figures.text import FigureText
from lstm_article.templating.labels import Labels
from lstm_article.templating.marks import MARKS, UNMADE
from lstm_article.templating.templates import Templates
from lstm_article.text import document
from lstm_article.text.document import Document


class Rendering:
    """The lines of a rendered template with their passages.

    `passages` are the optional ones, `owners` has the number of each line's passage or None, `whole` is the
    text with all of them, in which numbers may still be 1. `numbers` is what the article shows of its
    equations' results, and `problem` why these are unknown, and stand as 1.
    """

    def __init__(
        self, templates: Path | None, lang: Lang, figure_format: Literal["svg", "png"] = "svg"
    ) -> None:
        """Render the article in one language; raises TemplateError."""
        self._source = Templates(templates)
        self.file = self._source.path(f"{lang}/article.md")
        self.labels, self._references = Labels(self._source, lang), References(self._source)
        self._ending = figure_format
        self.numbers: Numbers | None = None
        self.problem: TemplateError | None = None
        asked = self._render()
        self.whole = self.read(self.finished(self.lines)[0])
        self._equations = [tex for tex, _ in self.whole.equations]
        if asked:  # for numbers, which the equations give only now that they can be read
            try:
                self.numbers = results.run(self._source, results.cell_of(self.whole))
            except EquationError as error:
                what = f"shows numbers from equations that cannot be run: {error.message}"
                self.problem = TemplateError(what, self.file)
        if self.numbers:
            before = _without_digits(self.lines)
            self._render()
            if _without_digits(self.lines) != before:  # else what counts is the same
                self.whole = self.read(self.finished(self.lines)[0])

    def _render(self) -> bool:
        """Render with the numbers that are known; tell whether any are asked for."""
        asked = Results(self._source, self.numbers)
        self._captions = Captions(self.labels, self._ending, asked)
        functions = {
            "cite": self._references.cite,
            "figure": self._captions.figure,
            "refer": self._captions.refer,
            "example": asked.example,
            "parameters": asked.parameters,
            "sigmoid": NUMBERS.sigma,
        }
        rendered = self._source.render(f"{self.labels.lang}/article.md", functions)
        self.lines, self.owners, self.passages = passages.split(rendered, self.file)
        self._captions.check(self.lines, self.owners, self.passages, self.file)
        return asked.asked

    def finished(self, lines: Sequence[str]) -> tuple[str, tuple[FigureText, ...]]:
        """Return lines as a text with numbered citations and figures, and the references; and its figures.

        Raises TemplateError.
        """
        text, figures = self._captions.numbered("\n".join(lines))
        text, cited = self._references.numbered(text, self.file)
        if any(mark in text for mark in MARKS):
            raise TemplateError(UNMADE, self.file)
        if cited:
            heading = self.labels.one_of(document.REFERENCE_HEADINGS, "page", "references")
            listed = (f"{number}. {entry}" for number, entry in enumerate(cited, 1))
            text = "\n".join([text, "", f"## {heading}", "", *listed])
        return f"{text}\n", figures

    def read(self, markdown: str) -> Document:
        """Read what was rendered; raises TemplateError."""
        try:
            return document.read(markdown)
        except InputError as error:
            raise TemplateError(f"renders to Markdown that {error.message}", self.file) from None

    def refuse_other_equations(self, text: Document) -> None:
        """Raise TemplateError if the numbers come from other equations than those that a text shows."""
        if self.numbers and [tex for tex, _ in text.equations] != self._equations:
            try:
                shown = results.cell_of(text).equations
            except EquationError:
                shown = ()
            known = self.numbers.cell.equations
            if [(e.target, e.value) for e in shown] != [(e.target, e.value) for e in known]:
                what = "shows numbers of other equations than it has; write these always, none optional"
                raise TemplateError(what, self.file)


def _without_digits(lines: Sequence[str]) -> str:
    return re.sub(r"\d[\d,.]*", "1", "\n".join(lines))
