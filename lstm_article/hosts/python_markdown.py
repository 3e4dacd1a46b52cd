"""A Python-Markdown extension, for MkDocs, ProperDocs and Zensical: `::: lstm-article lang=zh words=1000`.

The article takes the place of such a line, called a block. An extension cannot add files to a site: figures are inline.
"""

import logging
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Extension, Markdown
from markdown.blockprocessors import BlockProcessor

from lstm_article.errors import LstmArticleError, SettingError
from lstm_article.figures import FigureText, svg_element
from lstm_article.formats import FLAVORS, flavored
from lstm_article.hosts.article import ArticleSettings, article_settings, checked_article, drawn_figures
from lstm_article.hosts.mathematics import WARNING, missing_in_site, what_is_missing
from lstm_article.messages import one_line, shortened

_LINE = re.compile(r"^ {0,3}::: *lstm[-_]article(?: +(.*))?$", re.MULTILINE)
_PRIORITY = 85  # tried after what is indented in a list or an admonition (90 and above), before indented code (80)
_FENCED_CODE = "fenced_code_block"  # under which every extension for fenced code registers its preprocessor
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
        self._defaults = {**settings, "templates": settings["templates"] or None}
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
            text = self._article((line[1] or "").split())
        except LstmArticleError as error:
            # MkDocs and ProperDocs show their own PluginError in one line, without a traceback.
            host = _host("exceptions")
            raise (host.PluginError if host else SettingError)(
                one_line(f"{shortened(line[0].strip())}: {error}")
            ) from None
        first = len(parent)
        self.parser.parseBlocks(parent, re.split(r"\n{2,}", text.strip("\n")))
        self._article_elements |= {*parent[first:]}

    def _article(self, arguments: list[str]) -> str:
        """Return the article's Markdown with inline figures, its title below the page's own last heading."""
        for name in self._unknown:
            raise SettingError(f"is no setting of the extension; there is {self._known}", name)
        given = dict(argument.partition("=")[::2] for argument in arguments)
        settings = article_settings({**self._defaults, **given}, self._folder())
        article, figures = checked_article(settings), drawn_figures(settings)
        if self._articles == 0 and self._check_mathematics:
            self._warn_of_missing_mathematics()
        stash = self.parser.md.htmlStash
        page_elements = (element for element in self.parser.root.iter() if element not in self._article_elements)
        levels = [int(element.tag[1]) for element in page_elements if re.fullmatch("h[1-6]", str(element.tag))]

        def inline(figure: FigureText, label: str) -> str:
            svg = re.sub(rf'(\bid="|href="#)lstm-{figure.name}-', rf"\1{label}-", svg_element(figures[figure.path]))
            opening = f'<figure id="{label}">{svg.replace("<svg", _RESPONSIVE)}<figcaption>'
            return "\n\n".join([stash.store(opening), figure.numbered_caption, stash.store("</figcaption></figure>")])

        idiom = FLAVORS["mkdocs"]._replace(
            front_matter=lambda _: {},
            figure=inline,
            citation=r"\[{}\]".format,
            deeper=levels[-1] if levels else 0,
            before_figures=stash.store(FLAVORS["mkdocs"].before_figures),
        )
        self._articles += 1
        text = flavored(article, idiom, "lstm" if self._articles == 1 else f"lstm-{self._articles}")
        return "\n".join(self.parser.md.preprocessors[_FENCED_CODE].run(text.split("\n")))

    def _site(self) -> Any:
        """Return the configuration of the site that MkDocs or ProperDocs builds, or None in another host."""
        # The only way from a page's Markdown to it: what makes links relative knows the site.
        converters = self.parser.md.treeprocessors
        return getattr(converters["relpath"], "config", None) if "relpath" in converters else None

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


def _host(module: str) -> ModuleType | None:
    """Return a module of the host that is running, ProperDocs or MkDocs; None in another."""
    return sys.modules.get(f"properdocs.{module}") or sys.modules.get(f"mkdocs.{module}")
