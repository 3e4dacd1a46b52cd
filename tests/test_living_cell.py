"""The live cell: the page's numbers are those of the reference, and what it says of them is true."""

import random
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

import living_page
from living_page import told
from lstm_article.choices import LANGS
from lstm_article.equations.reference import lstm
from lstm_article.templating.templates import builtin_folder

EXAMPLE = tomllib.loads((builtin_folder() / "example.toml").read_text("utf-8"))
PRESETS = EXAMPLE["presets"]
LAYERS = {"f": "f", "i": "i", r"\tilde{C}": "c", "o": "o"}  # the letter of each layer in its constants
ROWS = ["x", "f", "i", r"\tilde{C}", "C", "o", "h"]  # in the order in which the equations come


@pytest.fixture(scope="module", params=LANGS)
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def tab(lang: str, built: Path, browser: Browser) -> Iterator[Page]:
    with living_page.shown_page(browser, built / f"lstm.{lang}.html") as tab:
        yield tab


@pytest.fixture
def started(tab: Page) -> Page:
    """The page with the worked example at its first step, as it was on load."""
    tab.reload()
    return tab


def reference(inputs: Sequence[float], constants: Mapping[str, float]) -> list[dict[str, float]]:
    """Return the values of each step of a cell of one unit and one input, as the reference LSTM computes them."""
    weights = {
        name: ([[constants[f"W_{{x{at}}}"]]], [[constants[f"W_{{h{at}}}"]]], [constants[f"b_{at}"]])
        for name, at in LAYERS.items()
    }
    steps = lstm([[value] for value in inputs], weights)
    return [{"x": x} | {name: step[name][0] for name in step} for x, step in zip(inputs, steps, strict=True)]


def printed(steps: Sequence[Mapping[str, float]]) -> dict[str, list[str]]:
    """Return the table of steps as it is printed, a row for each symbol."""
    return {f"{name}_t": [number(step[name], 4) for step in steps] for name in ROWS}


def number(value: float, digits: int) -> str:
    """Return a number as the page prints it, but for its sign: with no sign before zeros."""
    text = f"{value:.{digits}f}"
    return text if float(text) else text.removeprefix("-")


def moved(tab: Page, symbol: str, value: float) -> None:
    """Move a range as a finger does: its value is set, and it says that there was input."""
    tab.locator(f"[data-range='{symbol}']").fill(f"{value:g}")


def test_it_begins_with_the_worked_example(started: Page) -> None:
    """The live table has the numbers that the article's table prints, in its order; the diagram has those of step 1."""
    article = dict(
        started.evaluate("""() => [...document.querySelectorAll(".table tr, table:not(.lstm-values) tr")].map((row) =>
          [...row.cells].map((cell) => cell.querySelector("annotation")?.textContent ?? cell.textContent))
          .filter(([symbol, ...values]) => values.length === 3).map(([symbol, ...values]) => [symbol, values])""")
    )
    live = living_page.table(started)
    assert len(live) == 7
    for symbol, numbers in live.items():
        expected = [f"{float(text):.4f}" for text in article[symbol]] if symbol == "x_t" else article[symbol]
        assert numbers == expected, symbol
    assert live == printed(reference(EXAMPLE["inputs"], EXAMPLE["constants"]))


def test_the_diagram_has_the_numbers_of_the_step(started: Page) -> None:
    """On each line of the diagram is its value at the step, those of the step before where this gives them."""
    steps = reference(EXAMPLE["inputs"], EXAMPLE["constants"])
    before = dict.fromkeys(ROWS, 0.0)
    for step in steps:
        expected = {f"{name}_t": number(step[name], 2) for name in ROWS}
        expected |= {f"{name}_{{t-1}}": number(before[name], 2) for name in ("C", "h")}
        numbers = started.evaluate(
            "() => [...document.querySelectorAll('text[data-value]')].map((e) => [e.dataset.value, e.textContent])"
        )
        assert {symbol: text.replace("\N{MINUS SIGN}", "-") for symbol, text in numbers} == expected
        before = step
        started.locator("[data-next]").click()


def test_a_phone_has_the_numbers_in_a_table_alone(started: Page) -> None:
    """Where the diagram is too small for numbers, it has none; the table is seen anywhere."""
    whole = started.viewport_size
    for width, in_diagram in ((360, False), (1280, True)):
        started.set_viewport_size({"width": width, "height": 900})
        assert started.locator("text[data-value]").first.is_visible() == in_diagram
        assert started.locator(".lstm-values td").first.is_visible()
    started.set_viewport_size(whole)


def test_a_large_state_is_rounded_more(started: Page) -> None:
    """In the diagram numbers from 10 on have one digit after the point, so that they stay as wide."""
    for symbol, value in (("b_f", 8), ("b_i", 8), ("W_{xi}", 8), ("x_t", 1)):
        moved(started, symbol, value)
    texts = []
    for _ in range(14):
        moved(started, "x_t", 1)
        texts.append(told(started, "text[data-value='C_t']"))
        started.locator("[data-next]").click()
    steps = reference([1] * 14, EXAMPLE["constants"] | {"b_f": 8, "b_i": 8, "W_{xi}": 8})
    assert texts == [number(step["C"], 2 if step["C"] < 9.995 else 1) for step in steps]
    assert len(texts[-1]) == len(texts[0])


