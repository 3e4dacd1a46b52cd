"""Code in parts that a style sheet colours: keywords, comments, names of functions, numbers and strings.

The standard library reads Python, Pygments all other languages: it takes as long to load as a whole page to write.
"""

import re
import tokenize
from collections.abc import Iterator
from contextlib import suppress
from io import StringIO
from keyword import iskeyword

_PYTHON = {"python", "py", "python3", "py3"}
# What the standard library reads otherwise from version to version, or cannot tell from a name.
_UNSURE = re.compile(r"(?i:[rf]*f[rf]*)['\"]|(?:case|match|type)\b")


def highlighted(code: str, language: str) -> Iterator[tuple[str, str]]:
    """Yield pieces of code, each with what it is, such as `comment`; empty where it is none of these, or not known."""
    pieces = list[tuple[str, str]]()
    if language.lower() in _PYTHON:
        with suppress(tokenize.TokenError, SyntaxError):  # of a fragment, Pygments takes what it knows
            pieces = list(_python(code))
    yield from pieces or _by_pygments(code, language)


def _python(code: str) -> Iterator[tuple[str, str]]:
    """Yield the pieces of Python code; raises TokenError or SyntaxError for what is none, or not surely read."""
    lines = [0]
    for line in StringIO(code):
        lines.append(lines[-1] + len(line))
    at, before = 0, ""
    for token in tokenize.generate_tokens(StringIO(code).readline):
        kind = tokenize.tok_name[token.type]
        if kind == "ERRORTOKEN" or _UNSURE.match(token.string):
            raise SyntaxError
        start, end = (lines[line - 1] + column for line, column in (token.start, token.end))
        if part := _part(kind, token.string, before):
            yield code[at:start], ""
            yield code[start:end], part
            at = end
        before = token.string
    if at < len(code):
        yield code[at:], ""


def _part(kind: str, text: str, before: str) -> str:
    if kind == "NAME":
        return "keyword" if iskeyword(text) else "function" if before == "def" else ""
    return {"STRING": "string", "COMMENT": "comment", "NUMBER": "number"}.get(kind, "")


def _by_pygments(code: str, language: str) -> Iterator[tuple[str, str]]:
    from pygments.lexers import get_lexer_by_name
    from pygments.token import Comment, Keyword, Name, Number, Operator, String
    from pygments.util import ClassNotFound

    parts = {
        Comment: "comment", Keyword: "keyword", Operator.Word: "keyword", Name.Function: "function",
        Number: "number", String: "string",
    }  # fmt: skip
    try:
        lexer = get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        yield code, ""
        return
    for kind, text in lexer.get_tokens(code):
        yield text, next((parts[part] for part in kind.split() if part in parts), "")
