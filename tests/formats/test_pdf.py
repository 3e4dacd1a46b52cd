"""The PDF document: its properties and fonts, what is refused, and what is said about a template that fails."""

import io
import re
import sys
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import pymupdf
import pypdf
import pytest
import typst

import built_in
from lstm_article import Article
from lstm_article.choices import Lang
from lstm_article.errors import MissingPackageError, TemplateError
from lstm_article.formats.pdf import pdf
from lstm_article.templating.templates import Templates, builtin_folder
from lstm_article.text import document

TEMPLATE = "document.typ"


def of(markdown: str, lang: Lang = "en", **changes: object) -> Article:
    """Return an article of a text without marks."""
    article = built_in.composed(lang, "word", 1000)
    return replace(
        article, markdown=markdown, text=document.read(markdown), marks=(), figures=(), _places=list, **changes
    )


def own(folder: Path, text: str) -> Templates:
    """Return templates with a user's document."""
    (folder / TEMPLATE).write_text(text, "utf-8")
    return Templates(folder)


def refusal(article: Article, templates: Templates | None = None, *, system_fonts: bool = False) -> TemplateError:
    with pytest.raises(TemplateError) as caught:
        pdf(article, {}, templates or Templates(), system_fonts=system_fonts)
    assert "\n" not in str(caught.value)
    return caught.value


def fonts(data: bytes) -> dict[str, str]:
    """Return the characters of a document by the font that they are set in."""
    found = defaultdict(set)
    for page in pymupdf.open(stream=data):
        for block in page.get_text("dict")["blocks"]:
            for line in block.get("lines", []):
                for span in line["spans"]:
                    name = span["font"].partition("-")[0]
                    found[name.rpartition("+")[2]] |= {*span["text"]}
    return {font: "".join(sorted(characters - {" "})) for font, characters in found.items()}


def test_properties_of_the_document() -> None:
    """A document has its title, description and language, is tagged, and has no date."""
    reader = pypdf.PdfReader(io.BytesIO(pdf(of("# A\n\nb\n", title='A "b" #c', description="D\\e"), {}, Templates())))
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.subject) == ('A "b" #c', "D\\e")
    assert not {"/CreationDate", "/ModDate"} & reader.metadata.keys()
    assert reader.trailer["/Root"]["/Lang"] == "en"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/ViewerPreferences"]["/DisplayDocTitle"]


@pytest.mark.parametrize(("tag", "lang"), [("en-GB", "en-GB"), ("zh-Hans", "zh"), ("zh-Hans-CN", "zh-CN")])
def test_the_language_has_its_region(tag: str, lang: str) -> None:
    """The document's language is that of the labels, with its region if they have one."""
    reader = pypdf.PdfReader(io.BytesIO(pdf(of("b\n", tag=tag), {}, Templates())))
    assert reader.trailer["/Root"]["/Lang"] == lang


def test_each_writing_has_its_font() -> None:
    """Punctuation that both writings have is Chinese in Chinese text; all else Latin is from the Latin font."""
    text = "“a” b—c… d·e ’f: (g), 1. “中—文”…：，。《》 don’t\n"
    english, chinese = (fonts(pdf(of(text, lang), {}, Templates())) for lang in ("en", "zh"))
    assert {*english["NotoSerifSC"]} == {*"《》。中文，："}
    assert {*"“”—…·’():,.1"} < {*english["LibertinusSerif"]}
    assert {*chinese["NotoSerifSC"]} == {*"·—’“”…《》。中文，："}
    assert {*"():,.1’"} < {*chinese["LibertinusSerif"]}
    assert not {*"“”—…·"} & {*chinese["LibertinusSerif"]}


def test_code_and_mathematics_may_be_chinese() -> None:
    """Code is in the font for code and mathematics in that for mathematics, but for their Chinese."""
    found = fonts(pdf(of("`a中` $b_{\\text{文}}$\n\n    c 字\n"), {}, Templates()))
    assert found["NotoSerifSC"] == "中字文"
    assert {*"ac"} <= {*found["DejaVuSansMono"]}
    assert "NewCMMath" in found


def test_references_are_in_the_font_of_their_language() -> None:
    """An English reference in a Chinese article has Latin punctuation."""
    article = replace(of("# T\n\n## 参考文献\n\n1. A’s “b”.\n", "zh"), reference_langs=("en",))
    assert {*"’“”"} < {*fonts(pdf(article, {}, Templates()))["LibertinusSerif"]}


