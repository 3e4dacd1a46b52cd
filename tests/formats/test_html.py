"""The page: what stands around its text, and what its policy admits."""

import base64
import hashlib
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest

import built_in
from lstm_article.choices import LANGS
from lstm_article.figures import STYLE
from lstm_article.formats.html import page
from lstm_article.templating.templates import Templates
from lstm_article.text import document

HEADING = re.compile(r"<head>.*?</head>", re.DOTALL)


def whole(lang: str = "en", words: int = 1000, **options: object) -> str:
    """Return the page of a built-in article, with figures that are empty."""
    article = built_in.composed(lang, "word", words)
    figures = {figure.path: "<svg/>" for figure in article.figures}
    return page(article, figures, options.pop("others", []), Templates(), **options)


def metadata(html: str) -> dict[str, str]:
    """Return the content of a page's `meta` and `link` elements by their names."""
    pattern = r'<(?:meta (?:name|property)|link rel)="([^"]+)"(?: hreflang="[^"]*")? (?:content|href)="([^"]*)"'
    return dict(re.findall(pattern, HEADING.search(html)[0]))


def base64_hash(text: str) -> str:
    """Return the hash of a text as a Content-Security-Policy has it."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def test_the_policy_admits_the_style_sheet_and_nothing_else() -> None:
    """The Content-Security-Policy has the hashes of the page's style sheets and its one script, and admits no network."""
    html = whole()
    sheets = re.findall("<style>(.*?)</style>", html, re.DOTALL)
    assert STYLE in sheets[0]
    styles = [*map(base64_hash, sheets)]
    (script,) = re.findall("<script>(.*?)</script>", html, re.DOTALL)
    policy = html.partition('Content-Security-Policy" content="')[2].partition('"')[0]
    assert dict(directive.split(" ", 1) for directive in policy.split("; ")) == {
        "default-src": "'none'",
        "style-src": f"'sha256-{styles[0]}' 'sha256-{styles[1]}'",
        "font-src": "data:",
        "img-src": "'self' data:",
        "script-src": f"'sha256-{base64_hash(script)}'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def test_a_figures_own_style_sheet_is_admitted_too() -> None:
    """A style sheet within a figure is admitted by its hash, once if figures have the same one."""
    article = built_in.composed("en", "word", 1000)
    figures = {figure.path: "<svg><style>a\nb</style></svg>" for figure in article.figures}
    digest = base64_hash("a\nb")
    assert page(article, figures, [], Templates()).count(f"'sha256-{digest}'") == 1


def test_a_page_links_to_the_other_languages_by_its_own_name() -> None:
    """The links to the other languages begin with the name of the files, which may have any characters."""
    html = whole(others=[built_in.composed("zh", "word", 1000)], name="a #1")
    file = "a%20%231.zh.html"
    assert re.findall(r'<a href="([^"#]+)" lang="([^"]+)" hreflang="([^"]+)">(.*?)</a>', html) == [
        (file, "zh-Hans", "zh-Hans", "中文")
    ]
    assert metadata(html)["alternate"] == file
    assert "hreflang" not in whole(name="a #1")


def test_the_head_says_what_the_page_is() -> None:
    """Title and description are for search engines and previews; the icon is in the page. Without an address, no link."""
    html = whole()
    article = built_in.composed("en", "word", 1000)
    said = metadata(html)
    assert f"<title>{article.title}</title>" in html
    icon = said.pop("icon")
    assert ET.fromstring(unquote(icon.removeprefix("data:image/svg+xml,"))).tag == "{http://www.w3.org/2000/svg}svg"
    assert not re.search(r"[\s<>#]", icon)
    del said["viewport"]
    assert said == {
        "color-scheme": "light dark",
        "description": article.description,
        "generator": "lstm-article",
        "og:type": "article",
        "og:title": article.title,
        "og:description": article.description,
    }


def test_with_an_address_a_page_names_itself() -> None:
    """With the address of its folder a page has a canonical link and Open Graph's address, and absolute alternates."""
    others = [built_in.composed("zh", "word", 1000)]
    html = whole(others=others, name="a b", base_url="https://example.org/notes/")
    said = metadata(html)
    own, other = (f"https://example.org/notes/a%20b.{lang}.html" for lang in ("en", "zh"))
    assert (said["canonical"], said["og:url"], said["alternate"]) == (own, own, other)
    assert "og:image" not in said
    assert '<a href="a%20b.zh.html"' in html  # which works without the network, too


def test_a_preview_needs_an_address() -> None:
    """Open Graph's picture is an address on the web."""
    address = "https://example.org/"
    said = metadata(whole(base_url=address, preview="figures/structure.en.png"))
    assert said["og:image"] == "https://example.org/figures/structure.en.png"
    assert "og:image" not in metadata(whole(preview="figures/structure.en.png"))


def test_a_users_style_sheet_takes_the_place_of_the_built_in_one(tmp_path: Path) -> None:
    """The built-in page includes the user's style sheet, which it admits by its hash."""
    (tmp_path / "page.css").write_text("p {}")
    html = page(built_in.composed("en", "word", 1000), {}, [], Templates(tmp_path))
    assert "<style>\np {}</style>" in html
    assert base64_hash("\np {}") in html


@pytest.mark.parametrize(("words", "minutes"), [(400, 2), (1000, 5), (2500, 12)])
def test_the_time_that_reading_takes(words: int, minutes: int) -> None:
    """The page says how long reading it takes, at 200 words or characters a minute."""
    assert f"<p>{minutes} min read</p>" in whole(words=words)
    assert f"<p>约 {minutes if words < 2500 else 13} 分钟读完</p>" in whole("zh", words)


def test_the_title_stands_above_all_else() -> None:
    """The first heading is above the contents; a text that begins with something else stays whole."""
    assert whole().index("<h1 ") < whole().index('<nav class="contents"') < whole().index("<main ")
    article = replace(built_in.composed("en", "word", 1000), markdown="A.\n\n# T\n", marks=(), figures=())
    html = page(replace(article, text=document.read(article.markdown)), {}, [], Templates())
    assert '<main id="text" lang="en">\n<p>A.</p>\n<h1 id="t">T</h1>\n\n</main>' in html


def test_a_moment_is_a_minute() -> None:
    """Even the shortest text takes a minute."""
    article = replace(built_in.composed("en", "word", 1000), text=document.read("# T\n"))
    assert "<p>1 min read</p>" in page(article, {}, [], Templates())


def test_contents_are_for_articles_of_1000_words() -> None:
    """From 1000 words, less the tolerance, a page has a list of its sections, twice: one to fold, one beside the text."""
    for lang in LANGS:
        for words, listed in ((900, False), (950, True), (1000, True), (2500, True)):
            html = whole(lang, words)
            article = built_in.composed(lang, "word", words)
            headings = re.findall(r'<h2 id="(.*?)"><a href="#.*?">(.*?)</a></h2>', html)
            assert len(headings) == sum(section.level == 2 for section in article.sections) + 1  # the references
            entries = re.findall(r'<li><a href="#([^"]*)">(.*?)</a></li>', html)
            assert entries == (headings * 2 if listed and article.count.word >= 950 else [])
            assert ('class="with-contents"' in html) == bool(entries)


@pytest.mark.parametrize(("words", "listed"), [(949, False), (950, True)])
def test_contents_begin_with_what_passes_for_1000_words(words: int, listed: bool) -> None:
    """The shortest article that passes as one of 1000 words has contents, one a word shorter has none."""
    markdown = f"# T\n\n## A\n\n{'word ' * (words - 2)}\n"
    article = replace(built_in.composed("en", "word", 1000), markdown=markdown, marks=(), figures=())
    html = page(replace(article, text=document.read(markdown)), {}, [], Templates())
    assert ('<nav class="contents"' in html) == listed


def test_the_page_says_what_built_it() -> None:
    """The foot has one short line."""
    assert '<main id="text" lang="en">' in whole()
    assert "<footer>\n<p>Built with lstm-article</p>\n</footer>" in whole()
    assert "<footer>\n<p>由 lstm-article 生成</p>\n</footer>" in whole("zh")
