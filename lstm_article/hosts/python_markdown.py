"""A Python-Markdown extension, for MkDocs, ProperDocs and Zensical: `::: lstm-article lang=zh words=1000`.

The article takes the place of such a line, called a block. An extension cannot add files to a site: figures are inline.
"""

import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import replace
from xml.etree.ElementTree import Element

from markdown import Extension, Markdown
from markdown.blockprocessors import BlockProcessor

from lstm_article.errors import LstmArticleError, SettingError
from lstm_article.figures import FigureText, svg_element
from lstm_article.formats import FLAVORS, flavored
from lstm_article.hosts.builtin_article import checked_article, drawn_figures

_LINE = re.compile(r"^ {0,3}::: *lstm-article(?: +(.*))?$", re.MULTILINE)
_PRIORITY = 85  # tried after what is indented in a list or an admonition (90 and above), before indented code (80)
_FENCED_CODE = "fenced_code_block"  # under which every extension for fenced code registers its preprocessor
_RESPONSIVE = '<svg style="max-width: 100%; height: auto"'  # hosts fit images to the page, but not inline SVG


class LstmArticleExtension(Extension):
    """The extension; its `lang` and `words` are the defaults of blocks."""

    def __init__(self, **settings: object) -> None:
        """Take the settings of the host's configuration."""
        self.config = {"lang": ["en", "the language"], "words": [1000, "the length asked for"]}
        _refuse_unknown(settings, self.config)
        super().__init__(**settings)

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
        self._md.parser.blockprocessors.register(_Blocks(self._md, self.getConfigs()), "lstm_article", _PRIORITY)


class _Blocks(BlockProcessor):
    """The blocks of one page."""

    def __init__(self, md: Markdown, defaults: Mapping[str, object]) -> None:
        super().__init__(md.parser)
        self._defaults = {name: str(value) for name, value in defaults.items()}
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
            modules = (sys.modules.get(f"{host}.exceptions") for host in ("properdocs", "mkdocs"))
            kind = next((module.PluginError for module in modules if module), SettingError)
            raise kind(f"{line[0].strip()}: {error}") from None
        first = len(parent)
        self.parser.parseBlocks(parent, re.split(r"\n{2,}", text.strip("\n")))
        self._article_elements |= {*parent[first:]}

    def _article(self, arguments: list[str]) -> str:
        """Return the article's Markdown with inline figures, its title below the page's own last heading."""
        given = dict(argument.partition("=")[::2] for argument in arguments)
        _refuse_unknown(given, self._defaults)
        settings = {**self._defaults, **given}
        article, figures = checked_article(**settings), drawn_figures(**settings)
        stash = self.parser.md.htmlStash
        page_elements = (element for element in self.parser.root.iter() if element not in self._article_elements)
        levels = [int(element.tag[1]) for element in page_elements if re.fullmatch("h[1-6]", str(element.tag))]

        def inline(figure: FigureText, label: str) -> str:
            svg = re.sub(rf'(\bid="|href="#)lstm-{figure.name}-', rf"\1{label}-", svg_element(figures[figure.path]))
            opening = f'<figure id="{label}">{svg.replace("<svg", _RESPONSIVE)}<figcaption>'
            return "\n\n".join([stash.store(opening), figure.numbered_caption, stash.store("</figcaption></figure>")])

        idiom = replace(FLAVORS["plain"], figure=inline, citation=r"\[{}\]".format, deeper=levels[-1] if levels else 0)
        self._articles += 1
        text = flavored(article, idiom, "lstm" if self._articles == 1 else f"lstm-{self._articles}")
        return "\n".join(self.parser.md.preprocessors[_FENCED_CODE].run(text.split("\n")))


def _refuse_unknown(settings: Iterable[str], known: Iterable[str]) -> None:
    for setting in settings:
        if setting not in known:
            raise SettingError(f"is no setting; there is {' and '.join(known)}", setting)