def test_what_stands_out_in_chinese_is_drawn_bolder() -> None:
    """Han characters in bold or stressed are outlined, since their font has one weight; other text is not."""
    rendering = re.compile(rb"\b2 Tr\b")

    def outlined(markdown: str) -> bool:
        page = pypdf.PdfReader(io.BytesIO(pdf(of(markdown, "zh"), {}, Templates()))).pages[0]
        contents = page.get_contents()
        assert contents is not None
        return bool(rendering.search(contents.get_data()))

    assert not outlined("中文 $x$ `y` **b**\n")
    assert all(outlined(text) for text in ("**中**\n", "*中*\n", "# 中\n", "## 中\n", "|中|\n|---|\n"))


def test_what_stands_out_keeps_its_colour() -> None:
    """A link that stands out in Chinese is drawn bolder in its own colour."""
    page = pymupdf.open(stream=pdf(of("**[中](https://example.org)**\n", "zh"), {}, Templates()))[0]
    points = page.get_pixmap(clip=(0, 0, 595, 400)).samples
    dark = [(red, blue) for red, blue in zip(points[::3], points[2::3], strict=True) if red < 128]
    assert dark
    assert all(blue - red > 50 for red, blue in dark)


def test_gb_2312_level_1_can_be_set() -> None:
    """An edited text finds each of the 3755 most frequent characters, and the signs of GB 2312."""
    common = [bytes([row, cell]) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF)]
    signs = "、。·ˉ—～…‘’“”〔〕《》「」『』【】①②㈠℃¥‰※→←↑↓〓"
    text = "".join(character.decode("gb2312", "ignore") for character in common)
    assert len(text) == 3755
    assert {*text} <= {*"".join(fonts(pdf(of(f"{text}{signs}\n", "zh"), {}, Templates())).values())}


def test_characters_of_the_templates_can_be_set() -> None:
    """The font has all that stands in the templates; when it does not, it has to be cut again."""
    text = "".join(file.read_text("utf-8") for file in builtin_folder().rglob("*") if file.is_file())
    characters = "".join(sorted({character for character in text if character >= "\u2e80"}))
    assert len(characters) > 500
    assert pdf(of(f"{characters}\n", "zh"), {}, Templates())


def test_all_missing_characters_are_named() -> None:
    """Characters that no font has are named, each once, with the template and what to do."""
    error = refusal(of("# ☃ a\n\nb 龘☃ `😀` $c_{\\text{☂}}$\n"))
    assert error.file == str(Templates().path("en/article.md"))
    assert error.message == 'no font has "☃", "龘", "😀", "☂"; use other characters, or --system-fonts'


def test_the_systems_fonts_are_used_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the system's fonts, any of them may be fallen back on; without, none is looked for."""
    calls = []

    def compiled(source: bytes, **settings: object) -> bytes:
        calls.append((b"fallback: true" in source, settings["ignore_system_fonts"]))
        raise typst.TypstError("the text", 'the text `"☃"` could not be displayed with font', [], [])

    monkeypatch.setattr(typst, "compile", compiled)
    monkeypatch.setattr(typst, "TypstError", _Error)
    assert refusal(of("a\n")).message.endswith("; use other characters, or --system-fonts")
    assert refusal(of("a\n"), system_fonts=True).message == 'no font has "☃"; use other characters'
    assert calls == [(False, True), (True, False)]


class _Error(Exception):
    """Typst's error, which only Typst itself can raise with a diagnostic."""

    def __init__(self, message: str, diagnostic: str, *_: object) -> None:
        super().__init__(message)
        self.message, self.diagnostic = message, diagnostic


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("$" + "x^{" * 480 + "x" + "}" * 480 + "$\n", "mathematics"),
        (">" * 19 + " a\n", "mathematics, lists or quotations"),
    ],
)
def test_what_is_nested_too_deeply(text: str, what: str) -> None:
    """Mathematics and quotations that are nested too deeply to be set are an error about the article's template."""
    error = refusal(of(text))
    assert error.file == str(Templates().path("en/article.md"))
    assert error.message == f"nests {what} more deeply than can be set; simplify it"


def test_nesting_that_occurs_can_be_set() -> None:
    """Some levels of lists and quotations, and mathematics nested as deeply as anybody writes it, are set."""
    lists = "".join(f"{'    ' * level}- a\n" for level in range(5))
    assert pdf(of(f"{lists}\n> > > b\n\n${'x^{' * 45}x{'}' * 45}$\n"), {}, Templates())


