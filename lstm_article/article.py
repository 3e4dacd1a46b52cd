"""From templates to an `Article`: Markdown in one language, counted, with its numbers and figures."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from lstm_article import document, equations, runs, unrolled
from lstm_article.cell import understand
from lstm_article.document import Document, Section
from lstm_article.errors import EquationError, InputError, TemplateError
from lstm_article.expressions import NUMBERS
from lstm_article.labels import FIGURES, FigureText, Labels, Lang, Numbers, figure_text
from lstm_article.references import References
from lstm_article.templating import Templates
from lstm_article.wordcount import Count

_EXAMPLE = "example.toml"
_LARGEST_LAYER = 10**9


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
    numbers: Numbers | None  # where the article shows any
    problem: TemplateError | None  # why the numbers that it shows are unknown, and stand as 1

    @property
    def sections(self) -> tuple[Section, ...]:
        """The prose, by headings."""
        return self.text.sections

    @property
    def count(self) -> Count:
        """The length of the whole article."""
        return self.text.count


def build_article(
    lang: Lang,
    *,
    templates: Path | None = None,
    figure_format: Literal["svg", "png"] = "svg",
) -> Article:
    """Render the article in one language.

    `templates` is a folder whose files take the place of the built-in ones; `figure_format` is the
    ending of the figures that the Markdown links to. The article is counted, not judged: that is
    `checks`. Raises TemplateError.
    """
    article = draft_article(lang, templates, figure_format)
    if article.problem:
        raise article.problem
    return article


def draft_article(
    lang: Lang, templates: Path | None = None, figure_format: Literal["svg", "png"] = "svg"
) -> Article:
    """Do as `build_article`, but return an article too whose own equations cannot be run, to be checked."""
    source = Templates(templates)
    labels = Labels(source, lang)
    references = References(source)
    file = source.path(f"{lang}/article.md")
    rendering = _Rendering(source, lang, figure_format, references)
    body = rendering.run()
    first = _read(body, file)
    problem: TemplateError | None = None
    if rendering.asked:  # for numbers, which the equations give only now that they can be read
        try:
            numbers = _numbers(source, first)
            rendering = _Rendering(source, lang, figure_format, references, numbers)
            body = rendering.run()
        except EquationError as error:
            what = f"shows numbers from equations that cannot be run: {error.message}"
            problem = TemplateError(what, file)
    body, cited = references.numbered(body, file)
    if cited:
        heading = labels.one_of(document.REFERENCE_HEADINGS, "page", "references")
        lines = [f"{number}. {text}" for number, text in enumerate(cited, 1)]
        body = "\n".join([body.rstrip(), "", f"## {heading}", "", *lines])
    markdown = re.sub(r"\n{3,}", "\n\n", body.strip()) + "\n"
    text = _read(markdown, file)
    if [tex for tex, _ in text.equations] != [tex for tex, _ in first.equations]:
        raise TemplateError("writes other equations once it has their numbers; write the same", file)
    if not any(section.title for section in text.sections):
        raise TemplateError("renders to no heading; begin with `# ` and a title", file)
    return Article(
        lang=lang,
        title=text.title,
        description=labels.text("page", "description"),
        tag=labels.text("page", "tag"),
        language_name=labels.text("page", "name"),
        markdown=markdown,
        text=text,
        figures=tuple(rendering.figures),
        numbers=rendering.numbers,
        problem=problem,
    )


class _Rendering:
    """One pass over an article's template. In a first one, all numbers are 1."""

    def __init__(
        self,
        source: Templates,
        lang: Lang,
        figure_format: str,
        references: References,
        numbers: Numbers | None = None,
    ) -> None:
        self.figures: list[FigureText] = []
        self.asked = False
        self._source, self._lang, self._figure_format = source, lang, figure_format
        self._labels = Labels(source, lang)
        self._cite = references.cite
        self.numbers = numbers

    def run(self) -> str:
        """Return what the template renders to."""
        functions = {
            "cite": self._cite,
            "figure": self._figure,
            "example": self._example,
            "parameters": self._parameters,
            "sigmoid": NUMBERS.sigma,
        }
        return self._source.render(f"{self._lang}/article.md", functions)

    def _figure(self, name: str) -> str:
        """Place a figure with its caption."""
        if name not in FIGURES:
            raise TemplateError(f"unknown figure {name!r}; there is {', '.join(FIGURES)}")
        if any(figure.name == name for figure in self.figures):
            raise TemplateError(f"figure {name!r} stands here a second time; remove one")
        numbers = None if name == "structure" else self._known()
        if name == "unrolled" and numbers and len(numbers.steps) < unrolled.STEPS:
            message = f"figure unrolled shows {unrolled.STEPS} steps; give as many inputs"
            raise TemplateError(message, self._source.path(_EXAMPLE))
        figure = figure_text(self._source, self._lang, name, self._figure_format, numbers)
        number = f"{self._labels.one_of(document.CAPTION_WORDS, 'page', 'figure')} {len(self.figures) + 1}"
        self.figures.append(replace(figure, number=number))
        return f"![{figure.alt}]({figure.path})\n\n**{number}** {figure.caption}"

    def _example(self) -> Mapping[str, Any]:
        """Give a template the worked example: its inputs, constants and steps."""
        numbers = self._known()
        data = _example_data(self._source)
        if numbers:
            return {**data, "steps": numbers.steps}
        ones: Mapping[str, float] = defaultdict(lambda: 1.0)
        return {"inputs": data["inputs"], "constants": ones, "steps": [ones] * len(data["inputs"])}

    def _parameters(self, n_x: int, n_h: int) -> Mapping[str, int]:
        """Give a template the numbers of weights and biases of a layer."""
        numbers = self._known()
        if not all(isinstance(size, int) and 0 < size < _LARGEST_LAYER for size in (n_x, n_h)):
            raise TemplateError("parameters() takes two sizes, whole numbers above 0; correct them")
        return runs.parameters(numbers.cell, n_x, n_h) if numbers else {"weights": 1, "biases": 1}

    def _known(self) -> Numbers | None:
        self.asked = True
        return self.numbers


def _example_data(source: Templates) -> dict[str, Any]:
    """Return the inputs and constants of the worked example; raises TemplateError."""
    data = source.data(_EXAMPLE)
    inputs, constants = data.get("inputs"), data.get("constants")
    if not isinstance(inputs, list) or not isinstance(constants, dict):
        raise TemplateError("needs a list `inputs` and a table [constants]; add them", source.path(_EXAMPLE))
    return {"inputs": inputs, "constants": constants}


def _numbers(source: Templates, text: Document) -> Numbers:
    """Run a text's own equations; raises EquationError, and TemplateError for values that do not fit them."""
    found, errors = equations.read(text.equations)
    cell, errors = (None, errors) if errors else understand(found)
    if cell is None:
        raise errors[0]
    try:
        return Numbers(cell, runs.example(cell, **_example_data(source)))
    except EquationError as error:
        raise TemplateError(error.message, source.path(_EXAMPLE)) from None


def _read(markdown: str, file: Path) -> Document:
    try:
        return document.read(markdown)
    except InputError as error:
        raise TemplateError(f"renders to Markdown that {error.message}", file) from None