def test_ranges_change_the_numbers(started: Page) -> None:
    """Wherever the ranges stand, each with its value beside it, the numbers are the reference's."""
    drawn = random.Random(18)  # noqa: S311
    for _ in range(10):
        constants = dict(EXAMPLE["constants"])
        for symbol in EXAMPLE["ranges"]:
            constants[symbol] = drawn.randrange(-16, 17) / 2
            moved(started, symbol, constants[symbol])
            assert told(started, f"[data-range='{symbol}'] + b") == number(constants[symbol], 1)
        x = drawn.randrange(-10, 11) / 10
        moved(started, "x_t", x)
        assert living_page.table(started) == printed(reference([x, *EXAMPLE["inputs"][1:]], constants))


def test_every_range_reaches_what_the_examples_have(started: Page) -> None:
    """A range that a preset moves has the value of the preset, not the nearest that it can have."""
    for name, preset in PRESETS.items():
        started.locator("[data-preset]").nth([*PRESETS].index(name)).click()
        constants = EXAMPLE["constants"] | preset.get("constants", {})
        values = {
            symbol: float(started.locator(f"[data-range='{symbol}']").input_value()) for symbol in EXAMPLE["ranges"]
        }
        assert values == {symbol: constants[symbol] for symbol in values}


def test_starting_over(started: Page) -> None:
    """ "Start over" goes back to the worked example at its first step, whatever was changed."""
    before = living_page.table(started)
    started.locator("[data-preset]").first.click()
    moved(started, "b_f", -4)
    moved(started, "x_t", -1)
    started.locator("[data-next]").click()
    assert living_page.table(started) != before
    started.locator("[data-reset]").click()
    assert living_page.table(started) == before
    assert [float(slider.input_value()) for slider in started.locator("[data-range]").all()] == [
        EXAMPLE["inputs"][0], *(EXAMPLE["constants"][symbol] for symbol in EXAMPLE["ranges"]),
    ]  # fmt: skip


def test_going_on_after_the_last_input(started: Page) -> None:
    """The cell goes on for as long as somebody asks, with inputs of 0."""
    for _ in range(2):
        started.locator("[data-next]").click()
    moved(started, "x_t", -0.5)
    for _ in range(3):
        started.locator("[data-next]").click()
    inputs = [*EXAMPLE["inputs"][:2], -0.5, 0, 0, 0]
    assert living_page.table(started) == printed(reference(inputs, EXAMPLE["constants"])[3:])
    assert started.locator(".lstm-values thead th").all_text_contents()[1:] == ["4", "5", "6"]


def test_own_settings_are_no_preset(started: Page, lang: str) -> None:
    """Once a slider is moved, no preset is pressed, nor is its sentence shown."""
    started.locator("[data-preset] >> nth=1").click()
    assert started.locator("[data-preset][aria-pressed=true]").count() == 1
    moved(started, "b_o", 2)
    assert started.locator("[data-preset][aria-pressed=true]").count() == 0
    assert started.locator(".lstm-look").text_content() == words_of(lang)["own"]


def words_of(lang: str) -> Mapping[str, Any]:
    """Return the words of the living page in a language."""
    return tomllib.loads((builtin_folder() / lang / "labels.toml").read_text("utf-8"))["living"]


@pytest.mark.parametrize("preset", PRESETS)
def test_presets(preset: str, started: Page, lang: str) -> None:
    """A preset shows its sentence, and its whole run in the chart and in the table, which is the reference's."""
    assert started.locator("[data-preset]").all_inner_texts() == [
        words["name"] for words in words_of(lang)["presets"].values()
    ]
    started.locator("[data-preset]").nth([*PRESETS].index(preset)).click()
    assert started.locator(".lstm-look").text_content() == words_of(lang)["presets"][preset]["look"]
    inputs = PRESETS[preset]["inputs"]
    run = reference(inputs, EXAMPLE["constants"] | PRESETS[preset].get("constants", {}))
    assert charted(started) == [pytest.approx([0, *(step[symbol] for step in run)], abs=1e-9) for symbol in ("C", "h")]
    assert spikes(started) == pytest.approx(inputs, abs=1e-9)
    assert living_page.table(started) == printed(run[:3])
    for _ in inputs[1:]:
        started.locator("[data-next]").click()
    assert living_page.table(started) == printed(run[-3:])


def charted(tab: Page) -> list[list[float]]:
    """Return the values of the lines in the chart, from its highest and lowest numbers and the height of its axis."""
    lines = [tab.locator(f"[data-line='{symbol}_t']").get_attribute("d") for symbol in ("C", "h")]
    scale = heights(tab)
    return [[scale(float(y)) for _, y in re.findall(r"[ML](\S+?) ([-\d.e]+)", line)] for line in lines]


