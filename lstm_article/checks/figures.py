"""The figures that an article shows: each is there, and says in words what it shows."""

from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from lstm_article.checks.report import Problem, Subject
from lstm_article.text import Document, lines_of


def images(document: Document) -> Iterator[tuple[str, str, int]]:
    """Yield the path, alternative text and line of each image."""
    for block in document.blocks:
        for child, line in lines_of(block.token):
            if child.type == "image":
                yield str(child.attrs["src"]), child.content, line


def problems(subject: Subject) -> Iterator[Problem]:
    """Yield images whose file is missing, or that have no alternative text."""
    for path, alt, line in images(subject.text):
        if not path:
            yield line, "has an image without a path; name its file"
        elif path not in subject.drawn and not _is_there(path, subject):
            yield line, f"shows {path}, which is not there; put the file beside the text or correct the path"
        if not alt.strip():
            yield line, f"shows {path or 'an image'} without alternative text; say in words what it shows"


def _is_there(path: str, subject: Subject) -> bool:
    """Tell whether a path leads from the text to a file; a web address is not looked up, and passes."""
    try:
        address = urlsplit(path)
        if address.scheme or address.netloc:
            return True
        return not address.path.startswith("/") and (subject.file.parent / unquote(address.path)).is_file()
    except (OSError, ValueError):
        return False
