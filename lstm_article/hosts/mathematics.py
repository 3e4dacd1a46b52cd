"""Mathematics in sites of MkDocs and its relatives: what a site needs for it, what is missing, and KaTeX to bring."""

import re
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ARITHMATEX = "pymdownx.arithmatex"
KATEX = "https://cdn.jsdelivr.net/npm/katex@0.19.1/dist"
KATEX_STYLE = "katex.min.css"
KATEX_SCRIPTS = ("katex.min.js", "contrib/auto-render.min.js")
# The script that has KaTeX set what arithmatex has marked: here, and in a site.
SET_WITH_KATEX, SCRIPT = Path(__file__).with_name("katex.js"), "assets/lstm-article/katex.js"
WARNING = "The article's mathematics stays TeX: %s. If the theme sets it, write `%s`"

# Extensions other than arithmatex that read mathematics: how they set it is their own.
_OTHER_EXTENSIONS = re.compile("math|katex|latex", re.IGNORECASE)
_LIBRARY = re.compile("katex|mathjax", re.IGNORECASE)
_LIBRARY_SIZE = 20_000  # bytes: a smaller script of such a name only starts the library
_MATHJAX_2 = re.compile("MathJax[.]js|(?i:mathjax)[@/]2")
_GENERIC = "`pymdownx.arithmatex: {generic: true}`"


def missing_extra() -> str | None:
    """Return what to run where arithmatex is not installed."""
    return None if find_spec("pymdownx") else 'pymdownx is not installed; run pip install "lstm-article[mkdocs]"'


def missing_in_site(config: Any) -> str | None:
    """Return what is missing in a site of MkDocs or ProperDocs, whose configuration this is."""
    extensions = {name: config.mdx_configs.get(name, {}) for name in config.markdown_extensions}
    scripts = [str(script) for script in config.extra_javascript]
    files = {script: Path(config.docs_dir, script) for script in scripts}
    libraries = [name for name, file in files.items() if not file.is_file() or file.stat().st_size > _LIBRARY_SIZE]
    missing = what_is_missing(extensions, libraries)
    if missing and SCRIPT not in scripts:
        missing += ", or `lstm-article: {katex: cdn}` to plugins"
    return missing


def what_is_missing(
    extensions: Mapping[str, Mapping[str, object]], libraries: Iterable[str] | None = None
) -> str | None:
    """Return what keeps a site's mathematics from being set, and what to add, or None if nothing does.

    `extensions` are those of Python-Markdown by their names, with their settings, `libraries` the scripts that the
    site's pages load, None where that is not known.
    """
    arithmatex = next((settings for name, settings in extensions.items() if "arithmatex" in name.lower()), None)
    known = None if libraries is None else [name for name in libraries if _LIBRARY.search(name)]
    if arithmatex is None:
        if any(_OTHER_EXTENSIONS.search(name) for name in extensions):
            return None
        library = "" if known is None or known else ", KaTeX or MathJax to extra_javascript"
        return f"{missing_extra() or 'no extension reads mathematics'}; add {_GENERIC} to markdown_extensions{library}"
    if not arithmatex.get("generic") and not any(_MATHJAX_2.search(name) for name in known or ()):
        return f"KaTeX does not see what arithmatex marks; add {_GENERIC} to markdown_extensions"
    if known == []:
        return "neither KaTeX nor MathJax is there; add one of them to extra_javascript"
    return None
