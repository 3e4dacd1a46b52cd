"""The one walk through an article's tokens: what its text consists of, with all numbers and links to what is there."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import count, pairwise
from pathlib import Path

from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from lstm_article.article import Article
from lstm_article.formats import parts
from lstm_article.formats.flavors import Idiom, before_number
from lstm_article.formats.markdown import flavored
from lstm_article.text import Document, document

_NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
_TARGET = re.compile(r"#(reference|figure|equation)-(.+)", re.DOTALL)


def body(article: Article) -> list[parts.Block]:
    """Return an article's text as its parts, in order."""
    text = document.read(parts.printable(_linked(article)))
    return [*_Walk(article, text).blocks(SyntaxTreeNode(text.tokens).children)]


def _linked(article: Article) -> str:
    """Return the article's Markdown with citations, and references to figures and equations, as links."""
    names = {figure.number: figure.name for figure in article.figures}
    idiom = Idiom(
        citation=lambda numbers: f"[{','.join(f'[{number}](#reference-{number})' for number in numbers.split(','))}]",
        reference=lambda word, number, _: f"[{word}{_NO_BREAK_SPACE}{number}](#figure-{names[f'{word} {number}']})",
        equation_reference=lambda words, number, _: (
            f"[{before_number(words, _NO_BREAK_SPACE)}({number})](#equation-{number})"
        ),
    )
    return flavored(article, idiom)


