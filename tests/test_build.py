"""A build: the same bytes everywhere, only changed files are written, and `--check` finds stale ones."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import lstm_article
from lstm_article.choices import CHECKS, LANGS
from lstm_article.figures.theme import STYLE
from terminal import run_on_terminal


def snapshot(folder: Path) -> dict[str, bytes]:
    """Return the contents of all files in a folder, by their paths in it."""
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_python_builds_what_the_command_builds(built: Path) -> None:
    """`build_article` gives the Markdown that `build` writes."""
    for lang in LANGS:
        article = lstm_article.build_article(lang)
        assert (built / f"lstm.{lang}.md").read_text("utf-8") == article.markdown


def test_a_page_has_the_figures_colours_once(built: Path) -> None:
    """The three figures of a page share the rules for their colours, which stand in the page's style sheet."""
    for lang in LANGS:
        page, *figures = (built / f"lstm.{lang}.html").read_text("utf-8").split('<svg xmlns="')
        assert page.count(STYLE) == 1
        assert len(figures) == 3
        assert "<style>" not in "".join(figures)


def test_check_option_writes_nothing(tmp_path: Path, run) -> None:
    """`--check` of a folder that is not there makes none."""
    assert run("build", "--check", "-o", tmp_path / "out").returncode == 1
    assert not (tmp_path / "out").exists()


def test_check_option_names_what_is_stale(built: Path, tmp_path: Path, run) -> None:
    """`--check`: exit 0 on a current folder, 1 on a stale one, naming each file that differs and no other."""
    current = json.loads(run("build", "--check", "--json", "-o", built).stdout)
    assert current["articles"][0]["checks"] == dict.fromkeys((*CHECKS, "fresh"), "pass")
    out = tmp_path / "out"
    shutil.copytree(built, out)
    assert run("build", "--check", "-o", out).returncode == 0
    names = sorted(snapshot(out))
    assert len(names) == 10
    for stale in (names[:1], names[1:], names):
        for name in stale:
            (out / name).write_bytes((built / name).read_bytes() + b" ")
        before = snapshot(out)
        done = run("build", "--check", "-o", out)
        assert done.returncode == 1
        assert sorted(done.stderr.splitlines()) == [
            f"{out / name}:1: fresh: differs from what would be written; build it again" for name in stale
        ]
        assert snapshot(out) == before
        for name in stale:
            shutil.copy(built / name, out / name)


@pytest.mark.parametrize("formats", [["md", "html"], ["html"]])
def test_nothing_changed_draws_nothing(formats: list[str], built: Path) -> None:
    """A build with nothing changed imports no heavy library: figures are taken from where they lie."""
    out = loading("build", "--out", built, *(f"--format={name}" for name in formats))
    assert {line.split()[0] for line in out.splitlines()[2:-1]} == {"unchanged"}
    assert out.splitlines()[-1] == "loaded:"


def test_drawing_svg_loads_no_figure_of_matplotlibs(tmp_path: Path) -> None:
    """A first build needs only what lays letters out: neither matplotlib's figures and axes nor Pygments."""
    out = loading("build", "--out", tmp_path)
    assert {line.split()[0] for line in out.splitlines()[2:-1]} == {"written"}
    assert len([*(tmp_path / "figures").glob("*.svg")]) == 6
    assert out.splitlines()[-1] == "loaded: matplotlib matplotlib.textpath numpy"


