"""How reports are printed: as text for a terminal, as plain lines for a pipe, and as JSON."""

import difflib
import json
import math
import shutil
import sys
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path

from lstm_article.checks import Report
from lstm_article.choices import ARTICLE_FORMATS
from lstm_article.messages import one_line, shortened, tell
from lstm_article.text import UNITS, Count

_WORD_FILE = {  # what the words of a Word file are
    "prose": "of prose",
    "captions": "of captions",
    "references": "of references",
    "code": "of code",
    "numbers": "numbers and bullets",
    "splits": "more at dashes and fractions",
}
_LONGEST_COMPARED = 200_000  # bytes; for longer files, finding the differences could take minutes


def as_json(reports: Sequence[Report]) -> str:
    """Return the reports as one JSON object, in the form that the README documents."""
    return json.dumps({"articles": [_json_fields(report) for report in reports]}, indent=2)


def show(reports: Sequence[Report], *, verbose: bool = False) -> None:
    """Print the findings to standard error, then the reports to standard output.

    A terminal gets a diff of each stale Markdown file, a line for each article, and a summary of the files; a pipe
    gets a line of key=value for each article and a line for each file. If an article misses its length, the counts of
    its sections follow. `verbose` adds these counts to every article, with each check, the captions, the references,
    what LibreOffice counts in the Word file, and the optional paragraphs.
    """
    for report in reports:
        for finding in report.findings:
            tell(f"{shortened(finding.file)}:{finding.line}: {finding.check}: {shortened(finding.message)}")
    for line in _lines(reports, verbose, sys.stdout.isatty()):
        print(one_line(line))


def _lines(reports: Sequence[Report], verbose: bool, terminal: bool) -> Iterator[str]:
    if terminal:
        for report in reports:
            for file, markdown in report.wanted.items():
                yield from _differences(Path(file), markdown)
    wrapper = textwrap.TextWrapper(shutil.get_terminal_size().columns, "  ", "    ", break_on_hyphens=False)
    for report in reports:
        yield f"{report.file}: {_summary(report)}" if terminal else f"{report.file} {_values(report)}"
        for detail in _details(report, terminal) if verbose else ():
            yield from wrapper.wrap(detail) if terminal else [f"{report.file} {detail}"]
        if verbose or not report.passed("length"):
            for section in report.text.sections:  # where to add or to cut
                count = section.count.by(report.goal.rule)
                yield f"{count:6}  {report.file}:{section.line}: {shortened(section.title)}"
    yield from _files(reports, terminal)


def _differences(file: Path, markdown: str) -> Iterator[str]:
    """Yield the unified diff from the file on disk, if there is one, to the Markdown that would be written."""
    if not file.is_file():
        return
    try:
        content = file.read_bytes()
        before = content.decode().replace("\r\n", "\n").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        yield f"{file}: cannot be compared: {error}"
        return
    if len(content) > _LONGEST_COMPARED:
        yield f"{file}: is too long to be compared"
    else:
        for line in difflib.unified_diff(before, markdown.split("\n"), str(file), f"{file} (built anew)", lineterm=""):
            yield shortened(line)


def _summary(report: Report) -> str:
    """Return an article's counts, target and checks for a terminal."""
    failed = [check for check in report.checks if not report.passed(check)]
    checks = f"{', '.join(failed)} failed, " if failed else ""
    checks += f"{_quantity(len(report.checks) - len(failed), 'check')} passed"
    return f"{_both_counts(report.count)}; target {report.goal.words} {UNITS[report.goal.rule]}; {checks}"


def _values(report: Report) -> str:
    """Return an article's counts, target and checks as key=value for a pipe."""
    values: dict[str, object] = {
        "lang": report.lang,
        **report.count._asdict(),
        "target": report.goal.words,
        "rule": report.goal.rule,
        "difference": f"{report.difference:+}",
        **_outcomes(report),
    }
    if report.deviation is not None:
        values["departure"] = f"{report.deviation:.1g}"
    return " ".join(f"{key}={value}" for key, value in values.items())


