"""The page in Firefox: `make test-firefox` runs this file, since it needs Debian's firefox-esr."""

import base64
import io
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from docs_systems import MODULES, NODE, TESTS
from lstm_article.choices import LANGS

WIDTHS = (360, 1280)
SCALE = 4  # pixels in a picture to one in the page
MEASURE = """() => {
  const shown = (selector) => [...document.querySelectorAll(`main ${selector}`)].filter((e) => e.checkVisibility());

  const wide = [document.documentElement, ...shown(":not(svg *, math *, pre)")]
    .filter((e) => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 1 && getComputedStyle(e).display !== "inline")
    .map((e) => e.outerHTML.slice(0, 80));

  // How low elements are that are inserted somewhere and have no size. A box is on the baseline of its line, wherever
  // there may be a line break; an empty element within a line is as high as the font, and admits no line break.
  const lows = (ranges, display) => {
    const probes = ranges.map((range) => {
      const probe = document.createElement("span");
      probe.style.display = display;
      range.insertNode(probe);
      return probe;
    });
    const bottoms = probes.map((probe) => probe.getBoundingClientRect().bottom);
    probes.forEach((probe) => { const parent = probe.parentNode; probe.remove(); parent.normalize(); });
    return bottoms;
  };
  const within = (node, start, end = start) => {
    const range = document.createRange();
    range.setStart(node, start);
    range.setEnd(node, end);
    return range;
  };
  const after = (node) => {
    const range = document.createRange();
    range.setStartAfter(node);
    return range;
  };
  const rows = shown("tr").map((row) =>
    [row.textContent.trim(), lows([...row.cells].map((cell) => within(cell, 0)), "inline-block")]);

  // How far the lines of a block are apart, beside what the style sheet says. Each is found by its text and mathematics.
  const gaps = (block) => {
    const step = parseFloat(getComputedStyle(block).lineHeight);
    const places = [];
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_ALL);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.nodeName === "math") places.push(after(node));
      if (node.nodeType !== Node.TEXT_NODE || node.parentElement.closest("math")) continue;
      if (getComputedStyle(node.parentElement).fontSize !== getComputedStyle(block).fontSize) continue;
      let line = NaN;
      for (let at = 0; at < node.length; at += 1) {
        const [box] = within(node, at, at + 1).getClientRects();
        if (!box?.width || Math.abs(box.bottom - line) < step / 2) continue;
        line = box.bottom;
        places.push(within(node, at + 1));
      }
    }
    // The last first: an inserted element divides the text in which it is.
    const bottoms = lows(places.reverse(), "inline").sort((a, b) => a - b);
    const lines = bottoms.filter((bottom, at) => !at || bottom - bottoms[at - 1] > step / 2);
    return lines.slice(1).map((bottom, at) => bottom - lines[at] - step);
  };
  const blocks = shown(":is(p, li, figcaption):not(:has(p, ul, ol, pre))").map((block) =>
    [block.textContent.slice(0, 40), !!block.querySelector("math"), gaps(block)]);

  return { wide, rows, blocks };
}"""
# Shows the signs of the element-wise product alone, and says where they are, in an equation or not, and in which size.
PRODUCTS = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(":root { background: white } * { visibility: hidden } .shown { visibility: visible; color: black }");
  document.adoptedStyleSheets = [sheet];
  const signs = [...document.querySelectorAll("main mo")].filter((mo) => mo.textContent === "\u2299");
  signs.forEach((mo) => mo.classList.add("shown"));
  const sizes = signs.map((mo) => parseFloat(getComputedStyle(mo).fontSize));
  const places = signs.map((mo, at) => {
    const { left, top, width, height } = mo.getBoundingClientRect();
    return { x: left + scrollX - sizes[at], y: top + scrollY - sizes[at], width: width + 2 * sizes[at], height: height + 2 * sizes[at] };
  });
  return { places, sizes, inEquation: signs.map((mo) => !!mo.closest(".equation")) };
}"""


@pytest.fixture(scope="module")
def pages(built: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What Firefox shows of the page in each language: its complaints, and what is measured in windows of each width."""
    path = shutil.which("firefox-esr") or shutil.which("firefox")
    if path is None:
        pytest.fail("no Firefox: install Debian's `firefox-esr`")
    if not (MODULES / "puppeteer-core").is_dir():
        pytest.fail("no npm packages: `npm ci --prefix tests`, or run `make test-firefox`, which does")
    files = [(built / f"lstm.{lang}.html").as_uri() for lang in LANGS]
    steps = [*({"width": width, "script": MEASURE} for width in WIDTHS), {"width": 1280, "script": PRODUCTS}]
    orders = [{"url": file, "steps": steps} for file in files]
    done = subprocess.run(
        [NODE, "firefox.mjs"], cwd=TESTS, input=json.dumps({"executablePath": path, "pages": orders}),
        capture_output=True, text=True, check=False, timeout=600,
        env={**os.environ, "HOME": str(tmp_path_factory.mktemp("home"))},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return dict(zip(LANGS, json.loads(done.stdout), strict=True))


@pytest.fixture(params=LANGS)
def seen(request: pytest.FixtureRequest, pages: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return pages[request.param]


@pytest.fixture(params=WIDTHS)
def measured(request: pytest.FixtureRequest, seen: dict[str, Any]) -> dict[str, Any]:
    """What is measured in a window of a width."""
    return seen["results"][WIDTHS.index(request.param)]


def test_the_page_opens(seen: dict[str, Any]) -> None:
    """Firefox logs nothing, asks for no other file, and refuses nothing that the page has."""
    assert seen["complaints"] == []


def test_nothing_scrolls_sideways(measured: dict[str, Any]) -> None:
    """Neither the page nor an equation or table in it is wider than its place; what is one pixel wide is heard alone."""
    assert measured["wide"] == []


def test_rows_have_one_baseline(measured: dict[str, Any]) -> None:
    """The first lines of the cells of a table's row are on one baseline, be they text or mathematics."""
    assert measured["rows"]
    spread = {text: max(bottoms) - min(bottoms) for text, bottoms in measured["rows"]}
    assert {text: apart for text, apart in spread.items() if apart > 1} == {}


def test_mathematics_sets_no_lines_apart(measured: dict[str, Any]) -> None:
    """Lines with and without mathematics are as far apart as the style sheet says, to a pixel."""
    assert any(has_math and gaps for _, has_math, gaps in measured["blocks"])
    off = {text: [round(gap, 2) for gap in gaps if abs(gap) > 1.05] for text, _, gaps in measured["blocks"]}
    assert {text: gaps for text, gaps in off.items() if gaps} == {}


def test_the_product_is_as_large_in_an_equation_as_in_a_line(seen: dict[str, Any]) -> None:
    """The sign of the element-wise product grows with its text alone, not with the style of an equation."""
    *_, products = seen["results"]
    heights: dict[bool, list[float]] = {True: [], False: []}
    for picture, size, in_equation in zip(products["pictures"], products["sizes"], products["inEquation"], strict=True):
        dark = Image.open(io.BytesIO(base64.b64decode(picture))).convert("L").point(lambda value: 255 * (value < 128))
        _, top, _, bottom = dark.getbbox()
        heights[in_equation].append((bottom - top) / SCALE / size)
    assert heights[False]
    assert heights[True]
    assert max(heights[True]) <= 1.03 * min(heights[False]), heights
