"""Equations beside the reference: mistakes are found and named, other notations of an LSTM pass."""

import re

import pytest

from lstm_article.equations import comparison as module
from lstm_article.equations.comparison import TOLERANCE, compare
from lstm_article.equations.roles import read
from lstm_article.errors import EquationError
from notation import CONCATENATED, OURS, REWRITES, blocks, changed

GRU = [
    r"z_t = \sigma(W_{xz} x_t + W_{hz} h_{t-1} + b_z)",
    r"r_t = \sigma(W_{xr} x_t + W_{hr} h_{t-1} + b_r)",
    r"\tilde{h}_t = \tanh(W_{xh} x_t + W_{hh} (r_t \odot h_{t-1}) + b_h)",
    r"h_t = (1 - z_t) \odot h_{t-1} + z_t \odot \tilde{h}_t",
]


def swapped(one: str, other: str) -> list[str]:
    """The article's equations with a weight of two layers exchanged."""
    between = {one: other, other: one}
    return [re.sub(rf"{re.escape(one)}|{re.escape(other)}", lambda m: between[m[0]], text) for text in OURS.values()]


# Each mistake: the equations, the number of the one to be named, and what is to be said of it.
MISTAKES = {
    "W_xi and W_xf swapped": (swapped("W_{xi}", "W_{xf}"), 1, "has `W_{xf}` where, by the other indices, `W_{xi}` belongs"),
    "W_hf and W_ho swapped": (swapped("W_{hf}", "W_{ho}"), 2, "has `W_{ho}` where, by the other indices, `W_{hf}` belongs"),
    "W_xc and W_xo swapped": (swapped("W_{xc}", "W_{xo}"), 3, "has `W_{xo}` where"),
    "W_hi and W_hc swapped": (swapped("W_{hi}", "W_{hc}"), 1, "has `W_{hc}` where"),
    "b_i and b_o swapped": (swapped("b_i", "b_o"), 1, "has `b_o` where"),
    "W_x and W_h swapped everywhere in a gate": (
        changed("o", r"W_{xo} x_t + W_{ho} h_{t-1}", r"W_{ho} x_t + W_{xo} h_{t-1}"), 5, "has `W_{ho}` where",
    ),
    "all of two gates' weights swapped": (
        [OURS["i"].replace("i}", "f}").replace("b_i", "b_f"), OURS["f"].replace("f}", "i}").replace("b_f", "b_i"),
         *list(OURS.values())[2:]], 1, "`W_{xi}` belongs",
    ),
    "W_xf in the input gate": (changed("i", "W_{xi}", "W_{xf}"), 1, "`W_{xi}` belongs"),
    "a bias of no gate": (changed("i", "b_i", "b_q"), 1, "has `b_q` where"),
    "+ for ⊙": (changed("C", r"f_t \odot", "f_t +"), 4, r"has `f_t + C_{t-1}` where an LSTM has `f_t \odot C_{t-1}`"),
    "+ for ⊙ in h": (changed("h", r"\odot", "+"), 6, r"has `o_t + \tanh(C_t)` where"),
    "⊙ for +": (changed("C", "+", r"\odot"), 4, r"where an LSTM has `f_t \odot C_{t-1} + i_t \odot \tilde{C}_t`"),
    "C_t for C_{t-1}": (changed("C", "C_{t-1}", "C_t"), 4, "`C_t` is used in its own definition; write `C_{t-1}`"),
    "C_{t-1} for C_t": (changed("h", "C_t", "C_{t-1}"), 6, r"where an LSTM has `o_t \odot \tanh(C_t)`"),
    "σ for tanh in the candidate": (changed("c", r"\tanh", r"\sigma"), 3, r"applies `\sigma` where the candidate of an LSTM applies `\tanh`"),
    "σ for tanh in h": (changed("h", r"\tanh", r"\sigma"), 6, r"has `o_t \odot \sigma(C_t)` where"),
    "tanh for σ": (changed("f", r"\sigma", r"\tanh"), 2, r"applies `\tanh` where the forget gate of an LSTM applies `\sigma`"),
    "no tanh": (changed("h", r"\tanh(C_t)", "C_t"), 6, r"has `o_t \odot C_t` where"),
    "a bias that cancels": (changed("f", "+ b_f", "+ b_f - b_f"), 2, "uses `b_f` a second time"),
    "an input that cancels": (changed("f", "W_{xf} x_t", "W_{xf} x_t - W_{xf} x_t"), 2, "uses `W_{xf}` a second time"),
    "a gate's matrix transposed in another": (
        [text.replace("W_{hf}", r"W_{hi}^\top") for text in OURS.values()], 2, r"has `W_{hi}^{\top}` where",
    ),
    "all gates' weights rotated": (
        [re.sub(r"([WR]_\{.|b_)([ifo])", lambda m: m[1] + {"i": "f", "f": "o", "o": "i"}[m[2]], text) for text in OURS.values()],
        1, "`W_{xi}` belongs",
    ),
    "x and h exchanged everywhere": (
        [re.sub(r"W_\{([xh])", lambda m: "W_{" + {"x": "h", "h": "x"}[m[1]], text) for text in OURS.values()], 1, "has `W_{hi}` where",
    ),
    "a line that goes on": (
        [*list(OURS.values())[:3], OURS["C"] + " \\\\ + f_t \\odot h_{t-1}", OURS["o"], OURS["h"]], 4, "has `f_t \\odot h_{t-1}` where an LSTM has nothing",
    ),
    "a definition in braces": ([*OURS.values(), r"{h_t} \equiv o_t \odot C_t"], 7, "is a second definition"),
    "a definition by an arrow": ([*OURS.values(), r"C_t \leftarrow C_t + x_t"], 7, "is a second definition"),
    "not finite": (changed("h", r"\tanh(C_t)", r"\tanh(C_t) + 0 \odot " + "9" * 400), 6, "departs from the reference by inf"),
    "not finite, and of both signs": (
        changed("h", r"\tanh(C_t)", r"C_t \odot" + "9" * 300 + r"\odot" + "9" * 300), 6, "has `o_t",
    ),
    "too large for a sum": (changed("h", r"\tanh(C_t)", r"C_t \odot" + "9" * 308), 6, "has `o_t"),
    "a gate without its time": ([text.replace("f_t", "f") for text in OURS.values()], 2, "defines `f`, which is not of time t"),
    "another function": (changed("f", "W_{xf} x_t", r"\operatorname{ReLU}(x_t)"), 2, "has `ReLU`, which is no part of an LSTM"),
    "a state that lacks a term": (changed("C", r" + i_t \odot \tilde{C}_t", ""), 4, r"has nothing where an LSTM has `i_t \odot \tilde{C}_t`"),
    "a hidden state without a weight": (
        changed("f", "+ b_f", "+ b_f + h_{t-1}"), 2, "is no LSTM's; write it in the README's forms; it departs from the reference by",
    ),
    "missing bias": (changed("c", " + b_c", ""), 3, "has no bias"),
    "missing input": (changed("f", "W_{xf} x_t + ", ""), 2, "has no term in `x_t`"),
    "missing recurrence": (changed("o", "W_{ho} h_{t-1} + ", ""), 5, "has no term in `h_{t-1}`"),
    "h_t for h_{t-1}": (changed("i", "h_{t-1}", "h_t"), 1, "`h_t` is used before equation 6 defines it; write `h_{t-1}`"),
    "x_{t-1} for x_t": (changed("i", "x_t", "x_{t-1}"), 1, "`x_{t-1}` is unknown"),
    "C_{t-1} for h_{t-1}": (changed("i", "h_{t-1}", "C_{t-1}"), 1, "has no term in `h_{t-1}`, and has a term in `C_{t-1}`"),
    "coupled gates": (changed("C", r"i_t \odot", r"(1 - f_t) \odot"), 4, r"has `(1 - f_t) \odot \tilde{C}_t` where an LSTM has `i_t \odot \tilde{C}_t`"),
    "peephole": (changed("f", "+ b_f", r"+ w_{cf} \odot C_{t-1} + b_f"), 2, r"has a term in `w_{cf} \odot C_{t-1}`, which an LSTM's forget gate"),
    "peephole by a matrix": (changed("o", "+ b_o", r"+ W_{co} C_t + b_o"), 5, "has a term in `C_t`"),
    "forget and input gate exchanged": (
        changed("C", r"f_t \odot C_{t-1} + i_t", r"i_t \odot C_{t-1} + f_t"), 4, r"has `i_t \odot C_{t-1} + f_t \odot \tilde{C}_t` where",
    ),
    "the input gate for the forget gate": (changed("C", "f_t", "i_t"), 4, r"where an LSTM has `f_t \odot C_{t-1}`"),
    "the output gate for the input gate": (
        [*list(OURS.values())[:3], OURS["o"], OURS["C"].replace("i_t", "o_t"), OURS["h"]], 5, r"where an LSTM has `i_t \odot",
    ),
    "the candidate of the step before": (changed("C", r"\tilde{C}_t", r"\tilde{C}_{t-1}"), 4, r"where an LSTM has `i_t \odot \tilde{C}_t`"),
    "a GRU": (GRU, 4, "carries `h_{t-1}` from step to step (as a GRU does); an LSTM carries two states"),
    "a plain network": ([r"h_t = \tanh(W_x x_t + W_h h_{t-1} + b)"], 1, "carries `h_{t-1}` from step to step; an LSTM"),
    "undefined symbol": (changed("C", "f_t", "g_t"), 4, "`g_t` is unknown: no equation defines it"),
    "undefined state": (changed("C", "C_{t-1}", "s_{t-1}"), 4, "`s_{t-1}` is unknown"),
    "duplicate definition": ([*OURS.values(), OURS["f"]], 7, "is a second definition, after equation 2"),
    "shape clash": (changed("i", "W_{xi} x_t", "W_{hi} x_t"), 1, "`W_{hi}` is n_h × n_h here and n_h × n_x before"),
    "shape clash of vectors": (changed("C", r"\tilde{C}_t", "x_t"), 4, "`i_t` has n_h elements and `x_t` has n_x"),
    "vectors side by side": (changed("C", r"f_t \odot", "f_t"), 4, r"vectors side by side; put `\odot`"),
    "unknown TeX": (changed("h", r"\odot", r"\oplus"), 6, r"has `\oplus` where something else belongs"),
}  # fmt: skip


