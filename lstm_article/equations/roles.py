"""Which part of an LSTM each symbol plays: found in the equations' structure, not in their spelling.

Equations are first brought into one form: helpers are put in their places, every learned layer stands by
itself, and the order of terms and factors does not count. In that form an LSTM has four layers, two states.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import permutations

from lstm_article.equations import definitions as equations
from lstm_article.equations.definitions import Equation
from lstm_article.equations.expressions import (
    Concatenation,
    Expression,
    Function,
    MatrixProduct,
    Number,
    Product,
    Sum,
    Symbol,
    changed,
    parts,
    tex,
)
from lstm_article.equations.normal_form import reduced
from lstm_article.equations.time_step import Cell, understand
from lstm_article.errors import EquationError

# The roles, by the letters of the built-in article.
ROLES = {
    "f": "forget gate", "i": "input gate", "o": "output gate", r"\tilde{C}": "candidate",
    "C": "cell state", "h": "hidden state", "x": "input",
}  # fmt: skip
CANDIDATE = r"\tilde{C}"
LAYERS = ("f", "i", CANDIDATE, "o")
STATES = ("C", "h")
_GATES = {"f", "i", "o"}

# What each role consists of: a layer's function and what it adds up, a state's terms.
_READS = (Symbol("x", 0), Symbol("h", -1))
_TERMS: dict[str, tuple[Expression, ...]] = {
    "C": (Product((Symbol("f", 0), Symbol("C", -1))), Product((Symbol("i", 0), Symbol(CANDIDATE, 0)))),
    "h": (Product((Symbol("o", 0), Function("tanh", Symbol("C", 0)))),),
}
_BIAS = "a bias"
_INDEX = re.compile(r"_\{?([a-zA-Z0-9]+)")
_ABOVE = re.compile(r"\^\{\((\w+)\)")
_MOST_LAYERS = 6  # are tried in all orders; what has more is no single LSTM


@dataclass(frozen=True)
class Roles:
    """The roles found. `names` maps symbols to roles, `layers` roles to σ or tanh of a sum of terms.

    `updates` maps the two states' roles to what they become. A layer that is missing is in neither.
    """

    cell: Cell
    names: Mapping[str, str]
    layers: Mapping[str, Function]
    updates: Mapping[str, Expression]

    def name(self, role: str) -> str:
        """Return the symbol that plays a role, or the built-in article's where none does."""
        return next((name for name, own in self.names.items() if own == role), role)

    def equation(self, role: str) -> Equation:
        """Return the equation in which a role is defined, or, for a layer written in place, used."""
        name = self.name(role)
        if any(equation.target.name == name for equation in self.cell.equations):
            return self.cell.equation(name)
        return self.equation("h" if role == "o" else "C")

    def form(self, expression: Expression) -> str:
        """Return an expression as text in which order does not count and symbols are roles."""
        return _form(expression, self.names)


@dataclass(frozen=True)
class Term:
    """One term that a layer adds up: `sign` times a constant, times a vector if the constant is a matrix.

    `place` is the vector's in a concatenation, else -1. What is of another form has no constant.
    """

    constant: Symbol | None
    vector: Expression | None
    sign: float = 1.0
    place: int = -1


def read(blocks: Iterable[tuple[str, int]]) -> tuple[Roles | None, list[EquationError]]:
    """Return the parts of an LSTM that display equations are, or None and why they are none."""
    found, errors = equations.read(blocks)
    cell, errors = (None, errors) if errors else understand(found)
    try:
        return (find(cell), []) if cell else (None, errors)
    except EquationError as error:
        return None, [error]


def parts_by_line(blocks: Iterable[tuple[str, int]]) -> dict[int, str]:
    """Return which part each equation defines, by its line and as `forget-gate`; none of what is no LSTM."""
    found, _ = read(blocks)
    if found is None:
        return {}
    own = {equation.line: found.names.get(equation.target.name) for equation in found.cell.equations}
    return {line: ROLES[role].replace(" ", "-") for line, role in own.items() if role}


def find(cell: Cell) -> Roles:
    """Return the roles that fit a cell best; raises EquationError when it has no place for them."""
    layers, updates = reduced(cell)
    if len(updates) != len(STATES):
        shown = ", ".join(f"`{tex(Symbol(name, -1))}`" for name in cell.states) or "none"
        where = cell.equation(cell.states[-1]) if cell.states else cell.equations[-1]
        kind = " (as a GRU does)" if len(cell.states) == 1 and len(layers) > 1 else ""
        raise where.error(
            f"carries {shown} from step to step{kind}; an LSTM carries two states, hidden and cell state"
        )
    if len(layers) > _MOST_LAYERS:
        raise cell.equations[-1].error(
            f"has {len(layers)} learned layers with those before; an LSTM has four"
        )
    missing = [""] * max(0, len(LAYERS) - len(layers))
    likely = sorted(layers, key=lambda name: "fico".find(letter(name)))  # tried first, and as a rule the last
    best: tuple[float, Roles] | None = None
    for states in permutations(updates):
        for chosen in permutations([*likely, *missing], len(LAYERS)):
            tried = _roles(
                cell, layers, updates, dict(zip((*STATES, *LAYERS), (*states, *chosen), strict=True))
            )
            distance = _distance(tried)
            if best is None or distance < best[0]:
                best = distance, tried
            if distance < 1:
                return tried
    assert best is not None  # noqa: S101  there are always orders to try
    return best[1]


