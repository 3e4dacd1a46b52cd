"""Markdown that every docs system renders alike: nothing that one of them prints raw, drops or refuses."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise

from markdown_it.token import Token

from lstm_article.checks.report import Problem, Subject
from lstm_article.text import lines_of

# Signs in mathematics that some docs system changes, and what to write instead.
_INSTEAD = {
    r"\\": r"one equation a block", r"\{": r"`\lbrace`", r"\}": r"`\rbrace`", r"\#": "a word", r"\!": "nothing",
    "*": r"`\ast` or `\odot`", "|": r"`\lvert` or `\mid`", "<": r"`\lt`", ">": r"`\gt`", "{{": "`{ {`",
    "}}": "`} }`", "{#": "`{ #`", "{%": "`{ %`", r"\tag": "the number in the text", r"\label": "no label",
}  # fmt: skip
_CHANGED = re.compile("|".join(map(re.escape, _INSTEAD)))
# Patterns that text outside mathematics and code must not match, and what is wrong if it does.
_IN_TEXT = {
    r"\$\$": "has `$$` that encloses no equation; close it, or write `\\$`",
    r"\A(?!.*\$\$).*\$": r"has a `$` that encloses no mathematics; write `\$`, or no space inside `$…$`",
    r"\*\*": "has `**` that makes nothing bold; move the punctuation out of it",
    "<": "has a `<`, which some systems take for HTML; write `&lt;`",
    "[{}]": "has a curly brace, which some systems take for attributes or a macro; leave it out",
}
_SUSPECT = re.compile("[$*<{}]")  # text without any of these matches no pattern
_RAW_HTML = "has raw HTML, which not every system passes on; write it as Markdown"
_EDGE = (Token("softbreak", "", 0), 0)  # stands before the first token of a block and after the last
_LIST_INDENT = 4  # spaces that every system reads as one level


def problems(subject: Subject) -> Iterator[Problem]:
    """Yield each place that breaks a rule of portable Markdown."""
    lines = subject.text.lines
    for token in subject.text.tokens:
        match token.type, token.map:
            case "math_block", [start, end]:
                yield from _display(token, lines, start, end)
            case "html_block", [start, _]:
                yield start + 1, _RAW_HTML
            case "list_item_open", [start, _]:
                indent = len(lines[start]) - len(lines[start].lstrip(" "))
                least = _LIST_INDENT * (token.level // 2)
                if (indent < least and not lines[start].startswith(">")) or (least == 0 and indent):
                    yield start + 1, f"has a list item indented by {indent}; indent it by {least or 'no'} spaces"
    for block in subject.text.blocks:
        yield from _inline(block.token)


def _display(token: Token, lines: Sequence[str], start: int, end: int) -> Iterator[Problem]:
    if token.level:
        yield start + 1, "has an equation inside a list or quote; move it out"
    elif lines[start] != "$$" or lines[end - 1] != "$$" or end - start < 3:
        yield start + 1, "has `$$` that is not alone on its line, at its beginning; put the equation between such lines"
    if any(0 <= beside < len(lines) and lines[beside].strip(" >") for beside in (start - 1, end)):
        yield start + 1, "has an equation without blank lines around it; add them"
    first = start + 1 + (lines[start].strip() == "$$")
    for line, text in enumerate(token.content.split("\n"), first):
        yield from _mathematics(text, line)


def _mathematics(text: str, line: int) -> Iterator[Problem]:
    for sign in dict.fromkeys(_CHANGED.findall(text)):
        yield line, f"has `{sign}` in mathematics, which some systems change; write {_INSTEAD[sign]}"


def _inline(block: Token) -> Iterator[Problem]:
    """Find what is wrong within the lines of a heading, paragraph, list item or table cell."""
    tokens = [_EDGE, *lines_of(block), _EDGE]
    for (before, _), (token, line), (after, _) in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if token.type == "math_inline":
            yield from _inline_mathematics(before, token, after, line)
        elif token.type == "html_inline":
            yield line, _RAW_HTML
        elif token.type == "text" and _SUSPECT.search(token.content):
            for pattern, message in _IN_TEXT.items():
                if re.search(pattern, token.content):
                    yield line, message
    for (token, line), (after, _) in pairwise(tokens):
        letter_before = _shown(token)[-1:] if after.type in {"strong_open", "em_open"} else ""
        letter_behind = _shown(after)[:1] if token.type in {"strong_close", "em_close"} else ""
        for letter in (letter_before, letter_behind):
            if letter.isalnum():
                yield line, f"has bold or italic text that touches `{letter}`; let punctuation or a space stand there"
        bold_begins, bold_ends = token.type == "strong_open", after.type == "strong_close"
        character = after.content[:1] if bold_begins else token.content[-1:]
        if character and (bold_begins or bold_ends) and unicodedata.category(character)[0] in "PS":
            yield line, "has bold text that begins or ends with punctuation; move it out of the `**`"


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
    """Return a token's characters in the Markdown, or a space for the end of a line."""
    if token.type in {"softbreak", "hardbreak"}:
        return " "
    return token.content if token.type in {"text", "text_special"} else token.markup or "]"
