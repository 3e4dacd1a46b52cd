"""Code in parts that a style sheet colours: keywords, comments, names of functions, numbers and strings."""

from collections.abc import Iterator

from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Keyword, Name, Number, Operator, String
from pygments.util import ClassNotFound

_PARTS = {
    Comment: "comment", Keyword: "keyword", Operator.Word: "keyword", Name.Function: "function",
    Number: "number", String: "string",
}  # fmt: skip


def highlighted(code: str, language: str) -> Iterator[tuple[str, str]]:
    """Yield pieces of code, each with what it is, such as `comment`; empty where it is none of these, or not known."""
    try:
        lexer = get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        yield code, ""
        return
    for kind, text in lexer.get_tokens(code):
        yield text, next((_PARTS[part] for part in kind.split() if part in _PARTS), "")
