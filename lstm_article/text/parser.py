"""The one way in which the project reads Markdown: CommonMark with tables, front matter and mathematics."""

import re
from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from lstm_article.errors import InputError

_BlockRule = Callable[[StateBlock, int, int, bool], bool]
_InlineRule = Callable[[StateInline, bool], bool]

_TOML = re.compile(r"\A\+{3}([ \t]*\n(?:.*?\n)??)\+{3}(?=[ \t]*(?:\n|\Z))", re.DOTALL)
_SPANNING = {"math_inline", "backticks", "link", "image", "autolink", "html_inline"}
# Quotes and lists in one another, or brackets: markdown-it drops what is deeper, or takes for ever.
_DEEPEST = 100


def parse(markdown: str) -> list[Token]:
    """Parse Markdown with tables and mathematics into markdown-it tokens, without its front matter.

    Mathematics comes as `math_block` and `math_inline`, with the TeX as content and `$` or `$$` as markup. Mathematics,
    code, links and images within a line have in `meta["span"]` where they begin and end in the content of the token
    above them. Raises InputError, without a file, for what is nested beyond reason.
    """
    tokens = _PARSER.parse(_TOML.sub(r"---\1---", normalized(markdown)))
    return [token for token in tokens if token.type != "front_matter"]


def normalized(markdown: str) -> str:
    """Return a text with its line ends as `\n` and without a byte order mark."""
    return re.sub(r"\r\n?", "\n", markdown.removeprefix("\ufeff"))


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


def _with_limits(rule: _BlockRule) -> _BlockRule:
    """Let display mathematics end a paragraph, and look for the end of an open `$$` but once.

    The plugin's rule looks on to the next empty line from each line that begins with `$$`, and takes where it should
    only tell.
    """

    def math_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        if not state.src.startswith("$$", state.bMarks[start] + state.tShift[start]):
            return False
        if start < state.env.get("no display mathematics ends before line", 0):
            return False
        before, line = len(state.tokens), state.line
        if not rule(state, start, end, silent):
            empty = (at for at in range(start, end) if state.isEmpty(at))
            state.env["no display mathematics ends before line"] = next(empty, end)
            return False
        if silent:
            state.line = line
            del state.tokens[before:]
        else:
            state.tokens[-1].content = state.tokens[-1].content.strip()
        return True

    return math_block


def _with_spans(rule: _InlineRule) -> _InlineRule:
    """Have an inline rule note where its tokens stand, so that others can be written in their place."""

    def noting(state: StateInline, silent: bool) -> bool:
        start, before = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        for token in state.tokens[before:]:
            if token.type == "math_inline_double":  # `$$` within a line, which the markup tells as well
                token.type = "math_inline"
            if token.type != "text":  # which may have begun before
                token.meta.setdefault("span", (start, state.pos))
        return True

    return noting


def _before_no_digit(rule: _InlineRule) -> _InlineRule:
    """Let a digit follow no closing dollar: pandoc's rule; the plugin has it only with one for the opening dollar."""

    def math_inline(state: StateInline, silent: bool) -> bool:
        start = state.pos
        closes = rule(state, True) and not state.src[state.pos : state.pos + 1].isdigit()
        state.pos = start
        return closes and rule(state, silent)

    return math_inline


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable("table").use(front_matter_plugin)
    # As in pandoc, whose rule the other systems share or are stricter than: "$5 and $6" stays prose.
    strict = dict.fromkeys(("allow_labels", "allow_space", "allow_blank_lines"), False)
    parser.use(dollarmath_plugin, double_inline=True, **strict)
    parser.disable("text_join")  # what is escaped stays apart, as text_special: \\$ is no sign of mathematics
    parser.core.ruler.before("inline", "depth", _refuse_depth)
    names, rules = parser.block.ruler.get_active_rules(), parser.block.ruler.getRules("")
    math_block = _with_limits(dict(zip(names, rules, strict=True))["math_block"])
    parser.block.ruler.at("math_block", math_block, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    for name, rule in zip(parser.inline.ruler.get_active_rules(), parser.inline.ruler.getRules(""), strict=True):
        if name in _SPANNING:
            parser.inline.ruler.at(name, _with_spans(_before_no_digit(rule) if name == "math_inline" else rule))
    return parser


_PARSER = _parser()
