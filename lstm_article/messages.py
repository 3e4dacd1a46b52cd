"""Messages, fit for a terminal or a log whatever they quote: nothing in them acts on these, and none is endless."""

import os
import sys
import unicodedata
from contextlib import suppress

# Of what is too long to be read, its beginning and its end stay, where a message has what to do about it.
_BEGINNING, _END = 300, 200
_JOINERS = "\u200c\u200d"  # without which some scripts, and some emoji, are not what they are


def one_line(text: str) -> str:
    r"""Return a text as one line to be printed: what controls a terminal, or is half a character, as `\x1b`."""
    return text if text.isprintable() else "".join(map(_shown, text))


def shortened(text: str) -> str:
    """Return a text of at most 501 characters, with `…` in the middle if it had more than 500."""
    return text if len(text) <= _BEGINNING + _END else f"{text[:_BEGINNING]}…{text[-_END:]}"


def tell(line: str) -> None:
    """Print a line to standard error; if that takes nothing, there is nobody to tell, and the exit code says enough."""
    try:
        print(one_line(line), file=sys.stderr, flush=True)
    except OSError:
        discard(2)


def discard(descriptor: int) -> None:
    """Let a standard stream that takes nothing take everything, or Python prints what is left of it again at exit."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), descriptor)


def _shown(character: str) -> str:
    if character.isprintable() or character in f"\t{_JOINERS}" or unicodedata.category(character) == "Zs":
        return character
    return character.encode("unicode_escape").decode()
