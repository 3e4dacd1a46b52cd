"""The Markdown extension, the MkDocs plugin and the Sphinx directive: settings, errors, second builds."""

import html as html_module
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, Queue

import markdown
import pytest

import systems
from lstm_article import Article, build_article
from lstm_article.choices import LANGS
from lstm_article.errors import LengthError, SettingError


def out_of_reach() -> str:
    """What is said of a length that the English article cannot have."""
    with pytest.raises(LengthError) as raised:
        build_article("en", 9000)
    return raised.value.message


MKDOCS_CONFIG = "site_name: x\nplugins:\n  - lstm-article:\n      {}\n"


@pytest.fixture(scope="module", params=["sphinx-myst", "sphinx-rst"])
def sphinx_site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Sphinx site, built as HTML."""
    site = systems.copied(request.param, tmp_path_factory.mktemp("sphinx"))
    done = systems.call([*systems.SPHINX, "html", "-d", "doctrees", ".", "html"], site)
    assert (done.returncode, done.stderr) == (0, "")
    return site


def page_of(site: Path, lang: str) -> str:
    """Return the name of the page that has the article in a language."""
    own = "zh" if site.name == "sphinx-rst" else "en"
    return "lstm" if lang == own else lang


def article_of(site: Path, lang: str) -> Article:
    """Return the article that a page of the site has: in its own language the richest."""
    return build_article(lang, systems.RICHEST if page_of(site, lang) == "lstm" else 1000)


def bare(text: str) -> str:
    """Return a text without white space and marks of emphasis, and with plain quotes, in which writers differ."""
    return re.sub(r"[\s*]", "", text).translate(str.maketrans("’“”", '\'""'))


@pytest.mark.parametrize("lang", LANGS)
def test_sphinx_as_text(sphinx_site: Path, lang: str) -> None:
    """The text builder writes every heading and paragraph, and figure numbers rather than their pattern."""
    done = systems.call([*systems.SPHINX, "text", "-d", "doctrees", ".", "text"], sphinx_site)
    assert (done.returncode, done.stderr) == (0, "")
    text = (sphinx_site / "text" / f"{page_of(sphinx_site, lang)}.txt").read_text("utf-8")
    article = article_of(sphinx_site, lang)
    whole = [
        block
        for block in article.text.blocks
        if block.kind in {"heading", "text"}
        and not article.text.lines[block.line - 1].startswith("|")
        and not re.search(r"math|link", str(block.token.children))
    ]
    assert len(whole) > 20
    for block in whole:
        assert bare(re.sub(r"(Figure|图) \d", "", block.text)) in bare(re.sub(r"(Figure|图) ?\d", "", text))
    assert re.search(r"(Figure|图) \d", text)
    assert "%s" not in text


@pytest.mark.parametrize("lang", LANGS)
def test_sphinx_as_latex(sphinx_site: Path, lang: str) -> None:
    """The LaTeX builder gets labelled equations, and figures as PDF with captions."""
    done = systems.call([*systems.SPHINX, "latex", "-d", "doctrees", ".", "latex"], sphinx_site)
    assert (done.returncode, done.stderr) == (0, "")
    tex = next((sphinx_site / "latex").glob("*.tex")).read_text("utf-8")
    article = article_of(sphinx_site, lang)
    for equation, _ in article.text.equations:
        assert equation in tex
    assert len(re.findall(rf"\\label{{equation:\w+:lstm-{lang}-", tex)) == 6
    for figure in article.figures:
        assert (sphinx_site / "latex" / f"{figure.name}.{lang}.pdf").read_bytes().startswith(b"%PDF")
        assert f"{{{{{figure.name}.{lang}}}.pdf}}" in tex
        assert rf"lstm-{lang}-{figure.name}}}}}\end{{figure}}" in tex


def test_sphinx_labels_are_reached_from_another_page(sphinx_site: Path) -> None:
    """`{eq}`, `:eq:`, `{ref}` and `:numref:` of the index lead into the article."""
    index = (sphinx_site / "html" / "index.html").read_text("utf-8")
    lang = "zh" if sphinx_site.name == "sphinx-rst" else "en"
    targets = re.findall(r'<a class="reference internal" href="(lstm\.html#[^"]+)">(.*?)</a>', index)
    shown = {target: re.sub("<.*?>", "", text) for target, text in targets if f"lstm-{lang}-" in target}
    assert shown == {
        f"lstm.html#equation-lstm-{lang}-forget-gate": "(1)",
        f"lstm.html#lstm-{lang}-structure": "图 1" if lang == "zh" else "the figure",
    }
    page = (sphinx_site / "html" / "lstm.html").read_text("utf-8")
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert {target.partition("#")[2] for target in shown} <= set(ids)


def test_sphinx_second_build(sphinx_site: Path) -> None:
    """Nothing changed, nothing done; another page changed, the article and its figures stay as they are."""
    figures = {
        file: file.stat().st_mtime_ns
        for file in (sphinx_site / "doctrees").rglob("*.???")
        if file.parent.name == "figures"
    }
    assert len(figures) == 2 * 3 * 3
    html = [*systems.SPHINX, "html", "-d", "doctrees", ".", "html"]
    assert "no targets are out of date" in systems.call(html, sphinx_site).stdout
    index = next(sphinx_site.glob("index.*"))
    index.write_text(index.read_text("utf-8") + "\nMore.\n", "utf-8")
    assert "0 added, 1 changed, 0 removed" in systems.call(html, sphinx_site).stdout
    page = next(sphinx_site.glob("lstm.*"))
    page.write_text(page.read_text("utf-8") + "\n", "utf-8")
    assert "0 added, 1 changed, 0 removed" in systems.call(html, sphinx_site).stdout
    assert figures == {file: file.stat().st_mtime_ns for file in figures}


@pytest.fixture
def sphinx_page(tmp_path: Path) -> Path:
    """The page of a small Sphinx site, to be written."""
    (tmp_path / "conf.py").write_text("extensions = ['lstm_article.sphinx']\n")
    (tmp_path / "other.rst").write_text(":orphan:\n\nOther\n=====\n")
    return tmp_path / "index.rst"


def sphinx(page: Path, option: str, *options: str) -> subprocess.CompletedProcess[str]:
    """Write the directive with an option into a page, and build its site."""
    page.write_text(f"Title\n=====\n\n.. lstm-article::\n   {option}\n")
    return systems.call(["sphinx-build", "-q", *options, "-b", "html", ".", "out"], page.parent)


@pytest.mark.parametrize(
    ("option", "options", "message"),
    [
        (":lang: fr", ["-j2"], "lang: there is no article in 'fr'; choose zh or en"),
        (
            ":name: x",
            ["-D", "language=de"],
            "lang, by default the site's language: there is no article in 'de'; choose zh or en",
        ),
        (":words: 4000", ["-j2"], f"words: {out_of_reach()}"),
        (":words: many", [], "words: 'many' is no number of words; write one, such as 1000"),
        (":words: 0", [], "words: '0' is no number of words; write one, such as 1000"),
    ],
)
def test_sphinx_settings(option: str, options: list[str], message: str, sphinx_page: Path) -> None:
    """A wrong option stops the build, also without `-W`, with one line that has its place."""
    done = sphinx(sphinx_page, option, *options)
    assert done.returncode == 1
    assert done.stderr == f"{sphinx_page}:4: ERROR: lstm-article: {message}\n"
    assert not (sphinx_page.parent / "out" / "index.html").exists()


def test_sphinx_stops_until_the_setting_is_right(sphinx_page: Path) -> None:
    """The page is read again at each build until then, also after one that was right."""
    for option, code in ((":lang: en", 0), (":lang: fr", 1), (":lang: fr", 1), (":lang: en", 0)):
        done = sphinx(sphinx_page, option)
        assert (done.returncode, "ERROR" in done.stderr) == (code, bool(code))


def test_sphinx_articles_of_one_name(sphinx_page: Path) -> None:
    """Labels that stand for two articles stop the build; another name, or another language, sets them apart."""
    other = sphinx_page.with_name("other.rst")
    other.write_text(":orphan:\n\nOther\n=====\n\n.. lstm-article::\n   :lang: en\n")
    done = sphinx(sphinx_page, ":lang: en", "-j2")
    assert done.returncode == 1
    message = "lstm-article: name: the article in index has the labels lstm-en-… too; give one another name"
    assert f"{other}: ERROR: {message}\n" in done.stderr
    for option in (":name: 另一篇", ":lang: zh"):
        done = sphinx(sphinx_page, option, "-j2", "-n", "-W")
        assert (done.returncode, done.stderr) == (0, "")


def test_sphinx_page_with_sections_of_its_own(sphinx_page: Path) -> None:
    """A page that has a section of a name the article has too gets no id twice, and its links lead to both."""
    above = "Title\n=====\n\nSummary\n-------\n\nReferences\n----------\n\n"
    sphinx_page.write_text(f"{above}.. lstm-article::\n")
    done = systems.call(["sphinx-build", "-q", "-n", "-W", "-b", "html", ".", "out"], sphinx_page.parent)
    assert (done.returncode, done.stderr) == (0, "")
    page = (sphinx_page.parent / "out" / "index.html").read_text("utf-8")
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert page.count(">Summary<a") == page.count(">References<a") == 2


def test_sphinx_builders_for_other_uses(tmp_path: Path) -> None:
    """Builders that can show neither SVG nor PDF get PNG, and print the numbers of figures."""
    site = systems.copied("sphinx-rst", tmp_path)
    for builder in ("texinfo", "man", "htmlhelp"):
        done = systems.call(["sphinx-build", "-W", "-q", "-b", builder, "-d", "doctrees", ".", builder], site)
        assert (done.returncode, done.stderr) == (0, ""), builder
    assert len(list((site / "texinfo").rglob("*.png"))) == 6
    assert "%s" not in next((site / "man").glob("*.1")).read_text("utf-8")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("pages: {lstm.md: fr}", "pages: lstm.md: there is no article in 'fr'; choose zh or en"),
        ("pages: {lstm.md: [en]}", "pages: lstm.md: there is no article in \"['en']\"; choose zh or en"),
        ("pages: {lstm.md: en, lstm.md: zh}", "pages: lstm.md: stands there twice; name each page once"),
        ("pages: {zh.md: zh}\nINHERIT: base.yml", "pages: a.md: stands there twice; name each page once"),
        ("pages: {lstm.md: en, ./lstm.md: zh}", "pages: ./lstm.md: another page is made there, lstm.md; name another"),
        ("pages: {a.md: en, a/index.md: zh}", "pages: a/index.md: another page is made there, a.md; name another"),
        ("pages: {index.md: en}", "pages: index.md: index.md is in docs_dir already; remove it or name another page"),
        ("pages: {here/lstm.md: en}", "pages: here/lstm.md: here/figures/memory.en.svg is in docs_dir already; remove it or name another page"),
        ("pages: {lstm.html: en}", "pages: lstm.html: is no page below docs_dir; write a path that ends in .md"),
        ("pages: {../lstm.md: en}", "pages: ../lstm.md: is no page below docs_dir; write a path that ends in .md"),
        ("pages: {}", "pages: names no page; write one, such as {lstm.md: en}"),
        ("{pages: {lstm.md: en}, words: 5000}", f"words: {out_of_reach()}"),
        ("{pages: {lstm.md: en}, words: 0}", "words: 0 is no number of words; write one, such as 1000"),
    ],
)  # fmt: skip
def test_mkdocs_settings(settings: str, message: str, tmp_path: Path) -> None:
    """A wrong setting stops the build with one line that names it, and without a traceback."""
    docs = tmp_path / "docs"
    (docs / "here" / "figures").mkdir(parents=True)
    (docs / "index.md").write_text("# Home\n")
    (docs / "here" / "figures" / "memory.en.svg").write_text("<svg/>")
    config = MKDOCS_CONFIG.replace("      {}", f"      {settings}") + "theme: mkdocs\n"
    (tmp_path / "x.yml").write_text(config)
    (tmp_path / "base.yml").write_text(MKDOCS_CONFIG.format("pages: {a.md: en, a.md: en}"))
    hosts = ("mkdocs", "properdocs") if "fr" in settings else ("mkdocs",)
    for host in hosts:
        done = systems.call([host, "build", "-q", "-f", "x.yml"], tmp_path)
        assert done.returncode == 1
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        assert lines[0] == f"ERROR   -  plugin lstm-article: {message}"
        assert [line for line in lines[1:] if not line.startswith("Aborted")] == []
    assert sorted(file.name for file in docs.rglob("*.*")) == ["index.md", "memory.en.svg"]


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ("{pages: {lstm.md: en}, words: many}", "words"),
        ("pages: [lstm.md]", "pages"),
        ("word: 1000", "pages"),
    ],
)
def test_mkdocs_settings_of_another_kind(settings: str, named: str, tmp_path: Path) -> None:
    """What MkDocs itself refuses names the setting as well."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "x.yml").write_text(MKDOCS_CONFIG.format(settings))
    done = systems.call(["mkdocs", "build", "-q", "-f", "x.yml"], tmp_path)
    assert done.returncode == 1
    assert f"Plugin 'lstm-article' option '{named}'" in done.stderr
    assert "Traceback" not in done.stderr


