"""The MkDocs plugin: the pages and figures that it adds to a site, its settings and their errors."""

import io
import re
import shutil
import sys
from pathlib import Path

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import get_files

import docs_systems
import own_article
from built_in import composed
from lstm_article.formats import FLAVORS, flavored
from lstm_article.hosts import article
from lstm_article.hosts.article import ArticleSettings, checked_article, drawn_figures
from lstm_article.hosts.living import living_article
from lstm_article.hosts.mathematics import SET_WITH_KATEX
from lstm_article.templating.templates import builtin_folder
from missing import MISSING

CONFIG = "site_name: x\nplugins:\n  - lstm-article:\n      {}\n"
SCRIPT = "assets/lstm-article/katex.js"


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
    loaded.plugins.on_config(loaded)
    loaded.plugins.on_files(files, config=loaded)
    assert own <= {file.src_uri for file in files}
    return {file.src_uri: file.content_string for file in files if file.src_uri not in own}


def page_and_figures(path: str, lang: str, words: int, rule: str = "word") -> dict[str, str]:
    """Return the files of a page: the article in MkDocs' flavor, and its figures."""
    folder = "".join(path.rpartition("/")[:2])
    drawn = drawn_figures(ArticleSettings(lang, words, rule))
    figures = {f"{folder}{name}": svg.decode() for name, svg in drawn.items()}
    return {path: flavored(composed(lang, rule, words), FLAVORS["mkdocs"]), **figures}


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
        CONFIG.format("pages: {lstm.md: en}") + "INHERIT: !ENV [UNSET, base.yml]\n",
        CONFIG.format("pages: {lstm.md: !ENV [UNSET, en]}"),
        CONFIG.format("pages: {lstm.md: {lang: en}}"),
        io.BytesIO(CONFIG.format("pages: {lstm.md: en}").encode()),
    ],
)
def test_configurations(config: str | io.BytesIO, tmp_path: Path) -> None:
    """A page may be named in any form of a configuration: a list, a mapping, over or in a base file, or no file."""
    lang = "zh" if "words" in str(config) else "en"
    (tmp_path / "base.yml").write_text("site_name: x\nplugins: {lstm-article: {pages: {lstm.md: zh}}}\n")
    (tmp_path / "empty.yml").write_text("")
    assert added(config, tmp_path) == page_and_figures("lstm.md", lang, 1000)


def test_settings_of_pages(tmp_path: Path) -> None:
    """A page may have a length, a rule and templates of its own, and take those of all pages; folders are the site's."""
    (tmp_path / "mine" / "en").mkdir(parents=True)
    article = (builtin_folder() / "en" / "article.md").read_text("utf-8")
    (tmp_path / "mine" / "en" / "article.md").write_text(re.sub("(?m)^# .*", "# My own", article), "utf-8")
    own = "lstm.md: {lang: en, words: 500, templates: mine}, zh.md: {lang: zh, count: word}, again.md: zh"
    files = added(CONFIG.format(f"{{words: 600, count: han, pages: {{{own}}}}}"), tmp_path)
    assert "\n# My own\n" in files["lstm.md"]
    assert abs(checked_article(ArticleSettings("en", 500, "han", tmp_path / "mine")).count.word - 500) <= 10
    for page, rule in (("zh.md", "word"), ("again.md", "han")):
        assert files[page] == page_and_figures(page, "zh", 600, rule)[page]


