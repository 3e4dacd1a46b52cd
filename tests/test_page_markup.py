"""The page's markup: html-validate reads it at each length, so that no browser has to mend it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from lstm_article.choices import LANGS

# HTML takes `<!doctype html>` in any case. ARIA lets mathematics have a name, which axe asks for in the head of a row.
VALIDATE = """
import { text } from "node:stream/consumers";
import { HtmlValidate, StaticConfigLoader } from "html-validate";
const loader = new StaticConfigLoader({
  root: true,
  extends: ["html-validate:recommended", "html-validate:document"],
  rules: { "doctype-style": "off", "aria-label-misuse": ["error", { allowAnyNamable: true }] },
});
const report = await new HtmlValidate(loader).validateString(await text(process.stdin));
const found = report.results.flatMap(({ messages }) => messages);
console.log(JSON.stringify(found.map(({ line, ruleId, message, selector }) =>
  `line ${line}: ${ruleId}: ${message}: ${selector}`)));
"""

BROKEN = {
    "element-permitted-content": ("</h1>", "</h1><span><div></div></span>"),
    "no-dup-id": ("</h1>", '</h1><p id="equation-1"></p>'),
    "no-missing-references": ('<main id="text"', '<main id="text" aria-labelledby="nothing"'),
    "close-order": ("</main>", "</div></main>"),
}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("words", [500, 1000, 2500])
def test_markup_is_valid(
    words: int, lang: str, built_at: Callable[[int], Path], javascript: Callable[[str, str], str]
) -> None:
    """No rule that html-validate recommends for a document is broken."""
    found = json.loads(javascript(VALIDATE, (built_at(words) / f"lstm.{lang}.html").read_text("utf-8")))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("rule", BROKEN)
def test_broken_markup_is_found(rule: str, built: Path, javascript: Callable[[str, str], str]) -> None:
    """What is broken in the page on purpose is found: the rules apply within this page."""
    page = (built / "lstm.en.html").read_text("utf-8").replace(*BROKEN[rule])
    assert f" {rule}: " in javascript(VALIDATE, page)
