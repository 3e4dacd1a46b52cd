"""Site generators with many npm packages: `make test-generators` runs this file, and installs them."""

import html
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser

import browser_checks
import docs_systems
import own_article
from flavored import ALT, special_article
from lstm_article import Article
from lstm_article.formats.flavors import FLAVORS
from lstm_article.formats.markdown import flavored

# Mathematics with all signs that marked or its typography could take for something else.
HOSTILE = (
    r"\tilde{C}_t^* = f_t * g_t", r"\{a\} \, [b]_1 [c](d) \\ e", r"a < b > c \&amp; d", "x' + y'' ``z`` ~~u~~", "a -- b --- c ... d",
    r"\text{x@y.org and http://z.org, \&lt;}", r"\operatorname{sigmoid}(W_{xf} x_t)", "**a** *b* _c", "![a](b.png) <b>c</b>",
)  # fmt: skip
BRACES = "{{ x }} {% if %} {# c #}"  # what Nunjucks would read
ALIGNED = "\\begin{aligned}\na_1 &= b_1 <c_1 \\text{\\&lt;} \\\\\n- d_t &= **e** \\\\\n1. &= {`f`}\n\\end{aligned}"
OWN = {"Hexo": "2026/01/31/own/", "Starlight": "2026-01-31-own/"}  # where an article of one's own is in a site
READ = """root => {
  const article = document.querySelector(root);
  const texts = (selector) => [...article.querySelectorAll(selector)].map((element) => element.textContent);
  return {
    titles: texts("h1").length,
    code: texts(":not(pre) > code"),
    images: [...article.querySelectorAll("img")].map((image) => [image.alt, image.naturalWidth > 0]),
    text: article.innerText,
    tex: [...article.querySelectorAll("mjx-container, .katex")]
      .map((set) => set.querySelector("[data-latex]")?.dataset.latex ?? set.querySelector("annotation").textContent),
    errors: article.querySelectorAll("[data-mjx-error], .katex-error").length,
  };
}"""


@pytest.mark.parametrize(("name", "path"), docs_systems.pages(docs_systems.GENERATORS))
def test_pages_in_a_browser(name: str, path: str, see_page: Callable[[str, str], None]) -> None:
    """All mathematics is set, all figures and code are seen, nothing is left as written, the count is the same."""
    see_page(name, path)


@pytest.mark.parametrize("config", ["starlight/astro.config.mjs", "docusaurus/docusaurus.config.mjs"])
def test_style_sheet_and_mathematics_are_of_one_katex(config: str) -> None:
    """The style sheet from the CDN is that of the KaTeX which sets the mathematics, to the last digit."""
    package = json.loads((docs_systems.GENERATORS_MODULES / "katex" / "package.json").read_text("utf-8"))
    assert f"/npm/katex@{package['version']}/dist/katex.min.css" in (docs_systems.SITES / config).read_text("utf-8")


@pytest.mark.parametrize("site", ["light", "dark"])
@pytest.mark.parametrize("reader", ["light", "dark"])
@pytest.mark.parametrize(
    ("name", "path", "key"), [("Starlight", "lstm/", "starlight-theme"), ("Docusaurus", "docs/lstm/", "theme")]
)
def test_figures_are_as_the_site(
    name: str, path: str, key: str, site: str, reader: str, built_site: Callable[[str], Path], browser: Browser
) -> None:
    """A site that is switched by hand to light or dark shows the figures so, whatever the reader's system is."""
    script = f"localStorage.setItem('{key}', '{site}')"
    browser_checks.check_colours(browser, built_site(name), path, reader, site, script)


def test_figures_are_light_in_a_light_theme(built_site: Callable[[str], Path], browser: Browser) -> None:
    """Hexo's stock theme, which says nothing of colour schemes, shows light figures to a reader whose system is dark."""
    browser_checks.check_colours(browser, built_site("Hexo"), "2026/01/31/lstm.en/", "dark", "light")


