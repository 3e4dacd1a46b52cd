"""Markdown to one HTML page: MathML, inline figures, linked citations, and its Content-Security-Policy."""

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path
from urllib.parse import quote

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from math_core import LatexError, LatexToMathML

from lstm_article.article import Article
from lstm_article.errors import TemplateError
from lstm_article.templating import MARKS, Templates
from lstm_article.text import Document, document

_MATH_FONT = Path(__file__).parents[1] / "fonts" / "math.woff2"
_POLICY = "policy".join(MARKS)  # a placeholder in the page until its style sheets are known
_CITATION = re.compile(r"\[(\d+(?:,\d+)*)\]")
_TEX_LIMIT = 2000  # characters; longer TeX may be nested so deeply that the converter's stack overflows


def page(
    article: Article, figures: Mapping[str, str], others: Sequence[Article], templates: Templates, name: str = "lstm"
) -> str:
    """Return the article as a page that needs no network and no JavaScript.

    `figures` maps the paths in the Markdown to `<svg>` elements; `others` are the articles in other languages that the
    page links to, in files whose names begin with `name`. Raises TemplateError when the template fails, or when TeX
    cannot be set as MathML.
    """
    renderer = _Renderer(article.text, figures, templates.path(f"{article.lang}/article.md"))
    values = {
        "article": article,
        "body": renderer.render(list(_with_figures(article.text.tokens)), MarkdownIt().options, {}),
        "others": others,
        "name": quote(name),
        "policy": _POLICY,
        "math_font": base64.b64encode(_MATH_FONT.read_bytes()).decode(),
    }
    html = templates.render("page.html", values)
    # The policy admits the page's own style sheets and nothing else.
    styles = dict.fromkeys(re.findall(r"<style>(.*?)</style>", html, re.DOTALL))
    hashes = (base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() for style in styles)
    admitted = " ".join(f"'sha256-{digest}'" for digest in hashes)
    sources = f"default-src 'none'; style-src {admitted}; font-src data:; img-src 'self' data:"
    return html.replace(_POLICY, f"{sources}; base-uri 'none'; form-action 'none'")


def _with_figures(tokens: Sequence[Token]) -> Iterator[Token]:
    """Yield a text's tokens, with one token `figure` for each image that is a paragraph, and for its caption."""
    at = 0
    while at < len(tokens):
        token, length = tokens[at], 1
        if token.type == "paragraph_open" and (image := document.image(tokens[at + 1])):
            token, length = Token("figure", "", 0, children=[image], hidden=True), 3  # hidden: a line break follows
            below = at + 3
            is_text = below < len(tokens) and tokens[below].type == "paragraph_open"
            if is_text and document.caption(tokens[below + 1], tokens[at + 1]):
                token.meta["caption"], length = tokens[below + 1].children, 6
        yield token
        at += length


class _Renderer(RendererHTML):
    """markdown-it's HTML with mathematics, figures and citations; each method renders the token type of its name."""

    def __init__(self, text: Document, figures: Mapping[str, str], template: Path) -> None:
        super().__init__()
        self._figures, self._template = figures, template
        self._to_mathml = LatexToMathML(annotation=True, fancy_error=False)
        self._references = {block.line: block.item for block in text.blocks if block.listed and block.item}
        self._equations, self._headings = count(1), count()

    def math_inline(self, tokens: Sequence[Token], at: int, *_: object) -> str:
        return self._mathml(tokens[at].content, display=False)

    def math_block(self, tokens: Sequence[Token], at: int, *_: object) -> str:
        mathml = self._mathml(tokens[at].content, display=True)
        return f'<div class="equation" id="equation-{next(self._equations)}">{mathml}</div>\n'

    def heading_open(self, tokens: Sequence[Token], at: int, *_: object) -> str:
        return f'<{tokens[at].tag} id="section-{next(self._headings)}">'

    def figure(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
        image, caption = tokens[at].children or [], tokens[at].meta.get("caption", [])
        picture, words = (self.renderInline(part, options, env) for part in (image, caption))
        below = f"<figcaption>{words}</figcaption>" if words else ""
        name = escapeHtml(Path(str(image[0].attrs["src"])).name.partition(".")[0])
        return f'<figure id="figure-{name}">{picture}{below}</figure>\n'

    def image(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
        return self._figures.get(str(tokens[at].attrs["src"])) or super().image(tokens, at, options, env)

    def ordered_list_open(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
        tag = self.renderToken(tokens, at, options, env)
        return tag.replace("<ol", '<ol class="references"') if self._reference(tokens[at + 2]) else tag

    def list_item_open(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
        tag, number = self.renderToken(tokens, at, options, env), self._reference(tokens[at + 1])
        return tag.replace("<li", f'<li id="reference-{number}"') if number else tag

    def text(self, tokens: Sequence[Token], at: int, *_: object) -> str:
        return _CITATION.sub(self._citation, escapeHtml(tokens[at].content))

    def table_open(self, *_: object) -> str:
        return '<div class="table"><table>\n'

    def table_close(self, *_: object) -> str:
        return "</table></div>\n"

    def td_open(self, tokens: Sequence[Token], at: int, *_: object) -> str:
        return f"<{tokens[at].tag}>"  # without its style attribute, which the policy refuses

    th_open = td_open

    def html_inline(self, tokens: Sequence[Token], at: int, *_: object) -> str:
        return escapeHtml(tokens[at].content)

    text_special = html_inline

    def html_block(self, tokens: Sequence[Token], at: int, *_: object) -> str:
        return f"<p>{escapeHtml(tokens[at].content)}</p>\n"

    def _reference(self, paragraph: Token) -> int | None:
        """Return the number of the reference whose list item has this first paragraph, None if it is no reference."""
        return self._references.get(paragraph.map[0] + 1) if paragraph.map else None

    def _citation(self, match: re.Match[str]) -> str:
        """Return a citation linked to its references, or as it is if the article lacks one of them."""
        numbers = match[1].split(",")
        if not set(numbers) <= set(map(str, self._references.values())):
            return match[0]
        links = (f'<a href="#reference-{number}">{number}</a>' for number in numbers)
        return f"[{','.join(links)}]"

    def _mathml(self, tex: str, *, display: bool) -> str:
        if len(tex) > _TEX_LIMIT:
            raise TemplateError(f"has mathematics of over {_TEX_LIMIT} characters; split it", self._template)
        try:
            return self._to_mathml.convert_with_local_state(tex, displaystyle=display)
        except LatexError as error:
            message = f"the mathematics `{tex}` cannot be set: {error}; correct the TeX"
            raise TemplateError(message, self._template) from None
