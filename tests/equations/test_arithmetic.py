"""The value of an expression: in floats, in arrays, of concatenations, and of the article's equations."""

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


def test_a_matrix_times_a_batch() -> None:
    """A batch has a vector in each of its rows, and the matrix multiplies each of them."""
    rng = np.random.default_rng(1)
    matrix, vectors = rng.normal(size=(4, 3)), rng.normal(size=(2, 3))
    expected = [matrix @ row for row in vectors]
    np.testing.assert_allclose(ARRAYS.apply(matrix, vectors), expected)


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
    return {
        name: (drawn.normal(size=(n_h, n_x)), drawn.normal(size=(n_h, n_h)), drawn.normal(size=n_h))
        for name in ("f", "i", r"\tilde{C}", "o")
    }


@given(SIZES, SIZES, SIZES, SIZES, st.integers(0, 2**32))
def test_the_articles_equations_are_the_reference(n_x: int, n_h: int, steps: int, batch: int, seed: int) -> None:
    """On random shapes, running the parsed article gives every value of the reference within 1e-12."""
    drawn = np.random.default_rng(seed)
    weights = random_weights(drawn, n_x, n_h)
    x = drawn.normal(size=(steps, batch, n_x))
    cell = article_cell()
    constants = {}
    for name, (W_x, W_h, b) in weights.items():  # noqa: N806
        label = "c" if name == r"\tilde{C}" else name
        constants |= {f"W_{{x{label}}}": (W_x,), f"W_{{h{label}}}": (W_h,), f"b_{label}": (b,)}
    ran = run(cell, constants, list(x), dict.fromkeys(("h", "C"), np.zeros((batch, n_h))), ARRAYS)
    for step, right in zip(ran, lstm(x, weights), strict=True):
        for name, value in right.items():
            np.testing.assert_allclose(step[name], value, rtol=0, atol=1e-12)
