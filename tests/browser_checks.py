"""What a browser must see in a page with the article, whichever docs system has built it.

How the sites are built is in `docs_systems.py`.
"""

import io
import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, Route
from word_count import count_words

from docs_systems import MODULES
from lstm_article import Article
from lstm_article.figures.theme import THEME
from lstm_article.text.wordcount import count

EQUATION_NUMBER = re.compile(r"\s*\(\d+\)")
HAN = re.compile("[\u4e00-\u9fff]")
# Markdown, TeX and templates that a reader must never see as they are written.
LITERAL = ("$", "\\tilde", "\\(", "\\[", "**", "{width", ":::", "{{", "{#", "{:", "](", "<figure", "```")

_HOST = "http://docs.test/"
_CDN = re.compile(r"https://cdn\.jsdelivr\.net/npm/((?:@[\w-]+/)?[\w-]+)(?:@([\d.]+))?/(.+)")

_MATHEMATICS = r"https://cdn\.jsdelivr\.net/npm/(katex|(@mathjax/)?mathjax)"


def served(browser: Browser, out: Path, **options: Any) -> Page:
    """Return a browser's page in which a built site is at `http://docs.test/`, and the CDN is npm's packages.

    There is no other network. A package of another version than the tests have is missing.
    """
    context = browser.new_context(**options)

    def answer(route: Route) -> None:
        url = route.request.url.partition("?")[0].partition("#")[0]
        file: Path | None = None
        if url.startswith(_HOST):
            file = out / url.removeprefix(_HOST)
            file = file / "index.html" if file.is_dir() else file
        elif match := _CDN.fullmatch(url):
            file = _of_package(*match.groups())
        if file and file.is_file():
            route.fulfill(path=file)
        else:
            route.abort()

    context.route("**/*", answer)
    page = context.new_page()
    page.set_default_timeout(120_000)
    return page


def evaluated(browser: Browser, out: Path, path: str, script: str, selector: str) -> Any:
    """Return what a script, called with a selector, gives in a page of a built site."""
    page = served(browser, out)
    page.goto(_HOST + path)
    page.evaluate(_LOAD)
    result = page.evaluate(script, selector)
    page.context.close()
    return result


def _of_package(name: str, version: str | None, path: str) -> Path | None:
    """Return a file of an npm package, of the version asked for."""
    for package in (MODULES / name, MODULES / "rehype-katex" / "node_modules" / name):
        if (package / "package.json").is_file():
            installed = json.loads((package / "package.json").read_text("utf-8"))["version"]
            if version is None or f"{installed}.".startswith(f"{version}."):
                return package / path
    return None


def mathematics(article: Article) -> int:
    """Return how much mathematics an article has, within lines and between them."""
    inline = (child for token in article.text.tokens for child in token.children or [])
    return sum(child.type == "math_inline" for child in inline) + len(list(article.text.equations))


def check_page(browser: Browser, out: Path, path: str, selector: str, article: Article, page_text: str = "") -> None:
    """Check what a browser shows of an article in an element, which has a text of the page's own beside it.

    All mathematics is set, all figures and code are seen, nothing is left as written, the count is the same.
    """
    page = served(browser, out)
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.goto(_HOST + path)
    page.wait_for_function(_ALL_SET, arg=[selector, mathematics(article)])
    page.evaluate(_LOAD)
    seen = page.evaluate(_SEEN, selector)
    page.context.close()
    assert set(failures) <= {"hljs is not defined"}  # MkDocs' own theme loads it from a host that is out of reach
    assert seen["errors"] == []
    assert len(seen["mathematics"]) == mathematics(article)
    assert all(width > 2 and height > 4 for width, height in seen["mathematics"])
    assert len(seen["figures"]) == len(article.figures)
    for width, height, complete, natural_width in seen["figures"]:
        assert width > 300
        assert height > 100
        assert complete
        assert natural_width
    assert [mark for mark in LITERAL if mark in seen["text"]] == []
    code = [re.sub(r"\s", "", text) for text in seen["code"]]
    assert code == [re.sub(r"\s", "", token.content) for token in article.text.tokens if token.type == "fence"]
    levels = seen["levels"]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    _check_links(seen["links"], seen["numbered"], article)
    counted = EQUATION_NUMBER.sub("", seen["counted"])  # mathematics, too
    assert count_words(counted) == article.count.word + count(page_text).word
    assert len(HAN.findall(counted)) == article.count.han + count(page_text).han


