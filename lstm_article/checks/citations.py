"""Citations like [3] and the reference list: each leads to the other, and identifiers are well-formed."""

import re
from collections.abc import Iterator
from itertools import chain

from lstm_article.checks.report import Problem
from lstm_article.text.document import Block, Document, lines_of

_CITATION = re.compile(r"\[([1-9]\d{0,2}(?:(?:[,;] ?|[–-])[1-9]\d{0,2})*)\]")
_ENTRY = re.compile(r"\[(\d{1,3})\]")
_WIDEST = 50  # entries that one range of numbers cites
_DOI = re.compile(r"10\.\d{4,9}/[^\s<>]*[^\s<>.,;]")
_ARXIV = re.compile(r"(\d\d(0[1-9]|1[0-2])\.\d{4,5}|[a-z-]+(\.[A-Z]{2})?/\d\d(0[1-9]|1[0-2])\d{3})(v\d+)?")
_NAME = r"([^\s()\[\]<>*]+)"
_IDENTIFIERS = (
    ("DOI", _DOI, re.compile(rf"doi:\s*\[?(?!http){_NAME}|//(?:dx\.)?doi\.org/{_NAME}", re.IGNORECASE)),
    ("arXiv id", _ARXIV, re.compile(rf"arxiv:\s*\[?(?!http){_NAME}|//arxiv\.org/\w+/{_NAME}", re.IGNORECASE)),
)


def cited(document: Document) -> list[tuple[int, int]]:
    """Return the number and line of each citation, in order; `[2-4]` cites three."""
    return [(number, line) for numbers, line in _citations(document) for number in numbers]


def references(document: Document) -> dict[int, tuple[str, int]]:
    """Return the entries of the reference list by number: their Markdown and line.

    An entry is an item of a list, or begins with its number in brackets, or else is a paragraph.
    """
    entries: dict[int, tuple[str, int]] = {}
    for block in document.blocks:
        if block.listed and not block.level:
            for number, text, line in _entries(block):
                own = number or len(entries) + 1
                before, first = entries.get(own, ("", line))
                entries[own] = (f"{before} {text}".strip(), first)
    return entries


def problems(document: Document) -> Iterator[Problem]:
    """Yield citations without an entry, entries without a citation, and identifiers that cannot be right."""
    entries = references(document)
    used = set()
    for numbers, line in _citations(document):
        used |= {*numbers}
        missing = next((number for number in numbers if number not in entries), None)
        if missing:
            there = f"the list has {len(entries)}" if entries else "there is no reference list"
            yield line, f"cites [{missing}], and {there}; add the reference or correct the number"
    for number, (_, line) in entries.items():
        if number not in used:
            yield line, f"lists reference {number}, which nothing cites; cite or remove it"
    for text, line in entries.values() or [(block.token.content, block.line) for block in document.blocks]:
        for what in _misnamed(text):
            yield line, f"{what}; correct it"


def _misnamed(text: str) -> Iterator[str]:
    """Yield the identifiers of a text that are malformed, or differ between a link and its words."""
    for kind, form, places in _IDENTIFIERS:
        found = [next(filter(None, match.groups())).rstrip(".,;") for match in places.finditer(text)]
        names = list(dict.fromkeys(name.removesuffix(".pdf") for name in found))
        for name in names:
            if not form.fullmatch(name):
                yield f"has `{name}`, which is no well-formed {kind}"
        if len({re.sub(r"v\d+$", "", name.lower()) for name in names}) > 1:
            yield f"names one {kind} and links to another: {', '.join(names)}"


def _entries(block: Block) -> Iterator[tuple[int, str, int]]:
    """Yield the number (0 if none), text and line of each entry in a block of the reference list."""
    lines = list(enumerate(block.token.content.split("\n"), block.line))
    starts = [at for at, (_, text) in enumerate(lines) if _ENTRY.match(text)]
    if block.item or not starts:
        yield block.item, block.token.content, block.line
        return
    for at, after in zip(starts, [*starts[1:], len(lines)], strict=True):
        number, text = lines[at][1][1:].split("]", 1)
        yield int(number), "\n".join(chain([text], (more for _, more in lines[at + 1 : after]))), lines[at][0]


def _citations(document: Document) -> Iterator[tuple[list[int], int]]:
    """Yield the numbers that each pair of brackets cites, with its line."""
    for block in document.blocks:
        within_link = 0
        for child, line in lines_of(block.token) if not block.listed else ():
            within_link += child.nesting if child.type in {"link_open", "link_close"} else 0
            if child.type == "text" and not within_link:
                for match in _CITATION.finditer(child.content):
                    yield list(chain.from_iterable(map(_range, re.split("[,;]", match[1])))), line


def _range(text: str) -> list[int]:
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    first, last = numbers[0], numbers[-1]
    return list(range(first, last + 1)) if 0 < last - first < _WIDEST else numbers
