"""The Python-Markdown extension: its blocks, where they may stand, their settings and errors."""

import html as html_module
import re
from pathlib import Path

import markdown
import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort, PluginError

import docs_systems
import own_article
from built_in import composed
from lstm_article.choices import LANGS
from lstm_article.formats import FLAVORS
from lstm_article.hosts.article import ArticleSettings
from lstm_article.hosts.living import living_article
from lstm_article.templating.templates import builtin_folder
from missing import MISSING

BLOCKS = [
    ("lang=fr", "lang: there is no article in 'fr'; choose zh or en"),
    ("words=9000", f"words: {docs_systems.length_out_of_reach()}"),
    ("wrods=1000", "wrods: is no setting; there is lang, words, count, templates and living"),
    ("lang=", "lang: there is no article in ''; choose zh or en"),
    ("zh", "zh: is no setting; there is lang, words, count, templates and living"),
    ("words=1=2", "words: '1=2' is no number of words; write one, such as 1000"),
    ("living=maybe", "living: 'maybe' is neither true nor false; write one of these"),
    ("lang=en\n:::", "has text right below it; leave a line empty"),
]


@pytest.mark.parametrize(("setting", "message"), BLOCKS)
def test_block_settings(setting: str, message: str) -> None:
    """A wrong setting of a block is an error that names the line; with MkDocs loaded, one that MkDocs shows in a line."""
    line = f"::: lstm-article {setting}"
    with pytest.raises(PluginError) as raised:
        html(f"   {line}")
    assert str(raised.value) == f"{line.partition(chr(10))[0]}: {message}"


def test_mkdocs_shows_an_error_in_one_line(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A wrong setting of a block stops MkDocs, which names the page and shows the error's line."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("::: lstm-article zh\n")
    (tmp_path / "mkdocs.yml").write_text("site_name: x\nmarkdown_extensions: [lstm_article]\n")
    with pytest.raises(Abort):
        build(load_config(str(tmp_path / "mkdocs.yml")))
    assert "Error reading page 'index.md'" in caplog.text
    assert (
        caplog.messages[-1]
        == "::: lstm-article zh: zh: is no setting; there is lang, words, count, templates and living"
    )


def html(text: str, **settings: object) -> str:
    """Return the HTML that Python-Markdown makes of a page with MkDocs' usual extensions."""
    extensions = ["toc", "fenced_code", "admonition", "pymdownx.arithmatex", "lstm_article"]
    return markdown.markdown(text, extensions=extensions, extension_configs={"lstm_article": settings})


@pytest.mark.parametrize(
    ("before", "level"),
    [("", 1), ("# A\n", 2), ("# A\n\n## B\n", 3), ("A\n=\n", 2), ("A\n---\n", 3), ("# A\n```\n### B\n```\n", 2)],
)
def test_block_headings_fit_the_page(before: str, level: int) -> None:
    """The article's title is one level below the heading that it stands under, its sections one further."""
    page = html(f"{before}\n::: lstm-article lang=en\n")
    above = len(re.findall(r"<h\d", html(before)))
    levels = [int(heading) for heading in re.findall(r"<h(\d)", page)][above:]
    assert levels == [level, *[level + 1] * (len(levels) - 1)]
    assert len(levels) == len(composed("en", "word", 1000).sections) + 1  # and the references


def test_blocks_under_one_heading() -> None:
    """Articles under one heading are on one level, however many: none counts as a heading of the page's own."""
    page = html("# P\n\n" + "::: lstm-article words=500\n\n" * 3)
    title = re.escape(composed("en", "word", 500).title)
    assert re.findall(rf"<h(\d)[^>]*>{title}<", page) == ["2", "2", "2"]


def test_block_is_an_article() -> None:
    """The figures stand inline, with their captions; tables and mathematics are read; the lines around stay."""
    page = html("Before\n\n::: lstm-article lang=zh words=1000\n\nAfter\n")
    assert page.startswith("<p>Before</p>\n<h1")
    assert page.endswith("</ol>\n<p>After</p>")
    assert re.findall(r"<div hidden>.*</div>(?=\n<figure)", page) == [FLAVORS["mkdocs"].before_figures]
    article = composed("zh", "word", 1000)
    for figure in article.figures:
        place = rf'<figure id="lstm-zh-{figure.name}"><svg style="max-width: 100%; height: auto" [^>]*>.*?</svg><figcaption>\n<p><strong>{figure.number}</strong>'
        assert re.search(place, page, re.DOTALL)
    assert page.count("</figcaption></figure>") == len(article.figures)
    assert page.count("<table>") == 2
    assert page.count('<script type="math/tex; mode=display">') == 6
    assert "$" not in re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)


