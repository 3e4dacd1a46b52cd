"""A plugin for MkDocs and ProperDocs: at each build, pages with the article and its figures, none in `docs_dir`.

plugins:
  - lstm-article:
      katex: cdn
      pages: {lstm.md: en, zh/lstm.md: {lang: zh, words: 2000}}
"""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path, PurePosixPath
from typing import Any

from mkdocs.config import config_options as option
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation

from lstm_article.errors import LstmArticleError, SettingError
from lstm_article.formats import FLAVORS, flavored
from lstm_article.hosts import mathematics
from lstm_article.hosts.article import ArticleSettings, article_settings, checked_article, drawn_figures
from lstm_article.hosts.living import living_article
from lstm_article.messages import one_line

_LOGGER = get_plugin_logger("lstm-article")
_EXTENSION = "lstm_article"  # which sets blocks within pages


class Settings(Config):
    """The plugin's settings: pages, each with a language or settings of its own, and what holds for all of them.

    `katex` is `cdn`, an address, or a folder below `docs_dir`: from there, KaTeX is brought to the site.
    """

    pages = option.Type(dict, default={})
    words = option.Optional(option.Type(int))
    count = option.Optional(option.Type(str))
    templates = option.Optional(option.Type(str))
    living = option.Optional(option.Type(bool))
    katex = option.Optional(option.Type(str))
    check_mathematics = option.Type(bool, default=True)


