"""The living article in a site: its inline figures and equations with marks, its controls, and the files it needs."""

import base64
import hashlib
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from lstm_article.article import Article, labelled_equations
from lstm_article.figures import PAGE_STYLE, STYLE, FigureText, svg_element
from lstm_article.formats import Idiom, flavored
from lstm_article.hosts.article import ArticleSettings, checked_article, is_living
from lstm_article.living import Marks, layer_of
from lstm_article.templating import Labels, Templates

CLASS = "lstm-article"  # of the element around a living article, and of no other: its style holds within it
_STYLE, _MATHJAX = Path(__file__).with_name("living.css"), Path(__file__).with_name("mathjax.js")
_FONT = "math.woff2"


class LivingArticle(NamedTuple):
    """What a page has for an article to come alive.

    `equations` is the HTML of those that define the time step, by their labels, such as `forget-gate`: each is a
    function of its id. `controls` stand last in the article's element, right before the `script`.
    """

    marks: Marks
    equations: Mapping[str, Callable[[str], str]]
    controls: str
    script: str
    style: str

    def files(self) -> dict[str, bytes]:
        """Return what a site needs, as files for one folder: the script, the style sheet, and the font that this names.

        The first two depend on the article, and so do their names.
        """
        script, style = self.script.encode(), self.style.encode()
        return {_named(script, "js"): script, _named(style, "css"): style, _FONT: _math_font()}

    def linked(self, folder: str) -> tuple[str, str]:
        """Return what begins the article's element and what ends it, with the files in the folder at an address."""
        script, style, _ = (f"{folder}/{name}" for name in self.files())
        return f'<link rel="stylesheet" href="{style}">', f'{self.controls}<script src="{script}"></script>'

    def inline(self) -> tuple[str, str]:
        """Return what begins the article's element and what ends it, where a site can have no files."""
        font = f"data:font/woff2;base64,{base64.b64encode(_math_font()).decode()}"
        return f"<style>{self.style.replace(_FONT, font)}</style>", f"{self.controls}<script>{self.script}</script>"

    def figure(self, name: str, svg: bytes, label: str) -> str:
        """Return a figure as an `<svg>` element with marks; its style is that of the article."""
        return relabelled(self.marks.figure(name, svg_element(svg, styled=False)), name, label)


def relabelled(svg: str, name: str, label: str) -> str:
    """Return a figure's `<svg>` element with ids that begin with a label: a page may have several such figures."""
    return re.sub(rf'(\bid="|href="#)lstm-{name}-', rf"\1{label}-", svg)


def living_article(settings: ArticleSettings, shown: Callable[[int], str] = str) -> LivingArticle | None:
    """Return what makes an article come alive, or None if that is not asked for or nothing in it would answer.

    `shown` gives the number of an equation as the site's readers see it. Raises SettingError and TemplateError.
    """
    if not is_living(settings):
        return None
    from lstm_article.formats.html_equation import numbered_equation
    from lstm_article.formats.mathml import MathML

    article, templates = checked_article(settings), Templates(settings.templates)
    layer = layer_of(
        article.text.equations,
        _inline_figures(article),
        Labels(templates, article.lang),
        templates,
        runs=article.numbers is not None,
        shown=shown,
    )
    if layer is None:
        return None
    mathml = MathML(templates.path(f"{article.lang}/article.md"), article)

    def written(number: int, tex: str) -> Callable[[str], str]:
        return lambda name: numbered_equation(tex, number, name, mathml, layer.marks, shown(number))

    equations = {
        label: written(number, token.content)
        for number, (token, label) in enumerate(labelled_equations(article.text), 1)
        if number in layer.marks.numbers
    }
    # A theme's rules for all buttons or labels are weaker than rules within a class.
    own = templates.render("living.css", {}).replace(":root", "&")
    style = f"{PAGE_STYLE}\n{STYLE}\n.{CLASS} {{\n{own}}}\n{_STYLE.read_text('utf-8')}"
    controls = layer.controls.strip()
    return LivingArticle(layer.marks, equations, controls, _MATHJAX.read_text("utf-8") + layer.script, style)


def _inline_figures(article: Article) -> set[str]:
    """Return the names of figures in whose place hosts can put their own: not, say, of one that stands in a quote."""
    names = set[str]()

    def placed(figure: FigureText, _: str) -> str:
        names.add(figure.name)
        return ""

    flavored(article, Idiom(figure=placed))
    return names


def _math_font() -> bytes:
    from lstm_article.formats.html_equation import MATH_FONT

    return MATH_FONT.read_bytes()


def _named(content: bytes, ending: str) -> str:
    return f"living-{hashlib.sha256(content).hexdigest()[:8]}.{ending}"
