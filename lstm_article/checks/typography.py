"""Chinese typography: full-width punctuation, a space beside Latin letters, the field's terms."""

import re
from collections.abc import Iterator

from lstm_article.checks.report import Problem, Subject
from lstm_article.text import HAN, Block

# The terms of D2L's Chinese edition, by the wrong terms that others use for them.
TERMS = {
    "忘记门": "遗忘门", "记忆单元": "记忆元", "记忆细胞": "记忆元",
    "单元状态": "细胞状态", "隐藏状态": "隐状态", "窥视孔": "窥孔", "时间反向传播": "通过时间反向传播",
}  # fmt: skip
_WRONG_TERM = re.compile("|".join(
    rf"(?<!{right.removesuffix(term)}){term}" if right.endswith(term) else term  # the right one may end in it
    for term, right in TERMS.items()
))  # fmt: skip

_HAN = "汉"  # stands for each Han character: patterns with ranges of all of them take long to compile
_FORMULA = "\ue000"  # stands for a piece of mathematics or code
_FULL_WIDTH = {
    ",": "，", ".": "。", ":": "：", ";": "；", "?": "？", "!": "！", "(": "（", ")": "）", '"': "“”",
}  # fmt: skip
_WIDE = "，。：；？！、（）《》“”‘’「」…—"
_LATIN = f"[A-Za-z0-9Α-ω{_FORMULA}]"
_HALF_WIDTH = re.compile(rf'(?<={_HAN}) *([,:;?!()"]|\.(?![A-Za-z0-9]))|([,.:;?!()"])(?= *{_HAN})')
# The forms of a wrong space, with what is wrong and what to do about it.
_SPACES = (
    (rf"(?<={_HAN})(?={_LATIN})|(?<={_LATIN})(?={_HAN})", "no space between Chinese and Latin", "add one"),
    (rf"{_HAN} {{2,}}{_LATIN}|{_LATIN} {{2,}}{_HAN}|{_HAN} +{_HAN}", "a space too many", "remove it"),
    (rf"[{_WIDE}] +\S|\S +[{_WIDE}]", "a space beside a full-width mark", "remove it"),
)


def problems(subject: Subject) -> Iterator[Problem]:
    """Yield what an editor would mark in a Chinese text, outside its reference list."""
    for block in subject.text.blocks:
        if not block.listed:
            for line, text in enumerate(_plain(block).split("\n"), block.line):
                for message in _wrong(text):
                    yield line, message


def _wrong(text: str) -> Iterator[str]:
    """Yield what is wrong in a line: its marks, then its spaces, then its terms."""
    pattern = HAN.sub(_HAN, text)
    for match in _HALF_WIDTH.finditer(pattern):
        mark = match[1] or match[2]
        yield f"has a half-width `{mark}` in Chinese text, {_around(text, match)}; write `{_FULL_WIDTH[mark]}`"
    for form, wrong, remedy in _SPACES:
        for match in re.finditer(form, pattern):
            yield f"has {wrong}, {_around(text, match)}; {remedy}"
    for match in _WRONG_TERM.finditer(text):
        yield f"says {match[0]}; the field's term is {TERMS[match[0]]}"


def _around(text: str, match: re.Match[str]) -> str:
    shown = text[max(match.start() - 4, 0) : match.end() + 4].replace(_FORMULA, "…")
    return f"at “{shown.strip()}”"


def _plain(block: Block) -> str:
    """Return a block's text, with one placeholder character for each formula and piece of code."""
    replaced = {"softbreak": "\n", "hardbreak": "\n", "math_inline": _FORMULA, "code_inline": _FORMULA}
    return "".join(
        child.content if child.type in {"text", "text_special"} else replaced.get(child.type, "")
        for child in block.token.children or []
    )
