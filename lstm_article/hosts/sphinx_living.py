"""The living article in Sphinx: pages for browsers show it, and all other builders get what they get without it.

What pages have in place of figures and equations stands right after these in the doctree, as raw nodes of a format
that no builder knows. When a page is about to be written, one of the two is removed.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.math import get_node_equation_number
from sphinx.util.osutil import relative_uri

from lstm_article.files import write
from lstm_article.hosts.living import CLASS, LivingArticle

# Builders of pages that browsers show, where a script may run.
FOR_BROWSERS = {"html", "dirhtml", "singlehtml"}
_FORMAT = "lstm-article-living"  # of the nodes, until their page is written
_FOLDER = "lstm-article"  # among the static files of a site
_MARKED = {"structure", "memory"}  # figures in which something answers
_FILES = "lstm_article_files"  # an attribute of the node with the controls: the files that the article needs
_ID = "lstm-article-equation"  # of an equation, until Sphinx has given it one
# What stands for an equation's number until Sphinx has numbered those of the whole site.
_NUMBER = re.compile("\ue000(.*?)\ue001")


def number_mark(prefix: str, number: int) -> str:
    """Return what stands for the number of an equation: a text that differs from article to article by its prefix."""
    return f"\ue000{prefix} {number}\ue001"


def add_living(content: Sequence[nodes.Node], living: LivingArticle, prefix: str, figures: Mapping[str, bytes]) -> None:
    """Add to an article's nodes what pages show of a living one; its labels have a prefix, `figures` are SVG by names.

    Nothing is added where the article is no single section, for what answers must be within one element of the page.
    """
    section = content[0] if len(content) == 1 else None
    if not isinstance(section, nodes.section):
        return
    equations = {str(node["label"]): node for node in section.findall(nodes.math_block) if node.get("label")}
    images = {name: node.next_node(nodes.image) for node in section.findall(nodes.figure) for name in node["names"]}
    for label, written in living.equations.items():
        _add_after(equations[f"{prefix}-{label}"], written(_ID))
    for name, svg in figures.items():
        image = images.get(f"{prefix}-{name}")
        if image and name in _MARKED:
            _add_after(image, living.figure(name, svg, f"{prefix}-{name}"))
    section += nodes.raw("", living.controls, format=_FORMAT, **{_FILES: living.files()})


def _add_after(node: nodes.Element, html: str) -> None:
    assert node.parent is not None  # noqa: S101  it stands within the article's section
    node.parent.insert(node.parent.index(node) + 1, nodes.raw("", html, format=_FORMAT))


def _show(app: Sphinx, page: nodes.document, name: str) -> None:
    """Leave in a page that is about to be written what its builder shows: the living article, or what is without it."""
    added = [node for node in page.findall(nodes.raw) if node["format"] == _FORMAT]
    if app.builder.name not in FOR_BROWSERS:
        for node in added:
            node.parent.remove(node)
        return
    numbers: dict[str, str] = {}
    for node in added:
        html = node.astext()
        if _FILES in node:
            html += _script(app, node[_FILES], name)
            node.parent["classes"].append(CLASS)
        else:
            still = node.parent[node.parent.index(node) - 1]
            for equation in still.findall(nodes.math_block):  # which a theme may have wrapped in an element
                numbers[_NUMBER.findall(html)[0]] = _number(app, equation)
                html = html.replace(_ID, equation["ids"][0], 1)
            node.parent.remove(still)
        node["format"] = "html"
        node[:] = [nodes.Text(_NUMBER.sub(lambda mark: numbers[mark[1]], html))]


def _number(app: Sphinx, equation: nodes.math_block) -> str:
    """Return an equation's number, which Sphinx finds only for a builder that is writing."""
    numbers = app.env.toc_fignumbers.get(equation["docname"], {})
    builder = SimpleNamespace(config=app.config, name="html", fignumbers=numbers)
    return str(get_node_equation_number(cast("Any", SimpleNamespace(builder=builder)), equation))


def _script(app: Sphinx, files: Mapping[str, bytes], page: str) -> str:
    """Write an article's files among the static ones of the site, and return the element for the script in a page."""
    write({Path(app.outdir, "_static", _FOLDER, name): content for name, content in files.items()})
    script = next(name for name in files if name.endswith(".js"))
    address = relative_uri(app.builder.get_target_uri(page), f"_static/{_FOLDER}/{script}")
    return f'<script src="{address}"></script>'


def _link_style(app: Sphinx, _page: str, _name: str, _context: object, doctree: nodes.document | None) -> None:
    """Link the style sheets of living articles in the head of a page that has some."""
    for node in doctree.findall(nodes.raw) if doctree else ():
        files: Mapping[str, bytes] = node.get(_FILES, {})
        for name in files:
            if name.endswith(".css"):
                app.add_css_file(f"{_FOLDER}/{name}")


def connect_living(app: Sphinx) -> None:
    """Register the handlers by which pages for browsers show living articles."""
    app.connect("doctree-resolved", _show)
    app.connect("html-page-context", _link_style)