BLOCKS = [
    ("lang=fr", "lang: there is no article in 'fr'; choose zh or en"),
    ("words=9000", f"words: {out_of_reach()}"),
    ("wrods=1000", "wrods: is no setting; there is lang and words"),
    ("lang=", "lang: there is no article in ''; choose zh or en"),
    ("zh", "zh: is no setting; there is lang and words"),
    ("lang=en\n:::", "has text right below it; leave a line empty"),
]


@pytest.mark.parametrize(("setting", "message"), BLOCKS)
def test_block_settings(setting: str, message: str, tmp_path: Path) -> None:
    """A wrong setting of a block stops MkDocs with one line; alone, Python-Markdown gets our error."""
    line = f"::: lstm-article {setting}"
    with pytest.raises(SettingError) as raised:
        markdown.markdown(line, extensions=["lstm_article"])
    line = line.partition("\n")[0]
    assert str(raised.value) == f"{line}: {message}"
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text(f"::: lstm-article {setting}\n")
    (tmp_path / "mkdocs.yml").write_text("site_name: x\nmarkdown_extensions: [lstm_article]\n")
    done = systems.call(["mkdocs", "build", "-q"], tmp_path)
    assert done.returncode == 1
    assert f"ERROR   -  {line}: {message}\n" in done.stderr
    assert "Traceback" not in done.stderr


