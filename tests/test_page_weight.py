"""What the page weighs, and that nothing in it runs; that it has the same bytes each time, test_build.py holds."""

from pathlib import Path

import pytest

from lstm_article.choices import LANGS

HEAVIEST = 180_000  # bytes


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_is_light(lang: str, built: Path) -> None:
    """A page of 1000 words has 180 KB at most, with its figures and its font."""
    weight = (built / f"lstm.{lang}.html").stat().st_size
    assert weight <= HEAVIEST


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_has_no_script(lang: str, built: Path) -> None:
    """Nothing in the page asks to be run."""
    page = (built / f"lstm.{lang}.html").read_text("utf-8").lower()
    assert "<script" not in page
    assert "javascript:" not in page
