"""A user's own templates: they take the place of built-in ones, and cannot do harm."""

import os
import shutil
from collections import Counter
from pathlib import Path

import pytest

from lstm_article import build_article
from lstm_article.choices import CHECKS
from lstm_article.errors import TemplateError
from lstm_article.templating.templates import Templates, builtin_folder


@pytest.fixture
def own(tmp_path: Path, run) -> Path:
    """The templates as the command copies them out."""
    folder = tmp_path / "own"
    assert run("templates", folder).returncode == 0
    return folder


def test_templates_are_copied_out_whole(own: Path) -> None:
    """What is copied out is what is built in, and builds the same article."""
    names = sorted(str(file.relative_to(own)) for file in own.rglob("*") if file.is_file())
    builtin = builtin_folder()
    assert names == sorted(str(file.relative_to(builtin)) for file in builtin.rglob("*") if file.is_file())
    assert build_article("zh", templates=own) == build_article("zh")


def test_templates_are_not_copied_over_others(own: Path, run) -> None:
    """A folder with something in it is left alone."""
    done = run("templates", own)
    assert done.returncode == 2
    assert done.stderr.startswith(f"error: {own}: is there already")


def test_one_file_takes_the_place_of_one(tmp_path: Path) -> None:
    """A folder with one template uses it, and the built-in ones for the rest."""
    (tmp_path / "zh").mkdir()
    (tmp_path / "zh" / "article.md").write_text(
        '{% import "equations.md" as equations %}\n# 我的文章\n\n内容{{ cite("beck2024") }}。\n\n'
        '{{ equations.cell_state() }}\n再引{{ cite("gers2000", "beck2024") }}。\n',
        encoding="utf-8",
    )
    article = build_article("zh", templates=tmp_path)
    assert article.title == "我的文章"
    assert "内容[1]。" in article.markdown
    assert "再引[2,1]。" in article.markdown
    assert "1. M. Beck et al. xLSTM" in article.markdown
    assert article.markdown.count("$$") == 2
    assert build_article("en", templates=tmp_path) == build_article("en")


def write(folder: Path, text: str | bytes, name: str = "zh/article.md") -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


