"""Markdown that travels: what some docs system prints literally, eats or refuses."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise

from markdown_it.token import Token

from lstm_article.checks.report import Problem
from lstm_article.text.document import Block, Document, lines_of

# What breaks in mathematics, and what to write for it.
_IN_MATHEMATICS = {
    r"\\": r"one equation a block", r"\{": r"`\lbrace`", r"\}": r"`\rbrace`", r"\#": "a word",
    r"\!": "nothing",
    "*": r"`\ast` or `\odot`", "|": r"`\lvert` or `\mid`", "<": r"`\lt`", ">": r"`\gt`", "{{": "`{ {`",
    "}}": "`} }`", "{#": "`{ #`", "{%": "`{ %`", r"\tag": "the number in the text", r"\label": "no label",
}  # fmt: skip
_BROKEN = re.compile("|".join(sorted(map(re.escape, _IN_MATHEMATICS), key=len, reverse=True)))
_LIST_INDENT = 4


def problems(document: Document) -> Iterator[Problem]:
    """Yield each place that breaks a rule of portable Markdown, with its line."""
    for token in document.tokens:
        if token.type == "math_block":
            yield from _display(token, document.lines)
        elif token.type == "html_block":
            yield _line(token), "has raw HTML, which not every system passes on; write it as Markdown"
        elif token.type == "list_item_open":
            yield from _list_item(token, document.lines)
    for block in document.blocks:
        yield from _inline(block)


def _display(token: Token, lines: Sequence[str]) -> Iterator[Problem]:
    start, end = token.map or [0, 1]
    line = start + 1
    if token.level:
        yield line, "has an equation inside a list or quote; move it out"
    elif lines[start] != "$$" or lines[end - 1] != "$$" or end - start < 3:
        yield (
            line,
            "has `$$` that is not alone on its line, at its beginning; put the equation between such lines",
        )
    if any(0 <= beside < len(lines) and lines[beside].strip(" >") for beside in (start - 1, end)):
        yield line, "has an equation without blank lines around it; add them"
    for number, text in enumerate(token.content.split("\n"), start + 1 + (lines[start].strip() == "$$")):
        yield from _mathematics(text, number)


def _mathematics(text: str, line: int) -> Iterator[Problem]:
    for found in dict.fromkeys(_BROKEN.findall(text)):
        yield line, f"has `{found}` in mathematics, which some systems change; write {_IN_MATHEMATICS[found]}"


def _list_item(token: Token, lines: Sequence[str]) -> Iterator[Problem]:
    """Find a list that is indented, or nested, by less than what every system takes for a level."""
    line = lines[_line(token) - 1]
    indent = len(line) - len(line.lstrip(" "))
    depth = token.level // 2
    if (not line.startswith(">") and indent < _LIST_INDENT * depth) or (depth == 0 and indent):
        spaces = f"{_LIST_INDENT * depth} spaces" if depth else "no spaces"
        yield _line(token), f"has a list item indented by {indent}; indent it by {spaces}"


def _inline(block: Block) -> Iterator[Problem]:
    edge = Token("softbreak", "", 0)
    children = [(edge, 0), *lines_of(block.token), (edge, 0)]
    for (before, _), (child, line), (after, _) in zip(children, children[1:], children[2:], strict=False):
        if child.type == "math_inline":
            yield from _inline_mathematics(before, child, after, line)
        elif child.type == "html_inline":
            yield line, "has raw HTML, which not every system passes on; write it as Markdown"
        elif child.type == "text":
            yield from _text(child.content, line)
    yield from _bold(block)


def _inline_mathematics(before: Token, token: Token, after: Token, line: int) -> Iterator[Problem]:
    if token.markup == "$$":
        yield line, "has `$$` within a line; write `$…$`, or put the equation between lines of `$$`"
    beside = [text[at] for token_, at in ((before, -1), (after, 0)) if (text := _edge(token_))]
    touched = [side for side in beside if side != " "]
    if touched:
        where = f"touches `{touched[0]}`, where some systems see no mathematics"
        yield line, f"has `${token.content}$`, which {where}; set it apart by a space"
    yield from _mathematics(token.content, line)


def _edge(token: Token) -> str:
    """Return what stands beside mathematics: a text, the marks of what is none, a space at a line's edge."""
    if token.type in {"softbreak", "hardbreak"}:
        return " "
    return token.content if token.type in {"text", "text_special"} else token.markup or "]"


def _text(text: str, line: int) -> Iterator[Problem]:
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
