"""The Word file in LibreOffice: `make test-libreoffice` runs this file, since it needs Debian's Writer and Math."""

import io
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass

import pymupdf
import pytest
from PIL import Image, ImageChops

import built_in
from lstm_article import Article
from lstm_article.choices import LANGS
from lstm_article.formats.docx_count import word_counts
from own_article import EQUATIONS, STEP, draft
from test_word_file import word_file

LENGTHS = (400, 1000, 2500)
OWN = (
    f"{EQUATIONS}\n# Les *LSTM* ½ R² ①\n\n> Q – a—b ($x$) x² `c d`\n\n- a\n\n    1. b $y$, c\n\n3. d\u3000e\n\n"
    '| $x$ | |\n|---|---|\n| h | $\\frac{1}{2}$ |\n\nKnown {{ cite("gers2000") }}: {{ refer_equation("cell-state", "it") }}.\n\n'
    f"$$\n\\begin{{aligned}} a &= \\left| b \\right| \\\\ c &= p(d|e) && \\text{{f}} \\end{{aligned}}\n$$\n\n{STEP}"
)
CASES = [f"{lang}-{words}" for lang in LANGS for words in LENGTHS]


@dataclass(frozen=True)
class Opened:
    """An article with its Word file, and what LibreOffice makes of this: its own format as XML, and a PDF."""

    article: Article
    data: bytes
    xml: str
    pdf: pymupdf.Document


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Opened]:
    """Word files, opened in LibreOffice all at once."""
    office, folder = shutil.which("soffice"), tmp_path_factory.mktemp("libreoffice")
    assert office, "needs LibreOffice: apt-get install libreoffice-writer-nogui libreoffice-math-nogui"
    articles = {case: built_in.composed(case[:2], "word", int(case[3:])) for case in CASES}
    articles["own"] = draft(folder / "own", OWN).compose(1)
    files = {name: word_file(article) for name, article in articles.items()}
    for name, data in files.items():
        (folder / f"{name}.docx").write_bytes(data)
    for ending in ("fodt", "pdf"):
        names = [str(folder / f"{name}.docx") for name in files]
        own = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [office, own, "--headless", "--convert-to", ending, "--outdir", str(folder), *names]
        subprocess.run(command, check=True, capture_output=True, timeout=600)
    return {
        name: Opened(
            article, files[name], (folder / f"{name}.fodt").read_text("utf-8"), pymupdf.open(folder / f"{name}.pdf")
        )
        for name, article in articles.items()
    }


@pytest.mark.parametrize("case", [*CASES, "own"])
def test_the_count_is_as_predicted(case: str, opened: Mapping[str, Opened]) -> None:
    """LibreOffice shows as many words as `--verbose` says; those of prose, captions and references are the article's."""
    document = opened[case]
    shown = int(re.search(r'meta:word-count="(\d+)"', document.xml)[1])
    counts = word_counts(document.data)
    assert sum(counts.values()) == shown
    assert counts["prose"] == document.article.count.word
    assert counts["captions"] == document.article.text.captions.word
    assert counts["references"] == document.article.text.references.word


@pytest.mark.parametrize("case", [*CASES, "own"])
def test_no_formula_is_blank_or_wrong(case: str, opened: Mapping[str, Opened]) -> None:
    """There is a formula for each in the text, none empty; and in the PDF no sign for a term that is missing."""
    document = opened[case]
    tokens = [child for token in document.article.text.tokens for child in [token, *(token.children or [])]]
    formulas = [token for token in tokens if token.type in {"math_block", "math_inline"}]
    read = re.findall(r'<annotation encoding="StarMath 5.0">(.*?)</annotation>', document.xml)
    assert len(read) == len(formulas) > 10
    assert all(formula.strip() for formula in read)
    text = "".join(page.get_text() for page in document.pdf)
    assert "¿" not in text
    assert "tanh" in text


@pytest.mark.parametrize("lang", LANGS)
def test_numbers_are_fields_that_jump(lang: str, opened: Mapping[str, Opened]) -> None:
    """Figures and equations are numbered by the word processor; citations and references lead to bookmarks."""
    document = opened[f"{lang}-2500"]
    words = {"en": ("Figure", "Equation"), "zh": ("图", "公式")}[lang]
    numbered = re.findall(r'<text:sequence [^>]*text:name="(\w+)"[^>]*>(\d+)', document.xml)
    assert [number for name, number in numbered if name == words[0]] == ["1", "2", "3"]
    assert [number for name, number in numbered if name == words[1]] == [*"123456"]
    marks = {*re.findall(r'<text:bookmark-start text:name="(\w+)"', document.xml)}
    references = re.findall(r'<text:bookmark-ref [^>]*text:ref-name="(\w+)">([^<]*)', document.xml)
    assert {name for name, _ in references} <= marks
    cited = [mark for mark in document.article.marks if mark.kind == "citation"]
    numbers = [
        number for mark in cited for number in document.article.markdown[mark.start + 1 : mark.end - 1].split(",")
    ]
    assert [text for name, text in references if name.startswith("reference_")] == numbers
    assert all(name == f"reference_{text}" for name, text in references if name.startswith("reference_"))
    shown = {name: text for name, text in references if not name.startswith("reference_")}
    assert shown["figure_structure"] == f"{words[0]}\u00a01"
    assert shown["equation_4"] == "(4)"


@pytest.mark.parametrize("lang", LANGS)
def test_figures_are_in_colour(lang: str, opened: Mapping[str, Opened]) -> None:
    """The pages with figures have the colours of these."""
    document = opened[f"{lang}-1000"]
    coloured = 0
    for page in document.pdf:
        red, _, blue = Image.open(io.BytesIO(page.get_pixmap(dpi=50).tobytes("png"))).split()
        coloured += sum(ImageChops.difference(red, blue).histogram()[100:])
    assert coloured > 500


@pytest.mark.parametrize("case", CASES)
def test_nothing_is_lost(case: str, opened: Mapping[str, Opened]) -> None:
    """All headings are in the PDF, and no box stands for a character that is missing."""
    document = opened[case]
    text = "".join("".join(page.get_text().split()) for page in document.pdf)
    for section in document.article.sections:
        assert "".join(section.title.split()) in text
    assert "□" not in text
