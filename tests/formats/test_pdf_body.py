"""What a document's text becomes in Typst: no text is code, and all that is referred to has a label."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

import built_in
from lstm_article import Article
from lstm_article.choices import LANGS
from lstm_article.errors import TemplateError
from lstm_article.formats.pdf_body import rendered
from lstm_article.formats.pdf_math import PRELUDE
from own_article import EQUATIONS, STEP, draft

TEMPLATE = Path("article.md")
SVG = {"figures/a.svg": b'<svg id="1"/>'}


def of(markdown: str) -> Article:
    """Return an article of a text without marks."""
    return built_in.of(markdown)


def shown(markdown: str | Article, figures: Mapping[str, bytes] | None = None) -> str:
    """Return what stands in the document for a text."""
    article = markdown if isinstance(markdown, Article) else of(markdown)
    text = rendered(article, figures or {}, TEMPLATE)
    assert text.startswith(PRELUDE)
    return text.removeprefix(PRELUDE)


def test_text_is_in_strings() -> None:
    """Text of all kinds is in strings, in which what Typst takes for code or markup means nothing."""
    text = shown('\\#eval("1") \\$x\\$ @a \\<b> // c -- \\_d\\_ = e ~ [f] "g" \\\\\n')
    assert text.count("#par[") == 1
    strings = re.findall(r'#"((?:[^"\\]|\\.)*)"', text)
    assert "".join(strings).replace("\\", "") == '#eval("1") $x$ @a <b> // c -- _d_ = e ~ [f] "g" '
    assert re.sub(r'#"(?:[^"\\]|\\.)*"', "", text) == "#par[]"


def test_inlines() -> None:
    """Emphasis, code, mathematics, hard breaks and links are Typst's own; a link within a page is words alone."""
    assert shown("*a **b*** `c #d` $x_t$\\\ne\n") == (
        '#par[#emph[#"a "#strong[#"b"]]#" "#raw("c #d")#" "#math.equation(alt: "x t", $attach(x, b: t)$)#linebreak()#"e"]'
    )
    assert shown('[a](https://x.org/?"b") [c](d.md) [e](#f) [](https://g.org) [*h*](mailto:i@j.k)\n') == (
        '#par[#link("https://x.org/?%22b%22")[#"a"]#" "#link("d.md")[#"c"]#" "#"e"#" "#" "'
        '#link("mailto:i@j.k")[#emph[#"h"]]]'
    )


def test_a_line_of_the_source_ends_with_a_space_but_between_han_characters() -> None:
    """Lines of the source are joined by a space, which Chinese has none of."""
    assert shown("one\ntwo\n中\n文“\n”，\nthree\n") == '#par[#"one"#" "#"two"#" "#"中"#"文“"#"”，"#" "#"three"]'
    assert shown("*中*\n$x$\n") == '#par[#emph[#"中"]#" "#math.equation(alt: "x", $x$)]'


def test_control_characters_are_left_out() -> None:
    """Characters that no font has, since nobody can see them, are no error."""
    assert shown("a\x0bb\x7f `c\x1bd`\n") == '#par[#"ab "#raw("cd")]'


def test_the_first_heading_of_level_1_is_the_title() -> None:
    """The title is no heading; the others are one level up, and none is more than one below that before it."""
    text = "### A\n\n# B *c*\n\n##### D\n\n###### E\n\n## F\n\n# G\n\n## H\n"
    assert shown(text).split("\n\n") == [
        '#heading(level: 1)[#"A"]',
        '#title[#"B "#emph[#"c"]]',
        '#heading(level: 2)[#"D"]',
        '#heading(level: 3)[#"E"]',
        '#heading(level: 1)[#"F"]',
        '#heading(level: 1)[#"G"]',
        '#heading(level: 1)[#"H"]',
    ]


def test_equations_are_numbered_and_led_to() -> None:
    """A display equation has its number and a label; the paragraph before it stays on its page."""
    assert shown("a:\n\n$$\nx\n$$\n\nb\n\n$$\ny\n$$\n").split("\n\n") == [
        '#block(sticky: true)[#par[#"a:"]]',
        '#math.equation(block: true, numbering: _ => "(1)", alt: "x", $x$)#label("equation-1")',
        '#block(sticky: true)[#par[#"b"]]',
        '#math.equation(block: true, numbering: _ => "(2)", alt: "y", $y$)#label("equation-2")',
    ]


def test_code_tables_and_lists_are_led_to() -> None:
    """The paragraph before code, a table or a list stays on its page; that before other blocks does not."""
    led_to = ("    code", "|b|\n|---|", "- c", "1. d", "$$\ne\n$$")
    assert all(shown(f"a\n\n{block}\n").startswith("#block(sticky: true)[#par[") for block in led_to)
    assert all(shown(f"a\n\n{block}\n").startswith("#par[") for block in ("b", "# c", "> d", "---", "![e](f.png)"))


def test_mathematics_without_signs_is_read_out_as_its_tex() -> None:
    """What has nothing to be read out has words nevertheless, without which PDF/UA refuses it."""
    assert shown("${}$\n") == '#par[#math.equation(alt: "{}", $""$)]'


def test_tex_that_cannot_be_set_is_an_error() -> None:
    """TeX that the converter refuses is an error about the template."""
    with pytest.raises(TemplateError, match=r"`\\nosuch` cannot be set") as caught:
        shown("$\\nosuch$\n")
    assert caught.value.file == str(TEMPLATE)


