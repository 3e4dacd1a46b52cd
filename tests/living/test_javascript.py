"""The generated time step, run by Chromium beside the reference and beside the same equations in Python."""

import json
import random
import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import chain

import pytest
from playwright.sync_api import Browser

import notation
from lstm_article.equations import Cell, Symbol, run, tex
from lstm_article.equations.arithmetic import NUMBERS
from lstm_article.equations.expressions import Expression, changed
from lstm_article.equations.reference import lstm
from lstm_article.living.javascript import time_step

LAYERS = {"f": "f", "i": "i", r"\tilde{C}": "c", "o": "o"}  # the letter of each layer in its constants

Constants = Mapping[str, list[float]]
Values = Mapping[str, float]


def computed(browser: Browser, steps: list[tuple[str, list[tuple[Constants, Values]]]]) -> list[list[dict[str, float]]]:
    """Run each function on its constants and values, all in one evaluation; return what the values are then."""
    listed = ", ".join(f"[{step}, {json.dumps(cases)}]" for step, cases in steps)
    tab = browser.new_page()
    try:
        return tab.evaluate(f"() => [{listed}].map(([step, cases]) => cases.map(([c, v]) => (step(c, v), v)))")
    finally:
        tab.close()


def drawn_for(cell: Cell, drawn: random.Random) -> tuple[dict[str, list[float]], dict[str, float]]:
    """Return random constants, and random values of the input and of the states before."""
    lengths = {name: len(length) for name, length in cell.matrices.items()} | dict.fromkeys(cell.vectors, 1)
    constants = {name: [drawn.uniform(-4, 4) for _ in range(length)] for name, length in lengths.items()}
    given = [Symbol(cell.input, 0), *(Symbol(name, -1) for name in cell.states)]
    return constants, {tex(symbol): drawn.uniform(-3, 3) for symbol in given}


def test_it_is_the_reference(browser: Browser) -> None:
    """For 1000 random weights, inputs and states, all values are the reference's to 1e-12."""
    cell, drawn = notation.cell_of([*notation.OURS.values()]), random.Random(1997)  # noqa: S311
    cases = [drawn_for(cell, drawn) for _ in range(1000)]
    (found,) = computed(browser, [(time_step(cell), cases)])
    assert len(found) == 1000
    for (constants, values), result in zip(cases, found, strict=True):
        weights = {
            name: ([constants[f"W_{{x{at}}}"]], [constants[f"W_{{h{at}}}"]], constants[f"b_{at}"])
            for name, at in LAYERS.items()
        }
        (step,) = lstm([[values["x_t"]]], weights, [values["h_{t-1}"]], [values["C_{t-1}"]])
        expected = dict(values) | {tex(Symbol(name, 0)): value for name, (value,) in step.items()}
        assert result == pytest.approx(expected, rel=0, abs=1e-12)


def test_every_notation_computes_what_python_computes(browser: Browser) -> None:
    """In each notation that means the same the function gives, and names, what running the equations gives."""
    drawn = random.Random(2000)  # noqa: S311
    cells = {name: notation.cell_of(texts) for name, texts in notation.REWRITES.items()}
    cases = {name: [drawn_for(cell, drawn) for _ in range(5)] for name, cell in cells.items()}
    found = computed(browser, [(time_step(cell), cases[name]) for name, cell in cells.items()])
    for (name, cell), results in zip(cells.items(), found, strict=True):
        for (constants, values), result in zip(cases[name], results, strict=True):
            blocks = {constant: tuple(numbers) for constant, numbers in constants.items()}
            states = {state: values[tex(Symbol(state, -1))] for state in cell.states}
            (step,) = run(cell, blocks, [values[tex(Symbol(cell.input, 0))]], states, NUMBERS)
            expected = dict(values) | {tex(Symbol(symbol, 0)): value for symbol, value in step.items()}
            assert result == pytest.approx(expected, rel=0, abs=1e-12), name


OTHERS = {  # equations that no LSTM has, and what they come to where all is 2 but W, which is 1
    r"h_t = -2 h_{t-1} - W x_t": -6,
    r"h_t = -h_{t-1} - 0.5 \odot (W x_t - 3)": -1.5,
    r"h_t = W x_t - (1 - W x_t - (3 - h_{t-1})) \odot h_{t-1}": 6,
    r"h_t = W x_t + 1.5 h_{t-1}": 5,
}


@pytest.mark.parametrize("equation", OTHERS)
def test_arithmetic_keeps_its_order(equation: str, browser: Browser) -> None:
    """Sums within products, differences of differences and numbers with signs come to what is written."""
    given = {"x_t": 2, "h_{t-1}": 2}
    step = time_step(notation.cell_of([equation]))
    ((result,),) = computed(browser, [(step, [({"W": [1]}, given)])])
    assert result == given | {"h_t": OTHERS[equation]}


@pytest.mark.parametrize("name", [r"b_{<img>}", r"b_{'}"])
def test_a_symbol_is_a_string_of_its_script(name: str, browser: Browser) -> None:
    """Whatever a symbol has in it, it ends neither its string nor the script that it stands in."""
    cell = notation.cell_of([text.replace("b_f", name) for text in notation.OURS.values()])
    step = time_step(cell)
    assert "<" not in step
    outside = re.sub(r'"(?:[^"\\]|\\.)*"', "", step)
    assert re.fullmatch(r"[\w\s()\[\]{}.,;=>+*/-]+", outside)
    constants, values = drawn_for(cell, random.Random(0))  # noqa: S311
    ((result,),) = computed(browser, [(step, [(constants, values)])])
    assert {*chain(values, (tex(equation.target) for equation in cell.equations))} == {*result}


def test_a_name_does_not_end_the_script(browser: Browser) -> None:
    """Whatever a name would be, it ends neither its string nor the script of a page; it stays a name."""
    name = "</script>\"'"

    def renamed(expression: Expression) -> Expression:
        return Symbol(name) if expression == Symbol("b") else changed(expression, renamed)

    cell = notation.cell_of([r"h_t = W x_t + h_{t-1} + b"])
    equations = tuple(equation._replace(value=renamed(equation.value)) for equation in cell.equations)
    step = time_step(replace(cell, equations=equations, vectors=(name,)))
    assert "<" not in step
    ((result,),) = computed(browser, [(step, [({"W": [1], name: [3]}, {"x_t": 2, "h_{t-1}": 2})])])
    assert result["h_t"] == 7
