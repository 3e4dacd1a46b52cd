"""The checks of an article's text: portability, citations, figures, typography, languages; and choosing them."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lstm_article import cli
from lstm_article.checks import run as checks
from lstm_article.checks.report import Goal
from lstm_article.choices import CHECKS

Problems = dict[str, tuple[str, list[tuple[int, str]]]]

# A text for each rule of portable Markdown, with the lines and words of what is to be found.
PORTABILITY: Problems = {
    "as it should be": ("# T\n\na $x$ b\n$y$\n\n$$\nx = y\n$$\n\n- one\n- two\n    - three\n\n| a | $b$ |\n|---|---|\n| $c$ | d |\n\n**bold** *x* [l](u)\n", []),
    "code is left alone": ("`$x` and `{a}` and `**`\n\n```\n<b>$$ {x}\n```\n\n    $$ {x}\n", []),
    "prices": ("It costs \\$5.\n", []),
    "$$ with text beside": ("a\n\n$$ x $$\n", [(3, "not alone on its line")]),
    "$$ indented": ("a\n\n  $$\n  x\n  $$\n", [(3, "not alone on its line")]),
    "$$ without blank lines": ("a\n$$\nx\n$$\nb\n", [(2, "without blank lines around it")]),
    "$$ without a blank line after": ("a\n\n$$\nx\n$$\nb\n", [(3, "without blank lines around it")]),
    "$$ in a list": ("- a\n\n    $$\n    x\n    $$\n", [(3, "inside a list or quote")]),
    "$$ in a quote": ("> $$\n> x\n> $$\n", [(1, "inside a list or quote")]),
    "$$ in a line": ("a\n$$x$$ b\n", [(2, "`$$` within a line")]),
    "$$ unclosed": ("a\n\n$$\nx\n\nb\n", [(3, "`$$` that encloses no equation")]),
    "$ unclosed": ("costs $5\n", [(1, "`$` that encloses no mathematics")]),
    "$ with inner spaces": ("a\nb $ x $ c\n", [(2, "`$` that encloses no mathematics")]),
    "$ touching a full-width mark": ("门 $x$，门\n", [(1, "has `$x$`, which touches `，`")]),
    "$ touching a letter": ("the $n$th\n", [(1, "has `$n$`, which touches `t`")]),
    "$ in parentheses": ("a ($x$)\n", [(1, "has `$x$`, which touches `(`")]),
    "$ touching bold": ("a **b $x$**\n", [(1, "has `$x$`, which touches `*`")]),
    "$ touching code": ("`a`$x$\n", [(1, "has `$x$`, which touches")]),
    r"\\ in mathematics": ("$$\na \\\\ b\n$$\n", [(2, r"has `\\` in mathematics")]),
    r"\{ in mathematics": ("$\\{a\\}$\n", [(1, r"has `\{` in"), (1, r"has `\}` in")]),
    r"\# and \!": ("$\\#a \\! b$\n", [(1, r"has `\#` in"), (1, r"has `\!` in")]),
    "* in mathematics": ("b\n$a * b$\n", [(2, r"has `*` in mathematics, which some systems change; write `\ast` or `\odot`")]),
    "| in mathematics": ("$|a|$\n", [(1, "has `|` in")]),
    "< and >": ("$a < b > c$\n", [(1, "has `<` in"), (1, "has `>` in")]),
    "{{ and }}": ("$$\n{{a}}\n$$\n", [(2, "has `{{` in"), (2, "has `}}` in")]),
    "{% and {#": ("$a_{%} b_{#}$\n", [(1, "has `{%` in"), (1, "has `{#` in")]),
    r"\tag": ("$$\na \\tag{1}\n$$\n", [(2, r"has `\tag` in")]),
    r"\label": ("$$\na\n\\label{x}\n$$\n", [(3, r"has `\label` in")]),
    "raw HTML": ("<div>\n\na <b>c</b>\n", [(1, "raw HTML"), (3, "raw HTML"), (3, "raw HTML")]),
    "comment": ("a\n\n<!-- b -->\n", [(3, "raw HTML")]),
    "attributes": ("# T {#t}\n\na {.b}\n", [(1, "curly brace"), (3, "curly brace")]),
    "list indented": (" - a\n", [(1, "indented by 1; indent it by no spaces")]),
    "list nested by two": ("- a\n  - b\n", [(2, "indented by 2; indent it by 4 spaces")]),
    "list nested twice by three": ("1. a\n   1. b\n      - c\n", [(2, "indent it by 4 spaces"), (3, "indent it by 8 spaces")]),
    "bold that ends in a mark": ("**门：** 门\n", [(1, "bold text that begins or ends with punctuation")]),
    "bold that begins with one": ("a\n**(b) c** d\n", [(2, "bold text that begins or ends with punctuation")]),
    "bold that fails": ("**遗忘门（forget gate）**决定\n", [(1, "`**` that makes nothing bold")]),
}  # fmt: skip

CITATIONS: Problems = {
    "none": ("# T\n\na\n", []),
    "as it should be": ("a [1,2]\n\n## References\n\n1. b [doi:10.1109/72.279181](https://doi.org/10.1109/72.279181)\n2. c [arXiv:1406.1078](https://arxiv.org/abs/1406.1078)\n", []),
    "a range": ("a [1-3]\n\n# 参考文献\n\n1. a\n2. b\n3. c\n", []),
    "old arXiv id": ("a [1]\n\n# References\n\n1. arXiv:hep-th/9901001v3\n", []),
    "links, code and notes are none": ("a [1](b) `[7]` [^3] x[0] [12a]\n", []),
    "a range too wide, or backwards": ("a [1-999] [3-1]\n\n# References\n\n1. a\n2. b\n3. c\n", [(1, "cites [999]"), (6, "lists reference 2")]),
    "numbers of a list": ("a [1]\n\n## References\n\n2. b\n3. c\n", [(1, "cites [1], and the list has 2"), (5, "lists reference 2"), (6, "lists reference 3")]),
    "numbers in brackets": ("a [1] [2]\n\n## 7. References\n\n[1] b\n[2] c\nd\n", []),
    "a numbered Chinese heading": ("一 [1]\n\n## 七、参考文献\n\n- b\n", []),
    "two paragraphs an entry": ("a [1,2]\n\n## References\n\n1. b\n\n    more\n\n2. c\n", []),
    "numbers with dashes": ("a [1-3-5] b\n", [(1, "cites [1]")]),
    "identifiers in other dress": (
        "a [1-4]\n\n# References\n\n1. doi: [10.1162/neco.1](https://doi.org/10.1162/neco.1) and DOI: https://doi.org/10.1162/neco.1\n"
        "2. **arXiv:1412.3555v1** https://arxiv.org/abs/1412.3555\n3. <https://arxiv.org/pdf/1412.3555.pdf>\n4. arXiv:[1406.1078](https://arxiv.org/abs/1406.1078)\n", [],
    ),
    "no entry": ("a [1]\nb [3]\n\n## References\n\n1. c\n", [(2, "cites [3], and the list has 1")]),
    "no list": ("a [2]\n", [(1, "cites [2], and there is no reference list")]),
    "not cited": ("a [1]\n\n## References\n\n1. b\n2. c\n", [(6, "lists reference 2, which nothing cites")]),
    "cited in the list alone": ("a\n\n## References\n\n1. b [1]\n", [(5, "lists reference 1, which nothing cites")]),
    "DOI": ("a [1]\n\n## References\n\n1. doi:11.1109/72\n", [(5, "`11.1109/72`, which is no well-formed DOI")]),
    "DOI in a link": ("a [1]\n\n## References\n\n1. [b](https://doi.org/10.1109)\n", [(5, "`10.1109`, which is no well-formed DOI")]),
    "arXiv id": ("a [1]\n\n## References\n\n1. arXiv:1413.1234\n", [(5, "`1413.1234`, which is no well-formed arXiv id")]),
    "arXiv id of three digits": ("a [1]\n\n## References\n\n1. [b](https://arxiv.org/abs/1406.107)\n", [(5, "no well-formed arXiv id")]),
    "two DOIs": ("a [1]\n\n## References\n\n1. [doi:10.1109/1](https://doi.org/10.1109/2)\n", [(5, "names one DOI and links to another: 10.1109/1, 10.1109/2")]),
    "DOI without a list": ("a doi:10.1/x b\n", [(1, "`10.1/x`, which is no well-formed DOI")]),
}  # fmt: skip

TYPOGRAPHY: Problems = {
    "as it should be": ("# 长短期记忆 LSTM\n\n遗忘门（forget gate）取 $f_t$ 时[1]，记忆元在 3.5 步后保留。见文献 [2] 和[3] 等。\n**遗忘门**：通过时间反向传播。\n\n## 参考文献\n\n1. A, b.门\n", []),
    "code": ("用 `f(x)` 表示\n", []),
    "comma": ("门,记忆\n", [(1, "half-width `,` in Chinese text, at “门,记忆”; write `，`")]),
    "marks": ("门。\n记忆.\n门:记 ; 忆?门!\n", [(2, "`.`"), (3, "`:`"), (3, "`;`"), (3, "`?`"), (3, "`!`")]),
    "parentheses": ("遗忘门 (forget gate) 决定\n", [(1, "`(`"), (1, "`)`")]),
    "file endings": ("存为 .pt 文件\n", []),
    "Greek": ("用σ函数\n", [(1, "no space"), (1, "no space")]),
    "quotes": ('"门"\n', [(1, '`"`'), (1, '`"`')]),
    "no space": ("用LSTM做\n第3步\n", [(1, "no space between Chinese and Latin, at “用LSTM”"), (1, "at “LSTM做”"), (2, "no space"), (2, "no space")]),
    "no space beside mathematics": ("取$x$时\n", [(1, "no space"), (1, "no space")]),
    "two spaces": ("用  LSTM 做\n", [(1, "a space too many")]),
    "a space in Chinese": ("遗忘 门\n", [(1, "a space too many")]),
    "a space beside a mark": ("用 LSTM ，门\n门。 门\n", [(1, "beside a full-width mark"), (2, "beside a full-width mark")]),
    "term": ("忘记门和隐藏状态\n", [(1, "says 忘记门; the field's term is 遗忘门"), (1, "says 隐藏状态; the field's term is 隐状态")]),
    "term within a term": ("时间反向传播\n", [(1, "the field's term is 通过时间反向传播")]),
    "across bold": ("**遗忘门**LSTM\n", [(1, "no space")]),
    "caption": ("![门](a.svg)\n\n图 1 用LSTM\n", [(3, "no space")]),
}  # fmt: skip


def found(tmp_path: Path, text: str, check: str, lang: str | None = None) -> list[tuple[int, str]]:
    file = tmp_path / "a.md"
    file.write_text(text, "utf-8")
    report = checks.check_file(file, lang, Goal(), [check])
    assert all((finding.file, finding.check) == (str(file), check) for finding in report.findings)
    return [(finding.line, finding.message) for finding in report.findings]


def agree(problems: list[tuple[int, str]], expected: list[tuple[int, str]]) -> None:
    assert [line for line, _ in problems] == [line for line, _ in expected], problems
    for (_, message), (_, said) in zip(problems, expected, strict=True):
        assert said in message


@pytest.mark.parametrize("case", PORTABILITY)
def test_portability(case: str, tmp_path: Path) -> None:
    """Each rule of portable Markdown is checked, with its line, and what keeps to them passes."""
    agree(found(tmp_path, PORTABILITY[case][0], "portability"), PORTABILITY[case][1])


@pytest.mark.parametrize("case", CITATIONS)
def test_citations(case: str, tmp_path: Path) -> None:
    """Citations have entries, entries are cited, and identifiers are well-formed."""
    agree(found(tmp_path, CITATIONS[case][0], "citations"), CITATIONS[case][1])


@pytest.mark.parametrize("case", TYPOGRAPHY)
def test_typography(case: str, tmp_path: Path) -> None:
    """Chinese text has full-width marks, one space beside Latin, and the field's terms."""
    agree(found(tmp_path, TYPOGRAPHY[case][0], "typography", "zh"), TYPOGRAPHY[case][1])


