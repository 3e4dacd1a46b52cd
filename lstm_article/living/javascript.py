"""A time step as JavaScript, made by running the parsed equations on text instead of numbers."""

import json
import re

from lstm_article.equations import Arithmetic, Cell, Symbol, run, tex

JAVASCRIPT = Arithmetic[str](
    number=lambda value: f"({value!r})",
    sigma=lambda z: f"sigma({z})",
    tanh=lambda z: f"Math.tanh({z})",
    apply=lambda weight, vector: f"{weight} * {_factor(vector)}",
    add=lambda a, b: f"{a} + {b}",
    multiply=lambda a, b: f"{_factor(a)} * {_factor(b)}",
)
_SIGMA = "const sigma = (z) => 1 / (1 + Math.exp(-z));"


def time_step(cell: Cell) -> str:
    """Return a function of JavaScript that runs a cell of one unit and one input for one time step.

    It takes the constants, by their names an array with a number for each vector that a matrix multiplies, and the
    values, by their TeX: those of the input and of the states before. It adds the values that the equations define.
    """
    constants = {
        name: tuple(f"{_member('c', name)}[{block}]" for block in range(len(cell.matrices.get(name, (1,)))))
        for name in (*cell.matrices, *cell.vectors)
    }
    states = {name: _member("v", tex(Symbol(name, -1))) for name in cell.states}
    names = {equation.target.name: _member("v", tex(equation.target)) for equation in cell.equations}
    given = _member("v", tex(Symbol(cell.input, 0)))
    (values,) = run(cell, constants, [given], states, JAVASCRIPT, [names])
    lines = [f"{names[name]} = {value};" for name, value in values.items() if name in names]
    return "\n".join(["(c, v) => {", _SIGMA, *lines]) + "}"


def _factor(expression: str) -> str:
    """Return an expression that may stand in a product: a sum, or what has one in it, in parentheses."""
    return f"({expression})" if " + " in expression else expression


def _member(owner: str, name: str) -> str:
    """Return what an object of JavaScript has under a name, which may stand within a page's `<script>`."""
    if re.fullmatch(r"[A-Za-z_]\w*", name, re.ASCII):
        return f"{owner}.{name}"
    return f"{owner}[{json.dumps(name)}]".replace("<", r"\u003c")
