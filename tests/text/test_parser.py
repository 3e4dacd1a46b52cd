"""Parsing Markdown: mathematics, front matter, what only looks like them, and marks that are never closed."""

from contextlib import suppress
from cProfile import Profile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_article.errors import InputError
from lstm_article.text import document, parser
from lstm_article.text.parser import LARGEST, normalized, parse


def prose(markdown: str) -> str:
    """The text that counts, with one space for each white space."""
    return " ".join(" ".join(text for section in document.read(markdown).sections for text in section.prose).split())


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("$5 and $6", "$5 and $6"),
        ("a $x$ b", "a b"),
        ("a $x\ny$ b", "a b"),
        ("a $ x$ b", "a $ x$ b"),
        ("a $x $ b", "a $x $ b"),
        ("$$ x $$", ""),
        ("$$x$$ (1)", "(1)"),
        ("a $$x$$ b", "a b"),
        ("a \\$x\\$ b", "a $x$ b"),
        ("a <b>b</b> c", "a b c"),
        ("Figure 1 is text", "Figure 1 is text"),
        ("".join(f"{'  ' * level}- a\n" for level in range(12)), "a " * 11 + "a"),
    ],
)
def test_mathematics_and_lookalikes(markdown: str, text: str) -> None:
    """Dollars that enclose no mathematics are text; mathematics is not, wherever it stands."""
    assert prose(markdown) == text


@pytest.mark.parametrize("text", ["$5-$6", "a 3$x$3 b", "$x$1 b"])
def test_a_dollar_before_a_digit_closes_no_mathematics(text: str) -> None:
    """A `$` directly before a digit closes no mathematics, so that prices are text; one after a digit may open it."""
    assert prose(text) == text
    assert prose("a 5$x$ b") == "a 5 b"


@pytest.mark.parametrize("before", ["a", "> a", "- a", "[b]: /c\n'd"])
def test_display_mathematics_ends_what_is_before_it(before: str) -> None:
    """Display mathematics needs no empty line before it: it ends a paragraph, quote, list or link definition."""
    tokens = parse(f"{before}\n$$\nx\n$$\n'")
    assert [(token.content, token.level) for token in tokens if token.type == "math_block"] == [("x", 0)]


@pytest.mark.parametrize(
    ("markdown", "text"),
    [("$$\nx\n\ny z", "$$ x y z"), ("$$\nx\n\ny\n$$", "$$ x y $$"), ("$$ a\n\n$$\nx\n$$\nb", "$$ a b")],
)
def test_an_empty_line_ends_mathematics(markdown: str, text: str) -> None:
    """A `$$` that is not closed before the next empty line is text, and hides no mathematics after that line."""
    assert prose(markdown) == text
    assert [token.content for token in parse(f"{markdown}\n\n$$\nz\n$$") if token.type == "math_block"][-1:] == ["z"]


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("\ufeff---\na: b c\n---\nd", "d"),
        ("---\r\na: b c\r\n---\r\nd", "d"),
        ("---\n---\nd", "d"),
        ("---\na: b c\n...\nd", "d"),
        ("+++\na = 'b c'\ne = 1\n+++\nd", "d"),
        ("+++ \na = 1\n+++\t\nd", "d"),
        ("+++\ra = 1\r+++", ""),
        ("+++\n+++\nd", "d"),
        ("+++\na = 1\n---\nd", "+++ a = 1 d"),
        ("+++\na = 1 +++\n+++b\nd", "+++ a = 1 +++ +++b d"),
        ("+++ a\n+++\nd", "+++ a +++ d"),
        ("a\n+++\nb\n+++\nd", "a +++ b +++ d"),
        ("+++\na = 1\n+++\nd\n+++\ne", "d +++ e"),
        ("a\n\n---\n\nb c\n\n---\n", "a b c"),
    ],
)
def test_front_matter_is_at_the_start_between_fences(markdown: str, text: str) -> None:
    """YAML between `---`, or TOML between two lines of `+++`, is no text where a file begins with it, and only there."""
    assert prose(markdown) == text


def calls(markdown: str) -> int:
    """How many functions are called to parse a text, which tells its cost without a clock."""
    profile = Profile()
    parser._inline_tokens.cache_clear()
    with suppress(InputError):
        profile.runcall(parse, markdown)
    return sum(entry.callcount for entry in profile.getstats())


def test_unclosed_mathematics_is_looked_at_once() -> None:
    """Marks that are never closed are prose, and twice as many cost twice as much to parse, not four times."""
    once, twice = ("a\n\n" + "$$ a\n# b\n" * times for times in (100, 200))
    assert document.read(twice).count.word == 1 + 3 * 200
    assert calls(twice) < 2.1 * calls(once)


def test_what_is_too_deep_is_refused_before_its_text_is_parsed() -> None:
    """A text with thousands of brackets costs no more than the look at each of them."""
    assert calls("[" * 2000) < 2 * 2000


