"""Numbers from the equations: the worked example and the parameter counts."""

import math
import re
import tomllib

import pytest

from lstm_article import build_article
from lstm_article.choices import LANGS
from lstm_article.equations.numbers import Numbers, parameter_counts, worked_example
from lstm_article.errors import EquationError
from lstm_article.templating.templates import builtin_folder
from notation import cell_of

# What the worked example comes to, computed apart from this program (t = 1, 2, 3; rounded to four places).
WORKED = {
    "f": ["0.9820", "0.9824", "0.9829"], "i": ["0.9526", "0.0483", "0.0499"], r"\\tilde{C}": ["0.9640", None, None],
    "C": ["0.9183", "0.9030", "0.8903"], "o": ["0.2689", "0.7349", "0.7413"], "h": ["0.1950", "0.5275", "0.5275"],
}  # fmt: skip


@pytest.fixture(params=LANGS)
def article(request: pytest.FixtureRequest):
    return build_article(request.param, 2000)


def numbers_of(article) -> Numbers:
    assert article.numbers is not None
    return article.numbers


def test_worked_example(article) -> None:
    """The article's values of each symbol at three steps are those that were computed independently."""
    for name, values in WORKED.items():
        row = re.search(rf"^\| \${name}_t\$ \| (\$\d.+) \|$", article.markdown, re.MULTILINE)
        assert row, name
        shown = [cell.strip("$") for cell in row[1].split(" | ")]
        assert len(shown) == 3
        assert all(value in {None, cell} for value, cell in zip(values, shown, strict=True)), name


def test_worked_example_by_hand(article) -> None:
    """Every number of the table is what the time step, written out in plain Python, gives."""

    def sigma(z: float) -> float:
        return 1 / (1 + math.exp(-z))

    h = c = 0.0
    for step, x in zip(numbers_of(article).steps, (1, 0, 0), strict=True):
        f, i, o = sigma(0.1 * h + 4), sigma(6 * x + 0.1 * h - 3), sigma(-2 * x + 0.1 * h + 1)
        candidate = math.tanh(2 * x + 0.1 * h)
        c = f * c + i * candidate
        h = o * math.tanh(c)
        expected = {"i": i, "f": f, "o": o, r"\tilde{C}": candidate, "C": c, "h": h, "x": x}
        assert step == pytest.approx(expected, rel=1e-14)


def test_numbers_are_computed_not_typed() -> None:
    """No template holds a result; a changed weight changes the article."""
    results = (
        "0.9820", "0.982", "0.9526", "0.9183", "0.918", "0.5275", "0.527", "394240", "394,240", "395264",
        "0.0019", "0.366",
    )  # fmt: skip
    for file in builtin_folder().rglob("*.*"):
        for result in results:
            assert result not in file.read_text("utf-8"), (file, result)


def test_a_changed_example_changes_the_numbers(tmp_path) -> None:
    """Another bias in `example.toml`, or other equations, give other numbers."""
    text = (builtin_folder() / "example.toml").read_text("utf-8")
    (tmp_path / "example.toml").write_text(text.replace("b_f = 4", "b_f = 0"), "utf-8")
    assert tomllib.loads((tmp_path / "example.toml").read_text("utf-8"))["constants"]["b_f"] == 0
    other = build_article("en", templates=tmp_path)
    assert r"- $f_t = \sigma(0.1 h_{t-1})$" in other.markdown
    assert r"| $f_t$ | $0.5000$ |" in other.markdown
    (tmp_path / "example.toml").unlink()
    text = (builtin_folder() / "equations.md").read_text("utf-8")
    (tmp_path / "equations.md").write_text(text.replace(r"f_t = \sigma(", r"f_t = \tanh("), "utf-8")
    assert f"| $f_t$ | ${math.tanh(4):.4f}$ |" in build_article("en", templates=tmp_path).markdown


@pytest.mark.parametrize(
    ("n_x", "n_h", "one_bias", "two_biases"), [(10, 20, 2480, 2560), (128, 256, 394240, 395264), (1, 1, 12, 16)]
)
def test_parameter_counts(article, n_x: int, n_h: int, one_bias: int, two_biases: int) -> None:
    """The equations' weights and biases are counted correctly."""
    counted = parameter_counts(numbers_of(article).cell, n_x, n_h)
    assert counted["weights"] + counted["biases"] == one_bias == 4 * (n_h * (n_x + n_h) + n_h)
    assert counted["weights"] + 2 * counted["biases"] == two_biases
    assert f"{394240:,}" in article.markdown or "394240" in article.markdown


def test_a_weight_counts_with_the_size_of_all_that_it_multiplies() -> None:
    """A weight has a column for each element of its vectors: of a concatenation, those of all its vectors."""
    cell = cell_of(["h_t = V [h_{t-1}, x_t] + U h_{t-1} + W x_t + b + d"])
    assert parameter_counts(cell, n_x=1000, n_h=10) == {"weights": 10 * (1010 + 10 + 1000), "biases": 10 + 10}


def test_what_cannot_be_run_with_the_values_given() -> None:
    """A missing constant is named; values that are no numbers, too large or too many are one error."""
    cell = cell_of([r"h_t = \tanh(W [h_{t-1}, x_t] + b)"])
    with pytest.raises(EquationError, match="no value for `b`, which the equations use"):
        worked_example(cell, [1], {"W": [1, 2]})
    (step,) = worked_example(cell, [1], {"W": [1, 2], "b": 0.5, "unused": 1})
    assert step == {"x": 1, "h": math.tanh(2.5)}
    wrong: list[tuple[list, dict]] = [
        ([1], {"W": [1, 2], "b": "a"}),
        ([1], {"W": [1, 2], "b": [0, 0]}),
        ([1], {"W": [1, 2, 3], "b": 0}),
        ([1], {"W": 1, "b": 0}),
        (["a"], {"W": [1, 2], "b": 0}),
        ([1], {"W": [1, 2], "b": math.nan}),
    ]
    for inputs, constants in wrong:
        with pytest.raises(EquationError, match="cannot be run with these values"):
            worked_example(cell, inputs, constants)
    with pytest.raises(EquationError, match="cannot be run with these values"):
        worked_example(cell_of([r"h_t = h_{t-1} + \sigma(W x_t)"]), [1], {"W": -1000})
