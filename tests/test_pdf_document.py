"""The PDF document as readers get it: accessible, with all of its text, links that lead somewhere, and nothing cut."""

import io
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import outloud
import pdfua
import pymupdf
import pypdf
import pytest

import built_in
from lstm_article import Article
from lstm_article.choices import LANGS
from lstm_article.figures import figure_file
from lstm_article.figures.files import light_svg
from lstm_article.formats import parts
from lstm_article.formats.body import body
from lstm_article.formats.mathml import MathML
from lstm_article.formats.pdf import pdf
from lstm_article.templating.templates import Templates
from own_article import draft

LENGTHS = (400, 1000, 1500, 2000, 2500)
MARGINS = pymupdf.Rect(
    70, 62, 528, 815
)  # of A4 in points: the text's room with hanging punctuation, and the page number
OWN = r"""
### Before the title

# A *title* with $x^2$

##### Two levels {{ cite("gers2000") }}

Text, **bold `code`**, [a link](https://example.org/?a="b"), [another](other.md#c), {{ refer("structure") }}\
and ![a photograph](photo.png). “中文”: _强调_.

> A quotation
>
> - with a list
>     1. of lists
>
>        and paragraphs

7. seven
8. eight

   $$
   \begin{cases} \frac{a}{b} & \text{if } a < b \\ \sum_i x_i & \text{otherwise} \end{cases}
   $$

{{ figure("structure") }}

![alone](alone.png)

|  | *b* | $c$ |
|---|---|---|
| d |  | a longer text, which stands in a cell of the table and so has to be broken there into several lines |

~~~python
# 注释
print("#eval")
~~~

---

<div>HTML</div>
"""
HAN = re.compile(r"[\u4e00-\u9fff]")


@cache
def document(lang: str, words: int) -> bytes:
    return compiled(built_in.composed(lang, "word", words))


def compiled(article: Article) -> bytes:
    return pdf(article, {figure.path: svg(article.lang, figure.name) for figure in article.figures}, Templates())


@cache
def svg(lang: str, name: str) -> bytes:
    """Return a figure, which is the same at all lengths, without the theme for the dark."""
    return next(light_svg(figure_file(figure, "svg")) for figure in built_in.whole(lang).figures if figure.name == name)


@pytest.fixture(
    params=[(lang, words) for lang in LANGS for words in LENGTHS], ids=lambda param: "-".join(map(str, param))
)
def built_in_article(request: pytest.FixtureRequest) -> tuple[Article, bytes]:
    lang, words = request.param
    return built_in.composed(lang, "word", words), document(lang, words)


def faults(data: bytes, folder: Path) -> list[object]:
    """Return what two checkers of PDF/UA call an error."""
    file = folder / "document.pdf"
    file.write_bytes(data)
    heard = outloud.check(str(file))
    assert heard.error is None
    report = pdfua.validate(str(file))
    errors = [finding for finding in heard.findings if finding.severity == "error"]
    return [*errors, *(finding for finding in report.findings if finding.severity >= pdfua.Severity.ERROR)]


def test_checkers_find_no_error(built_in_article: tuple[Article, bytes], tmp_path: Path) -> None:
    """The built-in articles fulfil PDF/UA-1, as far as programs can tell."""
    assert not faults(built_in_article[1], tmp_path)


def test_checkers_find_what_is_wrong(tmp_path: Path) -> None:
    """The checkers do say so when a document has no tags and no title."""
    plain = pymupdf.open()
    plain.new_page().insert_text((72, 72), "text")
    assert len(faults(plain.tobytes(), tmp_path)) >= 3


def test_an_article_of_ones_own(tmp_path: Path) -> None:
    """An article of somebody's own, with headings that leave levels out and all kinds of blocks, fulfils PDF/UA-1."""
    article = draft(tmp_path / "own", OWN).compose(1, tolerance=float("inf"))
    data = compiled(article)
    assert not faults(data, tmp_path)
    reader = pypdf.PdfReader(io.BytesIO(data))
    assert [title for _, title in outline(reader)] == ["Before the title", "Two levels\u00a0[1]", "References"]
    assert "“中文”: 强调." in text_of(data)


