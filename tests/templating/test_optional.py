"""The tag `{% optional %}`: its text is marked with name, rank, place and needs."""

from pathlib import Path

import pytest

from lstm_article.article.rendering import Rendering
from lstm_article.errors import TemplateError
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
