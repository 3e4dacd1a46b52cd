"""An article as a Word file: a package of XML parts and pictures, the same bytes each time."""

import io
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import PurePath
from typing import NamedTuple
from xml.sax.saxutils import quoteattr

from lstm_article.article import Article
from lstm_article.errors import TemplateError
from lstm_article.formats import parts
from lstm_article.formats.docx_body import NUMBERED, Picture, written
from lstm_article.templating import Templates

_OPENXML = "http://schemas.openxmlformats.org"
_RELATIONSHIP = f"{_OPENXML}/officeDocument/2006/relationships"
_PACKAGE = f"{_OPENXML}/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument"
# The parts, each from the template of its name, with its content type.
_PARTS = {
    "document": f"{_WORD}.wordprocessingml.document.main+xml",
    "styles": f"{_WORD}.wordprocessingml.styles+xml",
    "numbering": f"{_WORD}.wordprocessingml.numbering+xml",
    "settings": f"{_WORD}.wordprocessingml.settings+xml",
    "footer": f"{_WORD}.wordprocessingml.footer+xml",
    "fontTable": f"{_WORD}.wordprocessingml.fontTable+xml",
    "theme": f"{_WORD}.theme+xml",
}
_PROPERTIES = "application/vnd.openxmlformats-package.core-properties+xml"
_ENDINGS = {
    "rels": "application/vnd.openxmlformats-package.relationships+xml",
    "xml": "application/xml",
    "png": "image/png",
    "svg": "image/svg+xml",
}


class _Relationship(NamedTuple):
    """What a part refers to by an id: a type, and a file of the package or an address outside of it."""

    id: str
    type: str
    target: str
    external: bool = False


def docx(article: Article, pictures: Mapping[str, Picture], templates: Templates) -> bytes:
    """Return an article as a Word file, with its figures by their paths in the Markdown.

    Raises TemplateError when a template fails or is no XML, or when TeX cannot be set.
    """
    body = written(article, pictures, templates.path(f"{article.lang}/article.md"))
    said = {"title": article.title, "description": article.description}
    values = {
        "article": article,
        "body": body.xml,
        "numbered": NUMBERED,
        "lists": body.lists,
        **{name: parts.printable(text) for name, text in said.items()},
    }
    media = {
        f"media/{kind}{number}.{kind}": getattr(picture, kind)
        for number, picture in enumerate(body.pictures, 1)
        for kind in ("svg", "png")
    }
    related = [
        *(_Relationship(name, f"{_RELATIONSHIP}/{name}", f"{name}.xml") for name in _PARTS if name != "document"),
        *(_Relationship(PurePath(file).stem, f"{_RELATIONSHIP}/image", file) for file in media),
        *(
            _Relationship(f"link{number}", f"{_RELATIONSHIP}/hyperlink", address, external=True)
            for number, address in enumerate(body.addresses, 1)
        ),
    ]
    top = [
        _Relationship("document", f"{_RELATIONSHIP}/officeDocument", "word/document.xml"),
        _Relationship("properties", f"{_PACKAGE}/relationships/metadata/core-properties", "properties.xml"),
    ]
    return _zipped(
        {
            "[Content_Types].xml": _content_types(),
            "_rels/.rels": _relationships(top),
            "properties.xml": _part("properties", values, templates),
            "word/_rels/document.xml.rels": _relationships(related),
            **{f"word/{name}.xml": _part(name, values, templates) for name in _PARTS},
            **{f"word/{file}": data for file, data in media.items()},
        }
    )


def _part(name: str, values: Mapping[str, object], templates: Templates) -> bytes:
    """Return a part from its template; raises TemplateError if that fails or is no XML."""
    xml = templates.render(f"word/{name}.xml", values).encode()
    try:
        ET.fromstring(xml)
    except (ET.ParseError, LookupError, ValueError) as error:  # the latter of an encoding that cannot be read
        message = f"gives no XML: {error}; correct it, or remove it to use the built-in one"
        raise TemplateError(message, templates.path(f"word/{name}.xml")) from None
    return xml


def _content_types() -> bytes:
    defaults = (f'<Default Extension="{ending}" ContentType="{kind}"/>' for ending, kind in _ENDINGS.items())
    parts = {"properties": _PROPERTIES, **{f"word/{name}": kind for name, kind in _PARTS.items()}}
    overrides = (f'<Override PartName="/{name}.xml" ContentType="{kind}"/>' for name, kind in parts.items())
    return _xml("Types", f"{_PACKAGE}/content-types", [*defaults, *overrides])


def _relationships(relationships: list[_Relationship]) -> bytes:
    return _xml("Relationships", f"{_PACKAGE}/relationships", map(_relationship, relationships))


def _relationship(to: _Relationship) -> str:
    outside = ' TargetMode="External"' if to.external else ""
    return f'<Relationship Id="{to.id}" Type="{to.type}" Target={quoteattr(to.target)}{outside}/>'


def _xml(root: str, namespace: str, content: Iterable[str]) -> bytes:
    declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    return f'{declaration}\n<{root} xmlns="{namespace}">{"".join(content)}</{root}>'.encode()


def _zipped(files: Mapping[str, bytes]) -> bytes:
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        for name, data in files.items():
            file = zipfile.ZipInfo(name)  # of 1980, before which a zip knows no date
            archive.writestr(file, data, zipfile.ZIP_DEFLATED)
    return package.getvalue()
