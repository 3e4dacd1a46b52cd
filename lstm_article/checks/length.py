"""The length: as many words, or Han characters, as were asked for."""

from collections.abc import Iterator

from lstm_article.checks.report import Problem, Subject
from lstm_article.text import UNITS


def problems(subject: Subject) -> Iterator[Problem]:
    """Find an article that is too short or too long, and say by how much."""
    goal = subject.goal
    counted = subject.text.count.by(goal.rule)
    for change, deviation in (("add", goal.words - counted), ("cut", counted - goal.words)):
        if deviation > goal.words * goal.tolerance / 100:
            wanted = f"{goal.words} ± {goal.tolerance:g} %"
            yield 1, f"{counted} {UNITS[goal.rule]} where {wanted} are asked for; {change} {deviation}"
