"""What the page's text becomes: mathematics, figures, tables, code, and links that lead where they say."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

import built_in
from lstm_article import Article
from lstm_article.choices import LANGS
from lstm_article.errors import TemplateError
from lstm_article.formats.html_body import Heading, rendered
from own_article import EQUATIONS, STEP, draft

TEMPLATE = Path("article.md")


def shown(markdown: str | Article, figures: Mapping[str, str] | None = None) -> str:
    """Return what the page shows of a text."""
    article = markdown if isinstance(markdown, Article) else built_in.of(markdown)
    return rendered(article, figures or {}, "Back from {number}", TEMPLATE)[0].strip()


def mathml(tex: str, attributes: str = "") -> str:
    """Return the MathML of a letter."""
    annotation = f'<annotation encoding="application/x-tex">{tex}</annotation>'
    return f"<math{attributes}><semantics><mi>{tex}</mi>{annotation}</semantics></math>"


def test_mathematics_is_mathml() -> None:
    """Mathematics stays within its line or is a block of its own; blocks have numbers, and ids with these."""
    display = ' display="block"'
    assert shown("$x$ and $$y$$.\n\n$$\nz\n$$\n\n$$\nu\n$$\n") == (
        f"<p>{mathml('x')} and {mathml('y')}.</p>\n"
        f'<div class="equation" id="equation-1">{mathml("z", display)}<span class="number">(1)</span></div>\n'
        f'<div class="equation" id="equation-2">{mathml("u", display)}<span class="number">(2)</span></div>'
    )


def test_circled_operators_are_no_larger_in_display() -> None:
    """A circled operator in a display equation is told to be of the size it has within a line."""
    for tex, sign in {r"\odot": "⊙", r"\oplus": "⊕", r"\otimes": "⊗"}.items():
        assert re.search(f'<mo largeop="false"[^>]*>{sign}</mo>', shown(f"$$\nx {tex} y\n$$\n"))
        assert "largeop" not in shown(f"$x {tex} y$\n")
    assert "largeop" not in shown("$$\n\\sum x + y\n$$\n")


def test_a_dollar_before_a_digit_ends_no_mathematics() -> None:
    """Prices are shown as they are written: a dollar sign that a digit follows does not end mathematics."""
    assert shown("From $5 to $6, a$5-$6 and $x$5.\n") == "<p>From $5 to $6, a$5-$6 and $x$5.</p>"


def test_tex_that_cannot_be_set_is_an_error() -> None:
    """TeX that the converter refuses is an error in one line about the template, which quotes it."""
    with pytest.raises(TemplateError) as caught:
        shown("$\\nosuch x$\n")
    assert caught.value.file == str(TEMPLATE)
    assert re.fullmatch(
        r"the mathematics `\\nosuch x` cannot be set: .*nosuch.*; correct the TeX", caught.value.message
    )


def test_tex_that_is_too_long_is_an_error() -> None:
    """TeX of 2000 characters is set, however deeply it is nested; longer TeX is an error about the template."""
    nested = "{" * 999 + "xy" + "}" * 999
    assert shown(f"${nested}$\n").startswith("<p><math>")
    with pytest.raises(TemplateError, match="has mathematics of over 2000 characters; split it") as caught:
        shown(f"${nested}z$\n")
    assert caught.value.file == str(TEMPLATE)


def test_markup_is_escaped() -> None:
    """Raw HTML is shown as text, and so is a character that is escaped or written as an entity."""
    assert shown("<div>one</div>\n\nx <i>y</i> \\<b> &lt;c> `<d>`\n") == (
        "<p>&lt;div&gt;one&lt;/div&gt;\n</p>\n<p>x &lt;i&gt;y&lt;/i&gt; &lt;b&gt; &lt;c&gt; <code>&lt;d&gt;</code></p>"
    )


def test_citations_and_references_lead_to_each_other(tmp_path: Path) -> None:
    """A citation leads to its references; a reference leads back to each place that cites it, numbered if several."""
    text = '# T\n\nKnown {{ cite("gers2000", "beck2024") }}.\n\n- Known {{ cite("beck2024") }}\n'
    html = shown(draft(tmp_path, text).compose(1))
    assert (
        '<p>Known\u00a0[<a href="#reference-1" id="citation-1-1">1</a>,'
        '<a href="#reference-2" id="citation-2-1" class="next">2</a>].</p>' in html
    )
    assert '<li>Known\u00a0[<a href="#reference-2" id="citation-2-2">2</a>]</li>' in html
    back = '<a class="back" href="#citation-{}" lang="en" aria-label="Back from {}">↑{}</a>'
    items = re.findall(r'<li id="reference-(\d)">.*?((?: <a class="back".*?</a>)*)</li>', html)
    assert items == [
        ("1", f" {back.format('1-1', '1', '')}"),
        ("2", f" {back.format('2-1', '2 1', '1')} {back.format('2-2', '2 2', '2')}"),
    ]
    assert '<ol class="references">\n<li id="reference-1">' in html


def test_numbers_in_brackets_by_hand_are_no_citations() -> None:
    """What only looks like a citation stays text: the list of references is numbered anew for each length."""
    assert "<a" not in shown("x [1] `[1]` [1, 2]\n\n## References\n\n1. One.\n").replace("<a href=", "", 1)


def test_references_have_their_language(tmp_path: Path) -> None:
    """A reference says its language where that is not the article's, and the way back is in the article's."""
    english = draft(tmp_path, '# T\n\nKnown {{ cite("hochreiter1991", "gers2000") }}.\n').compose(1)
    assert re.findall(r'<li id="reference-\d"(.*?)>', shown(english)) == [' lang="de"', ""]
    chinese = shown(replace(english, lang="zh", tag="zh-Hans"))
    assert re.findall(r'<li id="reference-\d"(.*?)>', chinese) == [' lang="de"', ' lang="en"']
    assert chinese.count('lang="zh-Hans" aria-label="Back from ') == 2


def test_lists_elsewhere_are_no_references() -> None:
    """The items of other lists have no ids; an item without text is no reference, nor is one in a list within one."""
    assert shown("-\n- Two\n") == "<ul>\n<li></li>\n<li>Two</li>\n</ul>"
    assert shown("1. One.\n\n- Two\n") == "<ol>\n<li>One.</li>\n</ol>\n<ul>\n<li>Two</li>\n</ul>"
    listed = shown("## References\n\n1.\n2. Two\n    1. In\n    2. In\n\n## Notes\n\n- [1]\n")
    assert re.findall(r"<li.*?>", listed) == ["<li>", '<li id="reference-2">', "<li>", "<li>", "<li>"]


def test_references_to_figures_and_equations_are_links(tmp_path: Path) -> None:
    """A figure is referred to by its number; an equation by words, and on the page also by its number."""
    text = (
        f'{EQUATIONS}\n# T\n\nSee {{{{ refer("structure") }}}} and '
        f'{{{{ refer_equation("forget-gate", "the gate’s\nequation") }}}}.\n\n{{{{ figure("structure") }}}}\n\n{STEP}'
    )
    article = draft(tmp_path, text).compose(1)
    assert "See Figure 1 and the gate’s equation.\n" in article.markdown
    html = shown(article)
    assert (
        '<p>See <a href="#figure-structure">Figure\u00a01</a> and '
        '<a href="#equation-2">the gate’s equation\u00a0(2)</a>.</p>' in html
    )
    assert '<figure id="figure-structure">' in html
    assert re.search(r'id="equation-2"><math.*?<annotation[^>]*>f_t = ', html)
    chinese = draft(tmp_path / "zh", text.replace("the gate’s\nequation", "遗忘门公式")).compose(1)
    assert '<a href="#equation-2">遗忘门公式(2)</a>' in shown(chinese)


@pytest.mark.parametrize("lang", LANGS)
def test_links_within_the_page_lead_where_they_say(lang: str) -> None:
    """Each link within the longest page has a target, no two elements have one id, and each citation has a way back."""
    article = built_in.whole(lang)
    html = shown(article, {figure.path: f'<svg id="{figure.name}"/>' for figure in article.figures})
    ids = re.findall(r'\bid="(.*?)"', html)
    assert len(ids) == len({*ids})
    hrefs = re.findall(r'href="#(.*?)"', html)
    assert {*hrefs} <= {*ids}
    citations = [name for name in ids if name.startswith("citation-")]
    assert len(citations) >= 30
    assert sorted(href for href in hrefs if href.startswith("citation-")) == sorted(citations)
    assert {href for href in hrefs if href.startswith("reference-")} == {i for i in ids if i.startswith("reference-")}
    assert html.count('href="#equation-4"') >= 2
    assert re.search(r'id="equation-4"><math.*?<annotation[^>]*>C_t = ', html)
    for number, figure in enumerate(article.figures, 1):
        links = re.findall(rf'<a href="#figure-{figure.name}">(.*?)</a>', html)
        assert {*links} == {f"{'图' if lang == 'zh' else 'Figure'}\u00a0{number}"}


def test_headings_are_links_to_themselves() -> None:
    """A heading below the first is a link with an id of its words, in their own alphabet and unique."""
    text = "# A *Title*: $x$!\n\n## 什么是 LSTM？\n\n### A title x\n\n## ?\n\n## ？\n"
    html, headings = rendered(built_in.of(text), {"a.svg": '<svg id="section-2"/>'}, "", TEMPLATE)
    assert html == (
        f'<h1 id="a-title-x">A <em>Title</em>: {mathml("x")}!</h1>\n'
        '<h2 id="什么是-lstm"><a href="#什么是-lstm">什么是 LSTM？</a></h2>\n'
        '<h3 id="a-title-x-2"><a href="#a-title-x-2">A title x</a></h3>\n'
        '<h2 id="section"><a href="#section">?</a></h2>\n<h2 id="section-3"><a href="#section-3">？</a></h2>\n'
    )
    assert headings[1:] == [
        Heading(2, "什么是-lstm", "什么是 LSTM？"),
        Heading(3, "a-title-x-2", "A title x"),
        Heading(2, "section", "?"),
        Heading(2, "section-3", "？"),
    ]


@pytest.mark.parametrize("kind", ["Citation", "Equation", "Figure", "Reference"])
def test_a_heading_takes_no_id_of_another_kind(kind: str) -> None:
    """A heading that reads like the id of an equation or a figure has another id than this."""
    html = shown(f"## {kind} 1\n\n$$\nx\n$$\n")
    assert f'<h2 id="section-{kind.lower()}-1">' in html
    assert '<h2 id="figured-bass">' in shown("## Figured bass\n")


def test_a_heading_does_not_take_the_id_of_the_text() -> None:
    """The link that skips the contents leads to the text, whatever its headings say."""
    assert '<h2 id="text-2"><a href="#text-2">Text</a></h2>' in shown("## Text\n")


def test_a_heading_with_a_link_is_none_itself() -> None:
    """A link in a heading stays; in the contents the heading has only its words."""
    html, headings = rendered(built_in.of("## See [*this*](https://example.org)\n"), {}, "", TEMPLATE)
    assert html == '<h2 id="see-this">See <a href="https://example.org"><em>this</em></a></h2>\n'
    assert headings == [Heading(2, "see-this", "See <em>this</em>")]


def test_images_within_other_blocks_stay_images() -> None:
    """An image by itself in a paragraph is a figure, with its caption if it has one; in a heading or a cell it is not."""
    image = '<img src="a.svg" alt="A" />'
    html = shown("![A](a.svg)\n\nFigure 1 B.\n\n![A](a.svg)\n\nB.\n\n# ![A](a.svg)\n\n|![A](a.svg)|\n|---|\n")
    assert html == (
        f'<figure id="figure-a">{image}<figcaption>Figure 1 B.</figcaption></figure>\n'
        f'<figure id="figure-a-2">{image}</figure>\n<p>B.</p>\n<h1 id="a">{image}</h1>\n'
        f'<div class="table"><table>\n<thead>\n<tr>\n<th scope="col">{image}</th>\n</tr>\n</thead>\n</table></div>'
    )


def test_only_a_paragraph_is_a_caption() -> None:
    """What begins with a figure's number below a figure is its caption, but not if it is a heading or a list."""
    image = "![A](a.svg)\n\n"
    html = shown(f"{image}## Figure 1\n\n{image}- Figure 2\n\n---\n\n{image}---\n\n{image}Figure 3 C.\n\nD.\n\n{image}")
    assert re.findall("<figcaption>(.*?)</figcaption>", html) == ["Figure 3 C."]
    assert html.count("<figure") == 5
    assert '<a href="#section-figure-1">Figure 1</a></h2>' in html
    assert "<li>Figure 2</li>" in html
    assert "<p>D.</p>" in html


