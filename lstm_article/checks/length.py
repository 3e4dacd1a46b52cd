"""The length: as many words, or Han characters, as were asked for."""

from collections.abc import Iterator

from lstm_article.checks.report import Problem, Subject
from lstm_article.text import UNITS


def problems(subject: Subject) -> Iterator[Problem]:
    """Find an article that is too short or too long, and say by how much."""
    goal = subject.goal
    counted = subject.text.count.by(goal.rule)
    if abs(counted - goal.words) > goal.words * goal.tolerance / 100:
        change = f"add {goal.words - counted}" if counted < goal.words else f"cut {counted - goal.words}"
        wanted = f"{goal.words} ± {goal.tolerance:g} %"
        yield 1, f"{counted} {UNITS[goal.rule]} where {wanted} are asked for; {change}"
