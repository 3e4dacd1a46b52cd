"""Articles in every flavor: nothing is lost, and only mathematics, figures and citations are rewritten."""

import html
import json
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pypandoc
import pytest

import built_in
import docs_systems
import own_article
from flavored import written
from lstm_article import Article
from lstm_article.errors import TemplateError
from lstm_article.figures import FigureText
from lstm_article.formats.flavors import FLAVORS
from lstm_article.formats.markdown import flavored, label_prefix
from lstm_article.templating.templates import Templates
from notation import OURS

LABELS = Templates().path("en/labels.toml")
PARTS = ("forget-gate", "input-gate", "candidate", "cell-state", "output-gate", "hidden-state")
every_flavor = pytest.mark.parametrize("flavor", FLAVORS)


def own(folder: Path, text: str) -> Article:
    """Return a user's article."""
    return own_article.draft(folder, text).compose()


def in_myst(figure: FigureText) -> str:
    """Return a figure, with the mathematics in its caption, as MyST has it."""
    caption = re.sub(r"\$(.*?)\$", r"{math}`\1`", figure.caption)
    return FLAVORS["myst"].figure(figure._replace(caption=caption), "lstm-en-structure")


def test_plain_is_the_core(article: Article) -> None:
    """`plain` adds nothing."""
    assert flavored(article, FLAVORS["plain"]) == article.markdown


@every_flavor
def test_nothing_is_lost(article: Article, flavor: str) -> None:
    """Every equation, figure, caption, heading and reference is in every flavor, once and in order."""
    front_matter, body = written(article, flavor)
    for tex, _ in article.text.equations:
        assert body.count(f"\n{tex}\n") == 1
    for figure in article.figures:
        assert body.count(figure.path) == 1
        assert body.count(figure.alt) == 1
        caption = re.sub(r"\$(.*?)\$", lambda match: FLAVORS[flavor].inline(match[1]), figure.caption)
        assert body.count(caption) == 1
    headings = re.findall(r"^#+ .*$", body, re.MULTILINE)
    expected = re.findall(r"^#+ .*$", article.markdown, re.MULTILINE)
    assert headings == (expected[1:] if FLAVORS[flavor].titled else expected)
    assert front_matter.get("title", article.title) == article.title
    assert body.endswith(article.markdown.splitlines()[-1] + "\n")
    assert not re.search(r"\n{4}", body)


def test_equations_are_labelled_by_their_part(article: Article) -> None:
    """MyST and Quarto get a label for each equation, named after the part that it defines and unique on the site."""
    for flavor, pattern in {"myst": r"^```\{math\}\n:label: (\S+)$", "quarto": r"^\$\$ \{#eq-(\S+)\}$"}.items():
        labels = re.findall(pattern, written(article, flavor)[1], re.MULTILINE)
        assert labels == [f"lstm-{article.lang}-{part}" for part in PARTS]
        labels = re.findall(pattern, written(article, flavor, "Über LSTM 2")[1], re.MULTILINE)
        assert labels == [f"über-lstm-2-{article.lang}-{part}" for part in PARTS]


def test_quarto_is_read_as_meant(article: Article) -> None:
    """pandoc, which Quarto is built on, sees figures with ids and captions, and references to them."""
    text = flavored(article, FLAVORS["quarto"])
    tree = json.loads(pypandoc.convert_text(text, "json", "markdown", extra_args=["--fail-if-warnings"]))
    figures = [block["c"] for block in tree["blocks"] if block["t"] == "Figure"]
    assert [figure[0][0] for figure in figures] == [f"fig-lstm-{article.lang}-{f.name}" for f in article.figures]
    cited = re.findall(r'"citationId": "([^"]+)"', json.dumps(tree["blocks"]))
    referred = [mark for mark in article.marks if mark.kind in {"reference", "equation"}]
    assert {mark.values[0] for mark in referred} == {"structure", "unrolled", "memory", "cell-state"}
    kinds = {"reference": "fig", "equation": "eq"}
    assert cited == [f"{kinds[mark.kind]}-lstm-{article.lang}-{mark.values[0]}" for mark in referred]


