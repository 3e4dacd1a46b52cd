"""Writing: all or nothing, only what changed, whole files at any moment, the same bytes every time."""

import ctypes
import fcntl
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
from lstm_article.files import differing, write


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


NAMES = ["figures/a.svg", "figures/b.svg", "lstm.en.md", "lstm.zh.md"]
OLD, NEW = dict.fromkeys(NAMES, b"old"), dict.fromkeys(NAMES, b"new")

# Adds a command that writes to the real ones, and runs it in a child, in which something happens right before its first
# call to the file system: a signal, or 0, another run; then before its second, and so on in folders of their own, until
# a child has made fewer calls.
INTERRUPTED = """
import os, signal, sys
from pathlib import Path
from lstm_article import cli, files

number, parent, names = int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]

@cli.app.command()
def rewrite(folder: Path) -> None:
    files.write({folder / name: b"new" for name in names})

def run(folder: Path, last: int) -> None:
    calls = 0
    def watch(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal calls
        if event == "fcntl.flock" or any(str(argument).startswith(str(folder)) for argument in arguments):
            calls += 1
            if calls == last and number:
                os.kill(os.getpid(), number)
            elif calls == last:
                files.write({folder / name: b"other" for name in ("other.md", "figures/other.svg")})
    sys.argv = ["lstm-article", "rewrite", str(folder)]
    sys.addaudithook(watch)
    cli.main()

signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs ignore it
for last, folder in enumerate(sorted(parent.iterdir()), 1):
    child = os.fork()
    if not child:
        run(folder, last)
    if os.waitpid(child, 0)[1] == 0 and not (folder / "other.md").exists():
        break
else:
    sys.exit("there were not enough folders")
print(last)
"""


def interrupted(tmp_path: Path, number: int) -> list[Path]:
    """Let a run with another edition be interrupted at any moment; return a folder for each, and one for none."""
    folders = [tmp_path / f"{last:03}" for last in range(1, 200)]
    for folder in folders:
        (folder / "figures").mkdir(parents=True)
        for name, content in OLD.items():
            (folder / name).write_bytes(content)
    call = [sys.executable, "-P", "-c", INTERRUPTED, str(int(number)), str(tmp_path), *NAMES]
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert int(done.stdout) > 10 * len(NAMES)
    return folders[: int(done.stdout)]


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT], ids=["kill", "terminate", "break"])
def test_killed_at_any_moment(tmp_path: Path, number: int) -> None:
    """Killed at each step of writing, every file is whole and old or whole and new; the next run mends it.

    Whatever that writes, it leaves no temporary file. A run that is told to end, or broken off, leaves none itself, and
    all files old or all new.
    """
    outcomes = set()
    for folder in interrupted(tmp_path, number):
        left = snapshot(folder)
        temporary = {name: left.pop(name) for name in [*left] if Path(name).name.startswith(".lstm-article-")}
        assert left.keys() == OLD.keys()
        assert {*left.values()} <= {b"old", b"new"}
        outcomes.add(tuple(left[name] for name in NAMES))
        if number != signal.SIGKILL:
            assert (temporary, len({*left.values()})) == ({}, 1)
        assert write({folder / name: content for name, content in left.items()}) == []
        assert snapshot(folder) == left
        write({folder / name: content for name, content in NEW.items()})
        assert snapshot(folder) == NEW
    assert len(outcomes) == (len(NAMES) + 1 if number == signal.SIGKILL else 2), "the kills did not hit every moment"


def test_another_run_at_any_moment(tmp_path: Path) -> None:
    """A run takes no temporary file from another, whatever that is doing."""
    *folders, undisturbed = interrupted(tmp_path, 0)
    for folder in folders:
        assert snapshot(folder) == {**NEW, "other.md": b"other", "figures/other.svg": b"other"}
    assert snapshot(undisturbed) == NEW


