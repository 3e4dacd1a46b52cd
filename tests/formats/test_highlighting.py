"""Code in parts: its text stays, and its parts are told apart."""

from lstm_article.formats.highlighting import highlighted

CODE = '\n@f\ndef f(x):  # a < b\n    return x is None or "\\n<" + f"{x}" and 1.5e3\n\n'


def test_each_part_is_told_apart() -> None:
    """Comments, keywords (operators that are words, too), names of functions defined, numbers and strings."""
    texts: dict[str, list[str]] = {}
    for text, part in highlighted(CODE, "python"):
        texts.setdefault(part, []).append(text)
    assert texts["comment"] == ["# a < b"]
    assert texts["keyword"] == ["def", "return", "is", "None", "or", "and"]
    assert texts["function"] == ["f"]
    assert texts["number"] == ["1.5e3"]
    assert "".join(texts["string"]) == '"\\n<"f"{}"'


def test_the_text_stays() -> None:
    """All pieces together are the code, its empty lines too."""
    assert "".join(text for text, _ in highlighted(CODE, "python")) == CODE


def test_a_language_that_is_unknown_is_left_alone() -> None:
    """Code in no language, or in one that Pygments does not know, is one piece."""
    for language in ("", "nosuch"):
        assert [*highlighted("a < 1\n", language)] == [("a < 1\n", "")]
