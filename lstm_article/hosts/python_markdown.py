"""A Python-Markdown extension, for MkDocs, ProperDocs and Zensical: `::: lstm-article lang=zh words=1000`.

The article takes the place of such a line, called a block. An extension cannot add files to a site: figures are inline.
With `living=true` the article comes alive. MkDocs and ProperDocs, where a page knows the site's files, get its script
and style as such files; in Zensical, and in Python-Markdown alone, both are inline.
"""

import logging
import posixpath
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Extension, Markdown
from markdown.blockprocessors import BlockProcessor

from lstm_article.article import Article
from lstm_article.errors import LstmArticleError, SettingError
from lstm_article.figures import FigureText, svg_element
from lstm_article.formats import FLAVORS, Idiom, flavored, label_prefix
from lstm_article.hosts.article import ArticleSettings, article_settings, checked_article, drawn_figures
from lstm_article.hosts.living import CLASS, LivingArticle, living_article, relabelled
from lstm_article.hosts.mathematics import WARNING, missing_in_site, what_is_missing
from lstm_article.messages import one_line, shortened

_LINE = re.compile(r"^ {0,3}::: *lstm[-_]article(?: +(.*))?$", re.MULTILINE)
_PRIORITY = 85  # tried after what is indented in a list or an admonition (90 and above), before indented code (80)
_FENCED_CODE = "fenced_code_block"  # under which every extension for fenced code registers its preprocessor
_FOLDER = "assets/lstm-article"  # in a site, for the files of living articles
_RESPONSIVE = '<svg style="max-width: 100%; height: auto"'  # hosts fit images to the page, but not inline SVG


class LstmArticleExtension(Extension):
    """The extension; its settings but `check_mathematics` are the defaults of blocks."""

    def __init__(self, **settings: object) -> None:
        """Take the settings of the host's configuration."""
        self.config = {
            "lang": [ArticleSettings.lang, "the language"],
            "words": [ArticleSettings.words, "the length asked for"],
            "count": [ArticleSettings.count, "the rule by which it is counted"],
            "templates": ["", "a folder of templates used over the built-in ones"],
            "living": [ArticleSettings.living, "whether equations, diagram and numbers answer one another"],
            "check_mathematics": [True, "whether a site that sets no mathematics is told so"],
        }
        # An error here would be a traceback in some hosts: what is unknown, the first block tells.
        self._unknown = [name for name in settings if name not in self.config]
        super().__init__(**{name: value for name, value in settings.items() if name in self.config})

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Register the block processor, and the extensions that the article's tables and code need."""
        if "table" not in md.parser.blockprocessors:
            md.registerExtensions(["tables"], {})
        if _FENCED_CODE not in md.preprocessors:
            md.registerExtensions(["fenced_code"], {})
        md.registerExtension(self)
        self._md = md
        self.reset()

    def reset(self) -> None:
        """Begin a new page, which has no article yet."""
        self._md.parser.blockprocessors.register(
            _Blocks(self._md, self.getConfigs(), self._unknown), "lstm_article", _PRIORITY
        )


