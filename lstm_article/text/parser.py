"""The one way in which the project reads Markdown: CommonMark with tables, front matter and mathematics."""

import re
from collections.abc import Callable
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleFuncTv, Ruler
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from lstm_article.errors import InputError

_BlockRule = Callable[[StateBlock, int, int, bool], bool]
_InlineRule = Callable[[StateInline, bool], bool]

_TOML = re.compile(r"\A\+{3}([ \t]*\n(?:.*?\n)??)\+{3}(?=[ \t]*(?:\n|\Z))", re.DOTALL)
_RULES_WITH_SPANS = {"math_inline", "backticks", "link", "image", "autolink", "html_inline"}
# The deepest nesting of quotes and lists, or of brackets: markdown-it drops what is deeper, or never ends.
_MAX_NESTING = 100

LARGEST = 2_000_000  # bytes
TOO_LARGE = f"is larger than {LARGEST:,} bytes; split it into smaller files"
_MOST_STEPS = 400_000  # three times those of two megabytes of prose; they take three seconds and 200 MB
_LONGEST_KEPT = 1000  # characters of a paragraph whose tokens are kept: about one step each


def parse(markdown: str) -> list[Token]:
    """Parse Markdown with tables and mathematics into markdown-it tokens, without its front matter.

    Mathematics comes as `math_block` and `math_inline`, with the TeX as content and `$` or `$$` as markup. Inline
    mathematics, code, links and images have as `meta["span"]` their start and end in their parent token's content.
    Raises InputError, which names no file, for text that is too large, or nested too deeply.
    """
    if len(markdown) > LARGEST:
        raise InputError(TOO_LARGE)
    tokens = _PARSER.parse(_TOML.sub(r"---\1---", normalized(markdown)))
    return [token for token in tokens if token.type != "front_matter"]


def normalized(markdown: str) -> str:
    """Return a text with its line ends as `\n` and without a byte order mark."""
    return re.sub(r"\r\n?", "\n", markdown.removeprefix("\ufeff"))


def _step(env: EnvType, count: int, tokens: int = 0) -> None:
    """Count steps in parsing a text in its `env`; raise InputError if, with as many `tokens`, there are too many."""
    env["steps"] = env.get("steps", 0) + count
    if env["steps"] + tokens > _MOST_STEPS:
        raise InputError(f"has more than {_MOST_STEPS:,} lines, blocks and marks; split it into smaller files")


def _count_lines(state: StateCore) -> None:
    """Count what costs time or memory before a rule is asked: lines, and bars, by which a line may have many cells."""
    _step(state.env, state.src.count("\n") + state.src.count("|"))


def _count(state: StateBlock | StateInline, *_: object) -> bool:
    """Count each place in the text at which rules are asked what is there, or whether it ends what is before it.

    A token is a step, too, since it takes half a kilobyte: those of a paragraph, or of all blocks, count at its end.
    """
    _step(state.env, 1, len(state.tokens))
    return False


def _refuse_depth(state: StateCore) -> None:
    """Raise InputError for blocks or brackets that are nested too deeply, before inline text is parsed."""
    passed = 0  # where a bracket may begin a link, its end is looked for across all that are within it
    for token in state.tokens:
        depth = deepest = token.level + 1
        for bracket in re.findall(r"[\[\]]", token.content) if token.type == "inline" else ():
            depth = depth + 1 if bracket == "[" else max(depth - 1, 0)
            deepest = max(deepest, depth)
            passed += depth
        if deepest >= _MAX_NESTING and token.map:  # a table's cells have no map, but the text in them has one
            raise InputError(f"is nested {_MAX_NESTING} deep or more; write it flatter", line=token.map[0] + 1)
    _step(state.env, len(state.tokens) + passed)