def loading(*arguments: object) -> str:
    """Run the command in a new process; return what it says and, last, which of the costly modules it has loaded."""
    costly = ["matplotlib", "matplotlib.axes", "matplotlib.figure", "matplotlib.textpath", "numpy", "pygments"]
    code = f"""
import atexit, sys
sys.argv = ["lstm-article", *{[*map(str, arguments)]!r}]
atexit.register(lambda: print("loaded:", *(name for name in {costly} if name in sys.modules), flush=True))
from lstm_article.__main__ import main
main()
"""
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_line_ends_of_a_checkout_are_current(built: Path, tmp_path: Path, run) -> None:
    """A checkout in which Git ends lines as on Windows is current, and a build leaves it as it is."""
    shutil.copytree(built, tmp_path, dirs_exist_ok=True)
    for file in tmp_path.rglob("*.*"):
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    before = snapshot(tmp_path)
    for call in (("build", "--check"), ("build",)):
        done = run(*call, "-o", tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
        assert {line.split()[0] for line in done.stdout.splitlines()[2:]} <= {"current", "unchanged"}
    assert snapshot(tmp_path) == before


def test_unused_figures_are_told_and_stay(tmp_path: Path, run) -> None:
    """Figures of a longer article are told of a shorter one, on one line of a terminal, until they are removed."""
    out = tmp_path / "article"
    left = [f"article/figures/{name}.{lang}.svg" for lang in LANGS for name in ("unrolled", "memory")]
    out.joinpath("figures").mkdir(parents=True)
    others = ["notes.en.svg", "memory.fr.svg", "memory.en.png", "my-memory.en.svg"]  # a user's, and of another format
    for path in (*left, *(f"article/figures/{name}" for name in others)):
        (tmp_path / path).write_bytes(b"a figure")
    call = ("build", "--words", 400, "--out", "article")

    def told(*options: str) -> list[str]:
        done = run(*call, *options, cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
        return [line.removeprefix("unused ") for line in done.stdout.splitlines() if line.startswith("unused ")]

    assert told() == left
    assert told("--check") == left
    articles = json.loads(run(*call, "--json", cwd=tmp_path).stdout)["articles"]
    assert [facts["unused"] for facts in articles] == [left[:2], left[2:]]
    code, shown = run_on_terminal(*call, cwd=tmp_path)
    line = "unused article/figures/: unrolled.zh.svg, memory.zh.svg, unrolled.en.svg, memory.en.svg"
    assert (code, shown.splitlines()[-1], shown.count("unused")) == (0, line, 1)
    assert told("--lang", "en") == left[2:]
    assert told("--lang", "en", "--format", "html") == []
    assert told("--lang", "en", "--figure-format", "png") == ["article/figures/memory.en.png"]
    (out / "folder.md").mkdir()
    for page in ("other.en.md", "other.html", "other.mdx", "other.rst"):
        (out / page).write_text("![A figure](figures/memory.en.svg)")
        assert told("--lang", "en") == left[2:3]
        (out / page).unlink()
    (out / "figures" / "unrolled.en.svg").unlink()
    assert told() == [*left[:2], left[3]]
    assert len([*(out / "figures").iterdir()]) == 2 + 3 + len(others) + 1


def test_unused_figures_of_an_asset_folder(tmp_path: Path, run) -> None:
    """Where each article has a folder for its figures, that is where unused ones are told."""
    call = ("build", "--words", 400, "--flavor", "hexo", "--lang", "en", "--out", tmp_path)
    left = tmp_path / "lstm.en" / "figures" / "memory.en.svg"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"a figure")
    (tmp_path / "other.en.md").write_text("![A figure](figures/memory.en.svg)")  # in its own folder
    assert run(*call).stdout.splitlines()[-1] == f"unused {left}"


@pytest.mark.parametrize("leads_to", ["folder", "file", "nothing", "itself"])
def test_a_figures_folder_that_is_a_link(leads_to: str, built: Path, tmp_path: Path, run) -> None:
    """The figures' folder may be a link to a folder; one to a file, to nothing or in a circle is one line."""
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    shutil.copytree(built / "figures", elsewhere / "folder")
    (elsewhere / "file").write_bytes(b"mine")
    before = snapshot(elsewhere)
    out.mkdir()
    (out / "figures").symlink_to(out / "figures" if leads_to == "itself" else elsewhere / leads_to)
    done = run("build", "-o", out)
    if leads_to == "folder":
        assert (done.returncode, done.stderr) == (0, "")
        assert [path.name for path in out.iterdir() if path.is_dir()] == ["figures"]
        assert (out / "figures" / "memory.en.svg").samefile(elsewhere / "folder" / "memory.en.svg")
    else:
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == f"error: {out}/figures: is not a folder; choose another --out\n"
        assert [*out.iterdir()] == [out / "figures"]
    assert snapshot(elsewhere) == before


@pytest.mark.parametrize(
    ("name", "code"),
    [("a" * 240, 0), ("门" * 80, 0), ("a" * 248, 2), ("门" * 240, 2)],
    ids=["240", "80 Chinese", "248", "240 Chinese"],
)
def test_long_names(name: str, code: int, built: Path, tmp_path: Path, run) -> None:
    """A name may be as long as the file system lets `NAME.en.html` be; one that is longer is one line."""
    shutil.copytree(built, tmp_path, dirs_exist_ok=True)
    before = snapshot(tmp_path)
    done = run("build", "--name", name, "-o", tmp_path)
    assert done.returncode == code, done
    if code == 2:
        told = "cannot be written: File name too long; choose a shorter name"
        assert re.fullmatch(f"error: {tmp_path}/{name}.zh.(md|html): {told}\n", done.stderr)
        assert snapshot(tmp_path) == before
    else:
        assert len(snapshot(tmp_path)) == len(before) + 4


def test_unchanged_files_keep_their_time(built: Path, tmp_path: Path, run) -> None:
    """A second build touches nothing; a changed file alone is written again, in its own mode."""
    shutil.copytree(built, tmp_path, dirs_exist_ok=True)
    times = {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*")}
    assert "written" not in run("build", "-o", tmp_path).stdout
    assert {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*")} == times
    edited = tmp_path / "lstm.zh.md"
    edited.write_text("x")
    edited.chmod(0o640)
    assert [line for line in run("build", "-o", tmp_path).stdout.splitlines() if "written" in line] == [
        f"written {edited}"
    ]
    assert edited.stat().st_mode & 0o777 == 0o640


def test_same_bytes_everywhere(built: Path, tmp_path: Path, run) -> None:
    """Another folder, time zone, locale, hash seed and date: the same bytes, with no path in them."""
    odd = {
        **os.environ,
        "TZ": "Asia/Shanghai",
        "LC_ALL": "C",
        "PYTHONHASHSEED": "99",
        "SOURCE_DATE_EPOCH": "86400",
        "PYTHONUTF8": "0",
        "PYTHONIOENCODING": "utf-8",
        "COLUMNS": "40",
    }
    done = run("build", "-o", tmp_path / "深 x", env=odd, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    files = snapshot(tmp_path / "深 x")
    assert files == snapshot(built)
    for data in files.values():
        assert str(tmp_path).encode() not in data


def test_documents_are_built_as_the_other_formats(tmp_path: Path, run) -> None:
    """Word and PDF go with other formats, names and lengths; both are written, or nothing, and kept if unchanged."""
    call = ("build", "-l", "en", "-w", 400, "--name", "essay", "-f", "pdf", "-f", "docx", "-f", "md", "-o", tmp_path)
    in_the_way = tmp_path / "essay.en.pdf"
    in_the_way.mkdir()
    done = run(*call)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert done.stderr.startswith(f"error: {in_the_way}: is a folder")
    assert [*tmp_path.iterdir()] == [in_the_way]
    in_the_way.rmdir()
    files = ["figures/structure.en.svg", "essay.en.md", "essay.en.docx", "essay.en.pdf"]
    for state in ("written", "unchanged"):
        lines = run(*call).stdout.splitlines()[1:]
        assert lines == [f"{state} {tmp_path / file}" for file in files]
    assert in_the_way.read_bytes().startswith(b"%PDF")


def test_no_home_and_no_cache(tmp_path: Path, run) -> None:
    """A figure is drawn where matplotlib finds no folder for its settings and cache."""
    odd = {**os.environ, "HOME": "/nowhere", "MPLCONFIGDIR": "/proc/nowhere"}
    done = run("figure", cwd=tmp_path, env=odd)
    assert (done.returncode, done.stderr) == (0, "")


def test_settings_that_stop_matplotlib(tmp_path: Path, run) -> None:
    """Wrong settings of matplotlib are told in one line."""
    for settings in ({"MPLBACKEND": "nonsense"}, {}):
        done = run("figure", "-o", "b.svg", cwd=tmp_path, env={**os.environ, **settings})
        assert done.returncode == 2
        assert re.fullmatch(r"error: matplotlib cannot start: .+\n", done.stderr)
        (tmp_path / "matplotlibrc").write_bytes(b"\xff\xfe")
