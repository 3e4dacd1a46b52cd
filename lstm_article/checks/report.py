"""What is known of an article after its checks: findings, the length asked for, and the report of all."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lstm_article.article.article import TOLERANCE, OptionalParagraph
from lstm_article.choices import Rule
from lstm_article.text.document import Document
from lstm_article.text.wordcount import Count

Problem = tuple[int, str]  # what a check finds: the 1-based line, and what is wrong there


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: in which file and line, which check found it, and what it is."""

    file: str
    line: int
    check: str
    message: str


@dataclass(frozen=True)
class Goal:
    """The length asked for: `words` by `rule`, met within `tolerance` percent."""

    words: int = 1000
    rule: Rule = "word"
    tolerance: float = TOLERANCE


@dataclass(frozen=True)
class Report:
    """What is known of one article after a command.

    `deviation` is the largest difference from the reference LSTM, where the equations were run beside it;
    `optional` are the paragraphs that it was chosen from, `files` its files, and `changed` those that were
    written, or would be; `wanted` is what stale Markdown would become.
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
