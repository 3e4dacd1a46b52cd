"""The steps, by keyboard and for a screen reader: Tab order, arrow keys, names, states, and what is announced."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

import living_page
from living_page import LIT, Graph
from lstm_article.choices import LANGS
from lstm_article.templating.templates import builtin_folder

EXAMPLE = tomllib.loads((builtin_folder() / "example.toml").read_text("utf-8"))
# What has the focus: the words of a link, what a range moves, or what a button is.
FOCUSED = """() => {
  const { dataset, textContent } = document.activeElement;
  const place = document.activeElement.closest("[data-place]")?.dataset.place ?? "";
  return `${place} ${dataset.range ?? textContent}`.trim();
}"""
# What is announced: each change of an element that is read out when it changes.
LISTEN = """() => {
  window.announced = [];
  for (const said of document.querySelectorAll("[role=status], [aria-live], output")) {
    const options = { childList: true, characterData: true, subtree: true };
    new MutationObserver((changes) => announced.push(...changes.map(() => said.textContent))).observe(said, options);
  }
}"""


@pytest.fixture(scope="module", params=LANGS)
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def tab(lang: str, built: Path, browser: Browser) -> Iterator[Page]:
    with living_page.shown_page(browser, built / f"lstm.{lang}.html") as tab:
        yield tab


@pytest.fixture(scope="module")
def graph(lang: str, tab: Page, built: Path) -> Graph:
    return living_page.graph_of(built / f"lstm.{lang}.html", tab)


@pytest.fixture
def started(tab: Page) -> Page:
    """The page as it is on load."""
    tab.reload()
    return tab


@pytest.fixture(scope="module")
def words(lang: str) -> Mapping[str, str]:
    """The words of the living page."""
    return tomllib.loads((builtin_folder() / lang / "labels.toml").read_text("utf-8"))["living"]


def announced(tab: Page) -> list[str]:
    """Return what was announced since the last time."""
    return tab.evaluate("() => new Promise((resolve) => setTimeout(() => resolve(announced.splice(0))))")


def test_the_order_of_the_keyboard(started: Page, words: Mapping) -> None:
    """Tab goes from the steps, where the current number alone is a stop, to the cell, and on to the text."""
    started.locator("[data-step] >> nth=3").click()
    started.locator("[data-move='-1']").focus()
    stops = []
    while len(stops) < 40 and "data-pin" not in started.evaluate("() => document.activeElement.outerHTML"):
        stops.append(started.evaluate(FOCUSED))
        started.keyboard.press("Tab")
    presets = [words["presets"][name]["name"] for name in EXAMPLE["presets"]]
    ranges = ["x_t", *EXAMPLE["ranges"]]
    cell = [f"cell {stop}" for stop in (*presets, *ranges, words["next-step"], words["reset"])]
    start = ["diagram ‹", "diagram 4", "diagram ›"]
    assert stops[: len(start) + len(cell)] == [*start, *cell]
    assert not [stop for stop in stops[len(start) + len(cell) :] if stop.startswith(("diagram", "cell"))]
    assert started.evaluate("() => document.activeElement.textContent") == "(1)"


def test_the_buttons_of_the_equations_come_in_their_order(started: Page) -> None:
    """Each equation is one stop of Tab, at its number; no symbol is one."""
    stops = started.locator(".equation :is(a, button, input, [tabindex])")
    assert stops.all_inner_texts() == [f"({number})" for number in range(1, 7)]
    assert started.locator("svg [tabindex], math [tabindex]").count() == 0


def test_arrow_keys(started: Page, graph: Graph) -> None:
    """In the toolbar, arrow keys go to the next and the previous step, round at the ends, and the focus goes along."""
    started.locator("[data-step] >> nth=0").focus()
    seen = []
    for key in ["ArrowRight"] * 7 + ["ArrowLeft"] * 2:
        started.keyboard.press(key)
        number = int(started.evaluate("() => document.activeElement.textContent"))
        seen.append(number)
        assert started.evaluate(LIT) == graph.of_equation(number)
        assert started.locator("[data-step][tabindex='0']").inner_text() == f"{number}"
    assert seen == [1, 2, 3, 4, 5, 6, 1, 6, 5]
    started.keyboard.press("Escape")
    assert started.evaluate(LIT) == []


def test_the_buttons_beside_the_numbers(started: Page, graph: Graph) -> None:
    """‹ and › go through the steps too, from the first or the last one when none is shown."""
    for move, first in (("1", [1, 2, 3]), ("-1", [6, 5, 4])):
        seen = []
        for _ in first:
            started.locator(f"[data-move='{move}']").click()
            seen.append(int(started.locator("[data-step][aria-pressed=true]").inner_text()))
            assert started.evaluate(LIT) == graph.of_equation(seen[-1])
        assert seen == first
        started.keyboard.press("Escape")


def test_a_step_is_announced_once(started: Page, words: Mapping) -> None:
    """However a step is taken, one polite line says which of how many it is, and what the text says of it."""
    started.evaluate(LISTEN)
    assert started.locator("[aria-live=assertive], [role=alert]").count() == 0
    sentences = started.evaluate(
        "() => [...document.querySelectorAll('.equation')].map((e) => e.previousElementSibling.textContent.replace(/[:：]$/, ''))"
    )
    expected = [
        words["step-of"].replace("{number}", f"{n}").replace("{total}", "6").replace("{sentence}", sentence)
        for n, sentence in enumerate(sentences, 1)
    ]
    said = []
    for _ in range(2):
        started.locator("[data-move='1']").click()
        said.append(announced(started))
    started.locator("[data-step][tabindex='0']").focus()
    started.keyboard.press("ArrowRight")
    said.append(announced(started))
    started.locator("[data-step] >> nth=3").click()
    said.append(announced(started))
    for number in (5, 6):
        started.locator(f"#equation-{number} button").click()
        said.append(announced(started))
    assert said == [[sentence] for sentence in expected]


def test_the_equation_of_the_step_stands_below_the_diagram(started: Page) -> None:
    """The equation of a step is shown where the diagram is, without marks that would light up; at rest there is none."""
    shown = started.locator("[data-place=diagram] math")
    assert shown.count() == 0
    for number in range(1, 7):
        started.locator("[data-move='1']").click()
        texts = [
            started.locator(f"{place} annotation").text_content()
            for place in ("[data-place=diagram]", f"#equation-{number}")
        ]
        assert texts[0] == texts[1]
        assert started.locator("[data-place=diagram] math [data-symbol], [data-place=diagram] .lstm-lit").count() == 0
    started.keyboard.press("Escape")
    assert shown.count() == 0


def test_the_cell_is_announced_once_a_step_and_never_while_a_slider_moves(started: Page, words: Mapping) -> None:
    """The next step tells both states, a preset what to look at; a slider on its way tells nothing but its own value."""
    started.evaluate(LISTEN)
    for slider in started.locator("input[type=range]").all():
        slider.focus()
        for key in ("ArrowLeft", "ArrowLeft", "ArrowRight", "Home", "End"):
            started.keyboard.press(key)
    assert announced(started) == []
    started.locator("[data-next]").click()
    (said,) = announced(started)
    cell, hidden = (living_page.told(started, f"text[data-value='{symbol}_t']") for symbol in ("C", "h"))
    now = words["now"].replace("{step}", "2").replace("{cell}", cell).replace("{hidden}", hidden)
    assert said.replace("\N{MINUS SIGN}", "-") == now
    started.locator("[data-preset] >> nth=1").click()
    assert announced(started) == [words["presets"]["forget"]["look"]]


def tree(tab: Page) -> list[tuple[str, str, dict[str, object]]]:
    """Return the controls of the layer in Chromium's accessibility tree: role, name and states."""
    devtools = tab.context.new_cdp_session(tab)
    nodes = devtools.send("Accessibility.getFullAXTree")["nodes"]
    devtools.detach()
    found = []
    for node in nodes:
        role = node.get("role", {}).get("value")
        if role in {"button", "slider", "toolbar", "group", "region", "status"}:
            states = {each["name"]: each["value"].get("value") for each in node.get("properties", [])}
            name = node.get("name", {}).get("value", "")
            found.append((role, name, states | {"value": node.get("value", {}).get("value")}))
    return found