@pytest.mark.parametrize("extensions", [(), ("fenced_code",), ("codehilite", "fenced_code"), ("pymdownx.superfences",)])
@pytest.mark.parametrize("before", ["", "- item\n\n    "])
def test_block_has_code(extensions: tuple[str, ...], before: str) -> None:
    """The code of a long article is a block of code, by whatever extension reads the page's own."""
    page = markdown.markdown(f"{before}::: lstm-article words=2500\n", extensions=["lstm_article", *extensions])
    shown = [re.sub(r"<.*?>", "", block).strip() for block in re.findall(r"<pre.*?</pre>", page, re.DOTALL)]
    code = [token.content.strip() for token in composed("en", "word", 2500).text.tokens if token.type == "fence"]
    assert [html_module.unescape(block) for block in shown] == code
    assert "~~~" not in page


def test_an_error_can_be_read() -> None:
    """Of a line that is wrong, an error has what does nothing to a terminal, and not all if it is long."""
    with pytest.raises(PluginError) as caught:
        html(f"::: lstm-article \x1b[31m={'x' * 1000}")
    assert re.fullmatch(r"::: lstm-article \\x1b\[31m=x+…x+: \\x1b\[31m: is no setting; .*", str(caught.value))


def test_block_settings_have_defaults() -> None:
    """The extension's own `lang` and `words` are for blocks that name none; two blocks make two articles."""
    page = html("::: lstm-article\n\n::: lstm-article lang=en\n", lang="zh")
    titles = [composed(lang, "word", 1000).title for lang in LANGS]
    assert re.findall(r"<h1[^>]*>(.*?)</h1>", page) == titles
    with pytest.raises(PluginError, match=f"words: {docs_systems.length_out_of_reach()}"):
        html("::: lstm-article", words=3)
    with pytest.raises(PluginError, match="lang: there is no article in "):
        html("::: lstm-article", lang=["en"])


@pytest.mark.parametrize(
    "before",
    ["!!! note\n\n    {}", "- item\n\n    {}", "> {}", "A paragraph:\n{}", "   {}", "<!--\n## B\n-->\n\n{}", "{}\r\n"],
)
def test_block_wherever_it_stands(before: str) -> None:
    """The article is the same in an admonition, list, quote or paragraph, and after a commented-out heading."""
    page = html("#A\n\n" + before.format("::: lstm-article lang=en") + "\n")
    assert ":::" not in page
    assert "**" not in page
    assert page.count("<table>") == 2
    assert page.count("<svg") == 3
    assert re.findall(r"<h(\d)", page.partition("<svg")[0]) == ["1", "2", "3", "3", "3"]


def test_living_blocks() -> None:
    """A living article has an element of its own; where no site is known, its style and script are in it."""
    settings = ArticleSettings("en", 700, living=True)
    living = living_article(settings)
    assert living is not None
    before, after = living.inline()
    line = "::: lstm-article words=700 living={}"
    page = html(f"# P\n\n{line.format('true')}\n\n{line.format('true')}\n\nAfter\n\n{line.format('false')}\n")
    first, second, still = [*page.split('<div class="lstm-article">')[1:], page.partition("<p>After</p>")[2]]
    for article in (first, second.partition("\n<p>After</p>")[0]):
        assert article.startswith(f"{before}<h2")
        assert article.strip().endswith(f"{after}</div>")
        assert len(re.findall('<div class="equation" id="[^"]+" data-defines=".+?"><math', article)) == 6
        assert re.findall(r'<figure id="lstm-(?:2-)?en-(\w+)"><svg ', article) == ["structure", "memory"]
        assert 'data-node="forget-gate"' in article
        assert "math/tex; mode=display" not in article
        assert "math/tex" in article  # other mathematics is the host's affair
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert "lstm-2-en-structure-forget-gate" in ids
    assert not re.search(" data-|<template|<style>@layer|<script>", still)
    assert html(line.format("true"), living=False) == html(line.format("True")) == html(line[:-10], living=True)
    assert html(line.format("false"), living=True) == html(line[:-10])


