"""A Word file's package: its parts, what they refer to, and that it is the same each time."""

import io
import re
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

import built_in
from lstm_article.choices import LANGS
from lstm_article.errors import TemplateError
from lstm_article.formats.docx import Picture, docx
from lstm_article.templating.templates import Templates

PICTURE = Picture(b'<svg width="48" height="24"></svg>', b"PNG")


def package(markdown: str, lang: str = "en", folder: Path | None = None) -> dict[str, bytes]:
    """Return the files in the Word file of a text in which `a.svg` is a figure."""
    data = docx(built_in.of(markdown, lang), {"a.svg": PICTURE}, Templates(folder))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_every_part_is_declared_and_referred_to() -> None:
    """Each file of the package has a content type, and is reached from another; every reference has a target."""
    files = package("![A](a.svg)\n\n[b](https://x.org/?a&b)\n\n- c\n")
    types = files["[Content_Types].xml"].decode()
    assert '<Default Extension="png" ContentType="image/png"/>' in types
    assert '<Default Extension="svg" ContentType="image/svg+xml"/>' in types
    for name in files.keys() - {"[Content_Types].xml"}:
        assert f'PartName="/{name}"' in types or f'Extension="{name.rpartition(".")[2]}"' in types
        if name.endswith(".xml"):
            ET.fromstring(files[name])
    targets = set()
    for name, folder in (("_rels/.rels", ""), ("word/_rels/document.xml.rels", "word/")):
        links = re.findall(
            r'<Relationship Id="(\w+)" Type="[^"]+/([\w-]+)" Target="([^"]+)"( TargetMode)?', files[name].decode()
        )
        assert len({identifier for identifier, *_ in links}) == len(links)
        targets |= {f"{folder}{target}" for *_, target, mode in links if not mode}
    assert targets == {name for name in files if "rels" not in name} - {"[Content_Types].xml"}
    related = {*re.findall(r'<Relationship Id="(\w+)"', files["word/_rels/document.xml.rels"].decode())}
    assert "document" not in related
    used = {*re.findall(r'r:(?:id|embed)="(\w+)"', files["word/document.xml"].decode())}
    assert used == {"svg1", "png1", "link1", "footer"} <= related
    assert (files["word/media/svg1.svg"], files["word/media/png1.png"]) == PICTURE
    assert 'Target="https://x.org/?a&amp;b" TargetMode="External"' in files["word/_rels/document.xml.rels"].decode()


@pytest.mark.parametrize("lang", LANGS)
def test_the_properties_are_the_articles(lang: str) -> None:
    """Title, description and language of the article are the file's properties, which have no date."""
    article = built_in.of("a\n", lang)
    properties = package("a\n", lang)["properties.xml"].decode()
    said = dict(re.findall(r"<dc:(\w+)>(.*?)</dc:", properties))
    assert said == {"title": article.title, "description": article.description, "language": article.tag}
    assert "20" not in re.sub("<cp:coreProperties.*?>", "", properties, flags=re.DOTALL).replace(article.title, "")


def test_every_style_that_is_used_is_defined() -> None:
    """All styles that the text, the lists and the footer name are in the styles, each once; so are their bases."""
    text = (
        "# A\n\n## B\n\n### C\n\n#### D\n\n##### E\n\n###### F\n\nG `h` [i](j)\n\n> K\n\n- L\n\n    M\n\n1. N\n\n---\n\n"
        "```python\ndef f(): return 1, 'a'  # b\n```\n\n| P |\n|---|\n\n$$\nx\n$$\n\n![A](a.svg)\n\nFigure 1 Q\n\n"
        "## References\n\n1. R\n"
    )
    files = package(text)
    styles = files["word/styles.xml"].decode()
    defined = re.findall(r'w:styleId="(\w+)"', styles)
    assert len({*defined}) == len(defined)
    others = "".join(files[f"word/{name}.xml"].decode() for name in ("document", "footer"))
    used = {*re.findall(r'<w:(?:pStyle|rStyle|tblStyle) w:val="(\w+)"', others)}
    assert {"Title", "Heading5", "HTMLCode", "Quote", "CodeFunction", "CodeString", "ThreeLineTable", "Footer"} < used
    assert used | {*re.findall(r'<w:(?:basedOn|next) w:val="(\w+)"', styles)} <= {*defined}
    names = dict(re.findall(r'w:styleId="(\w+)">\s*<w:name w:val="([^"]+)"', styles))
    words_own = {"Title": "Title", "Heading1": "heading 1", "Caption": "caption", "ListBullet": "List Bullet",
                 "Bibliography": "Bibliography", "HTMLPreformatted": "HTML Preformatted"}  # fmt: skip
    assert words_own.items() <= names.items()


