"""An article's Markdown with a flavor applied to its mathematics, figures, citations and headings."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from markdown_it.token import Token

from lstm_article.article import Article, labelled_equations
from lstm_article.errors import TemplateError
from lstm_article.formats.flavors import FLAVORS, Idiom


class _Replacement(NamedTuple):
    """A text that replaces `markdown[start:end]`."""

    start: int
    end: int
    text: str


def flavored(article: Article, idiom: Idiom, name: str = "lstm") -> str:
    """Return the article's Markdown in an idiom.

    Labels begin with `name` and the language, as in `lstm-en-forget-gate`, so that a site may have the
    article in both languages, or twice. Markdown that the built-in templates do not use (words after a caption,
    an equation in a list) stays as it is. Raises TemplateError for text that the host cannot show as it is.
    """
    if idiom is FLAVORS["plain"]:
        return article.markdown
    prefix = label_prefix(article, name)
    spans, equations = [*article.text.inline_spans()], labelled_equations(article.text)
    numbers = {label: number for number, (_, label) in enumerate(equations, 1)}
    inline = [
        *_mathematics(spans, idiom),
        *_literal_spans(article, spans, idiom),
        *_numbers(article, spans, numbers, idiom, prefix),
    ]
    replacements = [
        *inline,
        *_figures(article, idiom, prefix, inline),
        *_equations(article, equations, idiom, prefix),
        *_headings(article, idiom),
        *_indented_code(article, idiom),
    ]
    try:
        text = _replaced(article.markdown, 0, len(article.markdown), replacements, idiom.literal)
    except TemplateError as error:
        error.file = article.file
        raise
    parts = [_front_matter(idiom.front_matter(article)), text.strip("\n"), idiom.after]
    return "\n\n".join(filter(None, parts)) + "\n"


def label_prefix(article: Article, name: str) -> str:
    """Return the prefix of all labels of an article, such as `lstm-en`; `name` may be any text."""
    plain = re.sub(r"[\W_]+", "-", name.lower()).strip("-")
    return f"{plain or 'lstm'}-{article.lang}"


def _replaced(
    markdown: str,
    start: int,
    end: int,
    replacements: Iterable[_Replacement],
    literal: Callable[[str], str] = lambda text: text,
) -> str:
    """Return `markdown[start:end]` with its replacements, without those that lie within another, the rest `literal`."""
    pieces = []
    for new in sorted(replacements):
        if start <= new.start and new.end <= end:
            pieces += [literal(markdown[start : new.start]), new.text]
            start = new.end
    return "".join([*pieces, literal(markdown[start:end])])


def _mathematics(spans: Iterable[tuple[Token, int, int]], idiom: Idiom) -> Iterator[_Replacement]:
    """Yield replacements for inline mathematics."""
    for token, start, end in spans:
        if token.type == "math_inline" and token.markup == "$":
            yield _Replacement(start, end, idiom.inline(token.content))


def _literal_spans(article: Article, spans: Iterable[tuple[Token, int, int]], idiom: Idiom) -> Iterator[_Replacement]:
    """Yield replacements for code in a line, and alternative texts, that the host would not take as text."""
    for token, start, end in spans:
        if token.type == "code_inline" and idiom.code_end and "{{" in token.content:
            yield _Replacement(end, end, idiom.code_end)
        elif token.type == "image" and article.markdown.startswith(token.content, start + 2):
            alt = idiom.alt(token.content)
            if alt != token.content:
                yield _Replacement(start + 2, start + 2 + len(token.content), alt)


def _indented_code(article: Article, idiom: Idiom) -> Iterator[_Replacement]:
    """Yield fenced code in place of indented code that the host would not take as such; raises TemplateError."""
    for token in article.text.tokens:
        if token.type != "code_block" or not token.map or idiom.fenced is None or idiom.fenced not in token.content:
            continue
        if not token.level:
            fence = "~" * max(3, *(len(run) + 1 for run in re.findall("~*", token.content)))
            yield _Replacement(*_range(article, *token.map), f"{fence}\n{token.content.rstrip()}\n{fence}")
        elif "{" in token.content:
            raise TemplateError("has `{` in indented code in a list or quote; fence it", article.file)


def _numbers(
    article: Article, spans: Iterable[tuple[Token, int, int]], equations: Mapping[str, int], idiom: Idiom, prefix: str
) -> Iterator[_Replacement]:
    """Yield replacements for citations and for references to figures and equations, except in code and links.

    `equations` has the numbers of equations by their labels.
    """
    excluded = [*_code(article), *(range(start, end) for _, start, end in spans)]
    for kind, values, start, end in article.marks:
        if any(start in span for span in excluded):
            continue
        if kind == "citation":
            yield _Replacement(start, end, idiom.citation(article.markdown[start + 1 : end - 1]))
        elif kind == "reference":
            word, number = article.markdown[start:end].split()
            yield _Replacement(start, end, idiom.reference(word, number, f"{prefix}-{values[0]}"))
        elif kind == "equation" and values[0] in equations:
            label, words = values
            yield _Replacement(start, end, idiom.equation_reference(words, equations[label], f"{prefix}-{label}"))


def _figures(article: Article, idiom: Idiom, prefix: str, inline: Iterable[_Replacement]) -> Iterator[_Replacement]:
    """Yield replacements for the figures in paragraphs of their own, with their captions."""
    before = idiom.before_figures
    numbers = {mark.values[0]: mark.start for mark in article.marks if mark.kind == "number"}
    for figure in article.figures:
        start = article.markdown.rfind(figure.image, 0, numbers[figure.name])  # its caption begins with its number
        end = start + len(figure.markdown)
        alone = article.markdown[:start][-1:] in {"", "\n"} and article.markdown[end : end + 2] in {"\n", "\n\n"}
        if alone and article.markdown[start:end] == figure.markdown:  # which a template's filter may have changed
            caption = _replaced(article.markdown, end - len(figure.caption), end, inline)
            text = idiom.figure(figure._replace(caption=caption), f"{prefix}-{figure.name}")
            yield _Replacement(start, end, f"{before}\n\n{text}" if before else text)
            before = ""


def _equations(
    article: Article, equations: Iterable[tuple[Token, str]], idiom: Idiom, prefix: str
) -> Iterator[_Replacement]:
    """Yield replacements for display equations, with their labels."""
    lines = article.text.lines
    for token, label in equations:
        first, last = token.map or (0, 0)
        if lines[first] == lines[last - 1] == "$$":
            yield _Replacement(*_range(article, first, last), idiom.equation(token.content, f"{prefix}-{label}"))


def _headings(article: Article, idiom: Idiom) -> Iterator[_Replacement]:
    """Yield replacements that move headings deeper, and remove the title if the host writes it itself."""
    headings = [block for block in article.text.blocks if block.level]
    for block in headings:
        start, end = _range(article, block.line - 1, block.line)
        heading = article.markdown[start:end]
        if idiom.titled and block is headings[0] and heading.startswith("# "):
            yield _Replacement(start, end, "")
        elif heading.startswith("#"):
            yield _Replacement(start, start, "#" * min(idiom.deeper, 6 - block.level))


def _code(article: Article) -> Iterator[range]:
    """Yield the ranges of characters that are blocks of code."""
    for token in article.text.tokens:
        if token.map and token.type in {"fence", "code_block"}:
            yield range(*_range(article, *token.map))


def _range(article: Article, first: int, last: int) -> tuple[int, int]:
    """Return the range of characters of the lines from `first` to before `last`, counted from 0."""
    lines = article.text.lines
    start = sum(len(line) + 1 for line in lines[:first])
    return start, start + len("\n".join(lines[first:last]))


def _front_matter(values: Mapping[str, object]) -> str:
    """Return YAML front matter with its values written as JSON, which is also YAML."""
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()]
    return "\n".join(["---", *lines, "---"]) if values else ""
