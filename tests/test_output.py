"""Writing: all or nothing, only what changed, whole files at any moment, the same bytes every time."""

import ctypes
import os
import re
import resource
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lstm_article import files as output
from lstm_article.errors import OutputError

COMMAND = str(Path(sys.executable).with_name("lstm-article"))


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*") if f.is_file()}


def test_unchanged_files_keep_their_time(tmp_path: Path, run) -> None:
    """A second build touches nothing; a changed file alone is written again, in its own mode."""
    run("build", "-o", tmp_path)
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


def test_new_files_have_the_usual_mode(tmp_path: Path, run) -> None:
    """A new file is as readable as the umask lets it be."""
    run("build", "-o", tmp_path, umask=0o027)
    assert {f.stat().st_mode & 0o777 for f in tmp_path.rglob("*") if f.is_file()} == {0o640}


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


def drop_root() -> None:
    """Give up root's right to pass over permissions, which would make every folder writable."""
    if os.geteuid() == 0:
        libc = ctypes.CDLL(None, use_errno=True)
        for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
            assert libc.prctl(24, capability, 0, 0, 0) == 0  # PR_CAPBSET_DROP, before the exec


def test_read_only_folder(tmp_path: Path, run) -> None:
    """A folder that cannot be written to: one line, exit 2, nothing changed."""
    out = tmp_path / "out"
    run("build", "-o", out)
    (out / "lstm.zh.md").write_text("old")
    before = snapshot(out)
    out.chmod(0o555)
    try:
        done = run("build", "-o", out, preexec_fn=drop_root)
        new = run("build", "-o", out / "new", preexec_fn=drop_root)
        templates = run("templates", out / "t", preexec_fn=drop_root)
    finally:
        out.chmod(0o755)
    for one in (done, new, templates):
        assert one.returncode == 2, one
        assert one.stderr.startswith("error: ")
        assert "Permission denied" in one.stderr
        assert len(one.stderr.splitlines()) == 1
    assert snapshot(out) == before
    assert not (out / "new").exists()


def small_files() -> None:
    """Let no file grow beyond 40 kB: the kernel then refuses the write as it does on a full disk."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))


def test_full_disk(tmp_path: Path, run) -> None:
    """A write that fails half way leaves what stood there, and nothing else; a new folder goes again."""
    out = tmp_path / "out"
    out.mkdir()
    (out / "lstm.zh.md").write_text("old")
    for folder in (out, tmp_path / "new" / "deep"):
        done = run("build", "-o", folder, preexec_fn=small_files)
        assert done.returncode == 2, done
        assert done.stderr.startswith(f"error: {folder}/")
        assert "File too large" in done.stderr
        assert len(done.stderr.splitlines()) == 1
    assert snapshot(tmp_path) == {"out/lstm.zh.md": b"old"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]


def kill_while_writing(out: Path, number: int, after: int) -> None:
    """Start a build and kill it right after its n-th file-system change in `out`."""
    script = """
import os, signal, sys, threading
number, after, out = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
seen = 0
CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.chmod", "tempfile.mkstemp"}
def watch(event, args):
    global seen
    writing = event == "open" and isinstance(args[1], str) and args[1].strip("rbt")
    if (writing or event in CHANGES) and out in str(args[0]):
        seen += 1
        if seen == after:
            os.kill(os.getpid(), number)