def test_typography_is_for_chinese_alone(tmp_path: Path) -> None:
    """An English text is not judged by Chinese rules, a Chinese one is known by its letters."""
    file = tmp_path / "a.md"
    file.write_text("The forget gate, 忘记门 in Chinese.\n", "utf-8")
    assert checks.check_file(file, None, Goal(), CHECKS).checks == tuple(
        check for check in CHECKS if check not in {"typography", "languages"}
    )
    file.write_text("忘记门决定保留多少旧的记忆.\n", "utf-8")
    assert {f.check for f in checks.check_file(file, None, Goal(), ["typography"]).findings} == {"typography"}


def test_figures(tmp_path: Path) -> None:
    """Images are beside the file and have alternative text; those on the network are not looked for."""
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures" / "a b.svg").write_text("<svg/>")
    text = "![a](figures/a%20b.svg)\n\n![b](figures/b.svg)\n\nx\n![](figures/a%20b.svg)\n![c](/figures/b.svg)\n![d](https://example.org/d.png) ![]()\n"
    agree(
        found(tmp_path, text, "figures"),
        [(3, "shows figures/b.svg, which is not there"), (6, "without alternative text"), (7, "which is not there"),
         (8, "an image without a path"), (8, "an image without alternative text")],
    )  # fmt: skip


