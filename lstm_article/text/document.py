"""A text read once: its sections with their prose and lines, its equations, its reference list."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Literal, NamedTuple

from markdown_it.token import Token

from lstm_article.text.parser import normalized, parse
from lstm_article.text.wordcount import Count, count

REFERENCE_HEADINGS = {"references", "bibliography", "参考文献", "引用文献"}
CAPTION_WORDS = {"figure", "fig.", "图"}
_CAPTION = re.compile(rf"({'|'.join(map(re.escape, CAPTION_WORDS))})\s*\d", re.IGNORECASE)
_NUMBERING = re.compile(r"\A[\d.、一二三四五六七八九十]+\s*")  # a section's number, before its title


@dataclass(frozen=True)
class Section:
    """A heading and the prose below it, up to the next heading.

    `title` is the heading's text (empty for prose before the first), `level` its depth, `line` its 1-based line, and
    `prose` the texts to count: the heading's, then those below it, without mathematics, code and images.
    """

    title: str
    level: int
    line: int
    prose: tuple[str, ...]

    @cached_property
    def count(self) -> Count:
        """The section's length."""
        return total(count(text) for text in self.prose)


class Block(NamedTuple):
    """A run of text: a heading of some `level` or, with level 0, a paragraph, list item or table cell.

    An `image` is alone in its paragraph; a `caption` is a paragraph directly below one that begins with the figure's
    number (`图 1`, `Figure 1`). `item` is the number of an ordered list's item, else 0. `listed` is true in the
    reference list: the section headed References, Bibliography or 参考文献, numbered or not. `line` is 1-based.
    """

    kind: Literal["heading", "text", "image", "caption"]
    level: int
    item: int
    listed: bool
    line: int
    token: Token

    @property
    def text(self) -> str:
        """The block's words, without mathematics, code and images."""
        return _plain(self.token)

    @property
    def is_prose(self) -> bool:
        """Whether the block's words count towards the length."""
        return self.kind in {"heading", "text"} and not self.listed


@dataclass(frozen=True)
class Document:
    """Parsed Markdown: its lines, unchanged, and markdown-it's tokens."""

    lines: Sequence[str]
    tokens: Sequence[Token]

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """All runs of text, in order."""
        return tuple(_blocks(self.tokens))

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The prose by headings, without captions and the reference list."""
        prose = [block for block in self.blocks if block.is_prose]
        headings = [at for at, block in enumerate(prose) if block.level]
        return tuple(_section(prose[start:end]) for start, end in pairwise([0, *headings, len(prose)]) if start < end)

    @property
    def title(self) -> str:
        """The first heading's text, with the source of its code and mathematics; empty without a heading."""
        children = next((block.token.children for block in self.blocks if block.level), None)
        return " ".join("".join(child.content for child in children or []).split())

    @property
    def count(self) -> Count:
        """The length of the whole text."""
        return total(section.count for section in self.sections)

    @property
    def captions(self) -> Count:
        """The length of the captions, which a word processor counts as well."""
        captions = (block for block in self.blocks if block.kind == "caption" and not block.listed)
        return total(count(block.text) for block in captions)

    @property
    def references(self) -> Count:
        """The length of the reference list with its heading, which a word processor counts as well."""
        return total(count(block.text) for block in self.blocks if block.listed)

    @cached_property
    def equations(self) -> tuple[tuple[str, int], ...]:
        """Each display equation's TeX and the 1-based line it begins on, also for `$$…$$` within a paragraph."""
        return tuple(_equations(self.tokens, self.lines))

    def inline_spans(self) -> Iterator[tuple[Token, int, int]]:
        """Yield inline mathematics, code, links and images, each with its start and end in the joined lines.

        Those whose source is not what the parser read, such as a table cell with an escaped bar, are left out.
        """
        text = "\n".join(self.lines)
        line_starts = [0, *accumulate(len(line) + 1 for line in self.lines)]
        cell_ends: defaultdict[int, int] = defaultdict(int)  # by line, where the last cell found on it ends
        for opening, token in pairwise(self.tokens):
            if token.type != "inline":
                continue
            starts = []  # where each line of the token starts in the whole text
            for line, content in enumerate(token.content.split("\n"), _line(token) - 1):
                if opening.type in {"th_open", "td_open"}:
                    column = self.lines[line].find(content, cell_ends[line])
                    cell_ends[line] = column + len(content)
                else:  # only indentation and the signs of lists, quotes and headings come before it
                    column = self.lines[line].rfind(content)
                starts.append(line_starts[line] + column)
            for child in token.children or []:
                if "span" in child.meta:
                    start, end = (_place(token.content, at, starts) for at in child.meta["span"])
                    if text[start:end].split() == token.content[slice(*child.meta["span"])].split():
                        yield child, start, end


