"""The MkDocs plugin: the pages and figures that it adds to a site, its settings and their errors."""

import io
import logging
from pathlib import Path

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort
from mkdocs.structure.files import get_files

import docs_systems
from built_in import composed
from lstm_article.formats import FLAVORS, flavored
from lstm_article.hosts.builtin_article import checked_article, drawn_figures

CONFIG = "site_name: x\nplugins:\n  - lstm-article:\n      {}\n"


def added(config: str | io.BytesIO, folder: Path) -> dict[str, str]:
    """Return the files that the plugin adds to a site in a folder, with their texts, for a configuration."""
    (folder / "docs" / "here" / "figures").mkdir(parents=True)
    (folder / "docs" / "index.md").write_text("# Home\n")
    (folder / "docs" / "here" / "figures" / "other.svg").write_text("<svg/>")
    if isinstance(config, str):
        (folder / "x.yml").write_text(config)
        loaded = load_config(str(folder / "x.yml"))
    else:
        loaded = load_config(config, docs_dir=str(folder / "docs"), site_dir=str(folder / "site"))
    files = get_files(loaded)
    own = {file.src_uri for file in files}
    loaded.plugins.on_files(files, config=loaded)
    assert own <= {file.src_uri for file in files}
    return {file.src_uri: file.content_string for file in files if file.src_uri not in own}


def page_and_figures(path: str, lang: str, words: int) -> dict[str, str]:
    """Return the files that an article consists of, by their paths: its page, in MkDocs' flavor, and its figures."""
    folder = "".join(path.rpartition("/")[:2])
    figures = {f"{folder}{name}": svg.decode() for name, svg in drawn_figures(lang, words).items()}
    return {path: flavored(composed(lang, "word", words), FLAVORS["mkdocs"]), **figures}


def test_pages_are_added_with_their_figures(tmp_path: Path) -> None:
    """Each page has the article of its language, with its figures beside it; pages in one folder may share these."""
    pages = {"here/lstm.md": "en", "here/again.md": "en", "here/zh.md": "zh", "lstm.md": "zh"}
    listed = ", ".join(f"{path}: {lang}" for path, lang in pages.items())
    files = added(CONFIG.format(f"{{words: 500, pages: {{{listed}}}}}"), tmp_path)
    expected: dict[str, str] = {}
    for path, lang in pages.items():
        expected |= page_and_figures(path, lang, 500)
    assert len(expected) == 4 + 3
    assert files == expected


@pytest.mark.parametrize(
    "config",
    [
        CONFIG.format("pages: {lstm.md: en}"),
        "site_name: x\nplugins: {lstm-article: {pages: {lstm.md: en}}}\n",
        "site_name: x\nplugins: {lstm-article: {pages: {lstm.md: en}}}\nINHERIT: base.yml\n",
        "INHERIT: base.yml\nplugins: {lstm-article: {words: 1000}}\nextra: {INHERIT: missing.yml}\n",
        CONFIG.format("pages: {lstm.md: en}") + "INHERIT: empty.yml\n",
        io.BytesIO(CONFIG.format("pages: {lstm.md: en}").encode()),
    ],
)
def test_configurations(config: str | io.BytesIO, tmp_path: Path) -> None:
    """A page may be named in any form of a configuration: a list, a mapping, over or in a base file, or no file."""
    lang = "zh" if "words" in str(config) else "en"
    (tmp_path / "base.yml").write_text("site_name: x\nplugins: {lstm-article: {pages: {lstm.md: zh}}}\n")
    (tmp_path / "empty.yml").write_text("")
    assert added(config, tmp_path) == page_and_figures("lstm.md", lang, 1000)


