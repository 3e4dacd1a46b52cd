"""Builds by Sphinx in the tests' own process: of a site, by a builder, with what is said of it."""

import io
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple

from sphinx.cmd.build import build_main


class Done(NamedTuple):
    """A build: its exit code, what it said, and its warnings and errors."""

    code: int | str | None
    said: str
    warned: str


def sphinx(site: Path, builder: str, *options: str, files: Sequence[Path] = ()) -> Done:
    """Build a site, or some `files`, as `sphinx-build` does, but in this process; pages are read once for all builders."""
    folders = ["-d", f"{site}/doctrees", "-b", builder, str(site), f"{site}/{builder}"]
    arguments = ["--no-color", "-n", *options, *folders, *map(str, files)]
    with redirect_stdout(io.StringIO()) as said, redirect_stderr(io.StringIO()) as warned:
        try:
            code: int | str | None = build_main(arguments)
        except SystemExit as stop:
            code = stop.code
    return Done(code, said.getvalue(), warned.getvalue())


def build(site: Path, builder: str) -> str:
    """Build a site without a warning, and return what Sphinx says of it."""
    done = sphinx(site, builder)
    assert (done.code, done.warned) == (0, ""), done.warned
    return done.said
