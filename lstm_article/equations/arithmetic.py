"""The value of an expression, in any arithmetic: floats here, dual numbers and NumPy's arrays elsewhere.

A value is a tuple: of one vector, or, where vectors are concatenated, of each of them. A matrix is a tuple of
blocks, one for each vector that it multiplies.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from itertools import chain
from operator import add, mul
from typing import Generic, TypeVar

from lstm_article.equations import expressions as ex

Value = TypeVar("Value")


@dataclass(frozen=True)
class Arithmetic(Generic[Value]):
    """The operations that values of one kind need beyond `+` and `*`."""

    number: Callable[[float], Value]  # the value of a number that is written out
    sigma: Callable[[Value], Value]
    tanh: Callable[[Value], Value]
    apply: Callable[[Value, Value], Value]  # a matrix to a vector


def sigmoid(z: float) -> float:
    """The logistic function; raises OverflowError far below 0."""
    return 1 / (1 + math.exp(-z))


# A cell of one unit with one input: every vector, and every block of a matrix, is one float.
NUMBERS = Arithmetic[float](float, sigmoid, math.tanh, mul)


def evaluate(
    expression: ex.Expression, values: Mapping[ex.Symbol, tuple[Value, ...]], arithmetic: Arithmetic[Value]
) -> tuple[Value, ...]:
    """Return the value of an expression whose symbols have `values`."""
    match expression:
        case ex.Symbol():
            return values[expression]
        case ex.Number(value):
            return (arithmetic.number(value),)
    inner = [evaluate(part, values, arithmetic) for part in ex.parts(expression)]
    match expression:
        case ex.Sum() | ex.Product():  # a number among concatenated vectors counts for each of them
            most = max(map(len, inner))
            columns = zip(*(value * (most // len(value)) for value in inner), strict=True)
            return tuple(reduce(add if isinstance(expression, ex.Sum) else mul, column) for column in columns)
        case ex.MatrixProduct():
            products = (arithmetic.apply(block, vector) for block, vector in zip(*inner, strict=True))
            return (reduce(add, products),)
        case ex.Concatenation():
            return tuple(chain.from_iterable(inner))
        case ex.Function(name, _):
            return tuple(map(arithmetic.sigma if name == "sigma" else arithmetic.tanh, inner[0]))
