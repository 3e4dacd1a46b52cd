"""What a site needs for its mathematics: which extensions and scripts are enough, and what is said of others."""

import pytest

from lstm_article.hosts.mathematics import what_is_missing


@pytest.mark.parametrize(
    ("extensions", "libraries", "begins"),
    [
        ({}, ["katex.js"], "no extension reads mathematics; "),
        ({"pymdownx.arithmatex": {}}, ["https://cdn.jsdelivr.net/npm/mathjax@2/MathJax.js?config=TeX-AMS"], None),
        ({"pymdownx.arithmatex": {}}, ["https://cdnjs.cloudflare.com/ajax/libs/mathjax/2.7.9/latest.js"], None),
        ({"pymdownx.arithmatex": {}}, ["lib/MathJax.js"], None),
        ({"pymdownx.arithmatex": {}}, ["https://unpkg.com/mathjax@3/es5/tex-mml-chtml.js"], "KaTeX does not see"),
        ({"toc": {}}, None, "no extension reads mathematics; "),
        ({"pymdownx.arithmatex": {}}, ["katex.js"], "KaTeX does not see what arithmatex marks; "),
        ({"pymdownx.arithmatex": {"generic": False}}, None, "KaTeX does not see what arithmatex marks; "),
        ({"pymdownx.arithmatex:ArithmatexExtension": {"generic": True}}, [], "neither KaTeX nor MathJax "),
        ({"pymdownx.arithmatex": {"generic": True}}, ["js/search.js"], "neither KaTeX nor MathJax "),
        ({"pymdownx.arithmatex": {"generic": True}}, ["https://unpkg.com/mathjax@3/es5/tex-mml-chtml.js"], None),
        ({"pymdownx.arithmatex": {"generic": True}}, ["js/search.js", "js/KaTeX.js"], None),
        ({"pymdownx.arithmatex": {"generic": True}}, None, None),
        ({"markdown_katex": {}}, [], None),
        ({"mdx_math": {}}, None, None),
    ],
)
def test_what_is_missing(
    extensions: dict[str, dict[str, object]], libraries: list[str] | None, begins: str | None
) -> None:
    """An extension must mark mathematics as a library looks for it, and there must be one, where the scripts are known."""
    missing = what_is_missing(extensions, libraries)
    assert missing is begins is None or missing.startswith(begins)
