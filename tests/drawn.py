"""The built-in figures, each worded, drawn, painted and saved once in a process of tests."""

from functools import cache
from itertools import product

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from lstm_article import build_article
from lstm_article.article.article import Article
from lstm_article.choices import FIGURES, LANGS
from lstm_article.figures import canvas, files, structure
from lstm_article.figures.diagram import Diagram
from lstm_article.figures.shapes import Drawing
from lstm_article.figures.text import FigureText, figure_text
from lstm_article.figures.unrolled import unrolled
from lstm_article.templating.labels import Labels
from lstm_article.templating.templates import Templates

every_figure = pytest.mark.parametrize(("name", "lang"), list(product(FIGURES, LANGS)))
every_diagram = pytest.mark.parametrize(("name", "lang"), list(product(("structure", "unrolled"), LANGS)))


@cache
def article(lang: str) -> Article:
    """The built-in article, whose numbers the figures show."""
    return build_article(lang)


@cache
def text(name: str, lang: str) -> FigureText:
    """A figure's words and numbers."""
    return figure_text(Labels(Templates(), lang), name, numbers=article(lang).numbers)


@cache
def diagram(name: str, lang: str) -> Diagram:
    """The tables of a figure that is a diagram."""
    if name == "structure":
        return structure.STRUCTURE
    return unrolled(text(name, lang).results.steps, {"x": "x", "h": "h", "C": "C"})


@cache
def drawing(name: str, lang: str) -> Drawing:
    """A figure as shapes and texts."""
    return files.draw(text(name, lang))


@cache
def painted(name: str, lang: str) -> Figure:
    """A figure as matplotlib's, one pixel to a unit."""
    figure = canvas.paint(drawing(name, lang))
    figure.set_dpi(72)
    return figure


@cache
def texts(name: str, lang: str) -> list[Text]:
    """The texts in a figure as matplotlib's, one pixel to a unit."""
    return [artist for artist in painted(name, lang).findobj(Text) if artist.get_text()]


@cache
def written(name: str, lang: str) -> dict[str, str]:
    """The texts in a figure, by id."""
    return {artist.get_gid(): artist.get_text() for artist in texts(name, lang)}


@cache
def text_boxes(name: str, lang: str) -> dict[str, Bbox]:
    """The boxes of the texts in a figure, in units, by id."""
    renderer = FigureCanvasAgg(painted(name, lang))
    renderer.draw()
    return {artist.get_gid(): artist.get_window_extent(renderer.get_renderer()) for artist in texts(name, lang)}


@cache
def outlines(name: str, lang: str) -> dict[str, Path]:
    """The outlines of the shapes in a figure, in units, by id."""
    shapes = [artist for artist in painted(name, lang).findobj(Patch) if artist.get_gid()]
    return {shape.get_gid(): shape.get_transform().transform_path(shape.get_path()) for shape in shapes}


def gap(outline: Path, box: Bbox, thickness: float = 0) -> float:
    """How far a box is from an outline of a thickness, in units up to 20; 0 if they touch."""
    free = 20.0
    while free > 0 and outline.intersects_bbox(box.padded(free + thickness / 2), filled=False):
        free -= 0.25
    return free


@cache
def saved(name: str, lang: str, ending: str = "svg") -> bytes:
    """A figure's file."""
    return files.figure_file(text(name, lang), ending)
