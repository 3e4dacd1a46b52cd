"""The words of a Word file: what they are, and that the prose is what the article counts."""

from pathlib import Path

import pytest

import built_in
from lstm_article.formats.docx import Picture, docx
from lstm_article.formats.docx_count import word_counts
from lstm_article.templating.templates import Templates
from own_article import EQUATIONS, STEP, draft


def counts(markdown: str) -> dict[str, int]:
    """Return the words of a text's Word file, without parts that have none."""
    counted = word_counts(docx(built_in.of(markdown), {}, Templates()))
    return {part: number for part, number in counted.items() if number}


def test_each_kind_of_words() -> None:
    """Prose, captions, references and code are told apart; the page's number is one, and so is each item's."""
    assert counts("# A b\n\nc $x$ d\n\n| e |\n|---|\n| f |\n") == {"prose": 6, "numbers": 1}
    assert counts("> a\n\n- b\n- c\n\n1. d\n") == {"prose": 4, "numbers": 4}
    assert counts("a\n\n```python\nif 1:\n    b\n```\n") == {"prose": 1, "code": 3, "numbers": 1}
    assert counts("![A b](c.svg)\n\nFigure 1 d e.\n") == {"captions": 4, "numbers": 1, "prose": 2}
    assert counts("a `b c`, `d`e\n") == {"prose": 3, "code": 1, "numbers": 1}
    assert counts("a\n\n## References\n\n1. b c\n") == {"prose": 1, "references": 3, "numbers": 2}
    assert counts("a\n\n$$\nx\n$$\n\n$$\ny\n$$\n") == {"prose": 1, "numbers": 3}
    assert counts("a\\\nb ![](c.png)\n") == {"prose": 3, "numbers": 1}


def test_numbers_of_equations_are_no_prose(tmp_path: Path) -> None:
    """The number in a reference to an equation is counted apart from the words, also with a comma after it."""
    text = f'{EQUATIONS}\n# T\n\n{{{{ refer_equation("forget-gate", "a b") }}}}, c.\n\n{STEP}'
    article = draft(tmp_path, text).compose(1)
    counted = word_counts(docx(article, {}, Templates(tmp_path)))
    assert (counted["prose"], counted["numbers"]) == (article.count.word, 6 + 1 + 1)


def test_what_libreoffice_splits_is_told() -> None:
    """Dashes, fractions and superscripts part words in LibreOffice, not in Word."""
    assert counts("a–b ½, R²\n\nc\n\nd—e\n") == {"prose": 5, "splits": 4, "numbers": 1}
    assert counts("a `b–c`\n") == {"prose": 1, "code": 1, "splits": 1, "numbers": 1}


@pytest.mark.parametrize(("lang", "words"), [(lang, words) for lang in ("en", "zh") for words in (400, 1000, 2500)])
def test_the_prose_is_the_articles_count(lang: str, words: int) -> None:
    """The words in the styles of the article's own text are as many as the article's, its captions too."""
    article = built_in.composed(lang, "word", words)
    pictures = {figure.path: Picture(b'<svg width="1" height="1">', b"") for figure in article.figures}
    counted = word_counts(docx(article, pictures, Templates()))
    assert counted["prose"] == article.count.word
    assert counted["captions"] == article.text.captions.word
    assert counted["references"] == article.text.references.word