@pytest.fixture
def own(tmp_path: Path, run) -> Path:
    """A copy of the templates."""
    assert run("templates", tmp_path / "own").returncode == 0
    return tmp_path / "own"


EDITS = {
    "length": ("en", "", ""),  # without the tags of optional paragraphs, so that all are there
    "equations": (
        "en",
        "{{ equations.output_gate() }}",
        "$$\no_t = \\tanh(W_{xo} x_t + W_{ho} h_{t-1} + b_o)\n$$",
    ),
    "diagram": (
        "en",
        "{{ equations.output_gate() }}",
        "$$\no_t = \\tanh(W_{xo} x_t + W_{ho} h_{t-1} + b_o)\n$$",
    ),
    "portability": ("en", "*backpropagation through time*", "<i>backpropagation through time</i>"),
    "citations": ("en", "remember one thing: plural.", "remember one thing: plural [99]."),
    "figures": ("en", "## Summary", "![a picture](picture.svg)\n\n## Summary"),
    "typography": ("zh", "**梯度消失**，", "**梯度消失**,"),
    "languages": ("en", "## Summary", "#### Summary"),
}


@pytest.mark.parametrize("check", EDITS)
def test_build_refuses_what_fails_a_check(check: str, own: Path, tmp_path: Path, run) -> None:
    """An article that fails a check is not written; naming the check in `--skip` overrules it."""
    lang, old, new = EDITS[check]
    file = own / lang / "article.md"
    text = file.read_text("utf-8")
    assert old in text
    edited = text.replace(old, new) if old else re.sub(r"{% (end)?optional.*%}\n", "", text)
    file.write_text(edited, "utf-8")
    out = tmp_path / "out"
    done = run("build", "--templates", own, "-o", out, "-f", "md")
    assert done.returncode == 1, done
    assert not out.exists()
    assert any(
        line.startswith(f"{out}/lstm.") and f": {check}: " in line for line in done.stderr.splitlines()
    )
    failed = {line.split(": ")[1] for line in done.stderr.splitlines()}
    skips = [word for name in failed for word in ("--skip", name)]
    assert run("build", "--templates", own, "-o", out, "-f", "md", *skips).returncode == 0
    assert (out / f"lstm.{lang}.md").is_file()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("## In practice", "## In practice\n\n## In theory", r"has \d+ sections where the zh article has \d+"),
        ("{{ equations.output_gate() }}", "", "has 5 equations where the zh article has 6"),
        ("{{ equations.output_gate() }}", "$$\no_t = x_t\n$$", "has other equations than the zh article, from number 5 on"),
        ('{{ cite("pascanu2013") }}', '{{ cite("greff2017") }}', r"has \d+ references where the zh article has \d+"),
        ('{{ figure("memory") }}', "", "has 2 figures where the zh article has 3"),
        ('{{ figure("unrolled") }}', "", "has 2 figures where"),
        ('{{ cite("pascanu2013") }}', '{{ cite("pascanu2013", "graves2009") }}', "citations where the zh article has"),
        ('{{ cite("bahdanau2015") }}', '{{ cite("cho2014") }}', "in a paragraph that is left out here; make them the same"),
    ],
)  # fmt: skip
def test_languages(old: str, new: str, said: str, own: Path, tmp_path: Path, run) -> None:
    """The second language is held against the first, section by section and so on."""
    file = own / "en" / "article.md"
    text = file.read_text("utf-8")
    assert text.count(old) == 1
    text = text.replace(old, new)
    if "figure(" in old:  # what is left out is not to be referred to
        text = text.replace(old.replace("figure", "refer"), "the table")
    file.write_text(text, "utf-8")
    done = run("build", "--templates", own, "-o", tmp_path / "out", "-f", "md")
    lines = [line for line in done.stderr.splitlines() if ": languages: " in line]
    assert any(re.search(said, line) for line in lines), done.stderr
    assert (
        run("build", "-l", "en", "--templates", own, "-o", tmp_path / "out", "--json").stdout.count(
            '"languages"'
        )
        == 0
    )


