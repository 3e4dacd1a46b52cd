"""The built-in article as a docs system's settings ask for it: checked, and made once for all builds of live reload."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from lstm_article.article import Article, build_article
from lstm_article.checks import Goal, check_article
from lstm_article.choices import CHECKS, LANGS
from lstm_article.errors import LengthError, SettingError
from lstm_article.figures import figure_file


@cache
def checked_article(lang: str, words: int | str) -> Article:
    """Return the built-in article in one language, of `words` words, after it has passed all checks.

    Raises SettingError about `lang` or `words`, and TemplateError when the package is damaged.
    """
    language = next((known for known in LANGS if known == lang), None)
    if language is None:
        raise SettingError(f"there is no article in {lang!r}; choose {' or '.join(LANGS)}", "lang")
    if not re.fullmatch(r"0*[1-9]\d{0,8}", str(words)):
        raise SettingError(f"{words!r} is no number of words; write one, such as 1000", "words")
    try:
        article = build_article(language, int(words))
    except LengthError as error:
        raise SettingError(error.message, "words") from None
    for finding in check_article(article, Path(f"lstm.{lang}.md"), Goal(int(words)), CHECKS).findings:
        raise SettingError(finding.message, f"lang: {finding.check}")
    return article


@cache
def drawn_figures(lang: str, words: int | str) -> Mapping[str, bytes]:
    """Return the article's figures as SVG, by the paths that its Markdown links to; raises FigureError."""
    return {figure.path: figure_file(figure, "svg") for figure in checked_article(lang, words).figures}
