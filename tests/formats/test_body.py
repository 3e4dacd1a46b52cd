"""The walk through a text: what its parts are, how they are numbered, and what links lead to."""

from pathlib import Path

import pytest

import built_in
from lstm_article.choices import LANGS
from lstm_article.formats import parts
from lstm_article.formats.body import body
from own_article import EQUATIONS, STEP, draft


def of(markdown: str) -> list[parts.Block]:
    """Return what a text without marks consists of."""
    return body(built_in.of(markdown))


def words(markdown: str) -> list[parts.Inline]:
    """Return what a paragraph consists of."""
    [paragraph] = of(markdown)
    return [*paragraph.children]


# Parts are compared by `repr`: as named tuples, those of different kinds are equal if what they hold is.
def text(*runs: str) -> list[parts.Text]:
    return [parts.Text(run) for run in runs]


def test_each_kind_of_block() -> None:
    """Blocks keep their order, their levels and their languages; HTML is text."""
    blocks = of("# A\n\nB\n\n> C\n\n---\n\n```py a title\nd\n```\n\n    e\n\n<div>\n\n$$\nx\n$$\n")
    assert repr(blocks) == repr(
        [
            parts.Heading(1, text("A"), listed=False),
            parts.Paragraph(text("B")),
            parts.Quote([parts.Paragraph(text("C"))]),
            parts.Rule(),
            parts.Code("d\n", "py"),
            parts.Code("e\n", ""),
            parts.Paragraph(text("<div>\n")),
            parts.Equation(1, "x"),
        ]
    )


def test_each_kind_of_words() -> None:
    """Words keep what is said of them; nothing is lost at line breaks, escapes and entities."""
    assert repr(words("a *b **c*** `d`\\\n$x$ [e](f 'g') ![*h* i](j 'k') \\* &lt; <b>\nl")) == repr(
        [
            *text("a "),
            parts.Emphasis([*text("b "), parts.Strong(text("c"))]),
            *text(" "),
            parts.CodeSpan("d"),
            parts.LineBreak(),
            parts.Mathematics("x"),
            *text(" "),
            parts.Link("f", text("e"), "g"),
            *text(" "),
            parts.Image("j", "h i", "k"),
            *text(" ", "*", " ", "<", " ", "<b>", "\n", "l"),
        ]
    )


def test_control_characters_are_no_words() -> None:
    """Control characters are left out, also of code and of what an image shows."""
    assert repr(words("a\x0b`b\x01` ![c\x7f](d)")) == repr([
        *text("a"), parts.CodeSpan("b"), *text(" "), parts.Image("d", "c")
    ])  # fmt: skip


def test_an_entity_is_no_way_to_a_control_character() -> None:
    """A form feed by its number is left out, and so is the mark of a byte order."""
    assert repr(words("a&#12;b &#xFEFF;![c&#12;](d)")) == repr([*text("a", "b "), parts.Image("d", "c")])


def test_a_heading_without_words_is_none() -> None:
    """Headings with nothing, or with spaces alone, are left out; an image is something."""
    blocks = of("# A\n\n##\n\n## &nbsp; &#12;\n\n> ###\n\n## ![](b)\n\n## $c$\n")
    assert repr(blocks) == repr(
        [
            parts.Heading(1, text("A"), listed=False),
            parts.Quote([]),
            parts.Heading(2, [parts.Image("b", "")], listed=False),
            parts.Heading(2, [parts.Mathematics("c")], listed=False),
        ]
    )


def test_lists_and_their_items() -> None:
    """A list has bullets or a first number; the paragraphs of items are tight where nothing is between the items."""
    bullets, numbers = of("- a\n    1. b\n\n<!-- -->\n\n3. c\n\n4. d\n")[::2]
    inner = parts.List([parts.Item([parts.Paragraph(text("b"), tight=True)])], 1)
    assert repr(bullets) == repr(parts.List([parts.Item([parts.Paragraph(text("a"), tight=True), inner])]))
    assert repr(numbers) == repr(parts.List([parts.Item([parts.Paragraph(text(word))]) for word in "cd"], 3))


