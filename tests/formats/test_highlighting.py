"""Code with classes: its text stays, and its parts are told apart."""

import html
import re

from lstm_article.formats.highlighting import highlighted

CODE = '\n@f\ndef f(x):  # a < b\n    return x is None or "\\n<" + f"{x}" and 1.5e3\n\n'


def test_each_part_has_its_class() -> None:
    """Comments, keywords (operators that are words, too), names of functions defined, numbers and strings."""
    parts = re.findall(r'<span class="code-(\w+)">(.*?)</span>', highlighted(CODE, "python"))
    texts = {part: [html.unescape(text) for name, text in parts if name == part] for part, _ in parts}
    assert texts["comment"] == ["# a < b"]
    assert texts["keyword"] == ["def", "return", "is", "None", "or", "and"]
    assert texts["function"] == ["f"]
    assert texts["number"] == ["1.5e3"]
    assert "".join(texts["string"]) == '"\\n<"f"{}"'


def test_the_text_stays() -> None:
    """Without its classes, highlighted code is the code, escaped, its empty lines too."""
    text = re.sub(r"</?span.*?>", "", highlighted(CODE, "python"))
    assert html.unescape(text) == CODE
    assert text.count('"') == CODE.count('"')


def test_a_language_that_is_unknown_is_left_alone() -> None:
    """Code in no language, or in one that Pygments does not know, is only escaped."""
    for language in ("", "nosuch"):
        assert highlighted("a < 1\n", language) == "a &lt; 1\n"
