"""The page, in a real browser: equations, widths, themes, security, links, and the same count."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from word_count import count_words

from lstm_article import build_article
from lstm_article.choices import LANGS

WIDTHS = (360, 768, 1280)
COUNTED = """() => {
  const body = document.querySelector("main").cloneNode(true);
  body.querySelectorAll("math, figure, code, .references").forEach((element) => element.remove());
  const headings = [...body.querySelectorAll("h2")];
  headings.at(-1).remove();
  return [...body.querySelectorAll("h1, h2, p, li, th, td")].map((e) => e.textContent).join("\\n");
}"""


@pytest.fixture(params=LANGS)
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a file and fail afterwards on any request to elsewhere, console message or page error."""
    complaints: list[str] = []
    contexts = []

    def open_page(file: Path, width: int = 1280, scheme: str = "light", *, watch: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, offline=False
        )
        contexts.append(context)
        page = context.new_page()
        if watch:
            page.on("console", lambda message: complaints.append(f"console: {message.text}"))
            page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
            page.on(
                "request",
                lambda request: (
                    request.url in {file.as_uri(), "about:blank"}
                    or request.url.startswith("data:")
                    or complaints.append(f"request: {request.url}")
                ),
            )
        page.goto(file.as_uri())
        page.evaluate("() => document.fonts.ready")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def page_of(built: Path, lang: str) -> Path:
    return built / f"lstm.{lang}.html"


def test_every_equation_has_a_box(built: Path, lang: str, opened: Callable[..., Page]) -> None:
    """Chromium sets all mathematics of the Markdown as MathML, each with its TeX as annotation."""
    page = opened(page_of(built, lang))
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


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_scrolls_sideways(built: Path, lang: str, width: int, opened: Callable[..., Page]) -> None:
    """Neither the page nor an equation or table in it is wider than its place; code scrolls, as its lines must stay."""
    page = opened(page_of(built, lang), width)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    wide = page.evaluate("""() => [...document.querySelectorAll("body *:not(svg *):not(math *):not(pre)")]
      .filter((e) => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== "inline" && e.clientWidth)
      .map((e) => e.outerHTML.slice(0, 80))""")
    assert wide == []


def test_figures_are_inline_and_visible(built: Path, lang: str, opened: Callable[..., Page]) -> None:
    """Each figure is an inline SVG of real size with its caption; its letters are legible on a phone."""
    page = opened(page_of(built, lang), 360)
    parts = {"structure": "forget-gate", "unrolled": "step-3", "memory": "memory-0.99"}
    for number, (name, part) in enumerate(parts.items(), 1):
        figure = page.locator(f"figure#figure-{name}")
        box = figure.locator("svg").bounding_box()
        assert box is not None
        assert box["width"] > 300
        caption = figure.locator("figcaption").inner_text()
        assert caption.startswith({"zh": f"图 {number} ", "en": f"Figure {number} "}[lang])
        # The smallest words are 14.5 units of the diagram's 560.
        assert 14.5 * box["width"] / 560 > 8
        assert figure.locator(f"[id='{part}']").count() == 1


def test_count_of_the_page(built: Path, lang: str, opened: Callable[..., Page]) -> None:
    """What a browser shows as prose counts as much as was reported."""
    text = opened(page_of(built, lang)).evaluate(COUNTED)
    article = build_article(lang)
    assert count_words(text) == article.count.word
    assert len(re.findall("[\u4e00-\u9fff]", text)) == article.count.han


def test_links(built: Path, lang: str, opened: Callable[..., Page]) -> None:
    """Citations lead to their references, references to their sources, and the page to its sister."""
    page = opened(page_of(built, lang))
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
def test_text_contrast(built: Path, lang: str, scheme: str, opened: Callable[..., Page]) -> None:
    """All text keeps 4.5:1 in both themes, and the themes differ."""
    page = opened(page_of(built, lang), 768, scheme)
    assert min(page.evaluate(CONTRAST)) >= 4.5
    background = page.evaluate(
        "() => getComputedStyle(document.querySelector('#structure-background path')).fill"
    )
    assert background == {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 23, 27)"}[scheme]


def test_print_is_light(built: Path, lang: str, opened: Callable[..., Page]) -> None:
    """A page printed from a dark screen is dark ink on white paper."""
    page = opened(page_of(built, lang), 768, "dark")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("() => getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate(
        "() => getComputedStyle(document.querySelector('#structure-background path')).fill"
    ) == ("rgb(255, 255, 255)")
    assert not page.locator("nav").is_visible()


@pytest.mark.parametrize(
    "injected",
    [
        "<script>document.title = 'broken into'</script>",
        "<img src=x onerror=\"document.title = 'broken into'\">",
        "<a id=x href=\"javascript:document.title = 'broken into'\">x</a><style>main{display:none}</style>",
    ],
)
def test_injected_code_does_not_run(
    built: Path, tmp_path: Path, injected: str, opened: Callable[..., Page]
) -> None:
    """The page's Content-Security-Policy stops scripts, handlers and style sheets that are not its own."""
    file = tmp_path / "lstm.en.html"
    page_text = (built / "lstm.en.html").read_text(encoding="utf-8")
    file.write_text(page_text.replace("<main>", f"<main>{injected}"), encoding="utf-8")
    page = opened(file, watch=False)
    if page.locator("a#x").count():
        page.locator("a#x").click()
    page.wait_for_timeout(100)
    assert page.title() != "broken into"
    assert page.locator("main").is_visible()
    # The same code runs without the policy: the test can fail.
    file.write_text(
        re.sub(r'<meta http-equiv="Content-Security-Policy".*', "", file.read_text("utf-8")), "utf-8"
    )
    page = opened(file, watch=False)
    if page.locator("a#x").count():
        assert not page.locator("main").is_visible()
    else:
        page.wait_for_timeout(100)
        assert page.title() == "broken into"


def test_markup_of_a_template_is_escaped(tmp_path: Path, run) -> None:
    """Raw HTML in a template is shown, not obeyed."""
    templates, out = tmp_path / "t", tmp_path / "o"
    run("templates", templates)
    article = templates / "en" / "article.md"
    text = article.read_text(encoding="utf-8").replace(
        "\n## In practice", "\n<b>one</b>\n\n<i>x</i> y\n\n## In practice"
    )
    article.write_text(text, encoding="utf-8")
    done = run(
        "build", "-l", "en", "-f", "html", "--skip", "portability", "--templates", templates, "-o", out
    )
    assert done.returncode == 0, done.stderr
    page = (out / "lstm.en.html").read_text(encoding="utf-8")
    assert "&lt;b&gt;one&lt;/b&gt;" in page
    assert "&lt;i&gt;x&lt;/i&gt; y" in page
