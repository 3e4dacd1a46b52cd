"""The normal form: the same for all notations of the same equations."""

from itertools import pairwise

import pytest

from lstm_article.equations.expressions import Function, Product, Symbol
from lstm_article.equations.normal_form import Term, layers_and_updates, normal_form, summands, terms
from lstm_article.equations.parser import parse
from lstm_article.errors import EquationError
from notation import OURS, cell_of


def expression(text: str):
    return parse(f"y_t = {text}")[1]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (r"i_t \odot C_t", r"C_t \odot i_t"),
        (r"i_t + f_t \odot C_{t-1}", r"C_{t-1} \odot f_t + i_t"),
        ("i_t + (f_t + o_t)", "(o_t + i_t) + f_t"),
        (r"\tanh(i_t + f_t)", r"\tanh(f_t + i_t)"),
        ("W (i_t + f_t)", "W (f_t + i_t)"),
        (r"u_t \odot s_t", r"C_t \odot i_t"),
    ],
)
def test_the_same(one: str, other: str) -> None:
    """The order of terms and factors, and the names of symbols that have a role, do not count."""
    roles = {"u": "i", "s": "C"}
    assert normal_form(expression(one), roles) == normal_form(expression(other), roles)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("C_t", "C_{t-1}"),
        ("[h_t, x_t]", "[x_t, h_t]"),
        ("C_t + i_t", r"C_t \odot i_t"),
        ("W x_t", "U x_t"),
        ("C_t", "-C_t"),
    ],
)
def test_not_the_same(one: str, other: str) -> None:
    """Time, operation, sign, constants and the order in a concatenation do count."""
    assert normal_form(expression(one), {}) != normal_form(expression(other), {})


def test_layers_and_updates() -> None:
    """Helpers are substituted in layers and updates, and a layer within another equation is named by its TeX."""
    layers, updates = layers_and_updates(
        cell_of(
            [
                "a_t = W x_t + b", r"f_t = \sigma(a_t)", r"k_t = f_t \odot C_{t-1}",
                r"C_t = k_t + \sigma(V x_t)", r"h_t = \tanh(C_t) + \sigma(V x_t) + h_{t-1}", "y_t = U h_t",
            ]
        )
    )  # fmt: skip
    in_place = r"\sigma(V x_t)"
    assert layers == {"f": expression(r"\sigma(W x_t + b)"), in_place: expression(in_place)}
    product = Product((Symbol("f", 0), Symbol("C", -1)))
    assert summands(updates["C"]) == (product, Symbol(in_place, 0))
    assert summands(updates["h"])[:2] == (Function("tanh", Symbol("C", 0)), Symbol(in_place, 0))


def test_a_layer_that_no_state_needs_is_left_out() -> None:
    """Only layers that a state depends on are returned, directly or through another layer."""
    layers, _ = layers_and_updates(
        cell_of([r"f_t = \sigma(W x_t)", r"g_t = \tanh(V f_t)", r"h_t = h_{t-1} + g_t", r"y_t = \sigma(U h_t)"])
    )
    assert list(layers) == ["f", "g"]


LONG = " + ".join(["x_t"] * 60)


def often(name: str) -> str:
    """A state that uses a symbol 60 times."""
    return "h_t = h_{t-1} + " + " + ".join([f"{name}_t"] * 60)


def test_a_state_or_layer_counts_as_one_symbol() -> None:
    """However long a state or layer is, an equation may use it any number of times: each use is one symbol."""
    state = [f"C_t = C_{{t-1}} + W x_t + V ({LONG})", often("C")]
    assert len(layers_and_updates(cell_of(state))[1]) == 2
    layer = [rf"f_t = \sigma(W x_t + V ({LONG}))", often("f")]
    assert len(layers_and_updates(cell_of(layer))[0]) == 1


def test_a_helper_counts_with_its_length() -> None:
    """Each use of a helper counts as all of its symbols and operations, since they are put in its place."""
    with pytest.raises(EquationError, match="equation 2, h_t: is far longer than an LSTM's"):
        layers_and_updates(cell_of([f"a_t = W ({LONG})", often("a")]))


def test_an_equation_has_200_symbols_and_operations() -> None:
    """An equation may have 200 symbols and operations, counting each sum as one; with one more it is refused."""
    longest = "h_t = W x_t + " + " + ".join(["h_{t-1}"] * 196)
    assert list(layers_and_updates(cell_of([longest]))[1]) == ["h"]
    with pytest.raises(EquationError, match="equation 1, h_t: is far longer than an LSTM's"):
        layers_and_updates(cell_of([f"{longest} + h_{{t-1}}"]))


def test_helpers_that_double_end_quickly() -> None:
    """Forty helpers, each using the one before twice, are an error; their length is not doubled forty times."""
    names = ["a", *(f"a^{{({'i' * n})}}" for n in range(1, 40))]
    doubled = [f"{name}_t = {before}_t + {before}_t" for before, name in pairwise(names)]
    with pytest.raises(EquationError, match="is far longer than an LSTM's"):
        layers_and_updates(cell_of(["a_t = W x_t", *doubled, f"h_t = h_{{t-1}} + {names[-1]}_t"]))


def test_terms() -> None:
    """A layer's terms have their signs, and each vector of a concatenation is a term."""
    (layer,) = [expression(r"\sigma(- W [h_{t-1}, x_t] + U x_t - b + w \odot C_{t-1} + 2)")]
    assert isinstance(layer, Function)
    assert list(terms(layer))[:4] == [
        Term(Symbol("W"), Symbol("h", -1), -1.0, 0), Term(Symbol("W"), Symbol("x", 0), -1.0, 1),
        Term(Symbol("U"), Symbol("x", 0)), Term(Symbol("b"), None, -1.0),
    ]  # fmt: skip
    assert [term.constant for term in terms(layer)][4:] == [None, None]


def test_the_article_is_in_normal_form() -> None:
    """The article's four layers and two updates are returned as they are written."""
    layers, updates = layers_and_updates(cell_of(list(OURS.values())))
    assert list(layers) == ["i", "f", r"\tilde{C}", "o"]
    assert list(updates) == ["C", "h"]
