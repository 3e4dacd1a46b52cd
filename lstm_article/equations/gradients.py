"""What is left of a gradient after many steps, by running equations on dual numbers."""

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from lstm_article.equations.arithmetic import Arithmetic, sigmoid
from lstm_article.equations.normal_form import terms
from lstm_article.equations.roles import find_roles
from lstm_article.equations.time_step import Cell, run, time_step_of
from lstm_article.errors import EquationError

GATES = (0.731, 0.9, 0.99)  # the forget gates of the memory figure: σ(1), and two closer to 1
STEPS = 100

# The plain recurrent network that the articles compare with an LSTM, and the values with which the memory figure runs
# it. With inputs of 0 it stays at h = 0, where tanh is steepest, with a slope of 1: each step multiplies the gradient
# by W_h, the most that tanh allows. W_h is the factor ½ of which the articles give the 20th power.
PLAIN_NETWORK = r"h_t = \tanh(W_x x_t + W_h h_{t-1} + b)"
PLAIN_CONSTANTS = {"W_x": 1.0, "W_h": 0.5, "b": 0.0}
PLAIN_INPUT = 0.0


class DualNumber(NamedTuple):
    """A number with its derivative, which every operation carries along."""

    value: float
    derivative: float = 0.0


def _sum(a: DualNumber, b: DualNumber) -> DualNumber:
    return DualNumber(a.value + b.value, a.derivative + b.derivative)


def _product(a: DualNumber, b: DualNumber) -> DualNumber:
    return DualNumber(a.value * b.value, a.derivative * b.value + a.value * b.derivative)


def _sigma(z: DualNumber) -> DualNumber:
    value = sigmoid(z.value)
    return DualNumber(value, value * (1 - value) * z.derivative)


def _tanh(z: DualNumber) -> DualNumber:
    value = math.tanh(z.value)
    return DualNumber(value, (1 - value * value) * z.derivative)


DUAL_NUMBERS = Arithmetic[DualNumber](DualNumber, _sigma, _tanh, apply=_product, add=_sum, multiply=_product)


@lru_cache(maxsize=1)  # all languages have the same equations
def remaining_gradients(cell: Cell) -> Mapping[str, Sequence[float]]:
    """Return what is left of a gradient after 1, 2, … `STEPS` steps: by forget gate, as `0.9`, and as `plain`.

    By forget gate it is ∂C_T/∂C_k, with a bias that holds the gate at this value and weights of 0, so that the only
    path is from cell state to cell state; `plain` is ∂h_T/∂h_k of `PLAIN_NETWORK`. Raises EquationError for no LSTM.
    """
    roles = find_roles(cell)
    forget = terms(roles.layers["f"]) if "f" in roles.layers else ()
    biases = [(term.constant.name, term.sign) for term in forget if term.constant and not term.vector]
    if not biases:
        raise EquationError("no forget gate has a bias by which to hold it; write the equations of an LSTM")
    bias, sign = biases[0]
    held = {gate: {bias: sign * math.log(gate / (1 - gate))} for gate in GATES}
    try:
        left = {f"{gate:g}": _derivatives(cell, roles.name("C"), constants) for gate, constants in held.items()}
    except OverflowError:
        raise EquationError("the forget gate has a number that is too large; leave it out") from None
    plain, _ = time_step_of([(PLAIN_NETWORK, 1)])
    assert plain is not None  # noqa: S101  the equation above is ours
    return left | {"plain": _derivatives(plain, "h", PLAIN_CONSTANTS, PLAIN_INPUT)}


def _derivatives(cell: Cell, state: str, constants: Mapping[str, float], x: float = 0.0) -> list[float]:
    """Return a state's derivative by its initial value after each step, with every input x and other constants 0."""
    zero = DualNumber(0.0)
    values = {name: (zero,) * len(length) for name, length in cell.matrices.items()}
    values |= dict.fromkeys(cell.vectors, (zero,))
    values |= {name: (DualNumber(value),) for name, value in constants.items()}
    initial = dict.fromkeys(cell.states, zero) | {state: DualNumber(0.0, 1.0)}
    steps = run(cell, values, [DualNumber(x)] * STEPS, initial, DUAL_NUMBERS)
    return [step[state].derivative for step in steps]
