"""An article's text as HTML: MathML, numbered equations, inline figures, and links to all that the text refers to."""

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import NamedTuple, assert_never

from lstm_article.article import Article
from lstm_article.formats import parts
from lstm_article.formats.body import body
from lstm_article.formats.html_equation import numbered_equation
from lstm_article.formats.mathml import MathML, read, read_out
from lstm_article.living import Marks

_IDS_OF_OTHERS = re.compile(r"\A(?=(citation|equation|figure|reference)-)")


class Heading(NamedTuple):
    """A heading for the contents: its level, its id, and its words as HTML without links."""

    level: int
    id: str
    words: str


def rendered(
    article: Article, figures: Mapping[str, str], back: str, template: Path, marks: Marks | None = None
) -> tuple[str, list[Heading]]:
    """Return an article's text as HTML, and its headings.

    `figures` maps the paths in the Markdown to `<svg>` elements; `back` is the name of a link from a reference, by its
    `{number}`, to where it is cited. With `marks`, figures and equations say what their parts are. Raises TemplateError
    about `template` for TeX that cannot be set as MathML.
    """
    writer = _Writer(article, figures, back, template, marks)
    return writer.blocks(body(article)), writer.headings


class _Writer:
    """What each part of a text becomes in HTML."""

    def __init__(
        self, article: Article, figures: Mapping[str, str], back: str, template: Path, marks: Marks | None
    ) -> None:
        self.headings: list[Heading] = []
        self._figures, self._lang, self._back = figures, article.tag, back
        self._mathml, self._marks = MathML(template, article), marks
        self._ids = {"text", *re.findall(' id="([^"]+)"', "".join(figures.values()))}  # of the page, and in it

    def blocks(self, blocks: Iterable[parts.Block]) -> str:
        return "".join(map(self._block, blocks))

    def _block(self, block: parts.Block) -> str:
        match block:
            case parts.Heading():
                return self._heading(block)
            case parts.Paragraph(children, tight):
                return self._inlines(children) if tight else f"<p>{self._inlines(children)}</p>\n"
            case parts.Figure():
                return self._figure(block)
            case parts.Equation(number, tex):
                name = f"equation-{number}"
                return f"{numbered_equation(tex, number, name, self._mathml, self._marks)}\n"
            case parts.Code(text, language):
                # Focus lets readers without a mouse scroll code that is wider than the window.
                return f'<pre tabindex="0"><code>{_code(text, language)}</code></pre>\n'
            case parts.Quote(children):
                return f"<blockquote>\n{self.blocks(children)}</blockquote>\n"
            case parts.Rule():
                return "<hr />\n"
            case parts.List():
                return self._list(block)
            case parts.Table():
                return self._table(block)
        assert_never(block)

    def _inlines(self, inlines: Iterable[parts.Inline]) -> str:
        return "".join(map(self._inline, inlines))

    def _inline(self, inline: parts.Inline) -> str:
        match inline:
            case parts.Text(words) | parts.FigureNumber(words):
                return escape(words, quote=False)
            case parts.Emphasis(children):
                return f"<em>{self._inlines(children)}</em>"
            case parts.Strong(children):
                return f"<strong>{self._inlines(children)}</strong>"
            case parts.CodeSpan(code):
                return f"<code>{escape(code)}</code>"
            case parts.Mathematics(tex, heads):
                return self._mathematics(tex, heads)
            case parts.LineBreak():
                return "<br />\n"
            case parts.Image(source, alt, title):
                attributes = {"src": source, "alt": alt, **({"title": title} if title else {})}
                return self._figures.get(source) or f"<img{_attributes(attributes)} />"
            case parts.Link(address, children, title):
                attributes = {"href": address, **({"title": title} if title else {})}
                return f"<a{_attributes(attributes)}>{self._inlines(children)}</a>"
            case parts.Citation(number, time, follows):
                attributes = {"href": f"#reference-{number}", "id": f"citation-{number}-{time}"}
                kind = ' class="next"' if follows else ""
                return f"<a{_attributes(attributes)}{kind}>{number}</a>"
            case parts.FigureReference(name, words):
                return f'<a href="#figure-{escape(name)}">{escape(words)}</a>'
            case parts.EquationReference(number, children, space):
                return f'<a href="#equation-{number}">{self._inlines(children)}{space}({number})</a>'
        assert_never(inline)

    def _mathematics(self, tex: str, heads: bool) -> str:
        mathml = self._mathml.text(tex, display=False)
        if not heads:
            return mathml
        # Not every reader takes mathematics for the text that the head of a row or column must have.
        return mathml.replace("<math", f'<math aria-label="{escape(read_out(read(mathml)))}"')

    def _heading(self, heading: parts.Heading) -> str:
        words = self._inlines(heading.children)
        name = self._unique(_slug(parts.source(heading.children)))
        self.headings.append(Heading(heading.level, name, re.sub(r"</?a\b[^>]*>", "", words)))
        if heading.level > 1 and "<a " not in words:
            words = f'<a href="#{name}">{words}</a>'
        return f'<h{heading.level} id="{name}">{words}</h{heading.level}>\n'

    def _figure(self, figure: parts.Figure) -> str:
        caption = self._inlines(figure.caption)
        below = f"<figcaption>{caption}</figcaption>" if caption else ""
        name = self._unique(f"figure-{figure.name}")
        image = self._inline(figure.image)
        shown = self._marks.figure(figure.name, image) if self._marks else image
        return f'<figure id="{escape(name)}">{shown}{below}</figure>\n'

    def _list(self, block: parts.List) -> str:
        tag = "ul" if block.start is None else "ol"
        start = f' start="{block.start}"' if block.start not in {None, 1} else ""
        kind = ' class="references"' if block.is_references else ""
        return f"<{tag}{start}{kind}>\n{''.join(map(self._item, block.items))}</{tag}>\n"

    def _item(self, item: parts.Item) -> str:
        match item.children:
            case [parts.Paragraph(tight=True) as first, *others]:
                content = self._block(first) + ("\n" + self.blocks(others) if others else "")
            case children:
                content = "\n" + self.blocks(children) if children else ""
        if item.reference is None:
            return f"<li>{content}</li>\n"
        lang = f' lang="{item.reference.lang}"' if item.reference.lang else ""
        return f'<li id="reference-{item.reference.number}"{lang}>{content}{self._ways_back(item.reference)}</li>\n'

    def _ways_back(self, reference: parts.Reference) -> str:
        """Return links from an entry of the reference list to where it is cited."""
        label = escape(self._back.replace("{number}", str(reference.number)))
        links = []
        for number in range(1, reference.citations + 1):
            time = f" {number}" if reference.citations > 1 else ""
            target = f"#citation-{reference.number}-{number}"
            attributes = f'class="back" href="{target}" lang="{self._lang}" aria-label="{label}{time}"'
            links.append(f" <a {attributes}>↑{time.strip()}</a>")
        return "".join(links)

    def _table(self, table: parts.Table) -> str:
        rows = "".join(map(self._row, table.rows))
        body_rows = f"<tbody>\n{rows}</tbody>\n" if rows else ""
        return f'<div class="table"><table>\n<thead>\n{self._row(table.head)}</thead>\n{body_rows}</table></div>\n'

    def _row(self, row: Sequence[parts.Cell]) -> str:
        return f"<tr>\n{''.join(map(self._cell, row))}</tr>\n"

    def _cell(self, cell: parts.Cell) -> str:
        words = self._inlines(cell.children)
        if cell.heads is None:
            return f"<td>{words}</td>\n"
        return f'<th scope="{"col" if cell.heads == "column" else "row"}">{words}</th>\n'

    def _unique(self, name: str) -> str:
        """Return an id that no other element has: `name`, if need be with a number."""
        names = itertools.chain([name], (f"{name}-{number}" for number in itertools.count(2)))
        unique = next(name for name in names if name not in self._ids)
        self._ids.add(unique)
        return unique


def _code(text: str, language: str) -> str:
    from lstm_article.formats.highlighting import highlighted

    pieces = ((escape(piece, quote=False), part) for piece, part in highlighted(text, language))
    return "".join(f'<span class="code-{part}">{piece}</span>' if part else piece for piece, part in pieces)


def _attributes(values: Mapping[str, str]) -> str:
    return "".join(f' {name}="{escape(value)}"' for name, value in values.items())


def _slug(words: str) -> str:
    """Return a heading's words as an id, in lower case, in their own alphabet, with hyphens for spaces."""
    slug = re.sub(r"[^\w-]", "", re.sub(r"\s+", "-", words.strip().lower())) or "section"
    return _IDS_OF_OTHERS.sub("section-", slug)
