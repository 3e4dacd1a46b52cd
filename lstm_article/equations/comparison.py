"""Equations beside the reference LSTM: both are run on the same numbers, and their deviation explained."""

import math
import operator
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from lstm_article.equations.arithmetic import Arithmetic
from lstm_article.equations.definitions import Equation
from lstm_article.equations.expressions import Expression
from lstm_article.equations.indices import Misplaced, misplaced_constants
from lstm_article.equations.normal_form import terms
from lstm_article.equations.reference import Vector, dot, lstm, sigmoid
from lstm_article.equations.roles import LAYERS, ROLES, STATES, Component, H, Roles, X, differences
from lstm_article.equations.time_step import run
from lstm_article.errors import EquationError

TOLERANCE = 1e-12

_SIZE = 4  # of the input and of the states
_STEPS = 6

Array = list[Any]  # a vector, or a matrix as a list of its rows
Constants = Mapping[str, tuple[Array, ...]]  # a matrix has a block for each vector it multiplies


def _each(function: Callable[..., float]) -> Callable[..., Array]:
    """Make a function of numbers one of vectors, element by element."""
    return lambda *vectors: list(map(function, *vectors))


ARRAYS = Arithmetic[Array](
    number=lambda value: [value] * _SIZE,
    sigma=_each(sigmoid),
    tanh=_each(math.tanh),
    apply=lambda matrix, vector: [dot(row, vector) for row in matrix],
    add=_each(operator.add),
    multiply=_each(operator.mul),
)


def compare(roles: Roles) -> tuple[float, list[EquationError]]:
    """Return the states' largest deviation from the reference on random inputs, and errors that explain it.

    Equations that compute the same states pass in any notation: normal forms only serve to explain a deviation.
    """
    deviation, separate = _compared(replace(roles, cell=roles.cell.unplaced()))
    return deviation, list(_explanations(roles, separate)) if deviation > TOLERANCE else []


@lru_cache(maxsize=10)  # an article has the same equations in each language
def _compared(roles: Roles) -> tuple[float, Mapping[str, float]]:
    """Return the states' largest deviation and, if it is too large, each symbol's that its own equation causes."""
    misplaced = list(misplaced_constants(roles))
    rng = random.Random(1997)  # noqa: S311
    x = _random_rows(rng, _STEPS)
    constants: dict[str, tuple[Array, ...]] = {name: tuple(_random_rows(rng, 1)) for name in roles.cell.vectors}
    for name, length in roles.cell.matrices.items():
        constants[name] = tuple(_random_rows(rng) for _ in length)
    reference = lstm(x, {role: _weights(roles, role, constants, misplaced, rng) for role in LAYERS})
    expected = [{name: step[role] for name, role in roles.names.items() if role in step} for step in reference]
    found = _deviations(roles, constants, x, expected, corrected=False)
    deviation = max(found[roles.name(state)] for state in STATES)
    if deviation <= TOLERANCE:
        return deviation, {}
    return deviation, _deviations(roles, constants, x, expected, corrected=True)


def _random_rows(rng: random.Random, rows: int = _SIZE) -> Array:
    return [[rng.gauss(0, 1) for _ in range(_SIZE)] for _ in range(rows)]


def _weights(
    roles: Roles, role: str, constants: Constants, misplaced: Sequence[Misplaced], rng: random.Random
) -> tuple[Array, Array, Array]:
    """Return the reference's weights on x and h and its bias: sums of what the layer has, random where it has none."""
    present: dict[Expression | None, list[Array]] = {X: [], H: [], None: []}  # each of rows, of which a bias has one
    # Instead of a misplaced weight the reference gets a random one, so that the mistake is a deviation.
    left_out = {mistake.constant for mistake in misplaced if mistake.role == role}
    for term in terms(roles.layers[role]) if role in roles.layers else ():
        if term.constant and term.constant.name not in left_out:
            kind = roles.normal_form(term.vector) if term.vector else None
            value = constants[term.constant.name][term.place or 0]
            if kind in present:
                rows = value if term.vector else [value]
                present[kind].append([[term.sign * weight for weight in row] for row in rows])
    W_x, W_h, (b,) = (  # noqa: N806
        [list(map(sum, zip(*rows, strict=True))) for rows in zip(*blocks, strict=True)]
        if blocks
        else _random_rows(rng, _SIZE if kind else 1)
        for kind, blocks in present.items()
    )
    return W_x, W_h, b


