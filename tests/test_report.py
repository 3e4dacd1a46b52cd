"""Reports: at a glance on a terminal, as lines of key=value on a pipe, and as JSON."""

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path, PureWindowsPath

import pytest

import lstm_article
import terminal
from lstm_article import report
from lstm_article.article.article import Article
from lstm_article.build import check_builtin_articles
from lstm_article.checks.report import Finding, Goal, Report
from lstm_article.checks.run import check_file
from lstm_article.choices import CHECKS, LANGS, Check
from terminal import run_on_terminal

KEYS = [
    "lang", "file", "count", "captions", "references", "word_file", "target", "rule", "sections", "optional", "checks",
    "departure", "findings", "files", "unused",
]  # fmt: skip


def checks_of(lang: str) -> list[Check]:
    """Return the checks that apply to an article in a language."""
    return [check for check in CHECKS if check != "typography" or lang == "zh"]


def summary(lang: str, file: str, outcome: str) -> str:
    """Return a terminal's line about a built-in article."""
    count = lstm_article.build_article(lang).count
    han = f", {count.han} Han characters" if lang == "zh" else ""
    return f"{file}: {count.word} words{han}; target 1000 words; {outcome}"


def by_rank(article: Article) -> list[tuple[str, int, list[str]]]:
    """Return which optional paragraphs are in and out, for each rank that has any."""
    return [
        (state, rank, names)
        for state in ("in", "out")
        for rank in range(1, 10)
        if (names := [one.name for one in article.optional if one.chosen is (state == "in") and one.rank == rank])
    ]


def section_counts(article: Article, file: str) -> list[str]:
    """Return a line for each section, with its count."""
    return [f"{section.count.word:6}  {file}:{section.line}: {section.title}" for section in article.sections]


