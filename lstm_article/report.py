"""Reports as text for a terminal, as plain lines for a pipe, and as JSON."""

import difflib
import json
import math
import re
import shutil
import sys
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from lstm_article.checks import Report
from lstm_article.choices import ARTICLE_FORMATS
from lstm_article.text import UNITS, Count

_LONGEST_COMPARED = 200_000  # bytes; beyond, looking for the differences could take minutes


def as_json(reports: Sequence[Report]) -> str:
    """Return the reports as one JSON object, in the form that the README documents."""
    return json.dumps({"articles": [_facts(report) for report in reports]}, indent=2)


def show(reports: Sequence[Report], *, verbose: bool = False) -> None:
    """Print the findings to standard error, then the reports to standard output.

    A terminal gets each article in a line, preceded by how stale Markdown differs, and the files in as few
    lines as they need; a pipe gets a line of key=value for each article, and a line for each file. An article
    that misses its length is followed by the counts of its sections. `verbose` adds these to every article,
    with each check, the captions, the references and the optional paragraphs.
    """
    for report in reports:
        for finding in report.findings:
            place = f"{_on_one_line(finding.file)}:{finding.line}"
            print(f"{place}: {finding.check}: {finding.message}", file=sys.stderr)
    lines = _for_terminal if sys.stdout.isatty() else _for_pipe
    for line in lines(reports, verbose):
        print(line)


def _for_terminal(reports: Sequence[Report], verbose: bool) -> Iterator[str]:
    for report in reports:
        for file, markdown in report.wanted.items():
            if Path(file).is_file():
                yield _difference(Path(file), markdown)
    width = shutil.get_terminal_size().columns
    for report in reports:
        yield _summary(report)
        for detail in _details(report) if verbose else ():
            yield textwrap.fill(detail, width, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False)
        yield from _section_counts(report, verbose)
    yield from _files_in_short(reports)


def _for_pipe(reports: Sequence[Report], verbose: bool) -> Iterator[str]:
    for report in reports:
        file = _on_one_line(report.file)
        yield f"{file} {_values(report)}"
        if verbose:
            for part, count in (("captions", report.text.captions), ("references", report.text.references)):
                yield f"{file} part={part} word={count.word} han={count.han}"
            for state, rank, names in _optional_paragraphs(report):
                yield f"{file} rank={rank} {state}={','.join(names)}"
        yield from _section_counts(report, verbose)
    for report in reports:
        changed, same = _file_states(report)
        for path in report.files:
            yield f"{changed if path in report.changed else same} {_on_one_line(path)}"


def _summary(report: Report) -> str:
    """Return an article's counts, target and checks in one line for a reader."""
    goal = report.goal
    failed = [check for check in report.checks if not report.passed(check)]
    passed = f"{_several(len(report.checks) - len(failed), 'check')} passed"
    checks = f"{', '.join(failed)} failed, {passed}" if failed else passed
    target = f"target {goal.words} {UNITS[goal.rule]}"
    return f"{_on_one_line(report.file)}: {_both_counts(report.count)}; {target}; {checks}"


def _details(report: Report) -> Iterator[str]:
    """Return, in lines for a reader, what the summary of an article leaves out."""
    outcomes = {check: f"{check} {_outcome(report, check)}" for check in report.checks}
    if report.deviation is not None:
        outcomes["equations"] += f" (deviation {report.deviation:.1g})"
    yield f"checks: {', '.join(outcomes.values())}"
    yield f"captions: {_both_counts(report.text.captions)}"
    yield f"references: {_both_counts(report.text.references)}"
    for state, rank, names in _optional_paragraphs(report):
        yield f"optional paragraphs {state}, rank {rank}: {', '.join(names)}"


def _values(report: Report) -> str:
    """Return an article's counts, target and checks as key=value."""
    values: dict[str, object] = {
        "lang": report.lang,
        "word": report.count.word,
        "han": report.count.han,
        "target": report.goal.words,
        "rule": report.goal.rule,
        "difference": f"{report.difference:+}",
        **{check: _outcome(report, check) for check in report.checks},
    }
    if report.deviation is not None:
        values["departure"] = f"{report.deviation:.1g}"
    return " ".join(f"{key}={value}" for key, value in values.items())


