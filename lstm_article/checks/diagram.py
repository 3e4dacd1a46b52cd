"""The structure diagram shows what the equations compute: value by value, and operation by operation."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from lstm_article.checks.report import Problem, Subject
from lstm_article.equations import Expression, Function, Number, Product, Roles, Sum, Symbol, parts, symbols, terms, tex
from lstm_article.errors import EquationError
from lstm_article.figures import Edge, Node, structure

_CONCATENATED = ("input", "previous-hidden-state")
_SIGNS: Mapping[type, str] = {Sum: "+", Product: r"\odot"}


class Operation(NamedTuple):
    """An operation in the equation of a role: the diagram's name for it, its sign, its operands' names."""

    name: str
    sign: str
    role: str
    operands: tuple[str, ...]


def problems(subject: Subject) -> Iterator[Problem]:
    """Yield where equations and diagram differ, or why they cannot be compared."""
    roles, errors = subject.roles
    reason = "" if roles else "the diagram cannot be compared with the equations: "
    for error in deviations(roles) if roles else errors[:1]:
        yield error.line or 1, reason + error.message


def deviations(
    roles: Roles, nodes: Sequence[Node] = structure.NODES, edges: Sequence[Edge] = structure.EDGES
) -> Iterator[EquationError]:
    """Yield each connection and each operation's sign in which equations and diagram differ, and stray lines."""
    operations = [*dict.fromkeys(_operations(roles))]
    # The role whose equation a part belongs to; the parts that are not listed belong to the cell state.
    owners = {part: role for (role, _), part in structure.SOURCES.items()} | {"cell-tanh": "h"}
    owners |= {operation.name: operation.role for operation in operations}
    computed = Counter((operand, operation.name) for operation in operations for operand in operation.operands)
    drawn = Counter(_values_passed(nodes, edges))
    for source, target in computed - drawn:
        yield roles.equation(owners[target]).error(f"passes {source} to {target}; the structure diagram does not")
    for source, target in drawn - computed:
        equation = roles.equation(owners.get(target, "C"))
        yield equation.error(f"does not pass {source} to {target}; the structure diagram does")
    drawn_nodes = {node.id: node for node in nodes}
    for name, sign in dict.fromkeys((operation.name, operation.sign) for operation in operations):
        drawn_sign = drawn_nodes[name].symbol if name in drawn_nodes else sign
        if sign != drawn_sign:
            message = f"has `{sign}` where the structure diagram has `{drawn_sign}` ({name})"
            yield roles.equation(owners[name]).error(message)
    for name, lines in Counter(edge.source for edge in edges).items():
        needed = 2 if drawn_nodes[name].kind == "copy" else 1
        if lines != needed:
            message = f"the structure diagram has {lines} lines out of {name}; it needs {needed}"
            yield EquationError(message, line=roles.cell.equations[0].line)


def _operations(roles: Roles) -> Iterator[Operation]:
    """Yield the operations of the equations; an output port of the diagram counts as one."""
    yield Operation("concatenation", "", "C", _CONCATENATED)
    for role, layer in roles.layers.items():
        vectors = [term.vector for term in terms(layer) if term.vector]
        operands = tuple(_name(vector, role, roles) for vector in vectors)
        if {*_CONCATENATED} <= {*operands}:
            operands = ("concatenation", *(name for name in operands if name not in _CONCATENATED))
        yield Operation(structure.SOURCES[role, 0], rf"\{layer.name}", role, operands)
        for vector in vectors:
            yield from _within(vector, role, roles)
    for role, port in (("C", "cell-state"), ("h", "hidden-state"), ("h", "output")):
        update = roles.updates[role]
        yield Operation(port, "", role, (_name(update, role, roles),))
        yield from _within(update, role, roles)


def _within(expression: Expression, role: str, roles: Roles) -> Iterator[Operation]:
    """Yield the operations of an expression in the equation of a role, if it is more than a symbol."""
    operands = [part for part in parts(expression) if any(symbol.step is not None for symbol in symbols(part))]
    if operands:
        names = tuple(_name(operand, role, roles) for operand in operands)
        sign = rf"\{expression.name}" if isinstance(expression, Function) else _SIGNS.get(type(expression), "")
        yield Operation(_name(expression, role, roles), sign, role, names)
    for operand in operands:
        yield from _within(operand, role, roles)


def _name(expression: Expression, role: str, roles: Roles) -> str:
    """Return the diagram's part that gives a value in the equation of a role, or the value's TeX if none."""
    match expression:
        case Symbol(name, 0) if (state := roles.names.get(name, "")) in roles.updates:
            return _name(roles.updates[state], state, roles)
        case Symbol(name, int(step)) if (roles.names.get(name, ""), step) in structure.SOURCES:
            return structure.SOURCES[roles.names[name], step]
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


def _values_passed(nodes: Sequence[Node], edges: Sequence[Edge]) -> list[tuple[str, str]]:
    """Return the diagram's connections as pairs of source and target, without the copy nodes between."""
    passed = [(node.id, edge.target) for node in nodes for edge in edges if edge.source == node.id]
    for copy in (node.id for node in nodes if node.kind == "copy"):
        ends = [target for source, target in passed if source == copy]
        rest = [pair for pair in passed if pair[0] != copy]
        passed = [(source, end) for source, target in rest for end in (ends if target == copy else [target])]
    return passed