def screen_lines(shown: str) -> int:
    """Return how many lines of a terminal a text takes: a long one takes several."""
    return sum(-(-max(len(line), 1) // terminal.COLUMNS) for line in shown.splitlines())


def on_terminal(reports: list[Report], monkeypatch: pytest.MonkeyPatch, **options: bool) -> str:
    """Return what a terminal shows of reports."""
    with terminal.terminal() as (device, shown), open(device, "w", closefd=False) as stream:
        monkeypatch.setattr("sys.stdout", stream)
        monkeypatch.setattr("sys.stderr", stream)
        report.show(reports, **options)
        stream.flush()
        monkeypatch.undo()
    return "".join(shown)


def test_a_build_at_a_glance(tmp_path: Path, built: Path) -> None:
    """A terminal shows counts, target, checks and files of both languages in twelve lines at most."""
    code, shown = run_on_terminal("build", cwd=tmp_path)
    articles = [
        summary("zh", "article/lstm.zh.md", "8 checks passed"),
        summary("en", "article/lstm.en.md", "7 checks passed"),
    ]
    assert (code, shown.splitlines()) == (
        0,
        [
            *articles,
            "written article/lstm.zh.md",
            "written article/lstm.zh.html",
            "written article/lstm.en.md",
            "written article/lstm.en.html",
            "written article/figures/: 6 figures",
        ],
    )
    assert screen_lines(shown) <= 12
    code, shown = run_on_terminal("build", cwd=tmp_path)
    assert (code, shown.splitlines()) == (0, [*articles, "unchanged article/: 10 files"])
    shutil.copy(built / "lstm.zh.md", tmp_path / "article" / "lstm.en.md")
    code, shown = run_on_terminal("build", cwd=tmp_path)
    files = ["written article/lstm.en.md", "unchanged article/: 9 files"]
    assert (code, shown.splitlines()) == (0, [*articles, *files])


def test_what_is_stale_on_a_terminal(tmp_path: Path, built: Path, run) -> None:
    """`--check` tells first which files are stale, then how the Markdown differs; a pipe gets no differences."""
    shutil.copytree(built, tmp_path / "article")
    file = tmp_path / "article" / "lstm.en.md"
    file.write_text(file.read_text("utf-8").replace("## Summary", "## In short\x1b[2J"), "utf-8")
    (tmp_path / "article" / "lstm.zh.md").unlink()
    (tmp_path / "article" / "figures" / "memory.zh.svg").unlink()
    code, shown = run_on_terminal("build", "--check", cwd=tmp_path)
    missing = "fresh: is missing from what would be written; build it again"
    start = [
        f"article/figures/memory.zh.svg:1: {missing}",
        f"article/lstm.zh.md:1: {missing}",
        "article/lstm.en.md:1: fresh: differs from what would be written; build it again",
        "--- article/lstm.en.md",
        "+++ article/lstm.en.md (built anew)",
    ]
    end = [
        summary("zh", "article/lstm.zh.md", "fresh failed, 8 checks passed"),
        summary("en", "article/lstm.en.md", "fresh failed, 7 checks passed"),
        "stale article/lstm.zh.md",
        "stale article/lstm.en.md",
        "stale article/figures/: 1 figure",
        "current article/: 7 files",
    ]
    lines = shown.splitlines()
    assert (code, lines[:5], lines[-6:]) == (1, start, end)
    assert lines[5].startswith("@@ ")
    assert "-## In short\\x1b[2J\n+## Summary\n" in shown
    done = run("build", "--check", cwd=tmp_path)
    assert (done.returncode, done.stderr.splitlines()) == (1, start[:3])
    assert "Summary" not in done.stdout
    assert "\nstale article/lstm.en.md\n" in done.stdout
    assert "\ncurrent article/lstm.en.html\n" in done.stdout


def test_files_that_cannot_be_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal tells of a stale file why it shows no differences."""
    file = tmp_path / "a.md"
    file.write_text("# A\n\nB\n")
    report = check_file(file, "en", Goal(), ["length"])
    stale = Report("en", str(file), Goal(), report.text, (), wanted={str(file): "# A\n\nB\n"})
    for content, reason in {
        b"\xff# A": "cannot be compared: 'utf-8' codec",
        b"x\n\n" * 100_000: "is too long to be compared",
    }.items():
        file.write_bytes(content)
        assert on_terminal([stale], monkeypatch).startswith(f"{file}: {reason}")


def test_line_ends_are_no_difference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a file whose lines end as on Windows, a terminal shows what else differs, such as no end of the last line."""
    file = tmp_path / "a.md"
    file.write_bytes(b"# A\r\n\r\nC\r\nD")
    report = check_file(file, "en", Goal(), ["length"])
    stale = Report("en", str(file), Goal(), report.text, (), wanted={str(file): "# A\n\nB\nD\n"})
    shown = on_terminal([stale], monkeypatch).splitlines()
    assert shown[3:9] == [" # A", " ", "-C", "+B", " D", "+"]


def test_paths_have_forward_slashes_in_json(builtin: list[Report], monkeypatch: pytest.MonkeyPatch) -> None:
    """JSON has the same paths on Windows as elsewhere."""
    monkeypatch.setattr(report, "Path", PureWindowsPath)
    file = r"out\figures\a.svg"
    found = (Finding(file, 1, "fresh", "differs"),)
    told = replace(builtin[0], file=file, findings=found, files=(file,), unused=(file,))
    facts = json.loads(report.as_json([told]))["articles"][0]
    paths = [facts["file"], facts["findings"][0]["file"], *facts["files"], *facts["unused"]]
    assert paths == ["out/figures/a.svg"] * 4


def test_a_length_that_is_missed(tmp_path: Path, run) -> None:
    """The finding comes first; the sections' counts, which show where to cut, follow the article's line."""
    own = tmp_path / "own"
    run("templates", own)
    text = (own / "en" / "article.md").read_text("utf-8")
    (own / "en" / "article.md").write_text(re.sub(r"{% (end)?optional.*%}\n", "", text), "utf-8")
    article = lstm_article.build_article("en", templates=own)
    count = article.count.word
    assert count > 2000
    finding = f"own/en/article.md:5: length: {count} words where 1000 ± 5 % are asked for; cut {count - 1000}"
    sections = section_counts(article, "article/lstm.en.md")
    assert sections[0].endswith("Long Short-Term Memory (LSTM)")
    call = ("build", "-l", "en", "--templates", "own")
    code, shown = run_on_terminal(*call, cwd=tmp_path)
    told = f"article/lstm.en.md: {count} words; target 1000 words; length failed, 5 checks passed"
    assert (code, shown.splitlines()) == (1, [finding, told, *sections])
    done = run(*call, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (1, f"{finding}\n")
    assert done.stdout.splitlines()[1:] == sections
    assert " target=1000 rule=word difference=+" in done.stdout
    assert " length=fail equations=pass " in done.stdout
    facts = json.loads(run(*call, "--json", cwd=tmp_path).stdout)["articles"][0]
    assert [check for check, outcome in facts["checks"].items() if outcome == "fail"] == ["length"]
    assert [finding["check"] for finding in facts["findings"]] == ["length"]
    assert facts["files"] == []
    assert not (tmp_path / "article").exists()


def test_a_file_with_findings_on_a_terminal(tmp_path: Path) -> None:
    """The findings about a file come before its counts."""
    (tmp_path / "a.md").write_text("# A cell\n\nIt is known [7].\n\n![](none.svg)\n", "utf-8")
    call = ("check", "a.md", "--words", 6, "--skip", "equations", "--skip", "diagram")
    code, shown = run_on_terminal(*call, cwd=tmp_path)
    *findings, told = shown.splitlines()
    assert code == 1
    assert [finding.split(": ")[:2] for finding in findings] == [
        ["a.md:3", "citations"], ["a.md:5", "figures"], ["a.md:5", "figures"],
    ]  # fmt: skip
    assert told == "a.md: 6 words; target 6 words; citations, figures failed, 2 checks passed"


def test_a_pipe_gets_key_and_value(built: Path, run) -> None:
    """On a pipe an article is one line, without lists, and a file is one."""
    done = run("build", "--out", built)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    for lang, line in zip(LANGS, lines, strict=False):
        count = lstm_article.build_article(lang).count
        checks = " ".join(f"{check}=pass" for check in checks_of(lang))
        assert line == (
            f"{built}/lstm.{lang}.md lang={lang} word={count.word} han={count.han} target=1000 rule=word "
            f"difference={count.word - 1000:+} {checks} departure=0"
        )
    assert {line.split()[0] for line in lines[2:]} == {"unchanged"}
    assert sorted(line.split()[1] for line in lines[2:]) == sorted(
        str(file) for file in built.rglob("*") if file.is_file()
    )


@pytest.fixture(scope="module")
def builtin() -> list[Report]:
    """The reports of both built-in articles."""
    return check_builtin_articles(LANGS, Goal(), CHECKS)


def test_verbose_on_a_terminal(builtin: list[Report], monkeypatch: pytest.MonkeyPatch) -> None:
    """`--verbose` adds each check, captions, references, optional paragraphs by rank, and sections."""
    shown = on_terminal(builtin, monkeypatch, verbose=True)
    assert screen_lines(shown) == len(shown.splitlines())  # none is longer than the terminal is wide
    expected = []
    for lang, outcome in (("zh", "8 checks passed"), ("en", "7 checks passed")):
        article = lstm_article.build_article(lang)
        checks = ", ".join(f"{check} pass" for check in checks_of(lang))
        expected += [
            summary(lang, f"lstm.{lang}.md", outcome),
            f"  checks: {checks.replace('equations pass', 'equations pass (deviation 0)')}",
            *(
                f"  {part}: {count.word} words{f', {count.han} Han characters' if lang == 'zh' else ''}"
                for part, count in (("captions", article.text.captions), ("references", article.text.references))
            ),
            *(
                f"  optional paragraphs {state}, rank {rank}: {', '.join(names)}"
                for state, rank, names in by_rank(article)
            ),
            *section_counts(article, f"lstm.{lang}.md"),
        ]
    assert re.sub(r"\n {4}(?=[a-z])", " ", shown).splitlines() == expected


def test_verbose_on_a_pipe(run) -> None:
    """On a pipe `--verbose` adds the same as lines of key=value."""
    lines = run("check", "--verbose").stdout.splitlines()
    expected = []
    for lang, line in zip(LANGS, run("check").stdout.splitlines(), strict=True):
        article, file = lstm_article.build_article(lang), f"lstm.{lang}.md"
        captions, references = article.text.captions, article.text.references
        expected += [
            line,
            f"{file} part=captions word={captions.word} han={captions.han}",
            f"{file} part=references word={references.word} han={references.han}",
            *(f"{file} rank={rank} {state}={','.join(names)}" for state, rank, names in by_rank(article)),
            *section_counts(article, file),
        ]
    assert lines == expected


def test_the_words_of_the_word_file(run, tmp_path: Path) -> None:
    """Where a Word file is built, `--verbose` and `--json` say what LibreOffice shows for it, and why it is more."""
    call = ("build", "--lang", "en", "--words", 400, "--format", "docx", "--out", tmp_path)
    facts = json.loads(run(*call, "--json").stdout)["articles"][0]
    shown = facts["word_file"]
    parts = {part: shown[part] for part in ("prose", "captions", "references", "code", "numbers", "splits")}
    assert shown == {"libreoffice": sum(parts.values()), **parts}
    assert shown["libreoffice"] > shown["prose"] == facts["count"]["word"]
    line = " ".join(f"{part}={number}" for part, number in shown.items())
    file = tmp_path / "lstm.en.docx"
    assert f"{file} part=word-file {line}" in run(*call, "--verbose").stdout.splitlines()
    said = re.sub(r"\n {4}", " ", run_on_terminal(*call, "--verbose", cwd=tmp_path)[1].replace("\r", ""))
    total, details = re.search("  the Word file has (.*) words in LibreOffice: (.*)", said).groups()
    assert int(total) == shown["libreoffice"]
    assert details == (
        f"{parts['prose']} of prose, {parts['captions']} of captions, {parts['references']} of references, "
        f"{parts['code']} of code, {parts['numbers']} numbers and bullets, "
        f"{parts['splits']} more at dashes and fractions"
    )


@pytest.mark.parametrize("isatty", [True, False], ids=["terminal", "pipe"])
def test_a_name_is_on_one_line(isatty: bool, tmp_path: Path, run) -> None:
    """A line's end in a file's name does not break the report's lines."""
    (tmp_path / "a\nb.md").write_text("# A cell\n", "utf-8")
    call = ("check", "a\nb.md", "--only", "length", "--words", 9)
    if isatty:
        lines = run_on_terminal(*call, cwd=tmp_path)[1].splitlines()
    else:
        done = run(*call, cwd=tmp_path)
        lines = [*done.stderr.splitlines(), *done.stdout.splitlines()]
    assert len(lines) == 3
    assert all("a\\nb.md" in line for line in lines)


def test_json_of_build(built: Path, run) -> None:
    """`--json`: one object on stdout in the documented form, and nothing else."""
    done = run("build", "--json", "-o", built)
    articles = json.loads(done.stdout)["articles"]
    assert [article["lang"] for article in articles] == ["zh", "en"]
    for facts in articles:
        assert list(facts) == KEYS
        article = lstm_article.build_article(facts["lang"])
        text = article.text
        assert facts["count"] == article.count._asdict()
        assert facts["captions"] == text.captions._asdict()
        assert facts["references"] == text.references._asdict()
        assert facts["word_file"] is None
        assert (facts["target"], facts["rule"]) == (1000, "word")
        assert sum(section["word"] for section in facts["sections"]) == article.count.word
        assert [one["name"] for one in facts["optional"] if one["in"]] == [
            one.name for one in article.optional if one.chosen
        ]
        assert facts["checks"] == dict.fromkeys(checks_of(facts["lang"]), "pass")
        assert (facts["departure"], facts["findings"]) == (0.0, [])
    files = [file for facts in articles for file in facts["files"]]
    assert sorted(files) == sorted(str(file) for file in built.rglob("*") if file.is_file())


def test_a_deviation_that_is_no_number_is_null_in_json(builtin: list[Report]) -> None:
    """JSON has no infinity: where the equations overflow, `departure` is null, as where they were not run."""
    for deviation, expected in ((float("inf"), None), (float("nan"), None), (None, None), (0.5, 0.5)):
        facts = json.loads(report.as_json([replace(builtin[0], deviation=deviation)]))["articles"][0]
        assert facts["departure"] == expected