def test_only_and_skip(built: Path, run) -> None:
    """`--only` makes the named checks alone, `--skip` all but these; the order stays."""

    def made(*options: str) -> list[str]:
        (report,) = json.loads(run("check", built / "lstm.zh.md", "--json", *options).stdout)["articles"]
        return list(report["checks"])

    alone = [check for check in CHECKS if check != "languages"]
    assert made() == alone
    assert made("--only", "citations", "--only", "length") == ["length", "citations"]
    assert made("--skip", "equations", "--skip", "languages") == [
        check for check in alone if check != "equations"
    ]
    assert made("--only", "length", "--only", "diagram", "--skip", "length") == ["diagram"]
    assert tuple(cli.Check) == CHECKS


def test_findings_are_lines_and_json(built: Path, tmp_path: Path, run) -> None:
    """One line a finding, `FILE:LINE: check: what`, exit 1; the same in JSON."""
    file = tmp_path / "a.md"
    file.write_text("# T\n\na [1] $ x\n", "utf-8")
    done = run("check", file, "--only", "portability", "--only", "citations", built / "lstm.en.md")
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        f"{file}:3: portability: has a `$` that encloses no mathematics; write `\\$`, or no space inside `$…$`",
        f"{file}:3: citations: cites [1], and there is no reference list; add the reference or correct the number",
    ]
    done = run("check", file, "--only", "citations", "--json")
    assert (done.returncode, done.stderr) == (1, "")
    (report,) = json.loads(done.stdout)["articles"]
    assert report["checks"] == {"citations": "fail"}
    assert [(f["line"], f["check"]) for f in report["findings"]] == [(3, "citations")]


