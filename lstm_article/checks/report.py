"""The data of a report: what a check is given about an article, what it finds, and what a command has done."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from lstm_article.article import TOLERANCE, Article, OptionalParagraph
from lstm_article.choices import Lang, Rule
from lstm_article.equations import Roles, roles
from lstm_article.errors import EquationError
from lstm_article.text import Count, Document

Problem = tuple[int, str]  # the 1-based line, and what is wrong there


class Goal(NamedTuple):
    """The length asked for: `words` by `rule`, met within `tolerance` percent."""

    words: int = 1000
    rule: Rule = "word"
    tolerance: float = TOLERANCE


@dataclass(frozen=True)
class Subject:
    """An article to be checked, whose Markdown is, or will be, in `file`.

    `drawn` are paths of figures that the build will write, so that they need not exist yet. `compared` is the article
    and the same one in another language, or None.
    """

    text: Document
    lang: Lang
    file: Path
    goal: Goal
    drawn: Collection[str] = ()
    compared: tuple[Article, Article] | None = None

    @cached_property
    def roles(self) -> tuple[Roles | None, list[EquationError]]:
        """The LSTM that its equations define, part by part, or None and the errors that say why there is none."""
        return roles.read(self.text.equations)

    @cached_property
    def proof(self) -> tuple[float | None, list[EquationError]]:
        """The largest deviation of its equations from the reference LSTM (None: not run), and errors; loads NumPy."""
        cell_roles, errors = self.roles
        if cell_roles is None:
            return None, errors
        from lstm_article.equations.comparison import compare

        return compare(cell_roles)


class Finding(NamedTuple):
    """A problem that a check has found in a file."""

    file: str
    line: int
    check: str
    message: str


@dataclass(frozen=True)
class Report:
    """What a command has learned of one article, and done with its files.

    `checks` are those run, in order. `deviation` is the largest difference of the equations from the reference LSTM,
    None where they were not run. `optional` are the optional paragraphs, used or not, of an article that was composed.
    `files` are the article's files; `changed` those that `build` has written or, with `--check`, would write, and
    `wanted` the Markdown that it would then write, by file. `unused` are figures there that no page shows.
    `word_file` has the words that LibreOffice counts in the Word file by what they are, if there is one.
    """

    lang: str
    file: str
    goal: Goal
    text: Document
    checks: tuple[str, ...]
    findings: tuple[Finding, ...] = ()
    optional: tuple[OptionalParagraph, ...] = ()
    deviation: float | None = None
    files: tuple[str, ...] = ()
    changed: frozenset[str] = field(default_factory=frozenset)
    wanted: Mapping[str, str] = field(default_factory=dict)
    unused: tuple[str, ...] = ()
    word_file: Mapping[str, int] = field(default_factory=dict)

    @property
    def count(self) -> Count:
        """The article's length."""
        return self.text.count

    @property
    def difference(self) -> int:
        """By how much the article is longer (or, below 0, shorter) than was asked for."""
        return self.count.by(self.goal.rule) - self.goal.words

    def passed(self, check: str) -> bool:
        """Tell whether a check found nothing."""
        return all(finding.check != check for finding in self.findings)
