"""The words around an article and in its figures, from the label file of its language."""

import unicodedata
from collections.abc import Collection
from typing import Any

from lstm_article.choices import Lang
from lstm_article.errors import TemplateError
from lstm_article.templating.templates import Templates

_LIMIT = 2000  # characters: the longest, a figure's alternative text, has 600


class Labels:
    """A label file whose missing or misspelt entries are errors that name them."""

    def __init__(self, source: Templates, lang: Lang) -> None:
        """Read the label file of a language; raises TemplateError."""
        self.lang = lang
        name = f"{lang}/labels.toml"
        self._file = source.path(name)
        self._data = source.data(name)

    def text(self, *keys: str) -> str:
        """Return the text under `keys`."""
        found: Any = self._data
        name = ".".join(keys)
        for key in keys:
            if not isinstance(found, dict) or key not in found:
                raise TemplateError(f"{name} is missing; add it", self._file)
            found = found[key]
        if not isinstance(found, str):
            raise TemplateError(f"{name} must be a string; put it in quotes", self._file)
        if len(found) > _LIMIT:
            raise TemplateError(f"{name} is longer than {_LIMIT} characters; shorten it", self._file)
        bad = [c for c in found if unicodedata.category(c) in {"Cc", "Cn", "Cs"} and c != "\n"]
        if bad:
            raise TemplateError(f"{name} has the control character {bad[0]!r}; remove it", self._file)
        return found

    def one_of(self, allowed: Collection[str], *keys: str) -> str:
        """Return the text under `keys`, one of the words by which a part of the article is known."""
        found = self.text(*keys)
        if found.lower() not in allowed:
            raise TemplateError(f"{'.'.join(keys)} must be one of {', '.join(sorted(allowed))}", self._file)
        return found
