"""Reports as a table for a terminal, as plain lines for a pipe, and as JSON."""

import difflib
import json
import math
import re
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from lstm_article.checks.report import Report

_LONGEST_COMPARED = 200_000  # bytes; beyond, looking for the differences could take minutes


def as_json(reports: Sequence[Report]) -> str:
    """Return the reports as one JSON object, in the form that the README documents."""
    return json.dumps({"articles": [_plain(report) for report in reports]}, indent=2)


def show(reports: Sequence[Report]) -> None:
    """Print the reports: a table on a terminal, else a line for each article and each file.

    An article that misses its length is followed by the counts of its sections, and on a terminal a stale one
    by how its Markdown differs.
    """
    if sys.stdout.isatty():
        _show_table(reports)
    else:
        for report in reports:
            print(_line(report))
    for report in reports:
        if not report.passed("length"):
            for section in report.text.sections:
                counted = section.count.by(report.goal.rule)
                print(f"{counted:6}  {report.file}:{section.line}: {section.title}")
        if sys.stdout.isatty():
            for file, markdown in report.wanted.items():
                print(_difference(Path(file), markdown))
        changed, same = ("stale", "current") if "fresh" in report.checks else ("written", "unchanged")
        for file in report.files:
            print(f"{changed if file in report.changed else same} {file}")


def _difference(file: Path, markdown: str) -> str:
    """Return the unified diff from a file as it stands to what would be written."""
    try:
        there = file.read_bytes() if file.exists() else b""
        text = there.decode()
    except (OSError, UnicodeDecodeError) as error:
        return f"{file}: cannot be compared: {error}"
    if len(there) > _LONGEST_COMPARED:
        return f"{file}: is too long to be compared"
    if text.splitlines() == markdown.splitlines():
        return f"{file}: differs in the ends of its lines alone"
    before, after = text.splitlines(), markdown.splitlines()
    lines = difflib.unified_diff(before, after, str(file), f"{file} (built anew)", lineterm="")
    return re.sub(r"[^\n\t\x20-\x7e\xa0-\U0010ffff]", "\ufffd", "\n".join(lines))


def _line(report: Report) -> str:
    outcomes = " ".join(f"{check}={_outcome(report, check)}" for check in report.checks)
    if report.deviation is not None:
        outcomes += f" departure={report.deviation:.1g}"
    for where, chosen in (("in", True), ("out", False)):
        if names := [paragraph.name for paragraph in report.optional if paragraph.chosen is chosen]:
            outcomes += f" {where}={','.join(names)}"
    text, rule = report.text, report.goal.rule
    return (
        f"{report.file} lang={report.lang} word={report.count.word} han={report.count.han} "
        f"captions={text.captions.by(rule)} references={text.references.by(rule)} "
        f"target={report.goal.words} rule={rule} difference={report.difference:+} {outcomes}"
    )


def _show_table(reports: Sequence[Report]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("article", "language")
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
        for name, beside in (("captions", report.text.captions), ("references", report.text.references)):
            table.add_row(name, "", str(beside.word), str(beside.han))
        table.add_section()
    optional = Table("language", "optional paragraphs, by rank: in", "out", show_lines=True)
    for report in reports:
        if report.optional:
            optional.add_row(report.lang, _by_rank(report, chosen=True), _by_rank(report, chosen=False))
    console = Console(markup=False, highlight=False)
    console.print(table, *([optional] if optional.rows else []), sep="")


def _by_rank(report: Report, *, chosen: bool) -> str:
    """Return the names of the optional paragraphs that an article has, or has not, a line for each rank."""
    names: dict[int, list[str]] = {}
    for paragraph in report.optional:
        if paragraph.chosen is chosen:
            names.setdefault(paragraph.rank, []).append(paragraph.name)
    return "\n".join(f"{rank}: {', '.join(names[rank])}" for rank in sorted(names))


def _outcome(report: Report, check: str) -> str:
    return "pass" if report.passed(check) else "fail"


def _checks(report: Report) -> str:
    """Return the outcome of each check, and by how much the equations depart from the reference."""
    lines = [f"{check} {_outcome(report, check)}" for check in report.checks]
    if report.deviation is not None:
        lines[lines.index(f"equations {_outcome(report, 'equations')}")] += (
            f" (off by {report.deviation:.1g})"
        )
    return "\n".join(lines)


def _plain(report: Report) -> dict[str, Any]:
    return {
        "lang": report.lang,
        "file": report.file,
        "count": asdict(report.count),
        "captions": asdict(report.text.captions),
        "references": asdict(report.text.references),
        "target": report.goal.words,
        "rule": report.goal.rule,
        "sections": [{"title": s.title, **asdict(s.count)} for s in report.text.sections],
        "optional": [
            {"name": o.name, "rank": o.rank, "needs": [*o.needs], **asdict(o.count), "in": o.chosen}
            for o in report.optional
        ],
        "checks": {check: _outcome(report, check) for check in report.checks},
        "departure": report.deviation if math.isfinite(report.deviation or 0.0) else None,
        "findings": [
            {"file": f.file, "line": f.line, "check": f.check, "message": f.message} for f in report.findings
        ],
        "files": list(report.files),
    }
