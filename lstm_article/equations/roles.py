"""Which part of an LSTM each symbol plays: found in the equations' structure, not in their spelling.

Assignments of roles to symbols are tried until one fits; if none does, the one closest to an LSTM is taken.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import permutations
from typing import Literal

from lstm_article.equations.definitions import Equation
from lstm_article.equations.expressions import Expression, Function, Symbol, changed, letter, tex
from lstm_article.equations.normal_form import layers_and_updates, normal_form, summands, terms
from lstm_article.equations.parser import parse
from lstm_article.equations.time_step import Cell, time_step_of
from lstm_article.errors import EquationError

# The roles, named by the built-in article's symbols for them.
ROLES = {
    "f": "forget gate", "i": "input gate", "o": "output gate", r"\tilde{C}": "candidate",
    "C": "cell state", "h": "hidden state", "x": "input",
}  # fmt: skip
CANDIDATE = r"\tilde{C}"
LAYERS = ("f", "i", CANDIDATE, "o")
STATES = ("C", "h")
X, H = Symbol("x", 0), Symbol("h", -1)  # the vectors that layers read, with roles as names

# What an LSTM computes, in the letters of the roles; the names of weights and biases do not count.
_LSTM = dict.fromkeys("fio", r"\sigma(W x_t + U h_{t-1} + b)") | {
    CANDIDATE: r"\tanh(W x_t + U h_{t-1} + b)",
    "C": r"f_t \odot C_{t-1} + i_t \odot \tilde{C}_t",
    "h": r"o_t \odot \tanh(C_t)",
}
_MOST_LAYERS = 6  # since all their orders are tried; equations with more are not a single LSTM

# How far an assignment of roles is from an LSTM, in points:
_OTHER_COMPONENT = 10  # for each component that only one of the two has
_OTHER_LETTER = 1  # for each symbol with another letter than the article's
_LETTER_OF_OTHER_GATE = 100  # for a gate with another's letter, a mistake: f, i and o mean the same everywhere


@dataclass(frozen=True)
class Component:
    """A component of a layer or state: its function, a term of its sum, or a bias; compared without its TeX."""

    kind: Literal["function", "term", "bias"]
    normal_form: Expression | str
    tex: str = field(compare=False)


@dataclass(frozen=True)
class Roles:
    """The roles of a cell's symbols. `names` maps symbols to roles, `layers` roles to σ or tanh of a sum of terms.

    `updates` maps the two states' roles to their values at t. A layer that the cell lacks is in neither mapping.
    """

    cell: Cell
    names: Mapping[str, str] = field(hash=False)
    layers: Mapping[str, Function] = field(hash=False)
    updates: Mapping[str, Expression] = field(hash=False)

    def name(self, role: str) -> str:
        """Return the symbol that plays a role, or, if none does, the role: the built-in article's symbol."""
        return next((name for name, played in self.names.items() if played == role), role)

    def equation(self, role: str) -> Equation:
        """Return the equation that defines a role, or, for a layer without a symbol, the one that contains it."""
        name = self.name(role)
        defining = next((equation for equation in self.cell.equations if equation.target.name == name), None)
        return defining or self.equation("h" if role == "o" else "C")

    def normal_form(self, expression: Expression) -> Expression:
        """Return the normal form of an expression, with roles in place of symbols: C_{t-1} for, say, s_{t-1}."""
        return normal_form(expression, self.names)


def read(blocks: Iterable[tuple[str, int]]) -> tuple[Roles | None, list[EquationError]]:
    """Return the roles in display equations (TeX and line), or None and the errors that say why there are none."""
    cell, errors = time_step_of(blocks)
    try:
        return (find_roles(cell), []) if cell else (None, errors)
    except EquationError as error:
        return None, [error]


def parts_by_line(blocks: Iterable[tuple[str, int]]) -> dict[int, str]:
    """Return the part that each equation defines, such as `forget-gate`, by line; empty if it is no LSTM."""
    roles, _ = read(blocks)
    played = {each.line: roles.names.get(each.target.name) for each in roles.cell.equations} if roles else {}
    return {line: ROLES[role].replace(" ", "-") for line, role in played.items() if role}


