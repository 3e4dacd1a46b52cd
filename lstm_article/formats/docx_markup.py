"""The elements of WordprocessingML that an article needs, as text: runs, fields, pictures, paragraphs, tables."""

import re
from collections.abc import Sequence
from itertools import accumulate
from xml.sax.saxutils import escape, quoteattr

from lstm_article.text import HAN

LINE_BREAK = "<w:r><w:br/></w:r>"
TAB = "<w:r><w:tab/></w:r>"
_EMU = 7300  # English Metric Units for each unit of an SVG, so that its letters are about as large as the text's
_TWIP = 635  # of these in a twentieth of a point
_SVG = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"  # by which Word knows that a PNG has an SVG beside it
_PICTURE = "http://schemas.openxmlformats.org/drawingml/2006/picture"
_INDENT = 425  # twentieths of a point for each level of a list, as in the template of numbering
_WIDTH = 9026  # of the text between the margins, in the same unit, as in the template of the document
_SHORT = 20  # rows; a longer table may go on on the next page
# How wide a letter or a space is about, a sign of mathematics, and what is beside them in a column.
_LETTER, _SIGN, _PADDING = 95, 125, 300


def run(words: str, properties: str = "") -> str:
    """Return words that look alike, by `properties`, the content of `w:rPr`."""
    look = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{escape(words)}</w:t></w:r>'


def depth(xml: str) -> int:
    """Return how many elements are within one another."""
    return max(accumulate(-1 if tag[1] == "/" else tag[-2] != "/" for tag in re.findall("<[^>]+>", xml)))


def field(code: str, result: str, properties: str = "") -> str:
    """Return a field, which Word computes anew when it is asked to, with its `result` until then.

    All of its runs look as `properties` say: from one of them Word takes the look of what it computes.
    """
    look = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    begin, separate, end = (
        f'<w:r>{look}<w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")
    )
    instruction = f'<w:r>{look}<w:instrText xml:space="preserve"> {escape(code)} </w:instrText></w:r>'
    return f"{begin}{instruction}{separate}{run(result, properties)}{end}"


def bookmark(number: int, name: str, content: str) -> str:
    """Return content to which fields refer by a name; the `number` is the bookmark's alone."""
    return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{content}<w:bookmarkEnd w:id="{number}"/>'


def drawing(number: int, svg: bytes, alt: str) -> str:
    """Return a picture in the size of its SVG, as the relationships `svg1` and `png1` by its `number`."""
    root = svg.partition(b">")[0].decode()
    sides = dict(re.findall(r' (width|height)="([\d.]+)', root))
    width, height = (round(float(sides[side]) * _EMU) for side in ("width", "height"))
    beside = f'<a:ext uri="{_SVG}"><asvg:svgBlip r:embed="svg{number}"/></a:ext>'
    fill = f'<a:blip r:embed="png{number}"><a:extLst>{beside}</a:extLst></a:blip><a:stretch><a:fillRect/></a:stretch>'
    frame = f'<a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
    named = f'id="{number}" name="Picture {number}" descr={quoteattr(alt)}'
    return (
        f'<w:r><w:drawing><wp:inline><wp:extent cx="{width}" cy="{height}"/><wp:docPr {named}/>'
        f'<a:graphic><a:graphicData uri="{_PICTURE}"><pic:pic>'
        f"<pic:nvPicPr><pic:cNvPr {named}/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>{fill}</pic:blipFill>"
        f'<pic:spPr>{frame}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
        "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def paragraph(style: str, content: str = "", *, keep: bool = False, list_item: str = "", depth: int = 0) -> str:
    """Return a paragraph, on one page with the next if `keep`; `depth` counts the lists around it.

    `list_item` is the content of `w:numPr`.
    """
    properties = [
        f'<w:pStyle w:val="{style}"/>',
        "<w:keepNext/>" if keep else "",
        f"<w:numPr>{list_item}</w:numPr>" if list_item else "",
        f'<w:ind w:left="{depth * _INDENT}"/>' if depth else "",
    ]
    return f"<w:p><w:pPr>{''.join(properties)}</w:pPr>{content}</w:p>"


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return a table of cells, each the content of a paragraph; the first row has the heads, on each page."""
    widths = _widths(rows)
    kept = len(rows) - 1 if len(rows) <= _SHORT else 1  # how many rows stay on one page with the next
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    look = '<w:tblLook w:val="0020"/>'
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="ThreeLineTable"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:jc w:val="center"/>{look}</w:tblPr><w:tblGrid>{columns}</w:tblGrid>'
        f"{''.join(_row(row, widths, heads=at == 0, keep=at < kept) for at, row in enumerate(rows))}</w:tbl>"
    )


def _row(cells: Sequence[str], widths: Sequence[int], *, heads: bool, keep: bool) -> str:
    repeated = "<w:tblHeader/>" if heads else ""
    columns = (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
        f"{paragraph('TableText', _fitted(cell, width), keep=keep)}</w:tc>"
        for cell, width in zip(cells, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{''.join(columns)}</w:tr>"


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    """Return how wide columns need to be, and no wider together than the text: all have room for a word first."""
    columns = [[_pieces(cell) for cell in column] for column in zip(*rows, strict=True)]
    needed = [max(map(_needed, column)) for column in zip(*rows, strict=True)]
    fair = _WIDTH // len(columns)
    least = [min(fair, max(map(max, column)) + _PADDING) for column in columns]
    missing = [width - start for width, start in zip(needed, least, strict=True)]
    share = min(1.0, (_WIDTH - sum(least)) / max(1, sum(missing)))
    return [int(start + width * share) for start, width in zip(least, missing, strict=True)]


def _needed(cell: str) -> int:
    pictures = (int(width) // _TWIP + 1 for width in re.findall(r'<wp:extent cx="(\d+)"', cell))
    return max([sum(_pieces(cell)), *pictures]) + _PADDING


def _pieces(cell: str) -> list[int]:
    """Return how wide a cell's words and formulas are, which are not torn apart."""
    widths = [0]
    for formula, words in re.findall(r"<m:oMath>(.*?)</m:oMath>|<w:t\b[^>]*>([^<]*)", cell):
        if formula:
            widths.append(len(re.sub("<.*?>", "", formula)) * _SIGN)
        widths += [(len(word) + 1) * _LETTER for word in HAN.sub(r"\g<0> ", words).split()]
    return widths


def _fitted(cell: str, width: int) -> str:
    """Return a cell in which no picture is wider than the column."""

    def smaller(size: re.Match[str]) -> str:
        across, down = int(size[2]), int(size[3])
        scale = min(1.0, (width - _PADDING) * _TWIP / across)
        return f'{size[1]} cx="{round(across * scale)}" cy="{round(down * scale)}"'

    return re.sub(r'(<wp:extent|<a:ext) cx="(\d+)" cy="(\d+)"', smaller, cell)
