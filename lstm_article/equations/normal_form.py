"""Equations brought into one form: helpers put in their places, every learned layer by itself."""

from collections.abc import Mapping

from lstm_article.equations.expressions import Expression, Function, Symbol, changed, parts, symbols, tex
from lstm_article.equations.time_step import Cell

_LARGEST = 200  # symbols and operations in an equation, once its helpers are put in


def reduced(cell: Cell) -> tuple[dict[str, Function], dict[str, Expression]]:
    """Return the learned layers and the states' updates, all else put in its place."""
    layers: dict[str, Function] = {}
    updates: dict[str, Expression] = {}
    helpers: dict[str, Expression] = {}

    def within(expression: Expression) -> Expression:
        value = whole(expression)
        if isinstance(value, Function) and _learned(value):
            name = next((name for name, layer in layers.items() if layer == value), tex(expression))
            layers[name] = value
            return Symbol(name, 0)
        return value

    def whole(expression: Expression) -> Expression:
        if isinstance(expression, Symbol) and expression.step == 0:
            return helpers.get(expression.name, expression)
        return changed(expression, within)

    sizes: dict[str, int] = {}
    for equation in cell.equations:
        name = equation.target.name
        sizes[name] = _size(equation.value, sizes)
        if sizes[name] > _LARGEST:
            raise equation.error(
                "is far longer than an LSTM's once its helpers are put in; write it directly"
            )
        value = whole(equation.value)
        if isinstance(value, Function) and _learned(value):
            layers[name] = value
            sizes[name] = 1
        elif name in cell.states:
            updates[name] = value
            sizes[name] = 1
        else:
            helpers[name] = value
    used = {symbol.name for value in updates.values() for symbol in symbols(value)}
    reach = list(used)
    for name in reach:
        if name in layers:
            reach += {symbol.name for symbol in symbols(layers[name])} - set(reach)
    return {name: layer for name, layer in layers.items() if name in reach}, updates


def _size(expression: Expression, sizes: Mapping[str, int]) -> int:
    """Return how large an expression is once its helpers, whose `sizes` are given, are put in."""
    if isinstance(expression, Symbol) and expression.step == 0:
        return sizes.get(expression.name, 1)
    return 1 + sum(_size(part, sizes) for part in parts(expression))


def _learned(function: Function) -> bool:
    return any(symbol.step is None for symbol in symbols(function))
