"""An article as a PDF document, set by Typst: tagged, with its own fonts, and the same bytes each time."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from lstm_article.article import Article
from lstm_article.errors import MissingPackageError, TemplateError
from lstm_article.formats import parts
from lstm_article.formats.pdf_body import rendered
from lstm_article.formats.pdf_signs import quoted
from lstm_article.templating import MARKS, Templates

_FONTS = Path(__file__).parents[1] / "fonts" / "document"
_CHINESE = "Noto Serif SC"
_TEMPLATE = "document.typ"
# Placeholders in the document, of which only the template's own words are looked through.
_TITLE, _DESCRIPTION, _BODY = (name.join(MARKS) for name in ("title", "description", "body"))
_REFUSED = re.compile(r"\b(?:import|include|eval|std)\b")  # what loads packages, from the network
_MISSING = re.compile(r"the text `(\".*?\")` could not be displayed", re.DOTALL)


def pdf(article: Article, figures: Mapping[str, bytes], templates: Templates, *, system_fonts: bool = False) -> bytes:
    """Return the article as a PDF document that fulfils PDF/UA-1.

    `figures` maps the paths in the Markdown to SVG without classes. With `system_fonts`, characters that the package's
    fonts lack are taken from those of this machine. Raises TemplateError when a template fails or has characters that
    no font has, and MissingPackageError without Typst.
    """
    try:
        import typst
    except ImportError:
        raise MissingPackageError('--format pdf needs typst; run pip install "lstm-article[pdf]"') from None

    template = templates.path(f"{article.lang}/article.md")
    document = _document(article, templates, system_fonts=system_fonts)
    compiled: Callable[..., bytes] = typst.compile  # by its stub, paths would have to be bytes, as the source is
    try:
        words = {
            _TITLE: quoted(parts.printable(article.title)),
            _DESCRIPTION: quoted(parts.printable(article.description)),
            _BODY: rendered(article, figures, template),
        }
        return compiled(
            re.sub("|".join(words), lambda placeholder: words[placeholder[0]], document).encode(),
            format="pdf",
            pdf_standards=["ua-1"],
            root=str(_FONTS),  # the only folder that a template of a user's can read
            font_paths=[str(_FONTS)],
            ignore_system_fonts=not system_fonts,
        )
    except RecursionError:
        raise _too_deep(template) from None
    except typst.TypstError as error:
        if missing := _missing(error.diagnostic):
            what = "other characters" if system_fonts else "other characters, or --system-fonts"
            raise TemplateError(f"no font has {', '.join(missing)}; use {what}", template) from None
        if "depth exceeded" in error.message:
            raise _too_deep(template) from None
        message = error.message.strip().partition("\n")[0]
        raise TemplateError(f"Typst says: {message}; correct the template", templates.path(_TEMPLATE)) from None


def _document(article: Article, templates: Templates, *, system_fonts: bool) -> str:
    lang, *subtags = article.tag.split("-")
    region = next((subtag for subtag in subtags if re.fullmatch("[A-Za-z]{2}", subtag)), None)
    values = {
        "article": article,
        "title": _TITLE,
        "description": _DESCRIPTION,
        "lang": quoted(lang),
        "region": quoted(region) if region else "none",
        "chinese_font": quoted(_CHINESE),
        "fallback": str(system_fonts).lower(),
        "body": _BODY,
    }
    document = templates.render(_TEMPLATE, values)
    if refused := _REFUSED.search(document):
        raise TemplateError(f"has {refused[0]!r}, with which Typst loads code; remove it", templates.path(_TEMPLATE))
    return document


def _missing(diagnostic: str) -> list[str]:
    """Return the characters that no font has, each once, as they are written."""
    return list(dict.fromkeys(_MISSING.findall(diagnostic)))


def _too_deep(template: Path) -> TemplateError:
    return TemplateError("nests mathematics, lists or quotations more deeply than can be set; simplify it", template)