@every_flavor
def test_what_only_looks_like_it_stays(special: Article, flavor: str) -> None:
    """Code, addresses and escaped signs are neither mathematics nor references nor citations."""
    _, body = written(special, flavor)
    for kept in (
        "\n```python\n# $x_t$ of Figure 1 [1]\n```\n", "        indented $x_t$ of Figure 1\n", "`Figure 1`, Figure 1 and Figure 12,",
        "`$x_t$`", "](https://example.org/[1]?a=$b$&c=$d$)", "[2](https://example.org)", "<https://example.org/$a$[1]>",
        r"\$5", "\n\n![a photograph](photograph.png)\n\n", "Drawn by me.", "\n[3]: https://example.org/$x$\n",
        "[a link of Figure 1 and ", "and [1] by hand", "| `$c$` |",
    ):  # fmt: skip
        assert kept in body, kept
    assert FLAVORS[flavor].inline("z_t") in body
    citation, c, d = FLAVORS[flavor].citation("1"), FLAVORS[flavor].inline("c"), FLAVORS[flavor].inline("d")
    assert f"\n| {c} | `$c$` | {d} |\n|---|---|---|\n| {d} | {citation} | {d} |\n" in body
    assert f" and {FLAVORS[flavor].inline('y')}](https" in body


def test_plain_is_the_core_of_a_users_article_too(special: Article, tmp_path: Path) -> None:
    """`plain` changes nothing in a user's article either, not even its spaces and empty lines."""
    for article in (special, own(tmp_path, "\n# T\n\n$$\n  x  \n$$\n")):
        assert flavored(article, FLAVORS["plain"]) == article.markdown


def test_references_lead_to_figures(special: Article) -> None:
    """References to figures are linked where the host can do so, but not within code or a link."""
    references = re.findall(r"\{ref\}`(.+?)`", flavored(special, FLAVORS["myst"], "a b"))
    assert references == ["Figure 1 <a-b-en-structure>"]
    assert re.findall(r"\[-@(.+?)\]", flavored(special, FLAVORS["quarto"])) == ["fig-lstm-en-structure"]
    assert r"$$x_t$$ and `$x_t$` \[1\]," in flavored(special, FLAVORS["jekyll"])


def test_an_equation_of_no_lstm_is_labelled_by_number(special: Article) -> None:
    """If the equations are no LSTM, their labels have numbers."""
    assert "\n:label: lstm-en-equation-1\n" in flavored(special, FLAVORS["myst"])


@every_flavor
def test_a_figure_that_a_filter_changed_stays(flavor: str, tmp_path: Path) -> None:
    """Where a template has changed what `figure` gives, it is written as it stands there."""
    article = own(tmp_path, '# T\n\n{{ figure("structure") | replace("![", "!  [") }}\n\n{{ refer("structure") }}\n')
    changed = next(line for line in article.text.lines if line.startswith("!  ["))
    assert changed in flavored(article, FLAVORS[flavor])


@pytest.mark.parametrize(
    "text",
    [
        'before {{ figure("structure") }}',
        '{{ figure("structure") }} after',
        '{{ figure("structure") }}\nbelow',
        '{{ figure("structure") | replace("One", "Any") }}',
        "in a line, $$x$$",
        "$$ x $$",
        "$$ x\n$$",
        "$$\nx $$",
        "- in a list\n\n  $$\n  x\n  $$",
        "> $$\n> x\n> $$",
    ],
)
def test_what_the_built_in_templates_do_not_use_stays(text: str, tmp_path: Path) -> None:
    """A figure with words beside it or changed words, and an equation without its own lines, are written as they are."""
    article = own(tmp_path, f"# T\n\n{text}\n")
    assert written(article, "quarto")[1] == article.markdown.removeprefix("# T\n\n")


def test_an_article_may_begin_or_end_with_a_figure(tmp_path: Path) -> None:
    """A figure is written as one at an article's very beginning and end, and so is mathematics that ends its caption."""
    labels = re.sub("^caption = .*$", 'caption = "Of $x$"', LABELS.read_text("utf-8"), flags=re.MULTILINE)
    own_article.write(tmp_path, labels, "labels.toml")
    article = own(tmp_path, '{{ figure("structure") }}\n\n# T\n')
    (figure,) = article.figures
    assert written(article, "myst")[1] == f"{in_myst(figure)}\n\n# T\n"
    article = own(tmp_path, '# T\n\n{{ figure("structure") }}')
    assert written(article, "myst")[1] == f"# T\n\n{in_myst(figure)}\n"
    assert written(article, "github")[1].endswith("\n\n**Figure 1** Of $`x`$\n")


