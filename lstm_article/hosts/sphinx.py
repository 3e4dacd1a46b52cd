"""A Sphinx extension: the directive `lstm-article`, in reStructuredText and in MyST.

    .. lstm-article::
       :lang: en
       :words: 1000

Equations can be referred to as `lstm-en-forget-gate`, figures as `lstm-en-structure`.
"""

import os
import re
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from myst_parser.config.main import MdParserConfig
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
from myst_parser.parsers.mdit import create_md_parser
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

from lstm_article import __version__
from lstm_article.choices import FIGURE_FORMATS
from lstm_article.errors import LstmArticleError
from lstm_article.figures import FigureText, figure_file
from lstm_article.files import write
from lstm_article.formats import FLAVORS, NUMBERED_MYST, Idiom, flavored, label_prefix
from lstm_article.hosts.article import ArticleSettings, checked_article
from lstm_article.templating import builtin_folder

_LOGGER = logging.getLogger(__name__)
# In the metadata of a page, for each directive: what its labels begin with, or "" where a setting was wrong.
_LABEL_PREFIXES = "lstm_article.sphinx"


class LstmArticle(SphinxDirective):
    """The directive; its labels begin with `:name:`, which differs where a site has the article twice."""

    option_spec: ClassVar = dict.fromkeys(("lang", "words", "name"), directives.unchanged_required)

    def run(self) -> list[nodes.Node]:
        """Return the article's sections; a setting that is wrong stops the build."""
        lang = self.options.get("lang") or re.split("[_-]", self.config.language)[0]
        name = self.options.get("name", "lstm")
        prefixes = self.env.metadata[self.env.docname].setdefault(_LABEL_PREFIXES, [])
        try:
            article = checked_article(ArticleSettings(lang, self.options.get("words", "1000")))
            text = flavored(article, self._idiom(), name)
        except LstmArticleError as error:
            if "lang" not in self.options and error.setting == "lang":
                error.setting = "lang, by default the site's language"
            _LOGGER.error("lstm-article: %s", error, location=self.get_location())  # noqa: TRY400  one line
            prefixes.append("")
            return []
        prefixes.append(label_prefix(article, name))
        for file in (*builtin_folder().glob("*.*"), *(builtin_folder() / lang).iterdir()):
            self.env.note_dependency(str(file))
        return _nodes(text, self.state.document)

    def _idiom(self) -> Idiom:
        """Return MyST's idiom for a part of a page, its figures drawn in all formats: builders take what they can."""
        idiom = NUMBERED_MYST if self.config.numfig else FLAVORS["myst"]

        def drawn(figure: FigureText, label: str) -> str:
            path = Path(self.env.doctreedir, "lstm-article", figure.path)  # among Sphinx's intermediate files
            files = {path.with_suffix(f".{ending}"): ending for ending in FIGURE_FORMATS}
            write({file: figure_file(figure, ending, file) for file, ending in files.items()})
            image = "/" + Path(os.path.relpath(path, self.env.srcdir)).with_suffix(".*").as_posix()
            return idiom.figure(replace(figure, path=image), label)

        return replace(idiom, front_matter=lambda _: {}, figure=drawn)


def _nodes(markdown: str, page: nodes.document) -> list[nodes.Node]:
    """Return the nodes that MyST makes of Markdown, with their labels registered in the page they are for."""
    document = nodes.document(page.settings, page.reporter, source=f"{page['source']}:lstm-article")
    # By default MyST adds classes that hide mathematics from MathJax, unless its own Sphinx extension is set up.
    parser = create_md_parser(MdParserConfig(enable_extensions={"dollarmath"}, update_mathjax=False), SphinxRenderer)
    parser.options["document"] = document
    parser.render(markdown)
    for node in document.findall(nodes.Element):
        if node["names"]:
            node["ids"].clear()  # the page may have the same ids already
            note = page.note_implicit_target if isinstance(node, nodes.section) else page.note_explicit_target
            note(node)
    return list(document.children)


def _stop(_app: Sphinx, env: BuildEnvironment) -> None:
    """End a build in which a setting was wrong; an exception would bury the line that says so."""
    page_of_prefix: dict[str, str] = {}
    wrong = False
    for page, metadata in sorted(env.metadata.items()):
        for prefix in metadata.get(_LABEL_PREFIXES, ()):
            wrong |= not prefix or prefix in page_of_prefix
            if prefix in page_of_prefix:
                clash = f"the article in {page_of_prefix[prefix]} has the labels {prefix}-… too"
                _LOGGER.error("lstm-article: name: %s; give one another name", clash, location=page)
            elif prefix:
                page_of_prefix[prefix] = page
    if wrong:
        raise SystemExit(1)


def _write_numbers(app: Sphinx, page: nodes.document, _name: str) -> None:
    """Put figure numbers into references: most builders would print the pattern `Figure %s` instead."""
    if app.builder.format not in {"html", "latex"}:
        for reference in page.findall(addnodes.number_reference):
            reference["title"] = reference.astext()


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive and its handlers."""
    app.add_directive("lstm-article", LstmArticle)
    app.connect("env-updated", _stop)
    app.connect("doctree-resolved", _write_numbers)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
