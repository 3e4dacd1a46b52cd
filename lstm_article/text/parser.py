"""The one way in which the project reads Markdown: CommonMark with tables, and mathematics as tokens."""

import re

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from lstm_article.errors import InputError

_FRONT_MATTER = re.compile(
    r"\A(---[ \t]*\n(.*?\n)??(---|\.\.\.)|\+\+\+[ \t]*\n(.*?\n)??\+\+\+)[ \t]*(\n|\Z)", re.DOTALL
)


def parse(markdown: str) -> list[Token]:
    """Parse Markdown with tables and `$` mathematics into markdown-it tokens.

    Front matter is dropped and lines keep their numbers. Mathematics comes as tokens of type
    `math_block` and `math_inline` whose content is the TeX. Raises InputError, without a file, for what is
    nested beyond reason.
    """
    return _PARSER.parse(_FRONT_MATTER.sub(_blank_lines, normalized(markdown), count=1))


def normalized(markdown: str) -> str:
    """Return a text with its line ends as `\n` and without a byte order mark."""
    return re.sub(r"\r\n?", "\n", markdown.removeprefix("\ufeff"))


def _blank_lines(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")


_LONGEST_EQUATION = 100  # lines: what is longer has lost its end, and is not looked for in vain again


def _math_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """`$$`, TeX and `$$`: on lines of their own, or all on one line."""
    if not _line(state, start).startswith("$$") or state.is_code_block(start):
        return False
    last = _closing(state, start, end)
    if silent or last is None:
        return last is not None
    token = state.push("math_block", "math", 0)
    text = "\n".join(_line(state, line) for line in range(start, last + 1))
    token.content = text[2:].rstrip()[:-2].strip()
    token.map = [start, last + 1]
    state.line = last + 1
    return True


def _closing(state: StateBlock, start: int, end: int) -> int | None:
    """Return the line that closes an equation, if there is one before the next empty line."""
    if _line(state, start)[2:].rstrip().endswith("$$"):
        return start
    line = start + 1
    opened, looked = state.env.get("no equation closes", (0, 0))  # between these, as was seen before
    if opened < line < looked:
        line = looked
    while line < end and not state.isEmpty(line) and line - start <= _LONGEST_EQUATION:
        if _line(state, line).rstrip().endswith("$$"):
            return line
        line += 1
    state.env["no equation closes"] = (start, line)
    return None


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


# An opening dollar has no space after it, a closing one none before it and no digit after it, so that
# "$5 and $6" stays prose: pandoc's rule, which the other systems share or are stricter than.
_INLINE = re.compile(r"(\${1,2})(?!\s)((?:\\.|[^$\\])+?)(?<!\s)\1(?![\d$])", re.DOTALL)


def _math_inline(state: StateInline, silent: bool) -> bool:
    """`$`TeX`$` within a paragraph."""
    match = _INLINE.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        token = state.push("math_inline", "math", 0)
        token.content = match[2]
        token.markup = match[1]
    state.pos = match.end()
    return True


_DEEPEST = (
    100  # quotes and lists in one another, or brackets: markdown-it drops or takes for ever what is deeper
)


def _refuse_depth(state: StateCore) -> None:
    """Raise InputError for blocks or brackets that are nested too deeply, before these are looked into."""
    for token in state.tokens:
        depth, deepest = token.level + 1, token.level + 1
        for bracket in re.findall(r"[\[\]]", token.content) if token.type == "inline" else ():
            depth = depth + 1 if bracket == "[" else max(depth - 1, 0)
            deepest = max(deepest, depth)
        if deepest >= _DEEPEST:
            line = (token.map or [0])[0] + 1
            raise InputError(f"is nested {_DEEPEST} deep or more; write it flatter", line=line)


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable("table")
    parser.core.ruler.before("inline", "depth", _refuse_depth)
    parser.disable("text_join")  # what is escaped stays apart, as text_special: \\$ is no sign of mathematics
    interrupts: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    parser.block.ruler.before("fence", "math_block", _math_block, interrupts)
    parser.inline.ruler.before("escape", "math_inline", _math_inline)
    return parser


_PARSER = _parser()
