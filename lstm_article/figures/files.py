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
from typing import Any, Literal

from lstm_article.equations import gradients as runs
from lstm_article.equations import roles
from lstm_article.errors import EquationError, FigureError
from lstm_article.figures.structure import STRUCTURE
from lstm_article.figures.text import FigureText
from lstm_article.figures.unrolled import unrolled

Format = Literal["svg", "png", "pdf"]

_PACKAGE = Path(__file__).parents[1]
# What figures are drawn by, beside their words and numbers.
_DRAWN_BY = (
    *sorted(_PACKAGE.glob("figures/*.py")),
    *sorted(_PACKAGE.glob("equations/*.py")),
    _PACKAGE / "fonts" / "labels.otf",
)
_COMMENT: Mapping[str, bytes] = {"svg": b"<!-- %s -->\n", "pdf": b"%% %s\n"}  # holds the seal, at the end
_PNG_HEADER = 33  # the signature and the IHDR chunk; the seal's chunk follows
_SEAL = len(hashlib.sha256().hexdigest())


def figure_file(text: FigureText, ending: Format, existing: Path | None = None) -> bytes:
    """Return a figure as a file's content, in `ending`'s format.

    `existing` is where an earlier one may lie: it is returned as it is when its seal holds. Raises
    FigureError when no font has one of a label's characters, or the equations give it no numbers.
    """
    source = _source_digest(text, ending)
    if existing is not None:
        data = _read(existing)
        if data and _sealed(_unsealed(data, ending), source, ending) == data:
            return data
    return _sealed(drawn(text).render(ending, text.name, text.title, text.alt), source, ending)


def drawn(text: FigureText) -> Any:
    """Draw a figure and return its `Canvas`; raises FigureError."""
    if text.name == "structure":
        return _module("drawing").draw(STRUCTURE, text.labels)
    if text.numbers is None:
        raise FigureError(f"figure {text.name} shows numbers; it needs the equations of an article")
    try:
        if text.name == "memory":
            return _module("memory").draw(runs.memory(text.numbers.cell), text.labels)
        found = roles.find(text.numbers.cell)
        names = {role: found.name(role) for role in ("x", "h", "C")}
        return _module("drawing").draw(unrolled(text.numbers.steps, names), text.labels)
    except EquationError as error:
        raise FigureError(f"figure {text.name} cannot be drawn from the equations: {error.message}") from None


def _module(name: str) -> ModuleType:
    """Import a drawing module; what matplotlib cannot start with is an error of ours, in one line."""
    logger = logging.getLogger("matplotlib")
    level = logger.level
    logger.setLevel(logging.CRITICAL)  # it would tell that it can keep no cache, or mind a user's settings
    try:
        return import_module(f"lstm_article.figures.{name}")
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


def _sealed(content: bytes, source: str, ending: Format) -> bytes:
    seal = hashlib.sha256(source.encode() + content).hexdigest().encode()
    if ending in _COMMENT:
        return content + _COMMENT[ending] % seal
    chunk = b"tEXt" + b"Seal\0" + seal
    chunk = (len(chunk) - 4).to_bytes(4) + chunk + zlib.crc32(chunk).to_bytes(4)
    return content[:_PNG_HEADER] + chunk + content[_PNG_HEADER:]


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes() if file.is_file() else b""
    except OSError:  # it is about to be written; that will say what is wrong with it
        return b""


def _unsealed(data: bytes, ending: Format) -> bytes:
    """Return a sealed file's content, or what may be one's; `_sealed` of it tells."""
    if ending in _COMMENT:
        return data[: -len(_COMMENT[ending] % b"") - _SEAL]
    return data[:_PNG_HEADER] + data[_PNG_HEADER + len("Seal\0") + _SEAL + 12 :]
