"""The length: as many words, or Han characters, as were asked for."""

from collections.abc import Iterator

from lstm_article.checks.report import Problem, Subject
from lstm_article.text import UNITS


def problems(subject: Subject) -> Iterator[Problem]:
    """Find an article that is too short or too long, and say by how much."""
    goal = subject.goal
    counted = subject.text.count.by(goal.rule)
    lacking = goal.words - counted
    if abs(lacking) > goal.words * goal.tolerance / 100:
        change = f"add {lacking}" if lacking > 0 else f"cut {-lacking}"
        wanted = f"{goal.words} ± {goal.tolerance:g} %"
        yield 1, f"{counted} {UNITS[goal.rule]} where {wanted} are asked for; {change}"
