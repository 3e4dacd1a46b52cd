"""The checks by name: each finds its own mistake, where it applies, and where it is chosen."""

import json
import os
import re
import shutil
import subprocess
import sys
import tracemalloc
from collections.abc import Collection
from pathlib import Path

import pytest

from built_in import composed
from checking import command
from house import ROOT
from lstm_article.article.draft import Draft
from lstm_article.article.rendering import Rendering
from lstm_article.build import check_builtin_articles
from lstm_article.checks.report import Finding, Goal, Report
from lstm_article.checks.run import check_article, check_file
from lstm_article.choices import CHECKS, LANGS
from lstm_article.errors import InputError
from lstm_article.templating.templates import Templates, builtin_folder

# For each check a mistake that it finds and no other does: a template, what is replaced there, and by what.
BROKEN = {
    "length": ("en/article.md", r"{% (end)?optional.*%}\n", ""),  # all optional paragraphs are there
    "equations": ("equations.md", r"\+ b_o", "+ b_i"),
    "diagram": ("equations.md", r"f_t \\odot C_{t-1}", r"C_{t-1} + (f_t - 1) \\odot C_{t-1}"),
    "portability": ("en/article.md", r"\*(backpropagation through time)\*", r"<i>\1</i>"),
    "citations": ("references.toml", '"10.1162/neco.1997.9.8.1735"', '"10.1162"'),
    "figures": ("en/labels.toml", '"Line chart.*"', '" "'),
    "typography": ("zh/article.md", r"\*\*梯度消失\*\*，", "**梯度消失**,"),
    "languages": ("en/article.md", "## Summary", "#### Summary"),
}