def _check_links(links: list[tuple[str, str | None]], numbered: bool, article: Article) -> None:
    """Check that each link within a page, given as its text and that of what it leads to, leads where it says.

    Where the host has `numbered` the equations, there is such a link for each reference to one.
    """
    for text, target in links:
        assert target is not None, f"{text} leads nowhere"
        if EQUATION_NUMBER.fullmatch(text):
            assert text in target
        else:  # the host may have its own word, and its own number, for a figure
            assert re.match(rf"(Figure|图)\s*{re.findall('[0-9]+', text)[0]}\b", target.strip())
    references = [mark for mark in article.marks if mark.kind == "equation"]
    assert sum(bool(EQUATION_NUMBER.fullmatch(text)) for text, _ in links) == (len(references) if numbered else 0)


def check_colours(browser: Browser, out: Path, path: str, reader: str, expected: str, script: str = "") -> None:
    """Check that a page, and the figure in it, are light or dark as expected, whatever the reader's system is.

    `script` runs before all others, for instance to switch the page as its reader has once done.
    """
    page = served(browser, out, color_scheme=reader, viewport={"width": 1000, "height": 900})
    page.context.route(_CDN, lambda route: route.abort())  # no mathematics, which takes its time
    page.add_init_script(script)
    page.goto(_HOST + path)
    page.evaluate(_LOAD)
    figure = page.locator("img[src*=structure], figure > svg[role=img]").first
    figure.scroll_into_view_if_needed()
    place = figure.bounding_box()
    assert place is not None
    clip = {"x": place["x"] - 8, "y": place["y"] + 20, "width": 30, "height": 1}  # from beside it to its background
    shown = Image.open(io.BytesIO(page.screenshot(clip=clip))).convert("RGB")
    page.context.close()
    assert "#{:02x}{:02x}{:02x}".format(*shown.getpixel((28, 0))) == THEME["background"][expected == "dark"]
    assert ("dark" if sum(shown.getpixel((0, 0))) < 3 * 128 else "light") == expected


def check_living(browser: Browser, out: Path, path: str, selector: str, lang: str) -> None:
    """Check that the articles in an element, the first of them in a language, answer to their readers, each by itself.

    Nothing goes wrong, and only the library for mathematics comes from elsewhere.
    """
    page = served(browser, out)
    wrong, asked = list[str](), list[str]()
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type in {"error", "warning"} else None)
    page.on("request", lambda request: asked.append(request.url))
    page.goto(_HOST + path)
    page.wait_for_function(_ALL_SET, arg=[selector, 30])
    articles = page.locator(".lstm-article").all()
    for article in articles:
        check_answers(article, lang)
        assert article.locator(".equation math").count() == 6  # which the library has left alone
        assert page.locator("[data-step][aria-pressed=true]").count() == 1
        article.locator("[data-step]").nth(3).click()
        article.locator("[data-step]").nth(3).press("Escape")
        lang = "en"
    page.context.close()
    assert articles
    assert wrong == []
    assert [url for url in asked if not re.match(rf"{_HOST}|data:|{_MATHEMATICS}", url)] == []


def check_living_without_reload(browser: Browser, out: Path, link: str, lang: str) -> None:
    """Check a living article each time that a theme puts its page, behind a link, into the place of the home page."""
    page = served(browser, out)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text))
    page.goto(_HOST)
    page.evaluate("window.sameDocument = true")
    article = page.locator(".lstm-article").first
    for _ in range(2):
        page.get_by_role("link", name=link).first.click()
        article.locator("[data-step]").first.wait_for()
        page.wait_for_function(_ALL_SET, arg=[".lstm-article", 30])
        assert article.locator("[data-step]").count() == 6
        assert article.locator(".equation math").count() == 6
        check_answers(article, lang)
        page.get_by_role("link", name="Home").first.click()
        article.wait_for(state="detached")
    assert page.evaluate("window.sameDocument")
    page.context.close()
    assert wrong == []


