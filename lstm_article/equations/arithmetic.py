"""The value of an expression, in any arithmetic: floats here, dual numbers and vectors elsewhere.

Every value is a tuple: a vector is a tuple of one, a concatenation has an item for each of its vectors, and a matrix
a block for each vector that it multiplies.
"""

import math
import operator
from collections.abc import Callable, Mapping
from functools import reduce
from itertools import chain
from typing import Generic, NamedTuple, TypeVar

from lstm_article.equations import expressions as ex

Value = TypeVar("Value")


class Arithmetic(NamedTuple, Generic[Value]):
    """The operations on one kind of values, such as vectors."""

    number: Callable[[float], Value]  # converts a number that an equation contains
    sigma: Callable[[Value], Value]
    tanh: Callable[[Value], Value]
    apply: Callable[[Value, Value], Value]  # multiplies a block of a matrix by a vector
    add: Callable[[Value, Value], Value] = operator.add
    multiply: Callable[[Value, Value], Value] = operator.mul


def sigmoid(z: float) -> float:
    """The logistic function; raises OverflowError for z below about -709."""
    return 1 / (1 + math.exp(-z))


# A cell of one unit with one input: every vector, and every block of a matrix, is one float.
NUMBERS = Arithmetic[float](float, sigmoid, math.tanh, operator.mul)


def evaluate(
    expression: ex.Expression, values: Mapping[ex.Symbol, tuple[Value, ...]], arithmetic: Arithmetic[Value]
) -> tuple[Value, ...]:
    """Return an expression's value, given those of its symbols; raises ValueError when concatenations do not match."""
    match expression:
        case ex.Symbol():
            return values[expression]
        case ex.Number(value):
            return (arithmetic.number(value),)
    inner = [evaluate(part, values, arithmetic) for part in ex.parts(expression)]
    match expression:
        case ex.Sum() | ex.Product():  # a number beside a concatenation counts for each of its vectors
            length = max(map(len, inner))
            combine = arithmetic.add if isinstance(expression, ex.Sum) else arithmetic.multiply
            columns = zip(*(value * (length // len(value)) for value in inner), strict=True)
            return tuple(reduce(combine, column) for column in columns)
        case ex.MatrixProduct():
            products = (arithmetic.apply(block, vector) for block, vector in zip(*inner, strict=True))
            return (reduce(arithmetic.add, products),)
        case ex.Concatenation():
            return tuple(chain.from_iterable(inner))
    return tuple(map(arithmetic.sigma if expression.name == "sigma" else arithmetic.tanh, inner[0]))
