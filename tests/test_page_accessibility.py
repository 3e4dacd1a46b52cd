"""The page for everybody: axe-core looks at it in Chromium, at each length, in wide and narrow windows, in all colours."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from docs_systems import MODULES
from lstm_article.choices import LANGS

COLOURS = {
    "light": {"color_scheme": "light", "forced_colors": "none"},
    "dark": {"color_scheme": "dark", "forced_colors": "none"},
    "forced": {"color_scheme": "light", "forced_colors": "active"},
}
FOUND = """async () => {
  const { violations } = await axe.run({ resultTypes: ["violations"] });
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, html }) => `${id} (${help}): ${target.join(" ")}: ${html}`));
}"""


PAGES = [(lang, words) for words in (500, 1000, 2500) for lang in LANGS]


@pytest.fixture(scope="module", params=PAGES, ids=lambda page: "{}-{}".format(*page))
def tab(request: pytest.FixtureRequest, built_at: Callable[[int], Path], browser: Browser) -> Iterator[Page]:
    """The page of a language and a length, opened once, with axe in it; its policy does not ask about that."""
    lang, words = request.param
    tab = browser.new_page()
    tab.set_default_timeout(300_000)
    tab.goto((built_at(words) / f"lstm.{lang}.html").as_uri())
    tab.evaluate("() => document.fonts.ready")
    # A quarter of all elements, in which there is nothing for axe: outlines of the figures' letters.
    tab.evaluate("() => document.querySelectorAll('svg defs, svg use').forEach((outline) => outline.remove())")
    tab.evaluate((MODULES / "axe-core" / "axe.min.js").read_text("utf-8"))
    yield tab
    tab.close()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("colours", COLOURS)
def test_axe_finds_nothing(tab: Page, width: int, colours: str) -> None:
    """No rule of axe that runs by default, best practices among them, is broken."""
    tab.set_viewport_size({"width": width, "height": 900})
    tab.emulate_media(**COLOURS[colours])
    found = tab.evaluate(FOUND)
    assert not found, "\n".join(found)
