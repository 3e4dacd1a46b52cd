"""A figure's words in one language, the numbers that it shows, and what its module says of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module

from lstm_article.equations import Numbers
from lstm_article.errors import FigureError
from lstm_article.figures.shapes import Drawing
from lstm_article.templating import Labels


@dataclass(frozen=True)
class FigureText:
    """A figure's words in one language, and the numbers it is drawn from.

    `title` names it, `caption` stands below it, `alt` says what flows where, `labels` are drawn in it, by part id.
    `path` is where an article links to it, relative to the article, `number` what it is called there (`Figure 1`).
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
        """Its caption in Markdown, with its number."""
        return f"**{self.number}** {self.caption}"

    @property
    def markdown(self) -> str:
        """The figure as an article has it: image and caption."""
        return f"{self.image}\n\n{self.numbered_caption}"

    @property
    def results(self) -> Numbers:
        """The numbers, for a figure that cannot be drawn without; raises FigureError."""
        if self.numbers is None:
            raise FigureError(f"figure {self.name} shows numbers; it needs the equations of an article")
        return self.numbers


@dataclass(frozen=True)
class Figure:
    """What the module of a figure says of it, as `FIGURE`; `words` are the ids for which the label files have words.

    `draw` raises FigureError without numbers, and EquationError where these are of no LSTM. `shows_numbers` tells
    whether it is drawn from runs of an article's equations, `steps` how many steps of the worked example are in it.
    """

    words: Sequence[str]
    draw: Callable[[FigureText], Drawing]
    shows_numbers: bool = False
    steps: int = 0


def figure_named(name: str) -> Figure:
    """Return what a figure's module says of it; the module has the figure's name."""
    figure: Figure = import_module(f"lstm_article.figures.{name}").FIGURE
    return figure


def figure_text(labels: Labels, name: str, ending: str = "svg", numbers: Numbers | None = None) -> FigureText:
    """Return a figure's words from a label file, with `numbers` if it shows any; raises TemplateError."""
    figure = figure_named(name)
    title, caption, alt = (labels.text("figures", name, key) for key in ("title", "caption", "alt"))
    words = {part: labels.text("figures", name, "labels", part) for part in figure.words}
    shown = numbers if figure.shows_numbers else None
    return FigureText(name, f"figures/{name}.{labels.lang}.{ending}", title, caption, alt, words, shown)
