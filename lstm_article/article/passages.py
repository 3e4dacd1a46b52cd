"""Passages, the optional paragraphs of a rendered text: which line belongs to which passage."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from lstm_article.errors import TemplateError
from lstm_article.templating import Mark, Place, damaged_mark, marks_in
from lstm_article.text import normalized

_MAX_PASSAGES = 200  # bounds the time of a choice; the built-in article has a quarter as many


class Passage(NamedTuple):
    """Text that an article may leave out: name, rank, place in the templates, and names of those it relies on."""

    name: str
    rank: int
    file: str
    line: int
    needs: Sequence[str]

    def error(self, problem: str) -> TemplateError:
        """Return an error about the passage."""
        return TemplateError(f"the optional paragraph {self.name!r} {problem}", self.file, self.line)


def split(lines: Iterable[str], file: Path) -> tuple[list[int], list[int | None], list[Passage]]:
    """Return which lines of a rendered template, from 0, are text, the number of each one's passage, and the passages.

    Text outside of passages has None as its number. Raises TemplateError for a passage whose tags or needs are wrong,
    and about `file` for a mark that no tag made.
    """
    kept: list[int] = []
    owners: list[int | None] = []
    passages: list[Passage] = []
    owner: int | None = None
    for at, line in enumerate(lines):
        tag = next((mark for mark in marks_in(line, file) if mark.kind in {"optional", "end"}), None)
        if tag is None:
            kept.append(at)
            owners.append(owner)
            continue
        if tag.kind == "optional":
            passages.append(_begin(tag, passages, owner))
        elif not passages:
            raise damaged_mark(file)
        if (tag.start, tag.end) != (0, len(line)):
            problem = "shares a line with other text; put its tags on lines of their own, without `-`"
            raise passages[-1].error(problem)
        owner = len(passages) - 1 if tag.kind == "optional" else None
    _check_needs(passages)
    return kept, owners, passages


def lines_of(rendered: str) -> list[str]:
    """Return the lines of a rendered template, whatever they end in, without empty ones before and after all others."""
    return normalized(rendered).strip("\n").split("\n")


def places_of(placed: Iterable[tuple[str, Place]]) -> list[Place]:
    """Return the places of the lines that `lines_of` returns, given those that `Templates.placed_lines` returns."""
    lines = [(part, place) for line, place in placed for part in normalized(line.removesuffix("\r")).split("\n")]
    before = next((at for at, (line, _) in enumerate(lines) if line), 0)
    return [place for _, place in lines[before:]]


def check_references(
    kind: str,
    owners: Mapping[str, int | None],
    references: Iterable[tuple[str, int | None]],
    passages: Sequence[Passage],
    file: Path,
) -> None:
    """Raise TemplateError if a reference to a figure or an equation (the `kind`) could be kept without what it names.

    `owners` has, by name, the number of the passage that each figure or equation is in, or None; so do `references`.
    """
    for name, owner in references:
        if name not in owners:
            problem = f"refers to {kind} {name!r}, which stands nowhere; place it"
        elif owners[name] == owner or _rank(passages, owners[name]) < _rank(passages, owner):
            continue
        else:
            problem = f"refers to {kind} {name!r}, which may be left out; place it here or in a higher rank"
        raise TemplateError(problem, file) if owner is None else passages[owner].error(problem)


def _rank(passages: Sequence[Passage], number: int | None) -> int:
    """Return a passage's rank; that of essential text (None) is 0, the highest."""
    return 0 if number is None else passages[number].rank


def _begin(tag: Mark, earlier: Sequence[Passage], enclosing: int | None) -> Passage:
    """Return the passage that a tag begins; raises TemplateError if it is nested, repeated or one too many."""
    name, rank, file, line, *needs = tag.values
    passage = Passage(name, int(rank), file, int(line), needs)
    if enclosing is not None:
        raise passage.error(f"stands within {earlier[enclosing].name!r}; end that one first")
    if any(passage.name == other.name for other in earlier):
        raise passage.error("stands here a second time; give each a name of its own")
    if len(earlier) == _MAX_PASSAGES:
        raise passage.error(f"is one more than {_MAX_PASSAGES}; make some of them essential")
    return passage


def _check_needs(passages: Sequence[Passage]) -> None:
    """Raise TemplateError for a passage that could be chosen without one that it needs."""
    ranks = {passage.name: passage.rank for passage in passages}
    for passage in passages:
        for name in passage.needs:
            if name == passage.name:
                raise passage.error("needs itself; name another one, or none")
            if name not in ranks:
                raise passage.error(f"needs {name!r}, which stands nowhere; correct the name or write it")
            if ranks[name] >= passage.rank:
                problem = f"of rank {passage.rank} needs {name!r} of rank {ranks[name]}, which may be left out"
                raise passage.error(f"{problem}; give {name!r} a higher rank, or this one a lower")
