"""Counting by the Word rule and by the Han rule."""

import csv
import unicodedata
from pathlib import Path

import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st
from word_count import count_words

from lstm_article.choices import Rule
from lstm_article.text.wordcount import HAN, Count, count, libreoffice_words, rule_for

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


@given(
    st.text(
        alphabet=st.one_of(
            st.sampled_from("ab1.-’é门，あ \t\n\r\x0b\x1c\x1f\x7f\x85\xa0\u2028\u3000\u200b"), st.characters()
        )
    )
)
@example("a\tb a\nb")
@example("a\x1fb \x00")
def test_word_rule_is_the_packages(text: str) -> None:
    """Any text has as many words as office-wordcount finds in it, whatever parts them, and as many Han characters."""
    assert count(text) == Count(count_words(text), len(HAN.findall(text)))


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["text"])
def test_libreoffices_rule(vector: dict[str, str]) -> None:
    """Where the two differ, LibreOffice's own count is known, too."""
    assert libreoffice_words(vector["text"]) == int(vector["libreoffice"])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("½,", 2),
        ("a½", 2),
        ("x²y", 3),
        ("(½)", 3),
        ("①②", 2),
        ("Ⅳ,", 1),
        ("–", 0),
        ("½–1", 2),
        ("a\u3000b", 2),
        ("a\u00a0b", 2),
    ],
)
def test_what_libreoffice_splits(text: str, words: int) -> None:
    """A number that is no digit is a word by itself; dashes and ideographic spaces are none. Counted in LibreOffice 7.4."""
    assert libreoffice_words(text) == words


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


def test_a_count_by_a_rule() -> None:
    """A count is asked for by the rule's name."""
    assert (Count(1, 2).by("word"), Count(1, 2).by("han")) == (1, 2)


@pytest.mark.parametrize(
    ("lang", "rule", "expected"),
    [("zh", "han", "han"), ("zh", "word", "word"), ("en", "han", "word"), ("en", "word", "word")],
)
def test_han_characters_are_counted_in_chinese_alone(lang: str, rule: Rule, expected: Rule) -> None:
    """The Han rule is for Chinese; other languages are counted by words, whatever was asked for."""
    assert rule_for(lang, rule) == expected


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_unknown_rule_is_refused(lang: str) -> None:
    """A rule that does not exist is an error in every language, and names those that do."""
    with pytest.raises(ValueError, match="there is no rule 'letters'; choose word or han"):
        rule_for(lang, "letters")
