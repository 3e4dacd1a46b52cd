"""Citations and the reference list of the built-in articles."""

import re

import pytest

from built_in import composed
from lstm_article.choices import LANGS


@pytest.mark.parametrize("lang", LANGS)
def test_citations(lang: str) -> None:
    """Citations are numbered by first use, and the list has exactly what is cited, with links."""
    article = composed(lang, "word", 1000)
    body, _, listing = article.markdown.rpartition("\n## ")
    cited = [int(n) for group in re.findall(r"\[([\d,]+)\]", body) for n in group.split(",")]
    assert list(dict.fromkeys(cited)) == list(range(1, max(cited) + 1))
    entries = re.findall(r"^(\d+)\. (.+)$", listing, re.MULTILINE)
    assert [int(number) for number, _ in entries] == sorted(set(cited))
    assert len(entries) >= 8
    for _, entry in entries:
        link = re.search(r"\[(?:doi|arXiv):(\S+)\]\((\S+)\)", entry)
        assert link is None or link[2].endswith(link[1])
        assert link or "1991" in entry or "PMLR" in entry
        assert ".." not in entry