def _deviations(
    roles: Roles, constants: Constants, x: Array, expected: Sequence[Mapping[str, Vector]], *, corrected: bool
) -> dict[str, float]:
    """Return each symbol's largest deviation from `expected`; if `corrected`, only what its own equation causes."""
    initial = dict.fromkeys(roles.cell.states, [0.0] * _SIZE)
    steps = run(roles.cell, constants, x, initial, ARRAYS, expected if corrected else ())
    deviations = dict.fromkeys((equation.target.name for equation in roles.cell.equations), 0.0)
    for values, wanted in zip(steps, expected, strict=True):
        for name in values.keys() & wanted.keys():  # the reference has neither helpers nor concatenations
            distances = (abs(a - b) for a, b in zip(values[name], wanted[name], strict=True))
            largest = max(distance if math.isfinite(distance) else math.inf for distance in distances)  # as for nan
            deviations[name] = max(deviations[name], largest)
    return deviations


def _explanations(roles: Roles, deviations: Mapping[str, float]) -> Iterator[EquationError]:
    """Yield an error for each equation that differs from an LSTM: in what, and by how much."""
    misplaced = list(misplaced_constants(roles))
    explained = {e: ", and ".join(_differences(roles, e, misplaced)) for e in roles.cell.equations}
    if not any(explained.values()):  # the normal forms are the same, though the values differ
        deviating = [equation for equation in explained if deviations[equation.target.name] > TOLERANCE]
        explained[(deviating or roles.cell.equations)[0]] = "is no LSTM's; write it in the README's forms"
    for equation, explanation in explained.items():
        deviation = deviations[equation.target.name]
        amount = f"; it departs from the reference by {deviation:#.2g}" if deviation > TOLERANCE else ""
        if explanation:
            yield equation.error(explanation + amount)


def _differences(roles: Roles, equation: Equation, misplaced: Sequence[Misplaced]) -> Iterator[str]:
    for role in (*roles.layers, *roles.updates):
        if roles.equation(role) is not equation:
            continue
        extra, lacking = differences(roles, role)
        if role in STATES and (extra or lacking):
            yield f"has {_sum(extra)} where an LSTM has {_sum(lacking)}"
        elif role in LAYERS:
            yield from _layer_differences(ROLES[role], extra, lacking)
        for mistake in misplaced:
            if mistake.role == role and mistake.wanted == mistake.constant:
                yield f"uses `{mistake.constant}` a second time; each weight and bias has one place"
            elif mistake.role == role:
                yield f"has `{mistake.constant}` where, by the other indices, `{mistake.wanted}` belongs"


def _layer_differences(part: str, extra: Sequence[Component], lacking: Sequence[Component]) -> Iterator[str]:
    functions = [component.tex for component in (*extra, *lacking) if component.kind == "function"]
    if functions:
        yield f"applies `{functions[0]}` where the {part} of an LSTM applies `{functions[1]}`"
    for component in lacking:
        if component.kind != "function":
            yield "has no bias" if component.kind == "bias" else f"has no term in `{component.tex}`"
    for component in extra:
        if component.kind == "term":
            yield f"has a term in `{component.tex}`, which an LSTM's {part} does not read"


def _sum(terms_of_state: Sequence[Component]) -> str:
    return f"`{' + '.join(term.tex for term in terms_of_state)}`" if terms_of_state else "nothing"
