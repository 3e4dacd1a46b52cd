"""The proof that equations compute an LSTM: they are run beside the reference cell and compared with it."""

import math
from collections.abc import Iterator, Mapping

import numpy as np

from lstm_article.equations.definitions import Equation
from lstm_article.equations.expressions import Arithmetic, Symbol, evaluate
from lstm_article.equations.indices import Misplaced, misplaced_constants
from lstm_article.equations.reference import Array, lstm, sigmoid
from lstm_article.equations.roles import LAYERS, ROLES, STATES, Roles, differences, terms
from lstm_article.equations.time_step import Cell, run
from lstm_article.errors import EquationError

TOLERANCE = 1e-12

_SIZES = {"n_x": 3, "n_h": 4}
_STEPS, _BATCH = 4, 2

ARRAYS = Arithmetic(
    sigmoid,
    np.tanh,
    lambda matrix, vector, row: vector @ (matrix if row else matrix.T),
    lambda parts: np.concatenate(parts, axis=-1),
)


def prove(roles: Roles) -> tuple[float, list[EquationError]]:
    """Return the largest difference from the reference on random inputs, and what is no LSTM about it.

    An article passes that computes the same as the reference, in whatever form; the form only serves to say
    what differs in one that does not.
    """
    misplaced = list(misplaced_constants(roles))
    drawn = np.random.default_rng(1997)
    with np.errstate(over="ignore", invalid="ignore"):  # what is not finite differs, and is told so
        return _compared(roles, misplaced, drawn)


def _compared(
    roles: Roles, misplaced: list[Misplaced], drawn: np.random.Generator
) -> tuple[float, list[EquationError]]:
    x = drawn.normal(size=(_STEPS, _BATCH, _SIZES["n_x"]))
    constants = _constants(roles.cell, drawn)
    weights = {role: _weights(roles, role, constants, misplaced, drawn) for role in LAYERS}
    reference = lstm(x, weights)
    zeros = dict.fromkeys(roles.cell.states, np.zeros((_BATCH, _SIZES["n_h"])))
    steps = run(roles.cell, constants, list(x), zeros, ARRAYS)
    difference = max(
        _difference(step[roles.name(role)], right[role])
        for step, right in zip(steps, reference, strict=True)
        for role in STATES
    )
    if difference <= TOLERANCE and not misplaced:
        return difference, []
    departures = _departures(roles, x, constants, reference)
    return difference, [
        equation.error(what + _by(departures[equation.target.name]))
        for equation in roles.cell.equations
        if (what := _what(roles, equation, misplaced))
    ] or [_first(roles, departures)]


def _constants(cell: Cell, drawn: np.random.Generator) -> dict[str, Array]:
    """Draw a value for each matrix and vector."""
    n_h = _SIZES["n_h"]
    constants = {name: drawn.normal(size=n_h) for name in cell.vectors}
    for name, length in cell.matrices.items():
        matrix = drawn.normal(size=(n_h, sum(_SIZES[part] for part in length)))
        constants[name] = matrix.T if cell.rows else matrix
    return constants


def _weights(
    roles: Roles,
    role: str,
    constants: Mapping[str, Array],
    misplaced: list[Misplaced],
    drawn: np.random.Generator,
) -> tuple[Array, Array, Array]:
    """Return a layer's weights for the reference; what the layer lacks is drawn."""
    n_h = _SIZES["n_h"]
    shapes: dict[str, tuple[int, ...]] = {
        "x_t": (n_h, _SIZES["n_x"]), "h_{t-1}": (n_h, n_h), "": (n_h,),
    }  # fmt: skip
    found: dict[str, list[Array]] = {kind: [] for kind in shapes}
    wanted = {one.constant: one.wanted for one in misplaced if one.role == role}
    for term in terms(roles.layers[role]) if role in roles.layers else ():
        kind = roles.form(term.vector) if term.vector else ""
        if term.constant is None or kind not in shapes:
            continue
        name = wanted.get(term.constant.name, term.constant.name)
        shared = name == wanted.get(term.constant.name)  # by another layer; the reference has one of its own
        value = None if shared else constants.get(name)
        if value is not None and kind and name in roles.cell.matrices:
            length = roles.cell.matrices[name]
            start = sum(_SIZES[part] for part in length[: max(term.place, 0)])
            value = (value.T if roles.cell.rows else value)[:, start : start + shapes[kind][-1]]
        if value is not None and value.shape == shapes[kind]:
            found[kind].append(term.sign * value)
    W_x, W_h, b = (sum(found[kind]) if found[kind] else drawn.normal(size=shapes[kind]) for kind in shapes)  # noqa: N806
    return np.asarray(W_x), np.asarray(W_h), np.asarray(b)


