"""The MkDocs plugin: its pages in a browser, its settings and their errors, live reload."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Empty, Queue

import pytest

import docs_systems

CONFIG = "site_name: x\nplugins:\n  - lstm-article:\n      {}\n"


@pytest.mark.parametrize(("name", "path"), docs_systems.pages(docs_systems.MKDOCS))
def test_pages_in_a_browser(name: str, path: str, see_page: Callable[[str, str], None]) -> None:
    """The plugin's pages, and those written by the command, are complete in each host and theme."""
    see_page(name, path)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("pages: {lstm.md: fr}", "pages: lstm.md: there is no article in 'fr'; choose zh or en"),
        ("pages: {lstm.md: [en]}", "pages: lstm.md: there is no article in \"['en']\"; choose zh or en"),
        ("pages: {lstm.md: en, lstm.md: zh}", "pages: lstm.md: stands there twice; name each page once"),
        ("pages: {zh.md: zh}\nINHERIT: base.yml", "pages: a.md: stands there twice; name each page once"),
        ("pages: {zh.md: zh}\nINHERIT: !ENV [UNSET, base.yml]", "pages: a.md: stands there twice; name each page once"),
        ("pages: {lstm.md: en, ./lstm.md: zh}", "pages: ./lstm.md: another page is made there, lstm.md; name another"),
        ("pages: {a.md: en, a/index.md: zh}", "pages: a/index.md: another page is made there, a.md; name another"),
        ("pages: {index.md: en}", "pages: index.md: index.md is in docs_dir already; remove it or name another page"),
        ("pages: {here/lstm.md: en}", "pages: here/lstm.md: here/figures/memory.en.svg is in docs_dir already; remove it or name another page"),
        ("pages: {lstm.html: en}", "pages: lstm.html: is no page below docs_dir; write a path that ends in .md"),
        ("pages: {../lstm.md: en}", "pages: ../lstm.md: is no page below docs_dir; write a path that ends in .md"),
        ("pages: {}", "pages: names no page; write one, such as {lstm.md: en}"),
        ("{pages: {lstm.md: en}, words: 5000}", f"words: {docs_systems.length_out_of_reach()}"),
        ("{pages: {lstm.md: en}, words: 0}", "words: 0 is no number of words; write one, such as 1000"),
    ],
)  # fmt: skip
def test_settings(settings: str, message: str, tmp_path: Path) -> None:
    """A wrong setting stops the build with one line that names it, and without a traceback."""
    docs = tmp_path / "docs"
    (docs / "here" / "figures").mkdir(parents=True)
    (docs / "index.md").write_text("# Home\n")
    (docs / "here" / "figures" / "memory.en.svg").write_text("<svg/>")
    config = CONFIG.replace("      {}", f"      {settings}") + "theme: mkdocs\n"
    (tmp_path / "x.yml").write_text(config)
    (tmp_path / "base.yml").write_text(CONFIG.format("pages: {a.md: en, a.md: en}"))
    hosts = ("mkdocs", "properdocs") if "fr" in settings else ("mkdocs",)
    for host in hosts:
        done = docs_systems.call([host, "build", "-q", "-f", "x.yml"], tmp_path)
        assert done.returncode == 1
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        assert lines[0] == f"ERROR   -  plugin lstm-article: {message}"
        assert [line for line in lines[1:] if not line.startswith("Aborted")] == []
    assert sorted(file.name for file in docs.rglob("*.*")) == ["index.md", "memory.en.svg"]


@pytest.mark.parametrize(
    ("settings", "named"),
    [("{pages: {lstm.md: en}, words: many}", "words"), ("pages: [lstm.md]", "pages"), ("word: 1000", "pages")],
)
def test_settings_of_another_kind(settings: str, named: str, tmp_path: Path) -> None:
    """Errors of MkDocs itself name the setting too."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "x.yml").write_text(CONFIG.format(settings))
    done = docs_systems.call(["mkdocs", "build", "-q", "-f", "x.yml"], tmp_path)
    assert done.returncode == 1
    assert f"Plugin 'lstm-article' option '{named}'" in done.stderr
    assert "Traceback" not in done.stderr


TWICE = """
import sys
from mkdocs.commands.build import build
from mkdocs.config import load_config
from lstm_article.figures import files as figures
drawn = []
draw = figures.draw
figures.draw = lambda text: drawn.append(text.name) or draw(text)
for _ in range(2):
    build(load_config("mkdocs.yml"))
    print(len(drawn))
"""


def test_draws_once_a_process(tmp_path: Path) -> None:
    """A second build in the same process, as live reload makes it, draws no figure."""
    site = docs_systems.copied("mkdocs", tmp_path)
    done = docs_systems.call([sys.executable, "-P", "-c", TWICE], site)
    assert (done.returncode, done.stdout) == (0, "6\n6\n"), done.stderr


def test_serve_builds_once_a_change(tmp_path: Path) -> None:
    """Live reload builds again when a page changes, and only then; nothing is written into docs_dir."""
    site = docs_systems.copied("mkdocs", tmp_path)
    before = sorted((site / "docs").rglob("*"))
    command = [Path(sys.executable).with_name("mkdocs"), "serve", "--dev-addr", "127.0.0.1:0"]
    server = subprocess.Popen(command, cwd=site, stderr=subprocess.PIPE, text=True, encoding="utf-8")
    lines: Queue[str] = Queue()
    assert server.stderr is not None
    reader = threading.Thread(target=lambda: [lines.put(line) for line in server.stderr], daemon=True)
    reader.start()

    def until(text: str) -> Iterator[str]:
        while True:
            line = lines.get(timeout=60)
            yield line
            if text in line:
                return

    try:
        log = list(until("Serving on"))
        index = site / "docs" / "index.md"
        for change in range(3):
            index.write_text(index.read_text("utf-8") + f"\nMore {change}.\n", "utf-8")
            log += until("Reloading browsers")
    except Empty:
        pytest.fail("".join(log))
    finally:
        server.terminate()
        server.wait()
        reader.join()
        server.stderr.close()
    assert sum("Building documentation" in line for line in log) == 1 + 3
    assert sorted((site / "docs").rglob("*")) == before
