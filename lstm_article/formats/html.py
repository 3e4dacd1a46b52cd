"""Markdown to one HTML page: MathML, inline figures, linked citations, a strict security policy.

The only importer of math_core.
"""

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from copy import copy
from pathlib import Path
from typing import Any
from urllib.parse import quote

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from math_core import LatexError, LatexToMathML

from lstm_article.article.article import Article
from lstm_article.errors import TemplateError
from lstm_article.templating.marks import MARKS
from lstm_article.templating.templates import Templates
from lstm_article.text import document

_MATH_FONT = Path(__file__).parents[1] / "fonts" / "math.woff2"
_POLICY = "policy".join(MARKS)  # stands in the page until its style sheets are known
_CITATION = re.compile(r"\[([1-9]\d{0,2}(?:,[1-9]\d{0,2})*)\]")
_TEX_LIMIT = 2000  # characters: deeper nesting than fits in them overflows the converter's stack


def page(
    article: Article,
    figures: Mapping[str, str],
    others: Sequence[Article],
    templates: Templates,
    name: str = "lstm",
) -> str:
    """Return the article as a page that needs no network and no JavaScript.

    `figures` maps the paths that the Markdown links to onto `<svg>` elements; `others` are the articles in
    other languages that the page links to, in files whose names begin with `name`. Raises TemplateError, for
    TeX that cannot be set as well.
    """
    tokens = _with_figures(article.text.tokens)
    renderer = _Renderer(figures, _link_references(tokens), templates.path(f"{article.lang}/article.md"))
    html = templates.render(
        "page.html",
        {
            "article": article,
            "body": renderer.render(tokens, MarkdownIt("commonmark").options, {}),
            "others": others,
            "name": quote(name),
            "policy": _POLICY,
            "math_font": base64.b64encode(_MATH_FONT.read_bytes()).decode(),
        },
    )
    return html.replace(_POLICY, _policy(html))


def _policy(html: str) -> str:
    """Return a Content-Security-Policy that admits the page's own style sheets and nothing else."""
    hashes = {
        "'sha256-" + base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() + "'": None
        for style in re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    }
    return (
        f"default-src 'none'; style-src {' '.join(hashes)}; font-src data:; img-src 'self' data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _with_figures(tokens: Sequence[Token]) -> list[Token]:
    """Return copies of a text's tokens, in which an image by itself is a figure that has its caption."""
    copies = [copy(token) for token in tokens]
    at = 0
    while at < len(copies):
        image = document.image(copies[at]) if copies[at].type == "inline" else None
        if image is not None:
            figure = copy(image)
            figure.meta = {"figure": True}
            below = at + 3
            if (
                below < len(copies)
                and copies[below].type == "inline"
                and document.caption(copies[below], copies[at])
            ):
                figure.meta["caption"] = copies[below].children
                del copies[below - 1 : below + 2]
            copies[at].children = [figure]
            copies[at - 1].hidden = copies[at + 1].hidden = True
        at += 1
    return copies


def _link_references(tokens: list[Token]) -> int:
    """Mark the entries of the reference list, to be linked to from citations; return their number."""
    number = 0
    listing = False
    for token, text in zip(tokens, [*tokens[1:], None], strict=True):
        if token.type == "heading_open" and text is not None:
            listing = text.content.strip().lower() in document.REFERENCE_HEADINGS
        elif listing and token.type == "ordered_list_open":
            token.attrs = {**token.attrs, "class": "references"}
        elif listing and token.type == "list_item_open":
            number += 1
            token.attrs = {**token.attrs, "id": f"reference-{number}"}
    return number


class _Renderer(RendererHTML):
    """markdown-it's HTML with mathematics, figures and citations; a method is a token type's rule."""

    def __init__(self, figures: Mapping[str, str], references: int, template: Path) -> None:
        super().__init__()
        self._figures = figures
        self._references = references
        self._template = template
        self._to_mathml = LatexToMathML(annotation=True, fancy_error=False)
        self._equations = self._headings = 0

    def math_inline(self, tokens: Sequence[Token], at: int, *_: Any) -> str:
        return self._mathml(tokens[at].content, display=False)

    def math_block(self, tokens: Sequence[Token], at: int, *_: Any) -> str:
        self._equations += 1
        mathml = self._mathml(tokens[at].content, display=True)
        return f'<div class="equation" id="equation-{self._equations}">{mathml}</div>\n'

    def heading_open(self, tokens: Sequence[Token], at: int, *_: Any) -> str:
        self._headings += 1
        return f'<{tokens[at].tag} id="section-{self._headings - 1}">'

    def image(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: Any) -> str:
        token = tokens[at]
        source = str(token.attrs["src"])
        picture = self._figures.get(source) or super().image(tokens, at, options, env)
        if "figure" not in token.meta:
            return picture
        caption = self.renderInline(token.meta.get("caption", []), options, env)
        below = f"<figcaption>{caption}</figcaption>" if caption else ""
        name = escapeHtml(Path(source).name.partition(".")[0])
        return f'<figure id="figure-{name}">{picture}{below}</figure>\n'

    def text(self, tokens: Sequence[Token], at: int, *_: Any) -> str:
        def link(match: re.Match[str]) -> str:
            numbers = match[1].split(",")
            if max(map(int, numbers)) > self._references:
                return match[0]
            links = (f'<a href="#reference-{number}">{number}</a>' for number in numbers)
            return f"[{','.join(links)}]"

        return _CITATION.sub(link, escapeHtml(tokens[at].content))

    def text_special(self, tokens: Sequence[Token], at: int, *_: Any) -> str:
        return escapeHtml(tokens[at].content)

    def table_open(self, *_: Any) -> str:
        return '<div class="table"><table>\n'

    def table_close(self, *_: Any) -> str:
        return "</table></div>\n"

    def th_open(self, *_: Any) -> str:  # without the style attribute that the policy refuses
        return "<th>"

    def td_open(self, *_: Any) -> str:
        return "<td>"

    def html_inline(self, tokens: Sequence[Token], at: int, *_: Any) -> str:
        return escapeHtml(tokens[at].content)

    def html_block(self, tokens: Sequence[Token], at: int, *_: Any) -> str:
        return f"<p>{escapeHtml(tokens[at].content)}</p>\n"

    def _mathml(self, tex: str, *, display: bool) -> str:
        try:
            if len(tex) > _TEX_LIMIT:
                raise TemplateError(
                    f"has mathematics of over {_TEX_LIMIT} characters; split it", self._template
                )
            return self._to_mathml.convert_with_local_state(tex, displaystyle=display)
        except LatexError as error:
            message = f"the mathematics `{tex}` cannot be set: {error}; correct the TeX"
            raise TemplateError(message, self._template) from None