BROKEN = {
    "syntax": ("# T\n\n{% if %}\n", 3, "Expected an expression"),
    "unknown tag": ("# T\n{% foo %}\n", 2, "unknown tag 'foo'"),
    "undefined": ("# T\n\n\n{{ nothing }}\n", 4, "'nothing' is undefined"),
    "undefined attribute": ("# T\n{{ cite.nothing }}\n", 2, "no attribute 'nothing'"),
    "unknown citation": ('# T\n\n{{ cite("nobody1900") }}\n', 3, "unknown citation 'nobody1900'"),
    "unknown figure": ('# T\n{{ figure("nothing") }}\n', 2, "unknown figure 'nothing'"),
    "include itself": ('# T\n{% include "zh/article.md" %}\n', 2, "steps"),
    "include missing": ('# T\n\n{% include "none.md" %}\n', 3, "no template 'none.md'"),
    "not UTF-8": (b"# T\n\n\xff\xfe\n", 3, "not UTF-8"),
    "empty": ("\n", None, "no heading"),
    "division": ("# T\n{{ 1 / 0 }}\n", 2, "division by zero"),
    "escape upwards": ('# T\n{% include "../../etc/passwd" %}\n', 2, "outside the folder"),
    "escape absolute": ('# T\n{% include "/etc/passwd" %}\n', 2, "outside the folder"),
    "internals": ("# T\n{{ cite.__globals__ }}\n", 2, "unsafe"),
    "internals by attr": ('# T\n{{ ""|attr("__class__") }}\n', 2, "No filter named 'attr'"),
    "internals by call": ("# T\n{{ ().__class__.__base__.__subclasses__() }}\n", 2, "unsafe"),
    "internals by format": ('# T\n{{ "{0.__globals__}".format(cite) }}\n', 2, "unsafe"),
    "endless loops": ("# T\n{% for a in range(90000) %}{% for b in range(90000) %}{% endfor %}{% endfor %}\n", 2, "steps"),
    "endless loops without ranges": (
        "# T\n{% set s = '" + "s" * 3000 + "' %}\n{% for a in s %}{% for b in s %}{% endfor %}{% endfor %}\n", 3, "steps",
    ),
    "endless filtered loop": (
        "# T\n{% for a in range(9) %}{% for b in range(99999) if false %}{% endfor %}{% endfor %}\n", 2, "steps",
    ),
    "endless recursion": (
        "# T\n{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}\n{{ f(99) }}\n", 2, "steps",
    ),
    "deep recursion": ("# T\n{% macro f(n) %}{{ f(n + 1) }}{% endmacro %}\n{{ f(0) }}\n", 2, "nested too deeply"),
    "endless doubling": (
        "# T\n{% set n = namespace(s='aa') %}\n{% for i in range(99) %}{% set n.s = n.s ~ n.s %}{% endfor %}\n", 3, "steps",
    ),
    "endless adding": (
        "# T\n{% set n = namespace(s=['a']) %}\n{% for i in range(99) %}{% set n.s = n.s + n.s %}{% endfor %}\n", 3, "steps",
    ),
    "endless squaring": (
        "# T\n{% set n = namespace(s=9) %}\n{% for i in range(99) %}{% set n.s = n.s * n.s %}{% endfor %}\n", 3, "steps",
    ),
    "endless joining": (
        "# T\n{% set n = namespace(s='aa') %}\n{% for i in range(99) %}{% set n.s = [n.s, n.s] | join(n.s) %}{% endfor %}\n",
        3, "steps",
    ),
    "endless blocks": (
        "# T\n{% set n = namespace(s='aa') %}\n{% for i in range(99) %}{% set s %}{{ n.s }}{{ n.s }}{% endset %}"
        "{% set n.s = s %}{% endfor %}\n", 3, "steps",
    ),
    "replacing": ("# T\n{{ 'aa'.replace('a', 'aa') }}\n", 2, "unsafe"),
    "wide format": ("# T\n{{ '%999999999d' % 3 }}\n", 2, "three digits"),
    "format of a wide format": ("# T\n{{ '%*d' % (999999999, 3) }}\n", 2, "three digits"),
    "filter that builds": ("# T\n{{ [1] | slice(99999999) | list }}\n", 2, "No filter named 'slice'"),
    "other on each run": ("# T\n{{ lipsum() }}\n", 2, "'lipsum' is undefined"),
    "function printed": ("# T\n\n{{ cite }}\n", 3, "call it"),
    "figure twice": ('# T\n{{ figure("structure") }}\n\n{{ figure("structure") }}\n', 4, "second time"),
    "taken characters": ("# T\n\ue0000\ue001\n", None, "U+E000"),
    "no heading": ("text\n", None, "no heading"),
    "heading of mathematics": ("# $x$\n\ntext\n", None, "no heading"),
    "deep mathematics": ("# T\n\n$" + r"\sqrt{" * 5000 + "x" + "}" * 5000 + "$\n", None, "mathematics of over"),
    "numbers of no equations": ("# T\n\n{{ example().steps[0] }}\n", None, "no display equation defines a symbol"),
    "numbers of equations that cannot be run": (
        "# T\n\n$$\nh_t = \\foo\n$$\n\n{{ parameters(1, 2).weights }}\n", None, "cannot be run: equation 1: has `\\foo`",
    ),
    "figure of no equations": ('# T\n\n{{ figure("memory") }}\n', None, "no display equation defines a symbol"),
    "equations that depend on their numbers": (
        "# T\n\n$$\nh_t = {% if parameters(1, 2).biases == 1 %}W_{xi} x_t + b_i{% else %}x_t{% endif %}\n$$\n", None,
        "shows numbers of other equations than it has",
    ),
    "no sizes": ("# T\n\n{{ parameters(-1, 2).weights }}\n", 3, "parameters() takes two sizes"),
    "sizes that are none": ("# T\n\n{{ parameters(1.5, 2).weights }}\n", 3, "parameters() takes two sizes"),
    "arguments": ("# T\n\n{{ example(1) }}\n", 3, "example() takes 1 positional argument but 2 were given"),
    "citation of nothing": ("# T\n\n{{ cite() }}\n", 3, "cite() needs a key"),
    "reserved marks": ('# T\n\n{{ "\\ue000999\\ue001" }}\n', None, "changes a mark"),
    "reserved marks in JSON": ('# T\n\n{{ "\\ue000[1, 2, 3, 4]\\ue001" }}\n', None, "changes a mark"),
    "reserved marks of needs": ('# T\n\n{{ "\\ue000[\\"a\\", 1, \\"f\\", 3, [4]]\\ue001" }}\n', None, "changes a mark"),
    "reserved marks of an end": ('# T\n\n{{ "\\ue000[]\\ue001" }}\n', None, "changes a mark"),
    "reserved marks that nest": ('# T\n\n{{ "\\ue000" ~ "[" * 9000 ~ "]" * 9000 ~ "\\ue001" }}\n', None, "changes a mark"),
    "reserved marks of figures": ('# T\n\n{{ "\\ue000#structure\\ue001" }}\n', None, "changes a mark"),
    "marks in capitals": ('# T\n\n{{ figure("structure") | upper }}\n', None, "changes a mark"),
    "reference in capitals": ('# T\n\n{{ refer("structure") | upper }}\n', None, "changes a mark"),
    "figure printed twice": ('# T\n\n{% set f = figure("structure") %}{{ f }}\n\n{{ f }}\n', None, "once and unchanged"),
    "figure printed never": ('# T\n\n{% set f = figure("structure") %}\n', None, "once and unchanged"),
    "Markdown nested too deeply": ("# T\n\n" + "> " * 500 + "a\n", None, "is nested 100 deep"),
    "huge string": ("# T\n{{ 'x' * 999999999 }}\n", 2, "steps"),
    "huge number": ("# T\n{{ 9 ** (9 ** 9) }}\n", 2, "out of range"),
    "huge nesting": ("# T\n{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}\n", None, "nested too deeply"),
    "huge output": ("# T\n{% for a in range(9999) %}" + "long " * 100 + "{% endfor %}\n", None, "characters"),
}  # fmt: skip


