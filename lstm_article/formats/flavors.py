"""The table of flavors: what each docs system gets beside the portable Markdown.

Every flavor says the same words. What differs is the front matter, how a figure is bound to its caption, and how
mathematics is fenced, labelled and referred to.
"""

import re
from collections.abc import Callable, Mapping
from html import escape
from typing import NamedTuple
from urllib.parse import quote

from lstm_article.article import Article
from lstm_article.choices import Flavor
from lstm_article.errors import TemplateError
from lstm_article.figures import PAGE_STYLE, WIDTH, FigureText
from lstm_article.text import HAN, parse


class Idiom(NamedTuple):
    """How one docs system writes what Markdown has no common form for.

    Each function but the first returns Markdown: `figure` for a figure and its label, `equation` for TeX and its label,
    `inline` for TeX, `citation` for numbers (`1,2`), `reference` for a reference to a figure (`Figure`, `2`) and its
    label, `equation_reference` for words that name an equation, its number and its label. A `titled` host takes the
    title from the front matter. Headings are moved `deeper` by so many levels. Unseen is what stands `before_figures`,
    right above the first of them, and `after` the article. All text of the article's own passes through `literal`,
    alternative texts through `alt`. Code with `{{` has a `code_end`; indented code with the text `fenced` is fenced. A
    host with an `asset_folder` looks for the files that an article links to in a folder of the article's own name:
    `lstm.en/` for `lstm.en.md`.
    """

    front_matter: Callable[[Article], Mapping[str, object]] = lambda _: {}
    figure: Callable[[FigureText, str], str] = lambda figure, _: figure.markdown
    equation: Callable[[str, str], str] = lambda tex, _: f"$$\n{tex}\n$$"
    inline: Callable[[str], str] = lambda tex: f"${tex}$"
    citation: Callable[[str], str] = lambda numbers: f"[{numbers}]"
    reference: Callable[[str, str, str], str] = lambda word, number, _: f"{word} {number}"
    equation_reference: Callable[[str, int, str], str] = lambda words, *_: words
    titled: bool = False
    deeper: int = 0
    before_figures: str = ""
    after: str = ""
    asset_folder: bool = False
    literal: Callable[[str], str] = lambda markdown: markdown
    alt: Callable[[str], str] = lambda markdown: markdown
    code_end: str = ""
    fenced: str | None = None


def before_number(words: str, space: str = " ") -> str:
    """Return words ready for a number in parentheses to follow: Chinese sets none apart by a `space`."""
    return words if HAN.match(words[-1:]) else f"{words}{space}"


def _text(markdown: str) -> str:
    """Return an alternative text without its markup, for places where hosts do not read it as Markdown."""
    heading = f"# {' '.join(markdown.split())} #"  # in which nothing begins a list or another block
    words = (child.content for token in parse(heading) for child in token.children or [])
    return " ".join("".join(words).split())


def _described(article: Article) -> dict[str, object]:
    return {"title": article.title, "description": article.description}


def _html_figure(figure: FigureText, image: str = "", outer: str = "", inner: str = "") -> str:
    """Return a figure as Markdown within HTML, with attributes for its image, its `<figure>` and its `<figcaption>`."""
    caption = f"<figcaption{inner}>\n\n{figure.numbered_caption}\n\n</figcaption>"
    return f"<figure{outer}>\n\n{figure.image}{image}\n\n{caption}\n</figure>"


def _github_figure(figure: FigureText, _: str) -> str:
    image = f'<img src="{figure.path}" alt="{escape(_text(figure.alt))}" width="{WIDTH}">'
    return f"{image}\n\n{figure.numbered_caption}"


def _myst_meta(article: Article) -> dict[str, object]:
    description = {"html_meta": {f"description lang={article.tag}": article.description}}
    # `numbering` keeps mystmd from numbering the figures a second time; `myst` is for Sphinx.
    return {"description": article.description, "numbering": {"figure": False}, "myst": description}


def _myst_figure(caption: str, figure: FigureText, label: str) -> str:
    # By the class a theme's dark pages, which would else dim a figure, know that it has colours for them.
    options = {"name": label, "alt": _text(figure.alt), "width": f"{WIDTH}px", "class": "dark-light"}
    lines = (f":{key}: {value}" for key, value in options.items())
    return "\n".join([f"```{{figure}} {figure.path}", *lines, "", caption, "```"])


