"""A plugin for MkDocs and ProperDocs: pages with the article and its figures, generated at each build.

    plugins:
      - lstm-article:
          pages: {lstm.md: en, zh/lstm.md: zh}

Nothing is written into `docs_dir`.
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
    """The plugin."""

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the pages and their figures; a setting that is wrong stops the build."""
        if not any("arithmatex" in extension for extension in config.markdown_extensions):
            _LOGGER.info("The article's mathematics needs an extension, such as pymdownx.arithmatex, and KaTeX")
        try:
            for page in _pages_named_twice(config.config_file_path):
                raise SettingError("stands there twice; name each page once", f"pages: {page}")
            if not self.config.pages:
                raise SettingError("names no page; write one, such as {lstm.md: en}", "pages")
            for page, lang in self.config.pages.items():
                for file in self._generated_files(str(page), str(lang), config):
                    _add(file, files, f"pages: {page}")
        except LstmArticleError as error:
            raise PluginError(f"plugin lstm-article: {error}") from None
        return files

    def _generated_files(self, page: str, lang: str, config: MkDocsConfig) -> Iterator[File]:
        """Yield a page and its figures."""
        path = PurePosixPath(page)
        if path.suffix != ".md" or path.is_absolute() or ".." in path.parts:
            raise SettingError("is no page below docs_dir; write a path that ends in .md", f"pages: {page}")
        try:
            article = checked_article(lang, self.config.words)
        except SettingError as error:
            error.setting = f"pages: {page}" if error.setting == "lang" else error.setting
            raise
        yield File.generated(config, str(path), content=flavored(article, FLAVORS["mkdocs"]))
        for figure, svg in drawn_figures(lang, self.config.words).items():
            yield File.generated(config, str(path.parent / figure), content=svg)


def _add(generated: File, files: Files, setting: str) -> None:
    """Add a generated file to the site; two articles in one folder share their figures, but nothing else."""
    other = next((file for file in files if file.dest_uri == generated.dest_uri), None)
    if other is None:
        files.append(generated)
    elif other.generated_by is None:
        raise SettingError(f"{other.src_uri} is in docs_dir already; remove it or name another page", setting)
    elif generated.is_documentation_page():
        raise SettingError(f"another page is made there, {other.src_uri}; name another", setting)


def _pages_named_twice(config_file: str | None) -> Iterator[str]:
    """Yield the pages that a configuration names twice: of two equal keys, YAML's readers keep the last."""
    if config_file:
        root = yaml.compose(Path(config_file).read_bytes())
        for path, value in _entries(root):
            if path == ("INHERIT",):
                loader = get_yaml_loader(yaml.SafeLoader)(yaml.serialize(value))  # knows MkDocs' tag !ENV
                yield from _pages_named_twice(str(Path(config_file).parent / loader.get_single_data()))
        pages = Counter(path[-1] for path, _ in _entries(root) if path[-3:-1] == ("lstm-article", "pages"))
        yield from (page for page, times in pages.items() if times > 1)


def _entries(node: yaml.Node | None, above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], yaml.Node]]:
    """Yield the values in a YAML node, each with its keys from the outermost in."""
    for child in node.value if isinstance(node, yaml.SequenceNode) else ():
        yield from _entries(child, above)
    for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
        keys = (*above, str(key.value))
        yield keys, value
        yield from _entries(value, keys)
