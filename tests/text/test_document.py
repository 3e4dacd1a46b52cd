"""Parsed Markdown: which text counts, its equations, and where its parts stand."""

import pytest
from word_count import count_words

from lstm_article.text import document
from lstm_article.text.wordcount import Count, count

DOCUMENT = """\
---
title: not counted
---

# One $x_t$ two

![not counted](a.svg)

**Figure 1** not counted

three `code` four $f_t$ five
**six** [seven](http://example.org) \\$8 &amp;

```
not counted
```

$$
not = counted
$$

- ten

| eleven | $y$ |
|---|---|
| twelve | thirteen |

## 参考文献

1. not counted

### not counted

not counted

## 十四
"""


def test_what_counts() -> None:
    """Headings, paragraphs, list items and table cells count; nothing else does."""
    sections = document.read(DOCUMENT).sections
    assert [(section.title, section.line) for section in sections] == [
        ("One two", 5),
        ("十四", DOCUMENT[: DOCUMENT.index("## 十四")].count("\n") + 1),
    ]
    words = [text.split() for section in sections for text in section.prose]
    assert words == [
        ["One", "two"],
        ["three", "four", "five", "six", "seven", "$8", "&"],
        ["ten"],
        ["eleven"],
        [],
        ["twelve"],
        ["thirteen"],
        ["十四"],
    ]
    assert sections[0].count.word == sum(map(len, words)) - 1
    assert sections[1].count.word == sections[1].count.han == count_words("十四")


CAPTIONED = {
    "en": (
        "# Memory\n\nA cell keeps.\n\n![A cell](a.svg)\n\n**Figure 1** A *cell* with $C_t$ in `it`, drawn.\n\nMore.\n\n"
        "## References\n\n1. A. Author. [On cells](https://example.org). Cells, 1997.\n2. B. Writer, 2000.\n",
        Count(5, 0),
        Count(8, 0),  # Figure 1 A cell with in , drawn.
        Count(10, 0),
    ),
    "zh": (
        "# 记忆\n\n门控制它。\n\n![门](a.svg)\n\n图 1 记忆元 $C_t$ 的结构。\n\n## 参考文献\n\n1. 张三，《记忆》，1997。\n",
        Count(7, 6),
        Count(9, 7),
        Count(14, 8),
    ),
    "a figure in the list": (
        "# A\n\n![b](b.svg)\n\nFigure 1 b\n\nFigure 2 c\n\n## References\n\n1. d\n\n![e](e.svg)\n\nFigure 3 e\n\n# F\n",
        Count(5, 0),
        Count(3, 0),
        Count(5, 0),
    ),
}


@pytest.mark.parametrize("case", CAPTIONED)
def test_captions_and_references_are_counted_apart(case: str) -> None:
    """Captions and references have counts of their own; with the prose, these are all of the text."""
    markdown, *by_hand = CAPTIONED[case]
    text = document.read(markdown)
    assert [text.count, text.captions, text.references] == by_hand
    assert document.total(by_hand) == document.total(count(block.text) for block in text.blocks)


def test_items_have_the_numbers_that_readers_see() -> None:
    """Items of an ordered list are numbered on from its first number; those of bullet lists have none."""
    blocks = document.read("3. a\n3. b\n    - c\n3. d\n\n- e\n\nf\n").blocks
    assert [(block.text, block.item) for block in blocks] == [
        ("a", 3), ("b", 4), ("c", 0), ("d", 5), ("e", 0), ("f", 0),
    ]  # fmt: skip


def test_equations_have_the_lines_of_their_tex() -> None:
    """Display equations are found wherever they stand, with the line on which their TeX begins."""
    text = "$$\na\n$$\n\n$$b$$\n\n> $$\n> c\n> $$\n\nwith $$d$$ and\n$$e$$, not $f$ nor `$$g$$`\n"
    assert [*document.read(text).equations] == [("a", 2), ("b", 5), ("c", 8), ("d", 11), ("e", 12)]


SPANS = """\
# One $a$ `b`

- 1. $c$ and
  $d$ [a link of $e$](https://example.org) \\$ $f$

> $g$

| $h$ | 1 | $h$ |
|---|---|---|
| 1 | `i` | $j$ <https://example.org> |
"""


def test_spans_are_where_the_text_stands() -> None:
    """Mathematics, code, links and images are found where they stand, in headings, lists, quotes and cells."""
    spans = [(token.type, SPANS[start:end]) for token, start, end in document.read(SPANS).inline_spans()]
    assert [text for kind, text in spans if kind == "math_inline"] == [f"${letter}$" for letter in "acdefghhj"]
    assert [text for kind, text in spans if kind == "code_inline"] == ["`b`", "`i`"]
    assert [text for kind, text in spans if kind == "link_open"] == [
        "[a link of $e$](https://example.org)", "<https://example.org>",
    ]  # fmt: skip
    places = [start for token, start, _ in document.read(SPANS).inline_spans() if token.content == "h"]
    assert places == [SPANS.index("$h$"), SPANS.rindex("$h$")]
