"""The portable Markdown in the idiom of one docs system."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from lstm_article.article.article import Article
from lstm_article.equations import roles
from lstm_article.figures.text import FigureText
from lstm_article.formats.flavors import FLAVORS, Idiom, caption, image

Lines = tuple[int, int]  # of a text: the first, and the one behind the last, counted from 0


def flavored(article: Article, idiom: Idiom, name: str = "lstm") -> str:
    """Return the article's Markdown in an idiom.

    Labels begin with `name` and the language, as in `lstm-en-forget-gate`, so that a site may have the
    article in both languages, or twice. What a user's template writes in another way than the built-in ones
    (a caption with words behind it, an equation in a list) stays as it is.
    """
    if idiom is FLAVORS["plain"]:
        return article.markdown
    lines, prefix = list(article.text.lines), label_prefix(article, name)
    labels = {figure.number: f"{prefix}-{figure.name}" for figure in article.figures}
    special = dict(_code(article))
    for place, figure in _figures(article):
        caption = _prose(figure.caption, idiom, labels)
        special[place] = idiom.figure(replace(figure, caption=caption), labels[figure.number])
    for place, tex, part in _equations(article):
        special[place] = idiom.equation(tex, f"{prefix}-{part}")
    for block in article.text.blocks:
        if block.level:
            at, heading = block.line - 1, lines[block.line - 1]
            lines[at] = re.sub(r"^#+", lambda marks: (marks[0] + "#" * idiom.deeper)[:6], heading)
            if idiom.titled and heading == f"# {article.title}":
                special[at, at + 1] = ""
    pieces, at = [], 0
    for (start, end), text in sorted(special.items()):
        pieces += [_prose("\n".join(lines[at:start]), idiom, labels), text]
        at = end
    pieces.append(_prose("\n".join(lines[at:]), idiom, labels))
    return _front_matter(idiom.front_matter(article)) + "\n".join(pieces).strip("\n") + "\n"


def label_prefix(article: Article, name: str) -> str:
    """Return what all labels of an article begin with."""
    plain = re.sub(r"[\W_]+", "-", name.lower()).strip("-")
    return f"{plain or 'lstm'}-{article.lang}"


def _code(article: Article) -> Iterator[tuple[Lines, str]]:
    """Yield the blocks of code, with their lines."""
    for token in article.text.tokens:
        if token.map and token.type in {"fence", "code_block"}:
            yield (token.map[0], token.map[1]), "\n".join(article.text.lines[slice(*token.map)])


def _figures(article: Article) -> Iterator[tuple[Lines, FigureText]]:
    """Yield the figures as the templates place them, with the lines that image and caption take."""
    for figure in article.figures:
        written = f"{image(figure)}\n\n{caption(figure)}".split("\n")
        for at in range(len(article.text.lines)):
            if article.text.lines[at : at + len(written) + 1] == [*written, ""]:
                yield (at, at + len(written)), figure


def _equations(article: Article) -> Iterator[tuple[Lines, str, str]]:
    """Yield the display equations: their lines, TeX, and part of the LSTM, or else running number."""
    parts = roles.parts_by_line(article.text.equations)
    blocks = (token for token in article.text.tokens if token.type == "math_block" and token.map)
    for number, token in enumerate(blocks, 1):
        start, end = token.map or (0, 0)
        if article.text.lines[start] == article.text.lines[end - 1] == "$$":
            named = (parts[line] for line in range(start + 1, end + 1) if line in parts)
            yield (start, end), token.content, next(named, f"equation-{number}")


# What is passed over, up to the end of a paragraph, and what is written anew.
_SPANS = r"""
    (?<!`)(?P<ticks>`+)(?!`)(?:(?!\n[ ]*\n).)+?(?<!`)(?P=ticks)(?!`)  # code
  | \\.  # an escaped sign
  | <[\w/!][^<>\n]*>  # an address, or HTML
  | !\[[^\[\]]*\]\([^()\n]*\)  # an image
  | ^\[[^\]\n]+\]:.*?$  # the target of references
  | (?P<text>\[[^\[\]]*\])(?P<target>\((?:[^()\n]|\([^()\n]*\))*\)|\[[^\[\]]*\])  # a link
  | \$(?!\s)(?P<tex>(?:\\.|[^$\\])+?)(?<!\s)\$(?![\d$])
  | \[(?P<cited>\d+(?:,\d+)*)\]
"""


def _prose(text: str, idiom: Idiom, labels: Mapping[str, str]) -> str:
    """Return Markdown without display equations and code blocks in an idiom."""

    def written(match: re.Match[str]) -> str:
        if match["text"]:
            return f"[{_prose(match['text'][1:-1], idiom, {})}]{match['target']}"
        if match["tex"]:
            return idiom.inline(match["tex"])
        if match["cited"]:
            return idiom.citation(match["cited"])
        if match[0] in labels:
            word, number = match[0].split()
            return idiom.reference(word, number, labels[match[0]])
        return match[0]

    words = (rf"(?<![A-Za-z*]){re.escape(number)}(?![\d.]*\d)" for number in labels)
    return re.sub("|".join([_SPANS, *words]), written, text, flags=re.DOTALL | re.MULTILINE | re.VERBOSE)


def _front_matter(values: Mapping[str, Any]) -> str:
    """Return YAML front matter; JSON's strings and objects are YAML."""
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()]
    return "\n".join(["---", *lines, "---", "", ""]) if values else ""
