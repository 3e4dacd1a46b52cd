"""Figures in an article's text: placed with their captions, numbered by order, referred to by number."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from lstm_article.article.passages import Passage, check_references
from lstm_article.article.results import Results
from lstm_article.choices import FIGURES
from lstm_article.errors import TemplateError
from lstm_article.figures import FigureText, figure_named, figure_text
from lstm_article.templating import EXAMPLE, Labels, damaged_mark, mark, marks_in
from lstm_article.text import document


class Captions:
    """The figures that a template places and refers to."""

    def __init__(self, labels: Labels, ending: str, results: Results) -> None:
        """Take the labels of figures, the `ending` of their files, and the results that they show."""
        self._labels, self._ending, self._results = labels, ending, results
        self._placed: dict[str, FigureText] = {}

    def figure(self, name: str) -> str:
        """Return a figure with its caption as Markdown, a mark for its number; raises TemplateError."""
        _refuse_unknown(name)
        if name in self._placed:
            raise TemplateError(f"figure {name!r} stands here a second time; remove one")
        module = figure_named(name)
        numbers = self._results.numbers if module.shows_numbers else None
        if numbers and len(numbers.steps) < module.steps:
            message = f"figure {name} shows {module.steps} steps; give as many inputs"
            raise TemplateError(message, self._results.source.path(EXAMPLE))
        figure = self._placed[name] = figure_text(self._labels, name, self._ending, numbers)
        return figure._replace(number=mark("number", name)).markdown

    def refer(self, name: str) -> str:
        """Return a mark for a reference to a figure; raises TemplateError."""
        _refuse_unknown(name)
        return mark("reference", name)

    def numbered(self, names: Iterable[str]) -> dict[str, FigureText]:
        """Return the named figures, numbered in the order given."""
        word = self._labels.one_of(document.CAPTION_WORDS, "page", "figure")
        return {name: self._placed[name]._replace(number=f"{word} {number}") for number, name in enumerate(names, 1)}

    def check(
        self, lines: Sequence[str], owners: Sequence[int | None], passages: Sequence[Passage], file: Path
    ) -> None:
        """Raise TemplateError if a reference to a figure could be kept and the figure left out.

        `lines` are those of the text with all passages; `owners` has the number of each line's passage, or None.
        """
        marks = [
            (mark.kind, mark.values[0], owner)
            for line, owner in zip(lines, owners, strict=True)
            for mark in marks_in(line, file)
            if mark.kind in {"number", "reference"}
        ]
        placed = [(name, owner) for kind, name, owner in marks if kind == "number"]
        if sorted(name for name, _ in placed) != sorted(self._placed):
            raise damaged_mark(file)
        references = [(name, owner) for kind, name, owner in marks if kind == "reference"]
        check_references("figure", dict(placed), references, passages, file)


def _refuse_unknown(name: str) -> None:
    if name not in FIGURES:
        raise TemplateError(f"unknown figure {name!r}; there is {', '.join(FIGURES)}")
