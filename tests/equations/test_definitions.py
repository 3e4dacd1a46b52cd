"""Which display equations define a symbol at time t, and where they stand."""

from lstm_article import build_article
from lstm_article.equations.definitions import read
from lstm_article.equations.expressions import tex
from lstm_article.equations.time_step import time_step_of


def test_the_article_is_written_as_it_is_read() -> None:
    """The expressions of the article's equations give back the article's TeX exactly."""
    article = build_article("en")
    read_again = [f"{tex(e.target)} = {tex(e.value)}" for e in read(article.text.equations)[0]]
    assert read_again == [block for block, _ in article.text.equations]


def test_what_is_no_part_of_the_step_is_left_out() -> None:
    """Functions, derivatives, first states and mathematics without `=` define nothing at time t."""
    others = [
        r"\sigma(z) = 1/(1+e^{-z})",
        r"\frac{\partial C_t}{\partial C_{t-1}} = f_t",
        "h_0 = C_0 = 0",
        r"4(n_h(n_x + n_h) + n_h)",
        r"\partial C_T / \partial C_k = \prod_{j} f_j",
        r"\sigma(t) = \frac{1}{1+e^{-t}}",
        r"t = 1, \dots, T",
        r"\sum_{t=1}^T L_t = L",
        r"x_t \in \mathbb{R}^{n_x}, \quad n_x = 3",
        "E = m c",
    ]
    assert read((text, 1) for text in others) == ([], [])
    on_top = [r"p_t = \mathrm{softmax}(h_t)", r"L_t = -\log p_t", r"\delta_t = \frac{\partial L}{\partial h_t}"]
    cell, errors = time_step_of((text, 1) for text in ("h_t = h_{t-1} + W x_t", "y_t = V h_t + E e_t", *on_top))
    assert (errors, [tex(e.target) for e in cell.equations], cell.input) == ([], ["h_t"], "x")


def test_places() -> None:
    """Equations have the number of their block and their own line, also in a block of several or in a TeX environment."""
    blocks = [
        ("a + b", 3),
        ("\\begin{aligned}\ni_t &= x_t \\\\\n\no_t &= x_t + u_t,\\\\[2pt]\nu_t &= \\foo\n\\end{aligned}", 7),
    ]
    found, errors = read(blocks)
    assert [(e.number, e.line, tex(e.target)) for e in found] == [(2, 8, "i_t"), (2, 10, "o_t")]
    assert [(e.line, "equation 2: has `\\foo`" in e.message) for e in errors] == [(11, True)]


def test_what_fails_matters_where_it_is_used() -> None:
    """An equation that is not understood is an error if another uses its symbol, or if there is no other."""
    broken = r"p_t = \foo"
    equations, errors = read([("h_t = h_{t-1} + x_t", 1), (broken, 5)])
    assert ([e.target.name for e in equations], errors) == (["h"], [])
    _, (error,) = read([("h_t = h_{t-1} + p_t", 1), (broken, 5)])
    assert (error.line, error.message.startswith("equation 2: has")) == (5, True)
    assert len(read([(broken, 5)])[1]) == 1


def test_a_symbol_without_time_t_cannot_be_defined_by_one_with_it() -> None:
    """A definition at t-1, or of a symbol without a time by one with a time, is an error that says to define it at t."""
    for text, shown in (("h_{t-1} = x_t", "h_{t-1}"), ("f = W x_t", "f")):
        _, (error,) = read([(text, 1)])
        assert error.message == f"equation 1: defines `{shown}`, which is not of time t; define it at t"
    assert read([("b = 1", 1)]) == ([], [])


def test_a_bracket_after_a_row_ends_before_the_next_one() -> None:
    r"""The space after `\\` is in brackets; one that is not closed is no reason to search on to the end of the block."""
    equations, _ = read([(r"a_t = x_t \\[1em] b_t = a_t \\[ \\ c_t = [x_t, a_t]", 1)])
    assert [tex(equation.target) for equation in equations] == ["a_t", "c_t"]


def test_equations_have_a_bound() -> None:
    """A text with far more TeX than an article's is not read, and the error says so."""
    block = (r"h_t = \tanh(W x_t + U h_{t-1} + b)", 1)
    assert len(read([block] * (500_000 // len(block[0])))[0]) == 500_000 // len(block[0])
    equations, (error,) = read([block] * (500_000 // len(block[0]) + 1))
    assert (equations, str(error)) == ([], "the display equations have more than 500,000 characters; split the file")