def test_without_typst_a_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """When Typst is not installed, one line says how to."""
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(MissingPackageError) as caught:
        pdf(of("a\n"), {}, Templates())
    assert str(caught.value) == '--format pdf needs typst; run pip install "lstm-article[pdf]"'


def test_a_document_of_ones_own(tmp_path: Path) -> None:
    """A user's template replaces the document around the text."""
    text = Templates().read(TEMPLATE).replace('"a4"', '"a5"')
    page = pypdf.PdfReader(io.BytesIO(pdf(of("a\n"), {}, own(tmp_path, text)))).pages[0]
    assert float(page.mediabox.width) == pytest.approx(148 / 25.4 * 72, abs=0.1)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("#nosuch\n{{ body }}", "Typst says: unknown variable: nosuch; correct the template"),
        ("{{ nosuch }}", "'nosuch' is undefined; correct the template"),
        ("{{ body }}", "Typst says: PDF/UA-1 error: missing document title; correct the template"),
    ],
)
def test_a_document_that_fails(tmp_path: Path, text: str, message: str) -> None:
    """What is wrong with a user's document is said in one line about its file."""
    error = refusal(of("a\n"), own(tmp_path, text))
    assert error.file == str(tmp_path / TEMPLATE)
    assert error.message == message


@pytest.mark.parametrize(
    ("code", "word"),
    [
        ('#import "@preview/cetz:0.3.0"', "import"),
        ('#include "a.typ"', "include"),
        ('#eval("1")', "eval"),
        ('#dictionary(std).at("e" + "val")("1")', "std"),
    ],
)
def test_a_document_loads_no_code(tmp_path: Path, code: str, word: str) -> None:
    """A template may come from somebody else: what would fetch packages is refused before Typst sees it."""
    error = refusal(of("a\n"), own(tmp_path, f"{code}\n{{{{ body }}}}"))
    assert error.message == f"has '{word}', with which Typst loads code; remove it"
    assert error.file == str(tmp_path / TEMPLATE)


def test_the_text_may_speak_of_code() -> None:
    """Only a template's own words are looked through: an article may have any."""
    article = of('`import` a, #include "b" and eval\n', title="How to import it", description='#include "b"')
    assert pypdf.PdfReader(io.BytesIO(pdf(article, {}, Templates()))).metadata["/Title"] == "How to import it"


@pytest.mark.parametrize("path", ["secret.txt", "/secret.txt", "../secret.txt"])
def test_a_document_reads_no_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    """A template reads nothing from the folder in which the command runs, nor from its own."""
    (tmp_path / "secret.txt").write_text("secret")
    monkeypatch.chdir(tmp_path)
    error = refusal(of("a\n"), own(tmp_path, f'#read("{path}")\n{{{{ body }}}}'))
    assert re.search("not found|escape|denied", error.message)


@pytest.mark.parametrize("text", ["{0}\n", "- {0}\n", "> `{0}`\n", "```\n{0}\n```\n", "```python\nx = '{0}'\n```\n"])
def test_a_word_that_no_line_can_hold_goes_on_on_the_next(text: str) -> None:
    """Nothing is lost beyond the margin, and what is copied is the same word."""
    word = "a" * 200
    page = pymupdf.open(stream=pdf(of(f"# T\n\n{text.format(word)}"), {}, Templates()))[0]
    words = page.get_text("words", flags=0)  # also what is off the page
    assert max(right for _, _, right, *_ in words) < page.rect.width - 2.5 / 2.54 * 72
    assert word in "".join(text for *_, text, _, _, _ in words)


def test_an_image_in_a_table_is_as_wide_as_its_column() -> None:
    """Two images side by side are within the margins."""
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9" fill="red"/></svg>'
    data = pdf(of("# T\n\n| ![a](a.svg) | ![b](a.svg) |\n|---|---|\n"), {"a.svg": svg}, Templates())
    page = pymupdf.open(stream=data)[0]
    images = [drawing["rect"] for drawing in page.get_drawings() if drawing["fill"] == (1, 0, 0)]
    assert len(images) == 2
    assert images[0].x1 < images[1].x0
    assert images[1].x1 < page.rect.width - 2.5 / 2.54 * 72
