"""Counting prose by two rules: `word`, as Microsoft Word does, and `han`, Han characters alone."""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

import regex
from word_count import count_words

from lstm_article.choices import Rule

UNITS: Mapping[Rule, str] = {"word": "words", "han": "Han characters"}

# Unicode's Script=Han, letters and numbers only: 々〇〡-〩〸-〻𖿣, the unified and compatibility
# ideographs. Radicals, which are signs and not characters of a text, are left out. Python's own `re` takes ten times as
# long to compile a set as large as this.
HAN = regex.compile(
    "[\u3005\u3007\u3021-\u3029\u3038-\u303b\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufa6d\ufa70-\ufad9"
    "\U00016fe3\U00020000-\U000323af]"
)


class Count(NamedTuple):
    """The length of a text by both rules."""

    word: int = 0
    han: int = 0

    def __add__(self, other: "Count") -> "Count":  # type: ignore[override]  # of tuples
        """Add up the counts of two texts."""
        return Count(self.word + other.word, self.han + other.han)

    def by(self, rule: Rule) -> int:
        """Return the count by one rule."""
        return self.word if rule == "word" else self.han


@lru_cache(maxsize=1000)  # paragraphs are counted before some of them are chosen, and again after
def count(text: str) -> Count:
    """Count a text that is free of mark-up.

    `word` is the rule of Microsoft Word, from office-wordcount: a Han, kana or hangul character or a
    full-width mark is 1, and so is every other run without white space, whatever dashes are in it.
    `han` counts Han characters alone.
    """
    # Printable ASCII between spaces is one word; office-wordcount finds the same, and takes five times as long.
    runs = [run for run in text.split(" ") if run]
    others = [run for run in runs if not (run.isascii() and run.isprintable())]
    rest = " ".join(others)
    return Count(len(runs) - len(others) + count_words(rest), len(HAN.findall(rest)))


def libreoffice_words(text: str) -> int:
    """Count a text as LibreOffice does (7.4 was measured), which splits more than Word.

    Dashes and ideographic spaces part words, and a number that is no digit (½, ², ①) is a word by itself.
    """
    parted = re.sub("[–—\u3000]", " ", text)
    return count_words("".join(f" {sign} " if unicodedata.category(sign) == "No" else sign for sign in parted))


def rule_for(lang: str, rule: Rule) -> Rule:
    """Return the rule for a language: `rule` in Chinese, else `word`; raises ValueError for an unknown rule."""
    if rule not in UNITS:
        raise ValueError(f"there is no rule {rule!r}; choose {' or '.join(UNITS)}")
    return rule if lang == "zh" else "word"
