"""The values of options: how each is read from the command line, and what is said of one that is wrong."""

import re
from collections.abc import Sequence
from pathlib import Path

from typer import BadParameter, Option

_NOT_IN_NAMES = '/\\:*?"<>|'
# What Windows takes for a device, in any folder and before any ending.
_DEVICES = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]) *(\.|$)", re.IGNORECASE)


def path(text: str) -> Path:
    """Parse a path; an empty one, as from an unset shell variable, is refused: it would be the current folder."""
    if not str(text):
        raise BadParameter("the name is empty.")
    return Path(text)


def name(text: str) -> str:
    """Parse `--name`, with which the files' names begin."""
    forbidden = not text.isprintable() or {*text} & {*_NOT_IN_NAMES}
    if forbidden or text != text.strip() or text[:1] in {"", "-", "."} or text.endswith("."):
        raise BadParameter(f"--name begins a file's name: no folders, none of {_NOT_IN_NAMES}, no dot first or last.")
    if device := _DEVICES.match(text):
        raise BadParameter(f"--name {text}: on Windows, {device[1]} is a device; choose another name.")
    return text


def address(text: str) -> str:
    """Parse `--base-url`, the address of a folder, to one that ends in `/`."""
    if not re.fullmatch(r"https?://[\w.-]+(:\d+)?(/[\w.~!$&'()*+,;=:@%/-]*)?", text, re.ASCII):
        raise BadParameter(f"{text!r} is no web address; write one, such as https://example.org/notes/.")
    return text.rstrip("/") + "/"


def one_or_more(names: Sequence[str], *flags: str, metavar: str, help: str) -> object:  # noqa: A002
    """Return a repeatable option that takes one of the names each time; Typer has none for a list of Literals."""

    def known(name: str) -> str:
        if name not in names:
            raise BadParameter(f"{name!r} is not one of {', '.join(map(repr, names))}.")
        return name

    return Option(*flags, parser=known, autocompletion=lambda: [*names], metavar=metavar, help=help)
