"""The sources that an article cites, and its reference list."""

import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import urlsplit

from lstm_article.errors import TemplateError
from lstm_article.templating import Place, Templates, mark

_FILE = "references.toml"


class References:
    """The sources of `references.toml`, which the templates cite by key."""

    def __init__(self, source: Templates) -> None:
        """Read the file; raises TemplateError."""
        self._source = source
        self._entries: Mapping[str, object] = source.data(_FILE)

    def cite(self, *keys: str) -> str:
        """Return a mark for the numbers of sources; raises TemplateError for an unknown key."""
        if not keys:
            raise TemplateError(f"cite() needs a key of {_FILE}; name one")
        for key in keys:
            if key not in self._entries:
                raise TemplateError(f"unknown citation {key!r}; add it to {_FILE}")
        return mark("citation", *keys)

    def lang(self, key: str) -> str:
        """Return the language that a source is written in; raises TemplateError."""
        entry = self._entries[key]
        lang = entry.get("lang", "en") if isinstance(entry, dict) else "en"
        if not isinstance(lang, str) or not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]+)*", lang):
            message = f'reference {key!r} has a lang that is none; write it as in lang = "de"'
            raise TemplateError(message, self._source.path(_FILE))
        return lang

    def places(self, keys: Iterable[str]) -> list[Place]:
        """Return where sources begin in the file: the heads of their tables, or line 1 where these look otherwise."""
        file, lines = str(self._source.path(_FILE)), self._source.read(_FILE).split("\n")
        heads = {line: number for number, line in enumerate(lines, 1)}
        return [Place(file, heads.get(f"[{key}]", 1)) for key in keys]

    def listed(self, keys: Iterable[str]) -> Iterator[str]:
        """Yield the entries of a reference list, as Markdown; raises TemplateError."""
        for key in keys:
            entry = self._entries.get(key)
            fields = entry if isinstance(entry, dict) else {}
            link = next((kind for kind in ("doi", "arxiv", "url") if kind in fields), None)
            needed = ("authors", "title", "venue", "year", *([link] if link else []))
            if not all(isinstance(fields.get(part), str | int) for part in needed):
                message = f"reference {key!r} needs {', '.join(needed)}, each a text; correct it"
                raise TemplateError(message, self._source.path(_FILE))
            authors = str(fields["authors"]).removesuffix(".")
            text = f"{authors}. {fields['title']}. {fields['venue']}, {fields['year']}."
            yield f"{text} {_link(link, str(fields[link]))}" if link else text


def _link(kind: str, name: str) -> str:
    match kind:
        case "doi":
            return f"[doi:{name}](https://doi.org/{name})"
        case "arxiv":
            return f"[arXiv:{name}](https://arxiv.org/abs/{name})"
    return f"[{urlsplit(name).netloc or name}]({name})"
