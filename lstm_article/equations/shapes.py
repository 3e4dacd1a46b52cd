"""The shapes of symbols, found from how equations use them; what does not fit is an error."""

from collections.abc import Collection

from lstm_article.equations import expressions as ex
from lstm_article.equations.definitions import Equation
from lstm_article.errors import EquationError

# A vector's length: ("n_x",) or ("n_h",); for a concatenation, the lengths of its vectors one after the other.
Length = tuple[str, ...]
_INPUTS: Length = ("n_x",)
_UNITS: Length = ("n_h",)
_MOST_JOINED = 100  # vectors; concatenations of concatenations could have billions


class Shapes:
    """The shapes of symbols, as far as they follow from the equations passed to `define`."""

    def __init__(self, input_name: str, states: Collection[str]) -> None:
        """Begin with the names of the input and of the states, before any equation."""
        self.constants: dict[str, Length | None] = {}  # of a matrix, the length of its vectors; of a bias, None
        self._rows: bool | None = None  # whether vectors stand left of their matrices; None until there is one
        self._lengths = {input_name: _INPUTS}
        self._states = states

    def define(self, equation: Equation) -> None:
        """Infer shapes from an equation; raises EquationError if they contradict each other or those before."""
        name = equation.target.name
        self._lengths[name] = _UNITS  # lets the equations after it be checked even if this one raises
        length = self._length(equation.value)
        if length is None:
            if not any(ex.symbols(equation.value)):
                raise EquationError("is a number; a symbol at time t is a vector")
            self._fit(equation.value, _UNITS)
        elif length != _UNITS and name in self._states:
            raise EquationError(f"has {_shown(length)} elements; a state carried to the next step has n_h")
        self._lengths[name] = length or _UNITS

    def _length(self, expression: ex.Expression) -> Length | None:
        """Return an expression's length, or None if it has only numbers and constants, which fit any length."""
        match expression:
            case ex.Symbol(_, None) | ex.Number():
                return None
            case ex.Symbol(name, step):
                return self._lengths[name] if step == 0 else _UNITS
            case ex.MatrixProduct(matrix, vector, row):
                length = self._vector(vector, "`{}` is no vector of this time step; multiply one that is")
                if self._rows not in {None, row}:
                    other = (
                        f"on the other side of its vector than elsewhere; put it {'right' if self._rows else 'left'}"
                    )
                    raise EquationError(f"`{matrix.name}` stands {other}")
                self._rows = row
                self._note(matrix, length)
                return _UNITS
            case ex.Concatenation(joined):
                refused = "concatenates `{}`, which is no vector of time t; add it instead"
                length = tuple(piece for part in joined for piece in self._vector(part, refused))
                if len(length) > _MOST_JOINED:
                    raise EquationError(f"concatenates more than {_MOST_JOINED} vectors; an LSTM concatenates two")
                return length
        return self._elementwise(expression)

    def _vector(self, expression: ex.Expression, refused: str) -> Length:
        length = self._length(expression)
        if length is None:
            raise EquationError(refused.format(ex.tex(expression)))
        return length

    def _elementwise(self, expression: ex.Expression) -> Length | None:
        """Return the one length that all parts of a sum, product or function have."""
        lengths = {part: self._length(part) for part in ex.parts(expression)}
        known = {part: length for part, length in lengths.items() if length is not None}
        if not known and not isinstance(expression, ex.Function):
            return None
        first, common = next(iter(known.items()), (expression, _UNITS))
        for part, length in known.items():
            if length != common:
                raise EquationError(
                    f"`{ex.tex(first)}` has {_shown(common)} elements and `{ex.tex(part)}` has {_shown(length)}; "
                    "they cannot be added or multiplied element by element"
                )
        for part in (part for part in lengths if part not in known):
            self._fit(part, common)
        return common

    def _fit(self, expression: ex.Expression, length: Length) -> None:
        """Record the constants in an expression as biases; raises EquationError if its `length` is not n_h."""
        for bias in ex.symbols(expression):
            if length != _UNITS:
                raise EquationError(f"has `{bias.name}` where {_shown(length)} elements are; an LSTM's biases have n_h")
            self._note(bias, None)

    def _note(self, constant: ex.Symbol, length: Length | None) -> None:
        before = self.constants.setdefault(constant.name, length)
        if before != length:
            now, earlier = (f"n_h × {_shown(shape)}" if shape else "a vector of n_h" for shape in (length, before))
            raise EquationError(f"`{constant.name}` is {now} here and {earlier} before; it cannot be both")


def _shown(length: Length) -> str:
    return " + ".join(length)
