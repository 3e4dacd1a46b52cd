"""The flavors: the portable core in each docs system's idiom, and nothing of it lost."""

import html
import json
import re
from dataclasses import replace
from pathlib import Path

import pypandoc
import pytest
import yaml

from lstm_article import Article, build_article
from lstm_article.choices import LANGS
from lstm_article.formats.flavors import FLAVORS
from lstm_article.formats.markdown import flavored
from lstm_article.templating.templates import builtin_folder

PARTS = ("forget-gate", "input-gate", "candidate", "cell-state", "output-gate", "hidden-state")
every_flavor = pytest.mark.parametrize("flavor", FLAVORS)


@pytest.fixture(scope="module", params=LANGS)
def article(request: pytest.FixtureRequest) -> Article:
    return build_article(request.param)


def written(article: Article, flavor: str, name: str = "lstm") -> tuple[dict[str, object], str]:
    """Return an article's front matter and body in a flavor."""
    text = flavored(article, FLAVORS[flavor], name)
    match = re.fullmatch(r"---\n(.*?)\n---\n\n(.*)", text, re.DOTALL)
    return (yaml.safe_load(match[1]), match[2]) if match else ({}, text)


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
    own = re.findall(r"^#+ .*$", article.markdown, re.MULTILINE)
    assert headings == (own[1:] if flavor in {"hugo", "jekyll", "quarto"} else own)
    assert front_matter.get("title", article.title) == article.title
    assert body.endswith(article.markdown.splitlines()[-1] + "\n")
    assert not re.search(r"\n{4}", body)


def test_front_matter_is_what_the_host_reads(own: Article, article: Article) -> None:
    """It is YAML whatever the title is, and has the title, where the host takes none from the text, and a description."""
    for made in (article, own):
        for flavor in set(FLAVORS) - {"plain", "github"}:
            front_matter, body = written(made, flavor)
            assert front_matter["description"] == made.description
            assert front_matter.get("title", made.title) == made.title
            assert ("title" in front_matter) or made.markdown.splitlines()[0] in body
        for flavor in ("plain", "github"):
            assert written(made, flavor)[0] == {}
    assert written(article, "myst")[0]["myst"] == {
        "html_meta": {f"description lang={article.tag}": article.description}
    }
    assert written(article, "hugo")[0].get("isCJKLanguage", False) == (article.lang == "zh")
    assert {written(article, flavor)[0]["lang"] for flavor in ("jekyll", "quarto")} == {article.tag}


def test_equations_are_labelled_by_their_part(article: Article) -> None:
    """MyST and Quarto get a label an equation, of the part of the LSTM that it defines, unique on the site."""
    for flavor, pattern in {"myst": r"^\$\$ \((\S+)\)$", "quarto": r"^\$\$ \{#eq-(\S+)\}$"}.items():
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
    numbers = re.findall(r"(?:Figure|图) (\d)", re.sub(r"\*\*.*?\*\*", "", article.markdown))
    assert {*numbers} == {"1", "2", "3"}
    assert cited == [f"fig-lstm-{article.lang}-{article.figures[int(number) - 1].name}" for number in numbers]


def test_github_fences_its_mathematics(article: Article) -> None:
    """GitHub gets mathematics that none of its Markdown rules touches, and no front matter."""
    _, body = written(article, "github")
    assert re.findall(r"^```math\n(.+)\n```$", body, re.MULTILINE) == [tex for tex, _ in article.text.equations]
    core = re.sub(r"^\$\$\n.+\n\$\$$", "", article.markdown, flags=re.MULTILINE)
    inline = re.findall(r"\$([^$\n]+)\$", core)
    assert re.findall(r"\$`([^`]+)`\$", body) == inline
    assert not re.search(r"\$(?!`)", re.sub(r"`\$", "", body))