class _Blocks(BlockProcessor):
    """The blocks of one page."""

    def __init__(self, md: Markdown, settings: Mapping[str, object], unknown: Sequence[str]) -> None:
        super().__init__(md.parser)
        self._known, self._unknown = ", ".join(settings), unknown
        self._defaults = {**settings}
        self._check_mathematics = self._defaults.pop("check_mathematics")
        self._articles, self._article_elements = 0, set[Element]()

    def test(self, parent: Element, block: str) -> bool:  # noqa: ARG002  the host's signature
        """Tell whether a paragraph has a `::: lstm-article` line."""
        return bool(_LINE.search(block))

    def run(self, parent: Element, blocks: list[str]) -> None:
        """Replace the line by the article; text right above the line becomes a paragraph of its own."""
        block = blocks.pop(0)
        line = _LINE.search(block)
        assert line is not None  # noqa: S101  `test` has found it
        before, after = block[: line.start()].strip("\n"), block[line.end() :].strip()
        if before:
            self.parser.parseBlocks(parent, [before])
        try:
            if after:
                raise SettingError("has text right below it; leave a line empty")
            self._add_article(parent, _arguments(line[1] or ""))
        except LstmArticleError as error:
            # MkDocs and ProperDocs show their own PluginError in one line, without a traceback.
            host = _host("exceptions")
            raise (host.PluginError if host else SettingError)(
                one_line(f"{shortened(line[0].strip())}: {error}")
            ) from None

    def _add_article(self, parent: Element, given: Mapping[str, str]) -> None:
        """Add an article to an element of the page; one that is living has an element of its own."""
        for name in self._unknown:
            raise SettingError(f"is no setting of the extension; there is {self._known}", name)
        asked = {**self._defaults, **given}
        settings = article_settings({**asked, "templates": asked.get("templates") or None}, self._folder())
        article, living = checked_article(settings), living_article(settings)
        if self._articles == 0 and self._check_mathematics:
            self._warn_of_missing_mathematics()
        page_elements = (element for element in self.parser.root.iter() if element not in self._article_elements)
        levels = [int(element.tag[1]) for element in page_elements if re.fullmatch("h[1-6]", str(element.tag))]
        self._articles += 1
        name = "lstm" if self._articles == 1 else f"lstm-{self._articles}"
        idiom = FLAVORS["mkdocs"]._replace(
            front_matter=lambda _: {}, citation=r"\[{}\]".format, deeper=levels[-1] if levels else 0
        )
        text = self._text(article, drawn_figures(settings), idiom, name, living)
        first = len(parent)
        container = SubElement(parent, "div", {"class": CLASS}) if living else parent
        self.parser.parseBlocks(container, re.split(r"\n{2,}", text.strip("\n")))
        if living:
            before, after = self._with_files(living)
            # Python-Markdown would put paragraphs around elements that it does not know as blocks.
            container.text, container[-1].tail = map(self.parser.md.htmlStash.store, (before, after))
        self._article_elements |= {element for added in parent[first:] for element in added.iter()}

    def _text(
        self, article: Article, figures: Mapping[str, bytes], idiom: Idiom, name: str, living: LivingArticle | None
    ) -> str:
        """Return an article's Markdown with its figures inline; of a living one also the equations are HTML."""
        stash, prefix = self.parser.md.htmlStash, label_prefix(article, name)

        def figure(text: FigureText, label: str) -> str:
            if living:
                svg = living.figure(text.name, figures[text.path], label)
            else:
                svg = relabelled(svg_element(figures[text.path]), text.name, label).replace("<svg", _RESPONSIVE)
            opening = f'<figure id="{label}">{svg}<figcaption>'
            return "\n\n".join([stash.store(opening), text.numbered_caption, stash.store("</figcaption></figure>")])

        def equation(tex: str, label: str) -> str:
            written = living.equations.get(label.removeprefix(f"{prefix}-")) if living else None
            return stash.store(written(label)) if written else idiom.equation(tex, label)

        before = "" if living else stash.store(idiom.before_figures)
        text = flavored(article, idiom._replace(figure=figure, equation=equation, before_figures=before), name)
        return "\n".join(self.parser.md.preprocessors[_FENCED_CODE].run(text.split("\n")))

    def _with_files(self, living: LivingArticle) -> tuple[str, str]:
        """Return what begins and ends a living article's element, of which the files are added to the site."""
        page = self._page()
        if not hasattr(page, "files"):
            return living.inline()
        for name, content in living.files().items():
            # Files are copied after all pages have been converted.
            file = type(page.file).generated(page.config, f"{_FOLDER}/{name}", content=content)
            if not page.files.get_file_from_path(file.src_uri):
                page.files.append(file)
        return living.linked(posixpath.dirname(file.url_relative_to(page.file)))

    def _page(self) -> Any:
        """Return what makes links relative in MkDocs or ProperDocs, or None in another host.

        It is the only way from a page's Markdown to its file, the site's files and the site's configuration.
        """
        converters = self.parser.md.treeprocessors
        return converters["relpath"] if "relpath" in converters else None  # noqa: SIM401  a registry has no `get`

    def _site(self) -> Any:
        """Return the configuration of the site that MkDocs or ProperDocs builds, or None in another host."""
        return getattr(self._page(), "config", None)

    def _folder(self) -> Path:
        """Return the folder that templates are relative to: that of the configuration, or the current one."""
        return Path(getattr(self._site(), "config_file_path", None) or "mkdocs.yml").parent

    def _warn_of_missing_mathematics(self) -> None:
        """Warn of a site that does not set the article's mathematics; a strict build counts that."""
        site, registered = self._site(), self.parser.md.registeredExtensions
        if site:
            missing = missing_in_site(site)
        else:
            missing = what_is_missing({type(extension).__module__: extension.getConfigs() for extension in registered})
        if missing:
            plugins = _host("plugins")
            logger = plugins.get_plugin_logger("lstm-article") if plugins else logging.getLogger(__name__)
            logger.warning(WARNING, missing, "lstm_article: {check_mathematics: false}")


def _arguments(line: str) -> dict[str, str]:
    """Return the settings that a block's line gives; what has spaces stands in quotes, as `templates="my folder"`."""
    arguments = re.findall(r'(?:[^\s"]|"[^"]*"?)+', line)
    return dict(argument.replace('"', "").partition("=")[::2] for argument in arguments)


def _host(module: str) -> ModuleType | None:
    """Return a module of the host that is running, ProperDocs or MkDocs; None in another."""
    return sys.modules.get(f"properdocs.{module}") or sys.modules.get(f"mkdocs.{module}")
