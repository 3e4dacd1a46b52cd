"""Numbers for templates: they come from `equations.md`, and errors name the place in that file."""

import math
from pathlib import Path

import pytest

from lstm_article import build_article
from lstm_article.errors import TemplateError
from lstm_article.templating.templates import builtin_folder
from own_article import EQUATIONS as IMPORT
from own_article import STEP, draft

EQUATIONS = (builtin_folder() / "equations.md").read_text("utf-8")
EXAMPLE = (builtin_folder() / "example.toml").read_text("utf-8")


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        (r"f_t \odot C_{t-1} +", r"f_t \odot C_{t-1} + z_t +", "equation 4, C_t: `z_t` is unknown"),
        (r"f_t = \sigma(", r"f_t = \foo(", r"equation 1: has `\foo`"),
        (r"h_t = o_t \odot \tanh(C_t)", "h_t = o_t ⊙", "equation 6: ends where"),
    ],
)
def test_equations_that_cannot_be_run_are_told_with_their_line(
    right: str, wrong: str, message: str, tmp_path: Path
) -> None:
    """The error names the user's file and the line in it."""
    file = tmp_path / "equations.md"
    file.write_text(EQUATIONS.replace(right, wrong), "utf-8")
    line = next(number for number, text in enumerate(EQUATIONS.splitlines(), 1) if right in text)
    with pytest.raises(TemplateError) as raised:
        build_article("en", templates=tmp_path)
    assert str(raised.value).startswith(f"{file}:{line}: {message}")


def test_all_languages_have_the_same_time_step() -> None:
    """The equations, which are the same for all languages, are read once."""
    assert build_article("en").numbers.cell is build_article("zh").numbers.cell


def test_equations_that_cannot_be_read_are_told_with_their_file(tmp_path: Path) -> None:
    """Markdown that is nested too deeply is an error about the file that has it."""
    file = tmp_path / "equations.md"
    file.write_text(f"{EQUATIONS}\n{{% macro deep() %}}\n{'> ' * 200}a\n{{% endmacro %}}\n", "utf-8")
    with pytest.raises(TemplateError) as raised:
        build_article("en", templates=tmp_path)
    assert str(raised.value).startswith(f"{file}:{EQUATIONS.count(chr(10)) + 3}: is nested 100 deep or more")


def test_no_equations_for_numbers(tmp_path: Path) -> None:
    """Numbers without equations are an error about the file that should have these."""
    file = tmp_path / "equations.md"
    file.write_text("", "utf-8")
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "article.md").write_text("# T\n\n{{ parameters(1, 1).weights }}\n", "utf-8")
    with pytest.raises(TemplateError) as raised:
        build_article("en", templates=tmp_path)
    assert str(raised.value).startswith(f"{file}: no display equation defines a symbol at time t")


def test_an_article_without_numbers_needs_no_equations(tmp_path: Path) -> None:
    """The equations are not run for a template that asks for no numbers."""
    (tmp_path / "equations.md").write_text("{% macro broken() %}\n$$\nh_t = \\foo\n$$\n{% endmacro %}\n", "utf-8")
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "article.md").write_text('# T\n\n{{ figure("structure") }}\n', "utf-8")
    assert build_article("en", templates=tmp_path).numbers is None


def test_values_that_do_not_fit_are_told_in_their_file(tmp_path: Path) -> None:
    """A weight without a value is an error about the worked example."""
    file = tmp_path / "example.toml"
    file.write_text(EXAMPLE.replace("b_f = 4\n", ""), "utf-8")
    with pytest.raises(TemplateError) as raised:
        build_article("en", templates=tmp_path)
    assert str(raised.value).startswith(f"{file}: no value for `b_f`, which the equations use")


