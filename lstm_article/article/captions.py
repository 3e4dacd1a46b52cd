"""Figures in an article's text: placed with their captions, numbered by order, referred to by number."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from lstm_article.article.passages import Passage
from lstm_article.article.results import EXAMPLE, Results
from lstm_article.choices import FIGURES
from lstm_article.errors import TemplateError
from lstm_article.figures import unrolled
from lstm_article.figures.text import FigureText, figure_text
from lstm_article.templating.labels import Labels
from lstm_article.templating.marks import MARKS, UNMADE
from lstm_article.text import document

# Where a number will stand; with # in the caption of the figure itself.
_NUMBER = re.compile(r"(#?)([a-z]+)".join(MARKS))


class Captions:
    """The figures that a template places, and those it refers to."""

    def __init__(self, labels: Labels, ending: str, results: Results) -> None:
        """Take figures in files of some `ending`, drawn from `results`."""
        self._labels, self._ending, self._results = labels, ending, results
        self._placed: dict[str, FigureText] = {}

    def figure(self, name: str) -> str:
        """Place a figure with its caption; raises TemplateError."""
        _refuse_unknown(name)
        if name in self._placed:
            raise TemplateError(f"figure {name!r} stands here a second time; remove one")
        numbers = None if name == "structure" else self._results.numbers()
        if name == "unrolled" and numbers and len(numbers.steps) < unrolled.STEPS:
            message = f"figure unrolled shows {unrolled.STEPS} steps; give as many inputs"
            raise TemplateError(message, self._results.source.path(EXAMPLE))
        figure = self._placed[name] = figure_text(self._labels, name, self._ending, numbers)
        return f"![{figure.alt}]({figure.path})\n\n**{f'#{name}'.join(MARKS)}** {figure.caption}"

    def refer(self, name: str) -> str:
        """Name a figure by its number; raises TemplateError."""
        _refuse_unknown(name)
        return name.join(MARKS)

    def numbered(self, text: str) -> tuple[str, tuple[FigureText, ...]]:
        """Number the figures of a text by order; return the text and its figures."""
        word = self._labels.one_of(document.CAPTION_WORDS, "page", "figure")
        names = [match[2] for match in _NUMBER.finditer(text) if match[1]]
        numbers = {name: f"{word} {number}" for number, name in enumerate(names, 1)}
        figures = tuple(replace(self._placed[name], number=numbers[name]) for name in names)
        return _NUMBER.sub(lambda match: numbers[match[2]], text), figures

    def check(
        self, lines: Sequence[str], owners: Sequence[int | None], passages: Sequence[Passage], file: Path
    ) -> None:
        """Check a text with all of its passages: what refers to a figure is never without it.

        `owners` has the number of each line's passage. Raises TemplateError.
        """
        marks = [
            (mark, owner)
            for line, owner in zip(lines, owners, strict=True)
            for mark in _NUMBER.finditer(line)
        ]
        placed = [(mark[2], owner) for mark, owner in marks if mark[1]]
        places = dict(placed)
        if sorted(name for name, _ in placed) != sorted(self._placed):
            raise TemplateError(UNMADE, file)
        for mark, owner in marks:
            name, place = mark[2], places.get(mark[2])
            if name not in places:
                what = f"refers to figure {name!r}, which stands nowhere; place it"
            elif place in {owner, None} or _ranked(passages, place) < _ranked(passages, owner):
                continue
            else:
                what = f"refers to figure {name!r}, which may be left out; place it here or in a higher rank"
            raise TemplateError(what, file) if owner is None else passages[owner].error(what)


def _ranked(passages: Sequence[Passage], number: int | None) -> int:
    return 0 if number is None else passages[number].rank


def _refuse_unknown(name: str) -> None:
    if name not in FIGURES:
        raise TemplateError(f"unknown figure {name!r}; there is {', '.join(FIGURES)}")
