"""Parsing Markdown: mathematics, front matter, what only looks like them, and marks that are never closed."""

from cProfile import Profile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_article.errors import InputError
from lstm_article.text import document
from lstm_article.text.parser import parse


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("$5 and $6", 3),
        ("$5-$6", 1),
        ("5$x$ b", 2),
        ("a 3$x$3 b", 3),
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
    """Dollars that enclose no mathematics are text; mathematics is not, wherever it stands."""
    assert document.read(markdown).count.word == words


def test_unclosed_mathematics_is_looked_at_once() -> None:
    """Marks that are never closed are prose, and parsing twice as many calls twice as many functions, not four times."""
    calls = []
    for marks in (200, 400):
        assert document.read("$$ a\n# b\n" * marks).count.word == 3 * marks
        profile = Profile()
        profile.runcall(parse, "$$ a\n# b\n" * marks)
        calls.append(sum(entry.callcount for entry in profile.getstats()))
    assert calls[1] < 2.1 * calls[0]


@given(st.text())
def test_reading_never_fails(text: str) -> None:
    """Any Unicode text can be read and counted."""
    _ = document.read(text).count


@pytest.mark.parametrize(
    ("text", "deep"), [("> " * 99 + "a", True), ("> " * 40 + "a", False), ("[" * 99, True), ("[]" * 99, False)]
)
def test_depth_has_a_bound(text: str, deep: bool) -> None:
    """Text that is nested too deeply is refused with its line; brackets side by side are not nested."""
    if deep:
        with pytest.raises(InputError, match="is nested 100 deep or more") as caught:
            parse(f"a\n\n{text}\n")
        assert caught.value.line == 3
    else:
        assert parse(f"a\n\n{text}\n")


def test_front_matter_is_left_out_and_lines_are_kept() -> None:
    """YAML and TOML front matter is not part of the text, whose line numbers stay the same."""
    for fence in ("---", "+++"):
        assert [token.map for token in parse(f"{fence}\na: b\n{fence}\n\nc\n") if token.map] == [[4, 5], [4, 5]]


def test_mathematics_has_its_tex_and_its_dollars() -> None:
    """Mathematics of each kind is a token with its TeX as content and its dollars as markup."""
    inline = parse("a $x$ and $$y$$ z\n\n$$\nw\n$$\n")
    found = [
        (token.type, token.markup, token.content)
        for token in [*(inline[1].children or []), *inline]
        if "math" in token.type
    ]
    assert found == [("math_inline", "$", "x"), ("math_inline", "$$", "y"), ("math_block", "$$", "w")]