@pytest.mark.parametrize(
    ("name", "path"), [("Hexo", "*/*/*/users-en/"), ("Starlight", "usersen/"), ("Docusaurus", "docs/users.en/")]
)
def test_words_of_a_user(name: str, path: str, built_site: Callable[[str], Path]) -> None:
    """Quotes, code and mathematics in a caption, and quotes in an alternative text, arrive in the host's page."""
    (file,) = built_site(name).glob(f"{path}index.html")  # below the date of the file where the host takes that
    page = file.read_text("utf-8")
    shown = html.unescape(page).translate({0x201C: '"', 0x201D: '"'})
    if name == "Docusaurus":  # which escapes alternative texts twice
        shown = html.unescape(shown)
    assert re.search(
        r'A "caption" with <code[^>]*>code</code> and <(mjx-container|span)[^>]* class="?(MathJax|katex)', shown
    )
    assert re.search(rf"""alt=["']{docs_systems.USERS_ALT}["']""", shown)


@pytest.mark.parametrize("name", ["Hexo", "Starlight"])
def test_an_article_of_ones_own(name: str, built: Path, tmp_path: Path, browser: Browser) -> None:
    """Of an article with all that a host could misread, each piece is shown as it was meant."""
    article = special_article(tmp_path)
    seen = read(name, article, built, tmp_path / "site", browser, "  single_dollars: false\n")
    assert (seen["titles"], seen["errors"]) == (1, 0)
    assert [*map(str.strip, seen["tex"])] == ["x_t", "y", "z_t", "c", "d", "d", "d", "q", r"\frac{a}{b}"]
    assert seen["code"] == ["Figure 1", "$x_t$", "$c$", "code", "more"]
    figure = 'An "alternative" <text> & code in two lines' if name == "Hexo" else ALT.replace("`", "")
    assert seen["images"] == [[figure, True], ["mine", True], ["a photograph", True]]
    for words in ("https://example.org/$a$[1] and $5. A lone ` here.", "And a lone ` there, with", "and [1] by hand."):
        assert words in seen["text"]


def test_hexo_leaves_mathematics_and_braces(built: Path, tmp_path: Path, browser: Browser) -> None:
    """Hexo's filter gets all TeX as it was written, at the start of a paragraph, in a table and in a block.

    Braces are text in a paragraph, in a link and in code.
    """
    lines = [f"${tex}$ and ${tex}$" for tex in HOSTILE]
    rows = [f"| ${tex}$ |" for tex in HOSTILE]
    table, braces = "\n".join(["| a |", "|---|", *rows]), f"{{{{ {BRACES!r} }}}}"
    braced = [f"{braces} `{braces}` [{braces}](https://example.org)", f"~~~text\n{braces}\n~~~"]
    text = "\n\n".join(["# T", *lines, table, f"$$\n{ALIGNED}\n$$", *braced, ""])
    article = own_article.draft(tmp_path, text).compose()
    seen = read("Hexo", article, built, tmp_path / "site", browser)
    assert seen["tex"] == [*(tex for tex in HOSTILE for _ in "ab"), *HOSTILE, f"\n{ALIGNED}\n"]
    assert seen["errors"] == 0
    assert seen["text"].count(BRACES) == 4


def test_the_index_of_a_blog_finds_the_figures(built_site: Callable[[str], Path]) -> None:
    """Hexo's index, which shows whole posts, has the figures by their addresses from the root."""
    public = built_site("Hexo")
    images = re.findall(r'<img src="/([^"]+)"', (public / "index.html").read_text("utf-8"))
    assert len(images) > 6
    assert all((public / image).is_file() for image in images)


def read(name: str, article: Article, built: Path, site: Path, browser: Browser, settings: str = "") -> dict[str, Any]:
    """Return what a browser reads of an article of one's own in a system's site; Hexo may have more settings."""
    system = docs_systems.GENERATORS[name]
    (flavor,) = system.flavors
    copy = docs_systems.copied(system.site, site, system.modules)
    if name == "Hexo":
        with (copy / "_config.yml").open("a", encoding="utf-8") as config:
            config.write(settings)
    own = copy / system.written[0].split()[-1] / "2026-01-31-own"
    files = own if FLAVORS[flavor].asset_folder else own.parent
    shutil.copytree(built / "figures", files / "figures")
    Image.new("RGB", (400, 300)).save(files / "photograph.png")
    own.with_suffix(".md").write_text(flavored(article, FLAVORS[flavor]), "utf-8")
    docs_systems.run(system, copy)
    return browser_checks.evaluated(browser, copy / system.out, OWN[name], READ, system.selector)
