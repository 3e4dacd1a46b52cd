"""The outline of a text: its blocks with their lines, lengths and passages, each below its heading."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from lstm_article.text import Count, Document, count

_UNCOUNTED = {"math_block", "fence", "code_block", "html_block", "hr"}  # tokens of blocks that have no words to count


@dataclass(frozen=True)
class Block:
    """A heading of some `level` or, with level 0, a paragraph, list item, table cell, equation or code.

    `lines` are counted from 0, `count` is the length of its prose, and `passage` the number of the optional
    paragraph that it belongs to, or None for essential text. `below` has, for a heading, the blocks directly in
    its section and the next deeper headings.
    """

    lines: range
    level: int
    count: Count
    passage: int | None
    below: "list[Block]" = field(default_factory=list, compare=False)

    @property
    def has_text(self) -> bool:
        """Whether this is text, or a heading with text below it."""
        return not self.level or any(block.has_text for block in self.below)

    @property
    def passages(self) -> frozenset[int | None]:
        """For a heading with text, the passages of all blocks below it; else the block's own passage."""
        if not self.below or not self.has_text:
            return frozenset({self.passage})
        return frozenset[int | None]().union(*(block.passages for block in self.below))


def outline(text: Document, owners: Sequence[int | None]) -> list[Block]:
    """Return a text's blocks in order; `owners` has the passage of each line, and later lines are left out."""
    blocks = [
        Block(range(start, end), level, length, owners[start])
        for start, end, level, length in sorted(_entries(text), key=itemgetter(0))
        if start < len(owners)
    ]
    enclosing: list[Block] = []
    for block in blocks:
        if block.level:
            enclosing = [heading for heading in enclosing if heading.level < block.level]
        if enclosing:
            enclosing[-1].below.append(block)
        if block.level:
            enclosing.append(block)
    return blocks


def _entries(text: Document) -> Iterator[tuple[int, int, int, Count]]:
    """Yield where each block of a text starts and ends, its level and its length, in no order."""
    headings = (token.map for token in text.tokens if token.map and token.type == "heading_open")
    ends = {lines[0]: lines[1] for lines in headings}
    for block in text.blocks:
        if block.token.map:
            start, end = block.token.map
            yield start, ends.get(start, end), block.level, count(block.text) if block.is_prose else Count()
    for token in text.tokens:
        if token.map and token.type in _UNCOUNTED:
            yield token.map[0], token.map[1], 0, Count()
