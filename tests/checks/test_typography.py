"""Chinese typography and terms."""

import pytest

from checking import Cases, agree, subject
from lstm_article.checks.typography import problems

# Terms that others use, and those of D2L's Chinese edition.
TERMS = {
    "忘记门": "遗忘门",
    "记忆单元": "记忆元",
    "记忆细胞": "记忆元",
    "单元状态": "细胞状态",
    "隐藏状态": "隐状态",
    "窥视孔": "窥孔",
    "时间反向传播": "通过时间反向传播",
}

CASES: Cases = {
    "as it should be": ("# 长短期记忆 LSTM\n\n遗忘门（forget gate）取 $f_t$ 时[1]，记忆元在 3.5 步后保留。见文献 [2] 和[3] 等。\n**遗忘门**：通过时间反向传播。\n\n## 参考文献\n\n1. A, b.门\n", []),
    "code": ("用 `f(x)` 表示\n", []),
    "comma": ("门,记忆\n", [(1, "half-width `,` in Chinese text, at “门,记忆”; write `，`")]),
    "marks": ("门。\n记忆.\n门:记 ; 忆?门!\n", [(2, "`.`"), (3, "`:`"), (3, "`;`"), (3, "`?`"), (3, "`!`")]),
    "marks after other letters": ("A, B. 门\nA; 门\nA? 门\nA! 门\nA: 门\n", [(1, "`.`"), (2, "`;`"), (3, "`?`"), (4, "`!`"), (5, "`:`")]),
    "marks between other letters": ("用 A, B; C? (D): E! F 或 3.5\n", []),
    "a comma before": ("A,门\n", [(1, "half-width `,`")]),
    "an escaped mark": ("门\\!\n", [(1, "half-width `!`")]),
    "what is around": ("一二三四五,六七八九十\n", [(1, "at “二三四五,六七八九”")]),
    "what is around, with mathematics and a citation": ("取 $x$ 时[1],`a` 门\n", []),
    "a hard break": ("一\\\n二  \n三.四\n", [(3, "half-width `.`")]),
    "parentheses": ("遗忘门 (forget gate) 决定\n", [(1, "`(`"), (1, "`)`")]),
    "file endings": ("存为 .pt 文件\n", []),
    "Greek": ("用σ函数\n", [(1, "no space"), (1, "no space")]),
    "quotes": ('"门"\n', [(1, '`"`'), (1, '`"`')]),
    "no space": ("用LSTM做\n第3步\n", [(1, "no space between Chinese and Latin, at “用LSTM”"), (1, "at “LSTM做”"), (2, "no space"), (2, "no space")]),
    "no space beside mathematics": ("取$x$时\n", [(1, "no space between Chinese and Latin, at “取…时”; add one"), (1, "at “取…时”")]),
    "no space beside code": ("用`f`做\n", [(1, "no space"), (1, "no space")]),
    "two spaces": ("用  LSTM 做\n", [(1, "a space too many, at “用  LSTM”; remove it")]),
    "two spaces after": ("用 LSTM  做\n", [(1, "a space too many")]),
    "a space in Chinese": ("遗忘 门\n", [(1, "a space too many")]),
    "a space beside a mark": ("用 LSTM ，门\n门。 门\n", [(1, "beside a full-width mark"), (2, "beside a full-width mark")]),
    "term": ("忘记门和隐藏状态\n", [(1, "says 忘记门; the field's term is 遗忘门"), (1, "says 隐藏状态; the field's term is 隐状态")]),
    "term within a term": ("时间反向传播\n", [(1, "the field's term is 通过时间反向传播")]),
    "across bold": ("**遗忘门**LSTM\n", [(1, "no space")]),
    "a term twice, after marks and spaces": ("忘记门 忘记门.\n", [(1, "`.`"), (1, "a space too many"), (1, "says 忘记门"), (1, "says 忘记门")]),
    "what an image shows": ("![门,LSTM](a.svg) ![门,LSTM](b.svg)\n", []),
    "a list and a table": ("1. 一\n2. 门,门\n\n| 一 | 二 |\n|---|---|\n| 三 | 门,门 |\n", [(2, "`,`"), (6, "`,`")]),
    "caption": ("![门](a.svg)\n\n图 1 用LSTM\n", [(3, "no space")]),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_typography(case: str) -> None:
    """Chinese text has full-width marks, one space beside Latin, and the field's terms."""
    text, expected = CASES[case]
    agree(problems(subject(text, "zh")), expected)


@pytest.mark.parametrize("term", TERMS)
def test_terms(term: str) -> None:
    """A term that others use is a finding that says the field's term; that term itself passes."""
    agree(problems(subject(f"此{term}。\n", "zh")), [(1, f"says {term}; the field's term is {TERMS[term]}")])
    agree(problems(subject(f"此{TERMS[term]}。\n", "zh")), [])


@pytest.mark.parametrize(("half", "full"), [*zip(",.:;?!()", "，。：；？！（）", strict=True), ('"', "“”")])
def test_full_width_marks(half: str, full: str) -> None:
    """A half-width mark in Chinese is a finding that says the full-width one to write."""
    agree(
        problems(subject(f"门{half}门\n", "zh")),
        [(1, f"half-width `{half}` in Chinese text, at “门{half}门”; write `{full}`")],
    )


@pytest.mark.parametrize("mark", "，。：；？！、（）《》“”‘’「」…—")
def test_no_space_beside_a_full_width_mark(mark: str) -> None:
    """No space stands before or after a full-width mark."""
    for text in (f"门{mark}门A{mark}B\n", f"{mark}门{mark}\n"):
        agree(problems(subject(text, "zh")), [(1, "no space between")] if "A" in text else [])
    for text in (f"门{mark} 门\n", f"门 {mark}门\n", f"A{mark} B\n", f"A {mark}B\n"):
        agree(problems(subject(text, "zh")), [(1, "has a space beside a full-width mark, at")])
