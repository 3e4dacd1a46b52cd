"""An article as one HTML page, with what stands around its text, and its Content-Security-Policy."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

from lstm_article.article import TOLERANCE, Article
from lstm_article.figures import STYLE
from lstm_article.formats.html_body import rendered
from lstm_article.templating import MARKS, Labels, Templates

_MATH_FONT = Path(__file__).parents[1] / "fonts" / "math.woff2"
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
) -> str:
    """Return the article as a page that needs no network and no JavaScript.

    `figures` maps the paths in the Markdown to `<svg>` elements; `others` are the articles in other languages that the
    page links to, in files whose names begin with `name`. `base_url` is the address of the folder the page will be in,
    `preview` the path of a PNG in it that shows the article where others link to it; both may be empty. Raises
    TemplateError when the template fails, or when TeX cannot be set as MathML.
    """
    labels = Labels(templates, article.lang)
    template = templates.path(f"{article.lang}/article.md")
    body, headings = rendered(article, figures, labels.text("page", "back"), template)
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
        "math_font": base64.b64encode(_MATH_FONT.read_bytes()).decode(),
        "figure_style": STYLE,
    }
    html = templates.render("page.html", values)
    # The policy admits the page's own style sheets and nothing else.
    styles = dict.fromkeys(piece.partition("</style>")[0] for piece in html.split("<style>")[1:])
    hashes = (base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() for style in styles)
    admitted = " ".join(f"'sha256-{digest}'" for digest in hashes)
    sources = f"default-src 'none'; style-src {admitted}; font-src data:; img-src 'self' data:"
    return html.replace(_POLICY, f"{sources}; base-uri 'none'; form-action 'none'")