def test_a_screen_reader_has_a_name_and_a_state_for_each_control(started: Page, words: Mapping) -> None:
    """Buttons say what they do and whether they are pressed, sliders what they move and where they stand."""
    started.locator("[data-step] >> nth=1").click()
    nodes = tree(started)
    assert [name for role, name, _ in nodes if role != "status" and not name.strip()] == []
    buttons = {name: states.get("pressed") for role, name, states in nodes if role == "button"}
    numbers = range(1, 7)
    names = {words[key].replace("{number}", f"{n}"): n for key in ("equation", "show") for n in numbers}
    expected = {name: "true" if number == 2 else "false" for name, number in names.items()}
    actions = [words[key] for key in ("previous", "next", "next-step", "reset")]
    tries = [words["presets"][name]["name"] for name in EXAMPLE["presets"]]
    assert {name: state for name, state in buttons.items() if name in expected} == expected
    assert {*buttons} == {*expected, *actions, *tries}
    sliders = [(name, states) for role, name, states in nodes if role == "slider"]
    assert len(sliders) == 1 + len(EXAMPLE["ranges"]) + 1
    assert len({name for name, _ in sliders}) == len(sliders)
    for name, states in sliders:
        assert re.search(r"\w{2,}", name), name
        assert states["value"] is not None, name
        assert states["valuemin"] < states["valuemax"], name
    (toolbar,) = (name for role, name, _ in nodes if role == "toolbar")
    assert toolbar == words["steps"]
    assert words["cell"] in {name for role, name, _ in nodes if role == "region"}
    assert words["tries"] in {name for role, name, _ in nodes if role == "group"}