class LstmArticlePlugin(BasePlugin[Settings]):
    """The plugin, which adds the article's pages to a site."""

    _warned = False

    def on_config(self, config: MkDocsConfig) -> None:
        """Add to the site the extension for blocks, and KaTeX if the plugin is to bring it."""
        _add(config.markdown_extensions, _EXTENSION)
        config.mdx_configs.setdefault(_EXTENSION, {}).setdefault("check_mathematics", False)  # the plugin does
        katex = self.config.katex
        if not katex:
            return
        if missing := mathematics.missing_extra():
            raise PluginError(f"plugin lstm-article: katex: {missing}")
        base = mathematics.KATEX if katex == "cdn" else katex.rstrip("/")
        if "://" not in base and not Path(config.docs_dir, base, mathematics.KATEX_STYLE).is_file():
            message = f"docs_dir has no {base}/{mathematics.KATEX_STYLE}; put KaTeX's dist folder there, or write cdn"
            raise PluginError(one_line(f"plugin lstm-article: katex: {message}"))
        _add(config.extra_css, f"{base}/{mathematics.KATEX_STYLE}")
        for script in (*(f"{base}/{name}" for name in mathematics.KATEX_SCRIPTS), mathematics.SCRIPT):
            _add(config.extra_javascript, script)
        if not any(mathematics.ARITHMATEX in name for name in config.markdown_extensions):
            config.markdown_extensions.append(mathematics.ARITHMATEX)
            config.mdx_configs[mathematics.ARITHMATEX] = {"generic": True}

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, **_: object) -> None:
        """Have live reload watch the user's templates."""
        for asked in self._asked_pages(config).values():
            if asked.templates:
                server.watch(str(asked.templates))

    def on_files(self, files: Files, *, config: MkDocsConfig) -> None:
        """Add the pages and their figures; a setting that is wrong stops the build."""
        try:
            self._added: dict[str, bytes] = {}
            if self.config.katex:
                self._add_file(
                    PurePosixPath(mathematics.SCRIPT), mathematics.SET_WITH_KATEX.read_bytes(), files, config, "katex"
                )
            for page, asked in self._asked_pages(config).items():
                self._add_page(page, asked, files, config)
        except LstmArticleError as error:
            raise PluginError(f"plugin lstm-article: {error}") from None
        self._check_mathematics(config)

    def on_nav(self, _: Navigation, *, files: Files, **__: object) -> None:
        """Give the added files their contents back where a plugin for translations has made new files of them."""
        for file in files:
            if file.src_uri in self._added:
                file.content_bytes = self._added[file.src_uri]

    def _asked_pages(self, config: MkDocsConfig) -> dict[str, ArticleSettings]:
        """Return what is asked of each page; raises SettingError."""
        folder = Path(config.config_file_path or "mkdocs.yml").parent
        every = {name: self.config[name] for name in ("words", "count", "templates", "living")}
        asked = {}
        for page, own in self.config.pages.items():
            try:
                asked[str(page)] = article_settings({**every, **_own(own)}, folder)
            except SettingError as error:
                raise _of_page(error, page, own) from None
        return asked

    def _add_page(self, page: str, asked: ArticleSettings, files: Files, config: MkDocsConfig) -> None:
        """Add a page and its figures to the site; articles in one folder share their figures, but nothing else."""
        path, setting = PurePosixPath(page), f"pages: {page}"
        if path.suffix != ".md" or path.is_absolute() or ".." in path.parts:
            raise SettingError("is no page below docs_dir; write a path that ends in .md", setting)
        try:
            article = checked_article(asked)
        except SettingError as error:
            raise _of_page(error, page, self.config.pages.get(page)) from None
        text = flavored(article, FLAVORS["mkdocs"])
        if living_article(asked):
            self._add_file(path, _living(text, asked).encode(), files, config, setting)
            return
        self._add_file(path, text.encode(), files, config, setting)
        for figure, svg in drawn_figures(asked).items():
            self._add_file(path.parent / figure, svg, files, config, setting)

    def _add_file(self, path: PurePosixPath, content: bytes, files: Files, config: MkDocsConfig, setting: str) -> None:
        """Add a file to the site, unless the same is there already; raises SettingError if another is."""
        file = File.generated(config, str(path), content=content)
        other = next((other for other in files if other.dest_uri == file.dest_uri), None)
        if other is None:
            if "i18n" in config.plugins:  # which takes only what seems to lie in docs_dir
                file.abs_src_path = str(Path(config.docs_dir, path))
            self._added[file.src_uri] = content
            files.append(file)
        elif other.generated_by is None:
            raise SettingError(f"{other.src_uri} is in docs_dir already; remove it or name another page", setting)
        elif file.is_documentation_page():
            raise SettingError(f"another page is made there, {other.src_uri}; name another", setting)
        elif self._added.get(file.src_uri) != content:
            raise SettingError(f"its templates draw another {file.src_uri}; put it into a folder of its own", setting)

    def _check_mathematics(self, config: MkDocsConfig) -> None:
        """Warn of a site that does not set the article's mathematics, once."""
        if not self.config.check_mathematics or self._warned:
            return
        missing = mathematics.missing_in_site(config)
        if missing:
            self._warned = True
            _LOGGER.warning(mathematics.WARNING, missing, "lstm-article: {check_mathematics: false}")


def _own(value: object) -> Mapping[str, object]:
    """Return the settings of a page: its value, or the language that this names."""
    return value if isinstance(value, dict) else {"lang": value}


def _living(text: str, asked: ArticleSettings) -> str:
    """Return an article's Markdown with a block in place of its text: the extension for blocks brings what it needs."""
    front_matter, end, _ = text.partition("\n---\n")
    settings = {**asdict(asked), "templates": f'"{asked.templates or ""}"'}
    return f"{front_matter}{end}\n::: lstm-article {' '.join(f'{name}={value}' for name, value in settings.items())}\n"


def _of_page(error: SettingError, page: object, own: object) -> SettingError:
    """Say of an error in a page's own settings in which page, and of a language, which a page may have alone."""
    if error.setting == "lang" and not isinstance(own, dict):
        error.setting = f"pages: {page}"
    elif error.setting in _own(own):
        error.setting = f"pages: {page}: {error.setting}"
    return error


def _add(values: list[Any], value: str) -> None:
    """Add a value to a list of the configuration, which plugins may reuse for several builds."""
    if value not in values:
        values.append(value)