def errors_in(texts: list[str]) -> list[EquationError]:
    """Return the errors in equations, whether found by reading or by running them."""
    roles, errors = read(blocks(texts))
    if roles is None:
        return errors
    deviation, errors = compare(roles)
    assert errors or deviation <= TOLERANCE
    return errors


@pytest.mark.parametrize("case", MISTAKES)
def test_mistake(case: str) -> None:
    """The first error names equation and line, and says what differs and, where it can be run, by how much."""
    texts, number, said = MISTAKES[case]
    first = errors_in(texts)[0]
    assert first.line == number
    assert first.message.startswith(f"equation {number}")
    assert said in first.message
    if "where" in said and "belongs" not in said:
        assert re.search(r"departs from the reference by \d+\.\d", first.message)


@pytest.mark.parametrize("case", REWRITES)
def test_other_notation(case: str) -> None:
    """Equations in another notation that compute the same states pass."""
    assert errors_in(REWRITES[case]) == []


def test_a_subtracted_term_has_its_sign() -> None:
    """`- W x_t` is a term with other weights, so no deviation, but only with its sign; in a state a sign is a deviation."""
    assert errors_in(changed("f", "W_{xf} x_t", "- W_{xf} x_t")) == []
    assert errors_in(changed("f", "+ b_f", "- b_f")) == []
    (error,) = errors_in(changed("C", "+ i_t", "- i_t"))
    assert r"equation 4, C_t: has `-i_t \odot \tilde{C}_t` where an LSTM has `i_t \odot \tilde{C}_t`" in error.message