def html(text: str, **settings: object) -> str:
    """Return what Python-Markdown makes of a page, by MkDocs' usual extensions."""
    extensions = ["toc", "fenced_code", "admonition", "pymdownx.arithmatex", "lstm_article"]
    return markdown.markdown(text, extensions=extensions, extension_configs={"lstm_article": settings})


@pytest.mark.parametrize(
    ("before", "level"),
    [
        ("", 1),
        ("# A\n", 2),
        ("# A\n\n## B\n", 3),
        ("A\n=\n", 2),
        ("A\n---\n", 3),
        ("# A\n```\n### B\n```\n", 2),
    ],
)
def test_block_headings_fit_the_page(before: str, level: int) -> None:
    """The article's title is one level below the heading that it stands under, its sections one further."""
    page = html(f"{before}\n::: lstm-article lang=en\n")
    own = (
        before.count("\n#")
        + before.startswith("#")
        + ("\n=" in before)
        + ("\n---" in before)
        - ("```" in before)
    )
    levels = [int(found) for found in re.findall(r"<h(\d)", page)][own:]
    assert levels == [level, *[level + 1] * (len(levels) - 1)]
    assert len(levels) == len(build_article("en").sections) + 1  # and the references


def test_block_is_an_article() -> None:
    """The figures stand inline, with their captions; tables and mathematics are read; the lines around stay."""
    page = html("Before\n\n::: lstm-article lang=zh words=1000\n\nAfter\n")
    assert page.startswith("<p>Before</p>\n<h1")
    assert page.endswith("</ol>\n<p>After</p>")
    article = build_article("zh")
    for figure in article.figures:
        place = rf'<figure id="lstm-zh-{figure.name}"><svg [^>]*>.*?</svg><figcaption>\n<p><strong>{figure.number}</strong>'
        assert re.search(place, page, re.DOTALL)
    assert page.count("</figcaption></figure>") == len(article.figures)
    assert page.count("<table>") == 2
    assert page.count('<script type="math/tex; mode=display">') == 6
    assert "$" not in re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)


