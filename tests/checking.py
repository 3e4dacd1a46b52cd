"""What the tests of the checks share: a text to be checked, problems against what is expected, and the command."""

from collections.abc import Iterable
from pathlib import Path

from typer.testing import CliRunner, Result

from lstm_article.checks.report import Goal, Problem, Subject
from lstm_article.choices import Lang
from lstm_article.cli import app
from lstm_article.text import document

# By what a case shows: a text, and of each problem in it the line and some of the words.
Cases = dict[str, tuple[str, list[Problem]]]


def subject(markdown: str, lang: Lang = "en", file: Path = Path("a.md")) -> Subject:
    """Return a text to be checked, as if it stood in a file."""
    return Subject(document.read(markdown), lang, file, Goal())


def agree(problems: Iterable[Problem], expected: list[Problem]) -> None:
    """Assert that problems have the lines that are expected, and the words."""
    problems = list(problems)
    assert [line for line, _ in problems] == [line for line, _ in expected], problems
    for (_, message), (_, words) in zip(problems, expected, strict=True):
        assert words in message


def command(*arguments: object) -> Result:
    """Run `lstm-article` in this process, as far as the exit code of a finding."""
    return CliRunner().invoke(app, [*map(str, arguments)])
