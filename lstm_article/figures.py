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
from types import ModuleType
from typing import Literal

from lstm_article.article import FigureText
from lstm_article.errors import FigureError

Format = Literal["svg", "png", "pdf"]

_PACKAGE = Path(__file__).parent
_SOURCES = ("diagram.py", "drawing.py", "figures.py", "svg.py", "fonts/labels.otf")
_PNG_HEADER = 33  # the signature and the IHDR chunk; the seal's chunk follows
_SEAL = len(hashlib.sha256().hexdigest())


def figure_file(text: FigureText, ending: Format, existing: Path | None = None) -> bytes:
    """Return a figure as a file's content, in `ending`'s format.

    `existing` is where an earlier one may lie: it is returned as it is when its seal holds. Raises
    FigureError when no font has one of a label's characters.
    """
    source = _source_digest(text, ending)
    if existing is not None and ending != "pdf":
        data = _read(existing)
        if data and _sealed(_unsealed(data, ending), source, ending) == data:
            return data
    drawing = _drawing()
    figure = drawing.draw_structure(text.labels)
    return _sealed(drawing.render(figure, ending, text.title, text.alt), source, ending)


def _drawing() -> ModuleType:
    """Import `drawing`; what matplotlib cannot start with is an error of ours, in one line."""
    logger = logging.getLogger("matplotlib")
    level = logger.level
    logger.setLevel(logging.CRITICAL)  # it would tell that it can keep no cache, or mind a user's settings
    try:
        return import_module("lstm_article.drawing")
    except ValueError as error:
        raise FigureError(f"matplotlib cannot start: {error}; mend its settings") from None
    finally:
        logger.setLevel(level)


def svg_element(data: bytes) -> str:
    """Return the `<svg>` element of a figure's file, to stand in a page."""
    return data.decode().partition("<!--")[0].strip()


def _source_digest(text: FigureText, ending: Format) -> str:
    """Return the digest of all that a figure is drawn from."""
    digest = hashlib.sha256()
    version = _matplotlib() / "_version.py"  # without the cost of importing it
    for source in (version, *(_PACKAGE / name for name in _SOURCES)):
        digest.update(source.read_bytes())
    words: Mapping[str, object] = {"title": text.title, "alt": text.alt, "labels": dict(text.labels)}
    digest.update(json.dumps([ending, words], sort_keys=True).encode())
    return digest.hexdigest()


def _matplotlib() -> Path:
    spec = find_spec("matplotlib")
    return Path(spec.origin).parent if spec and spec.origin else Path()


def _sealed(content: bytes, source: str, ending: Format) -> bytes:
    seal = hashlib.sha256(source.encode() + content).hexdigest().encode()
    if ending == "svg":
        return content + b"<!-- " + seal + b" -->\n"
    if ending == "png":
        chunk = b"tEXt" + b"Seal\0" + seal
        chunk = (len(chunk) - 4).to_bytes(4) + chunk + zlib.crc32(chunk).to_bytes(4)
        return content[:_PNG_HEADER] + chunk + content[_PNG_HEADER:]
    return content


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes() if file.is_file() else b""
    except OSError:  # it is about to be written; that will say what is wrong with it
        return b""


def _unsealed(data: bytes, ending: Format) -> bytes:
    """Return a sealed file's content, or what may be one's; `_sealed` of it tells."""
    if ending == "svg":
        return data[: -len("<!--  -->\n") - _SEAL]
    return data[:_PNG_HEADER] + data[_PNG_HEADER + len("Seal\0") + _SEAL + 12 :]
