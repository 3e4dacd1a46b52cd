"""Articles of somebody's own come alive like the built-in one: other letters, another order, other notations."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page

import living_page
import notation
from living_page import LIT, PARTS, POINTS, Graph
from lstm_article.equations import Cell, worked_example

TRIED = [
    "z, s and y",
    "equations in another order",
    "one matrix a gate",
    "the input first",
    "helpers",
    "gates written in place",
]
INPUTS = [0.7, -1.2, 0.4, 2]


class Own(NamedTuple):
    """An own article's page, the time step of its equations, and what belongs together in it."""

    name: str
    tab: Page
    cell: Cell
    graph: Graph


@pytest.fixture(scope="module", params=TRIED)
def own(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Own]:
    """The page of an article of equations in a notation of their own, with a worked example."""
    texts = notation.REWRITES[request.param]
    cell = notation.cell_of(texts)
    numbers = "".join(f"{json.dumps(name)} = {json.dumps(value)}\n" for name, value in constants_of(cell).items())
    example = f"inputs = {INPUTS[:3]}\nranges = [{json.dumps(cell.vectors[0])}]\n[constants]\n{numbers}"
    example += f"[presets.remember]\ninputs = {INPUTS}\n"
    templates = living_page.own_templates(texts, example, ["structure"])
    file = living_page.own(tmp_path_factory.mktemp("own"), templates)
    with living_page.shown_page(browser, file) as tab:
        yield Own(request.param, tab, cell, living_page.graph_of(file, tab))


@pytest.fixture(scope="module")
def lit_by_role(browser: Browser, built: Path) -> dict[str, set[str]]:
    """Which parts of the diagram the equation of each role lights up in the built-in article."""
    file = built / "lstm.en.html"
    with living_page.shown_page(browser, file) as tab:
        return by_role(living_page.graph_of(file, tab), stepped(tab))


def constants_of(cell: Cell) -> dict[str, float | list[float]]:
    """Return small numbers for a cell's constants, always the same."""
    drawn = random.Random(7)  # noqa: S311
    matrices = {name: [round(drawn.uniform(-3, 3), 2) for _ in length] for name, length in cell.matrices.items()}
    numbers = {name: value[0] if len(value) == 1 else value for name, value in matrices.items()}
    return numbers | {name: round(drawn.uniform(-3, 3), 2) for name in cell.vectors}


def stepped(tab: Page) -> dict[int, list[str]]:
    """Return what is lit at each of the steps, by the number that is pressed."""
    lit = {}
    for button in tab.locator(".lstm-steps [data-step]").all():
        button.click()
        lit[int(button.inner_text())] = tab.evaluate(LIT)
    tab.keyboard.press("Escape")
    return lit


def by_role(graph: Graph, lit: dict[int, list[str]]) -> dict[str, set[str]]:
    """Return the parts of the diagram among what is lit, by the role of what the equation defines."""
    roles = {number: graph.roles.names.get(defined[0].name, "") for number, defined in graph.defined.items()}
    return {
        roles[number]: {name for name in names if name in graph.values and " " not in name}
        for number, names in lit.items()
    }


def test_each_equation_lights_up_the_parts_of_its_role(own: Own, lit_by_role: dict[str, set[str]]) -> None:
    """At each step all that the equation says is lit; by role, these are the same parts as in the built-in article."""
    lit = stepped(own.tab)
    assert lit == {number: own.graph.of_equation(number) for number in own.graph.used}
    assert len(lit) == len(own.cell.equations)
    if own.name not in {"helpers", "gates written in place"}:  # equations that the built-in article does not have
        assert by_role(own.graph, lit) == lit_by_role


def test_each_part_lights_up_its_equations(own: Own) -> None:
    """The other way round, parts of all kinds light up what is written in this article's letters."""
    where = own.tab.evaluate(POINTS, PARTS)
    for name in ("forget-gate", "cell-sum", "forget-product", "concatenation", "hidden-state-label"):
        own.tab.mouse.move(*where[name])
        assert own.tab.evaluate(LIT) == own.graph.of_part(name), name
    own.tab.mouse.move(0, 0)


def test_it_computes_with_the_equations_that_it_prints(own: Own) -> None:
    """All values of all steps, on load and of a preset, are those that Python computes."""
    steps = worked_example(own.cell, INPUTS, constants_of(own.cell))
    assert living_page.table(own.tab) == living_page.rounded(own.cell, steps[:3])
    own.tab.locator("[data-preset]").click()
    for _ in INPUTS[1:]:
        own.tab.locator("[data-next]").click()
    assert living_page.table(own.tab) == living_page.rounded(own.cell, steps[1:])
