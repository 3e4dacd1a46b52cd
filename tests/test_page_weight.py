"""What the page weighs, and that nothing in it runs; that it has the same bytes each time, test_build.py holds."""

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from lstm_article.choices import LANGS

HEAVIEST = 180_000  # bytes
LIVING = 35_000  # bytes of marks, controls, their style sheet and the script


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_is_light(lang: str, built: Path, tmp_path: Path, run: Callable[..., CompletedProcess[str]]) -> None:
    """A page of 1000 words has 180 KB at most, with its figures and its font; what brings it to life is a fifth."""
    done = run("build", "--lang", lang, "--format", "html", "--no-script", "--out", tmp_path)
    assert done.returncode == 0, done.stderr
    weight = (tmp_path / f"lstm.{lang}.html").stat().st_size
    assert weight <= HEAVIEST
    assert (built / f"lstm.{lang}.html").stat().st_size - weight <= LIVING


@pytest.mark.parametrize("lang", LANGS)
def test_a_page_without_script_has_none(lang: str, tmp_path: Path, run: Callable[..., CompletedProcess[str]]) -> None:
    """With `--no-script`, nothing in the page asks to be run, and nothing is marked for a script."""
    done = run("build", "--lang", lang, "--format", "html", "--no-script", "--out", tmp_path)
    assert done.returncode == 0, done.stderr
    page = (tmp_path / f"lstm.{lang}.html").read_text("utf-8").lower()
    for word in ("<script", "javascript:", "script-src", " data-", "<template", "lstm-lit"):
        assert word not in page
