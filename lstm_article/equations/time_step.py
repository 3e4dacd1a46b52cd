"""The time step that equations define: its input, its states, the shapes of all symbols; and running it."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lstm_article.equations.definitions import Equation
from lstm_article.equations.expressions import (
    Arithmetic,
    Concatenation,
    Expression,
    Function,
    MatrixProduct,
    Number,
    Symbol,
    evaluate,
    parts,
    symbols,
    tex,
)
from lstm_article.errors import EquationError

# The length of a vector is a tuple of what it consists of: n_x inputs, n_h units, or both, concatenated.
Length = tuple[str, ...]
_X: Length = ("n_x",)
_H: Length = ("n_h",)


@dataclass(frozen=True)
class Cell:
    """One time step that can be run.

    `states` are the names carried from step to step. `matrices` maps each matrix to the length of the vector
    it multiplies; it has n_h rows (columns, where `rows` says that vectors are rows). `vectors` are the
    biases and whatever else has n_h elements and does not change.
    """

    equations: tuple[Equation, ...]
    input: str
    states: tuple[str, ...]
    matrices: Mapping[str, Length]
    vectors: tuple[str, ...]
    rows: bool

    def equation(self, name: str) -> Equation:
        """Return the definition of a symbol."""
        return next(equation for equation in self.equations if equation.target.name == name)


def understand(equations: Sequence[Equation]) -> tuple[Cell | None, list[EquationError]]:
    """Return the time step that equations define, or None and why they define none."""
    if not equations:
        return None, [EquationError("no display equation defines a symbol at time t; write the time step")]
    step = _step(equations)
    given = _input(step)
    errors = list(_misused(step, given, equations))
    if not given and not errors:
        errors = [step[0].error("reads no input, nor does another equation; write `x_t` where it is read")]
    if errors:
        return None, errors
    used = {symbol.name for e in step for symbol in symbols(e.value) if symbol.step == -1}
    shapes = _Shapes(given, used)
    for equation in step:
        try:
            shapes.define(equation)
        except EquationError as error:
            errors.append(equation.error(error.message))
    if errors:
        return None, errors
    states = tuple(e.target.name for e in step if e.target.name in used)
    biases = tuple(name for name in shapes.constants if name not in shapes.matrices)
    return Cell(step, given, states, shapes.matrices, biases, bool(shapes.rows)), []


def run(
    cell: Cell,
    constants: Mapping[str, Any],
    inputs: Sequence[Any],
    initial: Mapping[str, Any],
    arithmetic: Arithmetic,
) -> list[dict[str, Any]]:
    """Run a sequence and return the value of each symbol, by name, at each step.

    `constants` has a value for each matrix and vector, `initial` one for each state.
    """
    fixed = {Symbol(name): value for name, value in constants.items()}
    states = dict(initial)
    steps = []
    for given in inputs:
        values = {**fixed, **{Symbol(name, -1): value for name, value in states.items()}}
        values[Symbol(cell.input, 0)] = given
        for equation in cell.equations:
            values[equation.target] = evaluate(equation.value, values, arithmetic)
        steps.append({symbol.name: value for symbol, value in values.items() if symbol.step == 0})
        states = {name: steps[-1][name] for name in cell.states}
    return steps


def _step(equations: Sequence[Equation]) -> tuple[Equation, ...]:
    """Return the definitions that a state comes from: all but, say, a layer on top or a loss."""
    uses = {equation.target.name: set(symbols(equation.value)) for equation in equations}
    reach = [name for name in uses if any(Symbol(name, -1) in used for used in uses.values())]
    for name in reach:
        reach += [s.name for s in sorted(uses[name], key=tex) if s.name in uses and s.name not in reach]
    return tuple(equation for equation in equations if not reach or equation.target.name in reach)


def _input(equations: Sequence[Equation]) -> str:
    """Return the name of the input: of what no equation defines, what is most often times a matrix."""
    defined = {equation.target.name for equation in equations}
    uses: Counter[str] = Counter()
    for equation in equations:
        for vector, weight in ((equation.value, 1), *((v, 1000) for v in _multiplied(equation.value))):
            used = dict.fromkeys(s.name for s in symbols(vector) if s.step == 0 and s.name not in defined)
            uses.update(dict.fromkeys(used, weight))
    return uses.most_common(1)[0][0] if uses else ""


def _multiplied(expression: Expression) -> Iterator[Expression]:
    """Yield the vectors that matrices multiply."""
    if isinstance(expression, MatrixProduct):
        yield expression.vector
    for part in parts(expression):
        yield from _multiplied(part)


def _misused(
    equations: Sequence[Equation], given: str, everything: Sequence[Equation]
) -> Iterator[EquationError]:
    """Yield what is defined twice, never, too late (or nowhere in `everything`), or used without its time."""
    states = {symbol.name for e in everything for symbol in symbols(e.value) if symbol.step == -1}
    defined: dict[str, Equation] = {}
    for equation in equations:
        first = defined.setdefault(equation.target.name, equation)
        if first is not equation:
            yield equation.error(f"is a second definition, after equation {first.number}; remove one")
    defined = {equation.target.name: equation for equation in reversed(everything)}
    done: set[str] = set()
    for equation in equations:
        for symbol in dict.fromkeys(symbols(equation.value)):
            name, shown = symbol.name, tex(symbol)
            if symbol.step is None and (name in defined or name == given):
                yield equation.error(f"`{shown}` is used without its time; write `{tex(Symbol(name, 0))}`")
            elif symbol.step is not None and name not in defined and (symbol.step or name != given):
                yield equation.error(f"`{shown}` is unknown: no equation defines it; define or correct it")
            elif symbol.step == 0 and name in defined and name not in done:
                own = defined[name] is equation
                when = (
                    "in its own definition" if own else f"before equation {defined[name].number} defines it"
                )
                before = f"write `{tex(Symbol(name, -1))}`" if own or name in states else "define it earlier"
                yield equation.error(f"`{shown}` is used {when}; {before}")
        done.add(equation.target.name)


class _Shapes:
    """Infers what each symbol's length is, and finds what does not fit."""

    def __init__(self, given: str, states: Collection[str]) -> None:
        self.matrices: dict[str, Length] = {}
        self.constants: dict[str, tuple[bool, Length]] = {}  # whether it is a matrix, and its length
        self.rows: bool | None = None
        self._lengths = {given: _X}
        self._states = states

    def define(self, equation: Equation) -> None:
        """Take the lengths of one equation; raises EquationError."""
        name = equation.target.name
        self._lengths[name] = _H  # for what follows, if this one raises
        length = self._length(equation.value)
        if length is None and not any(symbols(equation.value)):
            raise EquationError("is a number; a symbol at time t is a vector")
        if length is None:
            self._give(equation.value, _H)
        elif length != _H and name in self._states:
            raise EquationError(f"has {_words(length)} elements; a state carried to the next step has n_h")
        self._lengths[name] = length or _H

    def _length(self, expression: Expression) -> Length | None:
        """Return an expression's length, None for numbers and for constants, which take their neighbours'."""
        match expression:
            case Symbol(name, step):
                return None if step is None else self._lengths[name] if step == 0 else _H
            case Number():
                return None
            case MatrixProduct(matrix, vector, row):
                return self._multiply(matrix, vector, row)
            case Concatenation(joined):
                return tuple(piece for part in joined for piece in self._joined(part))
        lengths = {part: self._length(part) for part in parts(expression)}
        known = [(part, length) for part, length in lengths.items() if length is not None]
        for part, length in known[1:]:
            if length != known[0][1]:
                one, other = tex(known[0][0]), tex(part)
                raise EquationError(
                    f"`{one}` has {_words(known[0][1])} elements and `{other}` has {_words(length)}; "
                    "they cannot be added or multiplied element by element"
                )
        if known or isinstance(expression, Function):
            length = known[0][1] if known else _H
            for part, own in lengths.items():
                if own is None:
                    self._give(part, length)
            return length
        return None

    def _joined(self, part: Expression) -> Length:
        length = self._length(part)
        if length is None:
            raise EquationError(f"concatenates `{tex(part)}`, which is no vector of time t; add it instead")
        return length

    def _multiply(self, matrix: Symbol, vector: Expression, row: bool) -> Length:
        length = self._length(vector)
        if length is None:
            raise EquationError(f"`{tex(vector)}` is no vector of this time step; multiply one that is")
        if self.rows not in {None, row}:
            side = "right" if self.rows else "left"
            raise EquationError(
                f"`{matrix.name}` stands on the other side of its vector than elsewhere; put it {side}"
            )
        self.rows = row
        self._note(matrix, (True, length))
        self.matrices[matrix.name] = length
        return _H

    def _give(self, expression: Expression, length: Length) -> None:
        """Give constants that have no length of their own the one they are used with."""
        if isinstance(expression, Symbol):
            if length != _H:
                what = f"has `{expression.name}` where {_words(length)} elements are"
                raise EquationError(f"{what}; an LSTM's biases have n_h")
            self._note(expression, (False, length))
        for part in parts(expression):
            if self._length(part) is None:
                self._give(part, length)

    def _note(self, constant: Symbol, shape: tuple[bool, Length]) -> None:
        other = self.constants.setdefault(constant.name, shape)
        if other != shape:
            raise EquationError(
                f"`{constant.name}` is {_shape(shape)} here and {_shape(other)} before; it cannot be both"
            )


def _words(length: Length) -> str:
    return " + ".join(length)


def _shape(shape: tuple[bool, Length]) -> str:
    is_matrix, length = shape
    return f"n_h × {_words(length)}" if is_matrix else f"a vector of {_words(length)}"
