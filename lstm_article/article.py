"""From templates to an `Article`: language, references, figures and the counted Markdown."""

import math
import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from lstm_article import diagram, document
from lstm_article.document import Document, Section
from lstm_article.errors import InputError, TemplateError
from lstm_article.templating import MARKS, Templates
from lstm_article.wordcount import Count

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = ("zh", "en")
FIGURES = ("structure",)

_LABEL_LIMIT = 2000  # characters: the longest, a figure's alternative text, has 600

_CITATION = re.compile("([0-9,]+)".join(MARKS))  # places in the reference file, until they are numbered


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
    text: Document
    figures: tuple[FigureText, ...]

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
        return ",".join(str(list(references).index(key)) for key in keys).join(MARKS)

    def figure(part: str) -> str:
        if part not in FIGURES:
            raise TemplateError(f"unknown figure {part!r}; there is {', '.join(FIGURES)}")
        if any(one.name == part for one in used):
            raise TemplateError(f"figure {part!r} stands here a second time; remove one")
        used.append(figure_text(source, lang, part, figure_format))
        number = f"{labels.one_of(document.CAPTION_WORDS, 'page', 'figure')} {len(used)}"
        return f"![{used[-1].alt}]({used[-1].path})\n\n**{number}** {used[-1].caption}"

    body = source.render(name, {"cite": cite, "figure": figure, "sigmoid": _sigmoid})
    body, cited = _number(body)
    if cited:
        entries = list(references.items())
        listed = [_reference(source, *entries[place]) for place in cited]
        heading = labels.one_of(document.REFERENCE_HEADINGS, "page", "references")
        lines = [f"{number}. {text}" for number, text in enumerate(listed, 1)]
        body = "\n".join([body.rstrip(), "", f"## {heading}", "", *lines])
    markdown = re.sub(r"\n{3,}", "\n\n", body.strip()) + "\n"
    try:
        text = document.read(markdown)
    except InputError as error:
        raise TemplateError(f"renders to Markdown that {error.message}", source.path(name)) from None
    title = next((section.title for section in text.sections if section.title), "")
    if not title:
        raise TemplateError("renders to no heading; begin with `# ` and a title", source.path(name))
    return Article(
        lang=lang,
        title=title,
        description=labels.text("page", "description"),
        tag=labels.text("page", "tag"),
        language_name=labels.text("page", "name"),
        markdown=markdown,
        text=text,
        figures=tuple(used),
    )


def figure_text(source: Templates, lang: Lang, name: str, ending: str = "svg") -> FigureText:
    """Return a figure's words from the label file of `lang`; raises TemplateError."""
    labels = _Labels(source, f"{lang}/labels.toml")
    title, caption, alt = (labels.text("figures", name, key) for key in ("title", "caption", "alt"))
    drawn = {part: labels.text("figures", name, "labels", part) for part in diagram.WORDS}
    return FigureText(name, f"figures/{name}.{lang}.{ending}", title, caption, alt, drawn)


class _Labels:
    """A label file whose missing or misspelt entries are errors that name them."""

    def __init__(self, source: Templates, name: str) -> None:
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
        if len(found) > _LABEL_LIMIT:
            raise TemplateError(f"{name} is longer than {_LABEL_LIMIT} characters; shorten it", self._file)
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


def _number(body: str) -> tuple[str, list[int]]:
    """Number the citations by first use; return the text and the cited places in that order."""
    order: dict[int, int] = {}

    def numbers(match: re.Match[str]) -> str:
        places = map(int, match[1].split(","))
        return f"[{','.join(str(order.setdefault(place, len(order) + 1)) for place in places)}]"

    return _CITATION.sub(numbers, body), list(order)


def _reference(source: Templates, key: str, entry: Any) -> str:
    """Return one entry of the reference list; raises TemplateError."""
    fields = entry if isinstance(entry, dict) else {}
    link = next((kind for kind in ("doi", "arxiv", "url") if kind in fields), None)
    needed = ("authors", "title", "venue", "year", *([link] if link else []))
    if not all(isinstance(fields.get(part), str | int) for part in needed):
        message = f"reference {key!r} needs {', '.join(needed)}, each a text; correct it"
        raise TemplateError(message, source.path("references.toml"))
    authors = str(fields["authors"]).removesuffix(".")
    text = f"{authors}. {fields['title']}. {fields['venue']}, {fields['year']}."
    match link:
        case "doi":
            return f"{text} [doi:{fields['doi']}](https://doi.org/{fields['doi']})"
        case "arxiv":
            return f"{text} [arXiv:{fields['arxiv']}](https://arxiv.org/abs/{fields['arxiv']})"
        case "url":
            return f"{text} [{urlsplit(str(fields['url'])).netloc or fields['url']}]({fields['url']})"
    return text


def _sigmoid(z: float) -> float:
    """The logistic function, for the numbers that an article derives from it."""
    return 1 / (1 + math.exp(-z))
