"""Which part each symbol plays, in whatever notation, and which equations cannot be an LSTM's."""

import pytest

from lstm_article.equations import roles as module
from lstm_article.equations.expressions import Symbol
from lstm_article.equations.roles import CANDIDATE, ROLES, Component, differences, find_roles, parts_by_line, read
from lstm_article.errors import EquationError
from notation import OURS, REWRITES, blocks, cell_of, changed, everywhere


@pytest.mark.parametrize(
    ("case", "names"),
    [
        ("as it is", "f i \\tilde{C} o C h x"),
        ("z, s and y", "f i z o s y x"),
        ("capital gates", "F I \\tilde{C} O C H X"),
        ("gates by index", "\\Gamma_f \\Gamma_u \\tilde{C} \\Gamma_o C h x"),
        ("Greek letters", "\\phi i \\tilde{C} o C h \\xi"),
        ("terms and factors in another order", "f i \\tilde{C} o C h x"),
    ],
)
def test_names(case: str, names: str) -> None:
    """The symbols' roles are found from what their equations do."""
    roles = find_roles(cell_of(REWRITES[case]))
    assert [roles.name(role) for role in ("f", "i", CANDIDATE, "o", "C", "h", "x")] == names.split()
    assert set(roles.names.values()) == set(ROLES)


def test_a_layer_in_place_has_the_equation_that_uses_it() -> None:
    """The equation of a layer without a name is that of the state that it is part of."""
    roles = find_roles(cell_of(REWRITES["gates written in place"]))
    assert [roles.equation(role).target.name for role in ("f", "i", CANDIDATE, "o")] == ["C", "i", r"\tilde{C}", "h"]


def test_a_missing_layer_has_no_role() -> None:
    """A role that no symbol plays has the article's symbol as its name, and is not among the layers."""
    texts = [OURS["f"], OURS["c"], r"C_t = f_t \odot C_{t-1} + \tilde{C}_t", r"h_t = \tanh(C_t) + h_{t-1}"]
    roles = find_roles(cell_of(texts))
    assert set(roles.layers) == {"f", CANDIDATE}
    assert (roles.name("o"), roles.name("i")) == ("o", "i")


def test_normal_form_is_in_roles() -> None:
    """An expression is the same in all notations once its symbols are roles."""
    roles = find_roles(cell_of(REWRITES["z, s and y"]))
    assert roles.normal_form(Symbol("s", -1)) == Symbol("C", -1)
    assert roles.normal_form(Symbol("W")) == Symbol("W")


def test_differences() -> None:
    """What a part has and what it lacks is shown in the article's own symbols."""
    roles = find_roles(cell_of(everywhere(("C", "s"), texts=changed("C", "i_t", "f_t"))))
    extra, lacking = differences(roles, "C")
    assert [component.tex for component in extra] == [r"f_t \odot \tilde{s}_t"]
    assert [component.tex for component in lacking] == [r"i_t \odot \tilde{s}_t"]
    assert differences(roles, "h") == ([], [])
    roles = find_roles(cell_of(changed("f", r"\sigma(W_{xf} x_t", r"\tanh(W_{xf} (2 x_t)")))
    extra, lacking = differences(roles, "f")
    assert [(component.kind, component.tex) for component in extra] == [
        ("function", r"\tanh"),
        ("term", r"2 \odot x_t"),
    ]
    assert [(component.kind, component.tex) for component in lacking] == [("function", r"\sigma"), ("term", "x_t")]


def test_components_are_the_same_in_any_tex() -> None:
    """Components of the same kind and normal form are equal, whatever their TeX."""
    assert Component("term", Symbol("C", -1), "s_{t-1}") == Component("term", Symbol("C", -1), "C_{t-1}")
    assert Component("term", Symbol("C", -1), "C_{t-1}") != Component("term", Symbol("C", 0), "C_{t-1}")


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (["a_t = W x_t", "y_t = a_t"], "equation 2, y_t: carries none from step to step; an LSTM carries two states"),
        (["h_t = h_{t-1} + W x_t"], "carries `h_{t-1}` from step to step; an LSTM"),
        ([r"f_t = \sigma(W x_t)", r"h_t = f_t \odot h_{t-1} + \tanh(V x_t)"], "carries `h_{t-1}` from step to step (as a GRU does); an LSTM"),
        (
            [r"f_t = \sigma(W x_t)", r"g_t = \tanh(V x_t)", "a_t = a_{t-1} + f_t", "b_t = b_{t-1} + g_t", "c_t = c_{t-1} + f_t"],
            "carries `a_{t-1}`, `b_{t-1}`, `c_{t-1}` from step to step; an LSTM",
        ),
        (["a_t = a_{t-1} + W x_t", "b_t = b_{t-1} + a_t", "c_t = c_{t-1} + b_t", "d_t = c_t", "y_t = c_{t-1} + d_t"],
         "equation 3, c_t: carries `a_{t-1}`, `b_{t-1}`, `c_{t-1}` from"),
        (
            [*(rf"{name}_t = \sigma(W_{name} x_t)" for name in "abdefgk"), "C_t = C_{t-1} + a_t + b_t + d_t + e_t",
             "h_t = h_{t-1} + f_t + g_t + k_t"],
            "equation 9, h_t: has 7 learned layers with those before; an LSTM has four",
        ),
    ],
)  # fmt: skip
def test_what_has_no_place_for_the_roles(texts: list[str], said: str) -> None:
    """Other than two states, or too many layers, are an error."""
    with pytest.raises(EquationError) as raised:
        find_roles(cell_of(texts))
    assert said in raised.value.message
    assert read(blocks(texts)) == (None, [raised.value]) or read(blocks(texts))[1][0].message == raised.value.message


def test_six_layers_are_not_too_many() -> None:
    """With six layers, all orders of which can still be tried, those that fit best have the roles."""
    layers = [rf"{name}_t = \sigma(W_{name} x_t)" for name in "fiokg"]
    candidate = r"\tilde{C}_t = \tanh(W_c x_t + U_c h_{t-1} + k_t + g_t)"
    roles = find_roles(cell_of([*layers, candidate, OURS["C"], OURS["h"]]))
    assert {role: roles.name(role) for role in roles.layers} == {role: role for role in ("f", "i", CANDIDATE, "o")}


def test_parts_by_line() -> None:
    """Each equation's part is found by its line; helpers have none, nor has any equation that is not of an LSTM."""
    assert parts_by_line(blocks(list(OURS.values()))) == {
        1: "input-gate", 2: "forget-gate", 3: "candidate", 4: "cell-state", 5: "output-gate", 6: "hidden-state",
    }  # fmt: skip
    assert parts_by_line(blocks(REWRITES["helpers"]))[2] == "input-gate"
    assert 1 not in parts_by_line(blocks(REWRITES["helpers"]))
    assert parts_by_line([("h_t = W x_t", 1)]) == {}


def test_the_same_equations_are_read_once() -> None:
    """Roles are looked for once, also where the same equations stand on other lines."""
    texts = [*OURS.values()]
    roles, _ = read(blocks(texts))
    assert roles is not None
    searches = module._fitting_roles.cache_info().misses
    moved, _ = read((tex, line + 1) for tex, line in blocks(texts))
    assert module._fitting_roles.cache_info().misses == searches
    assert moved is not None
    assert [each.line - 1 for each in moved.cell.equations] == [each.line for each in roles.cell.equations]
