"""A figure's words in one language, and the numbers that it shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lstm_article.equations.numbers import Numbers
from lstm_article.figures import unrolled
from lstm_article.figures.structure import STRUCTURE
from lstm_article.templating.labels import Labels

# The figures, and the parts of each whose words come from the label file.
PARTS: Mapping[str, Sequence[str]] = {
    "structure": STRUCTURE.words,
    "unrolled": unrolled.WORDS,
    "memory": ("steps", "left", "forget-gate", "plain-network"),
}


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


def figure_text(labels: Labels, name: str, ending: str = "svg", numbers: Numbers | None = None) -> FigureText:
    """Return a figure's words from a label file; raises TemplateError."""
    title, caption, alt = (labels.text("figures", name, key) for key in ("title", "caption", "alt"))
    drawn = {part: labels.text("figures", name, "labels", part) for part in PARTS[name]}
    shown = None if name == "structure" else numbers
    return FigureText(name, f"figures/{name}.{labels.lang}.{ending}", title, caption, alt, drawn, shown)