def test_live_reload_watches_templates(tmp_path: Path) -> None:
    """`mkdocs serve` builds anew when a user's template changes; there is nothing else that the plugin lets it watch."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "mine").mkdir()
    config = CONFIG.format("{pages: {lstm.md: {lang: en, templates: mine}, zh.md: zh}}")
    (tmp_path / "x.yml").write_text(config)
    loaded = load_config(str(tmp_path / "x.yml"))
    server = LiveReloadServer(lambda: None, "127.0.0.1", 0, str(tmp_path))
    loaded.plugins.on_serve(server, config=loaded, builder=lambda: None)
    server.server_close()
    assert [*server._watched_paths] == [str(tmp_path / "mine")]


@pytest.mark.parametrize(
    ("katex", "base"),
    [
        ("cdn", "https://cdn.jsdelivr.net/npm/katex@0.19.1/dist"),
        ("lib/katex/", "lib/katex"),
        ("https://example.org/katex", "https://example.org/katex"),
    ],
)
def test_katex_is_brought(katex: str, base: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """With `katex`, the site has all that sets the mathematics, from a CDN or a folder, once; nothing is missing."""
    (tmp_path / "docs" / "lib" / "katex").mkdir(parents=True)
    (tmp_path / "docs" / "lib" / "katex" / "katex.min.css").touch()
    config = CONFIG.format(f"{{pages: {{lstm.md: en}}, katex: {katex!r}}}") + "extra_javascript: [own.js]\n"
    files = added(config, tmp_path)
    assert files[SCRIPT] == SET_WITH_KATEX.read_text("utf-8")
    loaded = load_config(str(tmp_path / "x.yml"))
    for _ in range(2):  # plugins for translations build several times with one configuration
        loaded.plugins.on_config(loaded)
        assert loaded.extra_css == [f"{base}/katex.min.css"]
        scripts = ["own.js", f"{base}/katex.min.js", f"{base}/contrib/auto-render.min.js", SCRIPT]
        assert [str(script) for script in loaded.extra_javascript] == scripts
        assert loaded.markdown_extensions.count("pymdownx.arithmatex") == 1
        assert loaded.mdx_configs["pymdownx.arithmatex"] == {"generic": True}
    assert caplog.messages == []


def test_katex_leaves_arithmatex_as_it_is(tmp_path: Path) -> None:
    """A site's own settings of arithmatex stay when KaTeX is brought."""
    config = CONFIG.format("{pages: {lstm.md: en}, katex: cdn}")
    own = "markdown_extensions: [pymdownx.arithmatex: {generic: true, smart_dollar: false}]\n"
    (tmp_path / "docs").mkdir()
    (tmp_path / "x.yml").write_text(config + own)
    loaded = load_config(str(tmp_path / "x.yml"))
    loaded.plugins.on_config(loaded)
    assert loaded.mdx_configs["pymdownx.arithmatex"] == {"generic": True, "smart_dollar": False}
    assert "pymdownx.arithmatex" in loaded.markdown_extensions


def test_katex_for_blocks_alone(tmp_path: Path) -> None:
    """A site may have KaTeX from the plugin, and its articles from blocks."""
    assert {*added(CONFIG.format("{katex: cdn}"), tmp_path)} == {SCRIPT}


