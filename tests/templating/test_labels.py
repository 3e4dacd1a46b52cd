"""Label files: errors name the entry that is missing or wrong."""

from pathlib import Path

import pytest

from lstm_article.errors import TemplateError
from lstm_article.templating.labels import Labels
from lstm_article.templating.templates import Templates


def labels(folder: Path, text: str) -> Labels:
    (folder / "zh").mkdir()
    (folder / "zh" / "labels.toml").write_text(text, "utf-8")
    return Labels(Templates(folder), "zh")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "page.name is missing; add it"),
        ("[page]\n", "page.name is missing; add it"),
        ("page = 3\n", "page.name is missing; add it"),
        ("[page]\nname = 3\n", "page.name must be a string; put it in quotes"),
        ('[page]\nname = "a\\u0007b"\n', r"page.name has the control character '\x07'; remove it"),
        ('[page]\nname = "a\\tb"\n', r"page.name has the control character '\t'; remove it"),
        ('[page]\nname = "' + "长" * 2001 + '"\n', "page.name is longer than 2000 characters; shorten it"),
    ],
)
def test_broken_entry(text: str, message: str, tmp_path: Path) -> None:
    """An entry that is missing, no text, too long or with control characters is named with its file."""
    with pytest.raises(TemplateError) as caught:
        labels(tmp_path, text).text("page", "name")
    assert str(caught.value) == f"{tmp_path / 'zh' / 'labels.toml'}: {message}"


def test_entries(tmp_path: Path) -> None:
    """A text is given as it stands, with its line breaks, and may be as long as the limit."""
    text = labels(tmp_path, f'[a.b]\nc = "遗忘门\\n🙂"\nd = "{"长" * 2000}"\n').text
    assert text("a", "b", "c") == "遗忘门\n🙂"
    assert len(text("a", "b", "d")) == 2000


def test_one_of_several_words(tmp_path: Path) -> None:
    """Where only some words are allowed, case does not matter, and the error for another word lists them."""
    read = labels(tmp_path, '[page]\nright = "Figure"\nwrong = "Diagram"\n')
    assert read.one_of({"figure", "图"}, "page", "right") == "Figure"
    with pytest.raises(TemplateError, match=r"labels\.toml: page\.wrong must be one of figure, 图$"):
        read.one_of({"图", "figure"}, "page", "wrong")
