"""An article's Markdown with a flavor applied to its mathematics, figures, citations and headings."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from markdown_it.token import Token

from lstm_article.article import Article
from lstm_article.equations import roles
from lstm_article.formats.flavors import FLAVORS, Idiom


class _Replacement(NamedTuple):
    """What is written in the place of `markdown[start:end]`."""

    start: int
    end: int
    text: str


def flavored(article: Article, idiom: Idiom, name: str = "lstm") -> str:
    """Return the article's Markdown in an idiom.

    Labels begin with `name` and the language, as in `lstm-en-forget-gate`, so that a site may have the
    article in both languages, or twice. What a user's template writes in another way than the built-in ones
    (a caption with words behind it, an equation in a list) stays as it is.
    """
    if idiom is FLAVORS["plain"]:
        return article.markdown
    prefix = label_prefix(article, name)
    spans = [*article.text.inline_spans()]
    inline = [*_mathematics(spans, idiom), *_numbers(article, spans, idiom, prefix)]
    replacements = [
        *inline,
        *_figures(article, idiom, prefix, inline),
        *_equations(article, idiom, prefix),
        *_headings(article, idiom),
    ]
    text = _replaced(article.markdown, 0, len(article.markdown), replacements)
    return _front_matter(idiom.front_matter(article)) + text.strip("\n") + "\n"


def label_prefix(article: Article, name: str) -> str:
    """Return what all labels of an article begin with."""
    plain = re.sub(r"[\W_]+", "-", name.lower()).strip("-")
    return f"{plain or 'lstm'}-{article.lang}"


def _replaced(markdown: str, start: int, end: int, replacements: Iterable[_Replacement]) -> str:
    """Return `markdown[start:end]` with its replacements; one within another is a part of that."""
    pieces = []
    for one in sorted(replacements, key=lambda one: (one.start, -one.end)):
        if start <= one.start and one.end <= end:
            pieces += [markdown[start : one.start], one.text]
            start = one.end
    return "".join([*pieces, markdown[start:end]])


def _mathematics(spans: Iterable[tuple[Token, int, int]], idiom: Idiom) -> Iterator[_Replacement]:
    """Yield the mathematics within lines."""
    for token, start, end in spans:
        if token.type == "math_inline" and token.markup == "$":
            yield _Replacement(start, end, idiom.inline(token.content))


def _numbers(
    article: Article, spans: Iterable[tuple[Token, int, int]], idiom: Idiom, prefix: str
) -> Iterator[_Replacement]:
    """Yield the citations and the references to figures; in code they are code, and in a link part of it."""
    taken = [*_code(article), *(range(start, end) for _, start, end in spans)]
    for kind, values, start, end in article.marks:
        if any(start in span for span in taken):
            continue
        if kind == "citation":
            yield _Replacement(start, end, idiom.citation(article.markdown[start + 1 : end - 1]))
        elif kind == "reference":
            word, number = article.markdown[start:end].split()
            yield _Replacement(start, end, idiom.reference(word, number, f"{prefix}-{values[0]}"))


def _figures(article: Article, idiom: Idiom, prefix: str, inline: Iterable[_Replacement]) -> Iterator[_Replacement]:
    """Yield the figures that stand by themselves, with their captions."""
    numbers = {mark.values[0]: mark.start for mark in article.marks if mark.kind == "number"}
    for figure in article.figures:
        start = article.markdown.rindex(figure.image, 0, numbers[figure.name])  # its caption begins with its number
        end = start + len(figure.markdown)
        if article.markdown[:start][-1:] in {"", "\n"} and article.markdown[end : end + 2] in {"\n", "\n\n"}:
            caption = _replaced(article.markdown, end - len(figure.caption), end, inline)
            text = idiom.figure(replace(figure, caption=caption), f"{prefix}-{figure.name}")
            yield _Replacement(start, end, text)


def _equations(article: Article, idiom: Idiom, prefix: str) -> Iterator[_Replacement]:
    """Yield the display equations, labelled as the part of the LSTM that they define, or by their number."""
    lines = article.text.lines
    parts = roles.parts_by_line(article.text.equations)
    blocks = (token for token in article.text.tokens if token.type == "math_block" and token.map)
    for number, token in enumerate(blocks, 1):
        first, last = token.map or (0, 0)
        if lines[first] == lines[last - 1] == "$$":
            part = next((parts[line] for line in range(first + 1, last + 1) if line in parts), None)
            label = f"{prefix}-{part or f'equation-{number}'}"
            yield _Replacement(*_range(article, first, last), idiom.equation(token.content, label))


def _headings(article: Article, idiom: Idiom) -> Iterator[_Replacement]:
    """Yield the headings, deeper; and the title, which a titled host writes itself."""
    for block in article.text.blocks:
        if block.level:
            start, end = _range(article, block.line - 1, block.line)
            heading = article.markdown[start:end]
            if idiom.titled and heading == f"# {article.title}":
                yield _Replacement(start, end, "")
            elif idiom.deeper and heading.startswith("#"):
                yield _Replacement(start, start, "#" * min(idiom.deeper, 6 - block.level))


def _code(article: Article) -> Iterator[range]:
    """Yield the places of blocks of code."""
    for token in article.text.tokens:
        if token.map and token.type in {"fence", "code_block"}:
            yield range(*_range(article, *token.map))


def _range(article: Article, first: int, last: int) -> tuple[int, int]:
    """Return where the lines from `first` to before `last`, counted from 0, stand in the Markdown."""
    lines = article.text.lines
    start = sum(len(line) + 1 for line in lines[:first])
    return start, start + len("\n".join(lines[first:last]))


def _front_matter(values: Mapping[str, object]) -> str:
    """Return YAML front matter; JSON's strings and objects are YAML."""
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()]
    return "\n".join(["---", *lines, "---", "", ""]) if values else ""
