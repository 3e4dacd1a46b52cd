"""Citations like [3] and the reference list: each leads to the other, and identifiers are well-formed."""

import re
from collections.abc import Iterator

from lstm_article.checks.report import Problem, Subject
from lstm_article.text import Block, Document, lines_of

_CITATION = re.compile(r"\[([1-9]\d{0,2}(?:(?:[,;] ?|[–-])[1-9]\d{0,2})*+)\]")
_NUMBERED_ENTRY = re.compile(r"^\[(\d{1,3})\](.*(?:\n(?!\[\d{1,3}\]).*)*)", re.MULTILINE)
_LONGEST_RANGE = 50  # a longer one is read as citing its two ends alone
_DOI = re.compile(r"10\.\d{4,9}/.+")
_ARXIV = re.compile(r"(\d\d(0[1-9]|1[0-2])\.\d{4,5}|[a-z-]+(\.[A-Z]{2})?/\d\d(0[1-9]|1[0-2])\d{3})(v\d+)?")
_WORD = r"([^\s()\[\]<>*]+)"
# For each kind of identifier: its name, its form, and how it is introduced, in words or in an address.
_IDENTIFIERS = (
    ("DOI", _DOI, re.compile(rf"doi:\s*\[?(?!http){_WORD}|//(?:dx\.)?doi\.org/{_WORD}", re.IGNORECASE)),
    ("arXiv id", _ARXIV, re.compile(rf"arxiv:\s*\[?(?!http){_WORD}|//arxiv\.org/\w+/{_WORD}", re.IGNORECASE)),
)


def cited(document: Document) -> Iterator[tuple[list[int], int]]:
    """Yield the numbers that each pair of brackets cites, with its 1-based line; a link's text cites nothing."""
    for block in document.blocks:
        in_link = False
        for child, line in lines_of(block.token) if not block.listed else ():
            in_link = child.type == "link_open" or (in_link and child.type != "link_close")
            if child.type == "text" and not in_link:
                for match in _CITATION.finditer(child.content):
                    yield [number for part in re.split("[,;]", match[1]) for number in _range(part)], line


def references(document: Document) -> dict[int, tuple[str, int]]:
    """Return the entries of the reference list by number: their Markdown and line.

    An entry is an item of a list, or begins with its number in brackets, or else is a paragraph.
    """
    entries: dict[int, tuple[list[str], int]] = {}
    for block in document.blocks:
        if block.listed and not block.level:
            for number, text, line in _entries(block):
                entries.setdefault(number or len(entries) + 1, ([], line))[0].append(text)
    return {number: (" ".join(texts).strip(), line) for number, (texts, line) in entries.items()}


def problems(subject: Subject) -> Iterator[Problem]:
    """Yield citations without an entry, entries without a citation, and identifiers that cannot be right."""
    document = subject.text
    entries = references(document)
    used = set()
    for numbers, line in cited(document):
        used |= {*numbers}
        missing = next((number for number in numbers if number not in entries), None)
        if missing:
            size = f"the list has {len(entries)}" if entries else "there is no reference list"
            yield line, f"cites [{missing}], and {size}; add the reference or correct the number"
    for number, (_, line) in entries.items():
        if number not in used:
            yield line, f"lists reference {number}, which nothing cites; cite or remove it"
    for text, line in entries.values() or [(block.token.content, block.line) for block in document.blocks]:
        for message in _wrong_identifiers(text):
            yield line, f"{message}; correct it"


def _wrong_identifiers(text: str) -> Iterator[str]:
    """Yield the identifiers of a text that are malformed, or differ between a link and its words."""
    for kind, form, places in _IDENTIFIERS:
        words = (next(filter(None, match.groups())).rstrip(".,;") for match in places.finditer(text))
        identifiers = list(dict.fromkeys(word.removesuffix(".pdf") for word in words))
        for identifier in identifiers:
            if not form.fullmatch(identifier):
                yield f"has `{identifier}`, which is no well-formed {kind}"
        if len({re.sub(r"v\d+$", "", identifier.lower()) for identifier in identifiers}) > 1:
            yield f"names one {kind} and links to another: {', '.join(identifiers)}"


def _entries(block: Block) -> Iterator[tuple[int, str, int]]:
    """Yield the number (0 if none), text and line of each entry in a block of the reference list."""
    content = block.token.content
    numbered = [] if block.item else [*_NUMBERED_ENTRY.finditer(content)]
    line, end = block.line, 0
    for match in numbered:
        line, end = line + content.count("\n", end, match.start()), match.start()
        yield int(match[1]), match[2], line
    if not numbered:
        yield block.item, content, block.line


def _range(text: str) -> list[int]:
    """Return the numbers that `4`, or `2-4`, cites."""
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    first, last = numbers[0], numbers[-1]
    return list(range(first, last + 1)) if last - first in range(_LONGEST_RANGE) else numbers
