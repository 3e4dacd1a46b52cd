"""Jekyll with its stock theme: `make test-jekyll` runs this file, since it needs Ruby."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

import browser_checks
import docs_systems


@pytest.mark.parametrize(("name", "path"), docs_systems.pages(docs_systems.JEKYLL))
def test_pages_in_a_browser(name: str, path: str, see_page: Callable[[str, str], None]) -> None:
    """Jekyll takes the flavor without a warning; the page brings what its theme lacks, and the count is the same."""
    see_page(name, path)


def test_words_of_a_user(built_site: Callable[[str], Path]) -> None:
    """Quotes, code and mathematics in a caption arrive in the page."""
    page = (built_site("Jekyll") / "users.en.html").read_text("utf-8")
    assert "<strong>Figure 1</strong> A “caption” with <code" in page
    assert "\\(q\\) in it." in page


def test_figures_are_light_in_a_light_theme(built_site: Callable[[str], Path], browser: Browser) -> None:
    """The stock theme, which says nothing of colour schemes, shows light figures to a reader whose system is dark."""
    browser_checks.check_colours(browser, built_site("Jekyll"), "lstm.en.html", "dark", "light")


@pytest.mark.parametrize(
    ("set_by", "many"),
    [
        ("", 1),
        ('<script defer src="https://cdn.jsdelivr.net/npm/mathjax@4/tex-mml-chtml.js"></script>', 1),
        ('<script src="/assets/KaTeX.js"></script>', 0),
        ("<math><mi>x</mi></math>", 0),
    ],
)
def test_mathjax_is_brought_where_it_is_missing(
    set_by: str, many: int, built_site: Callable[[str], Path], browser: Browser, tmp_path: Path
) -> None:
    """A page whose layout sets mathematics itself, with MathJax or KaTeX or before it is sent, gets no second script."""
    page = (built_site("Jekyll") / "lstm.en.html").read_text("utf-8")
    (tmp_path / "page.html").write_text(page.replace("</head>", f"</head>{set_by}", 1), "utf-8")
    seen = browser_checks.served(browser, tmp_path)
    seen.goto("http://docs.test/page.html")
    scripts = seen.evaluate("[...document.scripts].filter((script) => /mathjax@4/.test(script.src)).length")
    seen.context.close()
    assert scripts == many
