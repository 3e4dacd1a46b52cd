"""The elements of a Word document: what each says."""

import re

from lstm_article.formats import docx_markup as word


def test_a_run_keeps_its_spaces_and_signs() -> None:
    """A run's words are escaped and keep the spaces at their ends; what is said of it goes before."""
    assert word.run(" a<b ") == '<w:r><w:t xml:space="preserve"> a&lt;b </w:t></w:r>'
    assert word.run("a", "<w:b/>") == '<w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">a</w:t></w:r>'


def test_a_field_has_its_code_and_its_result() -> None:
    """A field begins, says its code, shows its result, and ends."""
    field = word.field('REF "a&b"', "1")
    kinds = re.findall(r'fldCharType="(\w+)"', field)
    assert kinds == ["begin", "separate", "end"]
    assert re.findall(r"<w:instrText[^>]*>(.*?)</w:instrText>", field) == [' REF "a&amp;b" ']
    assert field.index("</w:instrText>") < field.index("separate") < field.index(word.run("1")) < field.index('"end"')


def test_all_of_a_field_looks_alike() -> None:
    """What is said of a field is said of each of its runs: Word takes the look of its result from one of them."""
    assert word.field("SEQ a", "1", "<w:b/>").count("<w:r><w:rPr><w:b/></w:rPr>") == 5


def test_a_bookmark_is_around_its_content() -> None:
    """A bookmark's start has its name, and its end the same number."""
    assert word.bookmark(7, "a", "b") == '<w:bookmarkStart w:id="7" w:name="a"/>b<w:bookmarkEnd w:id="7"/>'


def test_a_drawing_is_as_large_as_its_svg_says() -> None:
    """A figure of 480 units is 3.8 inches wide; it has both files, and says in words what it shows."""
    drawing = word.drawing(2, b'<svg width="480" height="240.5"><path width="1"/></svg>', 'A "b" & c')
    width, height = (int(number) for number in re.search(r'<wp:extent cx="(\d+)" cy="(\d+)"', drawing).groups())
    assert round(width / 914_400, 1) == 3.8
    assert height == round(width * 240.5 / 480)
    assert f'<a:ext cx="{width}" cy="{height}"/>' in drawing
    assert re.findall(r'r:embed="(\w+)"', drawing) == ["png2", "svg2"]
    assert drawing.count("""descr='A "b" &amp; c'""") == 2


def test_a_paragraph_says_its_style_first() -> None:
    """What a paragraph says of itself is in the order that Word's schema asks for."""
    assert word.paragraph("Title", "a") == '<w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr>a</w:p>'
    full = word.paragraph("A", keep=True, list_item="<n/>", depth=2)
    said = '<w:pStyle w:val="A"/><w:keepNext/><w:numPr><n/></w:numPr><w:ind w:left="850"/>'
    assert full == f"<w:p><w:pPr>{said}</w:pPr></w:p>"


def test_a_table_repeats_its_heads_and_stays_whole() -> None:
    """The first row has the heads, and the style for them; no row is torn apart, and all but the last stay with the next."""
    table = word.table([[word.run("a"), ""], [word.run("b"), ""], [word.run("c"), ""]])
    assert '<w:jc w:val="center"/><w:tblLook w:val="0020"/></w:tblPr>' in table
    rows = re.findall("<w:tr>.*?</w:tr>", table)
    assert ["<w:tblHeader/>" in row for row in rows] == [True, False, False]
    assert all("<w:cantSplit/>" in row for row in rows)
    assert [row.count("<w:keepNext/>") for row in rows] == [2, 2, 0]
    assert [re.findall("<w:t [^>]*>(.)</w:t>", row) for row in rows] == [["a"], ["b"], ["c"]]


def test_a_long_table_goes_on_on_the_next_page() -> None:
    """Of a table that may be longer than a page, the heads alone stay with what follows."""
    table = word.table([[word.run("a")]] * 21)
    assert table.count("<w:keepNext/>") == 1
    assert table.index("<w:keepNext/>") < table.index("</w:tr>")
    assert word.table([[word.run("a")]] * 20).count("<w:keepNext/>") == 19


def test_the_depth_of_elements() -> None:
    """Elements within one another are counted, not those beside one another."""
    assert [word.depth(xml) for xml in ("<a/>", "<a>&gt;</a><a/>", '<a><b c="d"/><b>e</b></a>')] == [0, 1, 2]


def columns(*cells: str) -> list[int]:
    """Return the widths of a table's columns."""
    return [int(width) for width in re.findall(r'<w:gridCol w:w="(\d+)"', word.table([[*map(word.run, cells)]]))]


def test_columns_are_as_wide_as_their_words() -> None:
    """A Han character is as wide as two letters, a sign of mathematics wider; a table is never wider than the text."""
    letters, han, nothing = columns("abc", "中文", "")
    assert letters == han > nothing == 300  # twentieths of a point: no wider than need be
    assert columns("a" * 10)[0] - columns("a" * 9)[0] == columns("aa")[0] - columns("a")[0] == 95
    formula = word.table([["<m:oMath><m:t>abc</m:t></m:oMath>"]])
    assert columns("abc")[0] > nothing
    assert int(re.search(r'gridCol w:w="(\d+)"', formula)[1]) == nothing + 3 * 125
    wide = columns("a " * 150, "b " * 50)
    assert 9000 < sum(wide) <= 9026
    assert 2.5 < wide[0] / wide[1] < 3
    assert columns("abcd", "b " * 500)[0] == columns("abcd")[0]  # a word is not torn apart for others
    assert columns("a" * 300, "b" * 900) == [4513, 4513]
    assert word.table([[word.run("a"), ""], [word.run("abc"), ""]]).count(f'<w:gridCol w:w="{letters}"/>') == 1


def test_pictures_in_a_table_fit_their_columns() -> None:
    """A picture has the room that it needs, and is smaller where there is too little; words are not taken for one."""
    picture = word.drawing(1, b'<svg width="480" height="240">', '<a:ext cx="9" cy="9"')
    width, height = 480 * 7300, 240 * 7300
    assert f'<wp:extent cx="{width}" cy="{height}"/>' in word.table([[picture, word.run("a")]])
    sizes = re.findall(r'<(?:wp:extent|a:ext) cx="(\d+)" cy="(\d+)"/>', word.table([[picture, picture]]))
    assert len({*sizes}) == 1
    across, down = map(int, sizes[0])
    assert across == (4513 - 300) * 635
    assert down == round(across / 2)
