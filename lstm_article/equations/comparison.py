"""Equations beside the reference LSTM: both are run on the same numbers, and their deviation explained."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from lstm_article.equations.arithmetic import Arithmetic, evaluate
from lstm_article.equations.definitions import Equation
from lstm_article.equations.expressions import Expression, Symbol
from lstm_article.equations.indices import Misplaced, misplaced_constants
from lstm_article.equations.normal_form import terms
from lstm_article.equations.reference import Array, lstm, sigmoid
from lstm_article.equations.roles import LAYERS, ROLES, STATES, Component, H, Roles, X, differences
from lstm_article.equations.time_step import Cell, known_before, run
from lstm_article.errors import EquationError

TOLERANCE = 1e-12

_SIZES = {"n_x": 3, "n_h": 4}
_STEPS, _BATCH = 4, 2

ARRAYS = Arithmetic[Array](
    np.asarray, sigmoid, np.tanh, lambda matrix, vector, row: vector @ (matrix if row else matrix.T)
)


@dataclass(frozen=True)
class _Trial:
    """Random numbers on which equations are run, and what the reference makes of the same."""

    x: Array  # (steps, batch, n_x)
    constants: Mapping[str, tuple[Array, ...]]
    reference: Sequence[Mapping[str, Array]]  # of each step, by role, (batch, n_h)


def compare(roles: Roles) -> tuple[float, list[EquationError]]:
    """Return the largest deviation from the reference on random inputs, and what is no LSTM about it.

    An article passes that computes the same as the reference, in whatever notation; its normal form only
    serves to say what differs in one that does not.
    """
    misplaced = list(misplaced_constants(roles))
    with np.errstate(over="ignore", invalid="ignore"):  # what is not finite deviates, and is told so
        trial = _trial(roles, misplaced)
        deviation = _deviation_of_states(roles, trial)
        if deviation <= TOLERANCE:
            return deviation, []
        return deviation, list(_explanations(roles, misplaced, _deviations(roles, trial)))


def _trial(roles: Roles, misplaced: Sequence[Misplaced]) -> _Trial:
    drawn = np.random.default_rng(1997)
    x = drawn.normal(size=(_STEPS, _BATCH, _SIZES["n_x"]))
    constants = _constants(roles.cell, drawn)
    weights = {role: _weights(roles, role, constants, misplaced, drawn) for role in LAYERS}
    return _Trial(x, constants, lstm(x, weights))


def _constants(cell: Cell, drawn: np.random.Generator) -> dict[str, tuple[Array, ...]]:
    """Draw a value for each matrix and vector."""
    n_h = _SIZES["n_h"]
    constants: dict[str, tuple[Array, ...]] = {name: (drawn.normal(size=n_h),) for name in cell.vectors}
    for name, length in cell.matrices.items():
        blocks = [drawn.normal(size=(n_h, _SIZES[part])) for part in length]
        constants[name] = tuple(block.T if cell.rows else block for block in blocks)
    return constants


def _weights(
    roles: Roles,
    role: str,
    constants: Mapping[str, tuple[Array, ...]],
    misplaced: Sequence[Misplaced],
    drawn: np.random.Generator,
) -> tuple[Array, Array, Array]:
    """Return a layer's weights on x and h and its bias for the reference; what the layer lacks is drawn.

    Each is the sum of what the layer has of its kind, so that two biases count as one. What is misplaced is
    left out: the reference has weights of its own there.
    """
    n_h = _SIZES["n_h"]
    shapes: dict[Expression | None, tuple[int, ...]] = {X: (n_h, _SIZES["n_x"]), H: (n_h, n_h), None: (n_h,)}
    present: dict[Expression | None, list[Array]] = {kind: [] for kind in shapes}
    left_out = {one.constant for one in misplaced if one.role == role}
    for term in terms(roles.layers[role]) if role in roles.layers else ():
        kind = roles.normal_form(term.vector) if term.vector else None
        if term.constant and term.constant.name not in left_out and kind in shapes:
            block = constants[term.constant.name][term.place or 0]
            value = block.T if roles.cell.rows else block
            if value.shape == shapes[kind]:
                present[kind].append(term.sign * value)
    W_x, W_h, b = (  # noqa: N806
        np.sum(present[kind], axis=0) if present[kind] else drawn.normal(size=shape) for kind, shape in shapes.items()
    )
    return W_x, W_h, b


def _deviation_of_states(roles: Roles, trial: _Trial) -> float:
    """Return the largest deviation of a state at any step when the equations are run."""
    zeros = dict.fromkeys(roles.cell.states, np.zeros((_BATCH, _SIZES["n_h"])))
    steps = run(roles.cell, trial.constants, trial.x, zeros, ARRAYS)
    return max(
        _difference(step[roles.name(role)], right[role])
        for step, right in zip(steps, trial.reference, strict=True)
        for role in STATES
    )


def _deviations(roles: Roles, trial: _Trial) -> dict[str, float]:
    """Return by how much each equation deviates, by its symbol, when all that it uses is the reference's."""
    deviations = dict.fromkeys((equation.target.name for equation in roles.cell.equations), 0.0)
    states = dict.fromkeys(roles.cell.states, np.zeros((_BATCH, _SIZES["n_h"])))
    for x_t, right in zip(trial.x, trial.reference, strict=True):
        values = known_before(roles.cell, trial.constants, x_t, states)
        for equation in roles.cell.equations:
            name = equation.target.name
            value = evaluate(equation.value, values, ARRAYS)
            role = roles.names.get(name, "")
            if role in right and len(value) == 1:  # else it is a helper, or no layer but a concatenation
                deviations[name] = max(deviations[name], _difference(value[0], right[role]))
                value = (right[role],)
            values[equation.target] = value
        states = {name: values[Symbol(name, 0)][0] for name in states}
    return deviations


