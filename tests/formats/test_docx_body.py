"""What a text becomes in Word: styles, fields, bookmarks, lists, links and pictures."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

import built_in
from lstm_article import Article
from lstm_article.choices import LANGS
from lstm_article.errors import TemplateError
from lstm_article.formats.docx_body import Body, Numbering, Picture, written
from own_article import EQUATIONS, STEP, draft

TEMPLATE = Path("article.md")
PICTURE = Picture(b'<svg width="48" height="24">', b"PNG")


def of(article: str | Article, lang: str = "en", **pictures: Picture) -> Body:
    """Return the document of a text."""
    if isinstance(article, str):
        article = built_in.of(article, lang)
    return written(article, pictures or {figure.path: PICTURE for figure in article.figures}, TEMPLATE)


def paragraphs(body: Body) -> list[tuple[str, str]]:
    """Return the paragraphs with their styles, and their words, with codes of fields in braces and tabs."""
    found = []
    for paragraph in re.findall(r"<w:p>.*?</w:p>", body.xml):
        words = re.sub(r"<w:instrText[^>]*> (.*?) </w:instrText>", r"{\1}", paragraph).replace("<w:tab/>", "\t")
        words = words.replace("<w:br/>", "\n")
        found.append((re.search(r'<w:pStyle w:val="(\w+)"', paragraph)[1], re.sub("<.*?>", "", words)))
    return found


def looks(body: Body) -> list[tuple[str, str]]:
    """Return the runs of words, each with what is said of it."""
    runs = re.findall(r"<w:r>(?:<w:rPr>((?:(?!</w:rPr>).)*)</w:rPr>)?<w:t [^>]*>(.*?)</w:t></w:r>", body.xml)
    return [(words, properties.replace("w:", "").replace("/>", ">")) for properties, words in runs]


def test_each_block_has_words_own_style() -> None:
    """Title, headings, text, quotations, code and lists have the styles that Word has for them."""
    body = of(
        "# A\n\n## B\n\n### C\n\n# D\n\nE\nf.\n\n> G\n>\n> - H\n\n---\n\n- I\n\n    J\n\n    1. K\n\n"
        "```python\nif 1:\n\n    x\n```\n\n| L |\n|---|\n| M |\n\n## References\n\n1. N\n"
    )
    assert paragraphs(body) == [
        ("Title", "A"), ("Heading1", "B"), ("Heading2", "C"), ("Title", "D"), ("BodyText", "E f."), ("Quote", "G"),
        ("ListBullet", "H"), ("HorizontalLine", ""), ("ListBullet", "I"), ("ListContinue", "J"), ("ListNumber", "K"),
        ("HTMLPreformatted", "if 1:\n\n    x"), ("TableText", "L"), ("TableText", "M"), ("AfterTable", ""),
        ("BibliographyHeading", "References"), ("Bibliography", "N"),
    ]  # fmt: skip


def test_after_a_quotation_comes_text() -> None:
    """What follows a quotation, or one within another, is none; what a list has within one is."""
    assert [style for style, _ in paragraphs(of("> - A\n>\n>     B\n"))] == ["ListBullet", "Quote"]
    assert [style for style, _ in paragraphs(of("> > A\n>\n> B\n\nC\n"))] == ["Quote", "Quote", "BodyText"]


def test_deep_headings_stay_headings() -> None:
    """Word's headings begin one level below the article's title."""
    assert [style for style, _ in paragraphs(of("##### A\n\n###### B\n"))] == ["Heading4", "Heading5"]


def test_words_look_as_they_are_marked() -> None:
    """Bold, italics and code are told of each run, also of one within another."""
    assert looks(of("a **b *c*** *d* `e`\n")) == [
        ("a ", ""), ("b ", "<b>"), ("c", "<b><i>"), (" ", ""), ("d", "<i>"), (" ", ""), ("e", '<rStyle val="HTMLCode">')
    ]  # fmt: skip


def test_all_that_is_bold_is_bold() -> None:
    """Links, citations, references and the words for an image without a file look as what is around them."""
    body = of(
        "## References\n\n1. A\n\n$$\nx\n$$\n\n![A](a.svg)\n\n## T\n\n**[a](b) [c](#nowhere) ![d](e.png) "
        "[1](#reference-1) [f](#figure-a) [it\u00a0(1)](#equation-1)**\n",
        **{"a.svg": PICTURE},
    )
    runs = looks(body)
    bold = runs[runs.index(("T", "")) + 1 :]
    assert "".join(words for words, _ in bold) == "a c d 1 f it\u00a0(1)"
    assert all("<b>" in properties for _, properties in bold)


def test_lines_end_where_the_author_ends_them() -> None:
    """A line break that was asked for is one, and a line's end in the source is a space."""
    assert paragraphs(of("a\\\nb\nc\n")) == [("BodyText", "a\nb c")]


