"""The equations compute an LSTM: run beside the reference, they give the same states."""

from collections.abc import Iterator

from lstm_article.checks.report import Problem, Subject


def problems(subject: Subject) -> Iterator[Problem]:
    """Yield where the equations differ from an LSTM, or why they cannot be run."""
    _, errors = subject.proof
    for error in errors:
        yield error.line or 1, error.message