@pytest.mark.parametrize(("extensions", "scripts", "message"), MISSING)
def test_mathematics_that_is_not_set(
    extensions: str, scripts: str, message: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A site that would show TeX is told what to add, once, which stops a strict build; a setting silences it."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("::: lstm-article words=500\n")  # for which the plugin speaks, too
    (tmp_path / "docs" / scripts.strip("[]")).write_text("//" * (200_000 if "min" in scripts else 9_000))
    more = f"theme: mkdocs\nmarkdown_extensions: {extensions}\nextra_javascript: {scripts}\nstrict: true\n"
    silence = "If the theme sets it, write `lstm-article: {check_mathematics: false}`"
    (tmp_path / "x.yml").write_text(CONFIG.format("{pages: {lstm.md: en, zh.md: zh}, words: 500}") + more)
    with pytest.raises(Abort):
        build(load_config(str(tmp_path / "x.yml")))
    assert caplog.messages == [f"lstm-article: The article's mathematics stays TeX: {message}. {silence}"]
    caplog.clear()
    quiet = CONFIG.format("{pages: {lstm.md: en}, words: 500, check_mathematics: false}")
    (tmp_path / "x.yml").write_text(quiet + more)
    build(load_config(str(tmp_path / "x.yml")))
    assert caplog.messages == []


def test_mathematics_that_katex_does_not_see(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Where the plugin brings KaTeX, it tells what else is missing, once for all builds with a configuration."""
    (tmp_path / "docs").mkdir()
    config = CONFIG.format("{katex: cdn}") + "markdown_extensions: [pymdownx.arithmatex]\n"
    (tmp_path / "x.yml").write_text(config)
    loaded = load_config(str(tmp_path / "x.yml"))
    for _ in range(2):
        loaded.plugins.on_config(loaded)
        loaded.plugins.on_files(get_files(loaded), config=loaded)
    told = "KaTeX does not see what arithmatex marks; add `pymdownx.arithmatex: {generic: true}` to markdown_extensions"
    assert [said.partition("TeX: ")[2].partition(". If")[0] for said in caplog.messages] == [told]


def test_blocks_need_no_other_line(tmp_path: Path) -> None:
    """The plugin brings the extension for blocks, whose own settings stay."""
    (tmp_path / "docs").mkdir()
    for own, settings in (
        ("", {"check_mathematics": False}),
        ("markdown_extensions: [lstm_article: {lang: zh}]\n", {"lang": "zh", "check_mathematics": False}),
        ("markdown_extensions: [lstm_article: {check_mathematics: true}]\n", {"check_mathematics": True}),
    ):
        (tmp_path / "x.yml").write_text(CONFIG.format("{katex: cdn}") + own)
        loaded = load_config(str(tmp_path / "x.yml"))
        loaded.plugins.on_config(loaded)
        assert loaded.markdown_extensions.count("lstm_article") == 1
        assert loaded.mdx_configs["lstm_article"] == settings


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("katex: cdn", "plugin lstm-article: katex: {}"),
        ("words: 500", "lstm-article: The article's mathematics stays TeX: {}; add `pymdownx.arithmatex: "),
    ],
)
def test_extra_that_is_not_installed(
    settings: str, message: str, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where arithmatex is not installed, the extra that brings it is named."""
    monkeypatch.setitem(sys.modules, "pymdownx", None)
    (tmp_path / "docs").mkdir()
    (tmp_path / "x.yml").write_text(CONFIG.format(f"{{pages: {{lstm.md: en}}, {settings}}}") + "strict: true\n")
    with pytest.raises(Abort):
        build(load_config(str(tmp_path / "x.yml")))
    told = message.format('pymdownx is not installed; run pip install "lstm-article[mkdocs]"')
    assert any(said.startswith(told) for said in caplog.messages)


@pytest.mark.parametrize("structure", ["suffix", "folder"])
def test_beside_a_plugin_for_translations(structure: str, tmp_path: Path) -> None:
    """mkdocs-static-i18n shows each language its article, at one address below that of the language."""
    site = docs_systems.copied("mkdocs-i18n", tmp_path)
    config = (site / "mkdocs.yml").read_text("utf-8")
    if structure == "folder":
        shutil.rmtree(site / "docs")
        for lang in ("en", "zh"):
            (site / "docs" / lang).mkdir(parents=True)
            (site / "docs" / lang / "index.md").write_text("# Home\n\n[The article](lstm.md)\n")
        config = config.replace("lstm.en.md", "en/lstm.md").replace("lstm.zh.md", "zh/lstm.md")
        config = config.replace("docs_structure: suffix", "docs_structure: folder")
    (site / "mkdocs.yml").write_text(config + "strict: true\n", "utf-8")
    build(load_config(str(site / "mkdocs.yml")))
    for lang, folder in (("en", ""), ("zh", "zh/")):
        page = site / "site" / folder / "lstm" / "index.html"
        text = page.read_text("utf-8")
        assert f">{composed(lang, 'word', 1000).title}</h1>" in text
        images = [(page.parent / source).read_bytes() for source in re.findall('src="([^"]+svg)"', text)]
        assert images == [*drawn_figures(ArticleSettings(lang)).values()]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("pages: {lstm.md: fr}", "pages: lstm.md: there is no article in 'fr'; choose zh or en"),
        ("pages: {lstm.md: [en]}", "pages: lstm.md: there is no article in \"['en']\"; choose zh or en"),
        ("pages: {1: en}", "pages: 1: is no page below docs_dir; write a path that ends in .md"),
        ("pages: {lstm.md: en, ./lstm.md: zh}", "pages: ./lstm.md: another page is made there, lstm.md; name another"),
        ("pages: {a.md: en, a/index.md: zh}", "pages: a/index.md: another page is made there, a.md; name another"),
        ("pages: {index.md: en}", "pages: index.md: index.md is in docs_dir already; remove it or name another page"),
        ("pages: {here/lstm.md: en}", "pages: here/lstm.md: here/figures/memory.en.svg is in docs_dir already; remove it or name another page"),
        ("pages: {lstm.html: en}", "pages: lstm.html: is no page below docs_dir; write a path that ends in .md"),
        (r'pages: {"\e[31m\u202e": en}', r"pages: \x1b[31m\u202e: is no page below docs_dir; write a path that ends in .md"),
        (r'{pages: {lstm.md: en}, katex: "\e"}', r"katex: docs_dir has no \x1b/katex.min.css; put KaTeX's dist folder there, or write cdn"),
        ("pages: {/lstm.md: en}", "pages: /lstm.md: is no page below docs_dir; write a path that ends in .md"),
        ("pages: {../lstm.md: en}", "pages: ../lstm.md: is no page below docs_dir; write a path that ends in .md"),
        ("{pages: {lstm.md: en}, words: 5000}", f"words: {docs_systems.length_out_of_reach()}"),
        ("{pages: {lstm.md: en}, words: 0}", "words: 0 is no number of words; write one, such as 1000"),
        ("{pages: {lstm.md: en}, count: all}", "count: 'all' is no way to count; choose word or han"),
        ("{pages: {lstm.md: en}, templates: docs/here}", "{folder}/docs/here: no template in this folder; `lstm-article templates DIR` copies them out"),
        ("{pages: {lstm.md: en}, templates: none}", "templates: there is no folder {folder}/none; `lstm-article templates DIR` makes one"),
        ("pages: {lstm.md: {lang: en, templates: none}}", "pages: lstm.md: templates: there is no folder {folder}/none; `lstm-article templates DIR` makes one"),
        ("pages: {lstm.md: {lang: fr}}", "pages: lstm.md: lang: there is no article in 'fr'; choose zh or en"),
        ("pages: {lstm.md: {words: many}}", "pages: lstm.md: words: 'many' is no number of words; write one, such as 1000"),
        ("pages: {lstm.md: {lang: en, length: 5}}", "pages: lstm.md: length: is no setting; there is lang, words, count, templates and living"),
        ("pages: {lstm.md: en, own.md: {lang: en, templates: mine}}", "pages: own.md: its templates draw another figures/structure.en.svg; put it into a folder of its own"),
        ("pages: {lstm.md: {lang: en, living: maybe}}", "pages: lstm.md: living: 'maybe' is neither true nor false; write one of these"),
        ("{pages: {lstm.md: en}, katex: lib}", "katex: docs_dir has no lib/katex.min.css; put KaTeX's dist folder there, or write cdn"),
    ],
)  # fmt: skip
def test_settings(settings: str, message: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A wrong setting stops the build with one line that names it."""
    docs = tmp_path / "docs"
    (docs / "here" / "figures").mkdir(parents=True)
    (docs / "index.md").write_text("# Home\n")
    (docs / "here" / "figures" / "memory.en.svg").write_text("<svg/>")
    (tmp_path / "mine" / "en").mkdir(parents=True)
    labels = (builtin_folder() / "en" / "labels.toml").read_text("utf-8")
    (tmp_path / "mine" / "en" / "labels.toml").write_text(labels.replace("forget\\ngate", "erase\\ngate"), "utf-8")
    before = sorted(docs.rglob("*"))
    config = CONFIG.replace("      {}", f"      {settings}") + "theme: mkdocs\n"
    (tmp_path / "x.yml").write_text(config)
    with pytest.raises(Abort):
        build(load_config(str(tmp_path / "x.yml")))
    assert caplog.messages[-1:] == [f"plugin lstm-article: {message.replace('{folder}', str(tmp_path))}"]
    assert not list(tmp_path.rglob("*.html"))
    assert sorted(docs.rglob("*")) == before


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ("{pages: {lstm.md: en}, words: many}", "words"),
        ("{pages: {lstm.md: en}, living: maybe}", "living"),
        ("pages: [lstm.md]", "pages"),
    ],
)
def test_settings_of_another_kind(settings: str, named: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Errors of MkDocs itself name the setting too."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "x.yml").write_text(CONFIG.format(settings))
    with pytest.raises(Abort):
        load_config(str(tmp_path / "x.yml"))
    assert f"Plugin 'lstm-article' option '{named}'" in caplog.text


def test_living_pages(tmp_path: Path) -> None:
    """A living page is a block, of which the extension brings figures and files; others are as without the setting."""
    own = "lstm.md: {lang: en, living: true}, zh.md: {lang: zh, living: false}, all.md: zh"
    files = added(CONFIG.format(f"{{words: 700, pages: {{{own}}}}}"), tmp_path)
    text = flavored(composed("en", "word", 700), FLAVORS["mkdocs"])
    front_matter = text[: text.index("\n# ")]
    line = '::: lstm-article lang=en words=700 count=word templates="" living=True'
    assert files.pop("lstm.md") == f"{front_matter.strip()}\n\n{line}\n"
    assert files == page_and_figures("zh.md", "zh", 700) | page_and_figures("all.md", "zh", 700)


def test_living_site(tmp_path: Path) -> None:
    """All pages may be living, with templates in any folder, whatever the defaults of blocks; files are the site's."""
    article = (builtin_folder() / "en" / "article.md").read_text("utf-8")
    own_article.write(tmp_path / "my own", re.sub("(?m)^# .*", "# My own", article))
    (tmp_path / "docs").mkdir()
    config = CONFIG.format(
        "{pages: {a/lstm.md: {lang: en, templates: my own}, zh.md: zh}, words: 700, living: true, katex: cdn}"
    )
    blocks = "markdown_extensions: [lstm_article: {words: 500, templates: none, lang: zh}]\n"
    (tmp_path / "x.yml").write_text(f"{config}{blocks}strict: true\ntheme: mkdocs\n")
    build(load_config(str(tmp_path / "x.yml")))
    for page, title, settings in (
        ("a/lstm/index.html", "My own", ArticleSettings("en", 700, templates=tmp_path / "my own", living=True)),
        ("zh/index.html", composed("zh", "word", 700).title, ArticleSettings("zh", 700, living=True)),
    ):
        living = living_article(settings)
        assert living is not None
        text = (tmp_path / "site" / page).read_text("utf-8")
        before, after = living.linked(f"{'../' * page.count('/')}assets/lstm-article")
        assert f'<div class="lstm-article">{before}<h1 id="' in text
        assert f">{title}</h1>" in text
        assert f"{after}</div>" in text
        for name, content in living.files().items():
            assert (tmp_path / "site" / "assets" / "lstm-article" / name).read_bytes() == content
    assert not [*tmp_path.rglob("*.svg")]


def test_living_pages_beside_a_plugin_for_translations(tmp_path: Path) -> None:
    """mkdocs-static-i18n builds the site once for each language; each living page finds its files."""
    site = docs_systems.copied("mkdocs-i18n", tmp_path)
    config = (site / "mkdocs.yml").read_text("utf-8").replace("katex: cdn", "katex: cdn, living: true")
    (site / "mkdocs.yml").write_text(config + "strict: true\n", "utf-8")
    build(load_config(str(site / "mkdocs.yml")))
    for folder in ("lstm", "zh/lstm"):
        page = site / "site" / folder / "index.html"
        files = re.findall('(?:src|href)="([^"]*/living-[^"]*)"', page.read_text("utf-8"))
        assert [name.rpartition(".")[2] for name in files] == ["css", "js"]
        assert all((page.parent / name).is_file() for name in files)


def test_second_build_makes_nothing_anew(tmp_path: Path) -> None:
    """A second build in the same process, as live reload makes it, checks no article and draws no figure; none is in `docs_dir`."""
    site = docs_systems.copied("mkdocs", tmp_path)
    before = sorted((site / "docs").rglob("*"))
    build(load_config(str(site / "mkdocs.yml")))
    made = [kept.cache_info().misses for kept in (article._checked_article, article._drawn_figures)]
    build(load_config(str(site / "mkdocs.yml")))
    assert [kept.cache_info().misses for kept in (article._checked_article, article._drawn_figures)] == made
    assert sorted((site / "docs").rglob("*")) == before
