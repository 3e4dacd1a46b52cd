"""A user's own templates: they replace built-in ones, and an error in them is one line."""

from pathlib import Path

import pytest

import own_article
from lstm_article import build_article
from lstm_article.build import BuildOptions, build_articles
from lstm_article.checks.report import Goal
from lstm_article.errors import TemplateError
from lstm_article.templating.templates import builtin_folder


@pytest.fixture
def own(tmp_path: Path, run) -> Path:
    """The templates as the command copies them out."""
    folder = tmp_path / "own"
    assert run("templates", folder).returncode == 0
    return folder


def test_templates_are_copied_out_whole(own: Path) -> None:
    """The copied templates are the built-in ones, and build the same article."""
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


def failing(folder: Path) -> str:
    """Build the Chinese article by the templates in `own` without a check; return the error it ends with."""
    edition = BuildOptions(("zh",), ("md", "html"), templates=folder / "own", out=folder / "out", checks=())
    with pytest.raises(TemplateError) as caught:
        build_articles(edition, Goal())
    assert not (folder / "out").exists()
    error = str(caught.value)
    assert "\n" not in error
    return error


BROKEN = {
    "unknown citation": ('# T\n\n{{ cite("nobody1900") }}\n', 3, "unknown citation 'nobody1900'"),
    "unknown figure": ('# T\n{{ figure("nothing") }}\n', 2, "unknown figure 'nothing'"),
    "empty": ("\n", None, "no heading"),
    "figure twice": ('# T\n{{ figure("structure") }}\n\n{{ figure("structure") }}\n', 4, "second time"),
    "no heading": ("text\n", None, "no heading"),
    "heading of mathematics": ("# $x$\n\ntext\n", None, "no heading"),
    "deep mathematics": ("# T\n\n$" + r"\sqrt{" * 5000 + "x" + "}" * 5000 + "$\n", None, "mathematics of over"),
    "numbers of no equations": (
        "# T\n\n{{ example().steps[0] }}\n", None, "shows numbers of the equations in equations.md, and not these",
    ),
    "figure of no equations": (
        '# T\n\n{{ figure("memory") }}\n', None, "shows numbers of the equations in equations.md, and not these",
    ),
    "numbers of other equations": (
        "# T\n\n$$\nh_t = \\foo\n$$\n\n{{ parameters(1, 2).weights }}\n", None,
        "shows numbers of the equations in equations.md, and not these",
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
}  # fmt: skip


EXAMPLE = (builtin_folder() / "example.toml").read_text("utf-8")


@pytest.mark.parametrize("case", BROKEN)
def test_broken_template(case: str, tmp_path: Path) -> None:
    """One line with file and line, and nothing written, with all checks skipped."""
    text, line, message = BROKEN[case]
    file = write(tmp_path / "own", text)
    error = failing(tmp_path)
    assert error.startswith(f"{file}:" if line is None else f"{file}:{line}:")
    assert message in error


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("inputs = [1]\n[constants]\n", "no value for `W_{xf}`, which the equations use; add it to [constants]"),
        ("inputs = 1\n[constants]\n", "needs a list `inputs` and a table [constants]"),
        ("inputs = [1]\n", "needs a list `inputs` and a table [constants]"),
        (EXAMPLE.replace("b_f = 4", 'b_f = "x"'), "cannot be run with these values"),
        (EXAMPLE.replace("b_f = 4", "b_f = -999999"), "cannot be run with these values"),
        (EXAMPLE.replace("b_f = 4", "b_f = [1, 2]"), "cannot be run with these values"),
        (EXAMPLE.replace("[1, 0, 0]", "[1, 0]"), "figure unrolled shows 3 steps; give as many inputs"),
    ],
)
def test_broken_example(text: str, message: str, tmp_path: Path) -> None:
    """Values that the equations cannot be run with are an error that names them and their file."""
    file = write(tmp_path / "own", text, "example.toml")
    error = failing(tmp_path)
    assert error.startswith(f"{file}: ")
    assert message in error


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("references.toml", "[a]\nauthors = \n", "references.toml:2: Invalid value"),
        ("references.toml", "[hochreiter1997]\ntitle = 'x'\n", "unknown citation 'gers2000'"),
        ("zh/labels.toml", "[page]\n", "labels.toml: figures.structure.title is missing"),
        ("page.css", ".x{#a}", "page.css:1: Missing end of comment tag"),
        ("page.html", "{{ article.nothing }}", "page.html:1: 'lstm_article.article.article.Article object' has no"),
        (
            "equations.md",
            "{% macro input_gate() %}\n$$\n\\nosuch\n$$\n{% endmacro %}",
            "no display equation defines a symbol at time t",
        ),
    ],
)
def test_broken_data(name: str, text: str, message: str, tmp_path: Path) -> None:
    """The other template files are checked as strictly."""
    write(tmp_path / "own", text, name)
    assert message in failing(tmp_path)


