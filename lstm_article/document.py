"""Reading Markdown: mathematics as tokens, and the prose of each section with its line.

The one place that knows how the project reads Markdown: the page renders what `parse` returns, and
counting and checking work on `sections`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from lstm_article.wordcount import Count, count

REFERENCE_HEADINGS = {"references", "bibliography", "参考文献", "引用文献"}
CAPTION_WORDS = {"figure", "fig.", "图"}
_CAPTION = re.compile(rf"({'|'.join(map(re.escape, CAPTION_WORDS))})\s*\d", re.IGNORECASE)
_FRONT_MATTER = re.compile(
    r"\A(---[ \t]*\n(.*?\n)??(---|\.\.\.)|\+\+\+[ \t]*\n(.*?\n)??\+\+\+)[ \t]*(\n|\Z)", re.DOTALL
)


@dataclass(frozen=True)
class Section:
    """A heading and the prose below it, up to the next heading.

    `title` is the heading's text (empty for prose before the first), `line` its 1-based line, and
    `prose` the texts that count: the heading, paragraphs, list items and table cells, each without
    mathematics, code and images.
    """

    title: str
    line: int
    prose: tuple[str, ...]

    @cached_property
    def count(self) -> Count:
        """The section's length."""
        return total(count(text) for text in self.prose)


def total(counts: Iterable[Count]) -> Count:
    """Add up counts."""
    return sum(counts, Count())


def parse(markdown: str) -> list[Token]:
    """Parse Markdown with tables and `$` mathematics into markdown-it tokens.

    Front matter is dropped and lines keep their numbers. Mathematics comes as tokens of type
    `math_block` and `math_inline` whose content is the TeX.
    """
    text = re.sub(r"\r\n?", "\n", markdown.removeprefix("\ufeff"))
    return _PARSER.parse(_FRONT_MATTER.sub(_blank_lines, text, count=1))


def sections(markdown: str) -> tuple[Section, ...]:
    """Split a document at its headings, without its captions and its reference list.

    A caption is a paragraph directly below an image that begins with the figure's number (`图 1`,
    `Figure 1`). The reference list is the section headed References, Bibliography or 参考文献.
    """
    found: list[tuple[str, int, list[str]]] = [("", 1, [])]
    references_level = 0
    for kind, level, line, text in _texts(parse(markdown)):
        if kind == "heading":
            if references_level and level > references_level:
                continue
            is_list = text.strip().lower() in REFERENCE_HEADINGS
            references_level = level if is_list else 0
            if not is_list:
                found.append((" ".join(text.split()), line, [text]))
        elif not references_level:
            found[-1][2].append(text)
    return tuple(Section(title, line, tuple(prose)) for title, line, prose in found if prose)


def caption(token: Token, previous: Token | None) -> bool:
    """Tell whether an inline token is the caption of the image in the paragraph before it."""
    return previous is not None and image(previous) is not None and bool(_CAPTION.match(_plain(token)))


def image(token: Token) -> Token | None:
    """Return the image that an inline token consists of, if it is an image and nothing else."""
    children = token.children or []
    return children[0] if len(children) == 1 and children[0].type == "image" else None


def _texts(tokens: list[Token]) -> Iterator[tuple[str, int, int, str]]:
    """Yield the kind, heading level, line and plain text of every block of prose."""
    previous: Token | None = None
    for opening, token in pairwise(tokens):
        if token.type != "inline":
            continue
        heading = opening.type == "heading_open"
        if not image(token) and not caption(token, previous):
            line = (token.map or [0])[0] + 1
            level = int(opening.tag[1]) if heading else 0
            yield "heading" if heading else "text", level, line, _plain(token)
        previous = token if opening.type == "paragraph_open" else None


def _plain(token: Token) -> str:
    """Return what a reader reads of an inline token as prose."""
    return "".join(
        "\n" if child.type in {"softbreak", "hardbreak"} else child.content
        for child in token.children or []
        if child.type in {"text", "text_special", "softbreak", "hardbreak"}
    )


def _blank_lines(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")


_LONGEST_EQUATION = 100  # lines: what is longer has lost its end, and is not looked for in vain again


def _math_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """`$$`, TeX and `$$`: on lines of their own, or all on one line."""
    first = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    if not first.startswith("$$") or state.is_code_block(start):
        return False
    line, texts = start, [first[2:]]
    while not texts[-1].rstrip().endswith("$$"):
        line += 1
        if line >= end or state.isEmpty(line) or len(texts) > _LONGEST_EQUATION:
            return False
        texts.append(state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]])
    if silent:
        return True
    texts[-1] = texts[-1].rstrip()[:-2]
    token = state.push("math_block", "math", 0)
    token.content = "\n".join(texts).strip()
    token.map = [start, line + 1]
    state.line = line + 1
    return True


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
    state.pos = match.end()
    return True


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": 100}).enable("table")
    interrupts: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    parser.block.ruler.before("fence", "math_block", _math_block, interrupts)
    parser.inline.ruler.before("escape", "math_inline", _math_inline)
    return parser


_PARSER = _parser()
