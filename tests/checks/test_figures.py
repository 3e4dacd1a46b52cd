"""The figures that an article shows."""

from dataclasses import replace
from pathlib import Path

import pytest

from checking import agree, subject
from lstm_article.checks.figures import problems
from lstm_article.checks.report import Problem


def draw(folder: Path) -> Path:
    """Write a figure to a folder of its own, with a space in its name."""
    file = folder / "figures" / "a b.svg"
    file.parent.mkdir()
    file.write_text("<svg/>")
    return file


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("![a](figures/a%20b.svg)", []),
        ("![a](figures/missing.svg)", [(1, "shows figures/missing.svg, which is not there")]),
        ("b\n![a](figures/a%20b.svg?c=d#e)", []),
        ("![a](figures)", [(1, "shows figures, which is not there")]),
        ("![a](https://example.org/a.png) ![b](//example.org/b.png) ![c](data:image/gif;base64,R0)", []),
        (
            "![a](http://[a:b]/c)",
            [(1, "shows http://[a:b]/c, which is not there; put the file beside the text or correct the path")],
        ),
        (
            "b\n![ ](figures/a%20b.svg)",
            [(2, "shows figures/a%20b.svg without alternative text; say in words what it shows")],
        ),
        ("![]()", [(1, "has an image without a path; name its file"), (1, "an image without alternative text")]),
        (f"![a]({'a' * 300}) ![b](%00)", [(1, "which is not there"), (1, "shows %00, which is not there")]),
    ],
)
def test_images_are_beside_the_text(image: str, expected: list[Problem], tmp_path: Path) -> None:
    """A path leads from the text to a file; networks are not asked. An image says in words what it shows."""
    draw(tmp_path)
    agree(problems(subject(image, file=tmp_path / "a.md")), expected)


def test_an_absolute_path_is_a_finding(tmp_path: Path) -> None:
    """An image with an absolute path is a finding, even where the file is there: elsewhere it would not be."""
    file = draw(tmp_path)
    for path in (file.as_posix().replace(" ", "%20"), "/figures/a%20b.svg"):
        text = subject(f"![a]({path})", file=tmp_path / "a.md")
        agree(problems(text), [(1, f"shows {path}, which is not there")])


def test_a_figure_that_will_be_written_need_not_exist(tmp_path: Path) -> None:
    """The figures that the build draws pass before they are drawn, and no other."""
    text = replace(subject("![a](b.svg) ![c](d.svg)", file=tmp_path / "a.md"), drawn={"b.svg"})
    agree(problems(text), [(1, "shows d.svg, which is not there")])