def test_a_copy_elsewhere_misses_its_figures(built: Path, tmp_path: Path, run) -> None:
    """The built article passes where it lies; copied without its figures, it says which are missing."""
    assert run("check", built / "lstm.zh.md", built / "lstm.en.md").returncode == 0
    shutil.copy(built / "lstm.zh.md", tmp_path)
    done = run("check", tmp_path / "lstm.zh.md")
    assert [line.split(": ")[1] for line in done.stderr.splitlines()] == ["figures"] * 3


@pytest.mark.parametrize(
    ("options", "loads"),
    [
        ([], True),
        (["--only", "equations"], True),
        (["--skip", "equations"], False),
        (["--only", "diagram"], False),
    ],
)
def test_numpy_is_loaded_for_the_equations_alone(options: list[str], loads: bool, built: Path) -> None:
    """`check` never imports matplotlib, and NumPy only to run the equations; of files and of the built-in article."""
    for files in ([str(built / "lstm.en.md")], []):
        code = f"""
import sys
sys.argv = ["lstm-article", "check", *{options!r}, *{files!r}]
from lstm_article.cli import main
try:
    main()
except SystemExit as end:
    print(end.code or 0, "matplotlib" in sys.modules, "numpy" in sys.modules)
"""
        done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True)
        assert done.stdout.splitlines()[-1] == f"0 False {loads}", done


