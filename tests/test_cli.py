"""The command line's contract: the files it writes, its exit codes, and its usage errors."""

import json
import os
import re
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

import pytest
from word_count import count_words

import lstm_article
import reference
from lstm_article.choices import ARTICLE_FORMATS, CHECKS, FLAVORS, LANGS
from lstm_article.formats import flavors
from terminal import COMMAND

NAMES = ("memory", "structure", "unrolled")
BOTH = [
    *(f"figures/{name}.{lang}.svg" for name in NAMES for lang in ("en", "zh")),
    "lstm.en.html", "lstm.en.md", "lstm.zh.html", "lstm.zh.md",
]  # fmt: skip


def files(folder: Path) -> list[str]:
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())


def test_build_writes_both_languages_by_default(tmp_path: Path, run) -> None:
    """No option: Markdown, page and figure in both languages, in article/."""
    done = run("build", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert files(tmp_path / "article") == BOTH
    written = [line.split()[1] for line in done.stdout.splitlines() if line.startswith("written")]
    assert sorted(written) == [f"article/{name}" for name in BOTH]
    for lang in ("zh", "en"):
        count = lstm_article.build_article(lang).count
        assert f"article/lstm.{lang}.md lang={lang} word={count.word} han={count.han} " in done.stdout


def test_build_of_one_language_and_format(tmp_path: Path, run) -> None:
    """`-l`, `-f` and `-o` limit what is written to what was asked for."""
    done = run("build", "-l", "zh", "-f", "md", "-o", tmp_path / "X")
    assert done.returncode == 0
    assert files(tmp_path / "X") == [*(f"figures/{name}.zh.svg" for name in NAMES), "lstm.zh.md"]


def test_build_with_png(tmp_path: Path, run) -> None:
    """`--figure-format png`: the Markdown links to a PNG, the page keeps its inline SVG."""
    assert run("build", "-l", "en", "--figure-format", "png", "-o", tmp_path).returncode == 0
    assert files(tmp_path) == [
        *(f"figures/{name}.en.png" for name in NAMES), "lstm.en.html", "lstm.en.md",
    ]  # fmt: skip
    assert "(figures/structure.en.png)" in (tmp_path / "lstm.en.md").read_text("utf-8")
    assert "<svg" in (tmp_path / "lstm.en.html").read_text("utf-8")


def test_build_for_an_address(tmp_path: Path, run) -> None:
    """`--base-url` puts the page's address into its head, and that of the structure figure, if it is a PNG beside it."""
    call = ("build", "-l", "en", "-o", tmp_path, "--base-url")
    assert run(*call, "https://example.org/notes").returncode == 0
    page = (tmp_path / "lstm.en.html").read_text("utf-8")
    assert '<link rel="canonical" href="https://example.org/notes/lstm.en.html">' in page
    assert "og:image" not in page
    assert run(*call, "http://example.org/", "--figure-format", "png").returncode == 0
    page = (tmp_path / "lstm.en.html").read_text("utf-8")
    assert '<meta property="og:image" content="http://example.org/figures/structure.en.png">' in page
    assert run(*call, "http://example.org/", "--figure-format", "png", "-f", "html").returncode == 0
    assert "og:image" not in (tmp_path / "lstm.en.html").read_text("utf-8")


def test_build_for_a_docs_system(tmp_path: Path, run) -> None:
    """`--flavor` writes Markdown alone, in the system's idiom, with links to the figures beside it; `--name` names it."""
    out = tmp_path / "docs"
    done = run("build", "--flavor", "quarto", "--out", out, "--name", "memory cells")
    assert (done.returncode, done.stderr) == (0, "")
    assert files(out) == [name.replace("lstm.", "memory cells.") for name in BOTH if not name.endswith(".html")]
    text = (out / "memory cells.zh.md").read_text("utf-8")
    assert text.startswith('---\ntitle: "')
    for path in re.findall(r"\]\(([^)]+\.svg)\)", text):
        assert (out / path).is_file()
    done = run("build", "--flavor", "quarto", "--format", "html", "--out", out, "--name", "a #1")
    assert done.returncode == 0
    page = (out / "a #1.en.html").read_text("utf-8")
    assert page.count('href="a%20%231.zh.html"') == 2
    assert "lstm.zh.html" not in page


def test_build_of_one_file(tmp_path: Path, run) -> None:
    """A `--name` with `.md` at its end is the file's, so that translations may have one name, in folders of their own."""
    for lang, flavor in (("en", "plain"), ("zh", "quarto")):
        out = tmp_path / lang
        done = run("build", "--flavor", flavor, "--lang", lang, "--out", out, "--name", "memory cells.md")
        assert (done.returncode, done.stderr) == (0, "")
        assert files(out) == [*(name for name in BOTH if f".{lang}.svg" in name), "memory cells.md"]
        assert f"{out}/memory cells.md" in done.stdout
    assert "{#fig-memory-cells-zh-structure " in (out / "memory cells.md").read_text("utf-8")
    call = ("build", "-l", "zh", "--flavor", "hugo", "--name", "index.md", "-o", tmp_path / "hugo")
    assert run(*call).returncode == 0
    assert run(*call, "--check").returncode == 0


def test_build_for_hexo(tmp_path: Path, run) -> None:
    """`--flavor hexo` puts the figures into the article's asset folder, of its own name, and draws them once."""
    call = ("build", "-l", "en", "-w", 400, "--flavor", "hexo", "--name", "2026-01-31-lstm", "-o", tmp_path)
    png = ("-f", "md", "-f", "html", "--figure-format", "png", "--base-url", "https://example.org")
    figure = "2026-01-31-lstm.en/figures/structure.en"
    assert run(*call).returncode == 0
    assert files(tmp_path) == ["2026-01-31-lstm.en.md", f"{figure}.svg"]
    assert "](figures/structure.en.svg)" in (tmp_path / "2026-01-31-lstm.en.md").read_text("utf-8")
    assert run(*call, *png).returncode == 0
    assert files(tmp_path) == ["2026-01-31-lstm.en.html", "2026-01-31-lstm.en.md", f"{figure}.png", f"{figure}.svg"]
    page = (tmp_path / "2026-01-31-lstm.en.html").read_text("utf-8")
    assert f'<meta property="og:image" content="https://example.org/{figure}.png">' in page


def test_each_flavor_has_an_idiom() -> None:
    """The names that `--flavor` takes, listed apart to load quickly, are those of the formats."""
    assert tuple(flavors.FLAVORS) == FLAVORS


def test_han_rule(tmp_path: Path, run) -> None:
    """`--count han` counts Han characters in Chinese, and words in English, which has none."""
    done = run("build", "--count", "han", "--json", "-o", tmp_path / "out")
    zh, en = json.loads(done.stdout)["articles"]
    assert (zh["rule"], en["rule"]) == ("han", "word")
    assert abs(zh["count"]["han"] - 1000) <= 20
    assert abs(en["count"]["word"] - 1000) <= 20
    files = [tmp_path / "out" / f"lstm.{lang}.md" for lang in LANGS]
    assert run("check", *files, "--count", "han").returncode == 0


def test_check_of_the_builtin_article(run) -> None:
    """`check` without a file checks both built-in articles, writing nothing."""
    done = run("check")
    assert (done.returncode, done.stderr) == (0, "")
    assert [line.split()[1] for line in done.stdout.splitlines()] == ["lang=zh", "lang=en"]
    assert "lang=zh" not in run("check", "--lang", "en").stdout


def test_check_of_files(built: Path, tmp_path: Path, run) -> None:
    """`check FILE` counts any Markdown as it stands, by target, tolerance and rule."""
    length = ("--only", "length")
    short = tmp_path / "short.md"
    short.write_text("# 标题\n\n一二三四五 $x$ 六七。\n", encoding="utf-8")
    done = run("check", built / "lstm.zh.md", built / "lstm.en.md", "--json")
    assert [a["lang"] for a in json.loads(done.stdout)["articles"]] == ["zh", "en"]
    assert done.returncode == 0
    done = run("check", short, "--words", 10, *length)
    assert done.returncode == 0
    assert f"word={count_words('标题一二三四五六七。')} han=9" in done.stdout
    done = run("check", short, "--words", 8, "--count", "han", "--tolerance", 12, *length)
    assert done.returncode == 1
    assert done.stderr == f"{short}:1: length: 9 Han characters where 8 ± 12 % are asked for; cut 1\n"
    assert run("check", short, "-w", 8, "-c", "han", "-t", 13, *length).returncode == 0
    assert '"lang": "en"' in run("check", short, "--lang", "en", "--json").stdout


BAD_CALLS = {
    "no such command": ["bild"],
    "no such option": ["build", "--nothing"],
    "language": ["build", "--lang", "fr"],
    "format": ["build", "--format", "odt"],
    "flavor": ["build", "--flavor", "nothing"],
    "rule": ["build", "--count", "letters"],
    "figure format": ["build", "--figure-format", "gif"],
    "no words": ["build", "--words", "0"],
    "negative words": ["build", "--words", "-5"],
    "words in letters": ["build", "--words", "abc"],
    "check: words": ["check", "--words", "0"],
    "check: only": ["check", "--only", "nothing"],
    "check: skip": ["check", "--skip", "nothing"],
    "check: nothing left": ["check", "--only", "length", "--skip", "length"],
    "build: skip": ["build", "--skip", "nothing"],
    "check: nested lists": ["check", "nested.md"],
    "check: nested brackets": ["check", "brackets.md"],
    "check: tolerance": ["check", "--tolerance", "-1"],
    "check: tolerance nan": ["check", "--tolerance", "nan"],
    "check: tolerance infinite": ["check", "--tolerance", "1e999"],
    "check: words by the million": ["check", "--words", "9" * 400],
    "check: pipe": ["check", "pipe"],
    "check: device": ["check", "/dev/zero"],
    "check: long name": ["check", "x" * 300],
    "out has a long name": ["build", "-l", "zh", "-f", "md", "--out", "x" * 300],
    "out is a dangling link": ["build", "-l", "zh", "-f", "md", "--out", "dangling"],
    "target is a pipe": ["build", "-l", "zh", "-f", "md", "--out", "pipes"],
    "templates: long name": ["templates", "x" * 300],
    "templates of a long name": ["build", "--templates", "x" * 300],
    "templates: dangling link": ["templates", "dangling"],
    "check: missing file": ["check", "none.md"],
    "check: folder": ["check", "."],
    "check: binary file": ["check", "binary.md"],
    "check: not UTF-8": ["check", "latin1.md"],
    "check: empty file": ["check", "empty.md"],
    "figure: name": ["figure", "nothing"],
    "figure: ending": ["figure", "--out", "a.gif"],
    "figure: no ending": ["figure", "--out", "figure"],
    "templates: no folder": ["templates"],
    "templates: empty name": ["templates", ""],
    "out is an empty name": ["build", "--out", ""],
    "name is empty": ["build", "--name", ""],
    "name has a folder": ["build", "--name", "a/b"],
    "name is hidden": ["build", "--name", ".a"],
    "name has a line's end": ["build", "--name", "a\nb"],
    "name ends in a space": ["build", "--name", "a "],
    "name is one file for two languages": ["build", "--name", "lstm.md"],
    "name is another file than the format": ["build", "-l", "en", "-f", "html", "--name", "lstm.md"],
    "name is one file for two formats": ["build", "-l", "en", "-f", "md", "-f", "html", "--name", "lstm.md"],
    "unknown flavor": ["build", "--flavor", "markdown"],
    "address of nothing": ["build", "--base-url", ""],
    "address without a scheme": ["build", "--base-url", "example.org/notes"],
    "address of a file": ["build", "--base-url", "file:///notes"],
    "address without a host": ["build", "--base-url", "https:///notes"],
    "address with a query": ["build", "--base-url", "https://example.org/?a"],
    "address with a fragment": ["build", "--base-url", "https://example.org/#a"],
    "address with a quote": ["build", "--base-url", 'https://example.org/"'],
    "address with a space": ["build", "--base-url", "https://example.org/a b"],
    "address with another alphabet": ["build", "--base-url", "https://example.org/é"],
    "address with brackets": ["build", "--base-url", "https://[example.org/"],
    "system fonts without a PDF": ["build", "--system-fonts"],
    "address without a page": ["build", "--base-url", "https://example.org", "-f", "md"],
    "hugo finds no figures": ["build", "--flavor", "hugo", "--out", "content/docs"],
    "figure's out is an empty name": ["figure", "--out", ""],
    "templates are an empty name": ["build", "--templates", ""],
    "out is a file": ["build", "-l", "zh", "-f", "md", "--out", "empty.md"],
    "out is under a file": ["build", "-l", "zh", "-f", "md", "--out", "empty.md/x/y"],
    "target is a folder": ["build", "-l", "zh", "-f", "md", "--out", "occupied"],
    "figure's target is a folder": ["figure", "--out", "occupied/lstm.zh.md.svg"],
}


@pytest.mark.parametrize("case", BAD_CALLS)
def test_bad_call(case: str, tmp_path: Path, run) -> None:
    """One line that begins with `error:`, exit code 2, nothing on disk changed."""
    (tmp_path / "binary.md").write_bytes(b"text\n\x00\x01")
    (tmp_path / "latin1.md").write_bytes("text\nKöln\n".encode("latin-1"))
    (tmp_path / "empty.md").write_bytes(b"")
    (tmp_path / "nested.md").write_text("> " * 100_000 + "a")
    (tmp_path / "brackets.md").write_text("a\n\n" + "[" * 1_000_000)
    (tmp_path / "occupied" / "lstm.zh.md").mkdir(parents=True)
    (tmp_path / "occupied" / "lstm.zh.md.svg").mkdir()
    (tmp_path / "dangling").symlink_to("nowhere")
    (tmp_path / "pipes" / "figures").mkdir(parents=True)
    for name in ("pipe", "pipes/lstm.zh.md", "pipes/figures/structure.zh.svg"):
        os.mkfifo(tmp_path / name)
    before = sorted(str(path) for path in tmp_path.rglob("*"))
    done = run(*BAD_CALLS[case], cwd=tmp_path)
    assert done.returncode == 2, done
    assert done.stdout == ""
    assert re.fullmatch(r"error: .+\n", done.stderr)
    assert sorted(str(path) for path in tmp_path.rglob("*")) == before


def test_a_name_that_is_unknown_is_told_with_the_known(run) -> None:
    """An option that takes one of several names lists them in its error, whether it is repeatable or not."""
    for call, flags, names in (
        (("build", "--flavor"), "'--flavor'", FLAVORS),
        (("build", "--format"), "'--format' / '-f'", ARTICLE_FORMATS),
        (("check", "--skip"), "'--skip'", CHECKS),
    ):
        known = ", ".join(f"'{name}'" for name in names)
        message = f"error: Invalid value for {flags}: 'odd' is not one of {known}. "
        assert run(*call, "odd").stderr.startswith(message)


def test_errors_say_where_and_what_to_do(tmp_path: Path, run) -> None:
    """A bad file is named with its line."""
    (tmp_path / "a.md").write_bytes("text\nKöln\n".encode("latin-1"))
    (tmp_path / "b.md").write_bytes(b"a\nb\n\x00")
    assert run("check", "a.md", cwd=tmp_path).stderr == "error: a.md:2: is not UTF-8; save it as UTF-8\n"
    assert run("check", "b.md", cwd=tmp_path).stderr == "error: b.md:3: is a binary file; name a Markdown file\n"


def test_figure_command(tmp_path: Path, run) -> None:
    """`figure` draws one figure in the format of the file's ending, by default an SVG here."""
    done = run("figure", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "written structure.en.svg\n")
    assert run("figure", cwd=tmp_path).stdout == "unchanged structure.en.svg\n"
    assert run("figure", "structure", "-l", "zh", "-o", "a/b.PNG", cwd=tmp_path).returncode == 0
    assert (tmp_path / "a" / "b.PNG").read_bytes().startswith(b"\x89PNG")
    assert run("figure", "-o", "c.pdf", cwd=tmp_path).returncode == 0
    assert (tmp_path / "c.pdf").read_bytes().startswith(b"%PDF")


def test_version_and_module(run) -> None:
    """`--version`, and the same program as a module."""
    assert run("--version", "build").stdout == run("--version").stdout
    assert run("--version").stdout == f"lstm-article {lstm_article.__version__}\n"
    module = [sys.executable, "-m", "lstm_article", "--version"]
    assert subprocess.run(module, capture_output=True, text=True, check=True).stdout == run("--version").stdout
    assert run().returncode == 0
    assert run().stdout == run("--help").stdout


def test_a_run_looks_for_no_garbage(tmp_path: Path) -> None:
    """From its start to its end, the command has Python never look for garbage; what others do at an end is done."""
    code = """
import atexit, gc, os, sys
from lstm_article.__main__ import main
gc.callbacks.append(lambda *_: os.write(1, b"looked\\n"))
atexit.register(print, "the end", flush=True)
sys.argv = ["lstm-article", *sys.argv[1:]]
main()
"""
    short = tmp_path / "short.md"
    short.write_text("# T\n")
    calls = {("check", "--only", "length"): 0, ("check", "--only", "length", str(short)): 1, ("nosuch",): 2}
    for options, code_at_end in calls.items():
        call = [sys.executable, "-P", "-c", code, *options]
        done = subprocess.run(call, capture_output=True, text=True, check=False)
        assert done.returncode == code_at_end
        assert "looked" not in done.stdout
        assert done.stdout.splitlines()[-1] == "the end"
    (script,) = distribution("lstm-article").entry_points.select(group="console_scripts")
    assert script.value == "lstm_article.__main__:main"


@pytest.mark.parametrize(("end", "code"), [("3", 3), ("None", 0), ("False", 0)])
def test_nothing_that_was_printed_is_lost_at_the_end(end: str, code: int) -> None:
    """All that is still in a buffer arrives, also what others print at the end."""
    script = f"""
import atexit, sys
from lstm_article import cli
from lstm_article.__main__ import main
atexit.register(sys.stdout.write, "the end")
def run():
    sys.stdout.write("out, ")
    sys.stderr.write("err")
    sys.exit({end})
cli.main = run
main()
"""
    buffered = {**os.environ, "PYTHONUNBUFFERED": ""}
    call = [sys.executable, "-P", "-c", script]
    done = subprocess.run(call, capture_output=True, text=True, check=False, env=buffered)
    assert (done.returncode, done.stdout, done.stderr) == (code, "out, the end", "err")


def test_completion(run) -> None:
    """The shell completes commands, and the names that an option takes."""
    for words, completed in {
        "lstm-article bu": ["build"],
        "lstm-article build --flavor m": ["mkdocs", "myst"],
        "lstm-article build --format ": [*ARTICLE_FORMATS],
        "lstm-article check --only po": ["portability"],
    }.items():
        asked = {"COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
        environment = {**os.environ, "_LSTM_ARTICLE_COMPLETE": "complete_bash", **asked}
        assert run(env=environment).stdout.split() == completed


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_start_is_light(option: str) -> None:
    """Help and version load none of the heavy libraries."""
    code = f"""
import sys
sys.argv = ["lstm-article", {option!r}]
from lstm_article.cli import main
try:
    main()
except SystemExit:
    pass
heavy = {{"matplotlib", "numpy", "jinja2", "markdown", "markdown_it", "math_core", "word_count"}}
sys.exit(" ".join(heavy & set(sys.modules)) or None)
"""
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("lang", reference.READMES)
def test_readme_is_current(lang: str) -> None:
    """The READMEs' command reference is what `--help` prints, and their lengths are those of the article."""
    assert reference.renewed(lang) == reference.READMES[lang].read_text("utf-8"), "run `make reference`"


def test_each_paragraph_has_its_phrase(monkeypatch: pytest.MonkeyPatch) -> None:
    """A paragraph without a phrase is named, and so is a phrase without a paragraph."""
    names = [paragraph.name for paragraph in lstm_article.build_article("zh").optional]
    monkeypatch.delitem(reference.PHRASES, names[0])
    with pytest.raises(AssertionError, match=rf"without a paragraph: {names[0]}$"):
        reference.renewed("en")
    monkeypatch.undo()
    monkeypatch.setitem(reference.PHRASES, "nothing", ("nothing", "无"))
    with pytest.raises(AssertionError, match=r"without a paragraph: nothing$"):
        reference.renewed("en")


def test_each_paragraph_is_listed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A paragraph that a row above lists is not listed again, even if the article of a row between lacks it."""
    monkeypatch.setattr(reference, "LENGTHS", (2000, 500, 2000))
    rows = re.findall(r"^\| \d+ \| (.*) \|$", reference.renewed("en"), re.MULTILINE)
    assert [bool(phrases) for phrases in rows] == [True, False, False]


@pytest.mark.parametrize(
    ("redirection", "code", "message"),
    [
        (">&-", 0, ""),
        ("2>&-", 0, ""),
        (">/dev/full", 2, "error: standard output: No space left on device; free it or name another\n"),
    ],
)
def test_streams_that_take_nothing(redirection: str, code: int, message: str) -> None:
    """A closed or full standard stream ends in no traceback."""
    for unbuffered in ("", "1"):
        done = subprocess.run(
            ["/bin/sh", "-c", f"{COMMAND} check --only length {redirection}"],
            capture_output=True, text=True, check=False, env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (code, message)


def test_closed_pipe_is_quiet() -> None:
    """`lstm-article … | head` ends without a traceback."""
    done = subprocess.run(
        ["/bin/sh", "-c", f"{COMMAND} check --only length --json | head -c 1; {COMMAND} --help | true"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
