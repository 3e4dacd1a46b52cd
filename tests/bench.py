"""Speed as ratios, each pair of commands measured in turn in one run: `make bench`."""

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

from lstm_article import build_article
from lstm_article.labels import LANGS
from lstm_article.runs import memory

RUNS = 9
COMMAND = str(Path(sys.executable).with_name("lstm-article"))

BARE_TYPER = """
import typer
def main(name: str = "x"): print(name)
typer.run(main)
"""

# What a build cannot do without: matplotlib imported, the same figures drawn and saved.
BARE_DRAWING = """
import json, pathlib, sys
from lstm_article import chart, diagram, drawing, unrolled
for lang, (labels, names, steps, left) in json.loads(pathlib.Path(sys.argv[1]).read_text()).items():
    for name, figure in {
        "structure": drawing.draw(diagram.STRUCTURE, labels["structure"]),
        "unrolled": drawing.draw(unrolled.unrolled(steps, names), labels["unrolled"]),
        "memory": chart.draw(left, labels["memory"]),
    }.items():
        pathlib.Path(sys.argv[2], f"{name}.{lang}.svg").write_bytes(figure.render("svg", name, "title", "text"))
"""


def drawn_from() -> dict[str, list[object]]:
    """Return what `BARE_DRAWING` draws from: the labels, and the numbers already computed."""
    found: dict[str, list[object]] = {}
    for lang in LANGS:
        article = build_article(lang)
        assert article.numbers is not None
        labels = {figure.name: dict(figure.labels) for figure in article.figures}
        names = {role: role for role in ("x", "h", "C")}
        found[lang] = [labels, names, list(article.numbers.steps), memory(article.numbers.cell)]
    return found


def megabyte() -> str:
    """Return the English article with its prose repeated until it has a million bytes."""
    markdown = build_article("en").markdown
    before, prose, after = re.split(r"(?=## How the cell)|(?=## References)", markdown)
    prose = re.sub(r"!\[.*?\n\n.*?\n", "", prose)
    return before + prose * ((1_000_000 - len(markdown)) // len(prose.encode())) + after


def main() -> None:
    """Print the medians of each pair and their ratio beside the ratio aimed at."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "bare_typer.py").write_text(BARE_TYPER)
        (folder / "bare_drawing.py").write_text(BARE_DRAWING)
        (folder / "drawn_from.json").write_text(json.dumps(drawn_from()))
        out, bare = folder / "out", folder / "bare"
        bare.mkdir()

        def nothing() -> None:
            pass

        def empty() -> None:
            shutil.rmtree(out, ignore_errors=True)

        help_ = [COMMAND, "--help"]
        typer = [sys.executable, str(folder / "bare_typer.py"), "--help"]
        build = [COMMAND, "build", "--out", str(out)]
        drawing = [
            sys.executable,
            str(folder / "bare_drawing.py"),
            str(folder / "drawn_from.json"),
            str(bare),
        ]
        long = out / "megabyte.md"
        check = [COMMAND, "check", str(long), "--tolerance", "1000000"]
        pandoc = [
            pypandoc.get_pandoc_path(),
            str(long),
            "--to",
            "json",
            "--output",
            str(bare / "megabyte.json"),
        ]
        compare("--help", help_, nothing, "a bare Typer program's --help", typer, nothing, 1.15)
        compare("build", build, empty, "drawing its figures alone", drawing, nothing, 1.25)
        compare("build, nothing changed", build, nothing, "the first build", build, empty, 0.35)
        long.write_text(megabyte(), "utf-8")
        compare("check of 1 MB", check, nothing, "pandoc's reading of it", pandoc, nothing, 3)


def compare(
    name: str, command: list[str], prepare: Callable[[], None],
    other_name: str, other: list[str], other_prepare: Callable[[], None], aim: float,
) -> None:  # fmt: skip
    """Run both commands in turn, each after its preparation, and print medians and ratio."""
    times: tuple[list[float], list[float]] = ([], [])
    for run in range(RUNS + 1):
        # The other goes first: a first build leaves what the second one finds unchanged.
        for which, (call, before) in enumerate([(other, other_prepare), (command, prepare)]):
            before()
            start = time.perf_counter()
            subprocess.run(call, check=True, stdout=subprocess.DEVNULL)
            if run:  # the first round warms the caches
                times[which].append(time.perf_counter() - start)
    base, ours = map(statistics.median, times)
    print(f"{name}: {ours:.3f} s; {other_name}: {base:.3f} s; ratio {ours / base:.2f} (aim: at most {aim})")


if __name__ == "__main__":
    main()
