"""Marks, which stand in a rendered text for what is known only later: numbers, and which paragraphs are taken.

The numbers of figures and citations depend on which paragraphs an article has, and these are chosen by the
length of what was rendered. Whether an equation has a number depends on the format.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from lstm_article.errors import TemplateError

MARKS = ("\ue000", "\ue001")  # the characters around a mark; templates that have them are refused
_MARK = re.compile(rf"{MARKS[0]}(\[.*?\]){MARKS[1]}")
# The types of each kind's values, as a pattern: `s` is a text, `i` a whole number.
_VALUES = {
    "citation": "s+", "number": "s", "reference": "s", "equation": "ss", "optional": "sisis*", "end": "",
}  # fmt: skip


class Mark(NamedTuple):
    """A mark, its values, and where in the text it starts and ends (in characters).

    A `citation` has the keys of its sources; a figure's `number`, or a `reference` to it, the figure's name; a
    reference to an `equation` the part of the LSTM that it defines, and the words that name it; `optional` an optional
    paragraph's name, rank, file and line, and the names of those it needs; `end`, which ends it, nothing.
    """

    kind: str
    values: tuple[str, ...]
    start: int
    end: int


def mark(kind: str, *values: str | int) -> str:
    """Return a mark as text."""
    return json.dumps([kind, *values]).join(MARKS)


def marks_in(text: str, file: Path) -> Iterable[Mark]:
    """Return the marks of a rendered text, in order; most lines have none.

    Raises TemplateError about `file` for a mark that is damaged, or that no tag or function made.
    """
    return _marks(text, file) if has_mark(text) else ()


def _marks(text: str, file: Path) -> Iterator[Mark]:
    if has_mark(_MARK.sub("", text)):
        raise damaged_mark(file)
    for match in _MARK.finditer(text):
        kind, values = _read(match[1])
        if not kind:
            raise damaged_mark(file)
        yield Mark(kind, values, match.start(), match.end())


@lru_cache(maxsize=1000)  # a mark is met when passages are parted, references checked, and numbers given
def _read(text: str) -> tuple[str, tuple[str, ...]]:
    """Return a mark's kind and values; the kind is empty if no tag or function made it."""
    try:
        kind, *values = json.loads(text)
    except (ValueError, RecursionError):
        return "", ()
    types = "".join({str: "s", int: "i"}.get(type(value), "-") for value in values)
    if not isinstance(kind, str) or not re.fullmatch(_VALUES.get(kind, "-"), types):
        return "", ()
    return kind, tuple(map(str, values))


def has_mark(text: str) -> bool:
    """Tell whether a text has a mark or a part of one."""
    return MARKS[0] in text or MARKS[1] in text


def resolve_marks(text: str, marks: Iterable[Mark], shown: Callable[[Mark], str]) -> tuple[str, list[Mark]]:
    """Replace each mark with what `shown` returns for it; return the text, and the marks at their new places."""
    resolved, placed, end = "", [], 0
    for mark in marks:
        resolved += text[end : mark.start]
        words = shown(mark)
        placed.append(mark._replace(start=len(resolved), end=len(resolved) + len(words)))
        resolved, end = resolved + words, mark.end
    return resolved + text[end:], placed


def damaged_mark(file: Path) -> TemplateError:
    """Return the error about `file` for a mark that no tag or function made."""
    problem = "changes a mark (U+E000 to U+E001) of a tag or function; print what these give once and unchanged"
    return TemplateError(problem, file)
