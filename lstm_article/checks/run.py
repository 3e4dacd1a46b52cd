"""The checks by name, and what they find in an article or in a Markdown file."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path

from lstm_article.article import Article
from lstm_article.checks import citations, diagram, equations, figures, languages, length, portability, typography
from lstm_article.checks.report import Finding, Goal, Problem, Report, Subject
from lstm_article.choices import Check, Lang
from lstm_article.errors import InputError
from lstm_article.messages import shortened
from lstm_article.text import document, parser, rule_for

_CHECKS: Mapping[Check, Callable[[Subject], Iterable[Problem]]] = {
    "length": length.problems,
    "equations": equations.problems,
    "diagram": diagram.problems,
    "portability": portability.problems,
    "citations": citations.problems,
    "figures": figures.problems,
    "typography": typography.problems,
    "languages": languages.problems,
}

_MOST_FINDINGS = 10_000  # of one check in one file


def check_article(
    article: Article, file: Path, goal: Goal, chosen: Collection[str], other: Article | None = None
) -> Report:
    """Run the chosen checks on an article that is to be written to `file`, its figures beside it.

    `other` is the same article in another language, to compare it with.
    """
    drawn = {figure.path for figure in article.figures}
    subject = Subject(article.text, article.lang, file, goal, drawn, (article, other) if other else None)
    return replace(_check(subject, chosen), optional=article.optional)


def check_file(file: Path, lang: Lang | None, goal: Goal, chosen: Collection[str]) -> Report:
    """Run the chosen checks on a Markdown file; without `lang`, its characters tell its language.

    Raises InputError when the file cannot be read as Markdown text.
    """
    try:
        text = document.read(_read(file))
        if not text.tokens:
            raise InputError("has no text; write something to check", line=1)
    except InputError as error:
        raise InputError(error.message, file, error.line) from None
    lang = lang or ("zh" if text.count.han * 2 > text.count.word else "en")
    return _check(Subject(text, lang, file, goal), chosen)


def _check(subject: Subject, chosen: Collection[str]) -> Report:
    """Run those of the chosen checks that apply to an article."""
    subject = replace(subject, goal=subject.goal._replace(rule=rule_for(subject.lang, subject.goal.rule)))
    inapplicable = {"typography": subject.lang != "zh", "languages": subject.compared is None}
    checks = tuple(check for check in _CHECKS if check in chosen and not inapplicable.get(check))
    file = str(subject.file)
    findings = tuple(Finding(file, line, check, text) for check in checks for line, text in _found(check, subject))
    deviation = subject.proof[0] if "equations" in checks else None
    return Report(subject.lang, file, subject.goal, subject.text, checks, findings, deviation=deviation)


def _found(check: Check, subject: Subject) -> Iterator[Problem]:
    """Yield the problems that a check finds, as many as one can read."""
    problems = iter(_CHECKS[check](subject))
    for line, message in islice(problems, _MOST_FINDINGS):
        yield line, shortened(message)  # one that shows a path of a megabyte may come ten thousand times
    if more := next(problems, None):
        yield more[0], f"is the line from which on findings are left out, after {_MOST_FINDINGS:,}; correct these first"


def _read(file: Path) -> str:
    """Return a file's text; raises InputError, which names no file."""
    try:
        if file.exists() and not file.is_file():
            raise InputError("is a folder or device; name a Markdown file")
        with file.open("rb") as stream:
            data = stream.read(parser.LARGEST + 1)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}; name a readable Markdown file") from None
    if len(data) > parser.LARGEST:
        raise InputError(parser.TOO_LARGE)
    if b"\0" in data:
        line = data[: data.index(b"\0")].count(b"\n") + 1
        raise InputError("is a binary file; name a Markdown file", line=line)
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InputError("is not UTF-8; save it as UTF-8", line=line) from None