def test_no_figure_is_above_the_title(tmp_path: Path) -> None:
    """A figure that a short text refers to stands below it, though it would have room at the head of the page."""
    article = draft(
        tmp_path, '# T\n\nAs {{ refer("structure") }} shows.\n\n{{ figure("structure") }}\n\nEnd.\n'
    ).compose(1)
    file = pymupdf.open(stream=compiled(article))
    assert len(file) == 1
    end = file[0].search_for("End.")[0]
    assert all(drawing["rect"].y0 > end.y1 for drawing in file[0].get_drawings())


def test_a_figure_is_at_the_edge_of_its_page(tmp_path: Path) -> None:
    """A figure that has no room left on the first page is at the head of the second, not at its foot."""
    moved = 0
    for paragraphs in range(12, 20):
        source = "# T\n\n" + "A paragraph.\n\n" * paragraphs + '{{ figure("structure") }}\n' + "\nA paragraph.\n" * 30
        file = pymupdf.open(stream=compiled(draft(tmp_path / str(paragraphs), source).compose(1, tolerance=1e6)))
        on_first = bool(file[0].get_drawings())
        moved += not on_first
        assert on_first or file[1].get_drawings()[0]["rect"].y0 < 150
    assert 0 < moved < 8


def test_fonts_and_images(built_in_article: tuple[Article, bytes]) -> None:
    """All fonts are embedded, none as drawings (Type 3), and no figure is an image of dots."""
    reader = pypdf.PdfReader(io.BytesIO(built_in_article[1]))
    fonts, images = 0, 0
    for item in (reader.get_object(number) for number in range(1, len(reader.xref[0]) + len(reader.xref_objStm) + 1)):
        if not isinstance(item, dict):
            continue
        images += item.get("/Subtype") == "/Image"
        if item.get("/Type") == "/Font":
            assert item["/Subtype"] != "/Type3"
        if item.get("/Type") == "/FontDescriptor":
            fonts += 1
            assert {"/FontFile2", "/FontFile3"} & item.keys()
    assert fonts >= 3
    assert images == 0


def outline(reader: pypdf.PdfReader) -> list[tuple[int, str]]:
    """Return the bookmarks with their levels."""

    def read(items: Iterable[object], level: int) -> Iterator[tuple[int, str]]:
        for item in items:
            if isinstance(item, list):
                yield from read(item, level + 1)
            else:
                yield level, str(item["/Title"])

    return [*read(reader.outline, 1)]


def test_bookmarks_are_the_headings(built_in_article: tuple[Article, bytes]) -> None:
    """Each heading below the title has a bookmark of its level."""
    article, data = built_in_article
    headings = [block for block in body(article) if isinstance(block, parts.Heading)]
    assert headings[0].level == 1
    expected = [(heading.level - 1, parts.source(heading.children)) for heading in headings[1:]]
    assert outline(pypdf.PdfReader(io.BytesIO(data))) == expected


def test_each_link_leads_somewhere(built_in_article: tuple[Article, bytes]) -> None:
    """A link within the document has a place there; the others are those of the article, each named for who hears it."""
    article, data = built_in_article
    reader = pypdf.PdfReader(io.BytesIO(data))
    pages = {page.indirect_reference.idnum for page in reader.pages if page.indirect_reference}
    within, addresses = 0, set()
    for page in reader.pages:
        for link in (annotation.get_object() for annotation in page.get("/Annots", [])):
            assert link["/Contents"]
            target = link["/Dest"] if "/Dest" in link else link["/A"].get("/D")
            if target is None:
                addresses.add(str(link["/A"]["/URI"]))
                continue
            place = reader.named_destinations[target]["/Page"] if isinstance(target, str) else target[0]
            assert getattr(place, "idnum", None) in pages
            within += 1
    assert addresses == {*re.findall(r"\]\((https:.*?)\)", article.markdown)}
    assert within >= 3


