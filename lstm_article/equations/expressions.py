"""Expressions as trees: what an equation consists of, and its TeX."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

FunctionName = Literal["sigma", "tanh"]


class Symbol(NamedTuple):
    """A name in TeX without its time: `h` for h_{t-1}. `step` is 0 for t, -1 for t-1, None for a constant."""

    name: str
    step: int | None = None


@dataclass(frozen=True)
class Number:
    """A number written out, like the 1 of 1 - z_t."""

    value: float


@dataclass(frozen=True)
class _Compound:
    """Any number of expressions, in an order."""

    parts: tuple["Expression", ...]


class Sum(_Compound):
    """A sum of terms; a term that is subtracted is a product with -1."""


class Product(_Compound):
    """Factors multiplied element by element."""


class Concatenation(_Compound):
    """A concatenation of vectors: [h_{t-1}, x_t]."""


@dataclass(frozen=True)
class MatrixProduct:
    """A matrix times a column vector, `W x`; or, if `row`, a row vector times a matrix, `x W`."""

    matrix: Symbol
    vector: "Expression"
    row: bool = False


@dataclass(frozen=True)
class Function:
    """An activation function, applied to each element of its argument."""

    name: FunctionName
    argument: "Expression"


_LABEL = re.compile(r"(?:_(?:\{(\w+)\}|(\w)))?(\^\{[^_]*\})?\Z")  # a subscript and a superscript

Expression = Symbol | Number | Sum | Product | MatrixProduct | Concatenation | Function


def tex(expression: Expression) -> str:
    """Return an expression as TeX, in the notation of the built-in article."""
    match expression:
        case Symbol(name, step):
            if step is None or "(" in name.partition("^")[0]:  # in the second case, a layer named by its TeX
                return name
            label = _LABEL.search(name)
            assert label is not None  # noqa: S101  each of its parts is optional
            index = ",".join(part for part in (label[1] or label[2], "t" if step == 0 else "t-1") if part)
            index = index if len(index) == 1 else f"{{{index}}}"
            return f"{name[: label.start()]}_{index}{label[3] or ''}"
        case Number(value):
            return f"{value:g}"
        case Sum(terms):
            return " + ".join(map(tex, terms)).replace("+ -", "- ")
        case Product((Number(-1.0), *factors)):
            return "-" + tex(product(*factors))
        case Product(factors):
            return r" \odot ".join(f"({tex(f)})" if isinstance(f, Sum) else tex(f) for f in factors)
        case MatrixProduct(matrix, vector, row):
            shown = f"({tex(vector)})" if isinstance(vector, Sum | Product) else tex(vector)
            return f"{shown} {matrix.name}" if row else f"{matrix.name} {shown}"
        case Concatenation(parts):
            return f"[{', '.join(map(tex, parts))}]"
    return rf"\{expression.name}({tex(expression.argument)})"


def parts(expression: Expression) -> tuple[Expression, ...]:
    """Return the direct parts of an expression: its terms, factors or arguments; symbols and numbers have none."""
    match expression:
        case _Compound(inner):
            return inner
        case MatrixProduct(matrix, vector, _):
            return (matrix, vector)
        case Function(_, argument):
            return (argument,)
    return ()


def changed(expression: Expression, change: Callable[[Expression], Expression]) -> Expression:
    """Return an expression with `change` applied to its direct parts but matrices; a sum in a sum is merged into it."""
    inner = [change(part) for part in parts(expression)]
    match expression:
        case Sum() | Product() | Concatenation():
            kind = type(expression)
            flat = [piece for part in inner for piece in (parts(part) if isinstance(part, kind) else [part])]
            return kind(tuple(flat))
        case MatrixProduct(matrix, _, row):
            return MatrixProduct(matrix, inner[1], row)
        case Function(name, _):
            return Function(name, inner[0])
    return expression


def walk(expression: Expression) -> Iterator[Expression]:
    """Yield an expression and its parts, however deep, from left to right."""
    yield expression
    for part in parts(expression):
        yield from walk(part)


def symbols(expression: Expression) -> Iterator[Symbol]:
    """Yield each use of a symbol in an expression, from left to right."""
    return (part for part in walk(expression) if isinstance(part, Symbol))


def product(*factors: Expression) -> Expression:
    """Return the product of the factors, or the factor itself if there is only one."""
    return factors[0] if len(factors) == 1 else Product(factors)


def is_constant(expression: Expression) -> bool:
    """Tell whether an expression is a number or a symbol that is the same at every step."""
    return isinstance(expression, Number) or (isinstance(expression, Symbol) and expression.step is None)


def letter(name: str) -> str:
    r"""Return the letter that tells a symbol from others of its kind: f of `f`, `\Gamma_f`, `W_{xf}` …"""
    if "(" in name:  # a layer named by its TeX
        return ""
    return (index(name) or re.findall("[a-zA-Z]+", name)[-1])[0].lower()


def index(name: str) -> str:
    """Return a symbol's subscript, or else its superscript in parentheses, in lower case; "" if it has neither."""
    label = re.search(r"_\{?([a-zA-Z0-9]+)", name) or re.search(r"\^\{\((\w+)\)", name)
    return label[1].lower() if label else ""