def check_answers(article: Locator, lang: str) -> None:
    """Check that a living article in a language answers: a step lights its parts up, a bias changes the cell state."""
    article.locator("[data-step]").nth(3).click()
    said = article.locator("[data-step-of]").inner_text()
    assert said.startswith("4 of 6: The cell keeps" if lang == "en" else "4/6：")
    lit = article.locator("[data-node].lstm-lit").evaluate_all("parts => parts.map((part) => part.dataset.node)")
    assert {"forget-product", "cell-sum"} <= set(lit)
    assert not {"output-product", "cell-tanh"} & set(lit)
    state, forgets = article.locator('text[data-value="C_t"]'), article.locator('[data-range="b_f"]')
    before = state.text_content()
    article.locator("[data-next]").click()
    kept = state.text_content()
    forgets.fill("-4")
    forgotten = state.text_content()
    assert before != kept != forgotten
    assert float(forgotten or "") < 0.1 < float(kept or "")


_ALL_SET = """([root, many]) =>
  document.querySelector(root).querySelectorAll(".katex, mjx-container, math").length >= many"""

# Load the images that a host leaves until they are scrolled to.
_LOAD = """() => Promise.all([...document.images].map((image) => {
  image.loading = "eager";
  return image.decode().catch(() => {});
}))"""

# In a page with an article: what is set as mathematics, what is left as text, what else is seen.
_SEEN = """root => {
  const article = document.querySelector(root);
  const mathematics = ".katex, mjx-container, math";
  const outer = (selector) => [...article.querySelectorAll(selector)]
    .filter((element) => !element.parentElement.closest(selector));
  const box = (element) => { const { width, height } = element.getBoundingClientRect(); return [width, height]; };
  const anchors = ".headerlink, .header-anchor, .hash-link, .sl-anchor-link";
  const errors = ".katex-error, mjx-merror, [data-mjx-error], merror, .MathJax_Error";

  const prose = article.cloneNode(true);
  const drop = `nav, ${mathematics}, .arithmatex, .math, script, style, svg, figure, img, pre, code, ${anchors}`;
  prose.querySelectorAll(drop).forEach((element) => element.remove());
  const headings = "h1, h2, h3, h4, h5, h6";
  const blocks = [...prose.querySelectorAll(`${headings}, p, li, th, td`)]
    .filter((element) => !element.querySelector("p, li"));
  const references = blocks.findIndex((element) => /^(References|参考文献)$/.test(element.textContent.trim()));
  const counted = blocks.slice(0, references)
    .filter((element) => !/^(Figure|图) \\d/.test(element.querySelector("strong:first-child")?.textContent ?? ""));

  return {
    mathematics: outer(mathematics).map(box),
    errors: [...article.querySelectorAll(errors)].map((element) => element.outerHTML),
    figures: outer("img, svg[role=img]").filter((element) => !element.closest(mathematics))
      .map((element) => [...box(element), element.complete ?? true, element.naturalWidth ?? 1]),
    code: [...article.querySelectorAll("pre:not(.gutter pre)")].map((element) => element.textContent),
    levels: [...article.querySelectorAll(headings)].map((element) => Number(element.tagName[1])),
    links: [...article.querySelectorAll(`a[href^="#"]:not(${anchors}, pre a)`)].map((link) => {
      const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      return [link.textContent, (target?.closest("figure") ?? target)?.textContent ?? null];
    }),
    numbered: article.querySelector(".eqno") !== null,
    text: blocks.map((element) => element.textContent).join("\\n"),
    counted: counted.map((element) => element.textContent).join("\\n"),
  };
}"""
