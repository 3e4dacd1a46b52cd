"""Speed as ratios, each pair of commands measured in turn in one run, and the living page's: `make bench`."""

import json
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pypandoc
from playwright.sync_api import Page, sync_playwright

from browser import find
from lstm_article import build_article

RUNS = 15
PAGES = 200
INPUTS = 60  # to the living page, of each kind
PAUSE = 150  # milliseconds between them
SLOWER = 4  # times, as a phone's processor beside this one
COMMAND = str(Path(sys.executable).with_name("lstm-article"))

BARE_TYPER = """
import typer
def main(name: str = "x"): print(name)
typer.run(main)
"""

# What any program pays for six plain figures of matplotlib's as SVG: ten lines and ten words each.
PLAIN_FIGURES = """
import io
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
for _ in range(6):
    figure = Figure(figsize=(5.6, 5.6))
    FigureCanvasSVG(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.axis("off")
    for step in range(10):
        axes.plot((0, 1), (0, step / 10))
        axes.text(step / 10, 0.5, f"label {step}")
    figure.savefig(io.BytesIO(), format="svg")
"""
# What a build cannot do without, though it has nothing to write.
IMPORTS = "import typer, jinja2, markdown_it, math_core"


# What live reload does: one build after another in one process.
TWICE = """
import json, logging, sys, time
from mkdocs.commands.build import build
from mkdocs.config import load_config
from lstm_article.figures import files as figures
logging.disable()
drawn, draw = [], figures.draw
figures.draw = lambda text: drawn.append(text.name) or draw(text)
taken = []
for _ in range(2):
    start, before = time.perf_counter(), len(drawn)
    build(load_config(sys.argv[1]))
    taken.append((time.perf_counter() - start, len(drawn) - before))
print(json.dumps(taken))
"""


# What once took minutes or gigabytes: a text's beginning, and what follows until it has its size.
HOSTILE = {
    "brackets after rows": ("$$\nh_t = ", r"\\["),
    "recurrences": ("", "$$\na_t = x_t + a_{t-1}\n$$\n\n"),
    "remarks": ("", f"$$\nh_t = x_t {'&, ' * 600}b\n$$\n\n"),
    "list items": ("", "- a\n"),
    "table rows": ("a|b\n-|-\n", "a|b\n"),
    "lines after quotes": (">" * 90, "a\n"),
    "nested brackets": ("", "[" * 80 + "]" * 80),
    "entries of one number": ("# References\n\n", "[1] a\n"),
    "wrong terms": ("", "忘记门，"),
    "plain words": ("", "word "),
}

# From an input to the end of the next frame. A message that is sent while a frame begins is read when the frame's style,
# layout and paint are done; a second animation frame would come up to 16 ms later, and Event Timing counts in steps of 8.
WATCH = """kind => {
  taken = [];
  addEventListener(kind, (event) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => taken.push(performance.now() - event.timeStamp);
    port2.postMessage(null);
  }), true);
}"""


def megabyte() -> str:
    """Return the English article with its prose repeated, each time a little different, up to a million bytes."""
    markdown = build_article("en").markdown
    before, prose, after = re.split(r"(?=## How the gradient)|(?=## References)", markdown)
    prose = re.sub(r"!\[.*?\n\n.*?\n", "", prose)
    times = (1_000_000 - len(markdown)) // len(prose.encode())
    return before + "".join(prose.replace("the ", f"the {time} ") for time in range(times)) + after


