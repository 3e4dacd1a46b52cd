"""Figures as files: drawn when what they show has changed, and otherwise taken from where they lie.

A figure's file contains a seal: a digest of what the figure was drawn from and of the file's content. If the seal is
right, drawing again would give the same file, so the file is kept and matplotlib is not imported.
"""

import hashlib
import logging
import re
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from lstm_article.choices import FigureFormat
from lstm_article.errors import EquationError, FigureError
from lstm_article.figures.shapes import Drawing
from lstm_article.figures.text import FigureText, figure_named
from lstm_article.figures.theme import STYLE

_PACKAGE = Path(__file__).parents[1]
# The files that a figure depends on, beside its words and numbers.
_SOURCES = ("figures/*.py", "equations/*.py", "fonts/labels.otf")
_COMMENT: Mapping[str, bytes] = {"svg": b"<!-- %s -->\n", "pdf": b"%% %s\n"}  # holds the seal, at the end
_PNG_HEADER = 33  # bytes of the signature and the IHDR chunk; the seal's chunk follows


def figure_file(text: FigureText, ending: FigureFormat, existing: Path | None = None) -> bytes:
    """Return a figure as a file's content, in `ending`'s format.

    `existing` is the path of an earlier file, whose content is returned if its seal is right. Raises FigureError when
    no font has one of a label's characters, or the figure cannot be drawn from the equations.
    """
    digest = _source_digest(text, ending)
    if existing:
        with suppress(OSError):  # writing the file, which comes next, will report what is wrong with it
            data = existing.read_bytes() if existing.is_file() else b""
            if ending == "svg":
                data = data.replace(b"\r\n", b"\n")  # as a checkout by Git may have it
            if _sealed(_unsealed(data, ending), digest, ending) == data:
                return data
    return _sealed(_rendered(text, ending), digest, ending)


def draw(text: FigureText) -> Drawing:
    """Draw a figure from its words and numbers; raises FigureError if the equations are missing or no LSTM."""
    try:
        return figure_named(text.name).draw(text)
    except EquationError as error:
        raise FigureError(f"figure {text.name} cannot be drawn from the equations: {error.message}") from None


def svg_element(data: bytes, *, styled: bool = True) -> str:
    """Return the `<svg>` element of an SVG file, without its seal, for use in a page.

    Not `styled`, it has no style sheet, since all figures have the same one, and a page needs it once.
    """
    element = data.decode().partition("<!--")[0].strip()
    return element if styled else element.replace(f"<style>{STYLE}</style>", "")


def light_svg(data: bytes) -> bytes:
    """Return an SVG file in the light theme alone, for documents: what reads no style sheet paints classes black."""
    return re.sub(r' class="[^"]*"', "", svg_element(data, styled=False)).encode()


def _rendered(text: FigureText, ending: FigureFormat) -> bytes:
    drawing = draw(text)
    with _quiet("matplotlib", logging.CRITICAL):  # it warns of users' settings and of an unwritable cache
        try:
            if ending == "svg":
                from lstm_article.figures.svg import svg
            else:
                from lstm_article.figures.canvas import render
        except ValueError as error:
            raise FigureError(f"matplotlib cannot start: {error}; mend its settings") from None
    if ending == "svg":
        return svg(drawing, text.name, text.title, text.alt)
    with _quiet("fontTools", logging.WARNING):  # some hosts show all logs, also those of subsetting fonts
        return render(drawing, ending, text.title)


@contextmanager
def _quiet(name: str, level: int) -> Iterator[None]:
    """Keep a library from logging below a level."""
    logger = logging.getLogger(name)
    before = logger.level
    logger.setLevel(level)
    try:
        yield
    finally:
        logger.setLevel(before)


def _source_digest(text: FigureText, ending: FigureFormat) -> str:
    """Return a digest of all that a figure is drawn from, in hexadecimal."""
    shown: list[object] = [ending, text.name, text.title, text.alt, dict(text.labels)]
    if text.numbers:
        # Rounded, since the last digits depend on the platform and are not drawn.
        steps = [{name: f"{value:.6g}" for name, value in step.items()} for step in text.numbers.steps]
        shown += [text.numbers.cell, steps]
    return hashlib.sha256(_program_digest() + repr(shown).encode()).hexdigest()


@cache
def _program_digest() -> bytes:
    """Return a digest of what draws all figures: code, font, and matplotlib by its version, without its import."""
    matplotlib = find_spec("matplotlib")
    folder = Path(matplotlib.origin).parent if matplotlib and matplotlib.origin else Path()
    sources = [folder / "_version.py", *(file for pattern in _SOURCES for file in sorted(_PACKAGE.glob(pattern)))]
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).digest()


def _sealed(content: bytes, digest: str, ending: FigureFormat) -> bytes:
    """Return a drawn figure with its seal: an XML or PDF comment, or a chunk of text in a PNG."""
    seal = hashlib.sha256(digest.encode() + content).hexdigest().encode()
    if ending in _COMMENT:
        return content + _COMMENT[ending] % seal
    chunk = b"tEXt" + b"Seal\0" + seal
    chunk = (len(chunk) - 4).to_bytes(4) + chunk + zlib.crc32(chunk).to_bytes(4)
    return content[:_PNG_HEADER] + chunk + content[_PNG_HEADER:]


def _unsealed(data: bytes, ending: FigureFormat) -> bytes:
    """Return a file without the bytes in its seal's place; if the seal was right, `_sealed` restores the file."""
    length = len(_sealed(b"", "", ending))
    return data[:-length] if ending in _COMMENT else data[:_PNG_HEADER] + data[_PNG_HEADER + length :]
