"""Jekyll's Markdown, kramdown: `make test-kramdown` runs this file, since it needs Ruby."""

import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser

import look
import systems
from lstm_article import build_article
from lstm_article.choices import LANGS


@pytest.mark.parametrize("lang", LANGS)
def test_kramdown(lang: str, tmp_path: Path, browser: Browser) -> None:
    """kramdown takes the flavor without a warning; MathJax sets it, and the count is the same."""
    site = systems.copied("jekyll", tmp_path)
    words = str(systems.RICHEST)
    build = ["lstm-article", "build", "--words", words, "--lang", lang, "--flavor", "jekyll", "--out", "."]
    assert systems.call(build, site).returncode == 0
    ruby = shutil.which("ruby")
    if ruby is None:
        pytest.fail("no ruby: install Debian's `ruby-kramdown`")
    text = (site / f"lstm.{lang}.md").read_text("utf-8")
    command = [ruby, "build.rb", "_config.yml"]
    done = subprocess.run(command, cwd=site, input=text, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), "is Debian's `ruby-kramdown` installed?"
    (site / "index.html").write_text(done.stdout, "utf-8")
    look.check(browser, site, "", "article", build_article(lang, systems.RICHEST))
