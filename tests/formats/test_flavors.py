"""The table of flavors: what each host reads of front matter, mathematics and figures."""

import html
import json
import re

import markdown
import pypandoc
import pytest

import built_in
from flavored import CAPTION, written
from lstm_article import Article
from lstm_article.choices import LANGS
from lstm_article.figures import PAGE_STYLE, FigureText
from lstm_article.formats.flavors import FLAVORS, NUMBERED_MYST
from lstm_article.formats.markdown import flavored

FIGURE = FigureText("cell", "cell.svg", "", "A *cell*.", "*A* & B", {}, number="Figure 1")
IMAGE, NUMBERED = "![*A* & B](cell.svg)", "**Figure 1** A *cell*."
MYST = "```{{figure}} cell.svg\n:name: label\n:alt: A & B\n:width: 480px\n:class: dark-light\n\n{}\n```"
MYST_EQUATION = "```{math}\n:label: label\n\nx\n```"
# What each host has for an equation, for mathematics in a line, a citation, a reference to a figure, and a figure.
SYNTAX = {
    "plain": ("$$\nx\n$$", "$x$", "[1,2]", "Figure 1", f"{IMAGE}\n\n{NUMBERED}"),
    "github": (
        "```math\nx\n```", "$`x`$", "[1,2]", "Figure 1",
        f'<img src="cell.svg" alt="A &amp; B" width="480">\n\n{NUMBERED}',
    ),
    "mkdocs": ("$$\nx\n$$", "$x$", "[1,2]", "Figure 1", f"{IMAGE}\n\n{NUMBERED}"),
    "myst": (MYST_EQUATION, "{math}`x`", "[1,2]", "{ref}`Figure 1 <label>`", MYST.format(NUMBERED)),
    "numbered myst": (
        MYST_EQUATION, "{math}`x`", "[1,2]", "{numref}`Figure %s <label>`", MYST.format("A *cell*."),
    ),
    "docusaurus": (
        "$$\nx\n$$", "$x$", "[1,2]", "Figure 1",
        f'<figure className="margin--none">\n\n{IMAGE}\n\n<figcaption>\n\n{NUMBERED}\n\n</figcaption>\n</figure>',
    ),
    "vitepress": (
        "$$\nx\n$$", "$x$", "[1,2]", "Figure 1",
        f"<figure>\n\n{IMAGE}{{width=480}}\n\n<figcaption>\n\n{NUMBERED}\n\n</figcaption>\n</figure>",
    ),
    "starlight": (
        "$$\nx\n$$", "$x$", "[1,2]", "Figure 1",
        f"<figure>\n\n{IMAGE}\n\n<figcaption>\n\n{NUMBERED}\n\n</figcaption>\n</figure>",
    ),
    "hugo": (
        "$$\nx\n$$", "$x$", "[1,2]", "Figure 1",
        "{{< figure src=`cell.svg` alt=`A & B` width=`480` caption=`**Figure 1** A *cell*.` >}}",
    ),
    "jekyll": (
        "$$\nx\n$$", "$$x$$", r"\[1,2\]", "Figure 1",
        f'<figure markdown="1">\n\n{IMAGE}{{: width="480" style="max-width: 100%"}}\n\n'
        f'<figcaption markdown="1">\n\n{NUMBERED}\n\n</figcaption>\n</figure>',
    ),
    "hexo": (
        "<div>\n$$\nx\n$$\n</div>", r"\\(x\\)", "[1,2]", "Figure 1",
        '<figure style="margin-inline: 0">\n\n<a>![A &amp; B](cell.svg)</a>\n\n'
        f"<figcaption>\n\n{NUMBERED}\n\n</figcaption>\n</figure>",
    ),
    "quarto": (
        "$$\nx\n$$ {#eq-label}", "$x$", "[1,2]", "Figure [-@fig-label]",
        '![A *cell*.](cell.svg){#fig-label fig-alt="A & B" width=480}',
    ),
}  # fmt: skip