class _Walk:
    """The state of a walk: what links can lead to, and what was numbered so far."""

    def __init__(self, article: Article, text: Document) -> None:
        self._article = article
        self._equations = count(1)
        self._depth = 0  # of lists
        self._listed = {block.line for block in text.blocks if block.listed}
        self._numbers = {block.line: block.item for block in text.blocks if block.listed and block.item}
        self._cited, self._citations = Counter[int](), Counter(_citations(text.tokens))
        self._targets = {
            "reference": {str(number) for number in self._numbers.values()},
            "equation": {str(number) for number, _ in enumerate(_of_type(text.tokens, "math_block"), 1)},
            "figure": {_name(image) for token in text.tokens if (image := document.image(token))}
            & {figure.name for figure in article.figures},
        }

    def blocks(self, nodes: Sequence[SyntaxTreeNode]) -> Iterator[parts.Block]:
        """Yield blocks; an image with its caption is one, and a heading without words is none."""
        rest = (node for node in nodes if node.type != "heading" or not _is_blank(_inline(node)))
        for node in rest:
            image = document.image(_inline(node)) if node.type == "paragraph" else None
            if image is None:
                yield self._block(node)
                continue
            following = node.next_sibling
            has_caption = (
                following is not None
                and following.type == "paragraph"
                and document.caption(_inline(following), _inline(node))
            )
            caption = self._caption(next(rest), _name(image)) if has_caption else ()
            yield parts.Figure(_name(image), _image(SyntaxTreeNode([image]).children[0]), caption)

    def _block(self, node: SyntaxTreeNode) -> parts.Block:
        match node.type:
            case "heading":
                return parts.Heading(int(node.tag[1]), self._words(node), _line(node) in self._listed)
            case "math_block":
                return parts.Equation(next(self._equations), node.content)
            case "fence" | "code_block":
                return parts.Code(node.content, node.info.strip().partition(" ")[0])
            case "blockquote":
                return parts.Quote([*self.blocks(node.children)])
            case "bullet_list" | "ordered_list":
                return self._list(node)
            case "table":
                head, *rows = (row.children for section in node.children for row in section.children)
                return parts.Table(
                    [self._cell(cell, "column") for cell in head],
                    [[self._cell(cell, None if at else "row") for at, cell in enumerate(row)] for row in rows],
                )
            case "hr":
                return parts.Rule()
            case "html_block":
                return parts.Paragraph([parts.Text(node.content)])
        return parts.Paragraph(self._words(node), node.hidden)

    def _list(self, node: SyntaxTreeNode) -> parts.List:
        self._depth += 1
        items = [parts.Item([*self.blocks(item.children)], self._reference(item)) for item in node.children]
        self._depth -= 1
        return parts.List(items, int(node.attrs.get("start", 1)) if node.type == "ordered_list" else None)

    def _reference(self, item: SyntaxTreeNode) -> parts.Reference | None:
        number = self._numbers.get(_line(item.children[0])) if item.children and self._depth == 1 else None
        if number is None:
            return None
        langs = dict(enumerate(self._article.reference_langs, 1))
        lang = langs.get(number, self._article.lang)
        return parts.Reference(number, self._citations[number], lang if lang != self._article.lang else "")

    def _cell(self, node: SyntaxTreeNode, heads: parts.Heads) -> parts.Cell:
        heads = heads if _inline(node).content else None
        match self._words(node):
            case [parts.Mathematics(tex)] if heads:
                return parts.Cell([parts.Mathematics(tex, heads=True)], heads)
            case words:
                return parts.Cell(words, heads)

    def _caption(self, node: SyntaxTreeNode, name: str) -> Sequence[parts.Inline]:
        """Return a caption, in which the number is told apart if it is one that the program gave."""
        numbers = {figure.name: figure.number for figure in self._article.figures}
        match self._words(node):
            case [parts.Strong([parts.Text(words)]), *rest] if words == numbers.get(name):
                return [parts.Strong([parts.FigureNumber(words)]), *rest]
            case words:
                return words

    def _words(self, node: SyntaxTreeNode) -> list[parts.Inline]:
        return self._run([child for inline in node.children for child in inline.children])

    def _run(self, nodes: Sequence[SyntaxTreeNode]) -> list[parts.Inline]:
        run = list[parts.Inline]()
        for node in nodes:
            match node.type:
                case "em":
                    run.append(parts.Emphasis(self._run(node.children)))
                case "strong":
                    run.append(parts.Strong(self._run(node.children)))
                case "code_inline":
                    run.append(parts.CodeSpan(node.content))
                case "math_inline":
                    run.append(parts.Mathematics(node.content))
                case "hardbreak":
                    run.append(parts.LineBreak())
                case "softbreak":
                    run.append(parts.Text("\n"))
                case "image":
                    run.append(_image(node))
                case "link":
                    follows = bool(run) and isinstance(run[-1], parts.Text) and run[-1].words == ","
                    link = self._link(node, follows=follows)
                    match link, run:  # a citation does not begin a line
                        case parts.Citation(), [*_, parts.Text(words)] if words.endswith(" ["):
                            run[-1] = parts.Text(f"{words[:-2]}{_NO_BREAK_SPACE}[")
                    run.append(link)
                case _ if words := parts.printable(node.content):  # an entity may stand for a control character
                    run.append(parts.Text(words))
        return run

    def _link(self, node: SyntaxTreeNode, *, follows: bool) -> parts.Inline:
        address, children = str(node.attrs["href"]), self._run(node.children)
        match = _TARGET.fullmatch(address)
        kind, name = (match[1], match[2]) if match else ("", "")
        if name in self._targets.get(kind, ()):
            match kind, children:
                case "reference", [parts.Text(words)] if words == name:
                    self._cited[int(name)] += 1
                    return parts.Citation(int(name), self._cited[int(name)], follows)
                case "figure", [parts.Text(words)]:
                    return parts.FigureReference(name, words)
                case "equation", [*before, parts.Text(words)] if words.endswith(f"({name})"):
                    rest = words.removesuffix(f"({name})")
                    last = rest.removesuffix(_NO_BREAK_SPACE)
                    children = [*before, parts.Text(last)] if last else before
                    return parts.EquationReference(int(name), children, rest.removeprefix(last))
        return parts.Link(address, children, str(node.attrs.get("title", "")))


def _citations(tokens: Sequence[Token]) -> Iterator[int]:
    """Yield the number of each citation."""
    for token in tokens:
        for link, words in pairwise(token.children or []):
            address = str(link.attrs.get("href"))
            if address == f"#reference-{words.content}" and words.content.isdecimal():
                yield int(words.content)


def _of_type(tokens: Sequence[Token], kind: str) -> Iterator[Token]:
    return (token for token in tokens if token.type == kind)


def _inline(node: SyntaxTreeNode) -> Token:
    """Return the token of a block's words."""
    token = node.children[0].token
    assert token is not None  # noqa: S101  which only nodes with an opening and a closing token have not
    return token


def _is_blank(token: Token) -> bool:
    return not any(child.type == "image" or child.content.strip() for child in token.children or [])


def _line(node: SyntaxTreeNode) -> int:
    """Return the 1-based line that a block begins on."""
    return node.map[0] + 1 if node.map else 0


def _image(node: SyntaxTreeNode) -> parts.Image:
    alt = "".join(child.content for child in node.walk(include_self=False) if not child.children)
    return parts.Image(str(node.attrs["src"]), parts.printable(alt), str(node.attrs.get("title", "")))


def _name(image: Token) -> str:
    return Path(str(image.attrs["src"])).name.partition(".")[0]
