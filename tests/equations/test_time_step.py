"""The time step: which equations it has, what its input is, which equations are refused, and running it."""

import pytest

from lstm_article.equations.arithmetic import NUMBERS
from lstm_article.equations.time_step import Cell, reachable, run, time_step_of

BAD_CELLS = {
    ("h_t = h_{t-1} + u_t + W x_t",): "equation 1, h_t: `u_t` is unknown: no equation defines it",
    ("h_t = h_{t-1} + u_t + W x_t", "u_t = W x_t"): "`u_t` is used before equation 2 defines it; define it earlier",
    ("h_t = h_t + W x_t",): "`h_t` is used in its own definition; write `h_{t-1}`",
    ("h_t = W x_t", "h_t = W x_t"): "equation 2, h_t: is a second definition, after equation 1",
    ("h_t = W x_t + W x_{t-1}",): "`x_{t-1}` is unknown",
    ("h_t = W x_t + h",): "`h` is used without its time; write `h_t`",
    ("h_t = h_{t-1}",): "equation 1, h_t: reads no input, nor does another equation; write `x_t` where it is read",
    ("E = m c",): "no display equation defines a symbol at time t; write the time step",
}  # fmt: skip


@pytest.mark.parametrize("texts", BAD_CELLS, ids=" ; ".join)
def test_what_is_no_time_step(texts: tuple[str, ...]) -> None:
    """Symbols that are unknown, early, late or of the wrong shape are named with their equation."""
    cell, errors = time_step_of((text, 1) for text in texts)
    assert cell is None
    assert BAD_CELLS[texts] in str(errors[0])


def cell_of(*texts: str) -> Cell:
    cell, errors = time_step_of((text, 1) for text in texts)
    assert errors == []
    assert cell is not None
    return cell


def test_the_input_is_what_matrices_multiply() -> None:
    """Of two undefined symbols the input is the one that a matrix multiplies, however rarely it is used."""
    cell, errors = time_step_of((text, 1) for text in ("h_t = h_{t-1} + u_t + W x_t", "c_t = c_{t-1} + u_t + h_t"))
    assert cell is None
    assert [error.message.split(":")[1] for error in errors] == [" `u_t` is unknown"] * 2


def test_the_input_is_what_most_equations_use() -> None:
    """If no matrix decides, the input is the symbol that more equations use, or else the first."""
    more = time_step_of((text, 1) for text in ("h_t = h_{t-1} + u_t + x_t", "c_t = c_{t-1} + x_t"))
    assert "`u_t` is unknown" in more[1][0].message
    first = time_step_of([("h_t = h_{t-1} + u_t + x_t + x_t", 1)])
    assert "`x_t` is unknown" in first[1][0].message


def test_only_what_a_state_needs_is_the_step() -> None:
    """Helpers that a state depends on indirectly belong to the step; equations that only use the states do not."""
    cell = cell_of("a_t = W x_t", "b_t = a_t", "h_t = h_{t-1} + b_t", "y_t = V h_t", "q_t = y_t")
    assert [equation.target.name for equation in cell.equations] == ["a", "b", "h"]
    assert (cell.input, cell.states, dict(cell.matrices), cell.vectors) == ("x", ("h",), {"W": ("n_x",)}, ())
    assert [e.target.name for e in cell_of("a_t = W x_t", "b_t = a_t").equations] == ["a", "b"]


def test_of_two_definitions_both_belong_to_the_step() -> None:
    """A second definition is the only error, however little of the step it uses."""
    twice = time_step_of((text, 1) for text in ("a_t = W x_t", "h_t = h_{t-1} + a_t", "h_t = x_t"))
    assert [error.message.partition(";")[0] for error in twice[1]] == [
        "equation 3, h_t: is a second definition, after equation 2"
    ]


def test_constants_and_states_of_a_cell() -> None:
    """A cell knows its matrices with what they multiply, and its biases, on whichever side its vectors stand."""
    cell = cell_of("c_t = c_{t-1} + [h_{t-1}, x_t] W + b", "h_t = c_t")
    assert (cell.states, dict(cell.matrices), cell.vectors) == (("c", "h"), {"W": ("n_h", "n_x")}, ("b",))
    assert [equation.number for equation in cell.equations] == [1, 2]
    other = cell_of("c_t = c_{t-1} + W [h_{t-1}, x_t] + b", "h_t = c_t")
    assert (other.states, other.matrices, other.vectors) == (cell.states, cell.matrices, cell.vectors)


def test_a_weight_has_the_size_of_all_that_it_multiplies() -> None:
    """A weight is as wide as its vector, and as all vectors of a concatenation; what multiplies none is a vector."""
    cell = cell_of("h_t = V [h_{t-1}, x_t, x_t] + U h_{t-1} + W x_t + b")
    assert dict(cell.matrices) == {"V": ("n_h", "n_x", "n_x"), "U": ("n_h",), "W": ("n_x",)}
    assert cell.vectors == ("b",)


def test_run_carries_the_states() -> None:
    """Each step begins with the states of the one before, and a concatenation has no single value."""
    cell = cell_of("z_t = [h_{t-1}, x_t]", "h_t = W z_t + b")
    steps = run(cell, {"W": (2.0, 3.0), "b": (0.5,)}, [1.0, 0.0], {"h": 10.0}, NUMBERS)
    assert steps == [{"x": 1.0, "h": 23.5}, {"x": 0.0, "h": 47.5}]


def test_reachable_ends_in_a_circle() -> None:
    """Direct and indirect uses are found, also where two names use each other."""
    uses = {"a": {"b"}, "b": {"a", "c"}, "d": {"a"}}
    assert reachable(["a"], uses) == {"a", "b", "c"}
    assert reachable([], uses) == set()


def test_a_time_step_has_a_bound() -> None:
    """A hundred equations are a time step; of more, which an LSTM never has, the first too many is told."""

    def errors(count: int) -> list[str]:
        names = [f"a_{{{first}{second},%s}}" for first in "bcdefghijkl" for second in "bcdefghijk"][:count]
        return [*map(str, time_step_of([(f"{name % 't'} = W x_t + {name % 't-1'}", 1) for name in names])[1])]

    assert errors(100) == []
    (error,) = errors(105)
    assert "equation 101, a_{lb,t}: is one more than 100 in a time step; an LSTM has six, write fewer" in error