def break_for(check: str, folder: Path) -> Path:
    """Return a folder of templates with the mistake that is seeded for a check."""
    name, old, new = BROKEN[check]
    text, replaced = re.subn(old, new, (builtin_folder() / name).read_text("utf-8"))
    assert replaced, f"{name} has no {old!r} any more; seed the mistake elsewhere"
    file = folder / "templates" / name
    file.parent.mkdir(parents=True)
    file.write_text(text, "utf-8")
    return folder / "templates"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both built-in articles, and their figures as the READMEs show them."""
    folder = tmp_path_factory.mktemp("built")
    shutil.copytree(ROOT / "figures", folder / "figures")
    for lang in LANGS:
        (folder / f"lstm.{lang}.md").write_text(composed(lang, "word", 1000).markdown, "utf-8")
    return folder


@pytest.mark.parametrize("check", CHECKS)
def test_each_check_finds_a_mistake_that_no_other_finds(check: str, tmp_path: Path) -> None:
    """Of an article with one mistake, the check that is made for it finds it, and all others find nothing."""
    assert check in BROKEN, f"check {check} has no case in BROKEN; add an article that it finds wrong"
    templates = Templates(break_for(check, tmp_path))
    english, chinese = (Draft(Rendering(templates, lang)).compose(1000) for lang in ("en", "zh"))

    def findings(chosen: Collection[str]) -> list[Finding]:
        reports = (
            check_article(english, tmp_path / "a.md", Goal(), chosen, chinese),
            check_article(chinese, tmp_path / "b.md", Goal(), chosen),
        )
        return [finding for report in reports for finding in report.findings]

    finders = {finding.check for finding in findings(CHECKS)}
    expected = f"what is broken for {check} is found by {finders or 'none of the checks in run.py'}"
    assert finders == {check}, expected
    assert findings([other for other in CHECKS if other != check]) == []


def test_build_refuses_what_fails_a_check(built: Path, tmp_path: Path) -> None:
    """The command writes nothing, exits with 1 and tells file, line and check; `--skip` overrules it."""
    out = tmp_path / "out"
    templates = break_for("portability", tmp_path)
    build = ("build", "--templates", templates, "-o", out, "-f", "md")
    done = command(*build)
    assert done.exit_code == 1, done
    assert re.match(rf"{re.escape(str(templates))}/en/article\.md:\d+: portability: has raw HTML", done.stderr)
    assert not out.exists()
    shutil.copytree(built / "figures", out / "figures")  # so that none is drawn
    assert command(*build, "--skip", "portability").exit_code == 0
    assert {file.name for file in out.glob("*.md")} == {f"lstm.{lang}.md" for lang in LANGS}


def test_typography_is_for_chinese_alone(tmp_path: Path) -> None:
    """Chinese rules do not apply to an English text."""
    file = tmp_path / "a.md"
    file.write_text("The forget gate, 忘记门 in Chinese.\n", "utf-8")
    applying = tuple(check for check in CHECKS if check not in {"typography", "languages"})
    assert check_file(file, None, Goal(), CHECKS).checks == applying
    file.write_text("忘记门决定保留多少旧的记忆.\n", "utf-8")
    report = check_file(file, None, Goal(), ["typography"])
    assert {finding.check for finding in report.findings} == {"typography"}


def test_a_language_is_recognized_by_its_characters(tmp_path: Path) -> None:
    """A text is Chinese if more than half of what Word counts are Han characters, unless a language is given."""
    for text, lang in (("门 one\n", "en"), ("门门 one\n", "zh"), ("门 one two\n", "en")):
        (tmp_path / "a.md").write_text(text, "utf-8")
        assert check_file(tmp_path / "a.md", None, Goal(), ["length"]).lang == lang
        for given in LANGS:
            assert check_file(tmp_path / "a.md", given, Goal(), ["length"]).lang == given


def test_han_characters_are_counted_in_chinese_alone(tmp_path: Path) -> None:
    """By the rule `han` an English text is counted by words all the same."""
    for text, rule in (("# The forget gate\n", "word"), ("# 遗忘门\n", "han")):
        (tmp_path / "a.md").write_text(text, "utf-8")
        report = check_file(tmp_path / "a.md", None, Goal(3, "han"), ["length"])
        assert (report.goal.rule, report.findings) == (rule, ())


def test_one_article_has_no_other_language() -> None:
    """An article that is made by itself is not compared with another language."""
    alone = check_builtin_articles(["en"], Goal(), ["length", "languages"])
    assert [report.checks for report in alone] == [("length",)]


def test_a_report_says_what_was_checked() -> None:
    """The report of an article has its file, goal, lengths and optional paragraphs, and whether each check passed."""
    article, goal = composed("zh", "han", 900), Goal(800, "han")
    report = check_article(article, Path("a", "b.md"), goal, ["length", "figures", "equations"])
    assert (report.file, report.lang, report.goal) == (str(Path("a", "b.md")), "zh", goal)
    assert (report.text, report.optional) == (article.text, article.optional)
    assert (report.count, report.difference) == (article.count, article.count.han - 800)
    assert report.deviation is not None
    ((file, line, check),) = [(finding.file, finding.line, finding.check) for finding in report.findings]
    assert (file, line, check) == (report.file, 1, "length")
    assert {check: report.passed(check) for check in report.checks} == {
        "length": False,
        "equations": True,
        "figures": True,
    }
    assert check_article(article, Path("b.md"), goal, ["diagram"]).deviation is None


@pytest.mark.parametrize(
    ("content", "place", "expected"),
    [
        (b"", ":1", "has no text; write something to check"),
        (b"---\na: b\n---\n", ":1", "has no text; write something to check"),
        (b"a\nb \0\n\0", ":2", "is a binary file; name a Markdown file"),
        (b"\0", ":1", "is a binary file; name a Markdown file"),
        (b"a\nb \xff\n\xff", ":2", "is not UTF-8; save it as UTF-8"),
        (b"\xff", ":1", "is not UTF-8; save it as UTF-8"),
        (None, "", "cannot be read: No such file or directory; name a readable Markdown file"),
        ("folder", "", "is a folder or device; name a Markdown file"),
    ],
)
def test_a_file_that_is_no_text_is_an_error(
    content: bytes | str | None, place: str, expected: str, tmp_path: Path
) -> None:
    """A file that cannot be read as text is an error of one line that says its name, the line, and what to do."""
    file = tmp_path / "a.md"
    if content == "folder":
        file.mkdir()
    elif isinstance(content, bytes):
        file.write_bytes(content)
    with pytest.raises(InputError) as error:
        check_file(file, None, Goal(), CHECKS)
    assert str(error.value) == f"{file}{place}: {expected}"


def test_a_device_is_not_read() -> None:
    """A device, which may never end, is an error."""
    with pytest.raises(InputError, match="is a folder or device; name a Markdown file"):
        check_file(Path(os.devnull), None, Goal(), CHECKS)


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    """Of a file that is too large, no more is read than tells so."""
    file = tmp_path / "a.md"
    file.write_bytes(b"a" * 2_000_000)
    assert check_file(file, None, Goal(), ["length"]).count.word == 1
    os.truncate(file, 50_000_000)
    tracemalloc.start()
    with pytest.raises(InputError) as error:
        check_file(file, None, Goal(), CHECKS)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert str(error.value) == f"{file}: is larger than 2,000,000 bytes; split it into smaller files"
    assert most < 5_000_000


def test_findings_have_a_bound(tmp_path: Path) -> None:
    """Of a check's findings the first ten thousand are told, and of a long message its beginning and its end."""
    file = tmp_path / "a.md"
    file.write_text("忘记门。" * 10_000, "utf-8")
    assert len(check_file(file, None, Goal(), ["typography"]).findings) == 10_000
    file.write_text("忘记门。" * 10_000 + "\n" + "忘记门。" * 2, "utf-8")
    *_, before, last = check_file(file, None, Goal(), ["typography"]).findings
    assert (before.line, last.line, last.check) == (1, 2, "typography")
    assert last.message == "is the line from which on findings are left out, after 10,000; correct these first"
    file.write_text(f"[a]: {'b' * 3000}\n\n![a]\n", "utf-8")
    (finding,) = check_file(file, None, Goal(), ["figures"]).findings
    assert re.fullmatch("shows b{294}…b+, which .+; .+", finding.message)
    assert len(finding.message) == 501


