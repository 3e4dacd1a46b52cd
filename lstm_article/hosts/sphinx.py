"""A Sphinx extension: the directive `lstm-article`, in reStructuredText and in MyST.

    .. lstm-article::
       :lang: en
       :words: 1000

Equations can be referred to as `lstm-en-forget-gate`, figures as `lstm-en-structure`. Pages with the article get the
style by which figures follow the page; a site whose mathematics would be left as TeX is warned of. With `:living:` the
article comes alive in pages for browsers.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import ClassVar
from urllib.parse import unquote

from docutils import nodes
from docutils.parsers.rst import directives
from myst_parser.config.main import MdParserConfig
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
from myst_parser.parsers.mdit import create_md_parser
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.osutil import relpath
from sphinx.util.typing import ExtensionMetadata

from lstm_article import __version__
from lstm_article.choices import FIGURE_FORMATS
from lstm_article.errors import LstmArticleError
from lstm_article.figures import PAGE_STYLE, FigureText, figure_file
from lstm_article.files import write
from lstm_article.formats import FLAVORS, NUMBERED_MYST, Idiom, flavored, label_prefix
from lstm_article.hosts.article import ArticleSettings, article_settings, checked_article
from lstm_article.hosts.living import living_article
from lstm_article.hosts.sphinx_living import FOR_BROWSERS, add_living, connect_living, number_mark
from lstm_article.messages import one_line
from lstm_article.templating import builtin_folder

_LOGGER = logging.getLogger(__name__)
# In the metadata of a page, for each directive: what its labels begin with, or "" where a setting was wrong.
_LABEL_PREFIXES = "lstm_article.sphinx"
# And there, for each with templates of its own: their folder, and the files in it, as text, for builders write it out.
_TEMPLATES = "lstm_article.sphinx.templates"
# Among the static files of HTML pages: the style by which figures follow the page that they stand in.
_STYLE_SHEET = "lstm-article.css"


class LstmArticle(SphinxDirective):
    """The directive; its labels begin with `:name:`, which differs where a site has the article twice."""

    option_spec: ClassVar = {
        **dict.fromkeys(("lang", "words", "count", "templates", "name"), directives.unchanged_required),
        "living": directives.unchanged,  # a flag, though what is given to it is told like other wrong settings
    }

    def run(self) -> list[nodes.Node]:
        """Return the article's sections; a setting that is wrong stops the build."""
        name = self.options.get("name", "lstm")
        metadata = self.env.metadata[self.env.docname]
        prefixes = metadata.setdefault(_LABEL_PREFIXES, [])
        try:
            settings = self._settings()
            article = checked_article(settings)
            prefix = label_prefix(article, name)
            drawn: dict[str, bytes] = {}
            text = flavored(article, self._idiom(prefix if settings.templates else "", drawn), name)
            living = living_article(settings, lambda number: number_mark(prefix, number))
        except LstmArticleError as error:
            if "lang" not in self.options and error.setting == "lang":
                error.setting = "lang, by default the site's language"
            _LOGGER.error("lstm-article: %s", error, location=self.get_location())  # noqa: TRY400  one line
            prefixes.append("")
            return []
        prefixes.append(prefix)
        own = []
        if settings.templates:
            own = _files(str(settings.templates))
            metadata.setdefault(_TEMPLATES, []).append((str(settings.templates), own))
        for file in (*builtin_folder().glob("*.*"), *(builtin_folder() / article.lang).iterdir(), *own):
            self.env.note_dependency(str(file))
        content = _nodes(text, self.state.document)
        if living:
            add_living(content, living, prefix, drawn)
        return content

    def _settings(self) -> ArticleSettings:
        given = {name: value for name, value in self.options.items() if name != "name"}
        given.setdefault("lang", re.split("[_-]", self.config.language)[0])
        if "living" in given:
            given["living"] = given["living"] or "true"
        if "templates" in given:
            given["templates"] = self.env.relfn2path(given["templates"])[1]
        return article_settings(given, Path())

    def _idiom(self, folder: str, svgs: dict[str, bytes]) -> Idiom:
        """Return MyST's idiom for a part of a page, its figures drawn in all formats: builders take what they can.

        They lie in a folder among Sphinx's intermediate files. Templates may draw others of the same names. `svgs` is
        filled with each as SVG, by its name.
        """
        idiom = NUMBERED_MYST if self.config.numfig else FLAVORS["myst"]

        def drawn(figure: FigureText, label: str) -> str:
            path = Path(self.env.doctreedir, "lstm-article", folder, figure.path)
            files = {path.with_suffix(f".{ending}"): ending for ending in FIGURE_FORMATS}
            contents = {file: figure_file(figure, ending, file) for file, ending in files.items()}
            write(contents)
            svgs[figure.name] = contents[path.with_suffix(".svg")]
            image = "/" + Path(relpath(path, self.env.srcdir)).with_suffix(".*").as_posix()
            return idiom.figure(figure._replace(path=image), label)

        return idiom._replace(front_matter=lambda _: {}, figure=drawn, before_figures="")