EXAMPLE = (builtin_folder() / "example.toml").read_text("utf-8")


@pytest.mark.parametrize("case", BROKEN)
def test_broken_template(case: str, tmp_path: Path, run) -> None:
    """One line with file and line, exit code 2, and nothing written, with all checks skipped."""
    text, line, message = BROKEN[case]
    file = write(tmp_path / "own", text)
    skip = [word for check in CHECKS for word in ("--skip", check)]
    done = run("build", "--templates", tmp_path / "own", "--out", tmp_path / "out", *skip)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    where = f"error: {file}:"
    assert done.stderr.startswith(where if line is None else f"{where}{line}:"), done.stderr
    assert message in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "inputs = [1]\n[constants]\n",
            "no value for `W_{xf}`, which the equations use; add it to [constants]",
        ),
        ("inputs = 1\n[constants]\n", "needs a list `inputs` and a table [constants]"),
        ("inputs = [1]\n", "needs a list `inputs` and a table [constants]"),
        (EXAMPLE.replace("b_f = 4", 'b_f = "x"'), "cannot be run with these values"),
        (EXAMPLE.replace("b_f = 4", "b_f = -999999"), "cannot be run with these values"),
        (EXAMPLE.replace("b_f = 4", "b_f = [1, 2]"), "cannot be run with these values"),
        (EXAMPLE.replace("[1, 0, 0]", "[1, 0]"), "figure unrolled shows 3 steps; give as many inputs"),
    ],
)
def test_broken_example(text: str, message: str, tmp_path: Path, run) -> None:
    """Values that the equations cannot be run with are an error that names them and their file."""
    file = write(tmp_path / "own", text, "example.toml")
    done = run("build", "--templates", tmp_path / "own", "--out", tmp_path / "out")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"error: {file}: "), done.stderr
    assert message in done.stderr
    assert not (tmp_path / "out").exists()


