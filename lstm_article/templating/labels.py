"""The words around an article and in its figures, from the label file of its language."""

import unicodedata
from collections.abc import Collection

from lstm_article.choices import Lang
from lstm_article.errors import TemplateError
from lstm_article.templating.templates import Templates

_MAX_LENGTH = 2000  # characters; the longest label, a figure's alternative text, has 600


class Labels:
    """The entries of a label file; an error names the entry that is missing or wrong."""

    def __init__(self, templates: Templates, lang: Lang) -> None:
        """Read the label file of a language; raises TemplateError."""
        self.lang = lang
        name = f"{lang}/labels.toml"
        self._file = templates.path(name)
        self._entries = templates.data(name)

    def text(self, *keys: str) -> str:
        """Return the text under `keys`, from the outermost table inwards; raises TemplateError."""
        entry: object = self._entries
        for key in keys:
            if not isinstance(entry, dict) or key not in entry:
                raise self._error(keys, "is missing; add it")
            entry = entry[key]
        if not isinstance(entry, str):
            raise self._error(keys, "must be a string; put it in quotes")
        if len(entry) > _MAX_LENGTH:
            raise self._error(keys, f"is longer than {_MAX_LENGTH} characters; shorten it")
        for character in entry:
            if character != "\n" and unicodedata.category(character) in {"Cc", "Cn", "Cs"}:
                raise self._error(keys, f"has the control character {character!r}; remove it")
        return entry

    def one_of(self, allowed: Collection[str], *keys: str) -> str:
        """Return the text under `keys`, one of `allowed` in any capitalization; raises TemplateError."""
        text = self.text(*keys)
        if text.lower() not in allowed:
            raise self._error(keys, f"must be one of {', '.join(sorted(allowed))}")
        return text

    def _error(self, keys: tuple[str, ...], problem: str) -> TemplateError:
        return TemplateError(f"{'.'.join(keys)} {problem}", self._file)
