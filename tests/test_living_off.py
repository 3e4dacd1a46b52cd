"""Without JavaScript, and on paper, the page is as it is without the layer: the same pixels."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pymupdf
import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page

from lstm_article.build import BuildOptions, build_articles
from lstm_article.checks.report import Goal
from lstm_article.choices import LANGS

WINDOWS = [(360, "light"), (360, "dark"), (1000, "light"), (1000, "dark")]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the pages as they are without the layer."""
    out = tmp_path_factory.mktemp("plain")
    build_articles(BuildOptions(LANGS, ["html"], script=False, out=out), Goal())
    return out


@pytest.fixture(scope="module")
def contexts(browser: Browser) -> Iterator[dict[bool, BrowserContext]]:
    """Browsers with JavaScript, and without."""
    contexts = {on: browser.new_context(java_script_enabled=on, reduced_motion="reduce") for on in (True, False)}
    yield contexts
    for context in contexts.values():
        context.close()


@pytest.fixture(scope="module", params=LANGS)
def pages(
    request: pytest.FixtureRequest, built: Path, plain: Path, contexts: dict[bool, BrowserContext]
) -> Iterator[Callable[[str, bool], Page]]:
    """Open the living page of a language, or the plain one, with JavaScript or without, once each."""
    opened: dict[tuple[str, bool], Page] = {}
    folders = {"living": built, "plain": plain}

    def page(kind: str, javascript: bool) -> Page:
        if (kind, javascript) not in opened:
            tab = opened[kind, javascript] = contexts[javascript].new_page()
            tab.goto((folders[kind] / f"lstm.{request.param}.html").as_uri())
            tab.evaluate("() => document.fonts.ready")
        return opened[kind, javascript]

    yield page
    for tab in opened.values():
        tab.close()


def pixels(tab: Page) -> np.ndarray:
    """Return the pixels of the whole page."""
    return np.asarray(Image.open(io.BytesIO(tab.screenshot(full_page=True, scale="css"))).convert("RGB"))


def same(one: np.ndarray, other: np.ndarray) -> bool:
    """Tell whether two pictures are equal, of which each has both ink and paper."""
    assert one.max() - one.min() > 150
    return one.shape == other.shape and bool((one == other).all())


@pytest.mark.parametrize(("width", "scheme"), WINDOWS)
def test_without_javascript(width: int, scheme: str, pages: Callable[[str, bool], Page]) -> None:
    """With JavaScript off, no pixel of the page differs from that of the page that has no script."""
    shots = []
    for kind, javascript in (("living", False), ("plain", True)):
        tab = pages(kind, javascript)
        tab.set_viewport_size({"width": width, "height": 900})
        tab.emulate_media(color_scheme=scheme)
        shots.append(pixels(tab))
    assert same(*shots)


def sheets(tab: Page) -> list[np.ndarray]:
    """Return the pixels of the sheets on which a page is printed."""
    with pymupdf.open(stream=tab.pdf(prefer_css_page_size=True)) as pdf:
        maps = [sheet.get_pixmap(dpi=60) for sheet in pdf]
        return [np.frombuffer(each.samples, np.uint8).reshape(each.height, each.width, each.n) for each in maps]


def test_on_paper(pages: Callable[[str, bool], Page]) -> None:
    """Printed, the living page is the plain one, also when something is lit and numbers have been changed."""
    plain = sheets(pages("plain", True))
    tab = pages("living", True)
    at_rest = sheets(tab)
    tab.locator("[data-step] >> nth=3").click()
    tab.locator("[data-preset] >> nth=1").click()
    tab.locator("[data-place=memory] input").fill("0.7")
    used = sheets(tab)
    assert len(plain) == len(at_rest) == len(used)
    for number, (sheet, *others) in enumerate(zip(plain, at_rest, used, strict=True), 1):
        assert [same(sheet, other) for other in others] == [True, True], f"sheet {number}"


def test_on_screen_it_is_not_the_plain_page(pages: Callable[[str, bool], Page]) -> None:
    """What the other tests compare differs where the layer is at work: they can fail."""
    shots = []
    for kind in ("living", "plain"):
        tab = pages(kind, True)
        tab.set_viewport_size({"width": 1000, "height": 900})
        tab.emulate_media(color_scheme="light")
        shots.append(pixels(tab))
    assert not same(*shots)
