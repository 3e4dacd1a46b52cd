"""What is checked of an article, as findings and reports."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from lstm_article.article.article import Article
from lstm_article.checks import citations, equations, languages, length, portability, typography
from lstm_article.checks import figures as images
from lstm_article.checks.report import Finding, Goal, Problem, Report
from lstm_article.errors import InputError
from lstm_article.text import document
from lstm_article.text.document import Document
from lstm_article.text.wordcount import rule_for


def check(
    text: Document, lang: str, file: str, goal: Goal, chosen: Collection[str], is_there: Callable[[str], bool]
) -> Report:
    """Check one article by the chosen checks; `is_there` tells of a path whether an image is there."""
    goal = replace(goal, rule=rule_for(lang, goal.rule))
    deviation, equation_problems, diagram_problems = equations.problems(text, chosen)
    found_by: dict[str, Callable[[], Iterable[Problem]]] = {
        "length": lambda: length.problems(text, goal),
        "equations": lambda: equation_problems,
        "diagram": lambda: diagram_problems,
        "portability": lambda: portability.problems(text),
        "citations": lambda: citations.problems(text),
        "figures": lambda: images.problems(text, is_there),
        "typography": lambda: typography.problems(text),
    }
    done = [name for name in found_by if name in chosen and (name != "typography" or lang == "zh")]
    findings = [Finding(file, line, name, what) for name in done for line, what in found_by[name]()]
    return Report(lang, file, goal, text, tuple(done), tuple(findings), deviation=deviation)


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