def test_mutual_inclusion_ends(tmp_path: Path) -> None:
    """Templates that include each other twice would take 2^n steps; they are stopped."""
    write(tmp_path, '# T\n{% include "zh/other.md" %}\n')
    write(tmp_path, '{% include "zh/article.md" %}{% include "zh/article.md" %}', "zh/other.md")
    with pytest.raises(TemplateError, match=r"article\.md|other\.md"):
        build_article("zh", templates=tmp_path)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("references.toml", "[a]\nauthors = \n", "references.toml:2: Invalid value"),
        ("references.toml", "[hochreiter1997]\ntitle = 'x'\n", "unknown citation 'gers2000'"),
        ("zh/labels.toml", "[page]\n", "labels.toml: figures.structure.title is missing"),
        ("zh/labels.toml", "figures = 3\n", "labels.toml: figures.structure.title is missing"),
        ("zh/labels.toml", "[figures.structure]\ntitle = 3\n", "figures.structure.title must be a string"),
        (
            "zh/labels.toml",
            "[figures.structure]\ntitle = 'a\\u0007b'\n".replace("'", '"'),
            "control character",
        ),
        ("zh/labels.toml", "[figures.structure]\ntitle = '" + "长" * 9999 + "'\n", "longer than"),
        ("references.toml", "a = " + "9" * 5000 + "\n", "references.toml: "),
        ("page.css", ".x{#a}", "page.css:1: Missing end of comment tag"),
        (
            "page.html",
            "{{ article.nothing }}",
            "page.html:1: 'lstm_article.article.article.Article object' has no",
        ),
        (
            "equations.md",
            "{% macro input_gate() %}\n$$\n\\nosuch\n$$\n{% endmacro %}",
            "has no attribute 'plain_network'",
        ),
    ],
)
def test_broken_data(name: str, text: str, message: str, tmp_path: Path, run) -> None:
    """The other files of the templates are checked as closely."""
    write(tmp_path / "own", text, name)
    done = run("build", "-l", "zh", "--templates", tmp_path / "own", "--out", tmp_path / "out")
    assert done.returncode == 2
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "out").exists()


def test_missing_label(own: Path, tmp_path: Path, run) -> None:
    """A label that a figure needs and does not get is named."""
    labels = own / "zh" / "labels.toml"
    lines = [line for line in labels.read_text("utf-8").splitlines() if not line.startswith("forget-gate")]
    labels.write_text("\n".join(lines), "utf-8")
    done = run("build", "-l", "zh", "--templates", own, "--out", tmp_path / "out")
    assert done.returncode == 2
    assert f"error: {labels}: figures.structure.labels.forget-gate is missing" in done.stderr
    assert not (tmp_path / "out").exists()


def test_tex_that_cannot_be_set(own: Path, tmp_path: Path, run) -> None:
    """TeX that the page cannot set is shown with its error."""
    equations = own / "equations.md"
    equations.write_text(equations.read_text("utf-8").replace(r"\tanh(W_x x_t", r"\nosuch(W_x x_t"), "utf-8")
    done = run("build", "-l", "zh", "--templates", own, "--out", tmp_path / "out")
    assert done.returncode == 2
    assert r"\nosuch" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "out").exists()


def test_folder_that_is_none(tmp_path: Path, run) -> None:
    """A missing and an empty folder, and a file in its place, are errors that name it."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("x")
    for name, message in (("none", "no such folder"), ("file", "no such folder"), ("empty", "no template")):
        done = run("build", "--templates", tmp_path / name, "--out", tmp_path / "out")
        assert done.returncode == 2
        assert done.stderr.startswith(f"error: {tmp_path / name}: {message}")
        assert len(done.stderr.splitlines()) == 1


def test_nothing_outside_is_read(own: Path, tmp_path: Path) -> None:
    """A link out of the folder, a folder, and a pipe in a template's place are refused, not read."""
    secret = tmp_path / "secret.md"
    secret.write_text("# secret\n")
    article = own / "zh" / "article.md"
    article.unlink()
    article.symlink_to(secret)
    with pytest.raises(TemplateError, match="leads out of the templates folder"):
        build_article("zh", templates=own)
    article.unlink()
    article.mkdir()
    with pytest.raises(TemplateError, match="is not a file"):
        build_article("zh", templates=own)
    article.rmdir()
    os.mkfifo(article)
    with pytest.raises(TemplateError, match="is not a file"):
        build_article("zh", templates=own)


def test_a_huge_template_is_refused(own: Path) -> None:
    """A template of more than a megabyte is not taken in."""
    with (own / "zh" / "article.md").open("a") as stream:
        stream.truncate(3_000_000)
    with pytest.raises(TemplateError, match="larger than"):
        build_article("zh", templates=own)


