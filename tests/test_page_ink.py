"""The ink of the page: nothing of its mathematics, or of the text around it, is cut off or painted over."""

import base64
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from lstm_article.choices import LANGS

# Without forced colours, Chromium paints no backplate, a box in the colour of the page, below text.
BARE = "main :not(svg, svg *) { forced-color-adjust: none !important; color: CanvasText !important; }"
# What overflows a box is painted, and no line moves.
UNCUT = "main :is(.equation, .table) { overflow: visible !important; contain: layout !important; }"
STYLED = """(css) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [sheet];
}"""
BLOCKS = """() => [...document.querySelectorAll("main :is(h1, h2, p, li, tr, figcaption, .equation)")]
  .filter((block) => block.checkVisibility()).map((block) => {
    const { left, top, right, bottom } = block.getBoundingClientRect();
    return [left, top + scrollY, right, bottom + scrollY, block.textContent.slice(0, 40)];
  })"""


@pytest.fixture(scope="module", params=LANGS)
def tab(request: pytest.FixtureRequest, built_at: Callable[[int], Path], browser: Browser) -> Iterator[Page]:
    """The longest page of a language, which has all equations."""
    tab = browser.new_page()
    tab.set_default_timeout(300_000)
    tab.goto((built_at(2500) / f"lstm.{request.param}.html").as_uri())
    tab.evaluate("() => document.fonts.ready")
    yield tab
    tab.close()


@pytest.fixture(params=[360, 1280])
def window(request: pytest.FixtureRequest, tab: Page) -> Page:
    """The page as it is in a window of a width."""
    tab.set_viewport_size({"width": request.param, "height": 900})
    tab.emulate_media(forced_colors="none", color_scheme="light")
    tab.evaluate(STYLED, "")
    return tab


def brightness(tab: Page) -> np.ndarray:
    """Return how bright each pixel of the whole page is, from 0 to 255."""
    devtools = tab.context.new_cdp_session(tab)
    whole = {**devtools.send("Page.getLayoutMetrics")["cssContentSize"], "scale": 1}
    # Playwright's own screenshot takes several times as long.
    settings = {"format": "png", "captureBeyondViewport": True, "optimizeForSpeed": True, "clip": whole}
    shot = devtools.send("Page.captureScreenshot", settings)["data"]
    devtools.detach()
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(shot))).convert("L"))


def lost(tab: Page, css: str) -> dict[str, int]:
    """Return which blocks have more ink with a style sheet than without: how many pixels are dark then alone."""
    shown = brightness(tab)
    tab.evaluate(STYLED, css)
    uncovered = brightness(tab)
    assert shown.shape == uncovered.shape
    pixels, inked = {}, 0
    for left, top, right, bottom, text in tab.evaluate(BLOCKS):
        place = slice(int(top), int(bottom) + 1), slice(max(int(left), 0), int(right) + 1)
        ink = uncovered[place] < 100
        inked += bool(ink.any())
        pixels[text] = int((ink & (shown[place] > 200)).sum())
    assert inked >= len(pixels) / 2  # not on a page without ink
    return {text: count for text, count in pixels.items() if count}


def test_equations_do_not_scroll(window: Page) -> None:
    """The box of an equation is as high as all that is in it, so that it cannot be moved up and down."""
    heights = window.evaluate(
        "() => [...document.querySelectorAll('.equation')].map((e) => [e.id, e.scrollHeight, e.clientHeight])"
    )
    assert heights
    assert {name: (inner, box) for name, inner, box in heights if inner != box} == {}


def test_boxes_cut_off_no_ink(window: Page) -> None:
    """What is dark in an equation or a table whose box lets everything out is dark in its own box, too."""
    assert lost(window, UNCUT) == {}


def test_forced_colours_leave_all_ink(window: Page) -> None:
    """Where a system forces its colours, the backplates of mathematics and text hide no line beside them."""
    window.emulate_media(forced_colors="active", color_scheme="light")
    assert lost(window, BARE) == {}


def test_code_fits_its_box(tab: Page) -> None:
    """On a desktop no line of code is wider than its box."""
    tab.set_viewport_size({"width": 1280, "height": 900})
    widths = tab.evaluate("() => [...document.querySelectorAll('pre')].map((e) => [e.scrollWidth, e.clientWidth])")
    assert len(widths) == 3
    assert {inner <= box for inner, box in widths} == {True}
