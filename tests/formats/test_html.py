"""The page: what it makes of Markdown, and then, in a real browser, the article's own.

There it is looked at for equations, widths, themes, security, links, and the same count.
"""

import base64
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from word_count import count_words

import built_in
from lstm_article.choices import LANGS
from lstm_article.errors import TemplateError
from lstm_article.formats.html import page
from lstm_article.templating.templates import Templates
from lstm_article.text import document


def whole(markdown: str, figures: Mapping[str, str] | None = None) -> str:
    """Return the page of a text."""
    article = replace(built_in.composed("en", "word", 1000), text=document.read(markdown))
    return page(article, figures or {}, [], Templates())


def shown(markdown: str, figures: Mapping[str, str] | None = None) -> str:
    """Return what a page shows of a text, from its first heading on."""
    return whole(markdown, figures).partition("<main>")[2].partition("</main>")[0].strip()


def test_the_policy_admits_what_is_in_the_page_and_nothing_else() -> None:
    """The Content-Security-Policy has the hash of each style sheet once, and admits no script and no network."""
    figures = {"a.svg": "<svg><style>a\nb</style></svg>", "b.svg": "<svg><style>a\nb</style></svg>"}
    html = whole("![A](a.svg)\n\n![B](b.svg)\n\nNo policy.\n", figures)
    own = html.partition("<style>")[2].partition("</style>")[0]
    hashes = (base64.b64encode(hashlib.sha256(style).digest()).decode() for style in (own.encode(), b"a\nb"))
    policy = html.partition('Content-Security-Policy" content="')[2].partition('"')[0]
    assert dict(directive.split(" ", 1) for directive in policy.split("; ")) == {
        "default-src": "'none'",
        "style-src": " ".join(f"'sha256-{digest}'" for digest in hashes),
        "font-src": "data:",
        "img-src": "'self' data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    assert "<p>No policy.</p>" in html


def test_a_page_links_to_the_other_languages_by_its_own_name() -> None:
    """The links to the other languages begin with the name of the files, which may have any characters."""
    english, chinese = (built_in.composed(lang, "word", 1000) for lang in ("en", "zh"))
    figures = {figure.path: "<svg/>" for figure in english.figures}
    links = re.findall(r'<a href="([^"#]+)" lang="([^"]+)"', page(english, figures, [chinese], Templates(), "a #1"))
    assert links == [("a%20%231.zh.html", "zh-Hans")]
    assert "<nav>" not in page(english, figures, [], Templates(), "a #1")


def mathml(tex: str, attributes: str = "") -> str:
    """Return the MathML of a letter."""
    annotation = f'<annotation encoding="application/x-tex">{tex}</annotation>'
    return f"<math{attributes}><semantics><mi>{tex}</mi>{annotation}</semantics></math>"


def test_mathematics_is_mathml() -> None:
    """Mathematics stays within its line or is a block of its own; blocks are numbered, so that links can lead there."""
    display = ' display="block"'
    assert shown("$x$ and $$y$$.\n\n$$\nz\n$$\n\n$$\nu\n$$\n") == (
        f"<p>{mathml('x')} and {mathml('y')}.</p>\n"
        f'<div class="equation" id="equation-1">{mathml("z", display)}</div>\n'
        f'<div class="equation" id="equation-2">{mathml("u", display)}</div>'
    )


def test_a_dollar_before_a_digit_ends_no_mathematics() -> None:
    """Prices are shown as they are written: a dollar sign that a digit follows does not end mathematics."""
    assert shown("From $5 to $6, a$5-$6 and $x$5.\n") == "<p>From $5 to $6, a$5-$6 and $x$5.</p>"


def test_tex_that_cannot_be_set_is_an_error() -> None:
    """TeX that the converter refuses is an error in one line about the template, which quotes it."""
    with pytest.raises(TemplateError) as caught:
        shown("$\\nosuch x$\n")
    assert caught.value.file == str(Templates().path("en/article.md"))
    assert re.fullmatch(
        r"the mathematics `\\nosuch x` cannot be set: .*nosuch.*; correct the TeX", caught.value.message
    )


def test_tex_that_is_too_long_is_an_error() -> None:
    """TeX of 2000 characters is set, however deeply it is nested; longer TeX is an error about the template."""
    nested = "{" * 999 + "xy" + "}" * 999
    assert shown(f"${nested}$\n").startswith("<p><math>")
    with pytest.raises(TemplateError, match="has mathematics of over 2000 characters; split it") as caught:
        shown(f"${nested}z$\n")
    assert caught.value.file == str(Templates().path("en/article.md"))


def test_markup_is_escaped() -> None:
    """Raw HTML is shown as text, and so is a character that is escaped or written as an entity."""
    assert shown("<div>one</div>\n\nx <i>y</i> \\<b> &lt;c> `<d>`\n") == (
        "<p>&lt;div&gt;one&lt;/div&gt;\n</p>\n<p>x &lt;i&gt;y&lt;/i&gt; &lt;b&gt; &lt;c&gt; <code>&lt;d&gt;</code></p>"
    )


LISTED = "\n\n## References\n\n1. One.\n2. Two.\n\n   More.\n"


def test_citations_are_linked_to_their_references() -> None:
    """A citation leads to its references, each of which has an id, in a list of a class of its own."""
    assert shown(f"Known [1,2] and [2].{LISTED}") == (
        '<p>Known [<a href="#reference-1">1</a>,<a href="#reference-2">2</a>] and [<a href="#reference-2">2</a>].</p>\n'
        '<h2 id="section-0">References</h2>\n<ol class="references">\n'
        '<li id="reference-1">\n<p>One.</p>\n</li>\n<li id="reference-2">\n<p>Two.</p>\n<p>More.</p>\n</li>\n</ol>'
    )


def test_a_citation_beyond_the_reference_list_is_not_linked() -> None:
    """A citation of a number that the reference list lacks is left as it is, alone or with others."""
    for citation in ("[3]", "[2,3]", "[3,1]"):
        assert shown(f"Unknown {citation}.{LISTED}").startswith(f"<p>Unknown {citation}.</p>")


@pytest.mark.parametrize("text", ["[0]", "[01]", "[1,]", "[,1]", "[1, 2]", "[a1]", "(1)", "`[1]`", r"\[1\]"])
def test_what_only_looks_like_a_citation_is_not_linked(text: str) -> None:
    """Only numbers in brackets, with commas between, are citations: nothing in code, and nothing escaped."""
    assert "<a" not in shown(f"x {text}{LISTED}")


def test_lists_elsewhere_are_no_references() -> None:
    """The items of other lists have no ids, and no citation leads to them; an item without text is no reference."""
    assert shown("## Steps\n\n1. One [1].\n\n- Two\n") == (
        '<h2 id="section-0">Steps</h2>\n<ol>\n<li>One [1].</li>\n</ol>\n<ul>\n<li>Two</li>\n</ul>'
    )
    assert shown("## References\n\n1.\n2. Two\n\n## Notes\n\n- [1]\n") == (
        '<h2 id="section-0">References</h2>\n<ol>\n<li></li>\n<li id="reference-2">Two</li>\n</ol>\n'
        '<h2 id="section-1">Notes</h2>\n<ul>\n<li>[1]</li>\n</ul>'
    )


def test_images_within_other_blocks_stay_images() -> None:
    """An image by itself in a paragraph is a figure, with its caption if it has one; in a heading or a cell it is not."""
    image = '<img src="a.svg" alt="A" />'
    html = shown("![A](a.svg)\n\nFigure 1 B.\n\n![A](a.svg)\n\nB.\n\n# ![A](a.svg)\n\n|![A](a.svg)|\n|---|\n")
    assert html == (
        f'<figure id="figure-a">{image}<figcaption>Figure 1 B.</figcaption></figure>\n'
        f'<figure id="figure-a">{image}</figure>\n\n<p>B.</p>\n<h1 id="section-0">{image}</h1>\n'
        f'<div class="table"><table>\n<thead>\n<tr>\n<th>{image}</th>\n</tr>\n</thead>\n</table></div>'
    )


def test_only_a_paragraph_is_a_caption() -> None:
    """What begins with a figure's number below a figure is its caption, but not if it is a heading or a list."""
    image = "![A](a.svg)\n\n"
    html = shown(f"{image}## Figure 1\n\n{image}- Figure 2\n\n---\n\n{image}---\n\n{image}Figure 3 C.\n\nD.\n\n{image}")
    assert re.findall("<figcaption>(.*?)</figcaption>", html) == ["Figure 3 C."]
    assert html.count("<figure") == 5
    assert '<h2 id="section-0">Figure 1</h2>' in html
    assert "<li>Figure 2</li>" in html
    assert "<p>D.</p>" in html


def test_a_figure_is_in_the_page_and_named_after_its_file() -> None:
    """A figure's SVG stands in the page, also within a paragraph; the figure's id is its file's name without endings."""
    figures = {"figures/a&b.en.svg": "<svg>A</svg>"}
    image = "![A](figures/a&b.en.svg)"
    assert shown(f"{image}\n\nx {image}\n", figures) == (
        '<figure id="figure-a&amp;b"><svg>A</svg></figure>\n\n<p>x <svg>A</svg></p>'
    )


def test_tables_have_no_style_attributes() -> None:
    """A table can scroll by itself, and an aligned cell has no style attribute, which the policy would refuse."""
    assert shown("|a|\n|:-:|\n|b|\n") == (
        '<div class="table"><table>\n<thead>\n<tr>\n<th>a</th>\n</tr>\n</thead>\n'
        "<tbody>\n<tr>\n<td>b</td>\n</tr>\n</tbody>\n</table></div>"
    )


COUNTED = """() => {
  const body = document.querySelector("main").cloneNode(true);
  body.querySelectorAll("math, figure, code, .references").forEach((element) => element.remove());
  const headings = [...body.querySelectorAll("h2")];
  headings.at(-1).remove();
  return [...body.querySelectorAll("h1, h2, p, li, th, td")].map((e) => e.textContent).join("\\n");
}"""


@pytest.fixture(scope="module", params=LANGS)
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def tab(built: Path, lang: str, browser: Browser) -> Iterator[Page]:
    """The article's page, opened once in each language; at the end, it must have loaded and logged nothing."""
    file = (built / f"lstm.{lang}.html").as_uri()
    complaints: list[str] = []
    tab = browser.new_page()
    tab.on("console", lambda message: complaints.append(f"console: {message.text}"))
    tab.on("pageerror", lambda error: complaints.append(f"error: {error}"))
    tab.on(
        "request",
        lambda request: (
            request.url == file or request.url.startswith("data:") or complaints.append(f"request: {request.url}")
        ),
    )
    tab.goto(file)
    tab.evaluate("() => document.fonts.ready")
    yield tab
    tab.close()
    assert complaints == []


@pytest.fixture
def opened(tab: Page) -> Callable[..., Page]:
    """Show the page in a window of a width, in a colour scheme, on screen or in print."""

    def show(width: int = 1280, scheme: str = "light", media: str = "screen") -> Page:
        tab.set_viewport_size({"width": width, "height": 900})
        tab.emulate_media(color_scheme=scheme, media=media)
        return tab

    return show


def test_every_equation_has_a_box(built: Path, lang: str, opened: Callable[..., Page]) -> None:
    """Chromium sets all mathematics of the Markdown as MathML, each with its TeX as annotation."""
    page = opened()
    boxes = page.evaluate("""() => [...document.querySelectorAll("math")].map((math) => {
      const box = math.getBoundingClientRect();
      return [math.querySelector("annotation").textContent, box.width, box.height];
    })""")
    markdown = (built / f"lstm.{lang}.md").read_text(encoding="utf-8")
    sources = [a or b for a, b in re.findall(r"^\$\$\n(.+)\n\$\$$|\$([^$\n]+)\$", markdown, re.MULTILINE)]
    shown = [tex for tex, _, _ in boxes]
    # The caption's mathematics comes with its figure; order within the text is kept.
    assert sorted(shown) == sorted(sources)
    assert page.locator(".equation").count() == 6
    for tex, width, height in boxes:
        assert width > 4, tex
        assert height > 8, tex
    assert page.evaluate('() => document.fonts.check(\'16px "lstm-article-math"\', "\\u{1d462}")')
    assert page.evaluate("() => [...document.fonts].every((font) => font.status === 'loaded')")


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_nothing_scrolls_sideways(width: int, opened: Callable[..., Page]) -> None:
    """Neither the page nor an equation or table in it is wider than its place; code scrolls, as its lines must stay."""
    page = opened(width)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    wide = page.evaluate("""() => [...document.querySelectorAll("body *:not(svg *):not(math *):not(pre)")]
      .filter((e) => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== "inline" && e.clientWidth)
      .map((e) => e.outerHTML.slice(0, 80))""")
    assert wide == []


def test_figures_are_inline_and_visible(lang: str, opened: Callable[..., Page]) -> None:
    """Each figure is an inline SVG of real size with its caption; its letters are legible on a phone."""
    page = opened(360)
    parts = {"structure": "forget-gate", "unrolled": "step-3", "memory": "curve-0.99"}
    for number, (name, part) in enumerate(parts.items(), 1):
        figure = page.locator(f"figure#figure-{name}")
        box = figure.locator("svg").bounding_box()
        assert box is not None
        assert box["width"] > 300
        caption = figure.locator("figcaption").inner_text()
        assert caption.startswith({"zh": f"图 {number} ", "en": f"Figure {number} "}[lang])
        assert 16.5 * box["width"] / 480 > 11  # the smallest words are 16.5 units of the figure's 480
        assert figure.locator(f"[id='lstm-{name}-{part}']").count() == 1


def test_count_of_the_page(lang: str, opened: Callable[..., Page]) -> None:
    """The prose that a browser shows has as many words as were reported."""
    text = opened().evaluate(COUNTED)
    article = built_in.composed(lang, "word", 1000)
    assert count_words(text) == article.count.word
    assert len(re.findall("[\u4e00-\u9fff]", text)) == article.count.han


def test_links(lang: str, opened: Callable[..., Page]) -> None:
    """Citations lead to their references, references to their sources, and the page to the one in the other language."""
    page = opened()
    targets = page.evaluate("() => [...document.querySelectorAll('a')].map((a) => a.getAttribute('href'))")
    ids = page.evaluate("() => [...document.querySelectorAll('[id]')].map((e) => e.id)")
    assert len(ids) == len(set(ids))
    inner = {target[1:] for target in targets if target.startswith("#")}
    assert inner == {name for name in ids if name.startswith("reference-")}
    assert len(inner) >= 8
    other = {"zh": "en", "en": "zh"}[lang]
    assert f"lstm.{other}.html" in targets
    assert sum(target.startswith("https://") for target in targets) >= 7
    assert page.locator("h1").count() == 1
    assert page.title() == page.locator("h1").inner_text()
    assert page.locator("html").get_attribute("lang") == {"zh": "zh-Hans", "en": "en"}[lang]


def test_a_lone_page_links_to_no_sister(tmp_path: Path, run) -> None:
    """A page built alone has no link to a page that may not exist."""
    assert run("build", "-l", "en", "-f", "html", "-o", tmp_path).returncode == 0
    assert "lstm.zh.html" not in (tmp_path / "lstm.en.html").read_text(encoding="utf-8")
    assert [file.name for file in tmp_path.iterdir()] == ["lstm.en.html"]


CONTRAST = """() => {
  const rgb = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (c) => { const [r, g, b] = rgb(c).map((v) => v / 255).map((v) =>
    v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const paper = light(getComputedStyle(document.body).backgroundColor);
  return [...document.querySelectorAll("h1, h2, p, li, a, th, td, figcaption, math")].map((e) => {
    const [low, high] = [paper, light(getComputedStyle(e).color)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  });
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_contrast(scheme: str, opened: Callable[..., Page]) -> None:
    """All text has a contrast of 4.5:1 or more in both themes, and the themes differ."""
    page = opened(768, scheme)
    assert min(page.evaluate(CONTRAST)) >= 4.5
    background = page.evaluate("() => getComputedStyle(document.querySelector('#lstm-structure-background')).fill")
    assert background == {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 23, 27)"}[scheme]


def test_print_is_light(opened: Callable[..., Page]) -> None:
    """A page printed from a dark screen is dark ink on white paper."""
    page = opened(768, "dark", "print")
    assert page.evaluate("() => getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("() => getComputedStyle(document.querySelector('#lstm-structure-background')).fill") == (
        "rgb(255, 255, 255)"
    )
    assert not page.locator("nav").is_visible()


BROKEN_INTO = "() => document.title === 'broken into'"
ATTACKS = {
    "script": ("<script>document.title = 'broken into'</script>", BROKEN_INTO),
    "handler": ("<img src=data:, onerror=\"document.title = 'broken into'\">", BROKEN_INTO),
    "link": ("<a id=x href=\"javascript:void(document.title = 'broken into')\">x</a>", BROKEN_INTO),
    "style": ("<style>main{display:none}</style>", "() => !document.querySelector('main').checkVisibility()"),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_injected_code_does_not_run(built: Path, tmp_path: Path, attack: str, browser: Browser) -> None:
    """The page's Content-Security-Policy refuses scripts, handlers and style sheets that are not its own."""
    markup, succeeded = ATTACKS[attack]
    html = (built / "lstm.en.html").read_text("utf-8").replace("<main>", f"<main>{markup}")
    file = tmp_path / "lstm.en.html"
    tab = browser.new_page()
    tab.add_init_script("addEventListener('securitypolicyviolation', () => { window.refused = true })")

    def attacked(html: str, outcome: str) -> None:
        file.write_text(html, "utf-8")
        tab.goto(file.as_uri())
        for link in tab.locator("a#x").all():
            link.click()
        tab.wait_for_function(outcome)

    attacked(html, "() => window.refused")
    assert not tab.evaluate(succeeded)
    # The same code runs without the policy: the test can fail.
    attacked(re.sub(r'<meta http-equiv="Content-Security-Policy".*', "", html), succeeded)
    tab.close()