def test_the_figure_is_the_image_above_its_number(tmp_path: Path) -> None:
    """An image of the same file, further up or further down, is not taken for the figure."""
    figure = '{{ figure("structure") }}'
    image = own(tmp_path, f"# T\n\n{figure}\n").figures[0].image
    article = own(tmp_path, f"# T\n\n{image}\n\n{figure}\n\n{image}\n")
    assert written(article, "myst")[1] == f"# T\n\n{image}\n\n{in_myst(article.figures[0])}\n\n{image}\n"


def test_equations_are_labelled_by_their_part_or_number(tmp_path: Path) -> None:
    """An equation's label is the part that its rows define, or else its number among all equations."""
    first, *others = OURS.values()
    blocks = ["a", rf"z = 1 \\{chr(10)}{first}", *others, "b"]
    article = own(tmp_path, "# T\n\n" + "\n".join(f"$$\n{tex}\n$$" for tex in blocks))
    labels = re.findall(r"^:label: lstm-en-(\S+)$", flavored(article, FLAVORS["myst"]), re.MULTILINE)
    assert labels == ["equation-1", "input-gate", "forget-gate", *PARTS[2:], "equation-8"]


@every_flavor
def test_a_dollar_before_a_digit_ends_no_mathematics(flavor: str, tmp_path: Path) -> None:
    """Prices stay as they are: a dollar sign that a digit follows does not end mathematics."""
    prices = "From $5 to $6, a$5-$6 and $x$5."
    assert written(own(tmp_path, f"# T\n\n{prices}\n"), flavor)[1].removeprefix("# T\n\n") == f"{prices}\n"


def test_a_citation_has_all_its_numbers(tmp_path: Path) -> None:
    """A host's citation has all numbers of the portable one, in the text and not in the reference list."""
    article = own(tmp_path, '# T\n\nx {{ cite("gers2000", "hochreiter1991") }}\n')
    assert article.markdown.startswith("# T\n\nx [1,2]\n")
    assert written(article, "jekyll")[1] == article.markdown.removeprefix("# T\n\n").replace("[1,2]", r"\[1,2\]")


@pytest.mark.parametrize(
    ("name", "prefix"), [("lstm", "lstm"), ("Über LSTM 2", "über-lstm-2"), ("_a__ (b)", "a-b"), ("…", "lstm")]
)
def test_a_label_begins_with_any_name(name: str, prefix: str, article: Article) -> None:
    """Labels begin with the name's letters and digits, in small letters and joined by hyphens, and with the language."""
    assert label_prefix(article, name) == f"{prefix}-{article.lang}"


HEADINGS = "# T\n\n##### A\n\n## T\n\nB\n---\n\n> # C\n\n# D\n\n```\n# T\n```\n"


@pytest.mark.parametrize(
    ("deeper", "levels"), [(0, [1, 5, 2, 1]), (1, [2, 6, 3, 2]), (2, [3, 6, 4, 3]), (9, [6, 6, 6, 6])]
)
def test_headings_go_deeper(deeper: int, levels: list[int], tmp_path: Path) -> None:
    """Headings go deeper by so many levels, but no deeper than six; underlined and quoted ones stay as they are."""
    text = flavored(own(tmp_path, HEADINGS), FLAVORS["plain"]._replace(deeper=deeper))
    signs = ["#" * level for level in levels]
    assert text == "{} T\n\n{} A\n\n{} T\n\nB\n---\n\n> # C\n\n{} D\n\n```\n# T\n```\n".format(*signs)


def test_the_title_stands_once(tmp_path: Path) -> None:
    """Where the host writes the title itself, its heading is left out, and the text begins right below."""
    article = own(tmp_path, HEADINGS)
    for flavor in ("starlight", "hugo", "jekyll", "hexo", "quarto"):
        assert written(article, flavor)[1] == HEADINGS.removeprefix("# T\n\n")
        assert written(own(tmp_path, "# A *title* `t`\n\nB\n"), flavor) == (
            {**written(article, flavor)[0], "title": "A title t"},
            "B\n",
        )
    assert written(own(tmp_path, "# T\n\n    code\n"), "hugo")[1] == "    code\n"