def test_all_han_characters_can_be_copied(built_in_article: tuple[Article, bytes]) -> None:
    """What is copied from the document has the article's Han characters, each as often as it is there."""
    article, data = built_in_article
    mathematics = MathML(Path("article.md"))

    def words(part: object) -> Iterator[str]:
        match part:
            case parts.Mathematics(tex) | parts.Equation(tex=tex):
                yield "".join(mathematics.tree(tex, display=True).itertext())
            case parts.Text(text) | parts.CodeSpan(text) | parts.Code(text) | parts.FigureNumber(text):
                yield text
            case parts.FigureReference(words=text):
                yield text
            case parts.Image():
                pass
            case list() | tuple():
                for item in part:
                    yield from words(item)
            case _ if hasattr(part, "__dict__"):
                yield from words([*vars(part).values()])

    expected = Counter(HAN.findall("".join(words(body(article)))))
    assert Counter(HAN.findall(text_of(data))) == expected
    assert bool(expected) == (article.lang == "zh")


def text_of(data: bytes) -> str:
    return "".join(page.get_text() for page in pymupdf.open(stream=data))


def test_nothing_is_outside_the_margins(built_in_article: tuple[Article, bytes]) -> None:
    """All text and drawings are within the margins: no formula, table or line of code is cut or hangs out."""
    for page in pymupdf.open(stream=built_in_article[1]):
        for block in page.get_text("dict")["blocks"]:
            for line in block.get("lines", []):
                assert MARGINS.contains(pymupdf.Rect(line["bbox"])), "".join(span["text"] for span in line["spans"])
        assert all(MARGINS.contains(drawing["rect"]) for drawing in page.get_drawings())


def test_figures_are_in_colour(built_in_article: tuple[Article, bytes]) -> None:
    """Above each caption is its figure, in the colours of the light theme."""
    article, data = built_in_article
    seen = []
    for page in pymupdf.open(stream=data):
        blocks = [(pymupdf.Rect(block[:4]), " ".join(block[4].split())) for block in page.get_text("blocks")]
        for figure in article.figures:
            number = " ".join(figure.number.split())
            for place, _ in (at for at in blocks if at[1].startswith(number) and at[0].x0 > 80):  # it is centred
                room = pymupdf.Rect(70, place.y0 - 180, 528, place.y0 + 2)
                drawings = [drawing for drawing in page.get_drawings() if room.contains(drawing["rect"])]
                colours = {drawing[kind] for drawing in drawings for kind in ("fill", "color") if drawing[kind]}
                assert any(max(colour) - min(colour) > 0.3 for colour in colours), figure.number
                seen.append(figure.name)
    assert sorted(seen) == sorted(figure.name for figure in article.figures)


def test_headings_stay_with_what_follows(built_in_article: tuple[Article, bytes]) -> None:
    """No heading is the last text on its page, and no equation is parted from the paragraph that leads to it."""
    article, data = built_in_article
    headings = {parts.source(block.children) for block in body(article) if isinstance(block, parts.Heading)}
    for page in pymupdf.open(stream=data):
        lines = page.get_text().strip().splitlines()
        assert lines[-2] not in headings  # above the page number
        assert not lines[0].strip().startswith("(")
    assert len(headings) > 4


def test_the_same_bytes_in_each_process(tmp_path: Path) -> None:
    """Another process writes the same bytes, whatever the time and the order of its sets."""
    script = (
        "import sys, built_in; from pathlib import Path; from lstm_article.formats.pdf import pdf\n"
        "from lstm_article.templating.templates import Templates\n"
        "article = built_in.composed('zh', 'word', 400)\n"
        "figures = {figure.path: Path(figure.name).read_bytes() for figure in article.figures}\n"
        "sys.stdout.buffer.write(pdf(article, figures, Templates()))\n"
    )
    for figure in built_in.composed("zh", "word", 400).figures:
        (tmp_path / figure.name).write_bytes(svg("zh", figure.name))
    environment = {"PYTHONPATH": str(Path(__file__).parent), "PYTHONHASHSEED": "1", "TZ": "Asia/Shanghai"}
    call = [sys.executable, "-c", script]
    done = subprocess.run(call, capture_output=True, check=True, cwd=tmp_path, env=environment)
    assert done.stdout == document("zh", 400)
