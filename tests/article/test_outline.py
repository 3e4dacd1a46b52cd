"""The outline of a text: blocks with their lines and lengths, and what stands below which heading."""

import pytest

from lstm_article.article.outline import Block, outline
from lstm_article.text import document
from lstm_article.text.wordcount import Count

TEXT = """# Title

Two words.

A heading
of two lines
---

- An item
- Another item

### $x$

```text
code

code
```

## Nothing

### Nothing either

## Last

![a picture](a.svg)

Figure 1 is its caption.

| in | a row |
|---|---|
| below | it |
"""


def read(text: str, passages: dict[int, int] | None = None) -> list[Block]:
    """The outline of a text, some lines of which belong to passages."""
    owners = [(passages or {}).get(at) for at in range(text.count("\n"))]
    return outline(document.read(text), owners)


def test_blocks_have_their_lines_and_lengths() -> None:
    """Headings have their lines and levels; code, mathematics, images and captions are blocks of length 0."""
    blocks = [(block.lines.start, block.lines.stop, block.level, block.count.word) for block in read(TEXT)]
    assert blocks == [
        (0, 1, 1, 1),
        (2, 3, 0, 2),
        (4, 7, 2, 5),
        (8, 9, 0, 2),
        (9, 10, 0, 2),
        (11, 12, 3, 0),
        (13, 18, 0, 0),
        (19, 20, 2, 1),
        (21, 22, 3, 2),
        (23, 24, 2, 1),
        (25, 26, 0, 0),
        (27, 28, 0, 0),
        (29, 30, 0, 1),
        (29, 30, 0, 2),
        (31, 32, 0, 1),
        (31, 32, 0, 1),
    ]


@pytest.mark.parametrize(
    "text", ["$$\nx\n$$\n", "```\nwords\n```\n", "    words\n", "<div>\nwords\n</div>\n", "---\n", "![words](a.svg)\n"]
)
def test_blocks_without_words(text: str) -> None:
    """Display mathematics, code, HTML, a rule and an image are each a block, and have no words to count."""
    end = 2 + text.count("\n")
    assert read(f"# T\n\n{text}")[1:] == [Block(range(2, end), 0, Count(), None)]


def test_no_line_is_read_that_belongs_to_nobody() -> None:
    """Lines after those whose passages are known, such as the reference list, are not in the outline."""
    blocks = outline(document.read("# T\n\none\n## References\n\n1. book\n"), [None, None, None])
    assert [block.count for block in blocks] == [Count(1), Count(1)]


def test_a_reference_list_counts_nothing() -> None:
    """A reference list that an author writes by hand is not counted, nor is its heading."""
    assert [block.count for block in read("# T\n\none\n\n## References\n\n1. book\n")] == [
        Count(1),
        Count(1),
        Count(),
        Count(),
    ]


def test_sections_end_before_a_heading_of_their_level() -> None:
    """Below a heading are all blocks up to the next heading of its level or a higher one, nested by level."""
    blocks = read(TEXT)
    below = {block.lines.start: [part.lines.start for part in block.below] for block in blocks if block.level}
    assert below == {0: [2, 4, 19, 23], 4: [8, 9, 11], 11: [13], 19: [21], 21: [], 23: [25, 27, 29, 29, 31, 31]}
    assert all(not block.below for block in blocks if not block.level)


def test_passages_of_a_section() -> None:
    """A heading knows the passages of all text below it; without text below, it has its own."""
    blocks = read(TEXT, {8: 0, 13: 1, 14: 1, 15: 1, 16: 1, 17: 1, 21: 2, 25: 3})
    passages = {block.lines.start: block.passages for block in blocks if block.level}
    assert passages[0] == {None, 0, 1, 3}
    assert passages[4] == {0, None, 1}
    assert passages[11] == {1}
    assert passages[19] == {None}  # the heading of passage 2 below it is no text
    assert passages[21] == {2}
    assert passages[23] == {3, None}