def test_tables_have_heads() -> None:
    """The first row heads columns and the first cells rows, empty ones nothing; mathematics alone in a head is told."""
    [table] = of("||$x$|\n|---|---|\n|$y$ b|$z$|\n|$w$|\n")
    x, w = parts.Mathematics("x", heads=True), parts.Mathematics("w", heads=True)
    assert repr(table) == repr(
        parts.Table(
            [parts.Cell([], None), parts.Cell([x], "column")],
            [
                [parts.Cell([parts.Mathematics("y"), *text(" b")], "row"), parts.Cell([parts.Mathematics("z")], None)],
                [parts.Cell([w], "row"), parts.Cell([], None)],
            ],
        )
    )


def test_figures_have_their_captions() -> None:
    """An image by itself is a figure, with the caption below it, and named after its file; the next text is apart."""
    image = parts.Image("b/c.en.svg", "A")
    assert repr(of("![A](b/c.en.svg)\n\n**Figure 1** D.\n\nE.\n\n![A](b/c.en.svg)\n")) == repr(
        [
            parts.Figure("c", image, [parts.Strong(text("Figure 1")), *text(" D.")]),
            parts.Paragraph(text("E.")),
            parts.Figure("c", image, ()),
        ]
    )
    assert repr(of("- ![A](b/c.en.svg)\n")) == repr([parts.List([parts.Item([parts.Figure("c", image, ())])])])


@pytest.mark.parametrize("lang", LANGS)
def test_the_numbers_of_the_articles_own_figures_are_told(lang: str) -> None:
    """In the caption of a figure that the program has numbered, the number is told apart."""
    article = built_in.composed(lang, "word", 1000)
    figures = [block for block in body(article) if isinstance(block, parts.Figure)]
    numbers = [figure.caption[0] for figure in figures]
    assert repr(numbers) == repr([parts.Strong([parts.FigureNumber(figure.number)]) for figure in article.figures])


def test_the_numbers_of_other_figures_are_words(tmp_path: Path) -> None:
    """What a user's own figure is called in its caption is no number of the program's, though it looks like one."""
    source = '# T\n\n{{ figure("structure") }}\n\n![A](x/other.svg)\n\n**Figure 1** B.\n'
    *_, figure = body(draft(tmp_path, source).compose(1))
    assert repr(figure.caption) == repr([parts.Strong(text("Figure 1")), *text(" B.")])


def test_equations_are_numbered_wherever_they_stand() -> None:
    """Display equations are numbered in order, also within quotes."""
    first, quote, last = of("$$\na\n$$\n\n> $$\n> b\n> $$\n\n$$\nc\n$$\n")
    assert repr((first, last)) == repr((parts.Equation(1, "a"), parts.Equation(3, "c")))
    assert repr(quote) == repr(parts.Quote([parts.Equation(2, "b")]))


def test_citations_are_counted(tmp_path: Path) -> None:
    """Each citation knows the how manieth it is, and whether another is before it; each entry how many it has."""
    source = '# T\n\nKnown {{ cite("gers2000", "beck2024") }}.\n\n- Known {{ cite("beck2024") }}\n'
    _, paragraph, items, heading, references = body(draft(tmp_path, source).compose(1))
    one, two = parts.Citation(1, 1, follows=False), parts.Citation(2, 1, follows=True)
    assert repr(paragraph.children) == repr([*text("Known\u00a0["), one, *text(","), two, *text("].")])
    assert repr(parts.Citation(2, 2, follows=False)) in map(repr, items.items[0].children[0].children)
    assert repr(heading) == repr(parts.Heading(2, text("References"), listed=True))
    assert repr([item.reference for item in references.items]) == repr(
        [parts.Reference(1, 1, ""), parts.Reference(2, 2, "")]
    )


def test_a_comma_as_code_does_not_join_citations() -> None:
    """Only the comma between two numbers in one pair of brackets makes the second follow the first."""
    *_, paragraph = of("## References\n\n1. A\n\n## T\n\n`,`[1](#reference-1)\n")
    assert repr(paragraph.children) == repr([parts.CodeSpan(","), parts.Citation(1, 1, follows=False)])


