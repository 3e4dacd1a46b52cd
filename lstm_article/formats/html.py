"""An article as one HTML page, with what stands around its text, and its Content-Security-Policy."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from lstm_article.article import TOLERANCE, Article
from lstm_article.figures import STYLE
from lstm_article.formats.html_body import rendered
from lstm_article.formats.html_equation import MATH_FONT
from lstm_article.living import layer_of
from lstm_article.templating import MARKS, Labels, Templates

_POLICY = "policy".join(MARKS)  # a placeholder in the page until its style sheets are known
_CONTENTS_FROM = 1000 * (1 - TOLERANCE / 100)  # words: shorter articles are seen at a glance
_WORDS_PER_MINUTE = 200  # English words, or Chinese characters, of a technical text


def page(
    article: Article,
    figures: Mapping[str, str],
    others: Sequence[Article],
    templates: Templates,
    name: str = "lstm",
    base_url: str = "",
    preview: str = "",
    *,
    script: bool = True,
) -> str:
    """Return the article as a page that needs no network and, without a `script`, has no JavaScript.

    `figures` maps the paths in the Markdown to `<svg>` elements; `others` are the articles in other languages that the
    page links to, in files whose names begin with `name`. `base_url` is the address of the folder the page will be in,
    `preview` the path of a PNG in it that shows the article where others link to it; both may be empty. Raises
    TemplateError when the template fails, or when TeX cannot be set as MathML.
    """
    labels = Labels(templates, article.lang)
    template = templates.path(f"{article.lang}/article.md")
    shown = [figure.name for figure in article.figures]
    runs = article.numbers is not None
    layer = layer_of(article.text.equations, shown, labels, templates, runs=runs) if script else None
    body, headings = rendered(article, figures, labels.text("page", "back"), template, layer and layer.marks)
    title, end, text = body.partition("</h1>\n") if body.startswith("<h1 ") else ("", "", body)
    long = article.count.word >= _CONTENTS_FROM
    values = {
        "article": article,
        "title": title + end,  # above the contents
        "text": text,
        "contents": [heading for heading in headings if heading.level == 2] if long else [],
        "others": others,
        "label": lambda key: labels.text("page", key),
        "minutes": max(1, round(article.count.word / _WORDS_PER_MINUTE)),
        "file": lambda lang: f"{quote(name)}.{lang}.html",
        "base_url": base_url,
        "preview": base_url and preview and f"{base_url}{quote(preview)}",
        "policy": _POLICY,
        "math_font": base64.b64encode(MATH_FONT.read_bytes()).decode(),
        "figure_style": STYLE,
        "layer": layer,
    }
    html = templates.render("page.html", values)
    sources = f"default-src 'none'; style-src {_hashes(html, 'style')}; font-src data:; img-src 'self' data:"
    if layer:
        sources += f"; script-src {_hashes(html, 'script')}"
    return html.replace(_POLICY, f"{sources}; base-uri 'none'; form-action 'none'")


def _hashes(html: str, tag: str) -> str:
    """Return what a policy admits the page's own style sheets or scripts by, and nothing else: their hashes."""
    contents = dict.fromkeys(piece.partition(f"</{tag}>")[0] for piece in html.split(f"<{tag}>")[1:])
    digests = (base64.b64encode(hashlib.sha256(content.encode()).digest()).decode() for content in contents)
    return " ".join(f"'sha256-{digest}'" for digest in digests)
