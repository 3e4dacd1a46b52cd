"""A plugin for MkDocs and ProperDocs: at each build, pages with the article and its figures, none in `docs_dir`.

plugins:
  - lstm-article:
      pages: {lstm.md: en, zh/lstm.md: zh}
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import yaml
from mkdocs.config import config_options as option
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.utils.yaml import get_yaml_loader

from lstm_article.errors import LstmArticleError, SettingError
from lstm_article.formats import FLAVORS, flavored
from lstm_article.hosts.builtin_article import checked_article, drawn_figures

_LOGGER = get_plugin_logger("lstm-article")


class Settings(Config):
    """The plugin's settings: the pages with their languages, and the length asked for."""

    pages = option.Type(dict)
    words = option.Type(int, default=1000)


class LstmArticlePlugin(BasePlugin[Settings]):
    """The plugin, which adds the article's pages to a site."""

    def on_files(self, files: Files, *, config: MkDocsConfig) -> None:
        """Add the pages and their figures; a setting that is wrong stops the build."""
        if not any("arithmatex" in extension for extension in config.markdown_extensions):
            _LOGGER.info("The article's mathematics needs an extension, such as pymdownx.arithmatex, and KaTeX")
        try:
            for page in _pages_named_twice(config.config_file_path):
                raise SettingError("stands there twice; name each page once", f"pages: {page}")
            if not self.config.pages:
                raise SettingError("names no page; write one, such as {lstm.md: en}", "pages")
            for page, lang in self.config.pages.items():
                self._add_page(str(page), str(lang), files, config)
        except LstmArticleError as error:
            raise PluginError(f"plugin lstm-article: {error}") from None

    def _add_page(self, page: str, lang: str, files: Files, config: MkDocsConfig) -> None:
        """Add a page and its figures to the site; articles in one folder share their figures, but nothing else."""
        path, setting = PurePosixPath(page), f"pages: {page}"
        if path.suffix != ".md" or path.is_absolute() or ".." in path.parts:
            raise SettingError("is no page below docs_dir; write a path that ends in .md", setting)
        try:
            article = checked_article(lang, self.config.words)
        except SettingError as error:
            error.setting = setting if error.setting == "lang" else error.setting
            raise
        contents: dict[PurePosixPath, str | bytes] = {path: flavored(article, FLAVORS["mkdocs"])}
        contents |= {path.parent / figure: svg for figure, svg in drawn_figures(lang, self.config.words).items()}
        for file_path, content in contents.items():
            file = File.generated(config, str(file_path), content=content)
            other = next((other for other in files if other.dest_uri == file.dest_uri), None)
            if other is None:
                files.append(file)
            elif other.generated_by is None:
                raise SettingError(f"{other.src_uri} is in docs_dir already; remove it or name another page", setting)
            elif file.is_documentation_page():
                raise SettingError(f"another page is made there, {other.src_uri}; name another", setting)


def _pages_named_twice(config_file: str | None) -> Iterator[str]:
    """Yield the pages that a configuration names twice: YAML readers keep only the last of equal keys."""
    if config_file:
        root = yaml.compose(Path(config_file).read_bytes())
        for path, value in _entries(root):
            if path == ("INHERIT",):
                loader = get_yaml_loader(yaml.SafeLoader)(yaml.serialize(value))  # reads MkDocs' tag !ENV
                yield from _pages_named_twice(str(Path(config_file).parent / loader.get_single_data()))
        pages = Counter(path[-1] for path, _ in _entries(root) if path[-3:-1] == ("lstm-article", "pages"))
        yield from (page for page, times in pages.items() if times > 1)


def _entries(node: yaml.Node | None, above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], yaml.Node]]:
    """Yield the values in a YAML node, each with its keys, the outermost first."""
    for child in node.value if isinstance(node, yaml.SequenceNode) else ():
        yield from _entries(child, above)
    for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
        keys = (*above, key.value)
        yield keys, value
        yield from _entries(value, keys)
