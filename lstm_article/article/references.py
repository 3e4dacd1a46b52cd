"""Citations and the reference list: keys in the templates, numbers by first use in the article."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from lstm_article.errors import TemplateError
from lstm_article.templating.marks import MARKS, UNMADE
from lstm_article.templating.templates import Templates

_FILE = "references.toml"
_CITATION = re.compile("([0-9,]+)".join(MARKS))  # places in the reference file, until they are numbered


class References:
    """The sources of `references.toml`, which the templates cite by key."""

    def __init__(self, source: Templates) -> None:
        """Read the file; raises TemplateError."""
        self._source = source
        self._entries: Mapping[str, Any] = source.data(_FILE)
        self._places = {key: str(place) for place, key in enumerate(self._entries)}

    def cite(self, *keys: str) -> str:
        """Return a mark that `numbered` turns into [1,2]; raises TemplateError for an unknown key."""
        if not keys:
            raise TemplateError(f"cite() needs a key of {_FILE}; name one")
        for key in keys:
            if key not in self._places:
                raise TemplateError(f"unknown citation {key!r}; add it to {_FILE}")
        return ",".join(self._places[key] for key in keys).join(MARKS)

    def numbered(self, body: str, file: Path) -> tuple[str, list[str]]:
        """Number the citations by first use; return the text and the list of what it cites.

        Raises TemplateError about `file` for marks that `cite` has not made.
        """
        order: dict[str, int] = {}

        def numbers(match: re.Match[str]) -> str:
            places = match[1].split(",")
            if not {*places} <= {*self._places.values()}:
                raise TemplateError(UNMADE, file)
            return f"[{','.join(str(order.setdefault(place, len(order) + 1)) for place in places)}]"

        body = _CITATION.sub(numbers, body)
        entries = list(self._entries.items())
        return body, [self._listed(*entries[int(place)]) for place in order]

    def _listed(self, key: str, entry: Any) -> str:
        """Return one entry of the reference list; raises TemplateError."""
        fields = entry if isinstance(entry, dict) else {}
        link = next((kind for kind in ("doi", "arxiv", "url") if kind in fields), None)
        needed = ("authors", "title", "venue", "year", *([link] if link else []))
        if not all(isinstance(fields.get(part), str | int) for part in needed):
            message = f"reference {key!r} needs {', '.join(needed)}, each a text; correct it"
            raise TemplateError(message, self._source.path(_FILE))
        authors = str(fields["authors"]).removesuffix(".")
        text = f"{authors}. {fields['title']}. {fields['venue']}, {fields['year']}."
        match link:
            case "doi":
                return f"{text} [doi:{fields['doi']}](https://doi.org/{fields['doi']})"
            case "arxiv":
                return f"{text} [arXiv:{fields['arxiv']}](https://arxiv.org/abs/{fields['arxiv']})"
            case "url":
                return f"{text} [{urlsplit(str(fields['url'])).netloc or fields['url']}]({fields['url']})"
        return text
