"""Reports as a table for a terminal, as plain lines for a pipe, and as JSON."""

import json
import math
import sys
from collections.abc import Sequence
from typing import Any

from lstm_article.checks import Report


def as_json(reports: Sequence[Report]) -> str:
    """Return the reports as one JSON object, in the form that the README documents."""
    return json.dumps({"articles": [_plain(report) for report in reports]}, indent=2)


def show(reports: Sequence[Report]) -> None:
    """Print the reports: a table on a terminal, else a line for each article and each file.

    An article that misses its length is followed by the counts of its sections.
    """
    if sys.stdout.isatty():
        _show_table(reports)
    else:
        for report in reports:
            print(_line(report))
    for report in reports:
        if not report.passed("length"):
            for section in report.sections:
                counted = section.count.by(report.goal.rule)
                print(f"{counted:6}  {report.file}:{section.line}: {section.title}")
        for file in report.files:
            print(f"{'written' if file in report.changed else 'unchanged'} {file}")


def _line(report: Report) -> str:
    outcomes = " ".join(f"{check}={_outcome(report, check)}" for check in report.checks)
    if report.departure is not None:
        outcomes += f" departure={report.departure:.1g}"
    return (
        f"{report.file} lang={report.lang} word={report.count.word} han={report.count.han} "
        f"target={report.goal.words} rule={report.goal.rule} difference={report.difference:+} {outcomes}"
    )


def _show_table(reports: Sequence[Report]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("article", "language", show_lines=True)
    for heading in ("word", "han", "target", "difference"):
        table.add_column(heading, justify="right")
    table.add_column("checks")
    for report in reports:
        table.add_row(
            report.file,
            report.lang,
            str(report.count.word),
            str(report.count.han),
            f"{report.goal.words} by {report.goal.rule}",
            f"{report.difference:+}",
            _checks(report),
        )
    Console(markup=False, highlight=False).print(table)


def _outcome(report: Report, check: str) -> str:
    return "pass" if report.passed(check) else "fail"


def _checks(report: Report) -> str:
    """Return the outcome of each check, and by how much the equations depart from the reference."""
    lines = [f"{check} {_outcome(report, check)}" for check in report.checks]
    if report.departure is not None:
        lines[lines.index(f"equations {_outcome(report, 'equations')}")] += (
            f" (off by {report.departure:.1g})"
        )
    return "\n".join(lines)


def _plain(report: Report) -> dict[str, Any]:
    return {
        "lang": report.lang,
        "file": report.file,
        "count": {"word": report.count.word, "han": report.count.han},
        "target": report.goal.words,
        "rule": report.goal.rule,
        "sections": [{"title": s.title, "word": s.count.word, "han": s.count.han} for s in report.sections],
        "checks": {check: _outcome(report, check) for check in report.checks},
        "departure": report.departure if math.isfinite(report.departure or 0.0) else None,
        "findings": [
            {"file": f.file, "line": f.line, "check": f.check, "message": f.message} for f in report.findings
        ],
        "files": list(report.files),
    }
