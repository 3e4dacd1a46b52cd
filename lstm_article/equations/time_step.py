"""The time step that equations define: its input and states; symbols used too early or undefined; running it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from lstm_article.equations.arithmetic import Arithmetic, Value, evaluate
from lstm_article.equations.definitions import Equation, read
from lstm_article.equations.expressions import Expression, MatrixProduct, Symbol, symbols, tex, walk
from lstm_article.equations.shapes import Length, Shapes
from lstm_article.errors import EquationError

_MOST_EQUATIONS = 100


@dataclass(frozen=True)
class Cell:
    """One time step that can be run.

    `states` are the symbols carried from step to step. `matrices` maps each matrix, of n_h rows, to the length of
    the vector it multiplies. `vectors` are the biases and whatever else has n_h elements and does not change.
    """

    equations: tuple[Equation, ...]
    input: str
    states: tuple[str, ...]
    matrices: Mapping[str, Length] = field(hash=False)
    vectors: tuple[str, ...]

    def unplaced(self) -> "Cell":
        """Return the cell with equations that have no number and no line, wherever they stand."""
        return replace(self, equations=tuple(equation._replace(number=0, line=0) for equation in self.equations))


def time_step_of(blocks: Iterable[tuple[str, int]]) -> tuple[Cell | None, list[EquationError]]:
    """Return the time step that display equations (TeX and line) define, or None and errors that say why."""
    return _time_step(tuple(blocks))


@lru_cache(maxsize=10)  # an article's numbers and checks come from the same equations
def _time_step(blocks: tuple[tuple[str, int], ...]) -> tuple[Cell | None, list[EquationError]]:
    equations, errors = read(blocks)
    if errors:
        return None, errors
    if not equations:
        return None, [EquationError("no display equation defines a symbol at time t; write the time step")]
    defined = {equation.target.name: equation for equation in reversed(equations)}  # by the first definition
    step = _step(equations)
    input_name = _input(step, defined)
    errors = [
        equation.error(f"is a second definition, after equation {before.number}; remove one")
        for equation in step
        if (before := defined[equation.target.name]) is not equation
    ]
    errors += _misused(step, input_name, defined, _carried(equations))
    if not input_name and not errors:
        errors = [step[0].error("reads no input, nor does another equation; write `x_t` where it is read")]
    if len(step) > _MOST_EQUATIONS and not errors:
        problem = f"is one more than {_MOST_EQUATIONS} in a time step; an LSTM has six, write fewer"
        errors = [step[_MOST_EQUATIONS].error(problem)]
    if errors:
        return None, errors
    carried = _carried(step)
    shapes = Shapes(input_name, carried)
    for equation in step:
        try:
            shapes.define(equation)
        except EquationError as error:
            errors.append(equation.error(error.message))
    if errors:
        return None, errors
    states = tuple(equation.target.name for equation in step if equation.target.name in carried)
    matrices = {name: length for name, length in shapes.constants.items() if length}
    vectors = tuple(name for name in shapes.constants if name not in matrices)
    return Cell(step, input_name, states, matrices, vectors), []


def run(
    cell: Cell,
    constants: Mapping[str, tuple[Value, ...]],
    inputs: Iterable[Value],
    initial: Mapping[str, Value],
    arithmetic: Arithmetic[Value],
    corrections: Sequence[Mapping[str, Value]] = (),
) -> list[dict[str, Value]]:
    """Run a sequence and return the value of each symbol at each step, by name, except concatenations.

    `constants` has the blocks of each matrix, one for each vector it multiplies, and each bias as a tuple of one;
    `initial` the value of each state. `corrections` has, for each step, values to go on with instead of those computed.
    """
    states = initial
    steps: list[dict[str, Value]] = []
    for time, given in enumerate(inputs):
        corrected = corrections[time] if corrections else {}
        values = {Symbol(name): blocks for name, blocks in constants.items()}
        values |= {Symbol(name, -1): (state,) for name, state in states.items()}
        values[Symbol(cell.input, 0)] = (given,)
        step = {cell.input: given}
        for equation in cell.equations:
            name = equation.target.name
            value = evaluate(equation.value, values, arithmetic)
            if len(value) == 1:
                step[name] = value[0]
                value = (corrected.get(name, value[0]),)
            values[equation.target] = value
        steps.append(step)
        states = {name: values[Symbol(name, 0)][0] for name in cell.states}
    return steps


def reachable(start: Iterable[str], uses: Mapping[str, Collection[str]]) -> set[str]:
    """Return the names in `start` and all names that these use, directly or indirectly."""
    reached: set[str] = set()
    waiting = set(start)
    while waiting:
        name = waiting.pop()
        reached.add(name)
        waiting |= {*uses.get(name, ())} - reached
    return reached


def _step(equations: Sequence[Equation]) -> tuple[Equation, ...]:
    """Return the equations that the states depend on: all but, for example, an output layer or a loss."""
    uses: defaultdict[str, set[str]] = defaultdict(set)
    for equation in equations:
        uses[equation.target.name].update(symbol.name for symbol in symbols(equation.value))
    needed = reachable(_carried(equations) & uses.keys(), uses)
    return tuple(equation for equation in equations if not needed or equation.target.name in needed)


def _carried(equations: Sequence[Equation]) -> set[str]:
    """Return the names that are used at time t-1."""
    return {symbol.name for equation in equations for symbol in symbols(equation.value) if symbol.step == -1}


def _input(equations: Sequence[Equation], defined: Collection[str]) -> str:
    """Return the undefined symbol most often multiplied by a matrix, then in most equations, then first; or ""."""
    multiplied: Counter[str] = Counter()
    used: Counter[str] = Counter()
    for equation in equations:
        used.update(_names_at_t(equation.value))
        for part in walk(equation.value):
            if isinstance(part, MatrixProduct):
                multiplied.update(_names_at_t(part.vector))
    undefined = [name for name in used if name not in defined]
    return max(undefined, key=lambda name: (multiplied[name], used[name]), default="")


def _names_at_t(expression: Expression) -> list[str]:
    return list(dict.fromkeys(symbol.name for symbol in symbols(expression) if symbol.step == 0))


def _misused(
    step: Sequence[Equation], input_name: str, defined: Mapping[str, Equation], carried: Collection[str]
) -> Iterator[EquationError]:
    """Yield an error for each symbol in a step used without its time, before its definition or without any."""
    already: set[str] = set()
    for equation in step:
        for symbol in dict.fromkeys(symbols(equation.value)):
            name, shown = symbol.name, tex(symbol)
            if symbol.step is None and (name in defined or name == input_name):
                yield equation.error(f"`{shown}` is used without its time; write `{tex(Symbol(name, 0))}`")
            elif symbol.step is not None and name not in defined and (symbol.step == -1 or name != input_name):
                yield equation.error(f"`{shown}` is unknown: no equation defines it; define or correct it")
            elif symbol.step == 0 and name in defined and name not in already:
                is_own = defined[name] is equation
                when = "in its own definition" if is_own else f"before equation {defined[name].number} defines it"
                cure = f"write `{tex(Symbol(name, -1))}`" if is_own or name in carried else "define it earlier"
                yield equation.error(f"`{shown}` is used {when}; {cure}")
        already.add(equation.target.name)