def test_a_link_to_the_folder_is_fine(own: Path, tmp_path: Path) -> None:
    """The templates folder itself may be reached through a link."""
    (tmp_path / "link").symlink_to(own)
    assert build_article("en", templates=tmp_path / "link") == build_article("en")


def test_loops_work(tmp_path: Path) -> None:
    """The bound on work leaves ordinary templates alone: loops, `loop`, ranges and sums."""
    write(
        tmp_path,
        "# T\n{% for a in range(3) %}{{ loop.index }}/{{ loop.length }}{{ ' ' if not loop.last }}{% endfor %}\n",
    )
    assert build_article("zh", templates=tmp_path).markdown == "# T\n1/3 2/3 3/3\n"


def test_builtin_work_is_far_below_the_limit() -> None:
    """The built-in article takes less than a fiftieth of the work that is allowed."""
    from lstm_article.templating import sandbox

    spent: Counter[int] = Counter()
    environment = sandbox.Environment
    original = environment.spend

    def spend(self: sandbox.Environment, work: int) -> None:
        original(self, work)
        spent[id(self)] += work

    environment.spend = spend  # type: ignore[method-assign]
    try:
        build_article("zh")
    finally:
        environment.spend = original  # type: ignore[method-assign]
    assert 0 < max(spent.values()) < sandbox.WORK_LIMIT / 50


def test_templates_class_reads_user_files_first(own: Path) -> None:
    """A name stands for the user's file where there is one."""
    assert Templates(own).path("page.css") == own / "page.css"
    shutil.rmtree(own / "zh")
    assert Templates(own).path("zh/article.md") == builtin_folder() / "zh" / "article.md"


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("url = 3", None),
        ('url = ""', None),
        ('url = "example.org"', None),
        ("doi = []", "needs authors, title, venue, year, doi"),
        ('title = ["a"]', "needs authors"),
        ("", None),
    ],
)
def test_references(entry: str, message: str | None, tmp_path: Path) -> None:
    """An entry of the wrong kind is named; one without a link has none."""
    fields = {"authors": "A", "title": "T", "venue": "V", "year": "2000"}
    lines = [f'{name} = "{value}"' for name, value in fields.items() if not entry.startswith(name)]
    write(tmp_path, "\n".join(['["a b"]', *lines, entry]) + "\n", "references.toml")
    write(tmp_path, '# T\n\nx {{ cite("a b") }}\n')
    if message is None:
        assert "1. A. T. V, 2000." in build_article("zh", templates=tmp_path).markdown
    else:
        with pytest.raises(TemplateError, match=message):
            build_article("zh", templates=tmp_path)


@pytest.mark.parametrize(("name", "word"), [("references", "Sources"), ("figure", "Diagram")])
def test_words_that_counting_knows(name: str, word: str, own: Path) -> None:
    """The heading of the references and the word before a figure's number are ones that counting knows."""
    labels = own / "en" / "labels.toml"
    lines = [
        f'{name} = "{word}"' if line.startswith(name) else line
        for line in labels.read_text("utf-8").splitlines()
    ]
    labels.write_text("\n".join(lines), "utf-8")
    with pytest.raises(TemplateError, match=f"page.{name} must be one of"):
        build_article("en", templates=own)


def test_optional_includes_and_byte_order_marks(tmp_path: Path) -> None:
    """An include may be optional, and a file may begin with a byte order mark."""
    write(
        tmp_path, '\ufeff# T\n{% include "none.md" ignore missing %}\n{% include ["none.md", "zh/b.md"] %}\n'
    )
    write(tmp_path, "\ufefftext\n", "zh/b.md")
    assert build_article("zh", templates=tmp_path).markdown == "# T\ntext\n"


def test_labels_are_words_not_mathematics(own: Path, tmp_path: Path, run) -> None:
    """Dollars and backslashes in a label are drawn as they are."""
    labels = own / "en" / "labels.toml"
    labels.write_text(labels.read_text("utf-8").replace('"memory cell"', r"'$\nosuch{x}$ $5'"), "utf-8")
    done = run("build", "-l", "en", "-f", "md", "--templates", own, "-o", tmp_path / "out")
    assert (done.returncode, done.stderr) == (0, "")
