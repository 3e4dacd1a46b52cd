"""Marks: how they are written, read and resolved, and that damaged or forged ones are refused."""

from pathlib import Path

import pytest

from lstm_article.errors import TemplateError
from lstm_article.templating.marks import MARKS, has_mark, mark, marks_in, resolve_marks

FILE = Path("own.md")


def test_marks_are_read_as_written() -> None:
    """Each mark has its kind, its values as texts, and its place."""
    text = f"a{mark('citation', 'b', 'c')}d {mark('optional', 'e', 2, 'f.md', 7, 'g')}{mark('end')}"
    marks = [*marks_in(text, FILE)]
    assert [(one.kind, one.values) for one in marks] == [
        ("citation", ("b", "c")), ("optional", ("e", "2", "f.md", "7", "g")), ("end", ()),
    ]  # fmt: skip
    assert [text[one.start : one.end] for one in marks] == [
        mark("citation", "b", "c"), mark("optional", "e", 2, "f.md", 7, "g"), mark("end"),
    ]  # fmt: skip


def test_marks_are_resolved_to_words_at_places() -> None:
    """The words take the marks' places in the text, and the marks returned say where these are."""
    text = f"See {mark('reference', 'x')} and {mark('citation', 'y')}."
    resolved, placed = resolve_marks(text, marks_in(text, FILE), lambda one: one.values[0] * 3)
    assert resolved == "See xxx and yyy."
    assert [(one.kind, resolved[one.start : one.end]) for one in placed] == [("reference", "xxx"), ("citation", "yyy")]
    assert not has_mark(resolved)


@pytest.mark.parametrize(
    "text",
    [
        MARKS[0], MARKS[1], f"a{mark('end')}b{MARKS[1]}", mark("citation", "a")[:-1], mark("citation", "a").upper(),
        mark("citation"), mark("citation", 1), mark("reference", "a", "b"), mark("optional", "a", "b", "c", "d"),
        mark("nothing", "a"), '["end"'.join(MARKS), "[]".join(MARKS), "[[]]".join(MARKS), '[["end"]]'.join(MARKS),
        f"[{'[' * 100_000}]".join(MARKS),
    ],
)  # fmt: skip
def test_what_no_tag_or_function_made_is_refused(text: str) -> None:
    """A mark that is damaged, or forged with wrong values, is a one-line error about the file."""
    with pytest.raises(TemplateError, match=r"own\.md: changes a mark \(U\+E000 to U\+E001\)"):
        list(marks_in(text, FILE))