@pytest.mark.parametrize(("extensions", "told"), [("[]", True), ("[pymdownx.arithmatex]", False)])
def test_mathematics_needs_an_extension(
    extensions: str, told: bool, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A site without an extension for mathematics is told so, and only such a site."""
    caplog.set_level(logging.INFO)
    added(CONFIG.format("pages: {lstm.md: en}") + f"markdown_extensions: {extensions}\n", tmp_path)
    message = "The article's mathematics needs an extension, such as pymdownx.arithmatex, and KaTeX"
    assert any(message in said for said in caplog.messages) == told


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("pages: {lstm.md: fr}", "pages: lstm.md: there is no article in 'fr'; choose zh or en"),
        ("pages: {lstm.md: [en]}", "pages: lstm.md: there is no article in \"['en']\"; choose zh or en"),
        ("pages: {1: en}", "pages: 1: is no page below docs_dir; write a path that ends in .md"),
        ("pages: {lstm.md: en, lstm.md: zh}", "pages: lstm.md: stands there twice; name each page once"),
        ("pages: {zh.md: zh}\nINHERIT: base.yml", "pages: a.md: stands there twice; name each page once"),
        ("pages: {zh.md: zh}\nINHERIT: !ENV [UNSET, base.yml]", "pages: a.md: stands there twice; name each page once"),
        ("pages: {lstm.md: en, ./lstm.md: zh}", "pages: ./lstm.md: another page is made there, lstm.md; name another"),
        ("pages: {a.md: en, a/index.md: zh}", "pages: a/index.md: another page is made there, a.md; name another"),
        ("pages: {index.md: en}", "pages: index.md: index.md is in docs_dir already; remove it or name another page"),
        ("pages: {here/lstm.md: en}", "pages: here/lstm.md: here/figures/memory.en.svg is in docs_dir already; remove it or name another page"),
        ("pages: {lstm.html: en}", "pages: lstm.html: is no page below docs_dir; write a path that ends in .md"),
        ("pages: {/lstm.md: en}", "pages: /lstm.md: is no page below docs_dir; write a path that ends in .md"),
        ("pages: {../lstm.md: en}", "pages: ../lstm.md: is no page below docs_dir; write a path that ends in .md"),
        ("pages: {}", "pages: names no page; write one, such as {lstm.md: en}"),
        ("{pages: {lstm.md: en}, words: 5000}", f"words: {docs_systems.length_out_of_reach()}"),
        ("{pages: {lstm.md: en}, words: 0}", "words: 0 is no number of words; write one, such as 1000"),
    ],
)  # fmt: skip
def test_settings(settings: str, message: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A wrong setting stops the build with one line that names it."""
    docs = tmp_path / "docs"
    (docs / "here" / "figures").mkdir(parents=True)
    (docs / "index.md").write_text("# Home\n")
    (docs / "here" / "figures" / "memory.en.svg").write_text("<svg/>")
    before = sorted(docs.rglob("*"))
    config = CONFIG.replace("      {}", f"      {settings}") + "theme: mkdocs\n"
    (tmp_path / "x.yml").write_text(config)
    (tmp_path / "base.yml").write_text(CONFIG.format("pages: {a.md: en, a.md: en}"))
    with pytest.raises(Abort):
        build(load_config(str(tmp_path / "x.yml")))
    assert caplog.messages[-1:] == [f"plugin lstm-article: {message}"]
    assert not list(tmp_path.rglob("*.html"))
    assert sorted(docs.rglob("*")) == before


@pytest.mark.parametrize(
    ("settings", "named"),
    [("{pages: {lstm.md: en}, words: many}", "words"), ("pages: [lstm.md]", "pages"), ("word: 1000", "pages")],
)
def test_settings_of_another_kind(settings: str, named: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Errors of MkDocs itself name the setting too."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "x.yml").write_text(CONFIG.format(settings))
    with pytest.raises(Abort):
        load_config(str(tmp_path / "x.yml"))
    assert f"Plugin 'lstm-article' option '{named}'" in caplog.text


def test_second_build_makes_nothing_anew(tmp_path: Path) -> None:
    """A second build in the same process, as live reload makes it, checks no article and draws no figure; none is in `docs_dir`."""
    site = docs_systems.copied("mkdocs", tmp_path)
    before = sorted((site / "docs").rglob("*"))
    build(load_config(str(site / "mkdocs.yml")))
    made = checked_article.cache_info().misses, drawn_figures.cache_info().misses
    build(load_config(str(site / "mkdocs.yml")))
    assert (checked_article.cache_info().misses, drawn_figures.cache_info().misses) == made
    assert sorted((site / "docs").rglob("*")) == before
