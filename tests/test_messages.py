"""Messages: whatever a user's files, names and settings have, it is printed so that it can be read, and does nothing."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

import own_article
from lstm_article.choices import CHECKS
from lstm_article.errors import LstmArticleError, SettingError
from lstm_article.messages import one_line, shortened
from lstm_article.templating import builtin_folder
from terminal import COMMAND, run_on_terminal

# What a terminal acts on, or that changes the order of the letters beside it; and what is half a character.
ACTING = "\x00\x07\x08\r\n\x1b[31m\x7f\x85\x9b2J\u200e\u2028\u202e\u2066\ufeff\U000e0041\udcff"
SHOWN = r"\x00\x07\x08\r\n\x1b[31m\x7f\x85\x9b2J\u200e\u2028\u202e\u2066\ufeff\U000e0041\udcff"  # the same as escapes
LEGIBLE = "A é e\u0301 门　控 ×≤ 👩\u200d🔬 می\u200cخواهم a\u00a0b \\x1b"
# On the command line and in names of files there is no NUL, and half a character comes from a byte that is no UTF-8.
NAME = ACTING.replace("\x00", "")


def plain(text: str) -> bool:
    """Tell whether a text has nothing but lines that can be read."""
    return all(line.isprintable() for line in text.split("\n"))


def test_what_a_line_shows() -> None:
    """What a terminal acts on is an escape; letters of all alphabets, and what joins them, are as they were."""
    assert one_line(ACTING) == SHOWN
    assert one_line(LEGIBLE) == LEGIBLE


def test_what_is_too_long_has_its_beginning_and_its_end() -> None:
    """Of more than 500 characters, the middle is left out."""
    assert shortened("a" * 500) == "a" * 500
    assert shortened("a" * 400 + "b" * 101) == f"{'a' * 300}…{'a' * 99}{'b' * 101}"


def test_an_error_is_one_line() -> None:
    """An error's place and its message are each short, and what to do, at its end, is always there."""
    error = LstmArticleError(f"has `{'x ' * 100_000}`,\n  which is long; split it", f"{'d/' * 3000}a.md", 7)
    assert re.fullmatch(r"d/d/.*….*d/a\.md:7: has `x x .*….* x `, which is long; split it", str(error))
    assert len(str(error)) < 1100
    assert str(LstmArticleError("is\n no\x1b file", "a\n  b")) == r"a\n  b: is no\x1b file"
    assert str(SettingError("is wrong", "pages: \x1b")) == r"pages: \x1b: is wrong"


