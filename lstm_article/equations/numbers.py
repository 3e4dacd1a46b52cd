"""Equations run with numbers: the worked example, and the parameter counts."""

import math
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

from lstm_article.equations.arithmetic import NUMBERS
from lstm_article.equations.time_step import Cell, run
from lstm_article.errors import EquationError


class Numbers(NamedTuple):
    """The time step that an article's equations define, and the worked example: the symbols' values at each step."""

    cell: Cell
    steps: Sequence[Mapping[str, float]]


def worked_example(
    cell: Cell, inputs: Sequence[float], constants: Mapping[str, float | Sequence[float]]
) -> list[dict[str, float]]:
    """Run a cell of one unit and one input, with initial states of 0; return the symbols' values at each step.

    A matrix times a concatenation has a list, a number for each vector. Raises EquationError for unusable `constants`.
    """
    missing = [name for name in (*cell.matrices, *cell.vectors) if name not in constants]
    if missing:
        raise EquationError(f"no value for `{missing[0]}`, which the equations use; add it to [constants]")
    blocks = {name: tuple(value) if isinstance(value, Sequence) else (value,) for name, value in constants.items()}
    if all(len(blocks[name]) == 1 for name in cell.vectors):
        with suppress(TypeError, ValueError, OverflowError):  # what a user gives may be anything
            steps = run(cell, blocks, inputs, dict.fromkeys(cell.states, 0.0), NUMBERS)
            if all(math.isfinite(value) for step in steps for value in step.values()):
                return steps
    raise EquationError("the equations cannot be run with these values; give each symbol a small number")


def parameter_counts(cell: Cell, n_x: int, n_h: int) -> dict[str, int]:
    """Return how many `weights` and `biases` the equations have with n_x inputs and n_h units."""
    sizes = {"n_x": n_x, "n_h": n_h}
    columns = sum(sizes[part] for length in cell.matrices.values() for part in length)
    return {"weights": n_h * columns, "biases": n_h * len(cell.vectors)}
