"""An article's text as HTML: MathML, numbered equations, inline figures, and links to all that the text refers to."""

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from math_core import LatexError, LatexToMathML

from lstm_article.article import Article
from lstm_article.errors import TemplateError
from lstm_article.formats.flavors import Idiom, before_number
from lstm_article.formats.markdown import flavored
from lstm_article.text import Document, document

_NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
_TEX_LIMIT = 2000  # characters; longer TeX may be nested so deeply that the converter's stack overflows
_CITATION = re.compile(r"#reference-(\d+)")
_CIRCLED = re.compile(r"<mo([^>]*>[⊕⊗⊙]<)")
_IDS_OF_OTHERS = re.compile(r"\A(?=(citation|equation|figure|reference)-)")


class Heading(NamedTuple):
    """A heading for the contents: its level, its id, and its words as HTML without links."""

    level: int
    id: str
    words: str


def rendered(article: Article, figures: Mapping[str, str], back: str, template: Path) -> tuple[str, list[Heading]]:
    """Return an article's text as HTML, and its headings.

    `figures` maps the paths in the Markdown to `<svg>` elements; `back` is the name of a link from a reference, by its
    `{number}`, to where it is cited. Raises TemplateError about `template` for TeX that cannot be set as MathML.
    """
    text = document.read(_linked(article))
    _mark_references(text, article, _mark_citations(text))
    renderer = _Renderer(figures, article.tag, back, template)
    return renderer.render([*_as_wholes(text.tokens)], MarkdownIt().options, {}), renderer.headings


def _linked(article: Article) -> str:
    """Return the article's Markdown with citations, and references to figures and equations, as links in the page."""
    names = {figure.number: figure.name for figure in article.figures}
    idiom = Idiom(
        citation=lambda numbers: f"[{','.join(f'[{number}](#reference-{number})' for number in numbers.split(','))}]",
        reference=lambda word, number, _: f"[{word}{_NO_BREAK_SPACE}{number}](#figure-{names[f'{word} {number}']})",
        equation_reference=lambda words, number, _: (
            f"[{before_number(words, _NO_BREAK_SPACE)}({number})](#equation-{number})"
        ),
    )
    return flavored(article, idiom)


def _mark_citations(text: Document) -> Counter[int]:
    """Give each citation an id, such as `citation-3-1`; return how often each reference is cited."""
    cited = Counter[int]()
    for before, link in (pair for token in text.tokens for pair in pairwise([None, *(token.children or [])])):
        if link and (match := _CITATION.fullmatch(str(link.attrs.get("href")))):
            number = int(match[1])
            cited[number] += 1
            link.attrs["id"] = f"citation-{number}-{cited[number]}"
            if before and before.content == ",":
                link.attrs["class"] = "next"
    return cited


def _mark_references(text: Document, article: Article, cited: Counter[int]) -> None:
    """Give each reference an id and its language, and the end of each list item the ids of its citations."""
    numbers = {block.line: block.item for block in text.blocks if block.listed and block.item}
    langs = dict(enumerate(article.reference_langs, 1))
    lists, items = list[Token](), list[Token]()
    for token, following in pairwise(text.tokens):
        match token.type:
            case "ordered_list_open" | "bullet_list_open":
                lists.append(token)
            case "ordered_list_close" | "bullet_list_close":
                lists.pop()
            case "list_item_open":
                items.append(token)
                number = numbers.get(following.map[0] + 1, 0) if following.map and len(lists) == 1 else 0
                if number:
                    lists[-1].attrs["class"] = "references"
                    token.meta["number"], token.attrs["id"] = number, f"reference-{number}"
                    if langs.get(number, article.lang) != article.lang:
                        token.attrs["lang"] = langs[number]
            case "list_item_close":
                number = token.meta["number"] = items.pop().meta.get("number", 0)
                token.meta["cited by"] = [f"citation-{number}-{time}" for time in range(1, cited[number] + 1)]


def _as_wholes(tokens: Sequence[Token]) -> Iterator[Token]:
    """Yield a text's tokens, with one for a heading, and one for an image that is a paragraph, with its caption."""
    at = 0
    while at < len(tokens):
        token, length = tokens[at], 1
        if token.type == "heading_open":
            token, length = Token("heading", token.tag, 0, children=tokens[at + 1].children, hidden=True), 3
        elif token.type == "paragraph_open" and (image := document.image(tokens[at + 1])):
            token, length = Token("figure", "", 0, children=[image], hidden=True), 3  # hidden: a line break follows
            below = at + 3
            is_text = below < len(tokens) and tokens[below].type == "paragraph_open"
            if is_text and document.caption(tokens[below + 1], tokens[at + 1]):
                token.meta["caption"], length = tokens[below + 1].children, 6
        yield token
        at += length