def _details(report: Report, terminal: bool) -> Iterator[str]:
    """Yield the lines that `verbose` adds to an article: for a terminal, or as key=value for a pipe."""
    if terminal:
        outcomes = {check: f"{check} {outcome}" for check, outcome in _outcomes(report).items()}
        if report.deviation is not None:
            outcomes["equations"] += f" (deviation {report.deviation:.1g})"
        yield f"checks: {', '.join(outcomes.values())}"
    for part, count in (("captions", report.text.captions), ("references", report.text.references)):
        yield f"{part}: {_both_counts(count)}" if terminal else f"part={part} word={count.word} han={count.han}"
    if report.word_file:
        shown = sum(report.word_file.values())
        if terminal:
            parts = ", ".join(f"{number} {_WORD_FILE[part]}" for part, number in report.word_file.items())
            yield f"the Word file has {shown} words in LibreOffice: {parts}"
        else:
            parts = " ".join(f"{part}={number}" for part, number in report.word_file.items())
            yield f"part=word-file libreoffice={shown} {parts}"
    for state, chosen in (("in", True), ("out", False)):
        paragraphs = [paragraph for paragraph in report.optional if paragraph.chosen is chosen]
        for rank in sorted({paragraph.rank for paragraph in paragraphs}):
            names = [paragraph.name for paragraph in paragraphs if paragraph.rank == rank]
            if terminal:
                yield f"optional paragraphs {state}, rank {rank}: {', '.join(names)}"
            else:
                yield f"rank={rank} {state}={','.join(names)}"


def _files(reports: Sequence[Report], terminal: bool) -> Iterator[str]:
    """Yield a line for each file, with its state; on a terminal, for some a line together."""
    changed, same = ("stale", "current") if "fresh" in reports[0].checks else ("written", "unchanged")
    states = {path: changed if path in report.changed else same for report in reports for path in report.files}
    unchanged = [path for path in states if states[path] == same]
    figures = [path for path in states if path not in unchanged and Path(path).suffix[1:] not in ARTICLE_FORMATS]
    for path, state in states.items():
        if not terminal or path not in (*unchanged, *figures):
            yield f"{state} {path}"
    if terminal and figures:
        yield f"{changed} {Path(figures[0]).parent}/: {_quantity(len(figures), 'figure')}"
    if terminal and unchanged:
        yield f"{same} {Path(reports[0].file).parent}/: {_quantity(len(unchanged), 'file')}"
    unused = [Path(path) for report in reports for path in report.unused]
    if terminal:
        for folder in dict.fromkeys(path.parent for path in unused):
            yield f"unused {folder}/: {', '.join(path.name for path in unused if path.parent == folder)}"
    else:
        yield from (f"unused {path}" for path in unused)


def _outcomes(report: Report) -> dict[str, str]:
    return {check: "pass" if report.passed(check) else "fail" for check in report.checks}


def _both_counts(count: Count) -> str:
    han = f", {count.han} {UNITS['han']}" if count.han else ""
    return f"{count.word} {UNITS['word']}{han}"


def _quantity(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _json_fields(report: Report) -> dict[str, object]:
    """Return the fields of an article's JSON object."""
    return {
        "lang": report.lang,
        "file": _slashed(report.file),
        "count": report.count._asdict(),
        "captions": report.text.captions._asdict(),
        "references": report.text.references._asdict(),
        "word_file": {"libreoffice": sum(report.word_file.values()), **report.word_file} if report.word_file else None,
        "target": report.goal.words,
        "rule": report.goal.rule,
        "sections": [{"title": section.title, **section.count._asdict()} for section in report.text.sections],
        "optional": [
            {"name": o.name, "rank": o.rank, "needs": [*o.needs], **o.count._asdict(), "in": o.chosen}
            for o in report.optional
        ],
        "checks": _outcomes(report),
        "departure": report.deviation if math.isfinite(report.deviation or 0.0) else None,
        "findings": [
            {**finding._asdict(), "file": _slashed(finding.file), "message": shortened(finding.message)}
            for finding in report.findings
        ],
        "files": [*map(_slashed, report.files)],
        "unused": [*map(_slashed, report.unused)],
    }


def _slashed(path: str) -> str:
    return Path(path).as_posix()  # on Windows as elsewhere