def _mdx_text(markdown: str) -> str:
    """Return Markdown without code in which nothing is an expression or an element of MDX's."""
    return re.sub(r"(?<!\\)[{<]", r"\\\g<0>", markdown)


def _mdx_figure(figure: FigureText, _: str) -> str:
    return _html_figure(figure._replace(alt=_mdx_text(figure.alt)), outer=' className="margin--none"')


def _hugo_meta(article: Article) -> dict[str, object]:
    cjk = {"isCJKLanguage": True} if article.lang == "zh" else {}  # for Hugo's summary and reading time
    return {**_described(article), **cjk, "params": {"math": True}}


def _hugo_text(markdown: str) -> str:
    """Return Markdown in which shortcodes are text, also in code and links; raises TemplateError, which has no file."""
    text = _SHORTCODE.sub(lambda code: f"{code[0][:3]}/*{code[0][3:-3]}*/{code[0][-3:]}", markdown)
    if unclosed := re.search(r"\{\{[<%](?!/\*)", text):
        message = f"has `{unclosed[0]}`, with which a shortcode of Hugo's begins, and nothing that ends it"
        raise TemplateError(f"{message}; end it, or leave it out")
    return text


def _hugo_figure(figure: FigureText, _: str) -> str:
    if re.search(r"\{\{[<%]", figure.caption):
        raise TemplateError(f"figure {figure.name!r} has a shortcode of Hugo's in its caption; leave it out")
    values = {"src": figure.path, "alt": _text(figure.alt), "width": str(WIDTH), "caption": figure.numbered_caption}
    written = (f"{key}={_hugo_string(value)}" for key, value in values.items())
    return f"{{{{< figure {' '.join(written)} >}}}}"


def _hugo_string(value: str) -> str:
    """Return a string for a Hugo shortcode: in backticks, within which nothing is special, or else in quotes."""
    value = " ".join(value.split())
    return f"`{value}`" if "`" not in value else '"' + value.replace('"', r"\"") + '"'


def _hexo_meta(article: Article) -> dict[str, object]:
    # An article has nothing for Nunjucks, which fails on braces in code.
    return {**_described(article), "lang": article.tag, "mathjax": True, "disableNunjucks": True}


def _hexo_figure(figure: FigureText, _: str) -> str:
    """Return a figure with its alternative text as marked takes it: as it stands, up to a bracket or backtick.

    The image stands in a link to nowhere: below others, themes show the alternative text as if it were a caption.
    """
    alt = re.sub(r"[\[\]\\`]", lambda sign: f"&#{ord(sign[0])};", escape(_text(figure.alt)))
    caption = f"<figcaption>\n\n{figure.numbered_caption}\n\n</figcaption>"
    return f'<figure style="margin-inline: 0">\n\n<a>{figure._replace(alt=alt).image}</a>\n\n{caption}\n</figure>'


def _hexo_equation(tex: str, _: str) -> str:
    """Return an equation as HTML, in which marked reads nothing until the next blank line."""
    lines = [line for line in escape(tex, quote=False).split("\n") if line.strip()]
    return "\n".join(["<div>", "$$", *lines, "$$", "</div>"])


def _hexo_inline(tex: str) -> str:
    """Return mathematics with a backslash before all that marked, or its typography, would read."""
    escaped = _MARKED.sub(r"\\\g<0>", tex)
    return rf"\\({escaped}\\)"


def _quarto_figure(figure: FigureText, label: str) -> str:
    alt = _text(figure.alt).replace('"', "&quot;")
    return f'![{figure.caption}]({figure.path}){{#fig-{label} fig-alt="{alt}" width={WIDTH}}}'


_SHORTCODE = re.compile(r"\{\{(?:<.*?>|%.*?%)\}\}", re.DOTALL)  # of Hugo, which runs it wherever it stands
# What is not text to marked: markup, the start of an address, and what its typography replaces.
_MARKED = re.compile(r"""[\\`*_~\[\]<>&|'"@]|:(?=/)|-(?=-)|\.(?=\.)""")
# For kramdown: Markdown within HTML, and the width of an image.
_MARKDOWN, _KRAMDOWN_WIDTH = ' markdown="1"', f'{{: width="{WIDTH}" style="max-width: 100%"}}'
# How figures follow the page's theme, as a link: no search takes its address for words of the page. It must go before
# them: Chromium does not paint an image again when a page that has said nothing of its colour scheme becomes light.
_LINKED_STYLE = f'<link rel="stylesheet" href="data:text/css,{quote(PAGE_STYLE, safe="@:(),=.")}">'
_PAGE_STYLE = f"<div hidden>{_LINKED_STYLE}</div>"

