"""Equations, symbols and diagram light up one another: exactly what the parsed equations and the tables say."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

import living_page
from living_page import LIT, PARTS, POINTS, Graph
from lstm_article.choices import LANGS


@pytest.fixture(scope="module", params=LANGS)
def file(request: pytest.FixtureRequest, built: Path) -> Path:
    return built / f"lstm.{request.param}.html"


@pytest.fixture(scope="module")
def tab(file: Path, browser: Browser) -> Iterator[Page]:
    """The page on a desktop."""
    with living_page.shown_page(browser, file) as tab:
        yield tab


@pytest.fixture(scope="module")
def touched(file: Path, browser: Browser) -> Iterator[Page]:
    """The page on a device that has no mouse."""
    with living_page.shown_page(browser, file, has_touch=True) as tab:
        yield tab


@pytest.fixture(scope="module")
def graph(file: Path, tab: Page) -> Graph:
    return living_page.graph_of(file, tab)


@pytest.fixture(scope="module")
def points(tab: Page) -> dict[str, list[float]]:
    """Where the mouse can point at each part alone."""
    return tab.evaluate(POINTS, PARTS)


def cleared(tab: Page) -> None:
    """Leave everything, and press Escape, after which nothing is lit."""
    tab.mouse.move(0, 0)
    tab.keyboard.press("Escape")
    tab.evaluate("() => document.activeElement.blur()")
    assert tab.evaluate(LIT) == []


def pointed(tab: Page, points: dict[str, list[float]], names: list[str]) -> dict[str, list[str]]:
    """Return what is lit while the mouse points at each part."""
    lit = {}
    for name in names:
        tab.mouse.move(*points[name])
        lit[name] = tab.evaluate(LIT)
    cleared(tab)
    return lit


def test_nothing_is_lit_on_load(file: Path, browser: Browser) -> None:
    """A page that nobody has touched is as it is on paper: nothing is lit, nothing dimmed, nothing pressed."""
    with living_page.shown_page(browser, file) as tab:
        assert tab.evaluate(LIT) == []
        assert tab.locator(".lstm-dimmed, [aria-pressed=true]").count() == 0


def test_pointing_at_an_equation(tab: Page, graph: Graph, points: dict[str, list[float]]) -> None:
    """While the mouse is over an equation, its parts of the diagram are lit, and its symbols everywhere."""
    names = {f"equation-{number}": number for number in graph.used}
    assert len(names) == 6
    assert pointed(tab, points, [*names]) == {name: graph.of_equation(number) for name, number in names.items()}


def test_focusing_the_button_of_an_equation(tab: Page, graph: Graph) -> None:
    """The keyboard lights up the same, by one button an equation, at its number."""
    lit = {}
    for number in graph.used:
        tab.locator(f"#equation-{number} .number button").focus()
        lit[number] = tab.evaluate(LIT)
    cleared(tab)
    assert lit == {number: graph.of_equation(number) for number in graph.used}


@pytest.mark.parametrize("button", ["#equation-{} .number button", ".lstm-steps [data-step] >> nth={}"])
def test_clicking_a_button_of_an_equation(button: str, tab: Page, graph: Graph) -> None:
    """A click on the number of an equation, there or among the steps, lights up the same until Escape."""
    lit = {}
    for index, number in enumerate(graph.used):
        tab.locator(button.format(number if "#" in button else index)).click()
        tab.mouse.move(0, 0)
        tab.evaluate("() => document.activeElement.blur()")
        lit[number] = tab.evaluate(LIT)
        assert tab.locator("[aria-pressed=true]").count() == 2, "both buttons of an equation are pressed"
    cleared(tab)
    assert lit == {number: graph.of_equation(number) for number in graph.used}
    assert tab.locator("[aria-pressed=true]").count() == 0


def test_clicking_an_equation(tab: Page, graph: Graph, points: dict[str, list[float]]) -> None:
    """A click on an equation pins it until a second click on it."""
    for number in graph.used:
        for expected in (graph.of_equation(number), []):
            tab.mouse.click(*points[f"equation-{number}"])
            tab.mouse.move(0, 0)
            assert tab.evaluate(LIT) == expected


def test_tapping_an_equation(touched: Page, graph: Graph) -> None:
    """A tap lights up the same, and stays without anything that points."""
    where = touched.evaluate(POINTS, PARTS)
    lit = {}
    for number in graph.used:
        touched.touchscreen.tap(*where[f"equation-{number}"])
        lit[number] = touched.evaluate(LIT)
    touched.touchscreen.tap(*where[f"equation-{number}"])
    assert touched.evaluate(LIT) == []
    assert lit == {number: graph.of_equation(number) for number in graph.used}


def test_a_finger_that_scrolls_lights_up_nothing(touched: Page) -> None:
    """A finger on an equation that goes on to scroll is no tap."""
    x, y = touched.evaluate(POINTS, PARTS)["equation-4"]
    devtools = touched.context.new_cdp_session(touched)
    lit = []
    for kind, at in (
        ("touchStart", [(x, y)]),
        ("touchMove", [(x, y - 100)]),
        ("touchMove", [(x, y - 200)]),
        ("touchEnd", []),
    ):
        fingers = [{"x": right, "y": down} for right, down in at]
        devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})
        lit += touched.evaluate(LIT)
    devtools.detach()
    assert lit == []


def test_pointing_at_a_symbol(tab: Page, graph: Graph, points: dict[str, list[float]]) -> None:
    """Each symbol of an equation lights up itself in all equations, its parts, and the equation that defines it."""
    expected = {
        f"equation-{number} {living_page.shown(symbol)}": graph.of_symbol(symbol)
        for number, used in graph.used.items()
        for symbol in used
    }
    assert len(expected) == 4 * 6 + 5 + 3
    assert pointed(tab, points, [*expected]) == expected


def test_pointing_at_a_part_of_the_diagram(tab: Page, graph: Graph, points: dict[str, list[float]]) -> None:
    """Each node, line and label lights up its symbol with its equation, or all the equations that it is part of."""
    assert [name for name in graph.values if not points[name]] == []
    assert pointed(tab, points, [*graph.values]) == {name: graph.of_part(name) for name in graph.values}


def test_every_part_of_the_diagram_is_of_an_equation(graph: Graph) -> None:
    """No part of the diagram is without an equation: each is lit at one of the six steps."""
    lit = {name for number in graph.used for name in graph.of_equation(number)}
    assert {*graph.values} <= lit


def test_parts_that_say_nothing_leave_what_is_lit(tab: Page, graph: Graph, points: dict[str, list[float]]) -> None:
    """The legend, and the words for shapes, belong to no equation; what is pinned stays lit when they are pointed at."""
    silent = [name for name in points if "equation-" not in name and name not in graph.values and points[name]]
    assert {"legend-layer", "memory-cell", "input-shape"} <= {*silent}
    tab.mouse.click(*points["equation-4"])
    lit = {}
    for name in silent:
        tab.mouse.move(*points[name])
        lit[name] = tab.evaluate(LIT)
    cleared(tab)
    assert lit == dict.fromkeys(silent, graph.of_equation(4))


def test_clicking_where_nothing_is_clears(tab: Page, points: dict[str, list[float]]) -> None:
    """A click on the diagram beside all parts leaves nothing lit."""
    tab.mouse.click(*points["equation-4"])
    tab.mouse.click(*points["legend-layer"])
    tab.mouse.move(0, 0)
    assert tab.evaluate(LIT) == []


def test_a_button_at_an_equation_goes_to_the_diagram(file: Path, browser: Browser) -> None:
    """In a window of a real size, the diagram that answers is brought into sight, and the browser can go back."""
    with living_page.shown_page(browser, file) as tab:
        tab.set_viewport_size({"width": 1280, "height": 900})
        tab.locator("#equation-6 .number button").click()
        assert tab.locator(":target").get_attribute("id") == "figure-structure"
        in_sight = "(diagram) => { const { top, bottom } = diagram.getBoundingClientRect(); return top >= 0 && bottom <= 900; }"
        assert tab.locator("#figure-structure svg").first.evaluate(in_sight)
        tab.go_back()
        assert tab.locator(":target").count() == 0


def test_what_is_pinned_comes_back(tab: Page, graph: Graph, points: dict[str, list[float]]) -> None:
    """Pointing at something else shows that, and what is pinned again when the mouse has left."""
    tab.mouse.click(*points["forget-product"])
    tab.mouse.move(*points["candidate"])
    assert tab.evaluate(LIT) == graph.of_part("candidate")
    tab.mouse.move(0, 0)
    assert tab.evaluate(LIT) == graph.of_part("forget-product")
    cleared(tab)


def test_turning_the_window_loses_nothing(touched: Page, graph: Graph) -> None:
    """On a phone that is turned round, what was tapped is still lit, and the numbers are the same."""
    numbers = "() => [...document.querySelectorAll('.lstm-values, [data-value], [data-range]')].map((e) => e.value ?? e.textContent)"
    whole = touched.viewport_size
    touched.set_viewport_size({"width": 360, "height": 800})
    touched.locator("[data-next]").tap()
    touched.locator("#equation-4 .number button").tap()
    before = touched.evaluate(numbers)
    assert any(before)
    touched.set_viewport_size({"width": 800, "height": 360})
    assert touched.evaluate(LIT) == graph.of_equation(4)
    assert touched.evaluate(numbers) == before
    touched.keyboard.press("Escape")
    touched.set_viewport_size(whole)


def test_what_is_lit_is_seen(tab: Page, points: dict[str, list[float]]) -> None:
    """What is not lit fades, its outline at least, and lines that are lit thicken; at rest, nothing does."""
    styles = """() => Object.fromEntries([...document.querySelectorAll("[id*=structure-edge-], [data-node], g[data-symbol]")].map((part) => {
      const { fillOpacity, opacity, strokeOpacity, strokeWidth } = getComputedStyle(part);
      return [part.id, [part.matches(".lstm-lit"), Math.min(fillOpacity, opacity, strokeOpacity), parseFloat(strokeWidth)]];
    }))"""
    at_rest = tab.evaluate(styles)
    assert {opacity for _, opacity, _ in at_rest.values()} == {1}
    tab.mouse.move(*points["equation-4"])
    seen = tab.evaluate(styles)
    cleared(tab)
    assert {(is_lit, opacity) for is_lit, opacity, _ in seen.values()} == {(True, 1), (False, 0.2)}
    lines = {name for name in seen if "-edge-" in name}
    thicker = {name for name in lines if seen[name][2] > at_rest[name][2]}
    assert thicker == {name for name in lines if seen[name][0]}


def test_forced_colours_highlight(tab: Page, points: dict[str, list[float]]) -> None:
    """Where a system forces its colours, nothing fades, and what is lit has the colour of a selection."""
    strokes = """() => {
      const probe = document.body.appendChild(document.createElement("i"));
      probe.style.color = "Highlight";
      const highlight = getComputedStyle(probe).color;
      probe.remove();
      return [...document.querySelectorAll("[id*=structure-edge-], path[data-node][stroke-width]")].map((part) => {
        const { fillOpacity, opacity, stroke, strokeOpacity } = getComputedStyle(part);
        return [part.matches(".lstm-lit"), stroke === highlight, Math.min(fillOpacity, opacity, strokeOpacity)];
      });
    }"""
    tab.emulate_media(forced_colors="active")
    tab.mouse.move(*points["equation-4"])
    seen = {tuple(each) for each in tab.evaluate(strokes)}
    tab.emulate_media(forced_colors="none")
    cleared(tab)
    assert seen == {(True, True, 1), (False, False, 1)}