def test_only_and_skip(built: Path) -> None:
    """`--only` runs just the named checks, `--skip` all others, in the usual order."""

    def made(*options: str) -> list[str]:
        (report,) = json.loads(command("check", built / "lstm.zh.md", "--json", *options).stdout)["articles"]
        return list(report["checks"])

    alone = [check for check in CHECKS if check != "languages"]
    assert made() == alone
    assert made("--only", "citations", "--only", "length") == ["length", "citations"]
    assert made("--skip", "equations", "--skip", "languages") == [check for check in alone if check != "equations"]
    assert made("--only", "length", "--only", "diagram", "--skip", "length") == ["diagram"]


def test_findings_are_lines_and_json(built: Path, tmp_path: Path) -> None:
    """One line a finding, `FILE:LINE: check: message`, exit 1; the same in JSON."""
    file = tmp_path / "a.md"
    file.write_text("# T\n\na [1] $ x\n", "utf-8")
    done = command("check", file, "--only", "portability", "--only", "citations", built / "lstm.en.md")
    assert done.exit_code == 1
    assert done.stderr.splitlines() == [
        f"{file}:3: portability: has a `$` that encloses no mathematics; write `\\$`, or no space inside `$…$`",
        f"{file}:3: citations: cites [1], and there is no reference list; add the reference or correct the number",
    ]
    done = command("check", file, "--only", "citations", "--json")
    assert (done.exit_code, done.stderr) == (1, "")
    (report,) = json.loads(done.stdout)["articles"]
    assert report["checks"] == {"citations": "fail"}
    assert [(f["line"], f["check"]) for f in report["findings"]] == [(3, "citations")]


def test_a_copy_elsewhere_misses_its_figures(built: Path, tmp_path: Path) -> None:
    """The built article passes in its folder; of a copy without its figures, the check names those missing."""
    for lang in LANGS:
        assert check_file(built / f"lstm.{lang}.md", None, Goal(), CHECKS).findings == ()
    copy = Path(shutil.copy(built / "lstm.zh.md", tmp_path))
    assert [finding.check for finding in check_file(copy, None, Goal(), CHECKS).findings] == ["figures"] * 3


