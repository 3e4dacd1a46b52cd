"""Which optional paragraphs make an article of the length asked for; pure.

All paragraphs of the higher ranks are in, none of the lower, and of the one rank between them those whose
total comes closest to the target. A heading counts, and stands, only where something stands below it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import groupby


@dataclass(frozen=True)
class Part:
    """A heading of some `level` or, with level 0, a block of text, in the order of the article.

    `size` is its count, `passage` the number of the optional paragraph that it belongs to, if any.
    """

    size: int
    level: int = 0
    passage: int | None = None


# The total so far, and the headings with nothing below them yet: each its level and size.
_State = tuple[int, tuple[tuple[int, int], ...]]
_EMPTY: _State = (0, ())


def choose(parts: Sequence[Part], ranks: Sequence[int], target: int) -> frozenset[int]:
    """Return the numbers of the optional paragraphs to take; `ranks` has the rank of each, 1 the highest.

    Of two choices as close, the one with the earlier paragraphs is taken.
    """
    certain: frozenset[int] = frozenset()
    for rank in sorted({*ranks}):
        free = frozenset(passage for passage, own in enumerate(ranks) if own == rank)
        if size(parts, certain | free) >= target:
            return certain | _closest(parts, certain, free, target)
        certain |= free
    return certain


def size(parts: Sequence[Part], chosen: Collection[int]) -> int:
    """Return the count of an article with the `chosen` optional paragraphs."""
    there = (part for part in parts if part.passage is None or part.passage in chosen)
    total, _ = reduce(_added, there, _EMPTY)
    return total


def left_empty(parts: Sequence[Part], chosen: Collection[int]) -> set[int]:
    """Return the places in `parts` of the headings below which nothing of the choice stands."""
    empty: set[int] = set()
    waiting: list[int] = []
    for at, part in enumerate(parts):
        if part.passage is None or part.passage in chosen:
            within = [heading for heading in waiting if part.level > parts[heading].level]
            empty |= {*waiting} - {*within} if part.level else set()
            waiting = [*within, at] if part.level else []
    return empty | {*waiting}


def _closest(
    parts: Sequence[Part], certain: Collection[int], free: Collection[int], target: int
) -> frozenset[int]:
    """Return those of the `free` paragraphs that come, with the `certain` ones, closest to the target."""
    taken = {None, *certain, *free}
    runs = [(own, [*run]) for own, run in groupby(parts, key=lambda part: part.passage) if own in taken]
    farthest = min(abs(size(parts, some) - target) for some in (certain, {*certain, *free}))
    longest = target + farthest  # no way beyond is the best one: nothing makes an article shorter again
    # For each state of an article, the best way to it, a binary digit for each free paragraph so far: whether
    # it is left out. So the smallest of several ways has the earliest paragraphs.
    ways: dict[_State, int] = {_EMPTY: 0}
    for passage, run in runs:
        longer: dict[_State, int] = {}
        for state, way in ways.items():
            if passage in free:
                _keep_best(longer, state, 2 * way + 1)
            with_it = reduce(_added, run, state)
            if with_it[0] <= longest:
                _keep_best(longer, with_it, 2 * way if passage in free else way)
        ways = longer
    _, best = min((abs(total - target), way) for (total, _), way in ways.items())
    left_out = f"{best:0{len(free)}b}"
    return frozenset(passage for passage, digit in zip(sorted(free), left_out, strict=True) if digit == "0")


def _keep_best(ways: dict[_State, int], state: _State, way: int) -> None:
    """Keep a way if it is the best to its state: what follows adds the same to each of these."""
    ways[state] = min(way, ways.get(state, way))


def _added(state: _State, part: Part) -> _State:
    """Add a part of the article."""
    total, waiting = state
    if part.level:
        above = tuple(heading for heading in waiting if heading[0] < part.level)
        return total, (*above, (part.level, part.size))
    return total + part.size + sum(size for _, size in waiting), ()