def test_references_lead_to_what_is_there(tmp_path: Path) -> None:
    """References to figures and equations say what they lead to; in Chinese nothing sets an equation's number apart."""
    source = (
        f'{EQUATIONS}\n# T\n\nSee {{{{ refer("structure") }}}} and {{{{ refer_equation("forget-gate", "it") }}}}.\n\n'
        f'{{{{ figure("structure") }}}}\n\n{STEP}'
    )
    _, paragraph, *_ = body(draft(tmp_path, source).compose(1))
    assert repr(paragraph.children) == repr(
        [
            *text("See "),
            parts.FigureReference("structure", "Figure\u00a01"),
            *text(" and "),
            parts.EquationReference(2, text("it"), "\u00a0"),
            *text("."),
        ]
    )
    _, paragraph, *_ = body(draft(tmp_path / "zh", source.replace('"it"', '"公式"')).compose(1))
    assert repr(parts.EquationReference(2, text("公式"), "")) in map(repr, paragraph.children)
    _, paragraph, *_ = body(draft(tmp_path / "em", source.replace('"it"', '"the *gate*"')).compose(1))
    words = [*text("the "), parts.Emphasis(text("gate"))]
    assert repr(parts.EquationReference(2, words, "\u00a0")) in map(repr, paragraph.children)


def test_entries_in_another_language_say_so(tmp_path: Path) -> None:
    """An entry has the language of its source where that is another one than the article's, and none where none is known."""
    *_, references = body(draft(tmp_path, '# T\n\nKnown {{ cite("gers2000", "hochreiter1991") }}.\n').compose(1))
    assert [item.reference.lang for item in references.items] == ["", "de"]
    *_, references = body(draft(tmp_path / "own", "# T\n\n## References\n\n1. A\n").compose(1))
    assert repr(references.items[0].reference) == repr(parts.Reference(1, 0, ""))


@pytest.mark.parametrize("address", ["#reference-1", "#figure-a", "#equation-1", "#elsewhere", "#reference-x"])
def test_a_link_to_what_is_not_there_stays_a_link(address: str) -> None:
    """A link that somebody wrote to a number that the text has not is no citation, nor a reference."""
    name = address.rpartition("-")[2]
    assert repr(words(f"[{name}]({address})")) == repr([parts.Link(address, text(name))])


def test_a_link_to_an_equation_needs_that_equation() -> None:
    """The number of an equation leads to it if the text has so many."""
    *_, first, second = of("$$\nx\n$$\n\n[it (1)](#equation-1)\n\n[it (2)](#equation-2)\n")
    assert repr(first.children) == repr([parts.EquationReference(1, text("it "), "")])
    assert repr(second.children) == repr([parts.Link("#equation-2", text("it (2)"))])


def test_a_link_with_other_words_stays_a_link() -> None:
    """What somebody links to an entry, an equation or a figure in their own words keeps these."""
    listed = "## References\n\n1. A\n\n$$\nx\n$$\n\n![A](a.svg)\n\n"
    for link in ("[see](#reference-1)", "[it](#equation-1)", "[*it*](#figure-a)"):
        *_, paragraph = of(f"{listed}## T\n\n{link}\n")
        assert isinstance(paragraph.children[0], parts.Link)
    *_, paragraph = of(f"{listed}## T\n\n[1](#reference-1)\n")
    assert repr(paragraph.children) == repr([parts.Citation(1, 1, follows=False)])


def test_a_link_to_an_image_of_ones_own_stays_a_link() -> None:
    """Only the figures that the program has numbered can be referred to by their numbers."""
    _, paragraph = of("![A](a.svg)\n\nSee [Figure 1](#figure-a)\n")
    assert repr(paragraph.children) == repr([*text("See "), parts.Link("#figure-a", text("Figure 1"))])


def test_only_the_reference_list_has_entries() -> None:
    """A list within the reference list has none, and an item without text is none."""
    heading, first = of("## References\n\n1.\n2. Two\n    1. In\n")
    assert heading.listed
    assert repr([item.reference for item in first.items]) == repr([None, parts.Reference(2, 0, "")])
    inner = first.items[1].children[1]
    assert not inner.is_references