def test_chinese_words_have_chinese_marks() -> None:
    """In Chinese, a run with Han characters has East Asian quotation marks, and emphasis in Kaiti; Latin is italic."""
    hint = 'hint="eastAsia"'
    assert looks(of("“门”“a”\n\n*门*，*a*\n", "zh")) == [
        ("“门”“a”", f"<rFonts {hint}>"),
        ("门", f'<rFonts {hint} eastAsia="KaiTi">'),
        ("，", ""),
        ("a", "<i>"),
    ]
    assert looks(of("“门” *门*\n")) == [("“门” ", ""), ("门", "<i>")]


def test_code_is_coloured_line_by_line() -> None:
    """The parts of code have character styles, and its lines end in line breaks."""
    body = of("```python\nif 1:  # 注\n    1.5\n```\n")
    styles = {words: style for words, style in looks(body) if style}
    assert styles == {
        "if": '<rStyle val="CodeKeyword">',
        "1": '<rStyle val="CodeNumber">',
        "# 注": '<rStyle val="CodeComment">',
        "1.5": '<rStyle val="CodeNumber">',
    }
    assert paragraphs(body) == [("HTMLPreformatted", "if 1:  # 注\n    1.5")]
    assert paragraphs(of("```\n\n  a\n```\n")) == [("HTMLPreformatted", "  a")]


def test_citations_are_fields_that_jump(tmp_path: Path) -> None:
    """A citation refers to the number of its entry, which a bookmark names, in the language of the entry."""
    text = '# T\n\nKnown {{ cite("hochreiter1991", "gers2000") }}.\n'
    body = of(draft(tmp_path, text).compose(1))
    assert "Known\u00a0[{REF reference_1 \\n \\h \\* CHARFORMAT}1,{REF reference_2 \\n \\h \\* CHARFORMAT}2]." in [
        words for _, words in paragraphs(body)
    ]
    assert re.findall(r'<w:bookmarkStart w:id="(\d)" w:name="(\w+)"/>', body.xml) == [
        ("1", "reference_1"),
        ("2", "reference_2"),
    ]
    assert re.search(r'<w:bookmarkStart [^>]*reference_1"/><w:r><w:rPr><w:lang w:val="de"/></w:rPr>', body.xml)
    assert re.search(r'<w:bookmarkStart [^>]*reference_2"/><w:r><w:t', body.xml)


@pytest.mark.parametrize(("lang", "figure", "equation"), [("en", "Figure", "Equation"), ("zh", "图", "公式")])
def test_figures_and_equations_are_numbered_by_word(lang: str, figure: str, equation: str) -> None:
    """Numbers of figures and equations are sequences; references show what their bookmarks are around."""
    article = built_in.composed(lang, "word", 1000)
    body = of(article)
    words = [words for _, words in paragraphs(body)]
    captions = [text for style, text in paragraphs(body) if style == "Caption"]
    assert [text.split("}")[0] for text in captions] == [f"{figure}\u00a0{{SEQ {figure} \\* ARABIC"] * 3
    assert [re.search(r"}(\d)", text)[1] for text in captions] == ["1", "2", "3"]
    equations = [text for style, text in paragraphs(body) if style == "Equation"]
    assert [text.rpartition("\t")[2] for text in equations] == [
        rf"({{SEQ {equation} \* ARABIC}}{number})" for number in range(1, 7)
    ]
    named = re.findall(r'w:name="(figure_\w+|equation_\d)"/>(.*?)<w:bookmarkEnd', body.xml)
    shown = {name: re.sub("<w:instrText.*?</w:instrText>|<.*?>", "", content) for name, content in named}
    assert shown["figure_structure"] == f"{figure}\u00a01"
    assert all(content.count("<w:b/>") == 6 for name, content in named if name.startswith("figure"))
    assert shown["equation_4"] == "(4)"
    for name, result in re.findall(
        r"{REF ((?:figure|equation)_\w+) \\h \\\* CHARFORMAT}(\S+(?:\u00a0\d)?)", "\n".join(words)
    ):
        assert result.startswith(shown[name])
    assert "\n".join(words).count("{REF equation_4") == {"en": 2, "zh": 1}[lang]


