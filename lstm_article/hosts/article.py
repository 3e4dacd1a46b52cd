"""The article as a docs system's settings ask for it: checked, and made once for all builds of live reload."""

import gc
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import Any

from lstm_article.article import Article, build_article
from lstm_article.checks import Goal, check_article
from lstm_article.choices import CHECKS, LANGS, RULES
from lstm_article.errors import LengthError, SettingError
from lstm_article.figures import figure_file

_State = frozenset[tuple[Path, int]]  # of a folder: its files, and when they were changed, in nanoseconds


@dataclass(frozen=True)
class ArticleSettings:
    """What every docs system can ask of an article, as it stands in a configuration: nothing is checked yet.

    `count` is the rule by which `words` are counted; `templates` is a folder of templates used over the built-in ones;
    `living` tells whether equations, diagram and numbers answer one another.
    """

    lang: str = "en"
    words: int | str = 1000
    count: str = "word"
    templates: Path | None = None
    living: bool | str = False


def article_settings(given: Mapping[str, object], folder: Path) -> ArticleSettings:
    """Return the settings that a configuration has given, with templates relative to a folder.

    Raises SettingError for a setting that there is not.
    """
    *names, last = (field.name for field in fields(ArticleSettings))
    for name in given:
        if name not in {*names, last}:
            raise SettingError(f"is no setting; there is {', '.join(names)} and {last}", name)
    values: dict[str, Any] = {
        name: value if isinstance(value, int) else str(value) for name, value in given.items() if value is not None
    }
    if "templates" in values:
        values["templates"] = folder / str(values["templates"])
    return ArticleSettings(**values)


def checked_article(settings: ArticleSettings) -> Article:
    """Return the article that settings ask for, after it has passed all checks.

    It is made anew only when a template has changed. Raises SettingError about a setting, and TemplateError.
    """
    still = replace(settings, living=False)
    is_living(settings)
    with _no_garbage_collection():
        return _checked_article(still, _state(settings.templates))


def drawn_figures(settings: ArticleSettings) -> Mapping[str, bytes]:
    """Return the article's figures as SVG, by the paths that its Markdown links to; raises FigureError."""
    with _no_garbage_collection():
        return _drawn_figures(replace(settings, living=False), _state(settings.templates))


def is_living(settings: ArticleSettings) -> bool:
    """Tell whether settings ask for a living article; raises SettingError."""
    known = {"true": True, "false": False}
    living = str(settings.living).lower()
    if living not in known:
        raise SettingError(f"{settings.living!r} is neither true nor false; write one of these", "living")
    return known[living]


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Spare the many objects of a docs build from being looked through while a figure's libraries are loaded."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _state(folder: Path | None) -> _State:
    files = folder.rglob("*.*") if folder else ()
    return frozenset((file, file.stat().st_mtime_ns) for file in files if file.is_file())


@cache
def _checked_article(settings: ArticleSettings, _: _State) -> Article:
    lang = next((known for known in LANGS if known == settings.lang), None)
    if lang is None:
        raise SettingError(f"there is no article in {settings.lang!r}; choose {' or '.join(LANGS)}", "lang")
    if not re.fullmatch(r"0*[1-9]\d{0,8}", str(settings.words), re.ASCII):
        raise SettingError(f"{settings.words!r} is no number of words; write one, such as 1000", "words")
    rule = next((known for known in RULES if known == settings.count), None)
    if rule is None:
        raise SettingError(f"{settings.count!r} is no way to count; choose {' or '.join(RULES)}", "count")
    if settings.templates and not settings.templates.is_dir():
        message = f"there is no folder {settings.templates}; `lstm-article templates DIR` makes one"
        raise SettingError(message, "templates")
    words = int(settings.words)
    try:
        article = build_article(lang, words, rule, templates=settings.templates)
    except LengthError as error:
        raise SettingError(error.message, "words") from None
    for finding in check_article(article, Path(f"lstm.{lang}.md"), Goal(words, rule), CHECKS).findings:
        wrong = SettingError(finding.message, f"lang: {finding.check}")
        if settings.templates:
            wrong = SettingError(f"{finding.check}: {finding.message}", "templates")
            wrong.file, wrong.line = article.place(finding.line)
        raise wrong
    return article


@cache
def _drawn_figures(settings: ArticleSettings, _: _State) -> Mapping[str, bytes]:
    return {figure.path: figure_file(figure, "svg") for figure in checked_article(settings).figures}