@pytest.mark.parametrize(
    "text",
    [
        "- a\n", "-\n\n", "a\n\n", "\n", "a" + "*" * 5000, "*a* ", "a < ", "a `", "![a]() ", "\\*", "$x", "[]", "[a]: b\n'\n",
        "> " * 90 + "a\n" + "a\n" * 90, "[" * 80 + "]" * 80, "![" * 50 + "a" + "](b)" * 50, "a|a\n-|-\n" + "a|a\n" * 500,
        "a|b\n-|-\n" + "\\|" * 5000, "|" + "a|" * 500 + "\n|" + "-|" * 500 + "\n",
        "a|" * 99 + "a\n" + "-|" * 99 + "-\n" + "a\n" * 5000,
    ],
)  # fmt: skip
def test_steps_have_a_bound(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A text of many lines, blocks or marks is refused, at no more cost than a look at each."""
    monkeypatch.setattr(parser, "_MOST_STEPS", 2000)
    once, twice = (text * (times * 20_000 // len(text)) for times in (1, 2))
    with pytest.raises(InputError, match="has more than 2,000 lines, blocks and marks; split it"):
        parse(once)
    assert calls(twice) < 2.1 * calls(once) < 500_000


def test_two_megabytes_of_prose_are_read() -> None:
    """Prose of the largest size is far from the bound on steps, also in short lines; a larger one is refused."""
    marked = "The *forget* gate $f_t$ decides what to keep, and what not, as in [1].\n"
    plain = "It reads the input, and what the cell has put out at the step before.\n" * 3
    for end in ("", "\n"):
        text = (marked + plain + end) * (LARGEST // len(marked + plain + end))
        assert len(parse(text)) > 2
    with pytest.raises(InputError, match="is larger than 2,000,000 bytes; split it"):
        parse("a" * (LARGEST + 1))


def test_what_is_escaped_is_a_token_of_its_own() -> None:
    """Escaped signs and entities are apart from the text around them, so that none is taken for a mark."""
    tokens = parse("a \\$b &amp; c")[1].children or []
    assert [(token.type, token.content) for token in tokens] == [
        ("text", "a "), ("text_special", "$"), ("text", "b "), ("text_special", "&"), ("text", " c"),
    ]  # fmt: skip


@given(st.text())
def test_reading_never_fails(text: str) -> None:
    """Any Unicode text can be read and counted."""
    _ = document.read(text).count


@pytest.mark.parametrize(
    "text",
    ["> " * 98 + "a", "- " * 49 + "a", "[" * 98, "> " * 49 + "[" * 49, "> " * 96 + "| a |\n" + "> " * 96 + "|---|"],
    ids=["quotes", "lists", "brackets", "both", "a table in quotes"],
)
def test_depth_has_a_bound(text: str) -> None:
    """Text that is nested too deeply is refused with its line."""
    with pytest.raises(InputError, match="is nested 100 deep or more; write it flatter") as caught:
        parse(f"a\n\n{text}\n")
    assert caught.value.line == 3


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("> " * 97 + "a", "a"), ("- " * 48 + "a", "a"), ("[" * 97, "[" * 97), ("> " * 49 + "[" * 48, "[" * 48),
        ("    " + "[" * 100, ""), ("]]" + "[" * 99, "]]" + "[" * 99),
    ],
    ids=["quotes", "lists", "brackets", "both", "code", "brackets that close nothing"],
)  # fmt: skip
def test_what_is_less_deep_is_read(markdown: str, text: str) -> None:
    """Up to the bound all text is read; brackets in code are not nested."""
    assert prose(markdown) == text


def test_a_closed_bracket_is_nested_no_longer() -> None:
    """The depth falls by one with each bracket that closes: those side by side are not nested, those around them are."""
    assert prose("[]" * 99) == "[]" * 99
    assert prose("[[]" * 96) == "[[]" * 96
    with pytest.raises(InputError, match="is nested 100 deep or more"):
        parse("[[]" * 97)


def test_line_ends_and_byte_order_mark_are_normalized() -> None:
    """Every line end becomes a newline, and one byte order mark is left out where a text begins with it."""
    assert normalized("\ufeff\ufeffa\r\nb\rc\n\n\ufeffd\r") == "\ufeffa\nb\nc\n\n\ufeffd\n"


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


def test_each_paragraph_has_its_steps() -> None:
    """A paragraph that stands in a text many times counts each time, though it is parsed once."""
    with pytest.raises(InputError, match="has more than 400,000 lines, blocks and marks"):
        parse(("*a" * 450 + "\n\n") * 1000)


@pytest.mark.parametrize(
    "text",
    [("*a*" * 400 + "\n\n") * 20, ("*a*" * 50 + "\n\n") * 100, "a|" * 99 + "a\n" + "-|" * 99 + "-\n" + "a\n" * 5],
    ids=["long", "short", "wide"],
)
def test_each_token_is_a_step(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tokens count as well as the places where they were looked for, those of blocks and those within a line."""
    tokens = sum(1 + len(token.children or []) for token in parse(text))
    monkeypatch.setattr(parser, "_MOST_STEPS", tokens * 11 // 10)
    with pytest.raises(InputError, match="lines, blocks and marks"):
        parse(text)


def test_a_link_may_be_defined_in_one_text_only() -> None:
    """The same paragraph has a link where its target is defined, and none in other texts."""
    kinds = [[child.type for child in parse(text)[1].children or []] for text in ("[a]\n", "[a]\n\n[a]: b\n", "[a]\n")]
    assert kinds == [["text"], ["link_open", "text", "link_close"], ["text"]]