DEEP = {
    "quotes": "> " * 500_000 + "a",
    "lists": "- " * 500_000 + "a",
    "brackets": "[" * 1_000_000,
    "images": "![" * 500_000,
}
LONG = {
    "parentheses in TeX": "# T\n\n$$\nh_t = " + "(" * 1_000_000 + "\n$$\n",
    "braces in TeX": "# T\n\n$$\nh_t = " + "{" * 900 + "x_t" + "}" * 900 + "\n$$\n",
    "accents in TeX": "# T\n\n$$\n" + r"\tilde{" * 250 + "h}_t = x_t\n$$\n",
    "equations": "# T\n\n" + "$$\nh_t = W x_t\n$$\n\n" * 40_000,
    "emphasis": "# T\n\n" + "*a **b " * 20_000 + "\n",
    "dollars": "# T\n\n" + "$a " * 330_000 + "\n",
    "equations without end": "# T\n\n" + "$$a\n" * 250_000,
    "ranges": "# T\n\n" + "[1-999] " * 20_000,
    "references": "# T\n\n"
    + "a [1]\n" * 20_000
    + "\n# References\n\n"
    + "".join(f"{n}. a\n" for n in range(1, 20_000)),
    "terms": "# T\n\n$$\nC_t = C_{t-1}" + r" + \tanh(W x_t) \odot \tanh(U x_t)" * 40 + "\n$$\n",
    "helpers": "# T\n\n"
    + "".join(
        f"$$\na_{{{chr(97 + n // 26)}{chr(97 + n % 26)},t}} = \\tanh({f'a_{{{chr(97 + (n - 1) // 26)}{chr(97 + (n - 1) % 26)},t}}' if n else 'h_{t-1}'} + x_t)"
        " \\odot x_t\n$$\n\n".replace(
            "x_t", f"a_{{{chr(97 + (n - 1) // 26)}{chr(97 + (n - 1) % 26)},t}}" if n else "h_{t-1}"
        )
        for n in range(60)
    )
    + "$$\nh_t = C_{t-1} + W x_t + a_{ch,t}\n$$\n\n$$\nC_t = h_{t-1} \\odot C_{t-1}\n$$\n",
}


@pytest.mark.parametrize("case", DEEP)
def test_deep_nesting_is_an_error(case: str, tmp_path: Path, run) -> None:
    """A megabyte of nesting ends with one line, at once."""
    file = tmp_path / "a.md"
    file.write_text(DEEP[case])
    done = run("check", file)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"error: {file}:1: is nested 100 deep or more; write it flatter\n"


@pytest.mark.parametrize("case", LONG)
def test_odd_mathematics_is_a_finding(case: str, tmp_path: Path, run) -> None:
    """A text that is long or deep in its mathematics is checked to its end."""
    file = tmp_path / "a.md"
    file.write_text(LONG[case])
    done = run("check", file)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert f": {'citations' if case == 'references' else 'equations'}: " in done.stderr
