"""What flows from operation to operation: in the equations, and in the structure diagram's tables."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from lstm_article.equations.expressions import (
    Expression,
    Function,
    Product,
    Sum,
    Symbol,
    is_constant,
    parts,
    tex,
)
from lstm_article.equations.roles import CANDIDATE, LAYERS, Roles, terms
from lstm_article.errors import EquationError
from lstm_article.figures import structure
from lstm_article.figures.diagram import Edge, Node

Flow = Counter[tuple[str, str]]

# The diagram's parts, by what they are in the equations.
_LAYER = {"f": "forget-gate", "i": "input-gate", CANDIDATE: "candidate", "o": "output-gate"}
_PORT = {"x_t": "input", "h_{t-1}": "previous-hidden-state", "C_{t-1}": "previous-cell-state"}
_LEAVES = {"C": ("cell-state",), "h": ("hidden-state", "output")}
_OF_HIDDEN_STATE = {"output-product", "cell-tanh", "hidden-state", "output"}
_SIGNS = {Sum: "+", Product: r"\odot"}

# How many lines enter and leave a part of each kind, an operator by its sign.
_WAYS = {
    "layer": (1, 1), "concatenation": (2, 1), "copy": (1, 2), r"\odot": (2, 1), "+": (2, 1), r"\tanh": (1, 1),
}  # fmt: skip


def deviations(
    roles: Roles, nodes: Sequence[Node] = structure.NODES, edges: Sequence[Edge] = structure.EDGES
) -> Iterator[EquationError]:
    """Yield each value that the equations pass on and the diagram does not, and the other way round."""
    flow, signs, owners = _of_equations(roles)
    drawn = Counter(_of_diagram(nodes, edges))
    for source, target in flow - drawn:
        yield _about(roles, owners, target, f"passes {source} to {target}; the structure diagram does not")
    for source, target in drawn - flow:
        yield _about(roles, owners, target, f"does not pass {source} to {target}; the structure diagram does")
    for node in nodes:
        if signs.get(node.id, node.symbol) != node.symbol:
            shown = f"`{signs[node.id]}` where the structure diagram has `{node.symbol}` ({node.id})"
            yield _about(roles, owners, node.id, f"has {shown}")
    for problem in _loose(nodes, edges):
        yield EquationError(f"the structure diagram {problem}", line=roles.cell.equations[0].line)


def _of_equations(roles: Roles) -> tuple[Flow, dict[str, str], dict[str, str]]:
    """Return what flows between the equations' operations, and each one's sign and the role it belongs to."""
    flow: Flow = Counter()
    signs: dict[str, str] = {}
    owners = {name: role for role, name in _LAYER.items()} | dict.fromkeys(_OF_HIDDEN_STATE, "h")

    def source(expression: Expression, state: str) -> str:
        """Return where a value comes from, in the update of `state` if any, and take down what flows."""
        if isinstance(expression, Symbol):
            role = roles.names.get(expression.name, expression.name)
            if expression.step == 0 and role in roles.updates:
                return source(roles.updates[role], role)
            return _LAYER.get(role) or _PORT.get(roles.form(expression)) or tex(expression)
        name = _operation(expression, state, roles)
        if name not in signs:
            sign = (
                rf"\{expression.name}" if isinstance(expression, Function) else _SIGNS.get(type(expression))
            )
            signs[name] = sign or ""
            owners.setdefault(name, state or "C")
            for part in parts(expression):
                if not is_constant(part):
                    flow[source(part, state), name] += 1
        return name

    for role in LAYERS:
        if role not in roles.layers:
            continue
        signs[_LAYER[role]] = rf"\{roles.layers[role].name}"
        reads = {roles.form(term.vector): term.vector for term in terms(roles.layers[role]) if term.vector}
        if {"x_t", "h_{t-1}"} <= reads.keys():
            flow["concatenation", _LAYER[role]] += 1
            del reads["x_t"], reads["h_{t-1}"]
        for vector in reads.values():
            flow[source(vector, ""), _LAYER[role]] += 1
    for state, leaves in _LEAVES.items():
        for leaf in leaves:
            flow[source(roles.updates[state], state), leaf] += 1
    for port in ("input", "previous-hidden-state"):
        flow[port, "concatenation"] += 1
    return flow, signs, owners


def _operation(expression: Expression, state: str, roles: Roles) -> str:
    """Return the diagram's name of an operation, by its place; one that it has no place for is TeX."""
    if state and expression == roles.updates[state]:
        if state == "h" and isinstance(expression, Product):
            return "output-product"
        if state == "C" and isinstance(expression, Sum):
            return "cell-sum"
    if state == "h" and isinstance(expression, Function):
        return "cell-tanh"
    if state == "C" and isinstance(expression, Product):
        keeps = "C_{t-1}" in map(roles.form, expression.factors)
        return "forget-product" if keeps else "input-product"
    return f"`{tex(expression)}`"


def _of_diagram(nodes: Sequence[Node], edges: Sequence[Edge]) -> Iterator[tuple[str, str]]:
    """Yield each way from part to part, through the copies between."""
    copies = {node.id for node in nodes if node.kind == "copy"}
    for node in nodes:
        if node.id not in copies:
            for target in _ends(node.id, edges, copies, len(nodes)):
                yield node.id, target


def _ends(start: str, edges: Sequence[Edge], copies: Collection[str], left: int) -> Iterator[str]:
    """Yield the parts that a line from `start` leads to; after as many copies as there are it is a circle."""
    for edge in edges:
        if edge.source == start and edge.target not in copies:
            yield edge.target
        elif edge.source == start and left:
            yield from _ends(edge.target, edges, copies, left - 1)


def _loose(nodes: Sequence[Node], edges: Sequence[Edge]) -> Iterator[str]:
    """Yield the parts that have a line too many or too few."""
    into, out = Counter(edge.target for edge in edges), Counter(edge.source for edge in edges)
    for node in nodes:
        has = (into[node.id], out[node.id])
        wanted = [_WAYS.get(node.symbol if node.kind == "operator" else node.kind, has)]
        if node.kind == "port":
            wanted = [(0, 1), (1, 0)]
        if has not in wanted:
            ways = " or ".join(f"{enter} in and {leave} out" for enter, leave in wanted)
            yield f"has {has[0]} lines into and {has[1]} out of {node.id}; it needs {ways}"


def _about(roles: Roles, owners: Mapping[str, str], target: str, message: str) -> EquationError:
    """Return an error about the equation that an operation is part of."""
    return roles.equation(owners.get(target, "C")).error(message)