def test_each_list_has_its_first_number() -> None:
    """Numbered lists begin with their own numbers, on their level, by the definition of their kind."""
    numbering = package("- a\n\n<!-- -->\n\n3. b\n")["word/numbering.xml"].decode()
    numbers = re.findall(r'<w:num w:numId="(\d)">\s*<w:abstractNumId w:val="(\d)"/>\s*(.*?)\s*</w:num>', numbering)
    start = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="3"/></w:lvlOverride>'
    of_styles = [(number, number, "") for number in "123"]
    assert numbers == [*of_styles, ("4", "1", ""), ("5", "2", start)]


def test_the_styles_of_lists_are_numbered() -> None:
    """A paragraph that is given the style of a list or of the bibliography is numbered; each level knows its style."""
    files = package("a\n")
    numbers = re.findall(
        r'"(ListBullet|ListNumber|Bibliography)">.*?<w:numId w:val="(\d)"/>',
        files["word/styles.xml"].decode(),
        re.DOTALL,
    )
    assert numbers == [("ListBullet", "1"), ("ListNumber", "2"), ("Bibliography", "3")]
    numbering = files["word/numbering.xml"].decode()
    assert re.findall(r'<w:pStyle w:val="(\w+)"/>', numbering) == [style for style, _ in numbers]
    definitions = numbering.split("<w:abstractNum ")[1:]
    assert ["bullet" in definition for definition in definitions] == [True, False, False]


@pytest.mark.parametrize("lang", LANGS)
def test_east_asian_fonts_and_languages_are_set(lang: str) -> None:
    """Text and headings have a Chinese font and the Chinese language beside the Latin ones, in both languages."""
    styles = package("a\n", lang)["word/styles.xml"].decode()
    defaults, headings = styles.partition("</w:docDefaults>")[::2]
    assert 'w:eastAsia="SimSun"' in defaults
    assert '<w:lang w:val="en-GB" w:eastAsia="zh-CN"/>' in defaults
    assert headings.count('w:eastAsia="SimHei"') == 7  # the title's and those of six levels


def test_the_same_article_is_the_same_file() -> None:
    """Two Word files of one article are the same bytes: all that is in them has the earliest date."""
    article = built_in.of("# A\n\n- b\n")
    data = docx(article, {}, Templates())
    assert docx(article, {}, Templates()) == data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {file.date_time for file in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {file.compress_type for file in archive.infolist()} == {zipfile.ZIP_DEFLATED}
        assert archive.namelist()[0] == "[Content_Types].xml"


def test_words_in_templates_are_escaped() -> None:
    """A title with signs of XML is in the properties as it is."""
    data = docx(replace(built_in.of("a\n"), title="A & <b>\x0b"), {}, Templates())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert b"<dc:title>A &amp; &lt;b&gt;</dc:title>" in archive.read("properties.xml")


@pytest.mark.parametrize("lang", LANGS)
def test_mathematics_that_cannot_be_set_is_an_error(lang: str) -> None:
    """TeX that is refused is an error about the article's template, in its language."""
    with pytest.raises(TemplateError, match="cannot be set") as caught:
        package("$\\nosuch$\n", lang)
    assert caught.value.file == str(Templates().path(f"{lang}/article.md"))


def test_a_users_styles_are_used(tmp_path: Path) -> None:
    """A part of one's own templates takes the place of the built-in one; what is no XML is an error about it."""
    file = tmp_path / "word" / "footer.xml"
    file.parent.mkdir()
    file.write_text("<w:ftr/>", "utf-8")
    with pytest.raises(
        TemplateError, match="gives no XML: unbound prefix: line 1, column 0; correct it, or remove it"
    ) as caught:
        package("a\n", folder=tmp_path)
    assert caught.value.file == str(file)
    file.write_text('<a xmlns="b">{{ article.title }}</a>', "utf-8")
    assert package("a\n", folder=tmp_path)["word/footer.xml"].startswith(b'<a xmlns="b">Long Short-Term')


@pytest.mark.parametrize("encoding", ["nosuch", "utf-7", "idna"])
def test_an_encoding_that_cannot_be_read_is_an_error(tmp_path: Path, encoding: str) -> None:
    """What a part says of its encoding must be right."""
    (tmp_path / "word").mkdir()
    (tmp_path / "word" / "footer.xml").write_text(f'<?xml version="1.0" encoding="{encoding}"?><a/>', "utf-8")
    with pytest.raises(TemplateError, match=r"footer\.xml: gives no XML: .*; correct it"):
        package("a\n", folder=tmp_path)
