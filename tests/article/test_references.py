"""Citations and the reference list: of the built-in articles, and of sources of somebody's own."""

import re
from pathlib import Path

import pytest

from built_in import composed
from lstm_article.choices import LANGS
from lstm_article.errors import TemplateError
from own_article import draft

LANGUAGES = {"a": 'lang = "de"\n', "b": "", "c": 'lang = "zh-Hant"\n'}
SOURCE = 'authors = "K. O."\ntitle = "Tea"\nvenue = "Fox"\nyear = 1906\n'


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


def cited(folder: Path, sources: str, citation: str = 'cite("a")') -> str:
    """Return the Markdown of an article with a citation, by a `references.toml` of somebody's own."""
    folder.mkdir(exist_ok=True)
    (folder / "references.toml").write_text(sources, "utf-8")
    return draft(folder, f"# T\n\nText {{{{ {citation} }}}}.\n").compose().markdown


@pytest.mark.parametrize(
    ("fields", "link"),
    [
        ('doi = "10.1/a"', " [doi:10.1/a](https://doi.org/10.1/a)"),
        ('arxiv = "2405.1"', " [arXiv:2405.1](https://arxiv.org/abs/2405.1)"),
        ('url = "https://example.org/tea"', " [example.org](https://example.org/tea)"),
        ('url = "tea.html"', " [tea.html](tea.html)"),
        ('url = "tea.html"\narxiv = "2405.1"', " [arXiv:2405.1](https://arxiv.org/abs/2405.1)"),
        ('arxiv = "2405.1"\ndoi = "10.1/a"', " [doi:10.1/a](https://doi.org/10.1/a)"),
        ("", ""),
    ],
)
def test_an_entry_has_one_link(fields: str, link: str, tmp_path: Path) -> None:
    """An entry ends with its DOI, else its arXiv number, else its address, else without a link; no full stop twice."""
    markdown = cited(tmp_path, f"[a]\n{SOURCE}{fields}\n")
    assert markdown == f"# T\n\nText [1].\n\n## References\n\n1. K. O. Tea. Fox, 1906.{link}\n"


def test_sources_are_numbered_by_first_use(tmp_path: Path) -> None:
    """A source has one number however often it is cited; the list has the cited ones alone, in the order of numbers."""
    sources = "".join(f"[{key}]\n{SOURCE.replace('Tea', f'Tea {key}')}" for key in "abcd")
    markdown = cited(tmp_path, sources, 'cite("c", "a") }} {{ cite("a") }} {{ cite("d", "c")')
    assert "Text [1,2] [2] [3,1]." in markdown
    assert re.findall(r"^(\d)\. .* Tea (.)\.", markdown, re.MULTILINE) == [("1", "c"), ("2", "a"), ("3", "d")]


@pytest.mark.parametrize(
    ("citation", "message"),
    [
        ("cite()", "cite() needs a key of references.toml; name one"),
        ('cite("a", "b")', "unknown citation 'b'; add it to references.toml"),
    ],
)
def test_citations_of_no_source(citation: str, message: str, tmp_path: Path) -> None:
    """A citation names at least one source, and only such as there are; the error has its place in the template."""
    with pytest.raises(TemplateError) as caught:
        cited(tmp_path, f"[a]\n{SOURCE}", citation)
    assert str(caught.value) == f"{tmp_path / 'en' / 'article.md'}:3: {message}"


def test_sources_have_a_language(tmp_path: Path) -> None:
    """The languages of the list's sources stand in its order: English, where a source names none."""
    (tmp_path / "references.toml").write_text("".join(f"[{key}]\n{SOURCE}{lang}" for key, lang in LANGUAGES.items()))
    article = draft(tmp_path, '# T\n\nText {{ cite("c", "b", "a") }}.\n').compose()
    assert article.reference_langs == ("zh-Hant", "en", "de")


@pytest.mark.parametrize("lang", ['"German"', '""', "1", '"de\\n"', '"x y"'])
def test_languages_that_are_none(lang: str, tmp_path: Path) -> None:
    """A source's language is a tag such as a page can have."""
    with pytest.raises(TemplateError) as caught:
        cited(tmp_path, f"[a]\n{SOURCE}lang = {lang}\n")
    message = "reference 'a' has a lang that is none; write it as in lang = \"de\""
    assert str(caught.value) == f"{tmp_path / 'references.toml'}: {message}"


@pytest.mark.parametrize(
    ("source", "needed"),
    [
        *((f"[a]\n{SOURCE.replace(field, 'x')}", "") for field in ("authors", "title", "venue", "year")),
        (f"[a]\n{SOURCE.replace('1906', '[1906]')}", ""),
        (f"[a]\n{SOURCE}doi = []\n", ", doi"),
        ("a = 1", ""),
    ],
)
def test_sources_that_are_incomplete(source: str, needed: str, tmp_path: Path) -> None:
    """A cited source has authors, title, venue and year, and these and its link are texts or numbers."""
    with pytest.raises(TemplateError) as caught:
        cited(tmp_path, source)
    message = f"reference 'a' needs authors, title, venue, year{needed}, each a text; correct it"
    assert str(caught.value) == f"{tmp_path / 'references.toml'}: {message}"
