"""Expressions: their TeX, their parts, and the letters that tell symbols apart."""

import pytest

from lstm_article.equations.expressions import (
    Concatenation,
    Function,
    MatrixProduct,
    Number,
    Product,
    Sum,
    Symbol,
    changed,
    index,
    letter,
    symbols,
    tex,
)

X, H = Symbol("x", 0), Symbol("h", -1)


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (Symbol("W"), "W"),
        (X, "x_t"),
        (H, "h_{t-1}"),
        (Symbol("C_f", 0), "C_{f,t}"),
        (Symbol("C_{fg}^{(1)}", -1), "C_{fg,t-1}^{(1)}"),
        (Symbol(r"\sigma(W x_t)", 0), r"\sigma(W x_t)"),
        (Number(0.5), "0.5"),
        (Sum((X, Product((Number(-1.0), H)))), "x_t - h_{t-1}"),
        (Product((Sum((X, H)), X)), r"(x_t + h_{t-1}) \odot x_t"),
        (MatrixProduct(Symbol("W"), Sum((X, H))), "W (x_t + h_{t-1})"),
        (MatrixProduct(Symbol("W"), Product((X, H))), r"W (x_t \odot h_{t-1})"),
        (MatrixProduct(Symbol("W"), X, row=True), "x_t W"),
        (Product((Number(-1.0), X)), "-x_t"),
        (Concatenation((H, X)), "[h_{t-1}, x_t]"),
        (Symbol(r"\tilde{C}^{(1)}", 0), r"\tilde{C}_t^{(1)}"),
        (Function("tanh", X), r"\tanh(x_t)"),
    ],
)
def test_tex(expression, text: str) -> None:
    """An expression is written as the built-in article writes it."""
    assert tex(expression) == text


def test_changed() -> None:
    """Each part but a matrix is changed, and a sum within a sum is merged into it."""
    expression = Sum((X, MatrixProduct(Symbol("W"), X), Function("tanh", X)))
    put_in = changed(expression, lambda part: Sum((H, H)) if part == X else part)
    assert put_in == Sum((H, H, *expression.parts[1:]))
    assert changed(expression.parts[1], lambda _: H) == MatrixProduct(Symbol("W"), H)
    assert changed(expression.parts[2], lambda _: H) == Function("tanh", H)
    assert changed(X, lambda _: H) == X


def test_symbols() -> None:
    """Every use of a symbol is found, from left to right, matrices included."""
    expression = Sum((MatrixProduct(Symbol("W"), Product((X, H))), X, Number(1.0)))
    assert list(symbols(expression)) == [Symbol("W"), X, H, X]


@pytest.mark.parametrize(
    ("name", "letters", "first"),
    [
        ("f", "", "f"), (r"\Gamma_f", "f", "f"), ("W_{xf}", "xf", "x"), ("W^{(I)}", "i", ""), ("b_{Forget}", "forget", "f"),
        (r"\tilde{C}", "", "c"), (r"\sigma(W_f x_t)", "f", ""),
    ],
)  # fmt: skip
def test_letters(name: str, letters: str, first: str) -> None:
    """A symbol's letter is that of its index or else its own; a layer named by its TeX has none."""
    assert (index(name), letter(name)) == (letters, first)
