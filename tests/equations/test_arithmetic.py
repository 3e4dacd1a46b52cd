"""The value of an expression: in floats, in vectors, of concatenations, and of the article's equations."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_article import build_article
from lstm_article.equations.arithmetic import NUMBERS, evaluate, sigmoid
from lstm_article.equations.comparison import ARRAYS
from lstm_article.equations.expressions import Symbol
from lstm_article.equations.parser import parse
from lstm_article.equations.reference import lstm
from lstm_article.equations.time_step import Cell, run, time_step_of

SIZES = st.integers(1, 9)
VALUES = {
    Symbol("x", 0): (2.0,), Symbol("h", -1): (3.0,), Symbol("W"): (5.0,), Symbol("V"): (5.0, 7.0), Symbol("b"): (0.5,),
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("x_t + h_{t-1} - b", (4.5,)),
        (r"x_t \odot h_{t-1} \odot b", (3.0,)),
        ("1 - x_t", (-1.0,)),
        ("W x_t", (10.0,)),
        ("x_t W", (10.0,)),
        (r"\sigma(x_t)", (1 / (1 + np.exp(-2.0)),)),
        (r"\tanh(x_t)", (np.tanh(2.0),)),
        ("[h_{t-1}, x_t]", (3.0, 2.0)),
        ("V [h_{t-1}, x_t]", (29.0,)),
        ("V (2 [h_{t-1}, x_t] + 1)", (70.0,)),
        (r"V [[h_{t-1}], \tanh(x_t)]", (15 + 7 * np.tanh(2.0),)),
    ],
)
def test_value(text: str, value: tuple[float, ...]) -> None:
    """Each operation gives the right value; for a concatenation, one for each of its vectors."""
    assert evaluate(parse(f"y_t = {text}")[1], VALUES, NUMBERS) == pytest.approx(value)


def test_a_matrix_has_as_many_blocks_as_it_multiplies_vectors() -> None:
    """Concatenations that do not match are a ValueError; nothing is silently cut off."""
    for text in ("V x_t", "W [h_{t-1}, x_t]", "[x_t, x_t] + [x_t, x_t, x_t]"):
        with pytest.raises(ValueError, match="zip"):
            evaluate(parse(f"y_t = {text}")[1], VALUES, NUMBERS)


def test_vectors_have_the_operations_of_arrays() -> None:
    """On lists, all that an expression may do gives what NumPy gives on arrays; a number counts for each element."""
    rng = np.random.default_rng(1)
    matrix, vector, other = rng.normal(size=(5, 3)), rng.normal(size=3), rng.normal(size=3)
    for ours, expected in (
        (ARRAYS.apply(matrix.tolist(), vector.tolist()), matrix @ vector),
        (ARRAYS.add(vector.tolist(), other.tolist()), vector + other),
        (ARRAYS.multiply(vector.tolist(), other.tolist()), vector * other),
        (ARRAYS.sigma(vector.tolist()), 1 / (1 + np.exp(-vector))),
        (ARRAYS.tanh(vector.tolist()), np.tanh(vector)),
    ):
        assert isinstance(ours, list)
        np.testing.assert_allclose(ours, expected, rtol=1e-12)
    assert set(ARRAYS.number(2.5)) == {2.5}
    two, one = ARRAYS.number(2.0), ARRAYS.number(1.0)
    values = {Symbol("x", 0): (two,), Symbol("h", -1): (one,)}
    assert evaluate(parse(r"y_t = 3 x_t \odot x_t - h_{t-1}")[1], values, ARRAYS) == (ARRAYS.number(11.0),)


def test_sigmoid() -> None:
    """The logistic function is ½ at 0 and symmetric about it."""
    assert sigmoid(0) == 0.5
    assert sigmoid(2) + sigmoid(-2) == pytest.approx(1)
    assert sigmoid(1) == pytest.approx(0.7310585786300049)


@cache
def article_cell() -> Cell:
    """The built-in article's own time step."""
    cell, _ = time_step_of(build_article("zh").text.equations)
    assert cell is not None
    return cell


def random_weights(drawn: np.random.Generator, n_x: int, n_h: int) -> dict:
    sizes = ((n_h, n_x), (n_h, n_h), n_h)
    return {name: tuple(drawn.normal(size=size).tolist() for size in sizes) for name in ("f", "i", r"\tilde{C}", "o")}


@given(SIZES, SIZES, SIZES, st.integers(0, 2**32))
def test_the_articles_equations_are_the_reference(n_x: int, n_h: int, steps: int, seed: int) -> None:
    """On random shapes, running the parsed article gives every value of the reference within 1e-12."""
    drawn = np.random.default_rng(seed)
    weights = random_weights(drawn, n_x, n_h)
    x = drawn.normal(size=(steps, n_x)).tolist()
    cell = article_cell()
    constants = {}
    for name, (W_x, W_h, b) in weights.items():  # noqa: N806
        label = "c" if name == r"\tilde{C}" else name
        constants |= {f"W_{{x{label}}}": (W_x,), f"W_{{h{label}}}": (W_h,), f"b_{label}": (b,)}
    ran = run(cell, constants, x, dict.fromkeys(("h", "C"), [0.0] * n_h), ARRAYS)
    for step, right in zip(ran, lstm(x, weights), strict=True):
        for name, value in right.items():
            np.testing.assert_allclose(step[name], value, rtol=0, atol=1e-12)
