"""Counting by the Word rule and by the Han rule."""

import csv
import unicodedata
from pathlib import Path

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from lstm_article.text.wordcount import HAN, count

with (Path(__file__).parents[1] / "wordcount-vectors.tsv").open(encoding="utf-8", newline="") as stream:
    VECTORS = list(csv.DictReader(stream, delimiter="\t"))

# LibreOffice breaks words at dashes and counts a superscript apart; we follow Word, as office-wordcount does.
AS_WORD_NOT_LIBREOFFICE = {"门——记忆", "a—b", "a — b", "a–b", "R²"}


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["text"])
def test_word_rule(vector: dict[str, str]) -> None:
    """The count is Microsoft Word's, and also LibreOffice's except in the cases where the two differ."""
    counted = count(vector["text"]).word
    assert counted == int(vector["office_wordcount"])
    assert (counted == int(vector["libreoffice"])) == (vector["text"] not in AS_WORD_NOT_LIBREOFFICE)


def test_han_rule_is_unicode_script_han() -> None:
    """Every letter and number of Unicode's Script=Han counts, and nothing else does."""
    every = "".join(chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000)
    wrong = {*HAN.findall(every)} ^ {*regex.findall(r"(?V1)[\p{Han}&&[\p{L}\p{N}]]", every)}
    # Python's own Unicode tables bound the comparison: newer characters are in neither.
    assert [hex(ord(character)) for character in wrong if unicodedata.category(character) != "Cn"] == []


@given(st.text(), st.text())
def test_counts_are_additive_over_paragraphs(first: str, second: str) -> None:
    """The count of two paragraphs together is the sum of their counts."""
    assert count(f"{first}\n{second}") == count(first) + count(second)