SKIPPED = [word for check in CHECKS for word in ("--skip", check)]  # so that the formats are asked
CALLS = {
    "a name": ("check", NAME),
    "a file's name": ("check", f"{NAME}.md", "--skip", "length"),
    "a command": (NAME,),
    "an option": (f"--{NAME}",),
    "an option's value": ("build", "--flavor", NAME),
    "a number": ("build", "--words", NAME),
    "a check": ("check", "--only", NAME),
    "an address": ("build", "--base-url", NAME),
    "a folder": ("build", "--templates", NAME),
    "a folder for the output": ("figure", "--out", f"{NAME}.svg/a.svg"),
    "a figure's file": ("figure", "--out", f"{NAME}b.svg"),
    "templates' folder": ("templates", f"{NAME}c"),
    "text of a file": ("check", "a.md"),
    "a file in short": ("check", "a.md", "--only", "length", "--verbose"),
    "labels": ("build", "--lang", "en", "--templates", "labels"),
    "broken labels": ("build", "--lang", "en", "--templates", "toml"),
    "a template": ("build", "--lang", "en", "--templates", "template"),
    "an included template": ("build", "--lang", "en", "--templates", "include"),
    "mathematics": ("build", "--lang", "en", "--templates", "tex", *SKIPPED),
    "a source": ("build", "--lang", "en", "--templates", "source"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with files and templates that have, in every place, what acts on a terminal."""
    folder = tmp_path_factory.mktemp("messages")
    text = ACTING.replace("\udcff", "").replace("\x00", "").replace("\n", "").replace("\r", "")
    in_toml = json.dumps("\x1b[31m\u202e")
    labels = (builtin_folder() / "en" / "labels.toml").read_text("utf-8")
    own_article.write(folder / "labels", labels.replace('figure = "Figure"', f"figure = {in_toml}"), "labels.toml")
    own_article.write(folder / "toml", 'a = "\x1b"\n', "labels.toml")
    own_article.write(folder / "template", f"# A\n\n{{{{ cite({in_toml}) }}}}\n")
    own_article.write(folder / "include", f"# A\n\n{{% include {in_toml} %}}\n")
    own_article.write(folder / "tex", f"# A\n\n$\\nosuch{text}$\n")
    own_article.write(folder / "source", f'# A\n\n{{% optional "{text}", rank=2 %}}\nb\n{{% endoptional %}}\n')
    markdown = f"# {text}\n\n[7] a**{text}**b $x{text}\\tag$ ![]({text}) 10.1{text}/ doi: 10.x{text}\n\n$$\nC_t{text} = f\n$$\n"
    (folder / "a.md").write_text(markdown, "utf-8")
    (folder / f"{NAME}.md").write_text(markdown, "utf-8")
    (folder / f"{NAME}.svg").write_text("")
    return folder


@pytest.mark.parametrize("case", CALLS)
def test_nothing_acts_on_the_terminal(case: str, folder: Path) -> None:
    """No message has a control character, of whatever it tells; nor is there one on standard output, but in JSON."""
    done = subprocess.run([COMMAND, *CALLS[case]], capture_output=True, check=False, cwd=folder)
    said = done.stderr.decode()  # which is UTF-8
    assert plain(said + done.stdout.decode()), said
    assert re.search(r"\\x1b|\\u202e", said + done.stdout.decode())
    assert "Traceback" not in said
    if CALLS[case][0] == "check":
        done = subprocess.run([COMMAND, *CALLS[case], "--json"], capture_output=True, check=False, cwd=folder)
        assert plain(done.stdout.decode() + done.stderr.decode())
        assert done.returncode == 2 or json.loads(done.stdout)


def test_differences_on_a_terminal(folder: Path) -> None:
    """What a stale file has is shown as escapes, and long lines are cut."""
    out = folder / "stale"
    call = ("build", "--lang", "en", "--format", "md", "--out", out)
    subprocess.run([COMMAND, *map(str, call)], capture_output=True, check=True)
    file = out / "lstm.en.md"
    file.write_text(file.read_text("utf-8") + f"\x1b[2J{'x' * 10_000}\n", "utf-8")
    _, shown = run_on_terminal(*call, "--check")
    assert plain(shown)
    assert rf"-\x1b[2J{'x' * 250}" in shown
    assert max(map(len, shown.splitlines())) < 600


def test_long_lines_are_cut(tmp_path: Path) -> None:
    """A finding that quotes much, or a section with a long title, is still read; JSON has the same messages."""
    file = tmp_path / "a.md"
    file.write_text(f"# {'title ' * 20_000}\n\n$a\\tag{'{x}' * 3}$ doi: 10.{'x' * 100_000}\n", "utf-8")
    done = subprocess.run([COMMAND, "check", str(file)], capture_output=True, text=True, check=False)
    assert max(map(len, (done.stderr + done.stdout).splitlines())) < 700 + len(str(file))
    assert re.search(r": citations: has `10\.xxx.*…xx.*`, which is no well-formed DOI; correct it\n", done.stderr)
    done = subprocess.run([COMMAND, "check", str(file), "--json"], capture_output=True, text=True, check=False)
    messages = [finding["message"] for finding in json.loads(done.stdout)["articles"][0]["findings"]]
    assert any("…" in message and message.endswith("; correct it") for message in messages)
    assert max(map(len, messages)) <= 501


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize(
    "redirection", ["2>/dev/full", "2>&-", ">/dev/full 2>/dev/full", ">&- 2>&-", ">&-", "<&- >&- 2>&-"]
)
@pytest.mark.parametrize(
    ("call", "code"), [(("check", "none.md"), 2), (("bild",), 2), (("check", "a.md", "--only", "length"), 1)]
)
def test_streams_that_take_no_message(
    call: tuple[str, ...], code: int, redirection: str, unbuffered: str, tmp_path: Path
) -> None:
    """An exit code tells what a full or closed standard error cannot, and Python adds nothing to it."""
    (tmp_path / "a.md").write_text("# A\n", "utf-8")
    command = ["/bin/sh", "-c", f"{COMMAND} {' '.join(call)} {redirection}"]
    environment = {**os.environ, "PYTHONUNBUFFERED": unbuffered}
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path, env=environment)
    if call[0] == "check" and code == 1 and ">/dev/full 2" in redirection:
        code = 2  # what was found cannot be told, either
    assert done.returncode == code
    assert "Exception ignored" not in done.stderr
    assert "Traceback" not in done.stderr


def test_a_full_output_and_an_error() -> None:
    """A full standard output does not hide an error."""
    done = subprocess.run(
        ["/bin/sh", "-c", f"{COMMAND} check none.md >/dev/full"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert re.fullmatch(r"error: none\.md: cannot be read: .*\n", done.stderr)