@pytest.mark.parametrize("flavor", [flavor for flavor, idiom in FLAVORS.items() if idiom.before_figures])
def test_what_stands_before_figures(flavor: str) -> None:
    """What figures need stands once, right above the first of them, and nowhere where there is none."""
    article = built_in.composed("en", "word", 1000)
    blocks = flavored(article, FLAVORS[flavor]).split("\n\n")
    (above,) = (place for place, block in enumerate(blocks) if block == FLAVORS[flavor].before_figures)
    assert blocks[above - 1].endswith("scale what passes.")
    assert re.match(r"<figure|!\[|```\{figure\}", blocks[above + 1])
    assert FLAVORS[flavor].before_figures not in flavored(replace(article, figures=()), FLAVORS[flavor])


# Text that a docs system would run, in each place where it is no mistake: what is shown of it is in `SHOWN_CODE`.
CODE = """# T

Of `{{< x >}}`, [`{{% y "z" %}}`](https://example.org/{{<u>}} 'a {{< title >}}') and ![of {{< alt >}}](https://example.org/a.png), `{{ v }}`.

| `{{< cell >}}` | `{{ w }}` |
|---|---|
| a | b |

## Of `{{ heading }}` and `{{</* comment */>}}`

```text
{{< two
lines >}} {{ fenced }} {% tag %}
```

    {{ indented }} {{% z %}}
    ~~~
"""
SHOWN_CODE = [
    "{{< x >}}", '{{% y "z" %}}', "{{ v }}", "{{< cell >}}", "{{ w }}", "{{ heading }}", "{{</* comment */>}}",
    "{{< two\nlines >}} {{ fenced }} {% tag %}\n", "{{ indented }} {{% z %}}\n~~~",
]  # fmt: skip


def code_shown(page: str) -> list[str]:
    """Return the text of each element of code in a built page."""
    codes = re.findall(r"<code[^>]*>(.*?)</code>", page, re.DOTALL)
    return [html.unescape(re.sub("<[^>]*>", "", code)) for code in codes]


@pytest.mark.parametrize(
    ("name", "flavor", "written_to", "shown_in"),
    [
        ("Hugo", "hugo", "content/own/index.md", "public/own/index.html"),
        ("VitePress", "vitepress", "own.md", ".vitepress/dist/own.html"),
        ("Docusaurus' Markdown", "docusaurus", "docs/own.md", "out/own.html"),
    ],
)
def test_text_that_a_host_would_run_is_shown(
    name: str, flavor: str, written_to: str, shown_in: str, tmp_path: Path
) -> None:
    """The real docs system shows code with its own syntax, addresses and titles, as they were written."""
    system = docs_systems.SYSTEMS[name]
    site = docs_systems.copied(system.site, tmp_path, system.modules)
    for page_with_links in ("index.md", "zh/index.md"):  # to articles that are not there
        (site / page_with_links).unlink(missing_ok=True)
    article = own(tmp_path, f"{{% raw %}}{CODE}{{% endraw %}}")
    (site / written_to).parent.mkdir(parents=True, exist_ok=True)
    (site / written_to).write_text(flavored(article, FLAVORS[flavor]), "utf-8")
    docs_systems.run(system, site)
    page = (site / shown_in).read_text("utf-8")
    assert [code.strip() for code in code_shown(page)] == [code.strip() for code in SHOWN_CODE]
    address = re.search('<a href="(https://example.org/[^"]*)"', page)
    assert address
    assert unquote(html.unescape(address[1])) == "https://example.org/{{<u>}}"
    assert re.findall('(?:title|alt)="((?:a|of) [^"]*)"', html.unescape(page))[:2] == [
        "a {{< title >}}",
        "of {{< alt >}}",
    ]


def test_what_hugo_cannot_show_is_an_error(tmp_path: Path) -> None:
    """What begins like a shortcode, and one in a caption, would stop Hugo; in other flavors they are text."""
    article = own(tmp_path, "{% raw %}# T\n\n`{{< a` b\n{% endraw %}")
    assert "`{{< a` b" in flavored(article, FLAVORS["mkdocs"])
    with pytest.raises(
        TemplateError, match=r"article\.md: has `\{\{<`, with which a shortcode .*; end it, or leave it out"
    ):
        flavored(article, FLAVORS["hugo"])
