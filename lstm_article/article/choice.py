"""Which optional paragraphs are taken for a length: a subset sum, rank by rank.

All paragraphs of the higher ranks are in, none of the lower ones, and of the one rank between them those
that bring the article closest to the length.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Paragraph:
    """An optional paragraph: its size, and its rank from 1, the highest."""

    size: int
    rank: int


@dataclass(frozen=True, eq=False)  # two headings of one size above the same paragraphs are two
class Heading:
    """A heading above nothing but optional paragraphs, of these numbers: it stands where one of them does."""

    size: int
    paragraphs: frozenset[int]


@dataclass(frozen=True)
class Parts:
    """What an article is made of: the size of what it always says, and its optional paragraphs in order."""

    essential: int
    paragraphs: Sequence[Paragraph]
    headings: Sequence[Heading] = ()

    def size(self, chosen: Iterable[int]) -> int:
        """Return the size of the article with the optional paragraphs of some numbers."""
        numbers = {*chosen}
        headings = (heading for heading in self.headings if heading.paragraphs & numbers)
        return self.essential + sum(self.paragraphs[number].size for number in numbers) + _total(headings)


def choose(parts: Parts, target: int) -> frozenset[int]:
    """Return the numbers of the optional paragraphs whose article comes closest to the target.

    Of two choices as close, it is the one with the first of the paragraphs in which they differ.
    """
    certain: frozenset[int] = frozenset()
    for rank in sorted({paragraph.rank for paragraph in parts.paragraphs}):
        ranked = [number for number, paragraph in enumerate(parts.paragraphs) if paragraph.rank == rank]
        if parts.size(certain.union(ranked)) >= target:
            return certain.union(_closest(parts, certain, ranked, target))
        certain = certain.union(ranked)
    return certain


_State = tuple[int, frozenset[Heading]]  # a total, and those headings in it that are above what comes next
_Choice = tuple["_Choice", int] | tuple[()]  # the number of its last paragraph, after the choice before that


def _closest(parts: Parts, certain: frozenset[int], ranked: Sequence[int], target: int) -> Iterator[int]:
    """Yield those of the `ranked` paragraphs that come, beside the `certain` ones, closest to the target."""
    least, most = parts.size(certain), parts.size(certain.union(ranked))
    waiting = [heading for heading in parts.headings if not heading.paragraphs & certain]
    # None of them, or all, come as close as this; a total only grows, so beyond it none will be the closest.
    limit = target + min(abs(least - target), abs(most - target))
    # Of the choices in one state only the first is kept: whatever follows adds the same to each, and they are
    # in order, those with the earlier paragraphs first.
    choices: dict[_State, _Choice] = {(least, frozenset()): ()}
    for number in ranked:
        headings = frozenset(heading for heading in waiting if number in heading.paragraphs)
        added = {
            above: parts.paragraphs[number].size + _total(headings - above) for above in {above for _, above in choices}
        }
        extended: dict[_State, _Choice] = {}
        for (total, above), choice in choices.items():
            if total + added[above] <= limit:
                extended.setdefault((total + added[above], headings), (choice, number))
            extended.setdefault((total, above & headings), choice)
        choices = extended
    closest = choices[min(choices, key=lambda state: abs(state[0] - target))]
    while closest:
        closest, number = closest
        yield number


def _total(headings: Iterable[Heading]) -> int:
    return sum(heading.size for heading in headings)
