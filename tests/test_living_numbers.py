"""The numbers of the living cell stand in the diagram in places of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from lstm_article.choices import LANGS

# Boxes and points are in the figure's units; a text's box is as wide as its letters, and as high as its digits.
TOUCHING = """() => {
  const svg = document.querySelector("[data-node]").closest("svg");
  const inverse = svg.getScreenCTM().inverse();
  const box = (element) => {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    const [a, b] = [[left, top], [right, bottom]].map(([x, y]) => new DOMPoint(x, y).matrixTransform(inverse));
    return { left: a.x, top: a.y, right: b.x, bottom: b.y };
  };
  const apart = (a, b, gap) =>
    a.right + gap <= b.left || b.right + gap <= a.left || a.bottom + gap <= b.top || b.bottom + gap <= a.top;
  const numbers = [...svg.querySelectorAll("text")].map((text) => {
    const { left, right, top, bottom } = box(text);
    return [text, { left, right, top: top + 3.5, bottom: bottom - 3.5 }];
  });
  const others = [...svg.querySelectorAll("g[id], path[data-node]")].map((part) => [part, box(part)]);
  const points = [...svg.querySelectorAll("path[id*=-edge-], path[id$=-body]")].map((line) => [
    line,
    [...Array(400).keys()].map((part) => line.getPointAtLength((line.getTotalLength() * part) / 400)),
  ]);
  const found = [];
  for (const [text, place] of numbers) {
    const name = `${text.dataset.value}=${text.textContent}`;
    if (place.left < 0 || place.right > 480) found.push(`${name} leaves the figure`);
    for (const [other, box] of [...others, ...numbers]) {
      if (other !== text && !apart(place, box, 1)) found.push(`${name} touches ${other.id || other.dataset.value}`);
    }
    for (const [line, on] of points) {
      const near = on.filter(({ x, y }) => !apart(place, { left: x, right: x, top: y, bottom: y }, 1.5));
      if (near.length) found.push(`${name} touches ${line.id}`);
    }
  }
  return found;
}"""
WIDEST = "(width) => document.querySelectorAll('svg text[data-value]').forEach((text) => (text.textContent = width))"


@pytest.fixture(scope="module", params=LANGS)
def page(request: pytest.FixtureRequest, built: Path, browser: Browser) -> Iterator[Page]:
    """The page of a language on a wide screen."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto((built / f"lstm.{request.param}.html").as_uri())
    yield page
    page.close()


def test_numbers_touch_nothing(page: Page) -> None:
    """Whatever the reader sets, no number touches another part of the diagram: gates are between 0 and 1."""
    assert page.evaluate(TOUCHING) == []
    page.evaluate(WIDEST, "−0.00")
    signed = page.evaluate(TOUCHING)
    assert not [touched for touched in signed if touched[:3] not in {"f_t", "i_t", "o_t"}]


def test_large_states_have_room(page: Page) -> None:
    """States that have counted far, and inputs, stay within the figure and off its lines, too."""
    page.evaluate(WIDEST, "−88.8")
    found = page.evaluate(TOUCHING)
    assert not [touched for touched in found if touched.split("=")[0] in {"C_t", "C_{t-1}", "h_t", "h_{t-1}", "x_t"}]