def _section_counts(report: Report, verbose: bool) -> Iterator[str]:
    """Return each section's count by the goal's rule: where to add or to cut."""
    if verbose or not report.passed("length"):
        for section in report.text.sections:
            place = f"{_on_one_line(report.file)}:{section.line}"
            yield f"{section.count.by(report.goal.rule):6}  {place}: {section.title}"


def _files_in_short(reports: Sequence[Report]) -> Iterator[str]:
    """Name the files that changed, but count figures and what did not change."""
    files = {path: path in report.changed for report in reports for path in report.files}
    changed, same = _file_states(reports[0])
    articles = [path for path in files if Path(path).suffix[1:] in ARTICLE_FORMATS]
    figures = [path for path in files if path not in articles and files[path]]
    for path in articles:
        if files[path]:
            yield f"{changed} {_on_one_line(path)}"
    if figures:
        yield f"{changed} {_on_one_line(str(Path(figures[0]).parent))}/: {_several(len(figures), 'figure')}"
    if unchanged := [path for path in files if not files[path]]:
        folder = Path(reports[0].file).parent
        yield f"{same} {_on_one_line(str(folder))}/: {_several(len(unchanged), 'file')}"


def _file_states(report: Report) -> tuple[str, str]:
    """Return what a changed file is, and one that is the same: `build --check` writes none."""
    return ("stale", "current") if "fresh" in report.checks else ("written", "unchanged")


def _difference(file: Path, markdown: str) -> str:
    """Return the unified diff from a file as it stands to what would be written."""
    try:
        content = file.read_bytes()
        text = content.decode()
    except (OSError, UnicodeDecodeError) as error:
        return f"{file}: cannot be compared: {error}"
    if len(content) > _LONGEST_COMPARED:
        return f"{file}: is too long to be compared"
    before, after = text.splitlines(), markdown.splitlines()
    if before == after:
        return f"{file}: differs in the ends of its lines alone"
    lines = difflib.unified_diff(before, after, str(file), f"{file} (built anew)", lineterm="")
    return re.sub(r"[^\n\t\x20-\x7e\xa0-\U0010ffff]", "\ufffd", "\n".join(lines))


def _optional_paragraphs(report: Report) -> Iterator[tuple[str, int, list[str]]]:
    """Return the names of the optional paragraphs that are `in` and `out`, for each rank."""
    for state, chosen in (("in", True), ("out", False)):
        paragraphs = [paragraph for paragraph in report.optional if paragraph.chosen is chosen]
        for rank in sorted({paragraph.rank for paragraph in paragraphs}):
            yield state, rank, [paragraph.name for paragraph in paragraphs if paragraph.rank == rank]


def _outcome(report: Report, check: str) -> str:
    return "pass" if report.passed(check) else "fail"


def _both_counts(count: Count) -> str:
    han = f", {count.han} {UNITS['han']}" if count.han else ""
    return f"{count.word} {UNITS['word']}{han}"


def _several(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _on_one_line(path: str) -> str:
    """Return a path on one line, whatever is in its name."""
    return path.replace("\n", "\\n")


def _facts(report: Report) -> dict[str, object]:
    """Return what is known of an article, for JSON."""
    return {
        "lang": report.lang,
        "file": report.file,
        "count": asdict(report.count),
        "captions": asdict(report.text.captions),
        "references": asdict(report.text.references),
        "target": report.goal.words,
        "rule": report.goal.rule,
        "sections": [{"title": section.title, **asdict(section.count)} for section in report.text.sections],
        "optional": [
            {"name": o.name, "rank": o.rank, "needs": [*o.needs], **asdict(o.count), "in": o.chosen}
            for o in report.optional
        ],
        "checks": {check: _outcome(report, check) for check in report.checks},
        "departure": report.deviation if math.isfinite(report.deviation or 0.0) else None,
        "findings": [asdict(finding) for finding in report.findings],
        "files": list(report.files),
    }
