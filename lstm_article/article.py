"""From templates to an `Article`: language, references, figures and the counted Markdown."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from lstm_article import document
from lstm_article.document import Section
from lstm_article.errors import TemplateError
from lstm_article.templating import Templates
from lstm_article.wordcount import Count

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = ("zh", "en")
FIGURES = ("structure",)

_CITATION = re.compile("\ue000([^\ue001]*)\ue001")  # private-use marks: no template writes them


@dataclass(frozen=True)
class FigureText:
    """A figure's words in one language.

    `title` names it, `caption` stands below it, `alt` says what flows where, `labels` are drawn in
    it, by part id. `path` is where an article links to it, relative to the article.
    """

    name: str
    path: str
    title: str
    caption: str
    alt: str
    labels: Mapping[str, str]


@dataclass(frozen=True)
class Article:
    """A finished article: portable Markdown with what was counted and what it shows."""

    lang: Lang
    title: str
    description: str
    tag: str  # BCP 47
    language_name: str
    markdown: str
    sections: tuple[Section, ...]
    figures: tuple[FigureText, ...]

    @property
    def count(self) -> Count:
        """The length of the whole article."""
        return document.total(section.count for section in self.sections)


def build_article(
    lang: Lang,
    *,
    templates: Path | None = None,
    figure_format: Literal["svg", "png"] = "svg",
) -> Article:
    """Render the article in one language.

    `templates` is a folder whose files take the place of the built-in ones; `figure_format` is the
    ending of the figures that the Markdown links to. The length is counted, not judged: that is
    `checks.length`. Raises TemplateError.
    """
    source = Templates(templates)
    name = f"{lang}/article.md"
    references = source.data("references.toml")
    labels = _Labels(source, f"{lang}/labels.toml")
    used: list[FigureText] = []

    def cite(*keys: str) -> str:
        for key in keys:
            if key not in references:
                raise TemplateError(f"unknown citation {key!r}; add it to references.toml")
        return f"\ue000{' '.join(keys)}\ue001"

    def figure(part: str) -> str:
        if part not in FIGURES:
            raise TemplateError(f"unknown figure {part!r}; there is {', '.join(FIGURES)}")
        used.append(figure_text(source, lang, part, figure_format))
        number = f"{labels.text('page', 'figure')} {len(used)}"
        return f"![{used[-1].alt}]({used[-1].path})\n\n**{number}** {used[-1].caption}"

    body = source.render(name, {"cite": cite, "figure": figure, "sigmoid": _sigmoid})
    body, cited = _number(body)
    if cited:
        listed = [_reference(source, references, key) for key in cited]
        body = f"{body.rstrip()}\n\n## {labels.text('page', 'references')}\n\n" + "\n".join(
            f"{number}. {text}" for number, text in enumerate(listed, 1)
        )
    markdown = re.sub(r"\n{3,}", "\n\n", body.strip()) + "\n"
    sections = document.sections(markdown)
    title = next((section.title for section in sections if section.title), "")
    if not title:
        raise TemplateError("renders to no heading; begin with `# ` and a title", source.path(name))
    return Article(
        lang=lang,
        title=title,
        description=labels.text("page", "description"),
        tag=labels.text("page", "tag"),
        language_name=labels.text("page", "name"),
        markdown=markdown,
        sections=sections,
        figures=tuple(used),
    )


def figure_text(source: Templates, lang: Lang, name: str, ending: str = "svg") -> FigureText:
    """Return a figure's words from the label file of `lang`; raises TemplateError."""
    labels = _Labels(source, f"{lang}/labels.toml")
    title, caption, alt = (labels.text("figures", name, key) for key in ("title", "caption", "alt"))
    drawn = labels.table("figures", name, "labels")
    return FigureText(
        name,
        f"figures/{name}.{lang}.{ending}",
        title,
        caption,
        alt,
        {part: labels.text("figures", name, "labels", part) for part in drawn},
    )


class _Labels:
    """A label file whose missing or misspelt entries are errors that name them."""

    def __init__(self, source: Templates, name: str) -> None:
        self._file = source.path(name)
        self._data = source.data(name)

    def table(self, *keys: str) -> Mapping[str, Any]:
        found = self._find(keys)
        if not isinstance(found, dict):
            raise TemplateError(f"{'.'.join(keys)} must be a table; see the built-in file", self._file)
        return found

    def text(self, *keys: str) -> str:
        found = self._find(keys)
        if not isinstance(found, str):
            raise TemplateError(f"{'.'.join(keys)} must be a string; put it in quotes", self._file)
        return found

    def _find(self, keys: tuple[str, ...]) -> Any:
        found: Any = self._data
        for key in keys:
            if not isinstance(found, dict) or key not in found:
                raise TemplateError(f"{'.'.join(keys)} is missing; add it", self._file)
            found = found[key]
        return found


def _number(body: str) -> tuple[str, list[str]]:
    """Number the citations by first use; return the text and the cited keys in that order."""
    order: dict[str, int] = {}

    def numbers(match: re.Match[str]) -> str:
        keys = match[1].split()
        return f"[{','.join(str(order.setdefault(key, len(order) + 1)) for key in keys)}]"

    return _CITATION.sub(numbers, body), list(order)


def _reference(source: Templates, references: Mapping[str, Any], key: str) -> str:
    """Return one entry of the reference list; raises TemplateError."""
    try:
        entry = references[key]
        parts = [str(entry[part]) for part in ("authors", "title", "venue", "year")]
    except (KeyError, TypeError):
        raise TemplateError(
            f"reference {key!r} needs authors, title, venue and year; add what is missing",
            source.path("references.toml"),
        ) from None
    authors, title, venue, year = parts
    text = f"{authors.removesuffix('.')}. {title}. {venue}, {year}."
    if "doi" in entry:
        return f"{text} [doi:{entry['doi']}](https://doi.org/{entry['doi']})"
    if "arxiv" in entry:
        return f"{text} [arXiv:{entry['arxiv']}](https://arxiv.org/abs/{entry['arxiv']})"
    return f"{text} [{urlsplit(str(entry['url'])).netloc}]({entry['url']})" if "url" in entry else text


def _sigmoid(z: float) -> float:
    """The logistic function, for the numbers that an article derives from it."""
    return 1 / (1 + math.exp(-z))
