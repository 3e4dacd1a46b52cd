"""The portable Markdown in the idiom of one docs system: a flavor adds only what its host gains from.

Every flavor says the same words. What differs is the front matter, how a figure is bound to its caption, and
how mathematics is fenced, labelled and referred to.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from html import escape
from typing import Any

from lstm_article import roles
from lstm_article.article import Article
from lstm_article.diagram import WIDTH
from lstm_article.labels import FigureText
from lstm_article.markdown import parse

Lines = tuple[int, int]  # of a text: the first, and the one behind the last, counted from 0


@dataclass(frozen=True)
class Idiom:
    """How one docs system writes what Markdown has no common form for.

    `figure` takes a figure and its label, `equation` TeX and its label, `inline` TeX, `citation` numbers;
    `reference` takes what refers to a figure in the text (`Figure`, `2`) and its label. A `titled` host sets
    the title itself, from the front matter. Headings go `deeper` by so many levels.
    """

    front_matter: Callable[[Article], Mapping[str, Any]] = lambda _: {}
    figure: Callable[[FigureText, str], str] = lambda figure, _: f"{_image(figure)}\n\n{_caption(figure)}"
    equation: Callable[[str, str], str] = lambda tex, _: f"$$\n{tex}\n$$"
    inline: Callable[[str], str] = lambda tex: f"${tex}$"
    citation: Callable[[str], str] = lambda numbers: f"[{numbers}]"
    reference: Callable[[str, str, str], str] = lambda word, number, _: f"{word} {number}"
    titled: bool = False
    deeper: int = 0


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
        written = f"{_image(figure)}\n\n{_caption(figure)}".split("\n")
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


def _text(markdown: str) -> str:
    """Return the words of an alternative text, for where it is no Markdown."""
    inline = next(token for token in parse(markdown or "-") if token.type == "inline")
    breaks = {"softbreak", "hardbreak"}
    words = (" " if child.type in breaks else child.content for child in inline.children or [])
    return " ".join("".join(words).split())


def _image(figure: FigureText) -> str:
    return f"![{figure.alt}]({figure.path})"


def _caption(figure: FigureText) -> str:
    return f"**{figure.number}** {figure.caption}"


def _described(article: Article) -> dict[str, Any]:
    return {"title": article.title, "description": article.description}


def _html_figure(image: str, figure: FigureText, outer: str = "", inner: str = "") -> str:
    """Return a figure whose image and caption are Markdown within HTML, with both elements' attributes."""
    opening, closing = f"<figcaption{inner}>", "</figcaption>\n</figure>"
    return "\n\n".join([f"<figure{outer}>", image, opening, _caption(figure), closing])


def _github_figure(figure: FigureText, _: str) -> str:
    image = f'<img src="{escape(figure.path)}" alt="{escape(_text(figure.alt))}" width="{WIDTH}">'
    return f"{image}\n\n{_caption(figure)}"


def _myst_meta(article: Article) -> dict[str, Any]:
    description = {"html_meta": {f"description lang={article.tag}": article.description}}
    # For mystmd, which would number the figures a second time; then for Sphinx.
    return {"description": article.description, "numbering": {"figure": False}, "myst": description}


def _myst_figure(caption: str, figure: FigureText, label: str) -> str:
    options = {"name": label, "alt": _text(figure.alt), "width": f"{WIDTH}px"}
    lines = (f":{key}: {value}" for key, value in options.items())
    return "\n".join([f"```{{figure}} {figure.path}", *lines, "", caption, "```"])


def _hugo_meta(article: Article) -> dict[str, Any]:
    cjk = {"isCJKLanguage": True} if article.lang == "zh" else {}  # for Hugo's summary and reading time
    return {**_described(article), **cjk, "params": {"math": True}}


def _hugo_figure(figure: FigureText, _: str) -> str:
    values = {"src": figure.path, "alt": _text(figure.alt), "width": str(WIDTH), "caption": _caption(figure)}
    written = (f"{key}={_hugo_string(value)}" for key, value in values.items())
    return f"{{{{< figure {' '.join(written)} >}}}}"


def _hugo_string(value: str) -> str:
    """Return a string in backticks, in which nothing is special, or else in quotes, in which they are."""
    value = " ".join(value.split())
    return f"`{value}`" if "`" not in value else '"' + value.replace('"', r"\"") + '"'


def _jekyll_meta(article: Article) -> dict[str, Any]:
    # Liquid has nothing to do in an article, and stumbles over braces in its code.
    return {"layout": "page", **_described(article), "lang": article.tag, "render_with_liquid": False}


def _quarto_figure(figure: FigureText, label: str) -> str:
    alt = _text(figure.alt).replace('"', "&quot;")
    return f'![{figure.caption}]({figure.path}){{#fig-{label} fig-alt="{alt}" width={WIDTH}}}'


_MARKDOWN = ' markdown="1"'  # within HTML, for kramdown
# VitePress tells images of its dark mode alone: in its light one they would be as the reader's system is.
_LIGHT_UNLESS_DARK = ":root:not(.dark) { color-scheme: light; }"

FLAVORS: Mapping[str, Idiom] = {
    "plain": Idiom(),
    "github": Idiom(
        figure=_github_figure,
        equation=lambda tex, _: f"```math\n{tex}\n```",
        inline=lambda tex: f"$`{tex}`$",
    ),
    "mkdocs": Idiom(_described),
    "myst": Idiom(
        _myst_meta,
        figure=lambda figure, label: _myst_figure(_caption(figure), figure, label),
        equation=lambda tex, label: f"$$\n{tex}\n$$ ({label})",
        reference=lambda word, number, label: f"{{ref}}`{word} {number} <{label}>`",
    ),
    "docusaurus": Idiom(
        _described,
        figure=lambda figure, _: _html_figure(_image(figure), figure, ' className="margin--none"'),
    ),
    "vitepress": Idiom(
        lambda article: {**_described(article), "head": [["style", {}, _LIGHT_UNLESS_DARK]]},
        figure=lambda figure, _: _html_figure(f"{_image(figure)}{{width={WIDTH}}}", figure),
    ),
    "hugo": Idiom(_hugo_meta, figure=_hugo_figure, titled=True),
    "jekyll": Idiom(
        _jekyll_meta,
        figure=lambda figure, _: _html_figure(
            f'{_image(figure)}{{: width="{WIDTH}" style="max-width: 100%"}}', figure, _MARKDOWN, _MARKDOWN
        ),
        inline=lambda tex: f"$${tex}$$",
        citation=lambda numbers: rf"\[{numbers}\]",
        titled=True,
    ),
    "quarto": Idiom(
        lambda article: {**_described(article), "lang": article.tag},
        figure=_quarto_figure,
        equation=lambda tex, label: f"$$\n{tex}\n$$ {{#eq-{label}}}",
        reference=lambda word, _, label: f"{word} [-@fig-{label}]",
        titled=True,
    ),
}  # fmt: skip

# For Sphinx with `numfig`, and for whoever else numbers figures by itself.
NUMBERED_MYST = replace(
    FLAVORS["myst"],
    front_matter=lambda _: {},
    figure=lambda figure, label: _myst_figure(figure.caption, figure, label),
    reference=lambda word, _, label: f"{{numref}}`{word} %s <{label}>`",
)