def test_tex_that_cannot_be_set(own: Path, tmp_path: Path) -> None:
    """TeX that the page cannot set is shown with its error."""
    equations = own / "equations.md"
    equations.write_text(equations.read_text("utf-8").replace(r"\tanh(W_x x_t", r"\nosuch(W_x x_t"), "utf-8")
    assert r"\nosuch" in failing(tmp_path)


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
    """An entry of the wrong type is named; an entry without a link is listed without one."""
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
    """The heading of the references and the word before a figure's number must be ones that counting knows."""
    labels = own / "en" / "labels.toml"
    lines = [f'{name} = "{word}"' if line.startswith(name) else line for line in labels.read_text("utf-8").splitlines()]
    labels.write_text("\n".join(lines), "utf-8")
    with pytest.raises(TemplateError, match=f"page.{name} must be one of"):
        build_article("en", templates=own)


def test_labels_are_words_not_mathematics(own: Path, tmp_path: Path, run) -> None:
    """Dollars and backslashes in a label are drawn as they are."""
    labels = own / "en" / "labels.toml"
    labels.write_text(labels.read_text("utf-8").replace('"memory cell"', r"'$\nosuch{x}$ $5'"), "utf-8")
    done = run("build", "-l", "en", "-f", "md", "--templates", own, "-o", tmp_path / "out")
    assert (done.returncode, done.stderr) == (0, "")


PLACES = {  # by what is wrong: the templates, and the file and line that are told
    "essential text": ({"article": "# A\n\n{# a\nb #}\na **b** <b>\n"}, "en/article.md:5: portability: has raw HTML"),
    "an optional paragraph": (
        {"article": '# A\n\n{% optional "a", rank=1 %}\nSee [3].\n{% endoptional %}\n'}, "en/article.md:4: citations: cites [3]",
    ),
    "an included template": ({"article": '# A\n\n{% include "en/b.md" %}\n', "b": "B\n\nC **c.**d\n"}, "en/b.md:3: portability: has"),
    "a macro": (
        {"article": '{% import "en/b.md" as b %}\n# A\n\n{{ b.c() }}\n', "b": "{% macro c() %}\n$$\nC_t = f(\n$$\n{% endmacro %}\n"},
        "en/b.md:3: equations: ",
    ),
    "a caption": ({"article": '# A\n\n{{ figure("structure") }}\n'}, "en/article.md:3: portability: has raw HTML"),
}  # fmt: skip


@pytest.mark.parametrize("case", PLACES)
def test_a_finding_names_the_template(case: str, tmp_path: Path) -> None:
    """What a check finds is told where it can be corrected: the Markdown file of the article is not written."""
    templates, expected = PLACES[case]
    for name, text in templates.items():
        own_article.write(tmp_path / "own", text, f"{name}.md")
    labels = (builtin_folder() / "en" / "labels.toml").read_text("utf-8").replace("caption = '", "caption = '<b>")
    own_article.write(tmp_path / "own", labels, "labels.toml")
    options = BuildOptions(["en"], ["md"], templates=tmp_path / "own", out=tmp_path / "out")
    (report,) = build_articles(options, Goal(3, tolerance=10_000))
    told = [f"{finding.file}:{finding.line}: {finding.check}: {finding.message}" for finding in report.findings]
    assert [line for line in told if line.startswith(f"{tmp_path / 'own'}/{expected}")], told
    assert not (tmp_path / "out").exists()


def test_a_finding_names_a_source(tmp_path: Path) -> None:
    """A mistake in the list of references is told where the source begins."""
    sources = (builtin_folder() / "references.toml").read_text("utf-8")
    line = sources.split("\n").index("[gers2000]") + 1
    (tmp_path / "own").mkdir()
    doi = next(text for text in sources.split("[gers2000]")[1].split("\n") if text.startswith("doi"))
    (tmp_path / "own" / "references.toml").write_text(sources.replace(doi, 'doi = "11.1/a"'), "utf-8")
    options = BuildOptions(["en"], ["md"], templates=tmp_path / "own", out=tmp_path / "out")
    (finding,) = build_articles(options, Goal())[0].findings
    assert (finding.file, finding.line) == (str(tmp_path / "own" / "references.toml"), line)