# What those have for a reference to an equation that number equations, and so show the number beside the words.
EQUATION_REFERENCES = {
    "myst": "the equation {eq}`label`",
    "numbered myst": "the equation {eq}`label`",
    "quarto": "the equation ([-@eq-label])",
}


@pytest.mark.parametrize("host", [*FLAVORS, "numbered myst"])
def test_each_host_gets_its_own_syntax(host: str) -> None:
    """Mathematics, citations, references and figures are written, labelled and sized as the host's documentation says."""
    idiom = {**FLAVORS, "numbered myst": NUMBERED_MYST}[host]
    equation, inline = idiom.equation("x", "label"), idiom.inline("x")
    citation, reference = idiom.citation("1,2"), idiom.reference("Figure", "1", "label")
    assert idiom.equation_reference("the equation", 4, "label") == EQUATION_REFERENCES.get(host, "the equation")
    assert (equation, inline, citation, reference, idiom.figure(FIGURE, "label")) == SYNTAX[host]


def test_chinese_sets_no_number_apart() -> None:
    """A number in parentheses follows Chinese words without a space."""
    assert FLAVORS["myst"].equation_reference("公式", 4, "label") == "公式{eq}`label`"
    assert FLAVORS["quarto"].equation_reference("公式", 4, "label") == "公式([-@eq-label])"
    assert FLAVORS["myst"].equation_reference("公式f", 4, "label") == "公式f {eq}`label`"


def test_front_matter_is_what_the_host_reads(special: Article, article: Article) -> None:
    """Front matter is YAML for any title, and has what the host needs and nothing else."""
    for either in (article, special):
        described = {"title": either.title, "description": either.description}
        html_meta = {f"description lang={either.tag}": either.description}
        expected = {
            "plain": {},
            "github": {},
            "mkdocs": described,
            "myst": {
                "description": either.description,
                "numbering": {"figure": False},
                "myst": {"html_meta": html_meta},
            },
            "docusaurus": described,
            "vitepress": {**described, "head": [["style", {}, PAGE_STYLE]]},
            "starlight": described,
            "hugo": {**described, "params": {"math": True}},
            "jekyll": {**described, "layout": "page", "lang": either.tag, "render_with_liquid": False},
            "hexo": {**described, "lang": either.tag, "mathjax": True, "disableNunjucks": True},
            "quarto": {**described, "lang": either.tag, "header-includes": f"<style>{PAGE_STYLE}</style>"},
        }
        if either.lang == "zh":
            expected["hugo"]["isCJKLanguage"] = True
        for flavor in FLAVORS:
            assert written(either, flavor)[0] == expected[flavor]
        assert f'description: "{either.description}"\n' in flavored(either, FLAVORS["mkdocs"])  # in its own letters
        assert flavored(either, NUMBERED_MYST).startswith("# ")  # a part of a page


@pytest.mark.parametrize("flavor", ["plain", "mkdocs"])
@pytest.mark.parametrize("lang", LANGS)
def test_bold_text_beside_other_extensions(flavor: str, lang: str) -> None:
    """What is bold stays bold where an extension of MkDocs' users takes asterisks within words for no emphasis."""
    article = built_in.composed(lang, "word", 2500)
    _, body = written(article, flavor)
    smart = {"pymdownx.betterem": {"smart_enable": "all"}}
    html_of = markdown.markdown(body, extensions=["pymdownx.betterem", "tables"], extension_configs=smart)
    strong = [token for block in article.text.tokens for token in block.children or [] if token.type == "strong_open"]
    assert html_of.count("<strong>") == len(strong)
    assert "**" not in re.sub("<pre>.*?</pre>|<code>.*?</code>", "", html_of, flags=re.DOTALL)


def test_github_fences_its_mathematics(article: Article) -> None:
    """GitHub gets mathematics that none of its Markdown rules touches, and no front matter."""
    _, body = written(article, "github")
    assert re.findall(r"^```math\n(.+)\n```$", body, re.MULTILINE) == [tex for tex, _ in article.text.equations]
    core = re.sub(r"^\$\$\n.+\n\$\$$", "", article.markdown, flags=re.MULTILINE)
    inline = re.findall(r"\$([^$\n]+)\$", core)
    assert re.findall(r"\$`([^`]+)`\$", body) == inline
    assert not re.search(r"\$(?!`)", re.sub(r"`\$", "", body))


