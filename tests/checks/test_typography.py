"""Chinese typography and terms."""

import pytest

from checking import Cases, agree, subject
from lstm_article.checks.typography import problems

CASES: Cases = {
    "as it should be": ("# 长短期记忆 LSTM\n\n遗忘门（forget gate）取 $f_t$ 时[1]，记忆元在 3.5 步后保留。见文献 [2] 和[3] 等。\n**遗忘门**：通过时间反向传播。\n\n## 参考文献\n\n1. A, b.门\n", []),
    "code": ("用 `f(x)` 表示\n", []),
    "comma": ("门,记忆\n", [(1, "half-width `,` in Chinese text, at “门,记忆”; write `，`")]),
    "marks": ("门。\n记忆.\n门:记 ; 忆?门!\n", [(2, "`.`"), (3, "`:`"), (3, "`;`"), (3, "`?`"), (3, "`!`")]),
    "parentheses": ("遗忘门 (forget gate) 决定\n", [(1, "`(`"), (1, "`)`")]),
    "file endings": ("存为 .pt 文件\n", []),
    "Greek": ("用σ函数\n", [(1, "no space"), (1, "no space")]),
    "quotes": ('"门"\n', [(1, '`"`'), (1, '`"`')]),
    "no space": ("用LSTM做\n第3步\n", [(1, "no space between Chinese and Latin, at “用LSTM”"), (1, "at “LSTM做”"), (2, "no space"), (2, "no space")]),
    "no space beside mathematics": ("取$x$时\n", [(1, "no space"), (1, "no space")]),
    "two spaces": ("用  LSTM 做\n", [(1, "a space too many")]),
    "a space in Chinese": ("遗忘 门\n", [(1, "a space too many")]),
    "a space beside a mark": ("用 LSTM ，门\n门。 门\n", [(1, "beside a full-width mark"), (2, "beside a full-width mark")]),
    "term": ("忘记门和隐藏状态\n", [(1, "says 忘记门; the field's term is 遗忘门"), (1, "says 隐藏状态; the field's term is 隐状态")]),
    "term within a term": ("时间反向传播\n", [(1, "the field's term is 通过时间反向传播")]),
    "across bold": ("**遗忘门**LSTM\n", [(1, "no space")]),
    "caption": ("![门](a.svg)\n\n图 1 用LSTM\n", [(3, "no space")]),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_typography(case: str) -> None:
    """Chinese text has full-width marks, one space beside Latin, and the field's terms."""
    text, expected = CASES[case]
    agree(problems(subject(text, "zh")), expected)
