"""A figure's words in one language, the numbers that it shows, and what its module says of it."""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import NamedTuple

from lstm_article.equations import Numbers
from lstm_article.errors import FigureError
from lstm_article.figures.shapes import Drawing
from lstm_article.templating import Labels


class FigureText(NamedTuple):
    """A figure's words in one language, and the numbers it is drawn from.

    `caption` stands below the figure, `alt` describes it in words, `labels` are the words drawn in it, by part id.
    `path` is the figure's file, relative to the article, `number` its name in the article (`Figure 1`).
    `numbers` is None for a figure that shows none.
    """

    name: str
    path: str
    title: str
    caption: str
    alt: str
    labels: Mapping[str, str]
    numbers: Numbers | None = None
    number: str = ""

    @property
    def image(self) -> str:
        """The figure in Markdown, without its caption."""
        return f"![{self.alt}]({self.path})"

    @property
    def numbered_caption(self) -> str:
        """The caption in Markdown, with the figure's number."""
        return f"**{self.number}** {self.caption}"

    @property
    def markdown(self) -> str:
        """The figure in an article's Markdown: image and caption."""
        return f"{self.image}\n\n{self.numbered_caption}"

    @property
    def results(self) -> Numbers:
        """The numbers, for a figure that needs them; raises FigureError if there are none."""
        if self.numbers is None:
            raise FigureError(f"figure {self.name} shows numbers; it needs the equations of an article")
        return self.numbers


class Figure(NamedTuple):
    """How to draw a figure: `FIGURE` in its module. `words` are the ids for which the label files must have words.

    `draw` raises FigureError if numbers are missing, EquationError if the equations are no LSTM. `shows_numbers` tells
    whether the figure shows results of an article's equations, `steps` how many steps of the worked example it shows.
    """

    words: Sequence[str]
    draw: Callable[[FigureText], Drawing]
    shows_numbers: bool = False
    steps: int = 0


def figure_named(name: str) -> Figure:
    """Return the `FIGURE` of the module that has a figure's name."""
    figure: Figure = import_module(f"lstm_article.figures.{name}").FIGURE
    return figure


def figure_text(labels: Labels, name: str, ending: str = "svg", numbers: Numbers | None = None) -> FigureText:
    """Return a figure's words from a label file, with `numbers` if it shows any; raises TemplateError."""
    figure = figure_named(name)
    title, caption, alt = (labels.text("figures", name, key) for key in ("title", "caption", "alt"))
    words = {part: labels.text("figures", name, "labels", part) for part in figure.words}
    shown = numbers if figure.shows_numbers else None
    return FigureText(name, f"figures/{name}.{labels.lang}.{ending}", title, caption, alt, words, shown)
