"""What is left of a gradient after many steps, by running equations on dual numbers."""

import math
from dataclasses import dataclass
from operator import mul

from lstm_article.equations.arithmetic import Arithmetic, sigmoid
from lstm_article.equations.normal_form import terms
from lstm_article.equations.roles import Roles, find_roles
from lstm_article.equations.time_step import Cell, run, time_step_of
from lstm_article.errors import EquationError

GATES = (0.731, 0.9, 0.99)  # the forget gates of the memory figure: σ(1), and two closer to 1
STEPS = 100

# The plain recurrent network that both articles compare with, and how the memory figure runs it: reading 0 it
# stays at h = 0, where tanh is steepest, with a slope of 1. Each step then multiplies a derivative by W_h and
# nothing less, the best that tanh allows; and W_h is the factor ½ whose 20th power the articles tell.
PLAIN_NETWORK = r"h_t = \tanh(W_x x_t + W_h h_{t-1} + b)"
PLAIN_CONSTANTS = {"W_x": 1.0, "W_h": 0.5, "b": 0.0}
PLAIN_INPUT = 0.0


@dataclass(frozen=True)
class DualNumber:
    """A number with its derivative, which every operation carries along."""

    value: float
    derivative: float = 0.0

    def __add__(self, other: "DualNumber") -> "DualNumber":
        """Add."""
        return DualNumber(self.value + other.value, self.derivative + other.derivative)

    def __mul__(self, other: "DualNumber") -> "DualNumber":
        """Multiply, by the product rule."""
        derivative = self.derivative * other.value + self.value * other.derivative
        return DualNumber(self.value * other.value, derivative)


def _sigma(z: DualNumber) -> DualNumber:
    value = sigmoid(z.value)
    return DualNumber(value, value * (1 - value) * z.derivative)


def _tanh(z: DualNumber) -> DualNumber:
    value = math.tanh(z.value)
    return DualNumber(value, (1 - value * value) * z.derivative)


DUAL_NUMBERS = Arithmetic[DualNumber](DualNumber, _sigma, _tanh, mul)


def remaining_gradients(cell: Cell) -> dict[str, list[float]]:
    """Return what is left of a derivative after 1 to 100 steps, by forget gate, and of a plain network.

    It is ∂C_T/∂C_k of the cell with weights of 0 and a bias that holds the forget gate, so that there is no
    path but the direct one; and ∂h_T/∂h_k of `PLAIN_NETWORK`. Raises EquationError when it is no LSTM.
    """
    roles = find_roles(cell)
    try:
        left = {f"{gate:g}": _kept(roles, gate) for gate in GATES}
    except OverflowError:
        raise EquationError("the forget gate has a number that is too large; leave it out") from None
    plain, _ = time_step_of([(PLAIN_NETWORK, 1)])
    assert plain is not None  # noqa: S101  the equation above is ours
    constants = {name: (DualNumber(value),) for name, value in PLAIN_CONSTANTS.items()}
    inputs = [DualNumber(PLAIN_INPUT)] * STEPS
    steps = run(plain, constants, inputs, {"h": DualNumber(0.0, 1.0)}, DUAL_NUMBERS)
    return left | {"plain": [step["h"].derivative for step in steps]}


def _kept(roles: Roles, gate: float) -> list[float]:
    """Return ∂C_T/∂C_k step by step for a forget gate that stays the same."""
    cell, zero = roles.cell, DualNumber(0.0)
    forget = terms(roles.layers["f"]) if "f" in roles.layers else ()
    bias = next((term for term in forget if term.constant and not term.vector), None)
    if bias is None or bias.constant is None:
        raise EquationError("no forget gate has a bias by which to hold it; write the equations of an LSTM")
    constants = {name: (zero,) * len(length) for name, length in cell.matrices.items()}
    constants |= dict.fromkeys(cell.vectors, (zero,))
    constants[bias.constant.name] = (DualNumber(bias.sign * math.log(gate / (1 - gate))),)
    state = roles.name("C")
    initial = dict.fromkeys(cell.states, zero) | {state: DualNumber(0.0, 1.0)}
    steps = run(cell, constants, [zero] * STEPS, initial, DUAL_NUMBERS)
    return [step[state].derivative for step in steps]
