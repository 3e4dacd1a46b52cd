"""The values of options: what is taken, and what is refused."""

import re
from pathlib import Path

import pytest
from typer import BadParameter

from lstm_article.options import address, name, path


def test_a_path_has_a_name() -> None:
    """A path is what was written; an empty one is none."""
    assert path("a/b") == Path("a/b")
    with pytest.raises(BadParameter, match="the name is empty"):
        path("")


@pytest.mark.parametrize("text", ["lstm", "a.b", "a-b", "门 1", "_", "console", "a.con", "com10", "lstm.md", "a" * 240])
def test_names_that_files_can_begin_with(text: str) -> None:
    """A name can have letters of every alphabet, spaces, and dots and dashes that are not first."""
    assert name(text) == text


@pytest.mark.parametrize(
    "text", ["", "-a", ".a", "a.", " a", "a ", "a\n", "a\x7f", *(f"a{sign}" for sign in '/\\:*?"<>|')]
)
def test_names_that_no_file_should_begin_with(text: str) -> None:
    """A name is no folder, hides no file, is no option, and has no sign that a system refuses."""
    with pytest.raises(BadParameter, match="--name begins a file's name: no folders, none of "):
        name(text)


@pytest.mark.parametrize("device", ["CON", "prn", "AUX", "NUL", "COM1", "lpt9", "com¹", "CONIN$", "COM0"])
@pytest.mark.parametrize("ending", ["", ".en", ".md", " .a.b"])
def test_names_of_devices(device: str, ending: str) -> None:
    """A name that Windows takes for a device is refused everywhere, so that a folder can be moved there."""
    with pytest.raises(BadParameter, match=re.escape(f"on Windows, {device} is a device; choose another name")):
        name(device + ending)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://example.org", "https://example.org/"),
        ("http://localhost:8000/a//", "http://localhost:8000/a/"),
        ("https://example.org/~a/b%20c/(d),e=1;@!$&'*+:", "https://example.org/~a/b%20c/(d),e=1;@!$&'*+:/"),
    ],
)
def test_addresses_end_in_a_slash(text: str, expected: str) -> None:
    """An address has a host, perhaps a port and folders, and one slash at its end."""
    assert address(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "", "example.org", "ftp://example.org", "https://", "https:///a", "https://example.org:/", "https://a/?b",
        "https://a/#b", "https://a/ b", "https://a/é", "https://é/", 'https://a/"', "https://a:b/", " https://a/",
        "https://a/\n",
    ],
)  # fmt: skip
def test_what_is_no_address(text: str) -> None:
    """An address without a scheme or a host, or with a query, a fragment or a sign to be escaped, is refused."""
    with pytest.raises(BadParameter, match="is no web address; write one, such as https://example"):
        address(text)
