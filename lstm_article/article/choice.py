"""Which optional paragraphs are taken for a length: a subset sum, rank by rank.

All paragraphs of the higher ranks are in, none of the lower ones, and of the one rank between them those
that bring the article closest to the length.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple


class Paragraph(NamedTuple):
    """An optional paragraph: its size, and its rank from 1, the highest."""

    size: int
    rank: int


@dataclass(frozen=True, eq=False)  # two equal headings are still two
class Heading:
    """A heading above optional paragraphs only, given by number: it is there if one of these is."""

    size: int
    paragraphs: frozenset[int]


class Parts(NamedTuple):
    """The sizes (in words or characters) of an article's essential text, and of its optional parts in order."""

    essential: int
    paragraphs: Sequence[Paragraph]
    headings: Sequence[Heading] = ()

    def size(self, chosen: Iterable[int]) -> int:
        """Return the article's size with the optional paragraphs of the `chosen` numbers."""
        numbers = {*chosen}
        headings = (heading for heading in self.headings if heading.paragraphs & numbers)
        return self.essential + sum(self.paragraphs[number].size for number in numbers) + _total(headings)


def choose(parts: Parts, target: int) -> frozenset[int]:
    """Return the numbers of the optional paragraphs whose article comes closest to the target.

    Of two choices that are equally close, it is the one with the first paragraph in which they differ.
    """
    certain: frozenset[int] = frozenset()
    for rank in sorted({paragraph.rank for paragraph in parts.paragraphs}):
        ranked = [number for number, paragraph in enumerate(parts.paragraphs) if paragraph.rank == rank]
        if parts.size(certain.union(ranked)) >= target:
            return certain.union(_closest(parts, certain, ranked, target))
        certain = certain.union(ranked)
    return certain


def _closest(parts: Parts, certain: frozenset[int], ranked: Sequence[int], target: int) -> Iterator[int]:
    """Yield those of the `ranked` paragraphs that, with the `certain` ones, come closest to the target."""
    uncounted = [heading for heading in parts.headings if not heading.paragraphs & certain]
    above = [frozenset(heading for heading in uncounted if number in heading.paragraphs) for number in ranked]
    wanted = max(target - parts.size(certain), 0)
    # Taking none misses by what is wanted, and sizes only grow: twice as much, and more, is never the closest.
    possible = (2 << 2 * wanted) - 1

    def added(at: int, paid: frozenset[Heading]) -> int:
        return parts.paragraphs[ranked[at]].size + _total(above[at] - paid)

    @cache
    def sums(at: int, paid: frozenset[Heading]) -> int:
        """Return what the paragraphs from `at` on can add, a bit for each sum; `paid` are headings that count already.

        Those are above the paragraph before: headings of paragraphs next to each other, so no others matter.
        """
        if at == len(ranked):
            return 1
        return sums(at + 1, paid & above[at]) | sums(at + 1, above[at]) << added(at, paid) & possible

    paid: frozenset[Heading] = frozenset()
    reached = sums(0, paid)
    missing = wanted + 1 - (reached & (2 << wanted) - 1).bit_length()  # by the largest sum that is not too large
    beyond = reached >> wanted
    excess = (beyond & -beyond).bit_length() - 1 if beyond else missing
    best = {wanted - min(missing, excess), wanted + min(missing, excess)}
    for at, number in enumerate(ranked):
        taken = sums(at + 1, above[at])
        rest = {total - added(at, paid) for total in best}
        rest = {total for total in rest if total >= 0 and taken >> total & 1}
        if rest:
            yield number
        best, paid = (rest, above[at]) if rest else (best, paid & above[at])


def _total(headings: Iterable[Heading]) -> int:
    return sum(heading.size for heading in headings)
