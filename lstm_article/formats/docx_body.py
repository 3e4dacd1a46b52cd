"""An article's text as WordprocessingML: Word's own styles, fields that jump, native equations, figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple, assert_never
from xml.sax.saxutils import quoteattr

from lstm_article.article import Article
from lstm_article.errors import TemplateError
from lstm_article.formats import docx_markup as word
from lstm_article.formats import parts
from lstm_article.formats.body import body
from lstm_article.formats.docx_math import omml
from lstm_article.formats.mathml import MathML
from lstm_article.text import HAN

_PLAIN = "\\* CHARFORMAT"  # what a field shows looks as the field itself, not as what it refers to
_LANGS = {"en": "en-GB", "zh": "zh-CN"}  # whose spelling is checked
_DEEPEST = 200  # elements within one another; programs that read XML refuse 256, in which those of the table are, too

# The definitions of numbering, in their order in the template, each with the style of its items.
NUMBERED = {"bullet": "ListBullet", "number": "ListNumber", "reference": "Bibliography"}


class Picture(NamedTuple):
    """A figure as an SVG file in the light theme, and as a PNG for programs that know no SVG."""

    svg: bytes
    png: bytes


class Numbering(NamedTuple):
    """How a list is numbered: by which definition in `NUMBERED`, on which level, from where."""

    kind: str
    level: int
    start: int


@dataclass(frozen=True)
class Body:
    """The content of `w:body`, and what it refers to by number from 1 on: its lists, links' addresses and pictures."""

    xml: str
    lists: Sequence[Numbering]
    addresses: Sequence[str]
    pictures: Sequence[Picture]


@dataclass(frozen=True)
class _Look:
    """How words look, beside the style of their paragraph."""

    style: str = ""
    bold: bool = False
    italic: bool = False
    lang: str = ""


def written(article: Article, pictures: Mapping[str, Picture], template: Path) -> Body:
    """Return an article's text; `pictures` has the figures by their paths in the Markdown.

    Raises TemplateError about `template` for TeX that cannot be set.
    """
    writer = _Writer(article, pictures, template)
    xml = writer.blocks(body(article), 0)
    return Body(xml, writer.lists, writer.addresses, writer.shown)


