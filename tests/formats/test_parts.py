"""What a text's parts say without their markup."""

from lstm_article.formats import parts


def test_the_source_of_words() -> None:
    """Words have their source whatever is around them, mathematics and code as they were written."""
    words = [
        parts.Text("a "),
        parts.Strong([parts.Emphasis([parts.Text("b")]), parts.LineBreak(), parts.CodeSpan("c")]),
        parts.Link("address", [parts.Mathematics("x_t")], "title"),
        parts.Image("source", "alt"),
        parts.Citation(3, 1, follows=False),
        parts.FigureNumber("Figure 1"),
        parts.FigureReference("structure", "Figure 2"),
        parts.EquationReference(4, [parts.Text("it")], " "),
    ]
    assert parts.source(words) == "a b\ncx_talt3Figure 1Figure 2it (4)"


def test_control_characters_are_left_out() -> None:
    """What no format can show is left out; tabs, ends of lines and all letters stay."""
    assert (
        parts.printable("a\x00\x0b\x1b\x7f\ufffe\uffffb\tc\n\u4e2d\U0001f600\ue000") == "ab\tc\n\u4e2d\U0001f600\ue000"
    )


def test_a_list_of_references_has_an_entry() -> None:
    """A list is that of the references if one of its items is an entry."""
    item, entry = parts.Item([]), parts.Item([], parts.Reference(1, 0, ""))
    assert not parts.List([item, item]).is_references
    assert parts.List([item, entry]).is_references