def _difference(one: Array, other: Array) -> float:
    """Return the largest difference of two arrays' elements, infinite where one is not finite."""
    largest = float(np.max(np.abs(one - other)))
    return largest if math.isfinite(largest) else math.inf


def _explanations(
    roles: Roles, misplaced: Sequence[Misplaced], deviations: Mapping[str, float]
) -> Iterator[EquationError]:
    """Yield what differs from an LSTM, equation by equation, and by how much."""
    explained = [
        (equation, explanation)
        for equation in roles.cell.equations
        if (explanation := ", and ".join(_differences(roles, equation, misplaced)))
    ]
    if not explained:  # the normal form does not tell what differs
        deviating = [e for e in roles.cell.equations if deviations[e.target.name] > TOLERANCE]
        first = (deviating or roles.cell.equations)[0]
        explained = [(first, "is no LSTM's; write it in the README's forms")]
    for equation, explanation in explained:
        deviation = deviations[equation.target.name]
        amount = f"; it departs from the reference by {deviation:#.2g}" if deviation > TOLERANCE else ""
        yield equation.error(explanation + amount)


def _differences(roles: Roles, equation: Equation, misplaced: Sequence[Misplaced]) -> Iterator[str]:
    """Yield what differs in one equation from an LSTM's."""
    for role in (*roles.layers, *roles.updates):
        if roles.equation(role) is not equation:
            continue
        extra, lacking = differences(roles, role)
        yield from _of_layer(role, extra, lacking) if role in LAYERS else _of_state(extra, lacking)
        for one in misplaced:
            if one.role == role and one.wanted == one.constant:
                yield f"uses `{one.constant}` a second time; each weight and bias has one place"
            elif one.role == role:
                yield f"has `{one.constant}` where, by the other indices, `{one.wanted}` belongs"


def _of_layer(role: str, extra: Sequence[Component], lacking: Sequence[Component]) -> Iterator[str]:
    functions = [component.tex for component in (*extra, *lacking) if component.kind == "function"]
    if functions:
        present, wanted = functions
        yield f"applies `{present}` where the {ROLES[role]} of an LSTM applies `{wanted}`"
    for component in lacking:
        if component.kind == "bias":
            yield "has no bias"
        elif component.kind == "term":
            yield f"has no term in `{component.tex}`"
    for component in extra:
        if component.kind == "term":
            yield f"has a term in `{component.tex}`, which an LSTM's {ROLES[role]} does not read"


def _of_state(extra: Sequence[Component], lacking: Sequence[Component]) -> Iterator[str]:
    if extra or lacking:
        present, wanted = (
            f"`{' + '.join(component.tex for component in components)}`" if components else "nothing"
            for components in (extra, lacking)
        )
        yield f"has {present} where an LSTM has {wanted}"
