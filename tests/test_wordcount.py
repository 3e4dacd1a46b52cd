"""Counting: the Word rule, the Han rule, and what of a document counts."""

import csv
import unicodedata
from pathlib import Path

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st
from word_count import count_words

from lstm_article.text import document
from lstm_article.text.wordcount import HAN, Count, count

with Path(__file__).with_name("wordcount-vectors.tsv").open(encoding="utf-8", newline="") as stream:
    VECTORS = list(csv.DictReader(stream, delimiter="\t"))

# LibreOffice breaks words at dashes and counts a superscript apart; we follow Word, as office-wordcount does.
AS_WORD_NOT_LIBREOFFICE = {"门——记忆", "a—b", "a — b", "a–b", "R²"}


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["text"])
def test_word_rule(vector: dict[str, str]) -> None:
    """The count is Word's, and LibreOffice's in all cases but those where the two differ."""
    counted = count(vector["text"]).word
    assert counted == int(vector["office_wordcount"])
    assert (counted == int(vector["libreoffice"])) == (vector["text"] not in AS_WORD_NOT_LIBREOFFICE)


def test_han_rule_is_unicode_script_han() -> None:
    """Every letter and number of Unicode's Script=Han counts, and nothing else does."""
    every = (chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000)
    wrong = [
        hex(ord(character))
        for character in every
        if bool(HAN.match(character))
        != (bool(regex.match(r"\p{Han}", character)) and regex.match(r"[\p{L}\p{N}]", character) is not None)
        # Python's own Unicode tables bound the comparison: newer characters are in neither.
        and unicodedata.category(character) != "Cn"
    ]
    assert wrong == []


@given(st.text(), st.text())
def test_counts_are_additive_over_paragraphs(first: str, second: str) -> None:
    """Two paragraphs count as much together as apart."""
    assert count(f"{first}\n{second}") == count(first) + count(second)


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
    """Headings, paragraphs, list items and cells count; all else does not."""
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
    """What is no prose, but text, is in one of two counts by themselves, and nothing of it is lost."""
    markdown, *by_hand = CAPTIONED[case]
    text = document.read(markdown)
    assert [text.count, text.captions, text.references] == by_hand
    assert document.total(by_hand) == document.total(count(block.text) for block in text.blocks)


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("$5 and $6", 3),
        ("a $x$ b", 2),
        ("a $x\ny$ b", 2),
        ("$$ x $$", 0),
        ("a $$x$$ b", 2),
        ("a\n$$\nx\n$$\nb", 2),
        ("$$\nx\n\ny z", 4),
        ("a \\$x\\$ b", 3),
        ("a <b>b</b> c", 3),
        ("Figure 1 is text", 4),
        ("\ufeffa", 1),
        ("---\r\na: b c\r\n---\r\nd", 1),
        ("+++\na = 'b c'\n+++\nd", 1),
        ("---\n---\nd", 1),
        ("---\na: b c\n...\nd", 1),
        ("+++\na = 1\n---\nd", 5),
        ("a\n\n---\n\nb c\n\n---\n", 3),
        ("".join(f"{'  ' * level}- a\n" for level in range(12)), 12),
    ],
)
def test_mathematics_and_lookalikes(markdown: str, words: int) -> None:
    """Dollars that are no mathematics are text, mathematics in any of its places is not."""
    assert document.read(markdown).count.word == words


def test_unclosed_mathematics_takes_linear_work() -> None:
    """Thousands of opening marks without an end are prose, and each is looked at a bounded number of times."""
    assert document.read("$$ a\n" * 3000).count.word == 6000


@given(st.text())
def test_reading_never_fails(text: str) -> None:
    """Any Unicode text can be read and counted."""
    _ = document.read(text).count