def test_settings_with_spaces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What has spaces stands in quotes; other settings may, and an empty folder is none."""
    article = (builtin_folder() / "en" / "article.md").read_text("utf-8")
    own_article.write(tmp_path / "my own", re.sub("(?m)^# .*", "# My own", article))
    monkeypatch.chdir(tmp_path)
    page = html('::: lstm-article templates="my own" words="700"')
    assert ">My own</h1>" in page
    assert html('::: lstm-article  words=700 templates="my own') == page
    assert html("::: lstm-article templates= words=700", templates="my own") == html("::: lstm-article words=700")


def test_block_shares_no_ids_and_no_links() -> None:
    """An article's anchors and references do not clash with the page's own, nor with other articles'."""
    line = "::: lstm-article lang=en"
    page = html(f"# P\n\nSee [it][1].\n\n{line}\n\n## Output\n\n## Forget gate\n\n{line}\n\n[1]: https://example.org\n")
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert {"output", "forget-gate", "lstm-en-structure-forget-gate", "lstm-2-en-memory"} <= set(ids)
    used = re.findall(r'href="#([^"]+)', page)
    assert len(used) > 100
    assert set(used) <= set(ids)
    assert page.count("https://example.org") == 1
    assert [int(level) for level in re.findall(r"<h([12])", page)] == [1, 2, 2, 2]


def test_pages_of_a_site() -> None:
    """Each page that one Python-Markdown converts is as the first: an article's labels begin anew."""
    md = markdown.Markdown(extensions=["lstm_article"])
    first = md.convert("# A\n\n::: lstm-article\n")
    assert md.reset().convert("# A\n\n::: lstm-article\n") == first
    assert 'id="lstm-en-structure"' in first


def test_loaded_after_the_others() -> None:
    """The extension can be loaded into a Python-Markdown that is there already, and brings what the article needs."""
    md = markdown.Markdown()
    md.registerExtensions(["lstm_article"], {})
    assert md.convert("::: lstm-article words=2500\n") == markdown.markdown(
        "::: lstm-article words=2500\n", extensions=["lstm_article"]
    )


@pytest.mark.parametrize(
    "extensions", [["tables", "fenced_code", "lstm_article"], ["lstm_article", "fenced_code", "tables"]]
)
def test_settings_of_other_extensions_stay(extensions: list[str]) -> None:
    """How the page's own tables and code are written is left to the settings of their extensions."""
    own = "| a |\n|--:|\n| b |\n\n```x\nc\n```\n\n::: lstm-article words=500\n"
    configs = {"tables": {"use_align_attribute": True}, "fenced_code": {"lang_prefix": "of-"}}
    page = markdown.markdown(own, extensions=extensions, extension_configs=configs)
    assert '<th align="right">a</th>' in page
    assert '<code class="of-x">' in page


@pytest.mark.parametrize("above", ["    code", "- item", "1. item", "> quote", "# A"])
def test_text_above_a_block_is_read_as_it_is(above: str) -> None:
    """What stands right above the line is as if an empty line were between: code stays code, a list ends."""
    line = "::: lstm-article words=500"
    assert html(f"{above}\n{line}\n") == html(f"{above}\n\n{line}\n")


@pytest.mark.parametrize(
    "line",
    [
        ":::lstm-article lang=zh words=500",
        ":::\tlstm-article\twords=500  lang=zh ",
        "::: lstm_article lang=zh words=500",
    ],
)
def test_white_space_in_a_line(line: str) -> None:
    """Between the parts of a block's line there may be any white space, before its name none, and in that either line."""
    assert html(line) == html("::: lstm-article lang=zh words=500")


def test_extension_settings_that_are_unknown() -> None:
    """A misspelt setting of the extension is named by the first block, as hosts show in one line."""
    known = "lang, words, count, templates, living, check_mathematics"
    message = f"::: lstm-article: language: is no setting of the extension; there is {known}"
    with pytest.raises(PluginError) as raised:
        html("::: lstm-article", language="zh")
    assert str(raised.value) == message
    assert html("A page without a block", language="zh") == "<p>A page without a block</p>"


