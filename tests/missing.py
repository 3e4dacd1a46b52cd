"""Set-ups of sites that would show TeX: their extensions of Markdown, their scripts, and what they are told to add."""

_GENERIC = "`pymdownx.arithmatex: {generic: true}`"
_ARITHMATEX = "[pymdownx.arithmatex: {generic: true}]"
_PLUGIN = ", or `lstm-article: {katex: cdn}` to plugins"

MISSING = [
    ("[]", "[katex.min.js]", f"no extension reads mathematics; add {_GENERIC} to markdown_extensions{_PLUGIN}"),
    ("[]", "[search.js]", f"no extension reads mathematics; add {_GENERIC} to markdown_extensions, KaTeX or MathJax to extra_javascript{_PLUGIN}"),
    ("[pymdownx.arithmatex]", "[katex.min.js]", f"KaTeX does not see what arithmatex marks; add {_GENERIC} to markdown_extensions{_PLUGIN}"),
    (_ARITHMATEX, "[search.js]", f"neither KaTeX nor MathJax is there; add one of them to extra_javascript{_PLUGIN}"),
    (_ARITHMATEX, "[katex.js]", f"neither KaTeX nor MathJax is there; add one of them to extra_javascript{_PLUGIN}"),
]  # fmt: skip