@pytest.mark.parametrize(
    "extensions", [(), ("fenced_code",), ("codehilite", "fenced_code"), ("pymdownx.superfences",)]
)
@pytest.mark.parametrize("before", ["", "- item\n\n    "])
def test_block_has_code(extensions: tuple[str, ...], before: str) -> None:
    """The code of a long article is a block of code, by whatever extension reads the page's own."""
    page = markdown.markdown(
        f"{before}::: lstm-article words=2500\n", extensions=["lstm_article", *extensions]
    )
    shown = [re.sub(r"<.*?>", "", block).strip() for block in re.findall(r"<pre.*?</pre>", page, re.DOTALL)]
    code = [token.content.strip() for token in build_article("en", 2500).text.tokens if token.type == "fence"]
    assert [html_module.unescape(block) for block in shown] == code
    assert "~~~" not in page


def test_block_settings_have_defaults() -> None:
    """The extension's own `lang` and `words` are for blocks that name none; two blocks make two articles."""
    page = html("::: lstm-article\n\n::: lstm-article lang=en\n", lang="zh")
    titles = [build_article(lang).title for lang in LANGS]
    assert re.findall(r"<h1[^>]*>(.*?)</h1>", page) == titles
    with pytest.raises(SettingError, match=f"words: {out_of_reach()}"):
        html("::: lstm-article", words=3)


