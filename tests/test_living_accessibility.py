"""The layer for everybody: axe-core looks at what a step changes, at each of them, in both widths and all colours."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from docs_systems import MODULES
from lstm_article.choices import LANGS
from test_page_accessibility import COLOURS

# At the page as a whole, `test_page_accessibility.py` looks: here it has only what a step changes, which axe goes through
# in a third of the time.
LEAVE_OUT = """() => {
  const kept = ":is(figure:has([data-node]), .equation, p:has(+ .equation), section)";
  for (const element of document.querySelectorAll(`main > :not(${kept}), nav, footer, svg defs, svg use`)) element.remove();
}"""
FOUND = """async () => {
  const include = ["#figure-structure", ".equation"];
  const found = {};
  for (const button of document.querySelectorAll("[data-step]")) {
    button.click();
    const { violations } = await axe.run({ include }, { resultTypes: ["violations"] });
    const lit = document.querySelectorAll(".equation.lstm-lit");
    found[[...lit].map(({ id }) => id)] = violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, html }) => `${id} (${help}): ${target.join(" ")}: ${html}`));
  }
  return found;
}"""


@pytest.fixture(scope="module", params=LANGS)
def tab(request: pytest.FixtureRequest, built: Path, browser: Browser) -> Iterator[Page]:
    tab = browser.new_page(reduced_motion="reduce")
    tab.set_default_timeout(300_000)
    tab.goto((built / f"lstm.{request.param}.html").as_uri())
    tab.evaluate("() => document.fonts.ready")
    tab.evaluate(LEAVE_OUT)
    tab.evaluate((MODULES / "axe-core" / "axe.min.js").read_text("utf-8"))
    yield tab
    tab.close()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("colours", COLOURS)
def test_axe_finds_nothing_at_any_step(tab: Page, width: int, colours: str) -> None:
    """With the layer open at each of the six steps no rule of axe is broken, in what stands out nor in what fades."""
    tab.set_viewport_size({"width": width, "height": 900})
    tab.emulate_media(**COLOURS[colours])
    assert tab.evaluate(FOUND) == {f"equation-{number}": [] for number in range(1, 7)}