def test_the_number_of_an_equation_is_apart_from_the_words(tmp_path: Path) -> None:
    """The number in a reference to an equation, with a space before it if any, has a style of its own: it is no prose."""
    text = f'{EQUATIONS}\n# T\n\nSee {{{{ refer_equation("forget-gate", "it") }}}}.\n\n{STEP}'
    runs = looks(of(draft(tmp_path, text).compose(1)))
    at = runs.index(("it", ""))
    apart = '<rStyle val="EquationNumber">'
    assert runs[at : at + 4] == [("it", ""), ("\u00a0", apart), ("(2)", apart), (".", "")]
    runs = looks(of(draft(tmp_path / "zh", text.replace('"it"', '"公式"')).compose(1)))
    at = runs.index(("公式", ""))
    assert runs[at : at + 3] == [("公式", ""), ("(2)", apart), (".", "")]


def test_bookmarks_have_names_and_numbers_of_their_own(tmp_path: Path) -> None:
    """No two bookmarks have one name, though a figure stands twice, and their numbers go up by one."""
    again = "![A](figures/structure.en.svg)\n\n**Figure 1** B.\n"
    twice = of(draft(tmp_path, f'# T\n\n{{{{ figure("structure") }}}}\n\n{again}').compose(1))
    assert paragraphs(twice)[-1] == ("Caption", "Figure\u00a0{SEQ Figure \\* ARABIC}1 B.")
    for body in (twice, *(of(built_in.whole(lang)) for lang in LANGS)):
        named = re.findall(r'<w:bookmarkStart w:id="(\d+)" w:name="(\w+)"/>', body.xml)
        assert [int(number) for number, _ in named] == [*range(1, len(named) + 1)]
        assert len({name for _, name in named}) == len(named)


def test_a_figures_number_is_bold_as_a_whole() -> None:
    """The field in a bold caption's number is bold, and a reference to it in plain text is not."""
    xml = of(built_in.composed("en", "word", 1000)).xml
    bold = "<w:rPr><w:b/></w:rPr>"
    assert xml.count(f'{bold}<w:instrText xml:space="preserve"> SEQ Figure') == 3
    assert xml.count('<w:r><w:instrText xml:space="preserve"> REF figure_') == len(re.findall("REF figure_", xml)) > 2


def test_lists_are_numbered_each_for_itself() -> None:
    """Each list has its own numbering, with its level and its first number; items name theirs."""
    body = of("3. a\n4. b\n    - c\n        1. d\n\n# References\n\n1. e\n")
    assert body.lists == [
        Numbering("number", 0, 3), Numbering("bullet", 1, 0), Numbering("number", 2, 1), Numbering("reference", 0, 1)
    ]  # fmt: skip
    items = re.findall(r'<w:ilvl w:val="(\d)"/><w:numId w:val="(\d)"/>', body.xml)
    assert items == [("0", "4"), ("0", "4"), ("1", "5"), ("2", "6"), ("0", "7")]  # after those of the styles


def test_the_first_items_of_a_list_stay_together() -> None:
    """A list's first item stays on one page with what follows it, and no other item does."""
    kept = [
        item == "<w:keepNext/>" for item in re.findall(r'"ListBullet"/>(<w:keepNext/>)?', of("- a\n- b\n- c\n").xml)
    ]
    assert kept == [True, False, False]


def test_lists_are_as_deep_as_word_has_them() -> None:
    """Word has nine levels; what is deeper is on the last one."""
    body = of("".join(f"{'  ' * depth}- a\n" for depth in range(10)))
    assert [numbering.level for numbering in body.lists] == [*range(9), 8]


def test_paragraphs_of_items_are_below_their_words() -> None:
    """The second paragraph of an item is indented as the first, one level deeper in a list within."""
    body = of("- a\n\n    b\n\n    - c\n\n        d\n")
    indented = re.findall(r'<w:pStyle w:val="ListContinue"/>(?:<w:keepNext/>)?<w:ind w:left="(\d+)"/>', body.xml)
    assert indented == ["425", "850"]


def test_an_item_without_words_is_numbered() -> None:
    """An item that begins with code has its number in a paragraph of its own."""
    body = of("1.     x\n")
    assert paragraphs(body) == [("ListNumber", ""), ("HTMLPreformatted", "x")]
    assert '<w:pStyle w:val="HTMLPreformatted"/><w:ind w:left="425"/>' in body.xml