def main() -> None:
    """Print the medians of each pair and their ratio beside the ratio aimed at."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "bare_typer.py").write_text(BARE_TYPER)
        out, bare = folder / "out", folder / "bare"
        bare.mkdir()

        def nothing() -> None:
            pass

        def empty() -> None:
            shutil.rmtree(out, ignore_errors=True)

        help_ = [COMMAND, "--help"]
        typer = [sys.executable, str(folder / "bare_typer.py"), "--help"]
        build = [COMMAND, "build", "--out", str(out)]
        figures, imports = ([sys.executable, "-c", code] for code in (PLAIN_FIGURES, IMPORTS))
        long = out / "megabyte.md"
        check = [COMMAND, "check", str(long), "--tolerance", "1000000"]
        pandoc = [pypandoc.get_pandoc_path(), str(long), "--to", "json", "--output", str(bare / "megabyte.json")]
        compare("--help", help_, nothing, "a bare Typer program's --help", typer, nothing, 1.15)
        compare("build", build, empty, "six plain figures by matplotlib alone", figures, nothing, 1.5)
        compare("build, nothing changed", build, nothing, "the imports that it needs", imports, nothing, 2.5)
        html, docx, pdf = ([*build, "--lang", "en", "--format", ending] for ending in ("html", "docx", "pdf"))
        compare("a Word file", docx, empty, "the page", html, empty, 2)
        compare("a PDF", pdf, empty, "the page", html, empty, 3)
        compare("build --words 1500", [*build, "--words", "1500"], empty, "of 1000", build, empty, 1.25)
        empty()
        subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
        long.write_text(megabyte(), "utf-8")
        compare("check of 1 MB", check, nothing, "pandoc's reading of it", pandoc, nothing, 3)
        living_page(out / "lstm.en.html")
        hostile(folder / "hostile.md")
        docs_site(folder)


def living_page(file: Path) -> None:
    """Print how long the living page takes from an input to its paint, on a processor a few times slower."""
    inputs = {
        "moving the range of b_f": ("keydown", "[data-range=b_f]", move),
        "pressing a step": ("click", "[data-step]", press),
        "pointing at an equation": ("pointerover", "[data-defines]", point),
        "moving the range of the memory": ("keydown", "[data-memory] input", move),
        "moving it at its end": ("keydown", "[data-memory] input", move_at_end),
    }
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find())
        for name, (kind, parts, act) in inputs.items():
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.goto(file.as_uri())
            page.locator("[data-preset]").first.click()
            page.locator(parts).first.scroll_into_view_if_needed()
            boxes = [box for part in page.locator(parts).all() if (box := part.bounding_box()) and 0 < box["y"] < 850]
            points = [(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) for box in boxes]
            page.locator(parts).first.focus()
            page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
            page.evaluate(WATCH, kind)
            for number in range(INPUTS):
                act(page, number, points)
                page.wait_for_timeout(PAUSE)
            taken = page.evaluate("taken")
            assert len(taken) == INPUTS, f"{len(taken)} inputs were seen"
            print(
                f"{name}: {statistics.median(taken):.0f} ms; the longest of {INPUTS}: {max(taken):.0f} ms (aim: 30 ms)"
            )
            page.close()
        browser.close()


def move(page: Page, number: int, _: list[tuple[float, float]]) -> None:
    """Move a range by a key, there and back."""
    page.keyboard.press("ArrowRight" if number % 2 else "ArrowLeft")


def move_at_end(page: Page, number: int, _: list[tuple[float, float]]) -> None:
    """Move a range by a key, at its end and back."""
    page.keyboard.press("ArrowLeft" if number % 2 else "End")


def press(page: Page, number: int, points: list[tuple[float, float]]) -> None:
    """Press one button after another, as slowly as a hand does."""
    page.mouse.move(*points[number % len(points)])
    page.wait_for_timeout(PAUSE)
    page.mouse.down()
    page.wait_for_timeout(PAUSE)
    page.mouse.up()


def point(page: Page, number: int, points: list[tuple[float, float]]) -> None:
    """Point at one part after another."""
    page.mouse.move(*points[number % len(points)])


def hostile(file: Path) -> None:
    """Print how long a check takes for each hostile text of half a megabyte, and of the largest size."""
    for name, (begins, goes_on) in HOSTILE.items():
        seconds = []
        for size in (500_000, 2_000_000):
            times = (size - len(begins)) // len(goes_on.encode())
            file.write_text(begins + goes_on * times, "utf-8")
            start = time.perf_counter()
            subprocess.run([COMMAND, "check", str(file)], check=False, capture_output=True)
            seconds.append(time.perf_counter() - start)
        half, whole = seconds
        print(f"2 MB of {name}: {whole:.2f} s; 0.5 MB: {half:.2f} s; ratio {whole / half:.1f} (aim: 5 s, at most 4.5)")


def docs_site(folder: Path) -> None:
    """Print what the MkDocs plugin adds to the build of a large site, and what live reload's next build costs."""
    docs = folder / "docs"
    docs.mkdir()
    for number in range(PAGES):
        text = "".join(f"## Part {part}\n\n{'Some words. ' * 80}\n\n" for part in range(5))
        (docs / f"page-{number}.md").write_text(f"# Page {number}\n\n{text}")
    configs = {
        "without": "",
        "with": "plugins:\n  - search\n  - lstm-article:\n      pages: {lstm.md: en, zh/lstm.md: zh}\n",
    }
    for name, plugin in configs.items():
        (folder / f"{name}.yml").write_text(f"site_name: x\ntheme: mkdocs\nsite_dir: {folder / name}\n{plugin}")
    calls = {
        name: [str(Path(COMMAND).with_name("mkdocs")), "build", "-q", "-f", str(folder / f"{name}.yml")]
        for name in configs
    }
    times = side_by_side([(calls["without"], lambda: None), (calls["with"], lambda: None)])
    without, with_plugin = map(statistics.median, times)
    print(
        f"{PAGES} pages in MkDocs: {with_plugin:.3f} s with the plugin, {without:.3f} s without; "
        f"{with_plugin - without:.2f} s more (aim: at most 1.0)"
    )
    twice = [sys.executable, "-c", TWICE, str(folder / "with.yml")]
    done = subprocess.run(twice, check=True, capture_output=True, text=True)
    (first, drawn), (second, drawn_again) = json.loads(done.stdout)
    print(
        f"live reload: {second:.3f} s, {drawn_again} figures drawn; the build before: {first:.3f} s, {drawn} figures; "
        f"ratio {second / first:.2f} (aim: no figures)"
    )


def compare(
    name: str, command: list[str], prepare: Callable[[], None],
    other_name: str, other: list[str], other_prepare: Callable[[], None], aim: float,
) -> None:  # fmt: skip
    """Run both commands in turn, each after its preparation, and print medians and ratio."""
    # The other goes first: a first build leaves what the second one finds unchanged.
    base, ours = map(statistics.median, side_by_side([(other, other_prepare), (command, prepare)]))
    print(f"{name}: {ours:.3f} s; {other_name}: {base:.3f} s; ratio {ours / base:.2f} (aim: at most {aim})")


def side_by_side(commands: list[tuple[list[str], Callable[[], None]]]) -> list[list[float]]:
    """Return the seconds that commands take, run in turn, each after its preparation."""
    times: list[list[float]] = [[] for _ in commands]
    for run in range(RUNS + 1):
        for which, (call, before) in enumerate(commands):
            before()
            start = time.perf_counter()
            subprocess.run(call, check=True, stdout=subprocess.DEVNULL)
            if run:  # the first round warms the caches
                times[which].append(time.perf_counter() - start)
    return times


if __name__ == "__main__":
    main()