class _Renderer(RendererHTML):
    """markdown-it's HTML with mathematics, figures and headings; each method renders the token type of its name."""

    def __init__(self, figures: Mapping[str, str], lang: str, back: str, template: Path) -> None:
        super().__init__()
        self.headings: list[Heading] = []
        self._figures, self._lang, self._back, self._template = figures, lang, back, template
        self._to_mathml = LatexToMathML(annotation=True, fancy_error=False)
        self._equations = itertools.count(1)
        self._in_head = False  # of a table's row or column
        self._ids = {"text", *re.findall(r'\bid="([^"]+)"', "".join(figures.values()))}  # of the page, and in it

    def math_inline(self, tokens: Sequence[Token], at: int, *_: object) -> str:
        mathml = self._mathml(tokens[at].content, display=False)
        if len(tokens) > 1 or not self._in_head:
            return mathml
        # Not every reader takes mathematics for the text that the head of a row or column must have.
        signs = " ".join(re.findall(">([^<]+)<", mathml.partition("<annotation")[0]))
        return mathml.replace("<math", f'<math aria-label="{signs}"', 1)

    def math_block(self, tokens: Sequence[Token], at: int, *_: object) -> str:
        number = next(self._equations)
        # Without this Firefox draws a circled operator as large as a sum over many terms.
        mathml = _CIRCLED.sub(r'<mo largeop="false"\1', self._mathml(tokens[at].content, display=True))
        return f'<div class="equation" id="equation-{number}">{mathml}<span class="number">({number})</span></div>\n'

    def heading(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
        tag, children = tokens[at].tag, tokens[at].children or []
        words = self.renderInline(children, options, env)
        name = self._unique(_slug("".join(child.content for child in children)))
        self.headings.append(Heading(int(tag[1]), name, re.sub(r"</?a\b[^>]*>", "", words)))
        if tag != "h1" and "<a " not in words:
            words = f'<a href="#{name}">{words}</a>'
        return f'<{tag} id="{name}">{words}</{tag}>\n'

    def figure(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
        image, caption = tokens[at].children or [], tokens[at].meta.get("caption", [])
        picture, words = (self.renderInline(part, options, env) for part in (image, caption))
        below = f"<figcaption>{words}</figcaption>" if words else ""
        name = self._unique(f"figure-{Path(str(image[0].attrs['src'])).name.partition('.')[0]}")
        return f'<figure id="{escapeHtml(name)}">{picture}{below}</figure>\n'

    def image(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
        return self._figures.get(str(tokens[at].attrs["src"])) or super().image(tokens, at, options, env)

    def list_item_close(self, tokens: Sequence[Token], at: int, *_: object) -> str:
        citations = tokens[at].meta["cited by"]
        label = escapeHtml(self._back.replace("{number}", str(tokens[at].meta["number"])))
        links = []
        for number, citation in enumerate(citations, 1):
            time = f" {number}" if len(citations) > 1 else ""
            attributes = f'class="back" href="#{citation}" lang="{self._lang}" aria-label="{label}{time}"'
            links.append(f" <a {attributes}>↑{time.strip()}</a>")
        return f"{''.join(links)}</li>\n"

    def fence(self, tokens: Sequence[Token], at: int, *_: object) -> str:
        from lstm_article.formats.highlighting import highlighted

        language = tokens[at].info.strip().partition(" ")[0]
        # Focus lets readers without a mouse scroll code that is wider than the window.
        return f'<pre tabindex="0"><code>{highlighted(tokens[at].content, language)}</code></pre>\n'

    def code_block(self, tokens: Sequence[Token], at: int, *_: object) -> str:
        return self.fence(tokens, at)

    def table_open(self, *_: object) -> str:
        return '<div class="table"><table>\n'

    def table_close(self, *_: object) -> str:
        return "</table></div>\n"

    def th_open(self, tokens: Sequence[Token], at: int, *_: object, scope: str = "col") -> str:
        # Without its style attribute, which the policy refuses; and an empty cell heads nothing.
        self._in_head = bool(tokens[at + 1].content)
        return f'<th scope="{scope}">' if self._in_head else "<td>"

    def th_close(self, *_: object) -> str:
        tag, self._in_head = "th" if self._in_head else "td", False
        return f"</{tag}>\n"

    def td_open(self, tokens: Sequence[Token], at: int, *_: object) -> str:
        return self.th_open(tokens, at, scope="row") if tokens[at - 1].type == "tr_open" else "<td>"

    td_close = th_close

    def html_inline(self, tokens: Sequence[Token], at: int, *_: object) -> str:
        return escapeHtml(tokens[at].content)

    text_special = html_inline

    def html_block(self, tokens: Sequence[Token], at: int, *_: object) -> str:
        return f"<p>{escapeHtml(tokens[at].content)}</p>\n"

    def _unique(self, name: str) -> str:
        """Return an id that no other element has: `name`, if need be with a number."""
        names = itertools.chain([name], (f"{name}-{number}" for number in itertools.count(2)))
        unique = next(name for name in names if name not in self._ids)
        self._ids.add(unique)
        return unique

    def _mathml(self, tex: str, *, display: bool) -> str:
        if len(tex) > _TEX_LIMIT:
            raise TemplateError(f"has mathematics of over {_TEX_LIMIT} characters; split it", self._template)
        try:
            return self._to_mathml.convert_with_local_state(tex, displaystyle=display)
        except LatexError as error:
            message = f"the mathematics `{tex}` cannot be set: {error}; correct the TeX"
            raise TemplateError(message, self._template) from None


def _slug(words: str) -> str:
    """Return a heading's words as an id, in lower case, in their own alphabet, with hyphens for spaces."""
    slug = re.sub(r"[^\w-]", "", re.sub(r"\s+", "-", words.strip().lower())) or "section"
    return _IDS_OF_OTHERS.sub("section-", slug)