def test_shared_weights() -> None:
    """Two layers that share a matrix are an error, even if it is transposed, whatever its name."""
    names = iter("ABDEFGJKLMNP")
    texts = [re.sub(r"W_\{\w+\}|b_\w", lambda _: next(names), text) for text in OURS.values()]
    assert errors_in(texts) == []
    (shared,) = errors_in([texts[0], texts[1].replace("E x_t", "A x_t"), *texts[2:]])
    assert "equation 2, f_t: uses `A` a second time; each weight and bias has one place" in shared.message
    assert float(shared.message.rpartition(" by ")[2]) > 0.01
    assert "F h_{t-1}" in texts[1]
    (transposed,) = errors_in([texts[0], texts[1].replace("F h_{t-1}", r"B^\top h_{t-1}"), *texts[2:]])
    assert r"equation 2, f_t: uses `B^{\top}` a second time" in transposed.message


def test_a_block_of_a_matrix_has_one_place() -> None:
    """A matrix may multiply two concatenated vectors, but is used in one layer only."""
    assert errors_in(CONCATENATED) == []
    (error, *_) = errors_in([CONCATENATED[0], CONCATENATED[1].replace("W_i", "W_f"), *CONCATENATED[2:]])
    assert "equation 2, i_t: has `W_f` where, by the other indices, `W_i` belongs" in error.message


