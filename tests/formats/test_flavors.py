"""The table of flavors: what each host reads of front matter, mathematics and figures."""

import html
import json
import re
from pathlib import Path

import pypandoc
import pytest

from flavored import CAPTION, special_article, written
from lstm_article import Article
from lstm_article.formats.flavors import FLAVORS
from lstm_article.formats.markdown import flavored


@pytest.fixture
def special(tmp_path: Path) -> Article:
    return special_article(tmp_path)


def test_front_matter_is_what_the_host_reads(special: Article, article: Article) -> None:
    """Front matter is YAML for any title; it has a description, and the title unless the host takes that from the text."""
    for either in (article, special):
        for flavor in set(FLAVORS) - {"plain", "github"}:
            front_matter, body = written(either, flavor)
            assert front_matter["description"] == either.description
            assert front_matter.get("title", either.title) == either.title
            assert ("title" in front_matter) or either.markdown.splitlines()[0] in body
        for flavor in ("plain", "github"):
            assert written(either, flavor)[0] == {}
    assert written(article, "myst")[0]["myst"] == {
        "html_meta": {f"description lang={article.tag}": article.description}
    }
    assert written(article, "hugo")[0].get("isCJKLanguage", False) == (article.lang == "zh")
    assert {written(article, flavor)[0]["lang"] for flavor in ("jekyll", "quarto")} == {article.tag}


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
