"""The page's one script is safe and small: its policy, what others could inject, and what it weighs."""

import base64
import hashlib
import re
import tomllib
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from playwright.sync_api import Browser

import living_page
import notation
from lstm_article.choices import LANGS
from lstm_article.equations import ROLES, tex, time_step_of
from lstm_article.errors import TemplateError
from lstm_article.living.javascript import time_step
from lstm_article.templating.templates import builtin_folder
from lstm_article.text import document
from test_page_in_browser import BROKEN_INTO

HEAVIEST = 10_000  # bytes
ATTACK = """</script></template><script>document.title = 'broken into'</script><img src=x onerror="document.title = 'broken into'">'"&amp;{{ 1 }}"""
LABELS = (builtin_folder() / "en" / "labels.toml").read_text("utf-8")
EXAMPLE = (builtin_folder() / "example.toml").read_text("utf-8")


def script_of(file: Path) -> str:
    """Return the one script of a page."""
    (script,) = re.findall(r"<script>(.*?)</script>", file.read_text("utf-8"), re.DOTALL)
    return script


@pytest.mark.parametrize("lang", LANGS)
def test_the_policy_admits_one_script(lang: str, built: Path) -> None:
    """The page admits its script by its hash, and nothing that is unsafe; it has no other script, and no handler."""
    html = (built / f"lstm.{lang}.html").read_text("utf-8")
    script = script_of(built / f"lstm.{lang}.html")
    policy = html.partition('Content-Security-Policy" content="')[2].partition('"')[0]
    directives = dict(directive.split(" ", 1) for directive in policy.split("; "))
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert directives["script-src"] == f"'sha256-{digest}'"
    assert directives["default-src"] == "'none'"
    assert "unsafe" not in policy
    assert html.count("<script") == 1
    assert not re.search(r"<[^>]*\son\w+=", html)
    assert not re.search(
        r"\b(eval|Function|innerHTML|outerHTML|insertAdjacentHTML|document\.write|fetch|import)\b", script
    )


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("words", [400, 1000, 2500])
def test_the_script_is_small(words: int, lang: str, built_at: Callable[[int], Path]) -> None:
    """At each length the script has 10,000 bytes at most."""
    size = len(script_of(built_at(words) / f"lstm.{lang}.html").encode())
    assert size <= HEAVIEST


@pytest.mark.parametrize("lang", LANGS)
def test_the_script_knows_nothing_by_name(lang: str, built: Path) -> None:
    """Without the time step, which the equations make, the script holds no part of an LSTM by its name or its TeX."""
    script = script_of(built / f"lstm.{lang}.html")
    equations = document.read((built / f"lstm.{lang}.md").read_text("utf-8")).equations
    cell, _ = time_step_of(equations)
    step = time_step(cell)
    assert script.count(step) == 1
    code = script.replace(step, "")
    assert len(code) > 0.8 * len(script)
    parts = {
        word for part in ROLES.values() for word in part.split() if word not in {"cell", "state", "hidden", "input"}
    }
    for word in (*parts, "input gate", "cell state", "hidden state", "lstm-article"):
        assert not re.search(rf"\b{word}", code, re.IGNORECASE), word
    written = {equation.target for equation in cell.equations}
    for symbol in (*map(tex, written), r"\tilde", "h_{", "C_{", "x_t", *cell.matrices, *cell.vectors):
        assert symbol not in code, symbol


def test_no_word_of_a_language_is_in_the_script(built: Path) -> None:
    """The same script stands in the pages of both languages: all words are in the page."""
    assert len({script_of(built / f"lstm.{lang}.html") for lang in LANGS}) == 1


def attacked_labels() -> str:
    """Return the English labels of the living page with an attack in each of them."""
    before, heading, living = LABELS.partition("[living]")
    return (
        before + heading + re.sub(r'= "(.*)"$', lambda text: f"= '''{text[1]}{ATTACK}'''", living, flags=re.MULTILINE)
    )


