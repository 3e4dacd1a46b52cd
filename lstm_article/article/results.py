"""The numbers that a template shows: results of running the article's own equations."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from lstm_article.equations import definitions as equations
from lstm_article.equations.numbers import Numbers, example, parameters
from lstm_article.equations.time_step import Cell, understand
from lstm_article.errors import EquationError, TemplateError
from lstm_article.templating.templates import Templates
from lstm_article.text.document import Document

EXAMPLE = "example.toml"
_LARGEST_LAYER = 10**9


class Results:
    """What `example()` and `parameters()` give to templates; while nothing is `known`, each number is 1."""

    def __init__(self, source: Templates, known: Numbers | None = None) -> None:
        """Take the numbers, as soon as the equations are known that they come from."""
        self.asked = False
        self.source, self.known = source, known

    def numbers(self) -> Numbers | None:
        """Return the numbers where they are known, and note that they are asked for."""
        self.asked = True
        return self.known

    def example(self) -> Mapping[str, Any]:
        """Give a template the worked example: its inputs, constants and steps."""
        numbers = self.numbers()
        data = _example(self.source)
        if numbers:
            return {**data, "steps": numbers.steps}
        ones: Mapping[str, float] = defaultdict(lambda: 1.0)
        return {"inputs": data["inputs"], "constants": ones, "steps": [ones] * len(data["inputs"])}

    def parameters(self, n_x: int, n_h: int) -> Mapping[str, int]:
        """Give a template the numbers of weights and biases of a layer."""
        numbers = self.numbers()
        if not all(isinstance(size, int) and 0 < size < _LARGEST_LAYER for size in (n_x, n_h)):
            raise TemplateError("parameters() takes two sizes, whole numbers above 0; correct them")
        return parameters(numbers.cell, n_x, n_h) if numbers else {"weights": 1, "biases": 1}


def cell_of(text: Document) -> Cell:
    """Return the time step that a text's equations make; raises EquationError."""
    found, errors = equations.read(text.equations)
    cell, errors = (None, errors) if errors else understand(found)
    if cell is None:
        raise errors[0]
    return cell


def run(source: Templates, cell: Cell) -> Numbers:
    """Run the worked example; raises TemplateError for values that do not fit the equations."""
    try:
        return Numbers(cell, example(cell, **_example(source)))
    except EquationError as error:
        raise TemplateError(error.message, source.path(EXAMPLE)) from None


def _example(source: Templates) -> dict[str, Any]:
    """Return the inputs and constants of the worked example; raises TemplateError."""
    data = source.data(EXAMPLE)
    inputs, constants = data.get("inputs"), data.get("constants")
    if not isinstance(inputs, list) or not isinstance(constants, dict):
        raise TemplateError("needs a list `inputs` and a table [constants]; add them", source.path(EXAMPLE))
    return {"inputs": inputs, "constants": constants}