def test_deviation_is_of_the_equation_alone() -> None:
    """A millionth added in one equation deviates by at most that, however it grows later."""
    (error,) = errors_in(changed("c", "+ b_c", "+ b_c + 0.000001"))
    assert error.message.startswith(r"equation 3, \tilde{C}_t: ")
    assert 1e-8 < float(error.message.rpartition(" by ")[2]) <= 1e-6


def test_a_shared_weight_deviates_where_it_is_used_again() -> None:
    """Of two equations with the same weight, the first deviates only by its own mistake."""
    first, *rest = changed("i", "+ b_i", "+ b_i + 0.000001")
    (added, shared) = errors_in([first, rest[0].replace("W_{xf}", "W_{xi}"), *rest[1:]])
    assert float(added.message.rpartition(" by ")[2]) <= 1e-6
    assert "has `W_{xi}` where, by the other indices, `W_{xf}` belongs" in shared.message


def test_a_concatenation_is_no_layer() -> None:
    """A function of a concatenation, twice as long as a layer, is reported like any other difference."""
    texts = [r"y_t = \sigma([W_{xi} x_t, W_{hi} h_{t-1}])", r"i_t = \sigma(V y_t + b_i)", *list(OURS.values())[1:]]
    assert errors_in(texts)[0].message.startswith("equation 2, i_t: has no term in `x_t`")
    without_output_gate = [*texts[:5], r"h_t = i_t \odot \tanh(C_t)"]
    assert errors_in(without_output_gate)[0].message.startswith("equation 1, y_t: has no term in `x_t`")


def test_each_equation_is_told_of() -> None:
    """Mistakes in two equations give two errors, in the equations' order; two mistakes in one equation give one."""
    texts = [OURS["i"].replace(" + b_i", ""), *changed("h", r"\odot", "+")[1:]]
    assert [error.line for error in errors_in(texts)] == [1, 6]
    (both,) = errors_in(changed("i", "h_{t-1} + b_i", "C_{t-1}"))
    assert "has no term in `h_{t-1}`, and has no bias, and has a term in `C_{t-1}`" in both.message


def test_the_same_equations_are_run_once() -> None:
    """They are run once, also where they stand on other lines, on which their mistakes are then told."""
    texts = changed("i", "+ b_i", "+ b_q")
    (error,) = errors_in(texts)
    runs = module._compared.cache_info().misses
    roles, _ = read((tex, line + 7) for tex, line in blocks(texts))
    assert roles is not None
    _, (moved,) = compare(roles)
    assert module._compared.cache_info().misses == runs
    assert (moved.line, moved.message) == (error.line + 7, error.message)


def test_what_no_name_tells_is_told_of_the_first_equation_that_deviates() -> None:
    """A difference that the normal form does not show is reported for the equation where it arises."""
    (error,) = errors_in(changed("f", "W_{xf} x_t", "W_{xf} x_t + W_{xf} x_t"))
    assert "equation 2, f_t: uses `W_{xf}` a second time" in error.message
    (squared,) = errors_in(changed("f", "+ b_f", r"+ b_f \odot b_f"))
    assert squared.message.startswith("equation 2, f_t: ")
