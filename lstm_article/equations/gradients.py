"""What is left of a gradient after many steps, by running equations on dual numbers."""

import math
from dataclasses import dataclass, replace
from typing import Any

from lstm_article.equations.definitions import read
from lstm_article.equations.expressions import NUMBERS
from lstm_article.equations.roles import Roles, find, terms
from lstm_article.equations.time_step import Cell, run, understand
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
class Slope:
    """A number with its derivative, which adding and multiplying keep up."""

    value: float
    slope: float = 0.0

    def __add__(self, other: "Slope | float") -> "Slope":
        """Add."""
        other = _slope(other)
        return Slope(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other: "Slope | float") -> "Slope":
        """Multiply, by the product rule."""
        other = _slope(other)
        return Slope(self.value * other.value, self.slope * other.value + self.value * other.slope)

    __radd__, __rmul__ = __add__, __mul__


def _slope(number: Slope | float) -> Slope:
    return number if isinstance(number, Slope) else Slope(number)


def _sigma(z: Slope | float) -> Slope:
    z, value = _slope(z), NUMBERS.sigma(_slope(z).value)
    return Slope(value, value * (1 - value) * z.slope)


def _tanh(z: Slope | float) -> Slope:
    z, value = _slope(z), math.tanh(_slope(z).value)
    return Slope(value, (1 - value * value) * z.slope)


SLOPES = replace(NUMBERS, sigma=_sigma, tanh=_tanh)


def memory(cell: Cell) -> dict[str, list[float]]:
    """Return what is left of a derivative after 1 to 100 steps, by forget gate, and of a plain network.

    It is ∂C_T/∂C_k of the cell with weights of 0 and a bias that holds the forget gate, so that there is no
    path but the direct one; and ∂h_T/∂h_k of `PLAIN_NETWORK`. Raises EquationError when it is no LSTM.
    """
    roles = find(cell)
    try:
        left = {f"{gate:g}": _kept(roles, gate) for gate in GATES}
    except OverflowError:
        raise EquationError("the forget gate has a number that is too large; leave it out") from None
    plain, _ = understand(read([(PLAIN_NETWORK, 1)])[0])
    assert plain is not None  # noqa: S101  the line above is ours
    inputs = [PLAIN_INPUT] * STEPS
    steps = run(plain, PLAIN_CONSTANTS, inputs, {"h": Slope(0.0, 1.0)}, SLOPES)
    return left | {"plain": [step["h"].slope for step in steps]}


def _kept(roles: Roles, gate: float) -> list[float]:
    """Return ∂C_T/∂C_k step by step for a forget gate that stays the same."""
    cell = roles.cell
    forget = terms(roles.layers["f"]) if "f" in roles.layers else ()
    bias = next((term for term in forget if term.constant and not term.vector), None)
    if bias is None or bias.constant is None:
        raise EquationError("no forget gate has a bias by which to hold it; write the equations of an LSTM")
    constants: dict[str, Any] = dict.fromkeys(cell.vectors, 0.0)
    for name, length in cell.matrices.items():
        constants[name] = 0.0 if len(length) == 1 else (0.0,) * len(length)
    constants[bias.constant.name] = bias.sign * math.log(gate / (1 - gate))
    state = roles.name("C")
    initial = dict.fromkeys(cell.states, Slope(0.0)) | {state: Slope(0.0, 1.0)}
    steps = run(cell, constants, [0.0] * STEPS, initial, SLOPES)
    return [step[state].slope for step in steps]
