"""The font of the page's mathematics: what browsers read of it beside its glyphs."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

import lstm_article

FONT = Path(lstm_article.__file__).parent / "fonts" / "math.woff2"


@pytest.fixture(scope="module")
def font() -> Iterator[TTFont]:
    with TTFont(FONT) as font:
        yield font


@pytest.mark.parametrize("table", ["hhea", "typo", "win"])
def test_a_line_of_mathematics_is_as_high_as_one_of_text(table: str, font: TTFont) -> None:
    """Ascent and descent of the font, in each table that one system or another reads, are those of a text font.

    With high ones, mathematics has high boxes: its background hides the lines above, and browsers set them further apart.
    """
    ascent, descent, gap = {
        "hhea": (font["hhea"].ascent, -font["hhea"].descent, font["hhea"].lineGap),
        "typo": (font["OS/2"].sTypoAscender, -font["OS/2"].sTypoDescender, font["OS/2"].sTypoLineGap),
        "win": (font["OS/2"].usWinAscent, font["OS/2"].usWinDescent, 0),
    }[table]
    em = font["head"].unitsPerEm
    assert 0.6 < ascent / em <= 1.0
    assert 0.15 < descent / em <= 0.35
    assert 0 <= gap / em <= 0.25
