"""Passages, the optional paragraphs of a rendered text: which line belongs to which passage."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lstm_article.errors import TemplateError
from lstm_article.templating import Mark, Place, damaged_mark, marks_in
from lstm_article.text import normalized

_MAX_PASSAGES = 200  # bounds the time of a choice; the built-in article has a quarter as many


@dataclass(frozen=True)
class Passage:
    """Text that an article may leave out: name, rank, place in the templates, and names of those it relies on."""

    name: str
    rank: int
    file: str
    line: int
    needs: Sequence[str]

    def error(self, problem: str) -> TemplateError:
        """Return an error about the passage."""
        return TemplateError(f"the optional paragraph {self.name!r} {problem}", self.file, self.line)


def split(
    rendered: Iterable[tuple[str, Place]], file: Path
) -> tuple[list[tuple[str, Place]], list[int | None], list[Passage]]:
    """Return the lines of a rendered template, for each the number of its passage or None, and the passages.

    Lines are given, and returned, each with the place that it comes from. Raises TemplateError for a passage whose tags
    or needs are wrong, and about `file` for a mark that no tag made.
    """
    lines: list[tuple[str, Place]] = []
    owners: list[int | None] = []
    passages: list[Passage] = []
    owner: int | None = None
    for line, place in _trimmed(rendered):
        tag = next((mark for mark in marks_in(line, file) if mark.kind in {"optional", "end"}), None)
        if tag is None:
            lines.append((line, place))
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
    return lines, owners, passages


def _trimmed(rendered: Iterable[tuple[str, Place]]) -> list[tuple[str, Place]]:
    """Return lines, whatever they end in, without those before and after all others that are empty."""
    lines = [(part, place) for line, place in rendered for part in normalized(line.removesuffix("\r")).split("\n")]
    written = [at for at, (line, _) in enumerate(lines) if line]
    return lines[written[0] : written[-1] + 1] if written else lines[:1]


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
