"""The structure diagram shows what the equations compute: value by value, and operation by operation."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lstm_article.checks.report import Problem, Subject
from lstm_article.equations import (
    CANDIDATE,
    LAYERS,
    Expression,
    Function,
    Number,
    Product,
    Roles,
    Sum,
    Symbol,
    parts,
    symbols,
    terms,
    tex,
)
from lstm_article.errors import EquationError
from lstm_article.figures import Edge, Node, structure

# The diagram's parts for the values of the equations: for each role, at step t (0) or t-1 (-1).
_PARTS: Mapping[tuple[str, int | None], str] = {
    ("f", 0): "forget-gate", ("i", 0): "input-gate", (CANDIDATE, 0): "candidate", ("o", 0): "output-gate",
    ("x", 0): "input", ("h", -1): "previous-hidden-state", ("C", -1): "previous-cell-state",
}  # fmt: skip
_CONCATENATED = ("input", "previous-hidden-state")
_LEAVING = (("C", "cell-state"), ("h", "hidden-state"), ("h", "output"))  # a state, and a port it leaves by
_SIGNS: Mapping[type, str] = {Sum: "+", Product: r"\odot"}

# The role whose equation a part belongs to; the parts that are not listed belong to the cell state.
_ROLES = {part: role for (role, _), part in _PARTS.items() if role in LAYERS} | dict.fromkeys(
    ("output-product", "cell-tanh", "hidden-state", "output"), "h"
)

# How many lines may enter and leave a part: by its kind, of an operator by its sign.
_LINES = {
    "layer": [(1, 1)], "concatenation": [(2, 1)], "copy": [(1, 2)], "port": [(0, 1), (1, 0)],
    r"\odot": [(2, 1)], "+": [(2, 1)], r"\tanh": [(1, 1)],
}  # fmt: skip


@dataclass(frozen=True)
class Operation:
    """An operation in the equation of a role: the diagram's name for it, its sign, its operands' names."""

    name: str
    sign: str
    role: str
    operands: tuple[str, ...]


def problems(subject: Subject) -> Iterator[Problem]:
    """Yield where equations and diagram differ, or why they cannot be compared."""
    roles, errors = subject.roles
    if roles is None:
        reason = f"the diagram cannot be compared with the equations: {errors[0].message}"
        yield errors[0].line or 1, reason
        return
    for error in deviations(roles):
        yield error.line or 1, error.message


def deviations(
    roles: Roles, nodes: Sequence[Node] = structure.NODES, edges: Sequence[Edge] = structure.EDGES
) -> Iterator[EquationError]:
    """Yield each value that the equations pass on and the diagram does not, and the other way round."""
    operations = [*dict.fromkeys(_operations(roles))]
    owners = {each.name: each.role for each in operations} | _ROLES
    for part, message in _compared(operations, nodes, edges):
        yield roles.equation(owners.get(part, "C")).error(message)
    for message in _wrong_line_counts(nodes, edges):
        yield EquationError(f"the structure diagram {message}", line=roles.cell.equations[0].line)


def _compared(
    operations: Sequence[Operation], nodes: Sequence[Node], edges: Sequence[Edge]
) -> Iterator[tuple[str, str]]:
    """Yield each part at which equations and diagram differ, and what its equation does otherwise."""
    computed = Counter((operand, each.name) for each in operations for operand in each.operands)
    drawn = Counter(_values_passed(nodes, edges))
    for source, target in computed - drawn:
        yield target, f"passes {source} to {target}; the structure diagram does not"
    for source, target in drawn - computed:
        yield target, f"does not pass {source} to {target}; the structure diagram does"
    drawn_signs = {node.id: node.symbol for node in nodes}
    for name, sign in dict.fromkeys((each.name, each.sign) for each in operations):
        if sign != drawn_signs.get(name, sign):
            yield name, f"has `{sign}` where the structure diagram has `{drawn_signs[name]}` ({name})"


def _operations(roles: Roles) -> Iterator[Operation]:
    """Yield the operations of the equations; a port by which a state leaves counts as one."""
    yield Operation("concatenation", "", "C", _CONCATENATED)
    for role, layer in roles.layers.items():
        vectors = [term.vector for term in terms(layer) if term.vector]
        operands = tuple(_name(vector, role, roles) for vector in vectors)
        if {*_CONCATENATED} <= {*operands}:
            operands = ("concatenation", *(name for name in operands if name not in _CONCATENATED))
        yield Operation(_PARTS[role, 0], _sign(layer), role, operands)
        for vector in vectors:
            yield from _within(vector, role, roles)
    for role, port in _LEAVING:
        update = roles.updates[role]
        yield Operation(port, "", role, (_name(update, role, roles),))
        yield from _within(update, role, roles)


def _within(expression: Expression, role: str, roles: Roles) -> Iterator[Operation]:
    """Yield the operations of an expression in the equation of a role, if it is more than a symbol."""
    operands = [part for part in parts(expression) if not _is_constant(part)]
    if operands:
        names = tuple(_name(operand, role, roles) for operand in operands)
        yield Operation(_name(expression, role, roles), _sign(expression), role, names)
    for operand in operands:
        yield from _within(operand, role, roles)


def _name(expression: Expression, role: str, roles: Roles) -> str:
    """Return which part of the diagram a value in the equation of a role comes from, or its TeX if none."""
    match expression:
        case Symbol(name, 0) if (state := roles.names.get(name, "")) in roles.updates:
            return _name(roles.updates[state], state, roles)
        case Symbol(name, step) if (roles.names.get(name, ""), step) in _PARTS:
            return _PARTS[roles.names[name], step]
        case Function() if role == "h":
            return "cell-tanh"
        case Product() if role == "h" and expression == roles.updates["h"]:
            return "output-product"
        case Sum() if role == "C" and expression == roles.updates["C"]:
            return "cell-sum"
        case Product(factors) if role == "C" and Number(-1.0) not in factors:
            keeps = "previous-cell-state" in (_name(factor, role, roles) for factor in factors)
            return "forget-product" if keeps else "input-product"
    return f"`{tex(expression)}`"


def _is_constant(expression: Expression) -> bool:
    return all(symbol.step is None for symbol in symbols(expression))


def _sign(expression: Expression) -> str:
    return rf"\{expression.name}" if isinstance(expression, Function) else _SIGNS.get(type(expression), "")


def _values_passed(nodes: Sequence[Node], edges: Sequence[Edge]) -> Iterator[tuple[str, str]]:
    """Yield from which part to which other the diagram passes values, through the copies between."""
    copies = {node.id for node in nodes if node.kind == "copy"}
    for node in nodes:
        if node.id not in copies:
            for target in _targets(node.id, edges, copies, len(copies)):
                yield node.id, target


def _targets(source: str, edges: Sequence[Edge], copies: Collection[str], most: int) -> Iterator[str]:
    """Yield the parts that lines from `source` lead to, through `most` copies, as there could be a circle."""
    for edge in edges:
        if edge.source == source and edge.target not in copies:
            yield edge.target
        elif edge.source == source and most:
            yield from _targets(edge.target, edges, copies, most - 1)


def _wrong_line_counts(nodes: Sequence[Node], edges: Sequence[Edge]) -> Iterator[str]:
    """Yield the parts that too many or too few lines enter or leave."""
    entering, leaving = Counter(edge.target for edge in edges), Counter(edge.source for edge in edges)
    for node in nodes:
        lines = (entering[node.id], leaving[node.id])
        allowed = _LINES.get(node.symbol if node.kind == "operator" else node.kind, [lines])
        if lines not in allowed:
            needed = " or ".join(f"{into} in and {out} out" for into, out in allowed)
            yield f"has {lines[0]} lines into and {lines[1]} out of {node.id}; it needs {needed}"
