"""Code as HTML with classes for its parts, which a style sheet colours."""

from html import escape

from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Keyword, Name, Number, Operator, String
from pygments.util import ClassNotFound

_PARTS = {
    Comment: "comment", Keyword: "keyword", Operator.Word: "keyword", Name.Function: "function",
    Number: "number", String: "string",
}  # fmt: skip


def highlighted(code: str, language: str) -> str:
    """Return code as HTML, escaped; without classes if the language is unknown to Pygments."""
    try:
        lexer = get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return escape(code, quote=False)
    return "".join(
        _span(text, next((_PARTS[kind] for kind in token.split() if kind in _PARTS), ""))
        for token, text in lexer.get_tokens(code)
    )


def _span(text: str, part: str) -> str:
    return f'<span class="code-{part}">{escape(text, quote=False)}</span>' if part else escape(text, quote=False)