def _departures(
    roles: Roles, x: Array, constants: Mapping[str, Array], reference: list[dict[str, Array]]
) -> dict[str, float]:
    """Return how far each equation departs when all that it uses is as in the reference."""
    departures = dict.fromkeys((equation.target.name for equation in roles.cell.equations), 0.0)
    zeros = dict.fromkeys(roles.cell.states, np.zeros((_BATCH, _SIZES["n_h"])))
    fixed = {Symbol(name): value for name, value in constants.items()}
    for x_t, right in zip(x, reference, strict=True):
        values = {**fixed, **{Symbol(name, -1): value for name, value in zeros.items()}}
        values[Symbol(roles.cell.input, 0)] = x_t
        for equation in roles.cell.equations:
            name = equation.target.name
            value = evaluate(equation.value, values, ARRAYS)
            true = right.get(roles.names.get(name, ""), value)
            departures[name] = max(departures[name], _difference(value, true))
            values[equation.target] = true
        zeros = {name: values[Symbol(name, 0)] for name in zeros}
    return departures


def _difference(one: Array, other: Array) -> float:
    largest = float(np.max(np.abs(one - other)))
    return largest if math.isfinite(largest) else math.inf


def _first(roles: Roles, departures: Mapping[str, float]) -> EquationError:
    """Name the first equation that departs, where its form does not tell what differs."""
    found = [e for e in roles.cell.equations if departures[e.target.name] > TOLERANCE]
    equation = (found or roles.cell.equations)[0]
    what = "is no LSTM's; write it in the README's forms"
    return equation.error(what + _by(departures[equation.target.name]))


def _by(departure: float) -> str:
    return f"; it departs from the reference by {departure:#.2g}" if departure > TOLERANCE else ""


def _what(roles: Roles, equation: Equation, misplaced: list[Misplaced]) -> str:
    """Return what differs in one equation from an LSTM's, or nothing."""
    phrases = []
    for role in (*LAYERS, *STATES):
        if roles.equation(role) is not equation or (role in LAYERS and role not in roles.layers):
            continue
        extra, lacking = differences(roles, role)
        phrases += list(_layer(role, extra, lacking) if role in LAYERS else _state(extra, lacking))
        phrases += [
            f"has `{one.constant}` where, by the other indices, `{one.wanted}` belongs"
            if one.wanted != one.constant
            else f"uses `{one.constant}` a second time; each weight and bias has one place"
            for one in misplaced
            if one.role == role
        ]
    return ", and ".join(phrases)


def _layer(role: str, extra: list[str], lacking: list[str]) -> Iterator[str]:
    functions = {r"\sigma", r"\tanh"}
    for has, wants in zip(functions & {*extra}, functions & {*lacking}, strict=True):
        yield f"applies `{has}` where the {ROLES[role]} of an LSTM applies `{wants}`"
    for one in lacking:
        if one not in functions:
            yield "has no bias" if one == "a bias" else f"has no term in `{one}`"
    for one in extra:
        if one not in functions:
            yield f"has a term in `{one}`, which an LSTM's {ROLES[role]} does not read"


def _state(extra: list[str], lacking: list[str]) -> Iterator[str]:
    if extra or lacking:
        shown = [f"`{' + '.join(one)}`" if one else "nothing" for one in (extra, lacking)]
        yield f"has {shown[0]} where an LSTM has {shown[1]}"