def differences(roles: Roles, role: str) -> tuple[list[str], list[str]]:
    """Return, as TeX, what a role has that an LSTM's has not, and what it lacks."""
    has, wants = _has(roles, role), _wants(roles, role)
    extra = Counter(form for form, _ in has) - Counter(form for form, _ in wants)
    lacking = Counter(form for form, _ in wants) - Counter(form for form, _ in has)
    return [dict(has)[form] for form in extra], [dict(wants)[form] for form in lacking]


def terms(layer: Function) -> Iterator[Term]:
    """Yield what a layer adds up, each part of a concatenation by itself."""
    for whole in _terms(layer.argument):
        factors = parts(whole) if isinstance(whole, Product) else (whole,)
        sign = -1.0 if Number(-1.0) in factors else 1.0
        match [factor for factor in factors if factor != Number(-1.0)]:
            case [MatrixProduct(matrix, Concatenation(joined), _)]:
                for place, part in enumerate(joined):
                    yield Term(matrix, part, sign, place)
            case [MatrixProduct(matrix, vector, _)]:
                yield Term(matrix, vector, sign)
            case [Symbol(_, None) as constant]:
                yield Term(constant, None, sign)
            case _:
                yield Term(None, whole)


def letter(name: str) -> str:
    r"""Return the letter that tells a symbol from others of its kind: f of `f`, `\Gamma_f`, `W_{xf}` …"""
    if "(" in name:  # a layer without a name
        return ""
    return (index(name) or re.findall("[a-zA-Z]+", name)[-1])[0].lower()


def index(name: str) -> str:
    """Return the letters below a symbol, or else those above it, in lower case."""
    found = _INDEX.search(name) or _ABOVE.search(name)
    return found[1].lower() if found else ""


def _terms(expression: Expression) -> tuple[Expression, ...]:
    return expression.terms if isinstance(expression, Sum) else (expression,)


def _roles(
    cell: Cell, layers: Mapping[str, Function], updates: Mapping[str, Expression], chosen: Mapping[str, str]
) -> Roles:
    names = {name: role for role, name in chosen.items() if name}
    return Roles(
        cell,
        names | {cell.input: "x"},
        {role: layers[chosen[role]] for role in LAYERS if chosen[role]},
        {role: updates[chosen[role]] for role in STATES},
    )


def _distance(roles: Roles) -> float:
    """Return how far roles are from an LSTM: what differs, and a little for letters that do not suit.

    The letters f, i and o name gates everywhere, so that a gate called by another's letter is a mistake.
    """
    distance = 0.0
    for role in (*STATES, *LAYERS):
        extra, lacking = differences(roles, role)
        own = letter(roles.name(role))
        distance += len(extra) + len(lacking) + 3 * (role in LAYERS and role not in roles.layers)
        distance += 0.1 * (own != letter(role)) + 10 * (role in LAYERS and own in _GATES and own != role)
    return distance


def _has(roles: Roles, role: str) -> list[tuple[str, str]]:
    """Return what a role consists of, as forms and as TeX."""
    if role in STATES:
        return [(roles.form(term), tex(term)) for term in _terms(roles.updates[role])]
    if role not in roles.layers:
        return []
    layer = roles.layers[role]
    vectors = [term.vector for term in terms(layer)]
    reads = [(roles.form(v), tex(v)) if v else (_BIAS, _BIAS) for v in dict.fromkeys(vectors)]
    return [(layer.name, rf"\{layer.name}"), *reads]


def _wants(roles: Roles, role: str) -> list[tuple[str, str]]:
    """Return what an LSTM's part consists of, as forms and as TeX in the article's own symbols."""
    if role in STATES:
        return [(_form(term, {}), tex(_renamed(term, roles))) for term in _TERMS[role]]
    if role not in roles.layers:
        return [("", f"its {ROLES[role]}")]
    function = "tanh" if role == CANDIDATE else "sigma"
    reads = [(_form(read, {}), tex(_renamed(read, roles))) for read in _READS]
    return [(function, rf"\{function}"), *reads, (_BIAS, _BIAS)]


def _renamed(expression: Expression, roles: Roles) -> Expression:
    if isinstance(expression, Symbol):
        return Symbol(roles.name(expression.name), expression.step)
    return changed(expression, lambda part: _renamed(part, roles))


def _form(expression: Expression, names: Mapping[str, str]) -> str:
    match expression:
        case Symbol(name, step):
            return tex(Symbol(names.get(name, name), step))
        case Sum(inner):
            return "(" + " + ".join(sorted(_form(part, names) for part in inner)) + ")"
        case Product(inner):
            return " ⊙ ".join(sorted(_form(part, names) for part in inner))
        case Function(name, argument):
            return f"{name}({_form(argument, names)})"
    return tex(changed(expression, lambda part: Symbol(_form(part, names))))
