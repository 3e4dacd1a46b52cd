"""What is checked of an article, as findings and reports."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from lstm_article import (
    citations,
    document,
    flow,
    images,
    languages,
    portability,
    roles,
    typography,
)
from lstm_article.article import TOLERANCE, Article, OptionalParagraph
from lstm_article.document import Document, Problem
from lstm_article.errors import EquationError, InputError
from lstm_article.wordcount import UNITS, Count, Rule, rule_for

CHECKS = (
    "length", "equations", "diagram", "portability", "citations", "figures", "typography", "languages",
)  # fmt: skip


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

    `departure` is the largest difference from the reference LSTM, where the equations were run beside it;
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
    departure: float | None = None
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


def check(
    text: Document, lang: str, file: str, goal: Goal, chosen: Collection[str], is_there: Callable[[str], bool]
) -> Report:
    """Check one article by the chosen checks; `is_there` tells of a path whether an image is there."""
    goal = replace(goal, rule=rule_for(lang, goal.rule))
    departure, equation_problems, diagram_problems = _mathematics(text, chosen)
    found_by: dict[str, Callable[[], Iterable[Problem]]] = {
        "length": lambda: _length(text, goal),
        "equations": lambda: equation_problems,
        "diagram": lambda: diagram_problems,
        "portability": lambda: portability.problems(text),
        "citations": lambda: citations.problems(text),
        "figures": lambda: images.problems(text, is_there),
        "typography": lambda: typography.problems(text),
    }
    done = [name for name in found_by if name in chosen and (name != "typography" or lang == "zh")]
    findings = [Finding(file, line, name, what) for name in done for line, what in found_by[name]()]
    return Report(lang, file, goal, text, tuple(done), tuple(findings), departure=departure)


def side_by_side(reports: Sequence[Report], articles: Sequence[Article]) -> list[Report]:
    """Add to the reports of one article in several languages what differs between these."""
    compared = [replace(report, checks=(*report.checks, "languages")) for report in reports]
    for at, (report, article) in enumerate(zip(reports, articles, strict=True)):
        problems = languages.problems(article, articles[0]) if at else ()
        found = [Finding(report.file, line, "languages", what) for line, what in problems]
        compared[at] = replace(compared[at], findings=(*report.findings, *found))
    return compared


def check_file(file: Path, lang: str | None, goal: Goal, chosen: Collection[str]) -> Report:
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
    lang = lang or ("zh" if text.count.han * 2 > text.count.word else "en")
    return check(text, lang, str(file), goal, chosen, images.beside(file))


def _length(text: Document, goal: Goal) -> Iterator[Problem]:
    """Find an article that is too short or too long; the message says by how much."""
    counted = text.count.by(goal.rule)
    slack = goal.words * goal.tolerance / 100
    if abs(counted - goal.words) > slack:
        todo = f"add {goal.words - counted}" if counted < goal.words else f"cut {counted - goal.words}"
        yield (
            1,
            f"{counted} {UNITS[goal.rule]} where {goal.words} ± {goal.tolerance:g} % are asked for; {todo}",
        )


def _mathematics(
    text: Document, chosen: Collection[str]
) -> tuple[float | None, list[Problem], list[Problem]]:
    """Return how far a text's equations are from the reference, and the problems of equations and diagram."""
    if not {"equations", "diagram"} & {*chosen}:
        return None, [], []
    whole, errors = roles.read(text.equations)
    if whole is None:
        line, message = _problem(errors[0])
        uncompared = (line, f"the diagram cannot be compared with the equations: {message}")
        return None, [*map(_problem, errors)], [uncompared]
    departure: float | None = None
    if "equations" in chosen:
        from lstm_article.proof import prove  # and with it NumPy

        departure, errors = prove(whole)
    drawn = flow.departures(whole) if "diagram" in chosen else ()
    return departure, [*map(_problem, errors)], [*map(_problem, drawn)]


def _problem(error: EquationError) -> Problem:
    return error.line or 1, error.message


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