def test_a_figure_is_in_the_page_and_named_after_its_file() -> None:
    """A figure's SVG stands in the page, also within a paragraph; the figure's id is its file's name without endings."""
    figures = {"figures/a&b.en.svg": "<svg>A</svg>"}
    image = "![A](figures/a&b.en.svg)"
    assert shown(f"{image}\n\nx {image}\n", figures) == (
        '<figure id="figure-a&amp;b"><svg>A</svg></figure>\n<p>x <svg>A</svg></p>'
    )


def test_tables_have_heads_of_columns_and_rows() -> None:
    """The first cell of each row heads it, an empty cell heads nothing; no cell has a style, which the policy refuses."""
    assert shown("||a|\n|:-:|:-:|\n|b|c|\n||d|\n") == (
        '<div class="table"><table>\n<thead>\n<tr>\n<td></td>\n<th scope="col">a</th>\n</tr>\n</thead>\n'
        '<tbody>\n<tr>\n<th scope="row">b</th>\n<td>c</td>\n</tr>\n<tr>\n<td></td>\n<td>d</td>\n</tr>\n'
        "</tbody>\n</table></div>"
    )


def test_mathematics_that_heads_a_row_or_column_is_named_in_words() -> None:
    """A head that is mathematics alone says its signs, for readers that take no mathematics for text."""
    html = shown("|$x_t$|b $y$|\n|---|---|\n|$x_t + 1$|$z$|\n\n$x$\n")
    assert re.findall("<t[hd].*?<math(.*?)>", html) == [' aria-label="x t"', "", ' aria-label="x t + 1"', ""]
    assert html.count("aria-label") == 2
    assert '<math aria-label="&lt; ”">' in shown('|$\\lt \\text{"}$|\n|---|\n')


def test_code_is_reached_by_keyboard_and_coloured_by_classes() -> None:
    """Code, which may be wider than a window, can be focused; of a language that is known, its parts have classes."""
    html = shown("```python title\nif 1:\n```\n\n    <b>\n")
    assert html == (
        '<pre tabindex="0"><code><span class="code-keyword">if</span> <span class="code-number">1</span>:\n'
        '</code></pre>\n<pre tabindex="0"><code>&lt;b&gt;\n</code></pre>'
    )