def test_checks_load_no_heavy_library(built: Path) -> None:
    """`check` imports neither matplotlib nor NumPy nor Pygments; of files and of the built-in article."""
    heavy = {"matplotlib", "numpy", "pygments"}
    code = f"""
import os, sys
from lstm_article import build, cli, report
for options in ("", "--only equations", "--skip equations"):
    for files in ([{str(built / "lstm.en.md")!r}], []):
        if not (child := os.fork()):  # with nothing loaded but these
            sys.argv = ["lstm-article", "check", *options.split(), *files]
            try:
                cli.main()
            except SystemExit as end:
                print("loaded:", end.code or 0, *{heavy!r} & {{*sys.modules}}, flush=True)
            os._exit(0)
        os.waitpid(child, 0)
"""
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True)
    loaded = [line for line in done.stdout.splitlines() if line.startswith("loaded:")]
    assert loaded == ["loaded: 0"] * 6, done


# Texts far deeper than Python's recursion goes, and so long that a check must not try all of something.
DEEP = {"quotes": "> " * 5_000 + "a", "lists": "- " * 5_000 + "a", "brackets": "[" * 20_000, "images": "![" * 20_000}
PAIRS = [f"a_{{{chr(97 + n // 26)}{chr(97 + n % 26)},t}}" for n in range(60)]
LONG = {
    "parentheses in TeX": "# T\n\n$$\nh_t = " + "(" * 20_000 + "\n$$\n",
    "braces in TeX": "# T\n\n$$\nh_t = " + "{" * 900 + "x_t" + "}" * 900 + "\n$$\n",
    "accents in TeX": "# T\n\n$$\n" + r"\tilde{" * 250 + "h}_t = x_t\n$$\n",
    "equations": "# T\n\n" + "$$\nh_t = W x_t\n$$\n\n" * 5_000,
    "emphasis": "# T\n\n" + "*a **b " * 5_000 + "\n",
    "dollars": "# T\n\n" + "$a " * 20_000 + "\n",
    "equations without end": "# T\n\n" + "$$a\n" * 5_000,
    "ranges": "# T\n\n" + "[1-999] " * 5_000,
    "terms": "# T\n\n$$\nC_t = C_{t-1}" + r" + \tanh(W x_t) \odot \tanh(U x_t)" * 40 + "\n$$\n",
    "helpers, each with the one before twice": "# T\n\n"
    + "".join(
        f"$$\n{name} = \\tanh({before} + {before}) \\odot {before}\n$$\n\n"
        for before, name in zip(["h_{t-1}", *PAIRS], PAIRS, strict=False)
    )
    + f"$$\nh_t = C_{{t-1}} + W x_t + {PAIRS[-1]}\n$$\n\n$$\nC_t = h_{{t-1}} \\odot C_{{t-1}}\n$$\n",
}


def checked(markdown: str, folder: Path) -> Report:
    (folder / "a.md").write_text(markdown)
    return check_file(folder / "a.md", None, Goal(), CHECKS)


@pytest.mark.parametrize("case", DEEP)
def test_deep_nesting_is_an_error(case: str, tmp_path: Path) -> None:
    """A text that is nested too deeply is a one-line error."""
    with pytest.raises(InputError) as error:
        checked(DEEP[case], tmp_path)
    assert str(error.value) == f"{tmp_path / 'a.md'}:1: is nested 100 deep or more; write it flatter"


@pytest.mark.parametrize("case", LONG)
def test_odd_mathematics_is_a_finding(case: str, tmp_path: Path) -> None:
    """A text with long or deeply nested mathematics is checked to its end."""
    assert "equations" in {finding.check for finding in checked(LONG[case], tmp_path).findings}


def test_a_long_reference_list_is_checked(tmp_path: Path) -> None:
    """Thousands of citations and references are matched in little time."""
    entries = "".join(f"{number}. a\n" for number in range(1, 5_000))
    findings = checked("# T\n\n" + "a [1]\n" * 5_000 + "\n# References\n\n" + entries, tmp_path).findings
    assert len([finding for finding in findings if finding.check == "citations"]) == 4_998
