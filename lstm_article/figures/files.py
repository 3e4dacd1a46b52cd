"""Figures as files: drawn when what they show has changed, and otherwise taken from where they lie.

A figure's file carries a seal, the digest of what it was drawn from and of its own content. While the seal
holds, the file is what drawing again would give, and matplotlib is not imported.
"""

import hashlib
import json
import logging
import zlib
from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from lstm_article.choices import FigureFormat
from lstm_article.errors import EquationError, FigureError
from lstm_article.figures.shapes import Drawing
from lstm_article.figures.text import FigureText, figure_named

_PACKAGE = Path(__file__).parents[1]
# What figures are drawn by, beside their words and numbers.
_DRAWN_BY = (
    *sorted(_PACKAGE.glob("figures/*.py")),
    *sorted(_PACKAGE.glob("equations/*.py")),
    _PACKAGE / "fonts" / "labels.otf",
)
_COMMENT: Mapping[str, bytes] = {"svg": b"<!-- %s -->\n", "pdf": b"%% %s\n"}  # holds the seal, at the end
_PNG_HEADER = 33  # bytes of the signature and the IHDR chunk; the seal's chunk follows
_SEAL = len(hashlib.sha256().hexdigest())


def figure_file(text: FigureText, ending: FigureFormat, existing: Path | None = None) -> bytes:
    """Return a figure as a file's content, in `ending`'s format.

    `existing` is where an earlier one may lie: it is returned as it is when its seal holds. Raises
    FigureError when no font has one of a label's characters, or the equations give it no numbers.
    """
    digest = _source_digest(text, ending)
    if existing is not None:
        data = _read(existing)
        if data and _sealed(_unsealed(data, ending), digest, ending) == data:
            return data
    return _sealed(_rendered(text, ending), digest, ending)


def draw(text: FigureText) -> Drawing:
    """Draw a figure from its words and numbers; raises FigureError when the equations give it no numbers."""
    try:
        return figure_named(text.name).draw(text)
    except EquationError as error:
        raise FigureError(f"figure {text.name} cannot be drawn from the equations: {error.message}") from None


def svg_element(data: bytes) -> str:
    """Return the `<svg>` element of a figure's file, to stand in a page."""
    return data.decode().partition("<!--")[0].strip()


def _rendered(text: FigureText, ending: FigureFormat) -> bytes:
    drawing = draw(text)
    _start_matplotlib()
    from lstm_article.figures.canvas import render

    return render(drawing, ending, text.name, text.title, text.alt)


def _start_matplotlib() -> None:
    """Import matplotlib without a word; what it cannot start with is an error of ours, in one line."""
    logger = logging.getLogger("matplotlib")
    level = logger.level
    logger.setLevel(logging.CRITICAL)  # it warns of a cache that it cannot write, or of a user's settings
    try:
        import_module("lstm_article.figures.canvas")
    except ValueError as error:
        raise FigureError(f"matplotlib cannot start: {error}; mend its settings") from None
    finally:
        logger.setLevel(level)


def _source_digest(text: FigureText, ending: FigureFormat) -> str:
    """Return the digest of all that a figure is drawn from."""
    digest = hashlib.sha256()
    version = _matplotlib() / "_version.py"  # without the cost of importing it
    for source in (version, *_DRAWN_BY):
        digest.update(source.read_bytes())
    words = {"title": text.title, "alt": text.alt, "labels": dict(text.labels)}
    digest.update(json.dumps([ending, text.name, words], sort_keys=True).encode())
    if text.numbers:
        # The last digits are the platform's, and not drawn.
        steps = [{name: f"{value:.6g}" for name, value in step.items()} for step in text.numbers.steps]
        digest.update(repr((text.numbers.cell, steps)).encode())
    return digest.hexdigest()


def _matplotlib() -> Path:
    spec = find_spec("matplotlib")
    return Path(spec.origin).parent if spec and spec.origin else Path()


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes() if file.is_file() else b""
    except OSError:  # it is about to be written; that will say what is wrong with it
        return b""


def _sealed(content: bytes, digest: str, ending: FigureFormat) -> bytes:
    """Return a drawn figure with its seal: an XML or PDF comment, or a chunk of text in a PNG."""
    seal = hashlib.sha256(digest.encode() + content).hexdigest().encode()
    if ending in _COMMENT:
        return content + _COMMENT[ending] % seal
    chunk = b"tEXt" + b"Seal\0" + seal
    chunk = (len(chunk) - 4).to_bytes(4) + chunk + zlib.crc32(chunk).to_bytes(4)
    return content[:_PNG_HEADER] + chunk + content[_PNG_HEADER:]


def _unsealed(data: bytes, ending: FigureFormat) -> bytes:
    """Return a file without what stands in the place of its seal.

    Whether that was the right seal is known when the rest is sealed again: then it gives the same file.
    """
    if ending in _COMMENT:
        return data[: -len(_COMMENT[ending] % b"") - _SEAL]
    return data[:_PNG_HEADER] + data[_PNG_HEADER + len("Seal\0") + _SEAL + 12 :]
