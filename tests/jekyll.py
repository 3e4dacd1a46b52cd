"""Jekyll's Markdown, kramdown: `make test-kramdown` runs this file, since it needs Ruby."""

from collections.abc import Callable

import pytest

import docs_systems


@pytest.mark.parametrize(("name", "path"), docs_systems.pages(docs_systems.JEKYLL))
def test_pages_in_a_browser(name: str, path: str, see_page: Callable[[str, str], None]) -> None:
    """kramdown takes the flavor without a warning; MathJax sets it, and the count is the same."""
    see_page(name, path)
