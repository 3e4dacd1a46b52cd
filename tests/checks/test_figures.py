"""The figures that an article shows."""

from pathlib import Path

import pytest

from checking import agree, subject
from lstm_article.checks.figures import problems
from lstm_article.checks.report import Problem


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("![a](figures/a%20b.svg)", []),
        ("![a](figures/missing.svg)", [(1, "shows figures/missing.svg, which is not there")]),
        ("![a](FOLDER/figures/a%20b.svg)", [(1, "a%20b.svg, which is not there")]),
        ("![a](/figures/a%20b.svg)", [(1, "shows /figures/a%20b.svg, which is not there")]),
        ("![a](figures)", [(1, "shows figures, which is not there")]),
        ("![a](https://example.org/a.png) ![b](//example.org/b.png)", []),
        ("b\n![ ](figures/a%20b.svg)", [(2, "shows figures/a%20b.svg without alternative text")]),
        ("![]()", [(1, "an image without a path"), (1, "an image without alternative text")]),
        (f"![a]({'a' * 300}) ![b](%00)", [(1, "which is not there"), (1, "shows %00, which is not there")]),
    ],
)
def test_images_are_beside_the_text(image: str, expected: list[Problem], tmp_path: Path) -> None:
    """A path leads from the text to a file, even where an absolute one would find it; networks are not asked."""
    file = tmp_path / "figures" / "a b.svg"
    file.parent.mkdir()
    file.write_text("<svg/>")
    agree(problems(subject(image.replace("FOLDER", str(tmp_path)), file=tmp_path / "a.md")), expected)
