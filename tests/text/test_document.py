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
    assert [(section.title, section.level, section.line) for section in sections] == [
        ("One two", 1, 5),
        ("十四", 2, DOCUMENT[: DOCUMENT.index("## 十四")].count("\n") + 1),
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


def test_prose_before_the_first_heading_is_a_section_without_title() -> None:
    """Prose before the first heading is a section of level 0 at line 1; without prose there is none."""
    sections = document.read("\n\na\n\n# b\n").sections
    assert [(section.title, section.level, section.line, section.prose) for section in sections] == [
        ("", 0, 1, ("a",)), ("b", 1, 5, ("b",)),
    ]  # fmt: skip
    assert document.read("\n").sections == ()


@pytest.mark.parametrize(
    ("markdown", "title"),
    [("a\n\n## b  $x$ `c` *d*\n\n# e\n", "b x c d"), ("a\n", ""), ("# References\n", "References")],
)
def test_title_is_the_first_heading(markdown: str, title: str) -> None:
    """The title is the first heading's text, with the source of its code and mathematics; empty without a heading."""
    assert document.read(markdown).title == title


def test_lines_are_those_that_the_parser_reads() -> None:
    """A document's lines have neither a byte order mark nor carriage returns, as the lines that tokens tell of."""
    assert document.read("\ufeffa\r\nb\rc").lines == ["a", "b", "c"]


def test_lines_break_words() -> None:
    """A line's end, soft or hard, is white space between words."""
    assert document.read("a\nb\\\nc\n").blocks[0].text == "a\nb\nc"


KINDS = {
    "![a](a.svg)\n\nFigure 1 b": ["image", "caption"],
    "![a](a.svg)\n\nFIG.2 b": ["image", "caption"],
    "![a](a.svg)\n\n图 3": ["image", "caption"],
    "![a](a.svg)\n\n**Figure 4** b\n\nFigure 5 c": ["image", "caption", "text"],
    "![a](a.svg)\n\nFigx 1 b": ["image", "text"],
    "![a](a.svg)\n\nFigures 1 b": ["image", "text"],
    "![a](a.svg)\n\nAs figure 1 b": ["image", "text"],
    "![a](a.svg) c\n\nFigure 1 b": ["text", "text"],
    "c ![a](a.svg)\n\nFigure 1 b": ["text", "text"],
    "$x$\n\nFigure 1 b": ["text", "text"],
    "![a](a.svg)\n\nc\n\nFigure 1 b": ["image", "text", "text"],
    "# ![a](a.svg)\n\nFigure 1 b": ["image", "text"],
    "# b\n\nFigure 1 b": ["heading", "text"],
}


@pytest.mark.parametrize("markdown", KINDS)
def test_a_caption_is_directly_below_an_image(markdown: str) -> None:
    """A caption begins with its figure's number, in a paragraph directly below one that is an image and nothing else."""
    assert [block.kind for block in document.read(markdown).blocks] == KINDS[markdown]


@pytest.mark.parametrize(
    ("heading", "listed"),
    [
        ("References", True), ("BIBLIOGRAPHY", True), ("参考文献", True), ("引用文献", True), ("7. References", True),
        ("3.2 *References*", True), ("七、参考文献", True), ("十一 参考文献", True), ("About references", False), ("References 2", False),
        ("参考文献一", False), ("![icon](a.svg) References", True),
    ],
)  # fmt: skip
def test_the_reference_list_has_a_heading(heading: str, listed: bool) -> None:
    """The reference list is what is below its heading, numbered or not, up to the next heading that is no deeper."""
    text = document.read(f"# a\n\n## {heading}\n\nb\n\n### c\n\nd\n\n## e\n\nf\n\n# g\n")
    assert [block.listed for block in text.blocks] == [False, *[listed] * 4, False, False, False]
    assert text.blocks[-1].line == 15


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
    blocks = document.read(
        "3. a\n3. b\n    - c\n3. d\n\n- e\n\nf\n\n1. g\n   1. h\n   2. i\n2. j\n\nk\n\n0. l\n1. m\n"
    ).blocks
    assert [(block.text, block.item) for block in blocks] == [
        ("a", 3), ("b", 4), ("c", 0), ("d", 5), ("e", 0), ("f", 0),
        ("g", 1), ("h", 1), ("i", 2), ("j", 2), ("k", 0), ("l", 0), ("m", 1),
    ]  # fmt: skip


def test_equations_have_the_lines_of_their_tex() -> None:
    """Display equations are found wherever they stand, with the line on which their TeX begins."""
    text = "$$\na\n$$\n\n$$b$$\n\n> $$\n> c\n> $$\n\nwith $$d$$ and\n$$e$$, not $f$ nor `$$g$$`\n\n  $$\n  h\n  $$\n"
    assert [*document.read(text).equations] == [("a", 2), ("b", 5), ("c", 8), ("d", 11), ("e", 12), ("h", 15)]


def test_a_newline_inside_mathematics_is_counted() -> None:
    """What comes after mathematics of several lines, or after a line's end, is on the line where it stands."""
    text = "\na $$b\nc$$ $$d$$\n$$e$$ f\\\nor $$g\nh\ni$$ $$j$$\n"
    assert [*document.read(text).equations] == [("b\nc", 2), ("d", 3), ("e", 4), ("g\nh\ni", 5), ("j", 7)]


SPANS = """\
# One $a$ `b`

- 1. $c$ and
  $d$ [a link of $e$](https://example.org) \\$ $f$

> $g$ ![an image](a.svg)
> <b>bold</b>

| $h$ | 1 | $h$ |
|---|---|---|
| 1 | `i` | $j$ <https://example.org> |
| $k$ | 1 | $k$ |
"""


def test_spans_are_where_the_text_stands() -> None:
    """Mathematics, code, links and images are found where they stand, in headings, lists, quotes and cells."""
    spans = [(token.type, SPANS[start:end]) for token, start, end in document.read(SPANS).inline_spans()]
    assert [text for kind, text in spans if kind == "math_inline"] == [f"${letter}$" for letter in "acdefghhjkk"]
    assert [text for kind, text in spans if kind == "code_inline"] == ["`b`", "`i`"]
    assert [text for kind, text in spans if kind == "image"] == ["![an image](a.svg)"]
    assert [text for kind, text in spans if kind == "html_inline"] == ["<b>", "</b>"]
    assert [text for kind, text in spans if kind == "link_open"] == [
        "[a link of $e$](https://example.org)", "<https://example.org>",
    ]  # fmt: skip
    for letter in "hk":
        places = [start for token, start, _ in document.read(SPANS).inline_spans() if token.content == letter]
        assert places == [SPANS.index(f"${letter}$"), SPANS.rindex(f"${letter}$")]


def test_spans_of_several_lines_go_on_after_the_indentation() -> None:
    """Mathematics that a line's end divides is found whole, from its first dollar to its last."""
    text = "a\n\n- b $c\n  d\n  e$ `f`\n"
    assert [text[start:end] for _, start, end in document.read(text).inline_spans()] == ["$c\n  d\n  e$", "`f`"]


def test_what_is_not_written_as_it_is_read_has_no_span() -> None:
    """A cell with an escaped bar and mathematics that a quote's sign divides are left out; what is beside them is not."""
    text = "| `a \\| b` | $c$ |\n|---|---|\n\n> $d\n> e$ $f$\n"
    assert [text[start:end] for _, start, end in document.read(text).inline_spans()] == ["$c$", "$f$"]
