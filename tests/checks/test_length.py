"""The length that is asked for."""

from dataclasses import replace

import pytest

from checking import agree, subject
from lstm_article.checks.length import problems
from lstm_article.checks.report import Goal, Problem


@pytest.mark.parametrize(
    ("goal", "expected"),
    [
        (Goal(), [(1, "8 words where 1000 ± 5 % are asked for; add 992")]),
        (Goal(8, "word"), []),
        (Goal(10, "word", 20), []),
        (Goal(10, "word", 19), [(1, "8 words where 10 ± 19 % are asked for; add 2")]),
        (Goal(5, "word", 50), [(1, "8 words where 5 ± 50 % are asked for; cut 3")]),
        (Goal(5, "han", 0), []),
        (Goal(5, "han"), []),
        (Goal(6, "han"), [(1, "5 Han characters where 6 ± 5 % are asked for; add 1")]),
    ],
)
def test_length(goal: Goal, expected: list[Problem]) -> None:
    """A text outside the tolerance of its length, by the given rule, is a finding that says how much to change."""
    agree(problems(replace(subject("# LSTM\n\n遗忘门，记忆 $x$ 1997\n", "zh"), goal=goal)), expected)
