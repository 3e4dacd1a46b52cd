"""How many words LibreOffice shows for a Word file, and which of them are not the article's prose."""

import io
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Mapping

from lstm_article.text import count, libreoffice_words

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# What is no prose, by the styles of paragraphs.
_PARTS = {
    "Caption": "captions",
    "Bibliography": "references",
    "BibliographyHeading": "references",
    "HTMLPreformatted": "code",
    "Equation": "numbers",
}
_APART = {"EquationNumber": "numbers", "HTMLCode": "code"}  # and of runs


def word_counts(docx: bytes) -> Mapping[str, int]:
    """Return the words of a Word file by what they are; LibreOffice shows their sum.

    `prose`, `captions`, `references` and `code` are counted by Word's rule; `numbers` are those of list items (or their
    bullets), of equations and references to these, and of the page; `splits` tells by how much LibreOffice counts more.
    """
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        document = ET.fromstring(package.read("word/document.xml"))
    words = dict.fromkeys(("prose", "captions", "references", "code", "numbers", "splits"), 0)
    words["numbers"] = 1  # that of the page
    for paragraph in document.iter(f"{_W}p"):
        runs = [(_style(run, "rStyle"), "".join(map(_text, run))) for run in paragraph.iter(f"{_W}r")]
        text = whole = "".join(text for _, text in runs)
        for style, part in _APART.items():
            runs = [run for run in runs if run[0] != style]
            rest = "".join(text for _, text in runs)
            words[part] += count(text).word - count(rest).word
            text = rest
        words[_PARTS.get(_style(paragraph, "pStyle"), "prose")] += count(text).word
        words["numbers"] += paragraph.find(f"{_W}pPr/{_W}numPr") is not None
        words["splits"] += libreoffice_words(whole) - count(whole).word
    return words


def _style(element: ET.Element, kind: str) -> str:
    style = element.find(f"{_W}{kind[0]}Pr/{_W}{kind}")
    return style.attrib[f"{_W}val"] if style is not None else ""


def _text(element: ET.Element) -> str:
    if element.tag == f"{_W}br":
        return "\n"
    return element.text or "" if element.tag == f"{_W}t" else ""
