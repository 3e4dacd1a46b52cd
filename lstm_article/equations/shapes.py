"""The shapes of symbols, found from how equations use them; what does not fit is an error."""

from collections.abc import Collection
from dataclasses import dataclass

from lstm_article.equations.definitions import Equation
from lstm_article.equations.expressions import (
    Concatenation,
    Expression,
    Function,
    MatrixProduct,
    Number,
    Symbol,
    parts,
    symbols,
    tex,
)
from lstm_article.errors import EquationError

# A vector's length: n_x inputs or n_h units, or, of a concatenation, the length of each part.
Length = tuple[str, ...]
_INPUTS: Length = ("n_x",)
_UNITS: Length = ("n_h",)


@dataclass(frozen=True)
class Shape:
    """The shape of a constant: a vector of a length, or a matrix that multiplies vectors of that length."""

    length: Length
    is_matrix: bool

    def __str__(self) -> str:
        """The shape in words."""
        return f"n_h × {_shown(self.length)}" if self.is_matrix else f"a vector of {_shown(self.length)}"


class Shapes:
    """What is known of the shapes after each equation.

    `constants` are the matrices' and biases', `rows` tells whether vectors stand left of their matrices.
    """

    def __init__(self, given: str, states: Collection[str]) -> None:
        """Begin with the input, whose name is `given`, and the names of the states."""
        self.constants: dict[str, Shape] = {}
        self.rows: bool | None = None
        self._lengths = {given: _INPUTS}
        self._states = states

    def define(self, equation: Equation) -> None:
        """Take in what one equation tells; raises EquationError."""
        name = equation.target.name
        self._lengths[name] = _UNITS  # for the equations after it, if this one raises
        length = self._length(equation.value)
        if length is None and not any(symbols(equation.value)):
            raise EquationError("is a number; a symbol at time t is a vector")
        if length is None:
            self._fit(equation.value, _UNITS)
        elif length != _UNITS and name in self._states:
            raise EquationError(f"has {_shown(length)} elements; a state carried to the next step has n_h")
        self._lengths[name] = length or _UNITS

    def _length(self, expression: Expression) -> Length | None:
        """Return an expression's length; None for numbers and constants, which fit any."""
        match expression:
            case Symbol(_, None) | Number():
                return None
            case Symbol(name, step):
                return self._lengths[name] if step == 0 else _UNITS
            case MatrixProduct(matrix, vector, row):
                return self._matrix_product(matrix, vector, row)
            case Concatenation(joined):
                return tuple(piece for part in joined for piece in self._concatenated(part))
        return self._elementwise(expression)

    def _elementwise(self, expression: Expression) -> Length | None:
        """Return the one length that all parts of a sum, product or function have."""
        lengths = {part: self._length(part) for part in parts(expression)}
        known = [(part, length) for part, length in lengths.items() if length is not None]
        for part, length in known[1:]:
            if length != known[0][1]:
                raise EquationError(
                    f"`{tex(known[0][0])}` has {_shown(known[0][1])} elements and `{tex(part)}` has "
                    f"{_shown(length)}; they cannot be added or multiplied element by element"
                )
        if not known and not isinstance(expression, Function):
            return None
        common = known[0][1] if known else _UNITS
        for part in parts(expression):
            if lengths[part] is None:
                self._fit(part, common)
        return common

    def _concatenated(self, part: Expression) -> Length:
        length = self._length(part)
        if length is None:
            raise EquationError(f"concatenates `{tex(part)}`, which is no vector of time t; add it instead")
        return length

    def _matrix_product(self, matrix: Symbol, vector: Expression, row: bool) -> Length:
        length = self._length(vector)
        if length is None:
            raise EquationError(f"`{tex(vector)}` is no vector of this time step; multiply one that is")
        if self.rows not in {None, row}:
            side = "right" if self.rows else "left"
            raise EquationError(f"`{matrix.name}` stands on the other side of its vector than elsewhere; put it {side}")
        self.rows = row
        self._note(matrix, Shape(length, is_matrix=True))
        return _UNITS

    def _fit(self, expression: Expression, length: Length) -> None:
        """Give the constants of an expression that has no length of its own the one it is used with."""
        if isinstance(expression, Symbol):
            if length != _UNITS:
                raise EquationError(
                    f"has `{expression.name}` where {_shown(length)} elements are; an LSTM's biases have n_h"
                )
            self._note(expression, Shape(length, is_matrix=False))
        for part in parts(expression):
            if self._length(part) is None:
                self._fit(part, length)

    def _note(self, constant: Symbol, shape: Shape) -> None:
        before = self.constants.setdefault(constant.name, shape)
        if before != shape:
            raise EquationError(f"`{constant.name}` is {shape} here and {before} before; it cannot be both")


def _shown(length: Length) -> str:
    return " + ".join(length)