def spikes(tab: Page) -> list[float]:
    """Return the inputs that the chart shows as spikes."""
    scale = heights(tab)
    return [scale(float(end)) for end in re.findall(r"V([-\d.e]+)", tab.locator(".lstm-spikes[d]").get_attribute("d"))]


def heights(tab: Page) -> Callable[[float], float]:
    """Return what value a height in the chart has: the axis has its zero, and a spike of 1 its one."""
    axes = tab.locator(".lstm-axes").get_attribute("d")
    top, bottom, zero = (float(text) for text in re.match(r"M\S+ (\S+?)V(\S+?)M\S+ (\S+?)H", axes).groups())
    highest, lowest = (float(told(tab, f".lstm-history text >> nth={index}")) for index in (0, 1))
    if lowest:
        assert (zero - top) / (bottom - top) == pytest.approx(highest / (highest - lowest), abs=0.03)
    one = min(float(end) for end in re.findall(r"V([-\d.e]+)", tab.locator(".lstm-spikes[d]").get_attribute("d")))
    return lambda y: (zero - y) / (zero - one)


def sizes(steps: Sequence[Mapping[str, float]]) -> list[float]:
    """Return the size of the cell state at each step."""
    return [abs(step["C"]) for step in steps]


def inputs_of(steps: Sequence[Mapping[str, float]]) -> list[float]:
    """Return the input of each step."""
    return [step["x"] for step in steps]


def at_inputs_below_0(steps: Sequence[Mapping[str, float]], is_so: Callable[[Mapping[str, float]], bool]) -> bool:
    """Tell whether something is so at each input of -1, of which there are two or more, and at no other step."""
    down = [x == -1 for x in inputs_of(steps)]
    return sum(down) >= 2 and down == [is_so(step) for step in steps]


# What the label files say of each preset, piece by piece in both languages, and whether it is so in the steps of a run.
CLAIMS: dict[str, list[tuple[str, str, Callable[[Sequence[Mapping[str, float]]], bool]]]] = {
    "remember": [
        ("The input is 1 once, then 0. ", "只有第一步输入 1。", lambda run: inputs_of(run) == [1] + [0] * 9),
        ("The forget gate stays near 1, ", "遗忘门接近 1，", lambda run: min(step["f"] for step in run) > 0.95),
        ("and so the cell state stays.", "细胞状态几乎不变。", lambda run: min(sizes(run)) > 0.85 * max(sizes(run)) > 0.7),
    ],
    "forget": [
        ("The same input, ", "输入相同，", lambda run: inputs_of(run) == PRESETS["remember"]["inputs"] and sizes(run)[0] > 0.9),
        ("but the forget gate stays near 0.5: ", "但遗忘门约为 0.5：", lambda run: all(0.45 < step["f"] < 0.55 for step in run[1:])),
        ("each step takes about half of the cell state.", "此后细胞状态每步约减半。", lambda run: all(
            abs(after - before / 2) < 0.02 for before, after in pairwise(sizes(run))
        )),
    ],
    "ignore": [
        ("The input is 1 three times, ", "输入了三次 1，", lambda run: sorted(inputs_of(run)) == [0] * 7 + [1] * 3),
        ("but the input gate stays shut: ", "但输入门几乎关死，", lambda run: max(step["i"] for step in run) < 0.01),
        ("the cell state stays near 0.", "细胞状态几乎不变。", lambda run: max(sizes(run)) < 0.01),
    ],
    "write-hold-show": [
        ("An input of 1 writes, ", "输入 1 时写入，", lambda run: inputs_of(run).count(1) == run[0]["x"] and run[0]["C"] > 0.9),
        ("and the cell state holds it. ", "此后细胞状态基本不变；", lambda run: min(sizes(run)) > 0.85 * max(sizes(run)) > 0.7),
        ("Each input of −1 opens the output gate, ", "输入 −1 时输出门打开，", lambda run: (
            at_inputs_below_0(run, lambda step: step["o"] > 0.9)
        )),
        ("and the hidden state shows it.", "隐状态亮出记忆。", lambda run: (
            at_inputs_below_0(run, lambda step: step["h"] > 0.6) and at_inputs_below_0(run, lambda step: abs(step["h"]) > 0.1)
        )),
    ],
}  # fmt: skip


@pytest.mark.parametrize("preset", PRESETS)
def test_presets_do_what_they_say(preset: str, lang: str) -> None:
    """A preset's sentence is made of claims, each of which is true of the reference's numbers."""
    claims = CLAIMS[preset]
    said = words_of(lang)["presets"][preset]["look"]
    assert said == "".join({"en": english, "zh": chinese}[lang] for english, chinese, _ in claims)
    run = reference(PRESETS[preset]["inputs"], EXAMPLE["constants"] | PRESETS[preset].get("constants", {}))
    assert [english for english, _, is_so in claims if not is_so(run)] == []
