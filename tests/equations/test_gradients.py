"""What is left of a gradient after many steps: of an article's own equations, and of a plain network."""

import math

import pytest

from lstm_article import build_article
from lstm_article.choices import LANGS
from lstm_article.equations import gradients
from lstm_article.equations.gradients import DUAL_NUMBERS, DualNumber
from lstm_article.errors import EquationError
from notation import OURS, REWRITES, cell_of, changed


@pytest.fixture(params=LANGS)
def article(request: pytest.FixtureRequest):
    return build_article(request.param, 2000)


def test_memory_is_the_product_of_forget_gates(article) -> None:
    """What is left of ∂C_T/∂C_k after n steps is the forget gate to the power of n: 0.731^20 ≈ 0.0019 …"""
    left = gradients.remaining_gradients(article.numbers.cell)
    assert list(left) == ["0.731", "0.9", "0.99", "plain"]
    for gate in ("0.731", "0.9", "0.99"):
        assert left[gate] == pytest.approx([float(gate) ** steps for steps in range(1, 101)], rel=1e-9)
    assert f"{left['0.731'][19]:.4f}" == "0.0019"
    assert f"{left['0.731'][99]:.1e}" == "2.5e-14"
    assert f"{left['0.99'][99]:.3f}" == "0.366"


@pytest.mark.parametrize(
    ("constants", "x"),
    [(gradients.PLAIN_CONSTANTS, gradients.PLAIN_INPUT), ({"W_x": 0.7, "W_h": 1.2, "b": -0.1}, 0.5)],
    ids=["as drawn", "otherwise"],
)
def test_memory_of_a_plain_network(article, monkeypatch, constants: dict[str, float], x: float) -> None:
    """The plain network's gradient is the product of all W_h (1 - h²), and the article has the same network."""
    assert f"${gradients.PLAIN_NETWORK}$" in article.markdown
    monkeypatch.setattr(gradients, "PLAIN_CONSTANTS", constants)
    monkeypatch.setattr(gradients, "PLAIN_INPUT", x)
    h, left = 0.0, [1.0]
    for _ in range(100):
        h = math.tanh(constants["W_x"] * x + constants["W_h"] * h + constants["b"])
        left.append(left[-1] * constants["W_h"] * (1 - h * h))
    assert gradients.remaining_gradients.__wrapped__(article.numbers.cell)["plain"] == pytest.approx(left[1:], rel=1e-9)


def test_the_plain_network_drawn_halves_a_gradient(article) -> None:
    """The plain network's gradient is multiplied by its weight only: halved at each step, a millionth after 20."""
    left = gradients.remaining_gradients(article.numbers.cell)["plain"]
    assert left == [0.5**steps for steps in range(1, 101)]
    assert f"{left[19]:.0e}" == "1e-06"


def test_dual_numbers_have_derivatives() -> None:
    """The derivative of each operation is its difference quotient."""
    two, add, multiply = DualNumber(2.0), DUAL_NUMBERS.add, DUAL_NUMBERS.multiply
    functions = [
        lambda v: add(v, two), lambda v: add(two, v), lambda v: multiply(v, two), lambda v: multiply(two, v),
        lambda v: multiply(v, v), lambda v: add(v, v), DUAL_NUMBERS.sigma, DUAL_NUMBERS.tanh,
        lambda v: add(DUAL_NUMBERS.apply(v, two), DUAL_NUMBERS.number(3.0)),
    ]  # fmt: skip
    for function in functions:
        low, high = function(DualNumber(0.7 - 1e-6)).value, function(DualNumber(0.7 + 1e-6)).value
        assert function(DualNumber(0.7, 1.0)).derivative == pytest.approx((high - low) / 2e-6, rel=1e-6)


@pytest.mark.parametrize(
    "texts",
    [REWRITES["one matrix a gate"], REWRITES["two biases, as PyTorch has them"], REWRITES["z, s and y"]],
    ids=["one matrix a gate", "two biases", "other letters"],
)
def test_other_notations_have_the_same_memory(texts: list[str]) -> None:
    """The forget gate is held at the same values in whatever notation."""
    assert gradients.remaining_gradients(cell_of(texts)) == gradients.remaining_gradients(cell_of(list(OURS.values())))


def test_all_languages_have_the_same_run() -> None:
    """The articles' equations are the same in all languages, and so is what was run of them once."""
    one, other = (build_article(lang).numbers.cell for lang in LANGS)
    assert gradients.remaining_gradients(one) is gradients.remaining_gradients(other)


def test_a_subtracted_bias_holds_the_gate_with_the_other_sign() -> None:
    """Where an equation subtracts its bias, the value that holds the forget gate has the other sign: the gate is the same."""
    subtracted = cell_of(changed("f", "+ b_f", "- b_f"))
    assert gradients.remaining_gradients(subtracted) == gradients.remaining_gradients(cell_of(list(OURS.values())))


def test_no_forget_gate_to_hold() -> None:
    """A forget gate without a bias, or with a number too large, is an error that says so."""
    with pytest.raises(EquationError, match="no forget gate has a bias by which to hold it"):
        gradients.remaining_gradients(cell_of(changed("f", " + b_f", "")))
    with pytest.raises(EquationError, match="has a number that is too large"):
        gradients.remaining_gradients(cell_of(changed("f", "+ b_f", "+ b_f - 1000")))
