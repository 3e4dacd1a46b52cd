"""The tag `{% optional %}`: its text is marked with name, rank, place and needs."""

from pathlib import Path

import pytest

from lstm_article.article.rendering import Rendering
from lstm_article.errors import TemplateError
from lstm_article.templating import optional
from lstm_article.templating.templates import Templates


def write(folder: Path, text: str) -> Path:
    (folder / "en").mkdir()
    file = folder / "en" / "article.md"
    file.write_text(text, "utf-8")
    return file


def test_what_the_tag_says(tmp_path: Path) -> None:
    """Name, rank, file, line and needs come with the text, also from an included file."""
    file = write(
        tmp_path,
        '# T\n\n{% optional "a-1", rank=1 %}\nA.\n{% endoptional %}\n\n{% include "en/part.md" %}\n'
        '{% optional "c", rank=9, needs=["a-1", "b"] %}\nC.\n{% endoptional %}\n',
    )
    part = file.with_name("part.md")
    part.write_text('\n{% optional "b", rank=2, needs="a-1" %}\nB.\n{% endoptional %}\n\n', "utf-8")
    found = [
        (each.name, each.rank, each.file, each.line, [*each.needs])
        for each in Rendering(Templates(tmp_path), "en").passages
    ]
    assert found == [
        ("a-1", 1, str(file), 3, []),
        ("b", 2, str(part), 2, ["a-1"]),
        ("c", 9, str(file), 8, ["a-1", "b"]),
    ]


def test_tags_may_be_indented(tmp_path: Path) -> None:
    """Space before and after a tag on its line is no text beside it."""
    write(tmp_path, '# T\n\n \t{% optional "a", rank=1 %} \t\nA.\n  {% endoptional %}  \n\nB.\n')
    rendering = Rendering(Templates(tmp_path), "en")
    assert (rendering.lines, rendering.owners) == (["# T", "", "A.", "", "B."], [None, None, 0, None, None])


@pytest.mark.parametrize("name", ["a", "A1", "遗忘门", "path-that-is-long", "é"])
def test_names(name: str, tmp_path: Path) -> None:
    """A name has letters of any script, digits, and hyphens between them."""
    write(tmp_path, f'# T\n\n{{% optional "{name}", rank=1 %}}\nA.\n{{% endoptional %}}\n')
    assert [each.name for each in Rendering(Templates(tmp_path), "en").passages] == [name]


@pytest.mark.parametrize("name", ["", "-a", "a-", "a--b", "a b", "a_b", "a.b", "a\\n"])
def test_names_that_are_none(name: str, tmp_path: Path) -> None:
    """Other characters in a name are refused."""
    write(tmp_path, f'# T\n\n{{% optional "{name}", rank=1 %}}\nA.\n{{% endoptional %}}\n')
    with pytest.raises(TemplateError, match=r"article\.md:3: the name '.*' has other signs than letters"):
        Rendering(Templates(tmp_path), "en")


def test_the_text_is_a_template(tmp_path: Path) -> None:
    """Loops and expressions within the tags run; a loop around the tags would repeat a name, which is an error."""
    write(
        tmp_path,
        '# T\n\n{% optional "a", rank=1 %}\n{% for n in range(2) %}\nA {{ n }}.\n{% endfor %}\n{% endoptional %}\n',
    )
    rendering = Rendering(Templates(tmp_path), "en")
    assert [line for line, owner in zip(rendering.lines, rendering.owners, strict=True) if owner == 0] == [
        "A 0.",
        "A 1.",
    ]


def test_what_is_no_tag(tmp_path: Path) -> None:
    """In comments and raw text there are no tags."""
    raw = '{% raw %}\n{% optional "b", rank=1 %}\n{% endraw %}\n'
    write(
        tmp_path,
        f'# T\n\n{{# {{% optional %}}\n{{% endoptional %}} #}}\n{raw}\n{{% optional "a", rank=1 %}}\nA.\n{{% endoptional %}}\n',
    )
    rendering = Rendering(Templates(tmp_path), "en")
    assert [each.name for each in rendering.passages] == ["a"]
    assert '{% optional "b", rank=1 %}' in rendering.lines


def test_a_tag_of_several_lines(tmp_path: Path) -> None:
    """A tag may be written in several lines, and indented; errors after it name the line that they are on."""
    tag = '  {% optional "a",\n     rank=2,\n  needs=[\n"b",\n] %}'
    text = f"# T\n\n{{% optional 'b', rank=1 %}}\nB.\n{{% endoptional %}}\n\n{tag}\nA.\n{{% endoptional %}}\n"
    text += "\n{% optional 'c', rank=2 %}\nC.\n{% endoptional %}\n"
    write(tmp_path, text)
    rendering = Rendering(Templates(tmp_path), "en")
    assert [(each.name, each.line, [*each.needs]) for each in rendering.passages] == [
        ("b", 3, []),
        ("a", 7, ["b"]),
        ("c", 15, []),
    ]
    (tmp_path / "en" / "article.md").write_text(f"{text}\n{{{{ unknown }}}}\n", "utf-8")
    with pytest.raises(TemplateError, match=r"article\.md:19: 'unknown' is undefined"):
        Rendering(Templates(tmp_path), "en")


def test_a_folder_whose_name_looks_like_a_template(tmp_path: Path) -> None:
    """The file of a passage is told as it is called, whatever signs of Jinja's are in its name."""
    folder = tmp_path / "{{ a }}{% b %}{# c"
    folder.mkdir()
    file = write(folder, '# T\n\n{% optional "a", rank=1 %}\nA.\n{% endoptional %}\n')
    assert [each.file for each in Rendering(Templates(folder), "en").passages] == [str(file)]


@pytest.mark.parametrize("begun", ["{#", "{% raw %}", "{% optional"])
def test_what_nothing_ends_is_looked_through_once(begun: str) -> None:
    """Of many beginnings that nothing ends, all from the first one on is a single match."""
    source = f"Text.\n{begun * 1000}"
    matches = [match.span() for match in optional._TAG.finditer(source)]
    assert matches == [(6, len(source))]
