"""The shapes of symbols: an error shows both shapes that contradict each other."""

from itertools import pairwise

import pytest

from lstm_article.equations.time_step import time_step_of

MISFITS = {
    ("h_t = W x_t + U x_t + U h_{t-1}",): "`U` is n_h × n_h here and n_h × n_x before",
    ("h_t = W x_t + W",): "`W` is a vector of n_h here and n_h × n_x before",
    ("h_t = W x_t + x_t",): "`W x_t` has n_h elements and `x_t` has n_x",
    ("h_t = W x_t + h_{t-1} U",): "`U` stands on the other side of its vector than elsewhere; put it left",
    ("h_t = W [h_{t-1}, x_t, 1]",): "concatenates `1`, which is no vector of time t",
    ("h_t = W [h_{t-1}, x_t, b]",): "concatenates `b`, which is no vector of time t",
    ("h_t = h_{t-1} + W (x_t + d)",): "has `d` where n_x elements are; an LSTM's biases have n_h",
    ("h_t = 0.5", "u_t = h_{t-1} + W x_t + u_{t-1}"): "is a number; a symbol at time t is a vector",
    ("h_t = x_t", "u_t = u_{t-1} + W h_{t-1} + V x_t"): "has n_x elements; a state carried to the next step has n_h",
    ("h_t = h_{t-1} U + W x_t",): "`W` stands on the other side of its vector than elsewhere; put it right",
    ("h_t = h_{t-1} + W b",): "`W b`, which is no matrix times one vector",
    ("h_t = h_{t-1} + W (b + d) + V x_t",): "`b + d` is no vector of this time step; multiply one that is",
    ("h_t = h_{t-1} + W [x_t, x_t] + W x_t",): "`W` is n_h × n_x here and n_h × n_x + n_x before",
}  # fmt: skip


@pytest.mark.parametrize("texts", MISFITS, ids=" ; ".join)
def test_what_does_not_fit(texts: tuple[str, ...]) -> None:
    """Shapes that contradict each other are an error for the equation in which this shows."""
    assert MISFITS[texts] in str(time_step_of((text, 1) for text in texts)[1][0])


def test_each_equation_is_told_of() -> None:
    """One equation's shapes do not hide another's error."""
    _, errors = time_step_of((text, 1) for text in ("a_t = W x_t + x_t", "h_t = V x_t + a_t + U h_{t-1} + V h_{t-1}"))
    assert [error.message.split(":")[0] for error in errors] == ["equation 1, a_t", "equation 2, h_t"]


@pytest.mark.parametrize(
    "text",
    ["h_t = b + W x_t", r"h_t = \tanh(b) + W x_t", r"h_t = W x_t \odot (1 - b)", r"h_t = \tanh(b \odot d) + W x_t"],
)
def test_constants_take_the_length_that_they_are_used_with(text: str) -> None:
    """A constant beside a vector, in a function or in a group is a bias of n_h elements."""
    cell, errors = time_step_of([(text, 1)])
    assert errors == []
    assert cell is not None
    assert set(cell.vectors) == ({"b", "d"} if r"\odot d" in text else {"b"})
    assert dict(cell.matrices) == {"W": ("n_x",)}


def test_a_symbol_of_constants_alone_is_a_vector() -> None:
    """A symbol that only constants define has n_h elements, and so have they."""
    cell, errors = time_step_of([("a_t = 2 b + d", 1), ("h_t = h_{t-1} + W x_t + U a_t", 2)])
    assert errors == []
    assert cell is not None
    assert (set(cell.vectors), dict(cell.matrices)) == ({"b", "d"}, {"W": ("n_x",), "U": ("n_h",)})


def test_a_concatenation_has_a_bound() -> None:
    """Concatenations of concatenations are refused before they have billions of vectors."""
    doubled = (rf"{new}_t = [{old}_t, {old}_t]" for old, new in pairwise("abcdefg"))
    texts = ["a_t = [x_t, h_{t-1}]", *doubled, "h_t = W g_t + U h_{t-1}"]
    cell, (error, *_) = time_step_of([(text, 1) for text in texts])
    assert (cell, error.message) == (
        None, "equation 7, g_t: concatenates more than 100 vectors; an LSTM concatenates two",
    )  # fmt: skip
