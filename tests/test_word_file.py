"""The Word file as the command writes it: valid for Word, the same each time, with a picture and an equation for each."""

import io
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from openxml_audit import FileFormat, OpenXmlValidator
from PIL import Image, ImageChops

import built_in
from lstm_article import Article
from lstm_article.choices import LANGS
from lstm_article.figures import figure_file, light_svg
from lstm_article.formats.docx import Picture, docx
from lstm_article.templating.templates import Templates
from own_article import EQUATIONS, STEP, draft

LENGTHS = (400, 1000, 1500, 2000, 2500)


@cache
def picture(lang: str, name: str) -> Picture:
    """Return a figure of the longest article, as a Word file has it."""
    figure = next(figure for figure in built_in.whole(lang).figures if figure.name == name)
    return Picture(light_svg(figure_file(figure, "svg")), figure_file(figure, "png"))


def word_file(article: Article) -> bytes:
    """Return an article's Word file."""
    pictures = {figure.path: picture(article.lang, figure.name) for figure in article.figures}
    return docx(article, pictures, Templates())


def errors(data: bytes, folder: Path) -> list[str]:
    """Return what is wrong with a Word file by the schemas and rules of Microsoft 365."""
    file = folder / "article.docx"
    file.write_bytes(data)
    return [error.description for error in OpenXmlValidator(FileFormat.MICROSOFT_365).validate(str(file)).errors]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("words", LENGTHS)
def test_word_finds_no_error(lang: str, words: int, tmp_path: Path) -> None:
    """No rule for Word files is broken, whatever the article's length."""
    assert errors(word_file(built_in.composed(lang, "word", words)), tmp_path) == []


def test_word_finds_no_error_in_what_others_write(tmp_path: Path) -> None:
    """A user's article with all that Markdown has is a valid file, too."""
    text = (
        f"{EQUATIONS}\n# L'*essentiel* des LSTM\n\n## A\n\n### B\n\n> Q **b** `c` $x$\n>\n> - l\n\n---\n\n"
        '- a\n\n    1. b\n\n    ```python\n    x = "é"\n    ```\n\n3. c ![d](e.png)\n\n[f](https://x.org/?a=1&b=2)\\\n<i>g</i>\n\n'
        '| $x$ | |\n|---|---|\n| h | $\\frac{1}{2}$ |\n\n{{ cite("gers2000") }} {{ refer_equation("cell-state", "it") }}\n\n'
        f'{{{{ figure("structure") }}}}\n\nAs {{{{ refer("structure") }}}} shows.\n\n{STEP}'
    )
    article = draft(tmp_path / "own", text).compose(1)
    assert errors(word_file(article), tmp_path) == []
    assert errors(word_file(built_in.of("")), tmp_path) == []


@pytest.fixture(scope="module")
def files(
    run: Callable[..., CompletedProcess[str]], built: Path, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, bytes]:
    """The Word files of both languages as the command writes them; the SVG files of their figures lie there already."""
    out = tmp_path_factory.mktemp("word") / "article"
    shutil.copytree(built / "figures", out / "figures")
    done = run("build", "--format", "docx", "--out", out, "--words", 1000)
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in out.glob("*.*")) == ["lstm.en.docx", "lstm.zh.docx"]
    return {lang: (out / f"lstm.{lang}.docx").read_bytes() for lang in LANGS}


@pytest.mark.parametrize("lang", LANGS)
def test_another_process_writes_the_same_bytes(lang: str, files: Mapping[str, bytes]) -> None:
    """What the command writes is what this process, begun earlier, makes of the same article."""
    assert word_file(built_in.composed(lang, "word", 1000)) == files[lang]


@pytest.mark.parametrize("lang", LANGS)
def test_figures_are_there_twice_and_in_colour(lang: str, files: Mapping[str, bytes]) -> None:
    """Each figure is an SVG that needs no style sheet, with a PNG of its size beside it; both have their colours."""
    with zipfile.ZipFile(io.BytesIO(files[lang])) as package:
        media = {name: package.read(name) for name in package.namelist() if "/media/" in name}
    assert len(media) == 6
    for name, data in media.items():
        if name.endswith("svg"):
            svg = data.decode()
            assert "class=" not in svg
            assert "<style" not in svg
            assert len({*re.findall(r'(?:fill|stroke)="(#\w{6})"', svg)}) > 4
            width, height = (float(re.search(rf' {side}="([\d.]+)', svg)[1]) for side in ("width", "height"))
            png = Image.open(io.BytesIO(media[name.replace("svg", "png")])).convert("RGB")
            assert abs(png.width / png.height - width / height) < 0.01
            red, _, blue = png.resize((200, 200)).split()
            assert ImageChops.difference(red, blue).histogram()[100:] != [0] * 156


def test_check_finds_the_files_current(
    run: Callable[..., CompletedProcess[str]], tmp_path: Path, files: Mapping[str, bytes]
) -> None:
    """`build --check` takes the files as current, and one that somebody changed as stale."""
    (tmp_path / "lstm.en.docx").write_bytes(files["en"])
    (tmp_path / "lstm.zh.docx").write_bytes(files["zh"] + b"\n")
    done = run("build", "--format", "docx", "--out", tmp_path, "--check")
    assert done.returncode == 1
    stale = f"{tmp_path / 'lstm.zh.docx'}:1: fresh: differs from what would be written; build it again\n"
    assert done.stderr == stale
    assert f"current {tmp_path / 'lstm.en.docx'}\n" in done.stdout


def test_other_formats_do_not_pay_for_it(tmp_path: Path) -> None:
    """A build of other formats loads nothing of Word's, nor of the PDF's."""
    code = (
        "import sys; from lstm_article.build import *; from lstm_article.checks import Goal; from pathlib import Path\n"
        f'build_articles(BuildOptions(["en"], ["md", "html"], out=Path({str(tmp_path)!r})), Goal())\n'
        'print([name for name in sys.modules if "docx" in name or "pdf" in name or "typst" in name])'
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout == "[]\n"
