"""The images that a document names: that each is there, and says in words what it shows."""

from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lstm_article.checks.report import Problem
from lstm_article.text.document import Document, lines_of


def named(document: Document) -> Iterator[tuple[str, str, int]]:
    """Yield the path, alternative text and line of each image."""
    for block in document.blocks:
        for child, line in lines_of(block.token):
            if child.type == "image":
                yield str(child.attrs["src"]), child.content, line


def problems(document: Document, is_there: Callable[[str], bool]) -> Iterator[Problem]:
    """Yield images that are not there, or without alternative text."""
    for path, alt, line in named(document):
        if not path:
            yield line, "has an image without a path; name its file"
        elif not is_there(path):
            yield line, f"shows {path}, which is not there; put the file beside the text or correct the path"
        if not alt.strip():
            yield line, f"shows {path or 'an image'} without alternative text; say in words what it shows"


def beside(file: Path, made: Collection[str] = ()) -> Callable[[str], bool]:
    """Return what tells whether an image is a file beside `file`, or one `made` with it.

    One on the network is taken to be there.
    """

    def is_there(path: str) -> bool:
        try:
            parts = urlsplit(path)
            on_network = bool(parts.scheme or parts.netloc)
            return (
                on_network
                or path in made
                or (parts.path[:1] != "/" and (file.parent / unquote(parts.path)).is_file())
            )
        except (OSError, ValueError):
            return False

    return is_there