def test_captions_and_alternative_texts_are_quoted(special: Article) -> None:
    """Characters in captions and alternative texts that are special to a host are escaped."""
    words = 'An "alternative" <text> & code in two lines'
    assert f'alt="{html.escape(words)}"' in flavored(special, FLAVORS["github"])
    assert f"\n:alt: {words}\n" in flavored(special, FLAVORS["myst"])
    hugo = flavored(special, FLAVORS["hugo"])
    assert f"alt=`{words}`" in hugo
    caption = f"**Figure 1** {CAPTION}".replace('"', r"\"")
    assert f'caption="{caption}"' in hugo
    tree = json.loads(pypandoc.convert_text(flavored(special, FLAVORS["quarto"]), "json", "markdown"))
    figure = next(block["c"] for block in tree["blocks"] if block["t"] == "Figure")
    assert dict(figure[2][0]["c"][0]["c"][0][2])["fig-alt"] == words


@pytest.mark.parametrize(
    ("alt", "words"),
    [
        ("", ""),
        ("---", "---"),
        ("# *A* #", "# A #"),
        ("1. A", "1. A"),
        ("A\n\nB&#10;C", "A B C"),
        (r"\*A\* [`B`](b.svg) $c$", "*A* B c"),
    ],
)
def test_alternative_texts_are_read_as_words(alt: str, words: str) -> None:
    """An alternative text loses its markup where a host reads it as plain text; it is no heading, list or rule."""
    assert f' alt="{words}" ' in FLAVORS["github"].figure(FIGURE._replace(alt=alt), "")


def test_hugo_gets_a_caption_in_one_line() -> None:
    """A Hugo shortcode's values have no line breaks; they stand in backticks, or in quotes if they have backticks."""
    figure = FLAVORS["hugo"].figure
    assert 'caption=`**Figure 1** In "two" lines`' in figure(FIGURE._replace(caption='In "two"\nlines'), "")
    assert r'caption="**Figure 1** `In` \"two\" lines"' in figure(FIGURE._replace(caption='`In` "two"\nlines'), "")


# What marked would read in mathematics, and how it is kept from it; other signs stay as they are.
MARKED = {
    r"\tilde{C}_t^* = f_t, (h')": r"\\tilde{C}\_t^\* = f\_t, (h\')",
    r"\{a\} \\ [b]": r"\\{a\\} \\\\ \[b\]",
    "a < b > c & d | e": r"a \< b \> c \& d \| e",
    '`a` ~b~ "c" d@e': r"\`a\` \~b\~ \"c\" d\@e",
    "a - b -- c --- d . e ... f": r"a - b \-- c \-\-- d . e \.\.. f",
    "a:b http://c": r"a:b http\://c",
}


@pytest.mark.parametrize("tex", MARKED)
def test_marked_gets_inline_mathematics_as_text(tex: str) -> None:
    """Signs that Hexo's marked or its typography would read have a backslash; `tests/generators.py` renders them."""
    assert FLAVORS["hexo"].inline(tex) == rf"\\({MARKED[tex]}\\)"


def test_marked_leaves_equations() -> None:
    """An equation is HTML for Hexo's marked, which ends at an empty line; the mathematics filter reads HTML."""
    assert (
        FLAVORS["hexo"].equation("a &= b_1 \\\\\n\n- c < d", "")
        == "<div>\n$$\na &amp;= b_1 \\\\\n- c &lt; d\n$$\n</div>"
    )


def test_hexo_takes_an_alternative_text_as_it_stands() -> None:
    """Hexo shows an alternative text as it is written: brackets and backticks, which could end it, are entities."""
    alt = r"\[1\] \`a\` \\ <b> \"c\""
    figure = FLAVORS["hexo"].figure(FIGURE._replace(alt=alt), "")
    assert "<a>![&#91;1&#93; &#96;a&#96; &#92; &lt;b&gt; &quot;c&quot;](cell.svg)</a>" in figure