def test_links_lead_out() -> None:
    """A link has its address by number and the style of links; one into the text that leads nowhere is words."""
    body = of("[a *b*](https://x.org/?a&b) [c](#nowhere) ![d](e.png)\n")
    assert body.addresses == ["https://x.org/?a&b", "e.png"]
    links = re.findall(r'<w:hyperlink r:id="(\w+)">(.*?)</w:hyperlink>', body.xml)
    assert [(name, re.sub("<.*?>", "", content)) for name, content in links] == [("link1", "a b"), ("link2", "d")]
    style = '<rStyle val="Hyperlink">'
    assert looks(body) == [("a ", style), ("b", f"{style}<i>"), (" ", ""), ("c", ""), (" ", ""), ("d", style)]


def test_figures_are_drawings_with_their_words() -> None:
    """A figure says in words what it shows and stays with its caption; an image within words is a drawing, too."""
    body = of("![A](a.svg)\n\nFigure 1 B.\n\nx ![C](a.svg)\n\n![D](a.svg)\n", **{"a.svg": PICTURE})
    assert body.pictures == [PICTURE] * 3
    assert re.findall(r'<wp:docPr id="(\d)" name="Picture \d" descr="(.)"', body.xml) == [
        ("1", "A"),
        ("2", "C"),
        ("3", "D"),
    ]
    assert [style for style, _ in paragraphs(body)] == ["Figure", "Caption", "BodyText", "Figure"]
    assert body.xml.count('<w:pStyle w:val="Figure"/><w:keepNext/>') == 1


@pytest.mark.parametrize("following", ["$$\nx\n$$", "```\nx\n```", "- x", "|x|\n|---|"])
def test_what_leads_to_an_equation_stays_with_it(following: str) -> None:
    """A paragraph stays on one page with an equation, code, a list or a table below it, and not with other text."""
    keep = '<w:pStyle w:val="BodyText"/><w:keepNext/>'
    assert keep in of(f"a\n\n{following}\n").xml
    assert keep not in of(f"{following}\n\na\n\nb\n").xml


def test_display_equations_have_room() -> None:
    """Limits stand below and above their signs in an equation of its own, and beside them within a line."""
    assert '<m:limLoc m:val="undOvr"/>' in of("$$\n\\sum_i x\n$$\n").xml
    assert '<m:limLoc m:val="subSup"/>' in of("$\\sum_i x$\n").xml


@pytest.mark.parametrize("lang", LANGS)
def test_each_formula_is_native(lang: str) -> None:
    """There is one `m:oMath` for each formula of the text."""
    article = built_in.whole(lang)
    tokens = [child for token in article.text.tokens for child in [token, *(token.children or [])]]
    formulas = [token for token in tokens if token.type in {"math_block", "math_inline"}]
    assert of(article).xml.count("<m:oMath>") == len(formulas) > 90


def test_the_text_is_xml() -> None:
    """Whatever a text has, its document is well-formed."""
    namespaces = "".join(f' xmlns:{name}="{name}"' for name in ("w", "m", "r", "wp", "a", "pic", "asvg"))
    body = of('& < > " \' &#1; \\\n<!-- a --> [&](<a b> "&") $a < b \\& c$ ![&"](a.svg)\n', **{"a.svg": PICTURE})
    ET.fromstring(f"<x{namespaces}>{body.xml}</x>")


def test_tex_that_cannot_be_set_is_an_error() -> None:
    """TeX that is refused is an error about the template."""
    with pytest.raises(TemplateError, match=r"the mathematics `\\nosuch` cannot be set") as caught:
        of("$$\n\\nosuch\n$$\n")
    assert caught.value.file == str(TEMPLATE)


def test_an_image_without_words_shows_its_address() -> None:
    """A link has words that can be seen; one to nothing is words alone."""
    body = of("![](a.png) [b]()\n")
    assert looks(body) == [("a.png", '<rStyle val="Hyperlink">'), (" ", ""), ("b", "")]
    assert body.addresses == ["a.png"]


@pytest.mark.parametrize("tex", [f"{'x^{' * 400}x{'}' * 400}", f"{chr(92)}sqrt{{" * 120 + "x" + "}" * 120])
def test_mathematics_that_is_nested_too_deeply_is_an_error(tex: str) -> None:
    """What no program could read is refused, in one line about the template."""
    with pytest.raises(TemplateError, match="nests mathematics more deeply than can be set; simplify it") as caught:
        of(f"$$\n{tex}\n$$\n")
    assert caught.value.file == str(TEMPLATE)
    assert of(f"${'x^{' * 30}x{'}' * 30}$\n")
