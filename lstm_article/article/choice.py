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


@dataclass(frozen=True, eq=False)  # two equal headings are still two
class Heading:
    """A heading above optional paragraphs only, given by number: it is there if one of these is."""

    size: int
    paragraphs: frozenset[int]


@dataclass(frozen=True)
class Parts:
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


_State = tuple[int, frozenset[Heading]]  # a total, and the headings in it that are also above the last paragraph tried
_Choice = tuple["_Choice", int] | tuple[()]  # a linked list: the choice so far, and one more number


def _closest(parts: Parts, certain: frozenset[int], ranked: Sequence[int], target: int) -> Iterator[int]:
    """Yield those of the `ranked` paragraphs that, with the `certain` ones, come closest to the target."""
    least = parts.size(certain)
    uncounted = [heading for heading in parts.headings if not heading.paragraphs & certain]
    # Taking none comes this close, and totals only grow: one beyond the limit is never the closest.
    limit = target + abs(least - target)
    # Of the choices in one state only the first is kept: the paragraphs to come add the same to each, and the
    # choices are in order, those with the earlier paragraphs first.
    choices: dict[_State, _Choice] = {(least, frozenset()): ()}
    for number in ranked:
        headings = frozenset(heading for heading in uncounted if number in heading.paragraphs)
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
