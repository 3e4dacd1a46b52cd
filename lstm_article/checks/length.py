"""The length: as many words, or Han characters, as were asked for."""

from collections.abc import Iterator

from lstm_article.checks.report import Goal, Problem
from lstm_article.text.document import Document
from lstm_article.text.wordcount import UNITS


def problems(text: Document, goal: Goal) -> Iterator[Problem]:
    """Find an article that is too short or too long; the message says by how much."""
    counted = text.count.by(goal.rule)
    slack = goal.words * goal.tolerance / 100
    if abs(counted - goal.words) > slack:
        todo = f"add {goal.words - counted}" if counted < goal.words else f"cut {counted - goal.words}"
        yield (
            1,
            f"{counted} {UNITS[goal.rule]} where {goal.words} ± {goal.tolerance:g} % are asked for; {todo}",
        )