def test_blocks_of_other_templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A block, or the extension, may name templates, below the current folder, and how the words are counted."""
    (tmp_path / "mine" / "en").mkdir(parents=True)
    article = (builtin_folder() / "en" / "article.md").read_text("utf-8")
    (tmp_path / "mine" / "en" / "article.md").write_text(re.sub("(?m)^# .*", "# My own", article), "utf-8")
    monkeypatch.chdir(tmp_path)
    page = html("::: lstm-article templates=mine")
    assert ">My own</h1>" in page
    assert html("::: lstm-article", templates="mine") == page
    han = html("::: lstm-article lang=zh words=500 count=han")
    assert han == html("::: lstm-article lang=zh words=500", count="han") != html("::: lstm-article lang=zh words=500")


def test_templates_are_relative_to_the_site(tmp_path: Path) -> None:
    """In MkDocs a folder of templates is relative to its configuration, wherever it is run."""
    (tmp_path / "site" / "docs").mkdir(parents=True)
    (tmp_path / "site" / "docs" / "index.md").write_text("::: lstm-article templates=mine\n")
    extensions = "[lstm_article: {check_mathematics: false}]"
    (tmp_path / "site" / "mkdocs.yml").write_text(f"site_name: x\nmarkdown_extensions: {extensions}\n")
    done = docs_systems.call(["mkdocs", "build", "-q", "-f", "site/mkdocs.yml"], tmp_path)
    assert "templates=mine: templates: there is no folder site/mine; " in done.stderr


def site_with_blocks(folder: Path, extensions: str, scripts: str, checked: str) -> str:
    """Write a site with blocks, whose extensions and scripts are given, into a folder; return its configuration."""
    (folder / "docs").mkdir(exist_ok=True)
    (folder / "docs" / "index.md").write_text("::: lstm-article words=500\n\n::: lstm-article lang=zh words=500\n")
    (folder / "docs" / scripts.strip("[]")).write_text("//" * (200_000 if "min" in scripts else 9_000))
    own = f"[{extensions.strip('[]')}, lstm_article: {{check_mathematics: {checked}}}]".replace("[, ", "[")
    return f"site_name: x\ntheme: mkdocs\nmarkdown_extensions: {own}\nextra_javascript: {scripts}\nstrict: true\n"


@pytest.mark.parametrize(("extensions", "scripts", "message"), MISSING)
def test_mathematics_that_is_not_set(
    extensions: str, scripts: str, message: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A site with blocks that would show TeX is told what to add, which stops a strict build; a setting silences it."""
    silence = "If the theme sets it, write `lstm_article: {check_mathematics: false}`"
    (tmp_path / "x.yml").write_text(site_with_blocks(tmp_path, extensions, scripts, "true"))
    with pytest.raises(Abort):
        build(load_config(str(tmp_path / "x.yml")))
    assert caplog.messages == [f"lstm-article: The article's mathematics stays TeX: {message}. {silence}"]
    caplog.clear()
    (tmp_path / "x.yml").write_text(site_with_blocks(tmp_path, extensions, scripts, "false"))
    build(load_config(str(tmp_path / "x.yml")))
    assert caplog.messages == []


def test_mathematics_that_is_not_set_in_properdocs(tmp_path: Path) -> None:
    """ProperDocs knows the site as MkDocs does, and counts the warning as its own."""
    extensions, scripts, message = MISSING[-1]
    (tmp_path / "properdocs.yml").write_text(site_with_blocks(tmp_path, extensions, scripts, "true"))
    done = docs_systems.call(["properdocs", "build"], tmp_path)
    assert done.returncode == 1
    assert done.stderr.count(f"lstm-article: The article's mathematics stays TeX: {message}. ") == 1


@pytest.mark.parametrize(
    ("extensions", "settings", "told"),
    [([], {}, True), (["pymdownx.arithmatex"], {}, True), (["pymdownx.arithmatex"], {"generic": True}, False)],
)
def test_mathematics_in_python_markdown(
    extensions: list[str], settings: dict[str, bool], told: bool, caplog: pytest.LogCaptureFixture
) -> None:
    """Where the page's scripts are not known, the extensions alone are looked at."""
    configs = {"pymdownx.arithmatex": settings}
    markdown.markdown("::: lstm-article", extensions=[*extensions, "lstm_article"], extension_configs=configs)
    assert ("mathematics stays TeX" in caplog.text) == told


def test_bold_text_beside_other_extensions() -> None:
    """Bold Chinese text is bold, too, where an extension makes asterisks within words no emphasis."""
    smart = {"pymdownx.betterem": {"smart_enable": "all"}}
    for words in (500, 1000, 2500):
        block = f"::: lstm-article lang=zh words={words}"
        page = markdown.markdown(block, extensions=["pymdownx.betterem", "lstm_article"], extension_configs=smart)
        strong = [token for block in composed("zh", "word", words).text.blocks for token in block.token.children or []]
        assert page.count("<strong>") == sum(token.type == "strong_open" for token in strong)
        assert "**" not in page


@pytest.mark.parametrize(
    "text", ["```\n::: lstm-article\n```", "    ::: lstm-article", "A ::: lstm-article", "::: lstm-articles"]
)
def test_what_is_no_block_stays(text: str) -> None:
    """Code that shows a block's line is left alone, and so are other lines."""
    assert "::: lstm-article" in html(text)
    assert "<svg" not in html(text)