@pytest.mark.parametrize(
    "before",
    [
        "!!! note\n\n    {}",
        "- item\n\n    {}",
        "> {}",
        "A paragraph:\n{}",
        "   {}",
        "<!--\n## B\n-->\n\n{}",
        "{}\r\n",
    ],
)
def test_block_wherever_it_stands(before: str) -> None:
    """In an admonition, a list, a quote or a paragraph, and where a heading is commented out, it is the same."""
    page = html("#A\n\n" + before.format("::: lstm-article lang=en") + "\n")
    assert ":::" not in page
    assert "**" not in page
    assert page.count("<table>") == 2
    assert page.count("<svg") == 3
    assert re.findall(r"<h(\d)", page.partition("<svg")[0]) == ["1", "2", "3", "3", "3"]


def test_block_shares_no_ids_and_no_links() -> None:
    """A page's own anchors, references and further articles keep apart from an article's."""
    line = "::: lstm-article lang=en"
    page = html(
        f"# P\n\nSee [it][1].\n\n{line}\n\n## Output\n\n## Forget gate\n\n{line}\n\n[1]: https://example.org\n"
    )
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert {"output", "forget-gate", "lstm-en-structure-forget-gate", "lstm-2-en-memory"} <= set(ids)
    used = re.findall(r'(?:href="#|url\(#)([^")]+)', page)
    assert len(used) > 100
    assert set(used) <= set(ids)
    assert page.count("https://example.org") == 1
    assert [int(level) for level in re.findall(r"<h([12])", page)] == [1, 2, 2, 2]


def test_extension_settings_that_are_unknown() -> None:
    """A misspelt setting of the extension is named."""
    with pytest.raises(SettingError, match="language: is no setting; there is lang and words"):
        html("", language="zh")


@pytest.mark.parametrize(
    "text", ["```\n::: lstm-article\n```", "    ::: lstm-article", "A ::: lstm-article", "::: lstm-articles"]
)
def test_what_is_no_block_stays(text: str) -> None:
    """Code that shows the line, and other lines, are left alone."""
    assert "::: lstm-article" in html(text)
    assert "<svg" not in html(text)


TWICE = """
import sys
from mkdocs.commands.build import build
from mkdocs.config import load_config
from lstm_article.figures import files as figures
drawn = []
draw = figures.drawn
figures.drawn = lambda text: drawn.append(text.name) or draw(text)
for _ in range(2):
    build(load_config("mkdocs.yml"))
    print(len(drawn))
"""


def test_mkdocs_draws_once_a_process(tmp_path: Path) -> None:
    """A second build in the same process, as live reload makes it, draws no figure."""
    site = systems.copied("mkdocs", tmp_path)
    done = systems.call([sys.executable, "-P", "-c", TWICE], site)
    assert (done.returncode, done.stdout) == (0, "6\n6\n"), done.stderr


def test_mkdocs_serve_builds_once_a_change(tmp_path: Path) -> None:
    """Live reload builds again when a page changes, and only then; nothing is written into docs_dir."""
    site = systems.copied("mkdocs", tmp_path)
    before = sorted((site / "docs").rglob("*"))
    command = [Path(sys.executable).with_name("mkdocs"), "serve", "--dev-addr", "127.0.0.1:0"]
    server = subprocess.Popen(command, cwd=site, stderr=subprocess.PIPE, text=True, encoding="utf-8")
    lines: Queue[str] = Queue()
    assert server.stderr is not None
    reader = threading.Thread(target=lambda: [lines.put(line) for line in server.stderr], daemon=True)
    reader.start()

    def until(text: str) -> Iterator[str]:
        while True:
            line = lines.get(timeout=60)
            yield line
            if text in line:
                return

    try:
        log = list(until("Serving on"))
        index = site / "docs" / "index.md"
        for change in range(3):
            index.write_text(index.read_text("utf-8") + f"\nMore {change}.\n", "utf-8")
            log += until("Reloading browsers")
    except Empty:
        pytest.fail("".join(log))
    finally:
        server.terminate()
        server.wait()
        reader.join()
        server.stderr.close()
    assert sum("Building documentation" in line for line in log) == 1 + 3
    assert sorted((site / "docs").rglob("*")) == before
