"""Templates: which file a name stands for, what may be read, and where an error is."""

import os
import shutil
from pathlib import Path

import pytest

from lstm_article.errors import TemplateError
from lstm_article.templating.templates import SIZE_LIMIT, Templates, builtin_folder

ARTICLE = "zh/article.md"


def write(folder: Path, text: str | bytes, name: str = ARTICLE) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def test_a_users_file_comes_first(tmp_path: Path) -> None:
    """A name stands for the user's file where there is one, and else for the built-in one."""
    file = write(tmp_path, "p {}", "page.css")
    templates = Templates(tmp_path)
    assert templates.path("page.css") == file
    assert templates.read("page.css") == "p {}"
    assert templates.path(ARTICLE) == builtin_folder() / "zh" / "article.md"
    assert Templates().path("page.css") == builtin_folder() / "page.css"


@pytest.mark.parametrize(
    ("name", "problem"), [("none", "no such folder"), ("file", "no such folder"), ("empty", "no template in")]
)
def test_folder_that_is_none(name: str, problem: str, tmp_path: Path) -> None:
    """A folder that is missing, empty or a file is an error that names it."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("x")
    with pytest.raises(TemplateError) as caught:
        Templates(tmp_path / name)
    assert str(caught.value).startswith(f"{tmp_path / name}: {problem}")


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("# T\n\n{% if %}\n", 3, "Expected an expression"),
        ("# T\n{% foo %}\n", 2, "unknown tag 'foo'"),
        ("# T\n{{ 'a\n' }}{% if %}\n", 3, "Expected an expression"),
        ("# T\n\n\n{{ nothing }}\n", 4, "'nothing' is undefined"),
        ("# T\n{{ table.nothing }}\n", 2, "no attribute 'nothing'"),
        ("# T\n{{ 1 / 0 }}\n", 2, "division by zero"),
        ("# T\n{{ ''.join(\n1) }}\n", 2, "can only join an iterable"),
        ("# T\n{{ 1|nothing }}\n", 2, "No filter named 'nothing'"),
        ('# T\n{% include "zh/article.md" %}\n', 2, "includes itself"),
        ('# T\n\n{% include "none.md" %}\n', 3, "no template 'none.md'; add it"),
        ('# T\n\n{% include ["none.md", "nor.md"] %}\n', 3, "no template 'nor.md'; add it"),
        ("# T\n\n{% import 'none.md' as a %}\n", 3, "no template 'none.md'; add it"),
        (b"# T\n\n\xff\xfe\n", 3, "is not UTF-8; save it as UTF-8"),
        ("# T\n\ue000\ue001\n", None, "has the characters U+E000 or U+E001"),
        (b"x" * (SIZE_LIMIT + 1), None, "is larger than 1,000,000 bytes; split it"),
        ("{{ 'x' * 1000001 }}", None, "writes more than 1,000,000 characters; shorten it"),
        ("{% for a in range(2000) %}" + "long " * 200 + "{% endfor %}\n", None, "writes more than"),
    ],
)
def test_where_an_error_is(text: str | bytes, line: int | None, problem: str, tmp_path: Path) -> None:
    """An error is one line with the file, and its line in the file where it has one."""
    file = write(tmp_path, text)
    with pytest.raises(TemplateError) as caught:
        Templates(tmp_path).render(ARTICLE, {"table": {}})
    error = caught.value
    assert error.file == str(file)
    assert line in {None, error.line}
    assert problem in str(error)
    assert "\n" not in str(error)


def test_an_error_in_an_included_file(tmp_path: Path) -> None:
    """The place of an error is the innermost: an included file, or a macro of an imported one."""
    write(tmp_path, '# T\n{% include "zh/part.md" %}\n')
    part = write(tmp_path, "\n\n{{ nothing }}\n", "zh/part.md")
    with pytest.raises(TemplateError, match="'nothing' is undefined") as caught:
        Templates(tmp_path).render(ARTICLE, {})
    assert (caught.value.file, caught.value.line) == (str(part), 3)
    write(tmp_path, "\n{# not ended", "zh/part.md")
    with pytest.raises(TemplateError, match="Missing end of comment tag") as caught:
        Templates(tmp_path).render(ARTICLE, {})
    assert (caught.value.file, caught.value.line) == (str(part), 2)
    write(tmp_path, '# T\n{% from "zh/part.md" import a %}{{ a() }}\n')
    write(tmp_path, "{% macro a() %}\n{{ nothing }}\n{% endmacro %}\n", "zh/part.md")
    with pytest.raises(TemplateError, match="'nothing' is undefined") as caught:
        Templates(tmp_path).render(ARTICLE, {})
    assert (caught.value.file, caught.value.line) == (str(part), 2)


def test_an_error_of_a_function_of_ours(tmp_path: Path) -> None:
    """An error without a file gets the place in the template; one that has a file keeps it."""

    def about(file: str | None) -> None:
        raise TemplateError("is wrong", file, 7 if file else None)

    file = write(tmp_path, "\n{{ about(place) }}")
    for place, expected in ((None, (str(file), 2)), ("references.toml", ("references.toml", 7))):
        with pytest.raises(TemplateError, match=r"is wrong$") as caught:
            Templates(tmp_path).render(ARTICLE, {"about": about, "place": place})
        assert (caught.value.file, caught.value.line) == expected


def test_mutual_inclusion_ends(tmp_path: Path) -> None:
    """Templates that include each other, twice each, are an error."""
    write(tmp_path, '# T\n{% include "zh/other.md" %}\n')
    write(tmp_path, '{% include "zh/article.md" %}{% include "zh/article.md" %}', "zh/other.md")
    with pytest.raises(TemplateError, match=r"(article|other)\.md:\d: includes itself"):
        Templates(tmp_path).render(ARTICLE, {})


def test_includes_that_may_be_missing(tmp_path: Path) -> None:
    """An include may ignore a missing file or name another, and a file may begin with a byte order mark."""
    write(tmp_path, '\ufeff# T\n{% include "none.md" ignore missing %}\n{% include ["none.md", "zh/b.md"] %}\n')
    write(tmp_path, "\ufefftext\r\n", "zh/b.md")
    assert Templates(tmp_path).render(ARTICLE, {}) == "# T\ntext\n"


def test_a_template_is_compiled_once(tmp_path: Path) -> None:
    """A `Templates` object keeps the templates it has compiled; a new one reads the files again."""
    write(tmp_path, "before")
    templates = Templates(tmp_path)
    assert templates.render(ARTICLE, {}) == "before"
    write(tmp_path, "after")
    assert templates.render(ARTICLE, {}) == "before"
    assert Templates(tmp_path).render(ARTICLE, {}) == "after"


@pytest.mark.parametrize("name", ["/etc/passwd", "../page.css", "zh/../../page.css", "zh\\article.md"])
def test_names_outside(name: str, tmp_path: Path) -> None:
    """A name never leads out of the folder."""
    write(tmp_path, "text")
    with pytest.raises(TemplateError, match="lies outside the folder; name one inside it"):
        Templates(tmp_path).path(name)


def link(place: Path, target: str | Path) -> None:
    shutil.rmtree(place) if place.is_dir() else place.unlink(missing_ok=True)
    place.symlink_to(target)


NOWHERE = "is a link that leads nowhere; correct or remove it"
OUTSIDE = "leads out of the templates folder; put a copy here"


@pytest.mark.parametrize(
    ("place", "target", "problem"),
    [
        (ARTICLE, "article.md", NOWHERE),
        (ARTICLE, "none.md", NOWHERE),
        (ARTICLE, "/none/article.md", NOWHERE),
        ("zh", "zh", NOWHERE),
        ("zh", "none", NOWHERE),
        ("zh", "../outside", OUTSIDE),
        ("zh", "../empty", OUTSIDE),
        (ARTICLE, "../../outside/article.md", OUTSIDE),
        (ARTICLE, "../../own/../outside/article.md", OUTSIDE),
    ],
)
def test_links(place: str, target: str, problem: str, tmp_path: Path) -> None:
    """A link that leads out, nowhere or to itself is an error, never the built-in template."""
    own = tmp_path / "own"
    write(own, "text")
    write(own, "p {}", "page.css")
    write(tmp_path, "secret", "outside/article.md")
    (tmp_path / "empty").mkdir()
    link(own / place, target)
    with pytest.raises(TemplateError) as caught:
        Templates(own).render(ARTICLE, {})
    error = caught.value
    assert error.message == problem
    assert error.file in {str(own / place), str(own / ARTICLE)}


def test_a_folder_that_is_a_link_to_itself(tmp_path: Path, run) -> None:
    """The command reports the error in one line."""
    link(tmp_path / "own", "own")
    done = run("build", "--templates", tmp_path / "own", "--out", tmp_path / "out")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"error: {tmp_path / 'own'}: no such folder; `lstm-article templates DIR` makes one\n"


def test_links_within(tmp_path: Path) -> None:
    """Links that stay inside are followed, and the folder itself may be reached through a link."""
    write(tmp_path / "own", "text", "shared/text.md")
    link(tmp_path / "own" / "zh", "shared")
    link(tmp_path / "own" / "shared" / "article.md", "text.md")
    link(tmp_path / "link", "own")
    for folder in ("own", "link"):
        assert Templates(tmp_path / folder).render(ARTICLE, {}) == "text"


def test_what_is_no_file(tmp_path: Path) -> None:
    """A folder, a pipe, and a file where a folder should be are refused, not read."""
    write(tmp_path, "p {}", "page.css")
    article = tmp_path / ARTICLE
    article.mkdir(parents=True)
    with pytest.raises(TemplateError, match="is not a file; put the template's text here"):
        Templates(tmp_path).read(ARTICLE)
    article.rmdir()
    os.mkfifo(article)
    with pytest.raises(TemplateError, match="is not a file; put the template's text here"):
        Templates(tmp_path).read(ARTICLE)
    shutil.rmtree(tmp_path / "zh")
    write(tmp_path, "", "zh")
    with pytest.raises(TemplateError, match=r"article\.md: cannot be read: Not a directory"):
        Templates(tmp_path).read(ARTICLE)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[a]\nauthors = \n", ":2: Invalid value; correct the TOML"),
        ("a = " + "9" * 5000 + "\n", ": Exceeds the limit"),
        ("a = " + "[" * 5000 + "]" * 5000, ": "),
    ],
)
def test_broken_data(text: str, message: str, tmp_path: Path) -> None:
    """An error in a TOML file is one line, with the line number in the file if there is one."""
    file = write(tmp_path, text, "references.toml")
    with pytest.raises(TemplateError) as caught:
        Templates(tmp_path).data("references.toml")
    assert str(caught.value).startswith(f"{file}{message}")
    assert "\n" not in str(caught.value)


MACROS = """\
{% set unit = "W" %}
{% macro first() %}
$$
{{ unit }}
$$
{% endmacro %}

