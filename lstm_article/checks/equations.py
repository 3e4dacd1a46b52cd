"""The equations compute an LSTM, and the structure diagram shows what they compute."""

from collections.abc import Collection

from lstm_article.checks import diagram
from lstm_article.checks.report import Problem
from lstm_article.equations import roles
from lstm_article.errors import EquationError
from lstm_article.text.document import Document


def problems(text: Document, chosen: Collection[str]) -> tuple[float | None, list[Problem], list[Problem]]:
    """Return how far a text's equations are from the reference, and the problems of equations and diagram."""
    if not {"equations", "diagram"} & {*chosen}:
        return None, [], []
    whole, errors = roles.read(text.equations)
    if whole is None:
        line, message = _problem(errors[0])
        uncompared = (line, f"the diagram cannot be compared with the equations: {message}")
        return None, [*map(_problem, errors)], [uncompared]
    deviation: float | None = None
    if "equations" in chosen:
        from lstm_article.equations.comparison import prove  # and with it NumPy

        deviation, errors = prove(whole)
    drawn = diagram.deviations(whole) if "diagram" in chosen else ()
    return deviation, [*map(_problem, errors)], [*map(_problem, drawn)]


def _problem(error: EquationError) -> Problem:
    return error.line or 1, error.message