def test_citations_and_references_lead_to_each_other(tmp_path: Path) -> None:
    """Each number of a citation is a link to its reference, which has a label, and its language if that is another."""
    text = shown(draft(tmp_path, '# T\n\nKnown {{ cite("hochreiter1991", "gers2000") }}.\n').compose(1))
    citation = '#link(label("reference-1"))[#"1"]#","#link(label("reference-2"))[#"2"]'
    assert f'#par[#"Known\u00a0["{citation}#"]."]' in text
    assert '#heading(level: 1)[#"References"]\n\n#references[#enum(start: 1, tight: true, ' in text
    assert 'enum.item[#metadata(none)#label("reference-1")#in-language("de")[#"S. Hochreiter' in text
    assert re.search(
        r'enum\.item\[#metadata\(none\)#label\("reference-2"\)#".*?#link\("https://doi\.org/.*?"\)\[', text
    )
    assert "#whole" not in text


def test_references_to_figures_and_equations_are_links(tmp_path: Path) -> None:
    """A figure is referred to by its number; an equation by words and its number."""
    source = (
        f'{EQUATIONS}\n# T\n\nSee {{{{ refer("structure") }}}} and '
        f'{{{{ refer_equation("forget-gate", "the gate’s equation") }}}}.\n\n{{{{ figure("structure") }}}}\n\n{STEP}'
    )
    text = shown(draft(tmp_path, source).compose(1), {"figures/structure.en.svg": b"<svg/>"})
    assert '#link(label("figure-structure"))[#"Figure\u00a01"]' in text
    assert '#link(label("equation-2"))[#"the gate’s equation"#"\u00a0(2)"]' in text
    assert text.count('#label("figure-structure")') == text.count('#label("equation-2")') == 1


@pytest.mark.parametrize("lang", LANGS)
def test_each_link_has_its_label(lang: str) -> None:
    """In the longest article, each link within it leads to a label, of which there is one."""
    article = built_in.whole(lang)
    text = shown(article, {figure.path: b"<svg/>" for figure in article.figures})
    labels = re.findall(r'(?<!link\()(?:#)label\("(.*?)"\)', text)
    targets = re.findall(r'#link\(label\("(.*?)"\)\)', text)
    assert len(labels) == len({*labels})
    assert {*targets} <= {*labels}
    assert len(targets) >= 30


def test_figures_have_their_number_from_the_text() -> None:
    """A figure is its SVG with its alternative text; its caption has the number, and Typst adds none."""
    text = '![A "b"](figures/a.svg)\n\n**Figure 1** C.\n\n![D](figures/a.svg)\n\nE ![F](figures/a.svg)\n'
    image = r'image(bytes("<svg id=\"1\"/>"), format: "svg", alt: '
    settings = "#figure(kind: image, numbering: none, "
    assert shown(text, SVG).split("\n\n") == [
        f'#placed[{settings}caption: [#strong[#"Figure 1"]#" C."], {image}"A \\"b\\""))#label("figure-a")]',
        f'#placed[{settings}{image}"D"))]',
        f'#par[#"E "#box({image}"F"))]',
    ]


def test_an_image_of_the_users_is_a_link() -> None:
    """An image that is no figure of the article is a link to its file, named by its alternative text."""
    text = "![A](a.png)\n\nFigure 1 B.\n\nc ![](https://d.org/e.png)\n"
    assert shown(text, SVG).split("\n\n") == [
        '#par[#link("a.png")[#"A"]]#label("figure-a")',
        '#par[#"Figure 1 B."]',
        '#par[#"c "#link("https://d.org/e.png")[#"https://d.org/e.png"]]',
    ]


def test_tables_have_a_head() -> None:
    """The first row of a table is its head, which each page repeats."""
    assert shown("a\n\n||b|\n|---|---|\n|*c*|$d$|\n|e||\n") == (
        '#block(sticky: true)[#par[#"a"]]\n\n'
        '#whole[#table(columns: 2,\n  table.header([], [#"b"], ),\n'
        '  [#emph[#"c"]], [#math.equation(alt: "d", $d$)], \n  [#"e"], [], \n)]'
    )


def test_lists() -> None:
    """Lists are nested and numbered as they are written; a tight one has no paragraphs."""
    assert shown("- a\n    - b\n- c\n") == (
        '#whole[#list(tight: true, list.item[#"a"\n#list(tight: true, list.item[#"b"])], list.item[#"c"])]'
    )
    assert shown("7. a\n\n8. b\n\n    c\n\n- d\n") == (
        '#whole[#enum(start: 7, tight: false, enum.item[#par[#"a"]], enum.item[#par[#"b"]\n\n#par[#"c"]])]\n\n'
        '#whole[#list(tight: true, list.item[#"d"])]'
    )


def test_other_blocks() -> None:
    """Code keeps its lines and has its language; quotations and rules are what they are."""
    assert shown("```python title\nif 1:\n\t'#中'\n```\n\n    <b>\n\n> a\n>\n> - b\n\n---\n\n<div>c</div>\n") == (
        '#whole[#raw(block: true, lang: "python", "if 1:\\u{a}\\u{9}\'#中\'")]\n\n#whole[#raw(block: true, "<b>")]\n\n'
        '#quote(block: true)[\n#par[#"a"]\n\n#list(tight: true, list.item[#"b"])\n]\n\n#line(length: 100%)\n\n'
        '#par[#"<div>c</div> "]'
    )
