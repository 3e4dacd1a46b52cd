"""The normal form of expressions: trees in which equations that differ only in notation are the same."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypeGuard

from lstm_article.equations import expressions as ex
from lstm_article.equations.time_step import Cell, reachable

_LARGEST = 200  # symbols and operations in an equation with its helpers substituted


class Term(NamedTuple):
    """One term of a layer's sum: `sign` times a constant, times a vector if the constant is a matrix.

    `place` is the vector's in a concatenation, from 0, or None. Other terms, as a peephole's, are whole in `vector`.
    """

    constant: ex.Symbol | None
    vector: ex.Expression | None
    sign: float = 1.0
    place: int | None = None


def normal_form(expression: ex.Expression, roles: Mapping[str, str]) -> ex.Expression:
    """Return an expression with its symbols renamed by `roles` (symbol to role), and its terms and factors sorted."""
    if isinstance(expression, ex.Symbol):
        return ex.Symbol(roles.get(expression.name, expression.name), expression.step)
    renamed = ex.changed(expression, lambda part: normal_form(part, roles))
    if isinstance(renamed, ex.Sum | ex.Product):
        return type(renamed)(tuple(sorted(ex.parts(renamed), key=repr)))
    return renamed


def layers_and_updates(cell: Cell) -> tuple[dict[str, ex.Function], dict[str, ex.Expression]]:
    """Return the layers that the states depend on and the states' updates, all other equations (helpers) substituted.

    A layer within another equation is named by its TeX. Raises EquationError when an equation becomes too long.
    """
    layers: dict[str, ex.Function] = {}
    updates: dict[str, ex.Expression] = {}
    helpers: dict[ex.Symbol, ex.Expression] = {}
    sizes: dict[ex.Expression, int] = {}  # of the helpers, in symbols and operations
    for equation in cell.equations:
        name = equation.target.name
        if sum(sizes.get(part, 1) for part in ex.walk(equation.value)) > _LARGEST:
            raise equation.error("is far longer than an LSTM's once its helpers are put in; write it directly")
        value = _reduced(equation.value, helpers, layers, is_whole=True)
        if _is_layer(value):
            layers[name] = value
        elif name in cell.states:
            updates[name] = value
        else:
            helpers[equation.target] = value
            sizes[equation.target] = sum(1 for _ in ex.walk(value))
    uses = {name: {symbol.name for symbol in ex.symbols(layer)} for name, layer in layers.items()}
    used = reachable((symbol.name for value in updates.values() for symbol in ex.symbols(value)), uses)
    return {name: layer for name, layer in layers.items() if name in used}, updates


def terms(layer: ex.Function) -> Iterator[Term]:
    """Yield the terms of a layer's sum; a matrix times a concatenation is one term for each vector."""
    for summand in summands(layer.argument):
        factors = ex.parts(summand) if isinstance(summand, ex.Product) else (summand,)
        sign = -1.0 if ex.Number(-1.0) in factors else 1.0
        match [factor for factor in factors if factor != ex.Number(-1.0)]:
            case [ex.MatrixProduct(matrix, ex.Concatenation(joined), _)]:
                for place, part in enumerate(joined):
                    yield Term(matrix, part, sign, place)
            case [ex.MatrixProduct(matrix, vector, _)]:
                yield Term(matrix, vector, sign)
            case [ex.Symbol(_, None) as constant]:
                yield Term(constant, None, sign)
            case _:
                yield Term(None, summand)


def summands(expression: ex.Expression) -> tuple[ex.Expression, ...]:
    """Return the terms of a sum; anything else is one term."""
    return expression.parts if isinstance(expression, ex.Sum) else (expression,)


def _reduced(
    expression: ex.Expression,
    helpers: Mapping[ex.Symbol, ex.Expression],
    layers: dict[str, ex.Function],
    is_whole: bool,
) -> ex.Expression:
    """Return an expression with helpers substituted; layers within it are added to `layers` and replaced by name."""
    if isinstance(expression, ex.Symbol):
        return helpers.get(expression, expression)
    value = ex.changed(expression, lambda part: _reduced(part, helpers, layers, is_whole=False))
    if is_whole or not _is_layer(value):
        return value
    name = next((name for name, layer in layers.items() if layer == value), ex.tex(expression))
    layers[name] = value
    return ex.Symbol(name, 0)


def _is_layer(value: ex.Expression) -> TypeGuard[ex.Function]:
    """Tell whether an expression is a learned layer: a function of something with weights."""
    return isinstance(value, ex.Function) and any(symbol.step is None for symbol in ex.symbols(value))