def find_roles(cell: Cell) -> Roles:
    """Return the roles that fit a cell best; raises EquationError unless it has two states and few enough layers."""
    try:
        return replace(_fitting_roles(cell.unplaced()), cell=cell)
    except EquationError:
        return _fitting_roles(cell)  # which raises it with number and line


@lru_cache(maxsize=10)  # an article has the same equations in each language, and at each length
def _fitting_roles(cell: Cell) -> Roles:
    layers, updates = layers_and_updates(cell)
    last = cell.equations[-1]
    if len(updates) != len(STATES):
        shown = ", ".join(f"`{tex(Symbol(name, -1))}`" for name in cell.states) or "none"
        kind = " (as a GRU does)" if len(cell.states) == 1 and len(layers) > 1 else ""
        raise last.error(f"carries {shown} from step to step{kind}; an LSTM carries two states, hidden and cell state")
    if len(layers) > _MOST_LAYERS:
        raise last.error(f"has {len(layers)} learned layers with those before; an LSTM has four")
    tried: list[tuple[int, Roles]] = []
    for roles in _assignments(cell, layers, updates):
        distance = _distance(roles)
        if distance < _OTHER_COMPONENT:
            return roles
        tried.append((distance, roles))
    return min(tried, key=lambda pair: pair[0])[1]


def differences(roles: Roles, role: str) -> tuple[list[Component], list[Component]]:
    """Return the components of a state or layer that an LSTM's does not have, and those that it lacks."""
    symbols = {played: name for name, played in roles.names.items()}
    present = Counter(_components(role, {**roles.layers, **roles.updates}[role], roles.names, {}))
    wanted = Counter(_components(role, parse(f"y_t = {_LSTM[role]}")[1], {}, symbols))
    return list(present - wanted), list(wanted - present)


def _assignments(cell: Cell, layers: Mapping[str, Function], updates: Mapping[str, Expression]) -> Iterator[Roles]:
    """Yield all assignments of roles to symbols, first those that fit the layers' letters."""
    missing = [""] * max(0, len(LAYERS) - len(layers))
    by_letter = sorted(layers, key=lambda name: "fico".find(letter(name)))
    for states in permutations(updates):
        for chosen in permutations([*by_letter, *missing], len(LAYERS)):
            names = dict(zip((*states, *chosen), (*STATES, *LAYERS), strict=True))
            names.pop("", None)
            yield Roles(
                cell,
                names | {cell.input: "x"},
                {role: layers[name] for name, role in names.items() if role in LAYERS},
                {role: updates[name] for name, role in names.items() if role in STATES},
            )


def _distance(roles: Roles) -> int:
    distance = 0
    for role in (*roles.updates, *roles.layers):
        extra, lacking = differences(roles, role)
        symbol = letter(roles.name(role))
        distance += _OTHER_COMPONENT * (len(extra) + len(lacking)) + _OTHER_LETTER * (symbol != letter(role))
        if role in LAYERS and symbol in {"f", "i", "o"} - {role}:
            distance += _LETTER_OF_OTHER_GATE
    return distance


def _components(
    role: str, value: Expression, roles: Mapping[str, str], symbols: Mapping[str, str]
) -> Iterator[Component]:
    """Yield the components of a state or layer: normal forms renamed by `roles`, TeX renamed by `symbols`."""
    summed: Iterable[Expression | None] = summands(value)
    if role in LAYERS and isinstance(value, Function):
        yield Component("function", value.name, rf"\{value.name}")
        summed = dict.fromkeys(term.vector for term in terms(value))
    for term in summed:
        if term:
            yield Component("term", normal_form(term, roles), tex(_renamed(term, symbols)))
        else:
            yield Component("bias", "", "a bias")


def _renamed(expression: Expression, names: Mapping[str, str]) -> Expression:
    if isinstance(expression, Symbol):
        return Symbol(names.get(expression.name, expression.name), expression.step)
    return changed(expression, lambda part: _renamed(part, names))
