"""Chinese typography: full-width punctuation, one space beside Latin, the field's terms."""

import re
from collections.abc import Iterator

from lstm_article.checks.report import Problem
from lstm_article.text.document import Block, Document
from lstm_article.text.wordcount import HAN

# The set of D2L's Chinese edition, by what is read in its place; the value of a 记忆元 is its 细胞状态.
TERMS = {
    "忘记门": "遗忘门", "记忆单元": "记忆元", "记忆细胞": "记忆元",
    "单元状态": "细胞状态", "隐藏状态": "隐状态", "窥视孔": "窥孔", "时间反向传播": "通过时间反向传播",
}  # fmt: skip

# The patterns work on a text in which each Han character is this one: ranges of all take long to compile.
_HAN = "汉"
_WIDE = "，。：；？！、（）《》“”‘’「」…—"
_FULL_WIDTH = {
    ",": "，",
    ".": "。",
    ":": "：",
    ";": "；",
    "?": "？",
    "!": "！",
    "(": "（",
    ")": "）",
    '"': "“”",
}
_LATIN = r"[A-Za-z0-9Α-ω\ue000]"  # the last stands for mathematics or code
_CITATION = re.compile(r"\[[\d,– -]+\]")  # stands at either side of a space, or of none
_HALF_WIDTH = re.compile(rf'(?<={_HAN}) *([,:;?!()"]|\.(?![A-Za-z0-9]))|([,.:;?!()"])(?= *{_HAN})')
_NO_SPACE = re.compile(rf"(?<={_HAN})(?={_LATIN})|(?<={_LATIN})(?={_HAN})")
_MORE_SPACE = re.compile(rf"{_HAN} {{2,}}{_LATIN}|{_LATIN} {{2,}}{_HAN}|{_HAN} +{_HAN}")
_WIDE_SPACE = re.compile(rf"[{_WIDE}] +\S|\S +[{_WIDE}]")


def problems(document: Document) -> Iterator[Problem]:
    """Yield what a Chinese editor would mark, outside the reference list, with its line."""
    for block in document.blocks:
        if not block.listed and block.kind != "image":
            for line, text in enumerate(_shown(block).split("\n"), block.line):
                yield from ((line, message) for message in _of_line(text))


def _of_line(text: str) -> Iterator[str]:
    shape = HAN.sub(_HAN, text)
    for match in _HALF_WIDTH.finditer(shape):
        mark = match[1] or match[2]
        yield f"has a half-width `{mark}` in Chinese text, {_near(text, match)}; write `{_FULL_WIDTH[mark]}`"
    for match in _NO_SPACE.finditer(shape):
        yield f"has no space between Chinese and Latin, {_near(text, match)}; add one"
    for match in _MORE_SPACE.finditer(shape):
        yield f"has a space too many, {_near(text, match)}; remove it"
    for match in _WIDE_SPACE.finditer(shape):
        yield f"has a space beside a full-width mark, {_near(text, match)}; remove it"
    for wrong, right in TERMS.items():
        for match in re.finditer(
            rf"(?<!{right.removesuffix(wrong)}){wrong}" if right.endswith(wrong) else wrong, text
        ):
            yield f"says {match[0]}; the field's term is {right}"


def _near(text: str, match: re.Match[str]) -> str:
    shown = text[max(match.start() - 4, 0) : match.end() + 4].replace("\ue000", "…")
    return f"at “{shown.strip()}”"


def _shown(block: Block) -> str:
    """Return a text as it is read, with a letter for each piece of mathematics or code."""
    text = "".join(
        child.content
        if child.type in {"text", "text_special"}
        else {"softbreak": "\n", "hardbreak": "\n", "math_inline": "\ue000", "code_inline": "\ue000"}.get(
            child.type, ""
        )
        for child in block.token.children or []
    )
    return _CITATION.sub("\ue001", text)