def _nodes(markdown: str, page: nodes.document) -> list[nodes.Node]:
    """Return the nodes that MyST makes of Markdown, with their labels registered in the page they are for."""
    document = nodes.document(page.settings, page.reporter, source=f"{page['source']}:lstm-article")
    # By default MyST adds classes that hide mathematics from MathJax, unless its own Sphinx extension is set up.
    parser = create_md_parser(MdParserConfig(update_mathjax=False), SphinxRenderer)
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


def _with_new_templates(_app: Sphinx, env: BuildEnvironment, *_: object) -> list[str]:
    """Return the pages whose folders of templates have other files than before; in files Sphinx sees changes itself."""
    folders = ((page, *item) for page, metadata in env.metadata.items() for item in metadata.get(_TEMPLATES, ()))
    return [page for page, folder, files in folders if _files(folder) != files]


def _files(folder: str) -> list[str]:
    return sorted(str(file) for file in Path(folder).rglob("*") if file.is_file())


def _write_style(app: Sphinx, builder: Builder) -> None:
    if builder.format == "html":
        write({Path(app.outdir, "_static", _STYLE_SHEET): PAGE_STYLE.encode()})


def _link_style(app: Sphinx, page: str, _name: str, _context: object, doctree: nodes.document | None) -> None:
    """Link the style sheet in the head of a page with the article, which may have been put together from others."""
    if doctree:
        parts = (part["docname"] for part in doctree.findall(addnodes.start_of_file))
        if any(_pages(app.env, [page, *parts])):
            app.add_css_file(_STYLE_SHEET)


def _pages(env: BuildEnvironment, pages: Iterable[str]) -> Iterator[str]:
    """Yield those of the pages that have the article."""
    return (page for page in pages if env.metadata[page].get(_LABEL_PREFIXES))


def _warn_of_raw_mathematics(app: Sphinx, error: Exception | None) -> None:
    """Warn, once, of pages with the article whose mathematics nothing sets: Sphinx itself is content with them."""
    if error or not isinstance(app.builder, StandaloneHTMLBuilder) or app.builder.name not in FOR_BROWSERS:
        return
    for page in _pages(app.env, sorted(app.env.all_docs)):
        name = app.config.root_doc if app.builder.name == "singlehtml" else page
        wrong = _raw_mathematics(app.builder, Path(app.builder.get_outfilename(name)), app.env.get_doctree(page))
        if wrong:
            ending = 'or, if the theme sets it, suppress_warnings = ["lstm_article.mathematics"]'
            message = f"lstm-article: mathematics stays TeX: {wrong}, {ending}"
            _LOGGER.warning(one_line(message), type="lstm_article", subtype="mathematics", location=page)
            return


def _raw_mathematics(builder: StandaloneHTMLBuilder, file: Path, doctree: nodes.document) -> str:
    """Return what keeps mathematics in a written page TeX, and what to do about it."""
    written = file.read_text("utf-8") if file.is_file() else ""
    shown = re.sub("<annotation.*?</annotation>|<[^>]*>", "", written, flags=re.DOTALL)
    # A living article has no other display equations than those set here: what stands within lines counts, too.
    formulas = (node.astext() for kind in (nodes.math_block, nodes.math) for node in doctree.findall(kind))
    if not any("\\" in formula and formula in shown for formula in formulas):
        return ""
    scripts = re.findall(r'<script[^>]*\ssrc="([^"]+)', written)
    path, by_name = builder.config.mathjax_path, re.compile("mathjax|katex", re.IGNORECASE)
    setting = [address.partition("?")[0] for address in scripts if path in address or by_name.search(address)]
    for address in setting:
        if not re.match("[a-z]+:|/", address) and not (file.parent / unquote(address)).is_file():
            remedy = "remove mathjax_path from conf.py, or put the file into a folder of html_static_path"
            return f"there is no {address}; {remedy}"
    if builder.math_renderer_name != "mathjax":
        return "" if setting else 'nothing in the page sets it; write html_math_renderer = "mathjax" into conf.py'
    if not setting:
        return "the theme leaves out scripts; write {{ script() }} into its layout.html"
    return _unknown_delimiters(builder.config)


def _unknown_delimiters(config: Config) -> str:
    """Return which marks around TeX, as Sphinx writes them, MathJax has not been told of in `conf.py`."""
    if config.mathjax2_config or getattr(config, "mathjax_config_path", ""):
        return ""  # in which they may be told
    setting = "mathjax3_config" if config.mathjax3_config or "mathjax4_config" not in config else "mathjax4_config"
    told = (config[setting] or {}).get("tex", {})
    for name, marks, default in (
        ("inlineMath", config.mathjax_inline, [[r"\(", r"\)"]]),
        ("displayMath", config.mathjax_display, [["$$", "$$"], [r"\[", r"\]"]]),
    ):
        known = told.get(name, default)
        if isinstance(known, list) and list(marks) not in map(list, known):
            return f'MathJax knows other {name}; add {list(marks)} to "{name}" of "tex" in {setting} in conf.py'
    return ""


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive and its handlers."""
    app.add_directive("lstm-article", LstmArticle)
    app.connect("env-get-outdated", _with_new_templates)
    app.connect("env-updated", _stop)
    app.connect("doctree-resolved", _write_numbers)
    app.connect("write-started", _write_style)
    app.connect("html-page-context", _link_style)
    connect_living(app)
    app.connect("build-finished", _warn_of_raw_mathematics)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
