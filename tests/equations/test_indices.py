"""The indices of weights: each must name its own layer and vector, if most do."""

import re

import pytest

from lstm_article.equations.indices import Misplaced, misplaced_constants
from lstm_article.equations.roles import find_roles
from notation import CONCATENATED, OURS, REWRITES, cell_of, changed, everywhere


def misplaced(texts: list[str]) -> list[Misplaced]:
    return list(misplaced_constants(find_roles(cell_of(texts))))


@pytest.mark.parametrize("case", REWRITES)
def test_nothing_is_misplaced(case: str) -> None:
    """All conventions pass: layer first or last, superscripts or subscripts, letters or words, or no indices."""
    assert misplaced(REWRITES[case]) == []


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (changed("i", "W_{xi}", "W_{xf}"), Misplaced("i", "W_{xf}", "W_{xi}")),
        (changed("i", "W_{xi}", "W_{xq}"), Misplaced("i", "W_{xq}", "W_{xi}")),
        (changed("i", "b_i", "b_{f}"), Misplaced("i", "b_f", "b_i")),
        (changed("o", "W_{xo}", "W_{ho}").copy()[:4] + changed("o", "W_{xo} x_t + W_{ho}", "W_{ho} h_{t-1} + W_{ho}")[4:],
         Misplaced("o", "W_{ho}", "W_{ho}")),
        ([re.sub(r"W_\{(.)(.)\}", r"W_{\2\1}", text) for text in changed("i", "W_{xi}", "W_{xf}")], Misplaced("i", "W_{fx}", "W_{ix}")),
        (everywhere(("b_i", "b_{input}"), ("b_f", "b_{input}"), ("b_c", "b_{cell}"), ("b_o", "b_{output}")),
         Misplaced("f", "b_{input}", "b_{f}")),
        ([text.replace("W_i", "W^{(f)}").replace("W_f", "W^{(f)}") for text in REWRITES["gates above"]], None),
        ([*REWRITES["gates above"][:1], REWRITES["gates above"][1].replace("(i)", "(f)"), *REWRITES["gates above"][2:]],
         Misplaced("i", "W^{(f)}", "W^{(i)}")),
    ],
)  # fmt: skip
def test_misplaced(texts: list[str], expected: Misplaced | None) -> None:
    """A constant with another layer's index is found, with the constant that belongs in its place."""
    assert misplaced(texts)[:1] == ([expected] if expected else [])


def test_vectors_exchanged() -> None:
    """Where most indices name x and h, one that names the other vector is misplaced."""
    (one, other) = misplaced(changed("o", r"W_{xo} x_t + W_{ho} h_{t-1}", r"W_{ho} x_t + W_{xo} h_{t-1}"))
    assert (one, other) == (Misplaced("o", "W_{ho}", "W_{xo}"), Misplaced("o", "W_{xo}", "W_{ho}"))


def test_where_few_indices_name_layers_none_must() -> None:
    """Weights with numbers as indices are never misplaced."""
    numbers = iter("123456789abd")
    numbered = [re.sub(r"W_\{\w+\}|b_\w", lambda _: f"W_{next(numbers)}", text) for text in OURS.values()]
    assert misplaced(numbered) == []
    assert misplaced([numbered[0].replace("W_1", "W_f"), *numbered[1:]]) == []


def test_where_half_of_the_indices_name_layers_none_must() -> None:
    """Indices are a convention only where more than half of them name layers."""
    half = (
        ("W_{xi}", "W_1"),
        ("W_{xf}", "W_2"),
        ("W_{xc}", "W_3"),
        ("W_{xo}", "W_4"),
        ("W_{hi}", "W_5"),
        ("W_{hf}", "W_6"),
    )
    biases = (("b_i", "b_q"), ("b_f", "b_i"), ("b_q", "b_f"))
    assert misplaced(everywhere(*half, *biases)) == []
    assert misplaced(everywhere(*half[:-1], *biases))[0] == Misplaced("i", "b_f", "b_i")


def test_where_half_of_the_indices_name_vectors_all_must() -> None:
    """Where half of the indices of two letters name x or h, one on the wrong vector is misplaced; where fewer, none."""
    half = everywhere(("W_{h", "W_{b"))
    assert misplaced(half) == []
    exchanged = [half[0].replace("W_{xi} x_t + W_{bi} h", "W_{bi} x_t + W_{xi} h"), *half[1:]]
    assert misplaced(exchanged) == [Misplaced("i", "W_{xi}", "W_{hi}")]
    fewer = [text.replace("W_{xo}", "W_{ao}") for text in exchanged]
    assert misplaced(fewer) == []


def test_where_few_indices_name_vectors_none_must() -> None:
    """Weights whose indices name layers, but mostly no vector, are not misplaced."""
    texts = everywhere(("W_{x", "W_{a"), ("W_{h", "W_{b"))
    assert misplaced([texts[0].replace("W_{ai}", "W_{hi}"), *texts[1:]]) == []


def test_a_matrix_of_two_vectors_names_either() -> None:
    """The weights on a concatenation may have the index of one of its vectors."""
    texts = everywhere(("W_f", "W_{hf}"), ("W_i", "W_{hi}"), ("W_C", "W_{hC}"), ("W_o", "W_{ho}"), texts=CONCATENATED)
    assert misplaced(texts) == []


def test_a_stray_letter_is_a_mistake_beside_the_layers_letter() -> None:
    """A letter that names no layer is a mistake only where more than half of the constants have the layer's letter."""
    assert misplaced(changed("i", "W_{xi}", "W_{xq}")) == [Misplaced("i", "W_{xq}", "W_{xi}")]
    texts = changed("i", r"W_{xi} x_t + W_{hi} h_{t-1} + b_i", r"W_{xu} x_t + W_{hu} h_{t-1} + b_u")
    assert misplaced(texts) == []
    half = changed("i", r"W_{xi} x_t + W_{hi} h_{t-1} + b_i", r"W_{xi} x_t + W_{hu} h_{t-1} + b_i + b_u")
    assert misplaced(half) == []


def test_a_second_use_is_one_even_transposed() -> None:
    """A matrix used in two places is reported for the second."""
    texts = [text.replace("W_{hf}", r"U^\top").replace("W_{ho}", "U") for text in OURS.values()]
    assert misplaced(texts) == [Misplaced("o", "U", "U")]
