"""The built-in article's pages in a real browser: equations, widths, themes, security, links, and the same count."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from word_count import count_words

import built_in
from lstm_article.choices import LANGS

COUNTED = """() => {
  const body = document.querySelector("main").cloneNode(true);
  body.prepend(document.querySelector("h1").cloneNode(true));
  body.querySelectorAll("math, figure, code, .references, .lstm-controls").forEach((element) => element.remove());
  // The number of an equation is mathematics, too.
  for (const link of body.querySelectorAll("a[href^='#equation-']")) {
    link.textContent = link.textContent.replace(/\\s*\\(\\d\\)$/, "");
  }
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
    boxes = page.evaluate("""() => [...document.querySelectorAll("math:has(semantics)")].map((math) => {
      const box = math.querySelector("semantics").getBoundingClientRect();
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
    """Neither the page nor an equation or table in it is wider than its place; code scrolls, as its lines must stay.

    What is one pixel wide is for screen readers alone.
    """
    page = opened(width)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    wide = page.evaluate("""() => [...document.querySelectorAll("body *:not(svg *):not(math *):not(pre)")]
      .filter((e) => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== "inline" && e.clientWidth > 1)
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


def test_mathematics_is_as_large_as_the_text_beside_it(opened: Callable[..., Page]) -> None:
    """A small letter of mathematics is as high as one of the text, to a tenth; those of a display are as high."""
    heights = opened().evaluate("""() => {
      const canvas = document.createElement("canvas").getContext("2d");
      return ["main > p", "main > p math", ".equation math"].map((selector) => {
        const { fontSize, fontFamily } = getComputedStyle(document.querySelector(selector));
        canvas.font = `${fontSize} ${fontFamily}`;
        return canvas.measureText("x").actualBoundingBoxAscent;
      });
    }""")
    text, *mathematics = heights
    assert [abs(height - text) <= text / 10 for height in mathematics] == [True, True]


def test_chinese_text_has_a_chinese_font(lang: str, opened: Callable[..., Page]) -> None:
    """In Chinese the font is first looked for among Chinese ones, whose Latin letters suit it."""
    family = opened().evaluate("() => getComputedStyle(document.body).fontFamily")
    assert family.startswith({"zh": '"PingFang SC", "Microsoft YaHei"', "en": "-apple-system"}[lang])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forced_colours_paint_the_figures(scheme: str, opened: Callable[..., Page]) -> None:
    """Where a system forces its colours, the figures are drawn in those of its text on that of its windows."""
    page = opened(768, scheme)
    page.emulate_media(forced_colors="active")
    colours = page.evaluate("""() => {
      const colour = (property, selector) => getComputedStyle(document.querySelector(selector))[property];
      const system = (name) => {
        const probe = document.body.appendChild(document.createElement("i"));
        probe.style.color = name;
        const { color } = getComputedStyle(probe);
        probe.remove();
        return color;
      };
      return {
        areas: [system("Canvas"), colour("fill", "#lstm-structure-background"), colour("fill", "#lstm-structure-forget-gate")],
        lines: [
          system("CanvasText"), colour("stroke", "#lstm-structure-forget-gate"),
          colour("stroke", "#lstm-memory-curve-plain"), colour("fill", "#lstm-structure-forget-gate-name"),
        ],
      };
    }""")
    page.emulate_media(forced_colors="none")
    areas, lines = ({*colours[kind]} for kind in ("areas", "lines"))
    assert len(areas) == len(lines) == 1
    assert areas != lines


def test_count_of_the_page(lang: str, opened: Callable[..., Page]) -> None:
    """The prose that a browser shows has as many words as were reported."""
    text = opened().evaluate(COUNTED)
    article = built_in.composed(lang, "word", 1000)
    assert count_words(text) == article.count.word
    assert len(re.findall("[\u4e00-\u9fff]", text)) == article.count.han


def test_links(lang: str, opened: Callable[..., Page]) -> None:
    """A click on any link within the page leads to the element that it names, and all of it is in sight."""
    page = opened()
    names = page.evaluate("() => [...document.querySelectorAll('a[href^=\"#\"]')].map((a) => a.getAttribute('href'))")
    assert len(names) > 50
    for name in dict.fromkeys(names):
        page.evaluate("(name) => document.querySelector(`a[href='${name}']`).click()", name)
        target = page.locator(":target")
        assert target.count() == 1
        assert f"#{target.get_attribute('id')}" == name
        assert target.evaluate("(e) => { const { top } = e.getBoundingClientRect(); return top >= 0 && top < 900; }"), (
            name
        )
    targets = page.evaluate("() => [...document.querySelectorAll('a')].map((a) => a.getAttribute('href'))")
    other = {"zh": "en", "en": "zh"}[lang]
    assert f"lstm.{other}.html" in targets
    assert sum(target.startswith("https://") for target in targets) >= 7
    assert page.locator("h1").count() == 1
    assert page.title() == page.locator("h1").inner_text()
    assert page.locator("html").get_attribute("lang") == {"zh": "zh-Hans", "en": "en"}[lang]


@pytest.mark.parametrize(("width", "shown"), [(1280, ".side"), (1100, "summary"), (360, "summary")])
def test_contents_stand_beside_the_text_or_fold(width: int, shown: str, opened: Callable[..., Page]) -> None:
    """Where there is room the contents stay beside the text; elsewhere they are folded above it, and unfold."""
    page = opened(width)
    contents = page.locator("nav.contents")
    for part in (".side", "summary"):
        assert contents.locator(part).is_visible() == (part == shown)
    main = page.locator("main").bounding_box()
    box = contents.bounding_box()
    assert main is not None
    assert box is not None
    if shown == ".side":
        assert box["x"] + box["width"] < main["x"]
        page.evaluate("() => scrollTo(0, 3000)")
        assert contents.locator(".side").evaluate("(e) => e.getBoundingClientRect().top >= 0")
    else:
        assert box["y"] + box["height"] <= main["y"]
        contents.locator("summary").click()
        assert contents.locator("details a").first.is_visible()
        contents.locator("summary").click()


def test_the_first_stop_of_the_keyboard_leads_to_the_text(opened: Callable[..., Page]) -> None:
    """A reader without a mouse can skip the contents by a link that is seen when it has the focus."""
    page = opened()
    page.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0); }")
    skip = page.locator("a.skip")
    assert skip.bounding_box()["y"] < 0
    skip.focus()
    assert skip.bounding_box()["y"] > 0
    skip.press("Enter")
    assert page.locator(":target").get_attribute("id") == "text"


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
    for hidden in (".about", "nav", ".skip", ".back >> nth=0"):
        assert not page.locator(hidden).is_visible()


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
    html = (built / "lstm.en.html").read_text("utf-8").replace("</header>", f"</header>{markup}")
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