def test_a_lock_that_another_run_takes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run whose new lock goes as if it were a killed one's makes another: no temporary file is without a lock."""
    flock, fsync = fcntl.flock, os.fsync
    locked, seen = [], []

    def late(*arguments: object) -> None:
        locked.append(arguments)
        if len(locked) == 1:
            write({tmp_path / "other.md": b"other"})
        flock(*arguments)

    def watch(descriptor: int) -> None:
        seen.append(sorted(path.suffix for path in tmp_path.glob(".lstm-article-*")))
        fsync(descriptor)

    monkeypatch.setattr("fcntl.flock", late)
    monkeypatch.setattr("os.fsync", watch)
    write({tmp_path / "a.md": b"whole"})
    assert snapshot(tmp_path) == {"a.md": b"whole", "other.md": b"other"}
    assert seen == [[".lock", ".new"]] * 2


@pytest.mark.parametrize("links", [True, False])
@pytest.mark.parametrize("last", range(len(NAMES)))
def test_a_rename_that_fails(links: bool, last: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When one file cannot be replaced, as an open one on Windows, all are old; a file that was not there is not."""
    for name in OLD.keys() - {NAMES[1]}:
        write({tmp_path / name: b"old"})
        (tmp_path / name).chmod(0o640)
    (tmp_path / NAMES[3]).unlink()
    (tmp_path / NAMES[3]).symlink_to("nowhere")
    before = snapshot(tmp_path)
    replace = os.replace

    def fail(source: Path, target: Path) -> None:
        if Path(target) == tmp_path / NAMES[last]:
            raise PermissionError(13, "Permission denied")
        replace(source, target)

    def no_links(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "replace", fail)
    if not links:
        monkeypatch.setattr(os, "link", no_links)
    with pytest.raises(OutputError, match=f"{NAMES[last]}: cannot be replaced: Permission denied; free it or choose"):
        write({tmp_path / name: content for name, content in NEW.items()})
    assert snapshot(tmp_path) == before
    assert (tmp_path / NAMES[3]).readlink() == Path("nowhere")
    assert sorted(path.name for path in tmp_path.rglob("*")) == sorted(
        ["figures", *(Path(name).name for name in OLD.keys() - {NAMES[1]})]
    )
    assert {path.stat().st_mode & 0o777 for path in tmp_path.rglob("*.*") if path.exists()} == {0o640}


def test_a_target_that_becomes_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that comes in the way while the files are written stays, and so do the old files."""
    write({tmp_path / name: content for name, content in OLD.items()})
    in_the_way, link = tmp_path / NAMES[-1], os.link

    def late(*arguments: object, **options: object) -> None:
        link(*arguments, **options)
        if arguments[0] == in_the_way:
            in_the_way.unlink()
            (in_the_way / "of the user").mkdir(parents=True)

    monkeypatch.setattr(os, "link", late)
    with pytest.raises(OutputError, match=f"{in_the_way}: cannot be replaced: Is a directory; free it or choose"):
        write({tmp_path / name: content for name, content in NEW.items()})
    assert snapshot(tmp_path) == dict.fromkeys(NAMES[:-1], b"old")
    assert [path.name for path in in_the_way.iterdir()] == ["of the user"]


def test_what_another_run_has_written_since_is_not_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that fails brings back its own old files, and leaves alone those that another run has put there."""
    first, second = tmp_path / "a.md", tmp_path / "b.md"
    for file in (first, second):
        file.write_bytes(b"old")
    replace = os.replace

    def overtaken(source: Path, target: Path) -> None:
        if Path(target) == second:
            (tmp_path / "other").write_bytes(b"other")
            replace(tmp_path / "other", first)
            raise PermissionError(13, "Permission denied")
        replace(source, target)

    monkeypatch.setattr(os, "replace", overtaken)
    with pytest.raises(OutputError):
        write({first: b"new", second: b"new"})
    assert snapshot(tmp_path) == {"a.md": b"other", "b.md": b"old"}


@pytest.mark.parametrize("old", [True, False])
def test_where_there_are_no_locks(old: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system without locks is written to all the same; what a killed run has left there goes when it is old."""
    names = [f".lstm-article-0123abcd.{ending}" for ending in ("lock", "new", "old")]
    for name in names:
        (tmp_path / name).write_bytes(b"")
        os.utime(tmp_path / name, (0, 0) if old else None)

    def none(*_: object) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr("fcntl.flock", none)
    write({tmp_path / "a.md": b"whole"})
    assert sorted(snapshot(tmp_path)) == sorted(["a.md", *(() if old else names)])


@pytest.mark.parametrize("letter", ["a", "门"])
def test_names_as_long_as_the_file_system_allows(letter: str, tmp_path: Path) -> None:
    """A name of the most bytes that a file can have is written, replaced, and told when it has one more."""
    longest = letter * (251 // len(letter.encode()))
    longest += "b" * (251 - len(longest.encode())) + ".svg"
    for content in (b"old", b"new"):
        write({tmp_path / longest: content})
        assert snapshot(tmp_path) == {longest: content}
    for folder in (tmp_path, tmp_path / "new"):
        too_long = folder / f"c{longest}"
        with pytest.raises(OutputError, match=r"\.svg: cannot be \w+: File name too long; choose a shorter name"):
            write({tmp_path / longest: b"newer", too_long: b"new"})
        assert snapshot(tmp_path) == {longest: b"new"}
        assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("leads_to", ["folder", "file", "nothing", "itself"])
def test_a_folder_that_is_a_link(leads_to: str, tmp_path: Path) -> None:
    """The figures' folder may be a link to a folder; one to a file, to nothing or in a circle is told."""
    elsewhere, out = tmp_path / "elsewhere", tmp_path / "out"
    (elsewhere / "folder").mkdir(parents=True)
    (elsewhere / "file").write_bytes(b"mine")
    out.mkdir()
    (out / "figures").symlink_to(out / "figures" if leads_to == "itself" else elsewhere / leads_to)
    files = {out / "figures" / "a.svg": b"a", out / "lstm.md": b"b"}
    if leads_to == "folder":
        write(files)
        assert snapshot(elsewhere) == {"file": b"mine", "folder/a.svg": b"a"}
    else:
        with pytest.raises(OutputError, match="/figures: is not a folder; choose another --out"):
            write(files)
        assert snapshot(elsewhere) == {"file": b"mine"}
        assert [path.name for path in out.iterdir()] == ["figures"]
    assert (out / "figures").is_symlink()


@pytest.mark.parametrize("ending", ["md", "html", "svg"])
def test_line_ends_of_text_do_not_count(ending: str, tmp_path: Path) -> None:
    """A checkout whose lines end as on Windows is current, and stays as it is; a change is still one."""
    file = tmp_path / f"a.{ending}"
    file.write_bytes(b"a\r\nb\r\n")
    assert differing({file: b"a\nb\n"}) == []
    assert write({file: b"a\nb\n"}) == []
    assert file.read_bytes() == b"a\r\nb\r\n"
    for other in (b"a\n\nb\n", b"a\nb", b"a\nb\n\n"):
        assert differing({file: other}) == [file]


@pytest.mark.parametrize("ending", ["docx", "pdf", "png"])
def test_line_ends_of_other_files_count(ending: str, tmp_path: Path) -> None:
    """In a file that is no text, a changed line end is damage."""
    file = tmp_path / f"a.{ending}"
    file.write_bytes(b"a\r\n")
    assert write({file: b"a\n"}) == [file]
    assert file.read_bytes() == b"a\n"


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


def test_files_of_others_stay(tmp_path: Path) -> None:
    """What only resembles a temporary file is not removed."""
    others = dict.fromkeys([".lstm-article-0123abcd.new", ".lstm-article-notes.lock", ".lstm.tmp"], b"mine")
    for name, content in others.items():
        (tmp_path / name).write_bytes(content)
    write({tmp_path / "a.md": b"whole"})
    assert snapshot(tmp_path) == {**others, "a.md": b"whole"}
