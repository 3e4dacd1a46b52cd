"""Optional paragraphs: what templates mark as such, and which line of a rendered text belongs to which."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lstm_article.errors import TemplateError
from lstm_article.templating.marks import MARKS, UNMADE
from lstm_article.text.parser import normalized

_MOST = 200  # to choose from; the built-in article has a quarter of that
_MARK = re.compile(r"(\[.*?\])".join(MARKS))


@dataclass(frozen=True)
class Passage:
    """Text that an article may leave out: its name, its rank, and where it stands in the templates.

    `needs` has the names of the passages that it relies on.
    """

    name: str
    rank: int
    file: str
    line: int
    needs: Sequence[str]

    def error(self, what: str) -> TemplateError:
        """Return an error about the passage."""
        return TemplateError(f"the optional paragraph {self.name!r} {what}", self.file, self.line)


def split(rendered: str, file: Path) -> tuple[list[str], list[int | None], list[Passage]]:
    """Return the lines of a rendered template, for each the number of its passage or None, and the passages.

    Raises TemplateError for passages that are not by themselves, and about `file` for marks that no tag made.
    """
    lines: list[str] = []
    owners: list[int | None] = []
    passages: list[Passage] = []
    owner: int | None = None
    for line in normalized(rendered).strip("\n").split("\n"):
        mark = _MARK.search(line)
        if mark is None:
            lines.append(line)
            owners.append(owner)
            continue
        opening = _passage(mark[1], file)
        passage = opening or (passages[-1] if passages else None)
        if passage is None:
            raise TemplateError(UNMADE, file)
        if mark[0] != line:
            what = "shares a line with other text; put its tags on lines of their own, without `-`"
            raise passage.error(what)
        if opening:
            _check(opening, passages, None if owner is None else passages[owner])
            passages.append(opening)
        owner = len(passages) - 1 if opening else None
    _check_needs(passages)
    return lines, owners, passages


def _passage(mark: str, file: Path) -> Passage | None:
    """Return the passage that a mark begins, or None where it ends one."""
    try:
        values = json.loads(mark)
    except (ValueError, RecursionError):
        values = [None]
    if values and [*map(type, values)] != [str, int, str, int, *(str for _ in values[4:])]:
        raise TemplateError(UNMADE, file)
    if not values:
        return None
    name, rank, template, line, *needs = values
    return Passage(name, rank, template, line, needs)


def _check(passage: Passage, others: Sequence[Passage], around: Passage | None) -> None:
    """Raise TemplateError for a passage that cannot stand where it does."""
    if around:
        raise passage.error(f"stands within {around.name!r}; end that one first")
    if any(passage.name == other.name for other in others):
        raise passage.error("stands here a second time; give each a name of its own")
    if len(others) == _MOST:
        raise passage.error(f"is one more than {_MOST}; make some of them essential")


def _check_needs(passages: Sequence[Passage]) -> None:
    """Raise TemplateError for a passage that may be there without one that it needs."""
    ranks = {passage.name: passage.rank for passage in passages}
    for passage in passages:
        for name in passage.needs:
            if name == passage.name:
                raise passage.error("needs itself; name another one, or none")
            if name not in ranks:
                raise passage.error(f"needs {name!r}, which stands nowhere; correct the name or write it")
            if ranks[name] >= passage.rank:
                what = f"of rank {passage.rank} needs {name!r} of rank {ranks[name]}, which may be left out"
                raise passage.error(f"{what}; give {name!r} a higher rank, or this one a lower")
