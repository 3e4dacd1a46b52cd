"""The only writer of files: all of them or none, each whole, and only those that changed."""

import glob
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path

from lstm_article.errors import OutputError

_STALE_SECONDS = 60  # temporary files older than this are from a killed run: no run writes for so long


def differing(files: Mapping[Path, bytes]) -> list[Path]:
    """Return the files that are missing on disk or have other content there."""
    return [file for file, data in files.items() if not _holds(file, data)]


def write(files: Mapping[Path, bytes]) -> list[Path]:
    """Write the files that differ and return them; raises OutputError.

    All are first written beside their targets and only then renamed into place: a write that fails changes no target,
    and a run that is killed leaves each target whole, old or new. A failure leaves nothing else behind, neither
    temporary files nor new folders.
    """
    changed = differing(files)
    temporary: dict[Path, Path] = {}
    verb = "written"
    try:
        with ExitStack() as undo:
            for file in changed:
                if file.exists() and not file.is_file():
                    raise OutputError("is a folder or device; remove it or choose another --out", file)
                _make_folders(file.parent, undo)
                _remove_leftovers(file)
                temporary[file] = _write_beside(file, files[file], undo)
            verb = "replaced"
            for file in changed:
                temporary[file].replace(file)
            undo.pop_all()
    except (FileExistsError, NotADirectoryError):
        raise OutputError("is not a folder; choose another --out", _obstacle(file)) from None
    except OSError as error:
        raise OutputError(f"cannot be {verb}: {error.strerror}; free it or choose another --out", file) from None
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
        return file.is_file() and file.read_bytes() == data
    except OSError:
        return False


def _make_folders(folder: Path, undo: ExitStack) -> None:
    for missing in reversed([path for path in (folder, *folder.parents) if not path.is_dir()]):
        missing.mkdir(exist_ok=True)  # a parallel docs build may make it first
        undo.callback(_quietly, missing.rmdir)


def _write_beside(file: Path, data: bytes, undo: ExitStack) -> Path:
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.", suffix=".tmp")
    temporary = Path(name)
    undo.callback(_quietly, temporary.unlink)
    with os.fdopen(handle, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())  # a full disk or quota must show before anything is replaced
    if file.exists():
        shutil.copymode(file, temporary)
    else:
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(0o666 & ~mask)  # mkstemp lets only the owner read
    return temporary


def _quietly(remove: Callable[[], None]) -> None:
    with suppress(OSError):
        remove()


def _remove_leftovers(file: Path) -> None:
    """Remove the temporary files of `file` that a killed run has left beside it."""
    for leftover in file.parent.glob(f".{glob.escape(file.name)}.????????.tmp"):
        with suppress(FileNotFoundError):  # another run has just renamed its own
            status = leftover.lstat()
            if stat.S_ISREG(status.st_mode) and time.time() - status.st_mtime > _STALE_SECONDS:
                leftover.unlink()


def _obstacle(file: Path) -> Path:
    """Return the part of a path that is a file where a folder should be."""
    existing = (part for part in reversed(file.parents) if part.is_symlink() or part.exists())
    return next((part for part in existing if not part.is_dir()), file)
