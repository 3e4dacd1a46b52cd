"""Speed as ratios, each pair of commands measured in turn in one run: `make bench`."""

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from lstm_article.article import LANGS, figure_text
from lstm_article.templating import Templates

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
from lstm_article.drawing import draw_structure, render
for lang, (labels, title, alt) in json.loads(sys.argv[1]).items():
    data = render(draw_structure(labels), "svg", title, alt)
    pathlib.Path(sys.argv[2], f"structure.{lang}.svg").write_bytes(data)
"""


def main() -> None:
    """Print the medians of each pair and their ratio beside the ratio aimed at."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "bare_typer.py").write_text(BARE_TYPER)
        (folder / "bare_drawing.py").write_text(BARE_DRAWING)
        texts = {lang: figure_text(Templates(), lang, "structure") for lang in LANGS}
        words = json.dumps({lang: (dict(text.labels), text.title, text.alt) for lang, text in texts.items()})
        out, bare = folder / "out", folder / "bare"
        bare.mkdir()

        def nothing() -> None:
            pass

        def empty() -> None:
            shutil.rmtree(out, ignore_errors=True)

        help_ = [COMMAND, "--help"]
        typer = [sys.executable, str(folder / "bare_typer.py"), "--help"]
        build = [COMMAND, "build", "--out", str(out)]
        drawing = [sys.executable, str(folder / "bare_drawing.py"), words, str(bare)]
        compare("--help", help_, nothing, "a bare Typer program's --help", typer, nothing, 1.15)
        compare("build", build, empty, "drawing its figures alone", drawing, nothing, 1.25)
        compare("build, nothing changed", build, nothing, "the first build", build, empty, 0.35)


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