{% macro with_argument(x) %}{{ x }}{% endmacro %}
{% macro around() %}{{ caller() }}{% endmacro %}
{% macro _helper() %}helper{% endmacro %}
{% macro second() -%}
{# a comment #}
  $x$
{%- endmacro %}
{% macro long() %}
{% for n in range(3) %}
{{ n }}
{% endfor %}
{% endmacro %}
{% macro last() %}{{ first() }}{% endmacro %}
"""


def test_what_macros_write(tmp_path: Path) -> None:
    """Macros without arguments are called in the file's order, and their text keeps its line in the file."""
    write(tmp_path, MACROS, "equations.md")
    lines = Templates(tmp_path).macros("equations.md").splitlines()
    written = [(number, line) for number, line in enumerate(lines, 1) if line]
    assert [line for _, line in written] == ["$$", "W", "$$", "  $x$", "0", "1", "2", "$$", "W", "$$"]
    assert written[:3] == [(3, "$$"), (4, "W"), (5, "$$")]


def test_a_file_without_macros_writes_its_text(tmp_path: Path) -> None:
    """Equations outside macros are kept, on their lines too."""
    write(tmp_path, "$$\nh\n$$\n", "equations.md")
    assert Templates(tmp_path).macros("equations.md") == "$$\nh\n$$"
    write(tmp_path, "", "equations.md")
    assert Templates(tmp_path).macros("equations.md") == ""


def test_macros_stand_where_their_file_has_them() -> None:
    """Each line that the built-in equations write without arguments is a line of their file."""
    source = Templates().read("equations.md").splitlines()
    lines = Templates().macros("equations.md").splitlines()
    assert [line for line in lines if line] == [
        line for line, own in zip(lines, source, strict=False) if line and line == own
    ]
    assert sum(line == "$$" for line in lines) == 12


def test_an_error_in_a_macro(tmp_path: Path) -> None:
    """An error in a macro, and one of syntax, has its place as in any template."""
    file = write(tmp_path, "{% macro a() %}\n\n{{ nothing }}\n{% endmacro %}\n", "equations.md")
    with pytest.raises(TemplateError, match="'nothing' is undefined") as caught:
        Templates(tmp_path).macros("equations.md")
    assert (caught.value.file, caught.value.line) == (str(file), 3)
    write(tmp_path, "{% macro a() %}\n{% if %}", "equations.md")
    with pytest.raises(TemplateError, match="Expected an expression") as caught:
        Templates(tmp_path).macros("equations.md")
    assert (caught.value.file, caught.value.line) == (str(file), 2)
