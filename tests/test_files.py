"""Writing: all or nothing, only what changed, whole files at any moment, the same bytes every time."""

import ctypes
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lstm_article.errors import OutputError
from lstm_article.files import write


def snapshot(folder: Path) -> dict[str, bytes]:
    """Return the contents of all files in a folder, by their paths in it."""
    return {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*") if f.is_file()}


def test_new_files_have_the_usual_mode(tmp_path: Path, run) -> None:
    """A new file is as readable as the umask lets it be."""
    run("templates", tmp_path / "new", umask=0o027)
    assert {file.stat().st_mode & 0o777 for file in tmp_path.rglob("*") if file.is_file()} == {0o640}


def drop_root() -> None:
    """Give up root's right to pass over permissions, which would make every folder writable."""
    if os.geteuid() == 0:
        libc = ctypes.CDLL(None, use_errno=True)
        for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
            assert libc.prctl(24, capability, 0, 0, 0) == 0  # PR_CAPBSET_DROP, before the exec


def test_read_only_folder(built: Path, tmp_path: Path, run) -> None:
    """A folder that cannot be written to: one line, exit 2, nothing changed."""
    out = tmp_path / "out"
    shutil.copytree(built, out)
    (out / "lstm.zh.md").write_text("old")
    before = snapshot(out)
    out.chmod(0o555)
    try:
        old = run("build", "-o", out, preexec_fn=drop_root)
        new = run("templates", out / "new", preexec_fn=drop_root)
    finally:
        out.chmod(0o755)
    for done in (old, new):
        assert done.returncode == 2, done
        assert re.fullmatch(r"error: .+Permission denied.+\n", done.stderr)
    assert snapshot(out) == before
    assert not (out / "new").exists()


def small_files() -> None:
    """Let no file grow beyond 8 kB: the kernel then refuses the write as it does on a full disk."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (8_000, 8_000))


def test_full_disk(built: Path, tmp_path: Path, run) -> None:
    """A write that fails half way leaves the old files and nothing else; new folders are removed again."""
    out, new = tmp_path / "out", tmp_path / "new" / "deep"
    shutil.copytree(built, out)
    (out / "lstm.zh.md").write_text("old")
    before = snapshot(out)
    for folder, call in ((out, ("build", "-o", out)), (new, ("templates", new))):
        done = run(*call, preexec_fn=small_files)
        assert done.returncode == 2, done
        assert re.fullmatch(rf"error: {folder}/.+File too large.+\n", done.stderr)
    assert snapshot(out) == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


NAMES = [f"figures/{name}.svg" for name in "abc"] + ["lstm.en.md", "lstm.zh.md"]
OLD, NEW = dict.fromkeys(NAMES, b"old"), dict.fromkeys(NAMES, b"new")

# Adds a command that writes to the real ones, runs it in a child, and kills this right after its first change
# of the file system; then after its second, and so on in folders of its own, until a child lives to the end.
KILLER = """
import os, sys
from pathlib import Path
from lstm_article import cli, files

number, parent, names = int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]
CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.chmod", "tempfile.mkstemp"}

@cli.app.command()
def rewrite(folder: Path) -> None:
    files.write({folder / name: b"new" for name in names})

def run(folder: str, last: int) -> None:
    changes = 0
    def watch(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal changes
        if event in CHANGES and folder in str(arguments[0]):
            changes += 1
            if changes == last:
                os.kill(os.getpid(), number)
    sys.addaudithook(watch)
    sys.argv = ["lstm-article", "rewrite", folder]
    cli.main()

for last, folder in enumerate(sorted(parent.iterdir()), 1):
    child = os.fork()
    if not child:
        run(str(folder), last)
    if os.waitpid(child, 0)[1] == 0:
        break
else:
    sys.exit("there were not enough folders")
print(last)
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM], ids=["kill", "terminate"])
def test_killed_at_any_moment(tmp_path: Path, number: int) -> None:
    """Killed at each step of writing, every file is whole and old or whole and new; the next run mends it."""
    folders = [tmp_path / f"{last:02}" for last in range(1, 32)]
    for folder in folders:
        write({folder / name: content for name, content in OLD.items()})
    killer = [sys.executable, "-P", "-c", KILLER, str(int(number)), str(tmp_path), *NAMES]
    done = subprocess.run(killer, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    outcomes = set()
    for folder in folders[: int(done.stdout)]:
        left = snapshot(folder)
        temporary = {name for name in left if name.endswith(".tmp")}
        if number == signal.SIGTERM:
            assert temporary == set()
        assert all(Path(name).name.startswith(".") for name in temporary)
        assert left.keys() - temporary == {*NAMES}
        assert {left[name] for name in NAMES} <= {b"old", b"new"}
        outcomes.add(tuple(left[name] for name in NAMES))
        write({folder / name: content for name, content in NEW.items()})
        assert {name: content for name, content in snapshot(folder).items() if name in NEW} == NEW
    assert len(outcomes) == len(NAMES) + 1, "the kills did not hit every moment"


def test_leftovers_of_a_killed_run_go(tmp_path: Path) -> None:
    """The next build removes temporary files that a killed one left, but none of a running one."""
    left, running = tmp_path / ".a.md.oldold12.tmp", tmp_path / ".a.md.newnew12.tmp"
    for file in (left, running):
        file.write_text("half")
    os.utime(left, (0, 0))
    write({tmp_path / "a.md": b"whole"})
    assert snapshot(tmp_path) == {"a.md": b"whole", ".a.md.newnew12.tmp": b"half"}


def test_all_or_nothing(tmp_path: Path) -> None:
    """When one file cannot be written, none is."""
    (tmp_path / "b").mkdir()
    with pytest.raises(OutputError, match="is a folder"):
        write({tmp_path / "a": b"1", tmp_path / "b": b"2", tmp_path / "c" / "d": b"3"})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b"]


def test_several_at_once(tmp_path: Path) -> None:
    """Runs that write into one new folder at the same time all succeed, as in a docs build that reads in parallel."""
    writers = 8
    for round_ in range(30):
        gate = threading.Barrier(writers)

        def write_two(
            number: int, folder: Path = tmp_path / str(round_) / "a" / "b", gate: threading.Barrier = gate
        ) -> None:
            gate.wait()
            write({folder / f"{number}.svg": b"own", folder / "same.svg": b"same"})

        with ThreadPoolExecutor(writers) as pool:
            list(pool.map(write_two, range(writers)))
        assert len(list((tmp_path / str(round_) / "a" / "b").iterdir())) == writers + 1


def test_a_link_is_written_through_to_no_other_place(tmp_path: Path) -> None:
    """A target that is a link is replaced by the file; what the link led to stays."""
    (tmp_path / "elsewhere").write_text("mine")
    (tmp_path / "a").symlink_to(tmp_path / "elsewhere")
    write({tmp_path / "a": b"new"})
    assert (tmp_path / "elsewhere").read_text() == "mine"
    assert (tmp_path / "a").read_bytes() == b"new"


def test_a_pattern_in_a_name_is_none(tmp_path: Path) -> None:
    """Leftovers are found by a glob pattern, in which brackets of the file's name are literal."""
    stranger = tmp_path / ".a.svg.bcdefghi.tmp"
    stranger.write_text("mine")
    os.utime(stranger, (0, 0))
    write({tmp_path / "[a].svg": b"whole"})
    assert snapshot(tmp_path) == {".a.svg.bcdefghi.tmp": b"mine", "[a].svg": b"whole"}
