"""The memory figure's control: its line is what is left at any forget gate, and the number of steps that it tells."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

import living_page
import notation
from living_page import told
from lstm_article.choices import LANGS
from lstm_article.equations import GATES, STEPS
from lstm_article.figures.memory import HEIGHT, points
from lstm_article.templating.templates import builtin_folder


@pytest.fixture(scope="module", params=LANGS)
def tab(request: pytest.FixtureRequest, built: Path, browser: Browser) -> Iterator[Page]:
    with living_page.shown_page(browser, built / f"lstm.{request.param}.html") as tab:
        yield tab


def held(tab: Page) -> list[tuple[float, float]]:
    """Return the points of the line that the control moves, in the figure's units."""
    line = tab.locator("path.lstm-held")
    right, _, _, down, left, top = map(float, re.findall(r"-?[\d.]+", line.get_attribute("transform")))
    pairs = re.findall(r"(-?[\d.e-]+) (-?[\d.e-]+)", line.get_attribute("d"))
    return [(left + right * float(step), top + down * float(power)) for step, power in pairs]


@pytest.mark.parametrize("gate", [*GATES, 0.5, 0.6, 0.95, 0.999])
def test_the_memory_figures_line(gate: float, tab: Page) -> None:
    """The line is what is left at this forget gate; the number of steps until a thousandth is left is told."""
    tab.locator("[data-place=memory] input").fill(f"{gate}")
    assert float(told(tab, "[data-place=memory] b")) == gate
    expected = [(x, HEIGHT - y) for x, y in points([gate**step for step in range(1, STEPS + 1)])]
    line = held(tab)
    whole = len([power for power in range(STEPS + 1) if gate**power >= 1e-16])
    assert len(line) >= whole
    assert line[:whole] == [pytest.approx(point, abs=0.05) for point in expected[:whole]]
    told_steps = int(re.search(r"\d+", told(tab, "[data-left]"))[0])
    assert told_steps == next(step for step in range(10_000) if gate**step <= 0.001)


@pytest.mark.parametrize("gate", GATES)
def test_the_line_lies_on_the_figures_own_curve(gate: float, tab: Page) -> None:
    """At the gates that the figure shows, each point of the line is on the curve that is drawn there."""
    tab.locator("[data-place=memory] input").fill(f"{gate}")
    distances = tab.evaluate(
        """(gate) => {
          const curve = document.getElementById(`lstm-memory-curve-${gate}`);
          const held = document.querySelector("path.lstm-held");
          const at = (line, share) => line.getPointAtLength(line.getTotalLength() * share).matrixTransform(line.getCTM());
          const dense = [...Array(2001).keys()].map((step) => at(curve, step / 2000));
          return [...Array(51).keys()].map((step) => at(held, step / 50)).map(({ x, y }) =>
            Math.min(...dense.map((point) => Math.hypot(point.x - x, point.y - y))));
        }""",
        f"{gate:g}",
    )
    assert max(distances) < 0.5


def test_a_bias_that_is_subtracted(tmp_path: Path, browser: Browser) -> None:
    """In an own article whose forget gate subtracts its bias, the control holds the gate all the same."""
    texts = notation.REWRITES["terms subtracted"]
    example = (builtin_folder() / "example.toml").read_text("utf-8")
    file = living_page.own(tmp_path, living_page.own_templates(texts, example, ["structure", "memory"]))
    with living_page.shown_page(browser, file) as tab:
        tab.locator("[data-place=memory] input").fill("0.9")
        expected = [(x, HEIGHT - y) for x, y in points([0.9**step for step in range(1, STEPS + 1)])]
        assert held(tab) == [pytest.approx(point, abs=0.05) for point in expected]
