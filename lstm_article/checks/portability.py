"""Markdown that every docs system renders alike: nothing that one of them prints raw, drops or refuses."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise

from markdown_it.token import Token

from lstm_article.checks.report import Problem, Subject
from lstm_article.text import Block, lines_of

# What some system changes in mathematics, and what to write instead.
_INSTEAD = {
    r"\\": r"one equation a block", r"\{": r"`\lbrace`", r"\}": r"`\rbrace`", r"\#": "a word",
    r"\!": "nothing",
    "*": r"`\ast` or `\odot`", "|": r"`\lvert` or `\mid`", "<": r"`\lt`", ">": r"`\gt`", "{{": "`{ {`",
    "}}": "`} }`", "{#": "`{ #`", "{%": "`{ %`", r"\tag": "the number in the text", r"\label": "no label",
}  # fmt: skip
_CHANGED = re.compile("|".join(sorted(map(re.escape, _INSTEAD), key=len, reverse=True)))
_LIST_INDENT = 4  # spaces that every system takes for a level
_RAW_HTML = "has raw HTML, which not every system passes on; write it as Markdown"


def problems(subject: Subject) -> Iterator[Problem]:
    """Yield each place that breaks a rule of portable Markdown."""
    lines = subject.text.lines
    for token in subject.text.tokens:
        if token.type == "math_block":
            yield from _display(token, lines)
        elif token.type == "html_block":
            yield _line(token), _RAW_HTML
        elif token.type == "list_item_open":
            yield from _list_item(token, lines)
    for block in subject.text.blocks:
        yield from _inline(block)


def _display(token: Token, lines: Sequence[str]) -> Iterator[Problem]:
    start, end = token.map or [0, 1]
    if token.level:
        yield start + 1, "has an equation inside a list or quote; move it out"
    elif lines[start] != "$$" or lines[end - 1] != "$$" or end - start < 3:
        message = "has `$$` that is not alone on its line, at its beginning; put the equation between such lines"
        yield start + 1, message
    if any(0 <= beside < len(lines) and lines[beside].strip(" >") for beside in (start - 1, end)):
        yield start + 1, "has an equation without blank lines around it; add them"
    first = start + 1 + (lines[start].strip() == "$$")
    for line, text in enumerate(token.content.split("\n"), first):
        yield from _mathematics(text, line)


def _mathematics(text: str, line: int) -> Iterator[Problem]:
    for sign in dict.fromkeys(_CHANGED.findall(text)):
        yield line, f"has `{sign}` in mathematics, which some systems change; write {_INSTEAD[sign]}"


def _list_item(token: Token, lines: Sequence[str]) -> Iterator[Problem]:
    """Find a list that is indented, or one in another that is indented by too little."""
    line = lines[_line(token) - 1]
    indent = len(line) - len(line.lstrip(" "))
    depth = token.level // 2
    if (not line.startswith(">") and indent < _LIST_INDENT * depth) or (depth == 0 and indent):
        spaces = f"{_LIST_INDENT * depth} spaces" if depth else "no spaces"
        yield _line(token), f"has a list item indented by {indent}; indent it by {spaces}"


def _inline(block: Block) -> Iterator[Problem]:
    end = Token("softbreak", "", 0)
    children = [(end, 0), *lines_of(block.token), (end, 0)]
    for (before, _), (child, line), (after, _) in zip(children, children[1:], children[2:], strict=False):
        if child.type == "math_inline":
            yield from _inline_mathematics(before, child, after, line)
        elif child.type == "html_inline":
            yield line, _RAW_HTML
        elif child.type == "text":
            yield from _words(child.content, line)
    yield from _bold(block)


def _inline_mathematics(before: Token, token: Token, after: Token, line: int) -> Iterator[Problem]:
    if token.markup == "$$":
        yield line, "has `$$` within a line; write `$…$`, or put the equation between lines of `$$`"
    for neighbour in (_shown(before)[-1:], _shown(after)[:1]):
        if neighbour not in {"", " "}:
            reason = f"touches `{neighbour}`, where some systems see no mathematics"
            yield line, f"has `${token.content}$`, which {reason}; set it apart by a space"
            break
    yield from _mathematics(token.content, line)


def _shown(token: Token) -> str:
    """Return what the Markdown has where a token stands; at the end of a line, a space."""
    if token.type in {"softbreak", "hardbreak"}:
        return " "
    return token.content if token.type in {"text", "text_special"} else token.markup or "]"


def _words(text: str, line: int) -> Iterator[Problem]:
    if "$$" in text:
        yield line, "has `$$` that encloses no equation; close it, or write `\\$`"
    elif "$" in text:
        yield line, r"has a `$` that encloses no mathematics; write `\$`, or no space inside `$…$`"
    if "**" in text:
        yield line, "has `**` that makes nothing bold; move the punctuation out of it"
    if "<" in text:
        yield line, "has a `<`, which some systems take for HTML; write `&lt;`"
    if re.search(r"[{}]", text):
        yield line, "has a curly brace, which some systems take for attributes or a macro; leave it out"


def _bold(block: Block) -> Iterator[Problem]:
    for (child, line), (after, _) in pairwise(lines_of(block.token)):
        opens = child.type == "strong_open" and _punctuation(after.content[:1])
        if opens or (after.type == "strong_close" and _punctuation(child.content[-1:])):
            yield line, "has bold text that begins or ends with punctuation; move it out of the `**`"


def _punctuation(character: str) -> bool:
    return bool(character) and unicodedata.category(character)[0] in "PS"


def _line(token: Token) -> int:
    return (token.map or [0])[0] + 1