def _parse_inline(state: StateCore) -> None:
    """Parse the text of each paragraph, heading and cell; where no links are defined, it means the same anywhere."""
    for token in state.tokens:
        if token.type != "inline":
            continue
        if len(token.content) > _LONGEST_KEPT or state.env.get("references"):
            token.children = []
            state.md.inline.parse(token.content, state.md, state.env, token.children)
            _step(state.env, len(token.children))
        else:
            token.children, steps = _inline_tokens(token.content)
            _step(state.env, steps)


@lru_cache(maxsize=500)  # an article is parsed with all its text, as composed, and with its links
def _inline_tokens(content: str) -> tuple[list[Token], int]:
    """Return the tokens of a paragraph's text, which are not to be changed, and how many steps they took."""
    env: EnvType = {"steps": 0}
    tokens: list[Token] = []
    _PARSER.inline.parse(content, _PARSER, env, tokens)
    return tokens, env["steps"] + len(tokens)


def _with_limits(rule: _BlockRule) -> _BlockRule:
    """Let display mathematics interrupt a paragraph, and search for the end of an unclosed `$$` only once.

    The plugin's rule searches on to the next empty line from each line that begins with `$$`, and adds a token even in
    silent mode, in which markdown-it only asks whether the rule matches.
    """

    def math_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        if not state.src.startswith("$$", state.bMarks[start] + state.tShift[start]):
            return False
        if start < state.env.get("no display mathematics ends before line", 0):
            return False
        token_count, line = len(state.tokens), state.line
        if not rule(state, start, end, silent):
            empty = (at for at in range(start, end) if state.isEmpty(at))
            state.env["no display mathematics ends before line"] = next(empty, end)
            return False
        if silent:
            state.line = line
            del state.tokens[token_count:]
        else:
            state.tokens[-1].content = state.tokens[-1].content.strip()
        return True

    return math_block


def _with_spans(rule: _InlineRule) -> _InlineRule:
    """Make an inline rule record its tokens' span in the source, so that flavors can replace them."""

    def with_span(state: StateInline, silent: bool) -> bool:
        start, token_count = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        for token in state.tokens[token_count:]:
            if token.type == "math_inline_double":  # `$$` within a line, as the markup says too
                token.type = "math_inline"
            if token.type != "text":  # a text token may have begun before this rule ran
                token.meta.setdefault("span", (start, state.pos))
        return True

    return with_span


def _before_no_digit(rule: _InlineRule) -> _InlineRule:
    """Refuse mathematics whose closing dollar a digit follows; the plugin's own option also refuses one before it."""

    def math_inline(state: StateInline, silent: bool) -> bool:
        start = state.pos
        closes = rule(state, True) and not state.src[state.pos : state.pos + 1].isdigit()
        state.pos = start
        return closes and rule(state, silent)

    return math_inline


def _rule(ruler: Ruler[RuleFuncTv], name: str) -> RuleFuncTv:
    return ruler.getRules("")[ruler.get_active_rules().index(name)]


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING}).enable("table").use(front_matter_plugin)
    # Pandoc's rule; the other systems have the same or a stricter one: "$5 and $6" stays prose.
    parser.use(dollarmath_plugin, double_inline=True, allow_labels=False, allow_space=False, allow_blank_lines=False)
    parser.disable("text_join")  # keeps what is escaped as text_special: \\$ is no sign of mathematics
    parser.core.ruler.before("block", "lines", _count_lines)
    parser.core.ruler.before("inline", "depth", _refuse_depth)
    parser.block.ruler.before("table", "step", _count, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    parser.inline.ruler.before("text", "step", _count)
    parser.core.ruler.at("inline", _parse_inline)
    math_block = _with_limits(_rule(parser.block.ruler, "math_block"))
    parser.block.ruler.at("math_block", math_block, {"alt": ["paragraph", "reference", "blockquote"]})
    for name in _RULES_WITH_SPANS:
        rule = _rule(parser.inline.ruler, name)
        parser.inline.ruler.at(name, _with_spans(_before_no_digit(rule) if name == "math_inline" else rule))
    return parser


_PARSER = _parser()
