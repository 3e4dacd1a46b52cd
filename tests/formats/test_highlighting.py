"""Code in parts: its text stays, and its parts are told apart, by the standard library as by Pygments."""

from itertools import groupby

import pytest

from built_in import whole
from lstm_article.choices import LANGS
from lstm_article.formats import highlighting
from lstm_article.formats.highlighting import _by_pygments as by_pygments
from lstm_article.formats.highlighting import highlighted

CODE = '\n@f\ndef f(x):  # a < b\n    return x is None or "\\n<" + f"{x}" and 1.5e3\n\n'
PLAIN = CODE.replace('f"', 'b"')  # which the standard library reads alone


def merged(pieces) -> list[tuple[str, str]]:
    """Pieces with those joined that are the same and stand side by side, in which what reads them may differ."""
    told = [(part, "".join(text for text, _ in same)) for part, same in groupby(pieces, key=lambda piece: piece[1])]
    return [(text, part) for part, text in told if text]


@pytest.fixture
def no_pygments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(highlighting, "_by_pygments")


def test_each_part_is_told_apart() -> None:
    """Comments, keywords (operators that are words, too), names of functions defined, numbers and strings."""
    for code, strings in ((CODE, '"\\n<"f"{}"'), (PLAIN, '"\\n<"b"{x}"')):
        texts: dict[str, list[str]] = {}
        for text, part in highlighted(code, "python"):
            texts.setdefault(part, []).append(text)
        assert texts["comment"] == ["# a < b"]
        assert texts["keyword"] == ["def", "return", "is", "None", "or", "and"]
        assert texts["function"] == ["f"]
        assert texts["number"] == ["1.5e3"]
        assert "".join(texts["string"]) == strings


@pytest.mark.parametrize(
    "code",
    [
        PLAIN, "", "\n", "x = 1\n", "    x = 0x1F + 1_0 + 1.5\n", '"""a\n\nb"""\n', "a = '\u2028' # \x0c\x1c\nb = 1\n", "$ ? !\n",
        "async def __init__(self, *, a: int = -1) -> None: ...\n", "if True: pass\nelse: raise E from None\n", "x = '门'\n",
        "match x:\n    case 1: pass\n", "type X = int\n", "rf'{x!r}' + F'''\n'''\n", "don't\n", "(\n", "  a\n b\n", "print(f)\n",
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", ["python", "Py3"])
def test_python_is_told_apart_as_by_pygments(code: str, language: str) -> None:
    """Whoever reads Python code, on whatever version of Python, it has the same parts."""
    assert merged(highlighted(code, language)) == merged(by_pygments(code, language))


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.usefixtures("no_pygments")
def test_the_articles_code_needs_no_pygments(lang: str) -> None:
    """The standard library reads all Python code of the built-in articles."""
    codes = [token.content for token in whole(lang).text.tokens if token.type == "fence" and token.info == "python"]
    assert codes
    for code in codes:
        assert merged(highlighted(code, "python")) == merged(by_pygments(code, "python"))


def test_the_text_stays() -> None:
    """All pieces together are the code, its empty lines too."""
    for code in (CODE, PLAIN):
        assert "".join(text for text, _ in highlighted(code, "python")) == code


def test_other_languages_are_read_by_pygments() -> None:
    """Code in another language that Pygments knows has parts, too."""
    assert ("true", "keyword") in [*highlighted('{"a": true}\n', "json")]


def test_a_language_that_is_unknown_is_left_alone() -> None:
    """Code in no language, or in one that Pygments does not know, is one piece."""
    for language in ("", "nosuch"):
        assert [*highlighted("a < 1\n", language)] == [("a < 1\n", "")]
