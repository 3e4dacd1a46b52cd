"""Figures as files: kept while their seal is right, drawn again when anything that they show changes."""

import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

import drawn
from lstm_article.choices import FIGURES
from lstm_article.errors import FigureError
from lstm_article.figures import files, outlines
from lstm_article.figures.text import FigureText
from lstm_article.figures.theme import STYLE

ROOT = Path(__file__).parents[2]

every_format = pytest.mark.parametrize("ending", ["svg", "png", "pdf"])


@drawn.every_figure
@every_format
def test_an_intact_file_is_not_drawn_again(
    name: str, lang: str, ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While its words and numbers are the same, a figure's existing file is kept."""
    file = tmp_path / f"a.{ending}"
    file.write_bytes(drawn.saved(name, lang, ending))
    monkeypatch.delattr(files, "draw")
    assert files.figure_file(drawn.text(name, lang), ending, file) == drawn.saved(name, lang, ending)


def test_an_intact_file_of_a_checkout_is_not_drawn_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An SVG whose lines Git ended as on Windows has its seal still; in a PNG the same bytes would be damage."""
    whole, file = drawn.saved("unrolled", "en"), tmp_path / "a.svg"
    file.write_bytes(whole.replace(b"\n", b"\r\n"))
    assert whole != file.read_bytes()
    picture, copy = drawn.saved("unrolled", "en", "png"), tmp_path / "a.png"
    copy.write_bytes(picture.replace(b"\n", b"\r\n"))
    monkeypatch.delattr(files, "draw")
    assert files.figure_file(drawn.text("unrolled", "en"), "svg", file) == whole
    with pytest.raises(NameError, match="draw"):
        files.figure_file(drawn.text("unrolled", "en"), "png", copy)


@every_format
def test_a_damaged_file_is_drawn_again(ending: str, tmp_path: Path) -> None:
    """A figure that was edited, cut or emptied is drawn again."""
    text, whole = drawn.text("unrolled", "zh"), drawn.saved("unrolled", "zh", ending)
    file = tmp_path / f"a.{ending}"
    for damaged in (whole[:-1], whole[:200] + b" " + whole[200:], b"", b"\x00" * 400):
        file.write_bytes(damaged)
        assert files.figure_file(text, ending, file) == whole


def other_steps(text: FigureText) -> FigureText:
    """The same figure with another value at the second step."""
    first, second, *rest = text.results.steps
    return text._replace(numbers=text.results._replace(steps=[first, {**second, "h": 0.1234}, *rest]))


def other_equations(text: FigureText) -> FigureText:
    """The same figure from equations in another order."""
    cell = text.results.cell
    turned = replace(cell, equations=cell.equations[::-1])
    return text._replace(numbers=text.results._replace(cell=turned))


@pytest.mark.parametrize(
    "changed",
    [
        lambda text: text._replace(title="Other"),
        lambda text: text._replace(alt="Other"),
        lambda text: text._replace(labels={**text.labels, "input": "other"}),
        other_steps,
        other_equations,
    ],
    ids=["title", "alternative text", "label", "steps", "equations"],
)
@every_format
def test_other_words_or_numbers_are_drawn_again(
    changed: Callable[[FigureText], FigureText], ending: str, tmp_path: Path
) -> None:
    """A file drawn from other words, or from the numbers of other equations, is not kept."""
    old = drawn.saved("unrolled", "en", ending)
    file = tmp_path / f"a.{ending}"
    file.write_bytes(old)
    assert files.figure_file(changed(drawn.text("unrolled", "en")), ending, file) != old


def test_other_last_digits_are_not_drawn_again(tmp_path: Path) -> None:
    """A file is kept if numbers differ only in last digits, which depend on the platform and are not shown."""
    text, file = drawn.text("unrolled", "en"), tmp_path / "a.svg"
    file.write_bytes(drawn.saved("unrolled", "en"))
    steps = [{name: value * (1 + 1e-13) for name, value in step.items()} for step in text.results.steps]
    nearly = text._replace(numbers=text.results._replace(steps=steps))
    assert files.figure_file(nearly, "svg", file) == file.read_bytes()


def test_the_seal_is_of_all_that_draws() -> None:
    """Each module that draws a figure or computes its numbers is among the sources that a seal is made from."""
    for name in FIGURES:
        drawn.saved(name, "en")
    packages = ("lstm_article.figures.", "lstm_article.equations.")
    drawing = {Path(module.__file__) for name, module in sys.modules.items() if name.startswith(packages)}
    assert len(drawing) > 12
    sealed = {file for pattern in files._SOURCES for file in files._PACKAGE.glob(pattern)}
    assert drawing <= sealed
    assert Path(outlines.LABEL_FONT) in sealed


def test_other_code_or_another_font_is_another_seal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a seal is made from changes with each of these files, and with matplotlib's version."""
    monkeypatch.setattr(files, "_PACKAGE", shutil.copytree(files._PACKAGE, tmp_path / "package"))
    digests = [files._program_digest.__wrapped__()]
    for name in (
        "figures/svg.py",
        "figures/outlines.py",
        "figures/canvas.py",
        "equations/arithmetic.py",
        "fonts/labels.otf",
    ):
        with (files._PACKAGE / name).open("ab") as source:
            source.write(b"\n")
        digests.append(files._program_digest.__wrapped__())
    other = tmp_path / "matplotlib" / "_version.py"
    other.parent.mkdir()
    other.write_text("version = '0'\n")
    monkeypatch.setattr(files, "find_spec", lambda _: SimpleNamespace(origin=str(other.with_name("__init__.py"))))
    digests.append(files._program_digest.__wrapped__())
    assert len(set(digests)) == len(digests) == 7


@drawn.every_figure
def test_a_figure_s_element_has_a_style_sheet_if_asked(name: str, lang: str) -> None:
    """In a page a figure is its `<svg>` alone, with or without the style sheet, and else the same."""
    data = drawn.saved(name, lang)
    styled, plain = files.svg_element(data), files.svg_element(data, styled=False)
    assert data.decode().startswith(f"{styled}\n<!-- ")
    assert styled.endswith("</svg>")
    before, sheet, after = styled.partition(f"<style>{STYLE}</style>")
    assert (bool(sheet), before + after) == (True, plain)
    assert "style" not in plain.replace(drawn.text(name, lang).alt, "")


def test_numbers_are_needed_where_they_are_shown() -> None:
    """A figure that shows numbers is an error without them, before matplotlib is imported."""
    with pytest.raises(FigureError, match="figure memory shows numbers; it needs the equations of an article"):
        files.draw(drawn.text("memory", "en")._replace(numbers=None))


@drawn.every_figure
def test_readme_figures_are_current(name: str, lang: str) -> None:
    """`make figures` would change nothing in figures/."""
    file = ROOT / drawn.text(name, lang).path
    assert file.read_bytes() == drawn.saved(name, lang), "run `make figures`"