def total(counts: Iterable[Count]) -> Count:
    """Add up counts."""
    return sum(counts, Count())


def read(markdown: str) -> Document:
    """Parse Markdown; raises InputError, which names no file, for text that is nested too deeply."""
    return Document(normalized(markdown).split("\n"), parse(markdown))


def lines_of(token: Token) -> Iterator[tuple[Token, int]]:
    """Yield the children of an inline token, each with the 1-based line it begins on."""
    line = _line(token)
    for child in token.children or []:
        yield child, line
        line += child.content.count("\n") + (child.type in {"softbreak", "hardbreak"})


def caption(token: Token, previous: Token | None) -> bool:
    """Tell whether an inline token is the caption of the image in the paragraph before it."""
    return previous is not None and image(previous) is not None and bool(_CAPTION.match(_plain(token)))


def image(token: Token) -> Token | None:
    """Return the image that an inline token consists of, if it is an image and nothing else."""
    children = token.children or []
    return children[0] if len(children) == 1 and children[0].type == "image" else None


def _section(blocks: Sequence[Block]) -> Section:
    first = blocks[0]
    title, line = (" ".join(first.text.split()), first.line) if first.level else ("", 1)
    return Section(title, first.level, line, tuple(block.text for block in blocks))


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    previous: Token | None = None
    references_level = 0
    items: list[int | None] = []  # in each list around, the current item's number; None for bullets
    for opening, token in pairwise(tokens):
        match opening.type:
            case "ordered_list_open":
                items.append(int(opening.attrs.get("start", 1)) - 1)
            case "bullet_list_open":
                items.append(None)
            case "ordered_list_close" | "bullet_list_close":
                items.pop()
            case "list_item_open" if items[-1] is not None:
                items[-1] += 1
        if token.type != "inline":
            continue
        level = int(opening.tag[1]) if opening.type == "heading_open" else 0
        if level and not (references_level and level > references_level):
            title = _NUMBERING.sub("", _plain(token).strip()).lower()
            references_level = level if title in REFERENCE_HEADINGS else 0
        kind: Literal["heading", "text", "image", "caption"] = "heading" if level else "text"
        if image(token):
            kind = "image"
        elif caption(token, previous):
            kind = "caption"
        number = (items[-1] if items else None) or 0
        yield Block(kind, level, number, bool(references_level), _line(token), token)
        previous = token if opening.type == "paragraph_open" else None


def _equations(tokens: Iterable[Token], lines: Sequence[str]) -> Iterator[tuple[str, int]]:
    for token in tokens:
        if token.type == "math_block":
            line = _line(token)
            yield token.content, line + (lines[line - 1].strip(" >") == "$$")
        elif token.type == "inline" and "$$" in token.content:
            for child, line in lines_of(token):
                if child.type == "math_inline" and child.markup == "$$":
                    yield child.content, line


def _line(token: Token) -> int:
    """Return the 1-based line on which text or display mathematics begins."""
    assert token.map is not None  # noqa: S101  markdown-it sets it for both
    return token.map[0] + 1


def _place(content: str, at: int, starts: Sequence[int]) -> int:
    """Convert an offset in a token's content to one in the whole text, where its lines begin at `starts`."""
    before = content[:at]
    return starts[before.count("\n")] + at - (before.rfind("\n") + 1)


def _plain(token: Token) -> str:
    """Return an inline token's words, without mathematics, code and images."""
    return "".join(
        "\n" if child.type in {"softbreak", "hardbreak"} else child.content
        for child in token.children or []
        if child.type in {"text", "text_special", "softbreak", "hardbreak"}
    )