OWN = r"""# "A": `text`, and 'more' 🙂

In {{ refer("structure") }}, `{{ refer("structure") }}`, Figure 1 and Figure 12, $x_t$ and `$x_t$` {{ cite("gers2000") }}, [a link of {{ refer("structure") }} and $y$](https://example.org/[1]?a=$b$&c=$d$),
[2](https://example.org), <https://example.org/$a$[1]> and \$5. A lone ` here.

And a lone ` there, with $z_t$ between, and [1] by hand.

| $c$ | `$c$` | $d$ |
|---|---|---|
| $d$ | {{ cite("gers2000") }} | $d$ |

```python
# $x_t$ of {{ refer("structure") }} {{ cite("gers2000") }}
```

- a list

        indented $x_t$ of {{ refer("structure") }}

{{ figure("structure") }}

![mine](figures/structure.en.svg) Drawn by me.

![a photograph](photograph.png)

$$
\frac{a}{b}
$$

[3]: https://example.org/$x$
"""
CAPTION = 'A "caption" with `code`, $q$ and Figure 2, `more`.'
ALT = 'An "alternative" <text> & `code`\nin two lines'


@pytest.fixture
def own(tmp_path: Path) -> Article:
    """A user's article that has all that could be taken for something else."""
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "article.md").write_text(OWN, "utf-8")
    labels = (builtin_folder() / "en" / "labels.toml").read_text("utf-8")
    for key, text in {"caption": CAPTION, "alt": ALT}.items():
        old = next(line for line in labels.splitlines() if line.startswith(f"{key} = "))
        labels = labels.replace(old, f"{key} = {json.dumps(text)}")
    (tmp_path / "en" / "labels.toml").write_text(labels, "utf-8")
    return build_article("en", templates=tmp_path)


@every_flavor
def test_what_only_looks_like_it_stays(own: Article, flavor: str) -> None:
    """Code, addresses and escaped signs are neither mathematics nor references nor citations."""
    _, body = written(own, flavor)
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


def test_plain_is_the_core_of_a_users_article_too(own: Article) -> None:
    """`plain` changes nothing, whatever there is."""
    assert flavored(own, FLAVORS["plain"]) == own.markdown


def test_captions_and_alternative_texts_are_quoted(own: Article) -> None:
    """What is special to a host in a caption or an alternative text is written so that it is not."""
    words = 'An "alternative" <text> & code in two lines'
    assert f'alt="{html.escape(words)}"' in flavored(own, FLAVORS["github"])
    assert f"\n:alt: {words}\n" in flavored(own, FLAVORS["myst"])
    hugo = flavored(own, FLAVORS["hugo"])
    assert f"alt=`{words}`" in hugo
    caption = f"**Figure 1** {CAPTION}".replace('"', r"\"")
    assert f'caption="{caption}"' in hugo
    tree = json.loads(pypandoc.convert_text(flavored(own, FLAVORS["quarto"]), "json", "markdown"))
    figure = next(block["c"] for block in tree["blocks"] if block["t"] == "Figure")
    assert dict(figure[2][0]["c"][0]["c"][0][2])["fig-alt"] == words


def test_references_lead_to_figures(own: Article) -> None:
    """Figures are referred to where the host can, and nowhere within code or a link."""
    references = re.findall(r"\{ref\}`(.+?)`", flavored(own, FLAVORS["myst"], "a b"))
    assert references == ["Figure 1 <a-b-en-structure>"]
    assert re.findall(r"\[-@(.+?)\]", flavored(own, FLAVORS["quarto"])) == ["fig-lstm-en-structure"]
    assert r"$$x_t$$ and `$x_t$` \[1\]," in flavored(own, FLAVORS["jekyll"])


def test_an_equation_of_no_lstm_is_labelled_by_number(own: Article) -> None:
    """Where equations are no LSTM, labels count them."""
    assert "$$ (lstm-en-equation-1)" in flavored(own, FLAVORS["myst"])


def test_headings_go_deeper() -> None:
    """Six levels is the deepest."""
    article = build_article("en")
    levels = [section.level for section in article.sections]
    text = flavored(article, replace(FLAVORS["plain"], deeper=5))
    assert {len(marks) for marks in re.findall(r"^(#+) ", text, re.MULTILINE)} == {6}
    assert len(re.findall(r"^#+ ", text, re.MULTILINE)) == len(levels) + 1  # the reference list has one too
