"""The normal form of equations, in which two that differ only in notation are the same.

Helpers are put in their places, learned layers stand by themselves, the order of terms and factors does not
count, and symbols are called by their roles.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeGuard

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
    symbols,
    tex,
)
from lstm_article.equations.time_step import Cell, reachable

_LARGEST = 200  # symbols and operations in an equation, once its helpers are put in


@dataclass(frozen=True)
class Term:
    """One term that a layer adds up: `sign` times a constant, times a vector if the constant is a matrix.

    `place` is the vector's in a concatenation, counted from 0, or None. A term that is anything else, such as
    a peephole's, has no constant.
    """

    constant: Symbol | None
    vector: Expression | None
    sign: float = 1.0
    place: int | None = None


def normal_form(expression: Expression, roles: Mapping[str, str]) -> Expression:
    r"""Return an expression with its symbols called by their roles, and its terms and factors in one order.

    So `i_t \odot c_t` is `c_t \odot i_t`, and `g_t \odot u_t` if g and u play the roles c and i.
    """
    if isinstance(expression, Symbol):
        return Symbol(roles.get(expression.name, expression.name), expression.step)
    renamed = changed(expression, lambda part: normal_form(part, roles))
    if isinstance(renamed, Sum | Product):
        return type(renamed)(tuple(sorted(parts(renamed), key=repr)))
    return renamed


def layers_and_updates(cell: Cell) -> tuple[dict[str, Function], dict[str, Expression]]:
    """Return the learned layers that the states come from, and the states' updates, without helpers.

    A layer that is written within another equation gets its TeX as its name. Raises EquationError when an
    equation becomes too long.
    """
    reduction = _Reduction()
    updates: dict[str, Expression] = {}
    for equation in cell.equations:
        name = equation.target.name
        if _size(equation.value, reduction.helpers) > _LARGEST:
            raise equation.error("is far longer than an LSTM's once its helpers are put in; write it directly")
        value = reduction.without_helpers(equation.value)
        if _is_layer(value):
            reduction.layers[name] = value
        elif name in cell.states:
            updates[name] = value
        else:
            reduction.helpers[name] = value
    uses = {name: {symbol.name for symbol in symbols(layer)} for name, layer in reduction.layers.items()}
    used = reachable((symbol.name for value in updates.values() for symbol in symbols(value)), uses)
    return {name: layer for name, layer in reduction.layers.items() if name in used}, updates


def terms(layer: Function) -> Iterator[Term]:
    """Yield what a layer adds up, each part of a concatenation by itself."""
    for whole in summands(layer.argument):
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


def summands(expression: Expression) -> tuple[Expression, ...]:
    """Return the terms of a sum; anything else is one term."""
    return expression.terms if isinstance(expression, Sum) else (expression,)


class _Reduction:
    """The layers and helpers of the equations read so far, by name."""

    def __init__(self) -> None:
        self.layers: dict[str, Function] = {}
        self.helpers: dict[str, Expression] = {}

    def without_helpers(self, expression: Expression) -> Expression:
        """Return an expression with helpers put in their places and the layers within it called by name."""
        if isinstance(expression, Symbol) and expression.step == 0:
            return self.helpers.get(expression.name, expression)
        return changed(expression, self._within)

    def _within(self, expression: Expression) -> Expression:
        value = self.without_helpers(expression)
        if _is_layer(value):
            name = next((name for name, layer in self.layers.items() if layer == value), tex(expression))
            self.layers[name] = value
            return Symbol(name, 0)
        return value


def _is_layer(value: Expression) -> TypeGuard[Function]:
    """Tell whether an expression is a learned layer: a function of something with weights."""
    return isinstance(value, Function) and any(symbol.step is None for symbol in symbols(value))


def _size(expression: Expression, helpers: Mapping[str, Expression]) -> int:
    """Return how many symbols and operations an expression has once its helpers are put in."""
    if isinstance(expression, Symbol) and expression.step == 0 and expression.name in helpers:
        return _size(helpers[expression.name], {})
    return 1 + sum(_size(part, helpers) for part in parts(expression))
