"""What is checked of an article, as findings and reports."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lstm_article import document
from lstm_article.document import Section
from lstm_article.errors import InputError
from lstm_article.wordcount import Count, Rule


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
    tolerance: float = 5.0


@dataclass(frozen=True)
class Report:
    """What is known of one article after a command."""

    lang: str
    file: str
    goal: Goal
    sections: tuple[Section, ...]
    checks: tuple[str, ...]
    findings: tuple[Finding, ...] = ()
    files: tuple[str, ...] = ()
    changed: frozenset[str] = field(default_factory=frozenset)

    @property
    def count(self) -> Count:
        """The article's length."""
        return document.total(section.count for section in self.sections)

    @property
    def difference(self) -> int:
        """By how much the article is longer (or, below 0, shorter) than was asked for."""
        return self.count.by(self.goal.rule) - self.goal.words

    def passed(self, check: str) -> bool:
        """Tell whether a check found nothing."""
        return all(finding.check != check for finding in self.findings)


def length(file: str, sections: Sequence[Section], goal: Goal) -> list[Finding]:
    """Find an article that is too short or too long; the message says by how much."""
    counted = document.total(section.count for section in sections).by(goal.rule)
    slack = goal.words * goal.tolerance / 100
    if abs(counted - goal.words) <= slack:
        return []
    by_rule = "words" if goal.rule == "word" else "Han characters"
    todo = f"add {goal.words - counted}" if counted < goal.words else f"cut {counted - goal.words}"
    message = f"{counted} {by_rule} where {goal.words} ± {goal.tolerance:g} % are asked for; {todo}"
    return [Finding(file, 1, "length", message)]


def check_file(file: Path, lang: str | None, goal: Goal) -> Report:
    """Check a Markdown file as it stands; its language shows in its letters unless `lang` says it.

    Raises InputError when the file cannot be read as Markdown text.
    """
    try:
        text = document.read(_read(file))
    except InputError as error:
        error.file = str(file)
        raise
    if not text.tokens:
        raise InputError("has no text; write something to check", file, 1)
    return Report(
        lang=lang or ("zh" if text.count.han * 2 > text.count.word else "en"),
        file=str(file),
        goal=goal,
        sections=text.sections,
        checks=("length",),
        findings=tuple(length(str(file), text.sections, goal)),
    )


def _read(file: Path) -> str:
    try:
        if file.exists() and not file.is_file():
            raise InputError("is a folder or device; name a Markdown file", file)
        data = file.read_bytes()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}; name a readable Markdown file", file) from None
    if b"\0" in data:
        line = data[: data.index(b"\0")].count(b"\n") + 1
        raise InputError("is a binary file; name a Markdown file", file, line)
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InputError("is not UTF-8; save it as UTF-8", file, line) from None
