"""The words around an article and in its figures, from the label file of its language."""

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from lstm_article import diagram, unrolled
from lstm_article.cell import Cell
from lstm_article.errors import TemplateError
from lstm_article.templating import Templates

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = ("zh", "en")

# The figures, and the parts of each whose words come from the label file.
FIGURES: Mapping[str, Sequence[str]] = {
    "structure": diagram.STRUCTURE.words,
    "unrolled": unrolled.WORDS,
    "memory": ("steps", "left", "forget-gate", "plain-network"),
}

_LIMIT = 2000  # characters: the longest, a figure's alternative text, has 600


@dataclass(frozen=True)
class Numbers:
    """What an article's own equations give: `cell` can be run, `steps` are the worked example's."""

    cell: Cell
    steps: Sequence[Mapping[str, float]]


@dataclass(frozen=True)
class FigureText:
    """A figure's words in one language, and the numbers it is drawn from.

    `title` names it, `caption` stands below it, `alt` says what flows where, `labels` are drawn in it, by
    part id. `path` is where an article links to it, relative to the article, `number` what it is called
    there (`Figure 1`). `numbers` is None for a figure that shows none.
    """

    name: str
    path: str
    title: str
    caption: str
    alt: str
    labels: Mapping[str, str]
    numbers: Numbers | None = None
    number: str = ""


def figure_text(
    labels: "Labels", name: str, ending: str = "svg", numbers: Numbers | None = None
) -> FigureText:
    """Return a figure's words from a label file; raises TemplateError."""
    title, caption, alt = (labels.text("figures", name, key) for key in ("title", "caption", "alt"))
    drawn = {part: labels.text("figures", name, "labels", part) for part in FIGURES[name]}
    shown = None if name == "structure" else numbers
    return FigureText(name, f"figures/{name}.{labels.lang}.{ending}", title, caption, alt, drawn, shown)


class Labels:
    """A label file whose missing or misspelt entries are errors that name them."""

    def __init__(self, source: Templates, lang: Lang) -> None:
        """Read the label file of a language; raises TemplateError."""
        self.lang = lang
        name = f"{lang}/labels.toml"
        self._file = source.path(name)
        self._data = source.data(name)

    def text(self, *keys: str) -> str:
        """Return the text under `keys`."""
        found: Any = self._data
        name = ".".join(keys)
        for key in keys:
            if not isinstance(found, dict) or key not in found:
                raise TemplateError(f"{name} is missing; add it", self._file)
            found = found[key]
        if not isinstance(found, str):
            raise TemplateError(f"{name} must be a string; put it in quotes", self._file)
        if len(found) > _LIMIT:
            raise TemplateError(f"{name} is longer than {_LIMIT} characters; shorten it", self._file)
        bad = [c for c in found if unicodedata.category(c) in {"Cc", "Cn", "Cs"} and c != "\n"]
        if bad:
            raise TemplateError(f"{name} has the control character {bad[0]!r}; remove it", self._file)
        return found

    def one_of(self, allowed: Collection[str], *keys: str) -> str:
        """Return the text under `keys`, one of the words by which a part of the article is known."""
        found = self.text(*keys)
        if found.lower() not in allowed:
            raise TemplateError(f"{'.'.join(keys)} must be one of {', '.join(sorted(allowed))}", self._file)
        return found
