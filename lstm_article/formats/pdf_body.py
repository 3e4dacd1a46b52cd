"""An article's text as Typst: headings, figures, numbered equations, tables, and links to all that it refers to."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import assert_never

from lstm_article.article import Article
from lstm_article.formats import parts
from lstm_article.formats.body import body
from lstm_article.formats.mathml import MathML, read_out
from lstm_article.formats.pdf_math import PRELUDE, typst
from lstm_article.formats.pdf_signs import quoted

_LED_TO = parts.Equation | parts.Table | parts.Code | parts.List  # the paragraph before it stays on its page
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff“”‘’…—]")


def rendered(article: Article, figures: Mapping[str, bytes], template: Path) -> str:
    """Return an article's text as Typst; the first heading of level 1 is the title, and the others stand below it.

    `figures` maps the paths in the Markdown to SVG. Raises TemplateError about `template` for TeX that cannot be set.
    """
    return PRELUDE + _Writer(article, figures, template).blocks(body(article))


class _Writer:
    """What each part of a text becomes in Typst.

    All text is in strings, so that none of it is code: `#strong[#"text"]`.
    """

    def __init__(self, article: Article, figures: Mapping[str, bytes], template: Path) -> None:
        self._figures = figures
        self._mathml = MathML(template, article)
        self._depth = 0  # of the last heading
        self._has_title = False
        self._named = set[str]()

    def blocks(self, blocks: Sequence[parts.Block]) -> str:
        """Return the blocks of the text: what is read with the next block, or as a whole, stays on one page."""
        texts = []
        for block, following in pairwise([*blocks, None]):
            match block:
                case parts.Paragraph() if isinstance(following, _LED_TO):
                    texts.append(f"#block(sticky: true)[{self._block(block)}]")
                case parts.Table() | parts.Code():
                    texts.append(f"#whole[{self._block(block)}]")
                case parts.List() if not block.is_references:
                    texts.append(f"#whole[{self._block(block)}]")
                case None:
                    pass
                case _:
                    texts.append(self._block(block))
        return "\n\n".join(texts)

    def _inner(self, blocks: Sequence[parts.Block]) -> str:
        """Return the blocks of a list's item or a quotation; without an empty line, a list stays close to its head."""
        tight = any(isinstance(block, parts.Paragraph) and block.tight for block in blocks)
        return ("\n" if tight else "\n\n").join(map(self._block, blocks))

    def _block(self, block: parts.Block) -> str:
        match block:
            case parts.Heading():
                return self._heading(block)
            case parts.Paragraph(children, tight):
                words = self._inlines(children)
                return words if tight else f"#par[{words}]"
            case parts.Figure():
                return self._figure(block)
            case parts.Equation(number, tex):
                equation = self._mathematics(tex, f'block: true, numbering: _ => "({number})", ')
                return equation + self._label(f"equation-{number}")
            case parts.Code(text, language):
                lang = f"lang: {quoted(language)}, " if language else ""
                return f"#raw(block: true, {lang}{quoted(text.removesuffix(chr(10)))})"
            case parts.Quote(children):
                return f"#quote(block: true)[\n{self._inner(children)}\n]"
            case parts.Rule():
                return "#line(length: 100%)"
            case parts.List():
                return self._list(block)
            case parts.Table():
                return self._table(block)
        assert_never(block)

    def _inlines(self, inlines: Sequence[parts.Inline]) -> str:
        words = []
        for at, inline in enumerate(inlines):
            if (
                isinstance(inline, parts.Text) and inline.words == "\n"
            ):  # a line of the source ends, which between Han characters is no space
                before, after = parts.source(inlines[:at])[-1:], parts.source(inlines[at + 1 :])[:1]
                words.append("" if _WIDE.match(before) and _WIDE.match(after) else '#" "')
            else:
                words.append(self._inline(inline))
        return "".join(words)

    def _inline(self, inline: parts.Inline) -> str:
        match inline:
            case parts.Text(words) | parts.FigureNumber(words):
                return _text(words)
            case parts.Emphasis(children):
                return f"#emph[{self._inlines(children)}]"
            case parts.Strong(children):
                return f"#strong[{self._inlines(children)}]"
            case parts.CodeSpan(code):
                return f"#raw({quoted(code)})"
            case parts.Mathematics(tex):
                return self._mathematics(tex, "")
            case parts.LineBreak():
                return "#linebreak()"
            case parts.Image(source, alt):
                return (
                    f"#box({self._image(inline)})" if source in self._figures else _link(source, _text(alt or source))
                )
            case parts.Link(address, children):
                return _link(address, self._inlines(children))
            case parts.Citation(number):
                return _reference(f"reference-{number}", _text(str(number)))
            case parts.FigureReference(name, words):
                return _reference(f"figure-{name}", _text(words))
            case parts.EquationReference(number, children, space):
                return _reference(f"equation-{number}", self._inlines(children) + _text(f"{space}({number})"))
        assert_never(inline)

    def _mathematics(self, tex: str, settings: str) -> str:
        tree = self._mathml.tree(tex, display=bool(settings))
        return f"#math.equation({settings}alt: {quoted(read_out(tree) or tex)}, ${typst(tree)}$)"

    def _image(self, image: parts.Image) -> str:
        svg = quoted(self._figures[image.source].decode())
        return f'image(bytes({svg}), format: "svg", alt: {quoted(_spaced(image.alt))})'

    def _heading(self, heading: parts.Heading) -> str:
        words = self._inlines(heading.children)
        if heading.level == 1 and not self._has_title:
            self._has_title = True
            return f"#title[{words}]"
        # The outline of a document leaves out no level.
        self._depth = min(max(heading.level - 1, 1), self._depth + 1)
        return f"#heading(level: {self._depth})[{words}]"

    def _figure(self, figure: parts.Figure) -> str:
        if figure.image.source not in self._figures:
            caption = f"\n\n#par[{self._inlines(figure.caption)}]" if figure.caption else ""
            return f"#par[{self._inline(figure.image)}]{self._label(f'figure-{figure.name}')}{caption}"
        caption = f", caption: [{self._inlines(figure.caption)}]" if figure.caption else ""
        # The caption has the number already.
        shown = f"#figure(kind: image, numbering: none{caption}, {self._image(figure.image)})"
        return f"#placed[{shown}{self._label(f'figure-{figure.name}')}]"

    def _list(self, block: parts.List) -> str:
        kind = "list" if block.start is None else "enum"
        start = "" if block.start is None else f"start: {block.start}, "
        tight = all(
            not isinstance(child, parts.Paragraph) or child.tight for item in block.items for child in item.children
        )
        items = ", ".join(f"{kind}.item[{self._item(item)}]" for item in block.items)
        shown = f"#{kind}({start}tight: {str(tight).lower()}, {items})"
        return f"#references[{shown}]" if block.is_references else shown

    def _item(self, item: parts.Item) -> str:
        content = self._inner(item.children)
        if item.reference is None:
            return content
        if item.reference.lang:
            content = f"#in-language({quoted(item.reference.lang)})[{content}]"
        return f"#metadata(none){self._label(f'reference-{item.reference.number}')}{content}"

    def _table(self, table: parts.Table) -> str:
        head = "".join(map(self._cell, table.head))
        rows = "".join(f"  {''.join(map(self._cell, row))}\n" for row in table.rows)
        return f"#table(columns: {len(table.head)},\n  table.header({head}),\n{rows})"

    def _cell(self, cell: parts.Cell) -> str:
        return f"[{self._inlines(cell.children)}], "

    def _label(self, name: str) -> str:
        """Return a label for what stands before it; where two have one name, the first has the label."""
        label = "" if name in self._named else f"#label({quoted(name)})"
        self._named.add(name)
        return label


def _text(words: str) -> str:
    spaced = _spaced(words)
    return f"#{quoted(spaced)}" if spaced else ""


def _spaced(words: str) -> str:
    return re.sub(r"[ \t\r\n]+", " ", words)


def _link(address: str, words: str) -> str:
    """Return a link to an address, but not to a part of a page that this document is not."""
    return f"#link({quoted(address)})[{words}]" if words and address.strip("#") == address != "" else words


def _reference(label: str, words: str) -> str:
    return f"#link(label({quoted(label)}))[{words}]"