SHOWN = {
    "by the macro": "{{ equations.hidden_state() }}",
    "by hand": "$$\nh_t = o_t \\odot \\tanh(C_t)\n$$",
    "with an output layer": "{{ equations.hidden_state() }}\n$$\ny_t = W_{hy} h_t + b_y\n$$",
    "with another state": "{{ equations.hidden_state() }}\n$$\nm_t = m_{t-1} + h_t\n$$",
    "otherwise": "$$\nh_t = o_t \\odot C_t\n$$",
    "not to be understood": "$$\nh_t = \\foo\n$$",
    "optional": '{% optional "x", rank=1 %}\nMore words.\n\n{{ equations.hidden_state() }}\n{% endoptional %}',
    "left out": "",
}


@pytest.mark.parametrize("way", SHOWN)
def test_an_article_with_numbers_shows_their_equations(way: str, tmp_path: Path) -> None:
    """The equations of a step are those of `equations.md`, all of them, in whatever way and order, never optional."""
    macros = ("input_gate", "forget_gate", "candidate", "cell_state", "output_gate")
    steps = "\n".join(f"{{{{ equations.{name}() }}}}" for name in macros)
    text = f'{{% import "equations.md" as equations %}}# T\n\nWords.\n\n{steps}\n\n{SHOWN[way]}\n'
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "article.md").write_text(f"{text}\n{{{{ example().steps[0]['C'] }}}}\n", "utf-8")
    if way in {"by the macro", "by hand", "with an output layer"}:
        assert build_article("en", 3, templates=tmp_path).numbers is not None
    else:
        with pytest.raises(TemplateError, match=r"shows numbers of the equations in equations\.md, and not these"):
            build_article("en", 3, templates=tmp_path)


def shown(folder: Path, text: str) -> str:
    """Return the first line below the title of an article that shows the built-in equations and a text."""
    return draft(folder, f"{IMPORT}# T\n\n{text}\n\n{STEP}").compose().text.lines[2]


def test_the_worked_example(tmp_path: Path) -> None:
    """Templates get the inputs and constants of `example.toml`, and for each input a step with its symbols' values."""
    given = "{{ example().inputs }} {{ example().constants['b_f'] }} {{ example().steps | map(attribute='x') | list }}"
    assert shown(tmp_path, given) == "[1, 0, 0] 4 [1, 0, 0]"
    candidate = math.tanh(2 * 1 + 0.1 * 0 + 0)  # W_xc x_1 + W_hc h_0 + b_c
    assert shown(tmp_path, "{{ example().steps[0]['\\\\tilde{C}'] }}") == str(candidate)


def test_the_parameters_of_a_layer(tmp_path: Path) -> None:
    """Four layers with 2 inputs and 3 units have 4 (2 · 3 + 3 · 3) weights and 4 · 3 biases."""
    assert shown(tmp_path, "{{ parameters(2, 3).weights }} {{ parameters(2, 3).biases }}") == "60 12"


def test_sizes_of_layers(tmp_path: Path) -> None:
    """A size is a whole number above 0 and below a billion, for the inputs and the units alike."""
    assert shown(tmp_path, "{{ parameters(1, 1).biases }} {{ parameters(10 ** 9 - 1, 1).biases }}") == "4 4"
    for size in ("0", "-1", "1.5", "'1'", "10 ** 9"):
        for sizes in (f"{size}, 1", f"1, {size}"):
            with pytest.raises(
                TemplateError, match=r"article\.md:3: parameters\(\) takes two sizes, whole numbers above 0"
            ):
                shown(tmp_path, f"{{{{ parameters({sizes}).weights }}}}")


@pytest.mark.parametrize("text", ["inputs = 1\n[constants]\n", "inputs = [1]\nconstants = 1\n", "inputs = [1]\n", ""])
def test_a_worked_example_has_inputs_and_constants(text: str, tmp_path: Path) -> None:
    """`example.toml` has a list of inputs and a table of constants; without, the error names the file."""
    file = tmp_path / "example.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(TemplateError) as caught:
        shown(tmp_path, "{{ parameters(1, 1).weights }}")
    assert str(caught.value) == f"{file}: needs a list `inputs` and a table [constants]; add them"