# How mathematics is set where a theme, as Jekyll's own, has nothing for it: by MathJax, unless the page sets it itself.
_MATHJAX = """<script>
document.addEventListener("DOMContentLoaded", () => {
  if (document.querySelector("script[src*=mathjax i], script[src*=katex i], mjx-container, .katex, math")) return;
  const script = document.createElement("script");
  script.src = "https://cdn.jsdelivr.net/npm/mathjax@4/tex-mml-chtml.js";
  document.head.append(script);
});
</script>"""

FLAVORS: Mapping[Flavor, Idiom] = {
    "plain": Idiom(),
    "github": Idiom(
        figure=_github_figure, equation=lambda tex, _: f"```math\n{tex}\n```", inline=lambda tex: f"$`{tex}`$"
    ),
    "mkdocs": Idiom(_described, before_figures=_PAGE_STYLE),
    "myst": Idiom(
        _myst_meta,
        figure=lambda figure, label: _myst_figure(figure.numbered_caption, figure, label),
        equation=lambda tex, label: f"```{{math}}\n:label: {label}\n\n{tex}\n```",
        inline=lambda tex: f"{{math}}`{tex}`",
        reference=lambda word, number, label: f"{{ref}}`{word} {number} <{label}>`",
        equation_reference=lambda words, _, label: f"{before_number(words)}{{eq}}`{label}`",
        # As HTML, which Sphinx has in pages alone, and of which mystmd makes nothing: it prints a `raw` block as text.
        before_figures=f"<style>{PAGE_STYLE}</style>",
    ),
    "docusaurus": Idiom(_described, figure=_mdx_figure, alt=_mdx_text, fenced=""),
    "vitepress": Idiom(
        lambda article: {**_described(article), "head": [["style", {}, PAGE_STYLE]]},
        figure=lambda figure, _: _html_figure(figure, f"{{width={WIDTH}}}"),
        code_end="{v-pre}",
        fenced="{{",
    ),
    "starlight": Idiom(_described, figure=lambda figure, _: _html_figure(figure), titled=True),
    "hugo": Idiom(_hugo_meta, figure=_hugo_figure, titled=True, literal=_hugo_text),
    "jekyll": Idiom(
        # An article has nothing for Liquid, which fails on braces in code.
        lambda article: {"layout": "page", **_described(article), "lang": article.tag, "render_with_liquid": False},
        figure=lambda figure, _: _html_figure(figure, _KRAMDOWN_WIDTH, _MARKDOWN, _MARKDOWN),
        inline=lambda tex: f"$${tex}$$",
        citation=lambda numbers: rf"\[{numbers}\]",
        titled=True,
        before_figures=_PAGE_STYLE,
        after=_MATHJAX,
    ),
    "hexo": Idiom(
        _hexo_meta,
        figure=_hexo_figure,
        equation=_hexo_equation,
        inline=_hexo_inline,
        titled=True,
        before_figures=_PAGE_STYLE,
        asset_folder=True,
    ),
    "quarto": Idiom(
        lambda article: {**_described(article), "lang": article.tag, "header-includes": f"<style>{PAGE_STYLE}</style>"},
        figure=_quarto_figure,
        equation=lambda tex, label: f"$$\n{tex}\n$$ {{#eq-{label}}}",
        reference=lambda word, _, label: f"{word} [-@fig-{label}]",
        equation_reference=lambda words, _, label: f"{before_number(words)}([-@eq-{label}])",
        titled=True,
    ),
}

# For Sphinx with `numfig`, and for other hosts that number figures themselves.
NUMBERED_MYST = FLAVORS["myst"]._replace(
    front_matter=lambda _: {},
    before_figures="",
    figure=lambda figure, label: _myst_figure(figure.caption, figure, label),
    reference=lambda word, _, label: f"{{numref}}`{word} %s <{label}>`",
)