sys.addaudithook(watch)
sys.argv = ["lstm-article", "build", "--out", out]
from lstm_article.cli import main
main()
"""
    subprocess.run(
        [sys.executable, "-P", "-c", script, str(number), str(after), str(out)],
        capture_output=True,
        check=False,
    )


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM], ids=["kill", "terminate"])
def test_killed_at_any_moment(built: Path, tmp_path: Path, number: int) -> None:
    """Killed at each step of writing, every file is whole and old or whole and new; the next build mends it."""
    new = snapshot(built)
    old = dict.fromkeys(new, b"old")
    outcomes = set()
    for after in range(1, 32):
        out = tmp_path / str(after)
        output.write({out / name: data for name, data in old.items()})
        # The old figures would be drawn again, which takes time and is not what is tested here.
        for name in new:
            if name.endswith(".svg"):
                (out / name).write_bytes(new[name])
        kill_while_writing(out, number, after)
        left = snapshot(out)
        temporary = [name for name in left if name.endswith(".tmp")]
        if number == signal.SIGTERM:
            assert temporary == []
        assert all(Path(name).name.startswith(".") for name in temporary)
        assert left.keys() - set(temporary) == new.keys()
        for name in new:
            assert left[name] in (old[name], new[name]), (after, name)
        outcomes.add(tuple(left[name] == new[name] for name in sorted(new)))
    assert len(outcomes) > 4, "the kills did not hit different moments"
    assert (True,) * len(new) in outcomes


def test_leftovers_of_a_killed_run_go(tmp_path: Path) -> None:
    """The next build removes temporary files that a killed one left, but none of a running one."""
    left, running = tmp_path / ".a.md.oldold12.tmp", tmp_path / ".a.md.newnew12.tmp"
    for file in (left, running):
        file.write_text("half")
    os.utime(left, (0, 0))
    output.write({tmp_path / "a.md": b"whole"})
    assert snapshot(tmp_path) == {"a.md": b"whole", ".a.md.newnew12.tmp": b"half"}


def test_all_or_nothing(tmp_path: Path) -> None:
    """When one file cannot be written, none is."""
    (tmp_path / "b").mkdir()
    with pytest.raises(OutputError, match="is a folder"):
        output.write({tmp_path / "a": b"1", tmp_path / "b": b"2", tmp_path / "c" / "d": b"3"})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b"]


def test_several_at_once(tmp_path: Path) -> None:
    """Runs that write into one new folder at the same time all succeed, as in a docs build that reads in parallel."""
    writers = 8
    for round_ in range(30):
        gate = threading.Barrier(writers)

        def write(
            number: int, folder: Path = tmp_path / str(round_) / "a" / "b", gate: threading.Barrier = gate
        ) -> None:
            gate.wait()
            output.write({folder / f"{number}.svg": b"own", folder / "same.svg": b"same"})

        with ThreadPoolExecutor(writers) as pool:
            list(pool.map(write, range(writers)))
        assert len(list((tmp_path / str(round_) / "a" / "b").iterdir())) == writers + 1


def test_a_link_is_written_through_to_no_other_place(tmp_path: Path) -> None:
    """A target that is a link is replaced by the file; what the link led to stays."""
    (tmp_path / "elsewhere").write_text("mine")
    (tmp_path / "a").symlink_to(tmp_path / "elsewhere")
    output.write({tmp_path / "a": b"new"})
    assert (tmp_path / "elsewhere").read_text() == "mine"
    assert (tmp_path / "a").read_bytes() == b"new"


@pytest.mark.parametrize(
    ("redirection", "code", "message"),
    [
        (">&-", 0, ""),
        ("2>&-", 0, ""),
        (">/dev/full", 2, "error: standard output: No space left on device; free it or name another\n"),
    ],
)
def test_streams_that_take_nothing(built: Path, redirection: str, code: int, message: str) -> None:
    """A closed or full standard stream ends in no traceback."""
    for unbuffered in ("", "1"):
        done = subprocess.run(
            ["/bin/sh", "-c", f"{COMMAND} build --out {built} {redirection}"],
            capture_output=True, text=True, check=False, env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (code, message)


def test_odd_names_and_settings(tmp_path: Path, run) -> None:
    """Names that a glob or a table would interpret, no home and no cache: all the same."""
    stranger = tmp_path / ".a.svg.bcdefghi.tmp"
    stranger.write_text("mine")
    os.utime(stranger, (0, 0))
    odd = {**os.environ, "HOME": "/nowhere", "MPLCONFIGDIR": "/proc/nowhere"}
    done = run("figure", "-o", "[a].svg", cwd=tmp_path, env=odd)
    assert (done.returncode, done.stderr) == (0, "")
    assert stranger.read_text() == "mine"
    assert (tmp_path / "[a].svg").is_file()
    for broken in ({"MPLBACKEND": "nonsense"}, {}):
        done = run("figure", "-o", "b.svg", cwd=tmp_path, env={**os.environ, **broken})
        assert done.returncode == 2
        assert re.fullmatch(r"error: matplotlib cannot start: .+\n", done.stderr)
        (tmp_path / "matplotlibrc").write_bytes(b"\xff\xfe")


def test_closed_pipe_is_quiet(built: Path) -> None:
    """`lstm-article … | head` ends without a traceback."""
    done = subprocess.run(
        ["/bin/sh", "-c", f"{COMMAND} build --out {built} --json | head -c 1; {COMMAND} --help | true"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
