"""The numbers for templates, from `example()` and `parameters()`: results of running `equations.md`."""

from collections.abc import Mapping
from functools import cached_property, lru_cache

from lstm_article.equations import Cell, Numbers, parameter_counts, time_step_of, worked_example
from lstm_article.errors import EquationError, InputError, TemplateError
from lstm_article.templating import EXAMPLE, Templates
from lstm_article.text import Document, document

EQUATIONS = "equations.md"
_LARGEST_LAYER = 10**9


class Results:
    """The functions `example()` and `parameters()` of templates."""

    def __init__(self, source: Templates) -> None:
        """Take the templates, whose equations are run when a number is first asked for."""
        self.source = source

    @cached_property
    def numbers(self) -> Numbers:
        """The equations' results; raises TemplateError for equations or values that cannot be run."""
        try:
            cell = _cell(self.source.macros(EQUATIONS))
        except (EquationError, InputError) as error:
            raise TemplateError(error.message, self.source.path(EQUATIONS), error.line) from None
        try:
            return Numbers(cell, worked_example(cell, *self._values()))
        except EquationError as error:
            raise TemplateError(error.message, self.source.path(EXAMPLE)) from None

    @property
    def known(self) -> Numbers | None:
        """The numbers, or None where no template has asked for any."""
        return self.numbers if "numbers" in vars(self) else None

    def example(self) -> Mapping[str, object]:
        """Return the worked example: inputs, constants, and steps, each with its symbols' values by their TeX."""
        inputs, constants = self._values()
        return {"inputs": inputs, "constants": constants, "steps": self.numbers.steps}

    def parameters(self, n_x: int, n_h: int) -> Mapping[str, int]:
        """Return the numbers of weights and biases for `n_x` inputs and `n_h` hidden units; raises TemplateError."""
        if not all(isinstance(size, int) and 0 < size < _LARGEST_LAYER for size in (n_x, n_h)):
            raise TemplateError("parameters() takes two sizes, whole numbers above 0; correct them")
        return parameter_counts(self.numbers.cell, n_x, n_h)

    def _values(self) -> tuple[list[float], dict[str, float]]:
        """Return the inputs and constants of the worked example; raises TemplateError."""
        values = self.source.data(EXAMPLE)
        inputs, constants = values.get("inputs"), values.get("constants")
        if isinstance(inputs, list) and isinstance(constants, dict):
            return inputs, constants
        raise TemplateError("needs a list `inputs` and a table [constants]; add them", self.source.path(EXAMPLE))


@lru_cache(maxsize=1)  # all languages have the same equations
def _cell(markdown: str) -> Cell:
    return cell_of(document.read(markdown))


def cell_of(text: Document) -> Cell:
    """Return the time step that a text's equations define; raises EquationError."""
    cell, errors = time_step_of(text.equations)
    if cell is None:
        raise errors[0]
    return cell