def test_own_labels_are_text(tmp_path: Path, browser: Browser) -> None:
    """Whatever a label has in it, it stays text: in controls, attributes and what is announced."""
    file = living_page.own(tmp_path, {"en/labels.toml": attacked_labels()})
    living = tomllib.loads(LABELS)["living"]
    with living_page.shown_page(browser, file) as tab:
        assert tab.locator("[data-next]").text_content() == living["next-step"] + ATTACK
        assert tab.locator(".lstm-steps").get_attribute("aria-label") == living["steps"] + ATTACK
        tab.locator("[data-preset]").first.click()
        assert tab.locator(".lstm-look").text_content() == living["presets"]["remember"]["look"] + ATTACK
        tab.locator("[data-next]").click()
        tab.locator("[data-move='1']").click()
        tab.locator("[data-place=memory] input").fill("0.9")
        assert ATTACK in tab.locator("[data-place=diagram] [role=status]").text_content()
        assert tab.locator(".lstm-controls :is(script, img)").count() == 0
        assert not tab.evaluate(BROKEN_INTO)


def test_names_in_the_diagram_are_text(tmp_path: Path, browser: Browser) -> None:
    """The names of a diagram's parts, of which the ranges' names are made, stay text too."""
    named = LABELS.replace('forget-gate = "forget\\ngate"', "forget-gate = '''</template><img src=x>\"&'''")
    assert named != LABELS
    file = living_page.own(tmp_path, {"en/labels.toml": named})
    with living_page.shown_page(browser, file) as tab:
        assert '</template><img src=x>"&' in tab.locator("label:has([data-range=b_f])").text_content()
        assert tab.locator("img").count() == 0


def test_names_of_presets_are_text(tmp_path: Path, browser: Browser) -> None:
    """A preset may have any name, as its words may have any letters."""
    name = "a.b</script><img src=x>'"
    quoted = f'"{name}"'
    templates = {
        "example.toml": EXAMPLE.replace("[presets.remember]", f"[presets.{quoted}]"),
        "en/labels.toml": LABELS.replace("[living.presets.remember]", f"[living.presets.{quoted}]"),
    }
    file = living_page.own(tmp_path, templates)
    with living_page.shown_page(browser, file) as tab:
        tab.locator("[data-preset]").first.click()
        assert tab.locator("img").count() == 0
        assert tab.locator("[data-preset]").count() == 4


# Symbols that look like markup: in the page they come alive, stay mathematics alone, or are refused.
SYMBOLS = {
    r"b_{<img>}": "alive", r"b_{'}": "alive", r"b_{\text{<img>}}": "alive",
    r"b^{</script>}": "mathematics", r'b_{"x"}': "mathematics", r"b_{&amp;}": "refused",
}  # fmt: skip


@pytest.mark.parametrize("symbol", SYMBOLS)
def test_symbols_are_text(symbol: str, tmp_path: Path, browser: Browser) -> None:
    """A symbol that looks like markup is refused, or stays a symbol: in the marks too."""
    texts = [text.replace("b_f", symbol) for text in notation.OURS.values()]
    shown = "".join(f"$$\n{text}\n$$\n\n" for text in texts)
    templates = {"en/article.md": f'# T\n\n{{{{ figure("structure") }}}}\n\n{shown}'}
    if SYMBOLS[symbol] == "refused":
        with pytest.raises(TemplateError, match="cannot be set"):
            living_page.own(tmp_path, templates)
        return
    with living_page.shown_page(browser, living_page.own(tmp_path, templates)) as tab:
        assert tab.locator(".lstm-steps").count() == (SYMBOLS[symbol] == "alive")
        for button in tab.locator(".lstm-steps button").all():
            button.click()
        assert tab.locator("main :is(img, script + *)").count() == 0
        assert not tab.evaluate(BROKEN_INTO)


def test_attacks_are_attacks(tmp_path: Path, browser: Browser) -> None:
    """The same attack as markup would have run: unescaped, and without the policy, it breaks into the page."""
    file = living_page.own(tmp_path, {"en/labels.toml": attacked_labels()})
    html = re.sub(r'<meta http-equiv="Content-Security-Policy".*', "", file.read_text("utf-8"))
    file.write_text(html.replace("</template>", f"</template>{unescape(ATTACK)}"), "utf-8")
    tab = browser.new_page()
    tab.goto(file.as_uri())
    tab.wait_for_function(BROKEN_INTO)
    tab.close()
