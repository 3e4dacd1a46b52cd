"""The only writer of files: all of them or none, each whole, and only those that changed.

Each file is first written beside its target, with the name of a lock but for its ending. A run holds its locks until it
has finished, and the system releases those of a run that is killed: so the next one knows whose files to remove.
"""

import os
import re
import shutil
import sys
import time
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from errno import ENAMETOOLONG
from pathlib import Path
from typing import IO

from lstm_article.errors import OutputError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_LOCK = re.compile(r"\.lstm-article-[0-9a-f]{8}\.lock")  # short: a target's name may have any length
_NEW, _OLD = ".new", ".old"  # endings beside a lock: what is to be the target, and what has been
_STALE_SECONDS = 60  # where there are no locks, older ones are of a killed run: no run writes for so long
_TEXT = {".md", ".html", ".svg"}  # files in which a checkout by Git may end the lines in another way


def differing(files: Mapping[Path, bytes]) -> list[Path]:
    """Return the files that are missing on disk or have other content there; in text, line ends do not count."""
    return [file for file, data in files.items() if not _holds(file, data)]


def write(files: Mapping[Path, bytes]) -> list[Path]:
    """Write the files that differ and return them; raises OutputError.

    All are written beside their targets before any is renamed into place, and the old ones are kept until all are: a
    write that fails changes no target, and leaves neither temporary files nor new folders. A run that is killed leaves
    each target whole, old or new, and its temporary files to the next run. A link is replaced, not what it leads to.
    """
    for folder in {file.parent for file in files}:
        _remove_leftovers(folder)
    changed = differing(files)
    verb = "written"
    try:
        with ExitStack() as folders, ExitStack() as temporaries, ExitStack() as renames:
            locks = {}
            for file in changed:
                if file.exists() and not file.is_file():
                    raise OutputError("is a folder or device; remove it or choose another --out", file)
                _make_folders(file.parent, folders)
                locks[file] = _locked(file.parent, temporaries)
                _write_new(file, files[file], locks[file].with_suffix(_NEW))
            verb = "replaced"
            for file, lock in locks.items():
                _keep(file, lock.with_suffix(_OLD))
                renames.callback(_restore, file, lock.with_suffix(_OLD), lock.with_suffix(_NEW).stat())
            for file, lock in locks.items():
                lock.with_suffix(_NEW).replace(file)
            renames.pop_all()
            folders.pop_all()
    except (FileExistsError, NotADirectoryError):
        raise OutputError("is not a folder; choose another --out", _obstacle(file)) from None
    except OSError as error:
        remedy = "choose a shorter name" if error.errno == ENAMETOOLONG else "free it or choose another --out"
        raise OutputError(f"cannot be {verb}: {error.strerror}; {remedy}", file) from None
    return changed


def copy_folder(source: Path, target: Path) -> list[Path]:
    """Copy a folder's files into a new or empty folder and return them; raises OutputError."""
    try:
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise OutputError("is there already; name a new or an empty folder", target)
    except OSError as error:
        raise OutputError(f"cannot be read: {error.strerror}; name another folder", target) from None
    files = sorted(file for file in source.rglob("*") if file.is_file())
    return write({target / file.relative_to(source): file.read_bytes() for file in files})


def _holds(file: Path, data: bytes) -> bool:
    try:
        content = file.read_bytes() if file.is_file() else None
    except OSError:
        return False
    if content and file.suffix in _TEXT and content != data:
        content = content.replace(b"\r\n", b"\n")
    return content == data


def _make_folders(folder: Path, undo: ExitStack) -> None:
    for missing in reversed([path for path in (folder, *folder.parents) if not path.is_dir()]):
        missing.mkdir(exist_ok=True)  # a parallel docs build may make it first
        undo.callback(_remove_folder, missing)


def _remove_folder(folder: Path) -> None:
    with suppress(OSError):  # it is no longer empty, or no longer there
        folder.rmdir()


def _locked(folder: Path, temporaries: ExitStack) -> Path:
    """Return a lock in a folder, held until the stack ends, which removes it and the files beside it."""
    while True:
        lock = folder / f".lstm-article-{os.urandom(4).hex()}.lock"
        for _ in range(2):  # a signal may break off one
            temporaries.callback(_remove, lock)
        stream = temporaries.enter_context(lock.open("xb"))
        # Between the last lines, another run may have taken it for one of a killed run.
        if _lock(stream) is not False and lock.exists():
            return lock


def _lock(stream: IO[bytes]) -> bool | None:
    """Lock an open file; return False if another run holds it, and None if the file system has no locks."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):  # the latter on Windows
        return False
    except OSError:
        return None
    return True


def _write_new(file: Path, data: bytes, new: Path) -> None:
    """Write what a target is to have into a new file, with the target's mode if it is there."""
    with new.open("xb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())  # a full disk or quota must show before anything is replaced
    if file.exists():
        shutil.copymode(file, new)


def _keep(file: Path, old: Path) -> None:
    """Give a target, if it is there, another name too, by which it stays when it is replaced."""
    if os.path.lexists(file):
        try:
            os.link(file, old, follow_symlinks=False)
        except (OSError, NotImplementedError):  # not every system links, nor may every file be linked
            shutil.copy2(file, old, follow_symlinks=False)


def _restore(file: Path, old: Path, new: os.stat_result) -> None:
    """Bring back what a target was, unless it has not been replaced, or by another run since."""
    with suppress(OSError):
        if os.path.samestat(file.lstat(), new):
            if os.path.lexists(old):
                old.replace(file)
            else:
                file.unlink()


def _remove_leftovers(folder: Path) -> None:
    """Remove the temporary files that killed runs have left in a folder, and none of a run that goes on."""
    try:
        locks = [file for file in folder.iterdir() if _LOCK.fullmatch(file.name)]
    except OSError:  # it is not there yet, or cannot be read
        return
    for lock in locks:
        with suppress(OSError):
            with lock.open("r+b") as stream:
                free = _lock(stream)
                if free is None:
                    free = time.time() - lock.stat().st_mtime > _STALE_SECONDS
                if free:
                    _remove(lock)
            if free:
                _remove(lock)  # on Windows, not while it is open


def _remove(lock: Path) -> None:
    """Remove a lock, and first the files that are found by it."""
    with suppress(OSError):
        for ending in (_NEW, _OLD, lock.suffix):
            lock.with_suffix(ending).unlink(missing_ok=True)


def _obstacle(file: Path) -> Path:
    """Return the part of a path that is a file where a folder should be."""
    existing = (part for part in reversed(file.parents) if part.is_symlink() or part.exists())
    return next((part for part in existing if not part.is_dir()), file)