class _Writer:
    """What each part of a text becomes in Word."""

    def __init__(self, article: Article, pictures: Mapping[str, Picture], template: Path) -> None:
        self.lists, self.addresses, self.shown = list[Numbering](), list[str](), list[Picture]()
        self._pictures, self._is_chinese = pictures, article.lang == "zh"
        self._counter = "公式" if self._is_chinese else "Equation"  # what Word itself calls it
        self._mathml, self._template = MathML(template, article), template
        self._bookmarks = set[str]()
        self._figure = ""  # whose caption is being written
        self._quoted = False

    def blocks(self, blocks: Sequence[parts.Block], depth: int) -> str:
        """Return blocks within so many lists; what leads to an equation, a list, a table or code stays on its page."""
        return "".join(
            self._block(block, depth, leads=isinstance(after, parts.Equation | parts.Code | parts.List | parts.Table))
            for block, after in zip_longest(blocks, blocks[1:])
        )

    def _block(self, block: parts.Block, depth: int, *, leads: bool) -> str:
        match block:
            case parts.Heading(level, children, listed):
                style = "Title" if level == 1 else "BibliographyHeading" if listed else f"Heading{level - 1}"
                return word.paragraph(style, self._inlines(children))
            case parts.Paragraph(children):
                style = "Quote" if self._quoted else "ListContinue" if depth else "BodyText"
                return word.paragraph(style, self._inlines(children), keep=leads, depth=depth)
            case parts.Figure():
                return self._picture_with_caption(block)
            case parts.Equation(number, tex):
                shown = self._formula(tex, display=True)
                counter = self._field(f"SEQ {self._counter} \\* ARABIC", str(number), _Look())
                bracketed = self._bookmark(f"equation_{number}", f"{word.run('(')}{counter}{word.run(')')}")
                return word.paragraph("Equation", f"{word.TAB}{shown}{word.TAB}{bracketed}")
            case parts.Code(text, language):
                return word.paragraph("HTMLPreformatted", _code(text, language), depth=depth)
            case parts.Quote(children):
                before, self._quoted = self._quoted, True
                content = self.blocks(children, depth)
                self._quoted = before
                return content
            case parts.Rule():
                return word.paragraph("HorizontalLine")
            case parts.List():
                return self._list(block, depth)
            case parts.Table():
                return self._table(block)
        assert_never(block)

    def _inlines(self, inlines: Sequence[parts.Inline], look: _Look = _Look()) -> str:
        return "".join(self._inline(inline, look) for inline in inlines)

    def _inline(self, inline: parts.Inline, look: _Look) -> str:
        match inline:
            case parts.Text(words):
                return self._words(words.replace("\n", " "), look)
            case parts.Emphasis(children):
                return self._inlines(children, replace(look, italic=True))
            case parts.Strong(children):
                return self._inlines(children, replace(look, bold=True))
            case parts.CodeSpan(code):
                return self._words(code, replace(look, style="HTMLCode"))
            case parts.Mathematics(tex):
                return self._formula(tex, display=False)
            case parts.LineBreak():
                return word.LINE_BREAK
            case parts.Image(source, alt) if source in self._pictures:
                self.shown.append(self._pictures[source])
                return word.drawing(len(self.shown), self._pictures[source].svg, alt)
            case parts.Image(source, alt):
                return self._link(source, [parts.Text(alt or source)], look)
            case parts.Link(address, children) if address[:1] in {"#", ""}:
                return self._inlines(children, look)
            case parts.Link(address, children):
                return self._link(address, children, look)
            case parts.Citation(number):
                return self._field(f"REF reference_{number} \\n \\h {_PLAIN}", str(number), look)
            case parts.FigureNumber(words):
                label, digits = words.split()
                before = self._words(f"{label}\N{NO-BREAK SPACE}", look)
                counter = self._field(f"SEQ {label} \\* ARABIC", digits, look)
                return self._bookmark(f"figure_{self._figure}", before + counter)
            case parts.FigureReference(name, words):
                return self._field(f"REF figure_{name} \\h {_PLAIN}", words, look)
            case parts.EquationReference(number, children, space):
                apart = replace(look, style="EquationNumber")
                field = self._field(f"REF equation_{number} \\h {_PLAIN}", f"({number})", apart)
                return self._inlines(children, look) + (self._words(space, apart) if space else "") + field
        assert_never(inline)

    def _words(self, words: str, look: _Look) -> str:
        return word.run(words, self._properties(words, look))

    def _field(self, code: str, result: str, look: _Look) -> str:
        return word.field(code, result, self._properties(result, look))

    def _properties(self, words: str, look: _Look) -> str:
        """Return what a run says of itself.

        In Chinese, quotation marks beside Han characters are East Asian, and emphasis is no slant.
        """
        is_chinese = self._is_chinese and bool(HAN.search(words))
        fonts = ' w:hint="eastAsia"' if is_chinese else ""
        if is_chinese and look.italic:
            fonts, look = ' w:hint="eastAsia" w:eastAsia="KaiTi"', replace(look, italic=False)
        properties = [
            f'<w:rStyle w:val="{look.style}"/>' if look.style else "",
            f"<w:rFonts{fonts}/>" if fonts else "",
            "<w:b/>" if look.bold else "",
            "<w:i/>" if look.italic else "",
            f"<w:lang w:val={quoteattr(_LANGS.get(look.lang, look.lang))}/>" if look.lang else "",
        ]
        return "".join(properties)

    def _formula(self, tex: str, *, display: bool) -> str:
        try:
            formula = omml(self._mathml.tree(tex, display=display), display=display)
            if word.depth(formula) <= _DEEPEST:
                return formula
        except RecursionError:
            pass
        raise TemplateError("nests mathematics more deeply than can be set; simplify it", self._template)

    def _bookmark(self, name: str, content: str) -> str:
        """Return content that fields can refer to by a name, which only the first to take it has."""
        if name in self._bookmarks:
            return content
        self._bookmarks.add(name)
        return word.bookmark(len(self._bookmarks), name, content)

    def _link(self, address: str, children: Sequence[parts.Inline], look: _Look) -> str:
        self.addresses.append(address)
        words = self._inlines(children, replace(look, style="Hyperlink"))
        return f'<w:hyperlink r:id="link{len(self.addresses)}">{words}</w:hyperlink>'

    def _picture_with_caption(self, figure: parts.Figure) -> str:
        self._figure = figure.name
        picture = word.paragraph("Figure", self._inline(figure.image, _Look()), keep=bool(figure.caption))
        return picture + (word.paragraph("Caption", self._inlines(figure.caption)) if figure.caption else "")

    def _list(self, block: parts.List, depth: int) -> str:
        kind = "reference" if block.is_references else "bullet" if block.start is None else "number"
        level = min(depth, 8)  # the deepest that Word has
        self.lists.append(Numbering(kind, level, block.start or 0))
        number = len(NUMBERED) + len(self.lists)
        # The first two stay on one page: a list that is led to does not begin with one line at its foot.
        return "".join(self._item(item, kind, level, number, keep=item is block.items[0]) for item in block.items)

    def _item(self, item: parts.Item, kind: str, level: int, number: int, *, keep: bool) -> str:
        look = _Look(lang=item.reference.lang if item.reference else "")
        match item.children:
            case [parts.Paragraph(children), *others]:
                words = self._inlines(children, look)
            case others:
                words = ""
        if item.reference:
            words = self._bookmark(f"reference_{item.reference.number}", words)
        numbering = f'<w:ilvl w:val="{level}"/><w:numId w:val="{number}"/>'
        first = word.paragraph(NUMBERED[kind], words, keep=keep, list_item=numbering)
        return first + self.blocks(others, level + 1)

    def _table(self, table: parts.Table) -> str:
        rows = [[self._inlines(cell.children) for cell in row] for row in (table.head, *table.rows)]
        return word.table(rows) + word.paragraph("AfterTable")


def _code(text: str, language: str) -> str:
    from lstm_article.formats.highlighting import highlighted

    runs = list[str]()
    for piece, part in highlighted(text.strip("\n"), language):
        style = f'<w:rStyle w:val="Code{part.title()}"/>' if part else ""
        runs.append(word.LINE_BREAK.join(word.run(line, style) if line else "" for line in piece.split("\n")))
    return "".join(runs).removesuffix(word.LINE_BREAK)  # which Pygments adds at the end
