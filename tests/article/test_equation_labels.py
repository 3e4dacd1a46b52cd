"""Equations by label: the part that each defines, or its number; and references, which are kept only with them."""

import re
from pathlib import Path

import pytest

from built_in import composed
from lstm_article import build_article
from lstm_article.article.equation_labels import labelled_equations
from lstm_article.choices import LANGS
from lstm_article.text import document
from own_article import EQUATIONS, STEP, draft, refusal, write

REFERENCE = 'See {{ refer_equation("input-gate", "the equation") }}.\n'
OPTIONAL = '{{% optional "{}", rank={} %}}\n{}{{% endoptional %}}\n'


@pytest.mark.parametrize("lang", LANGS)
def test_labels_are_the_parts(lang: str) -> None:
    """The equations of the article have the names of gates, candidate and states, in the order of the text."""
    labels = [label for _, label in labelled_equations(composed(lang, "word", 1000).text)]
    assert labels == ["forget-gate", "input-gate", "candidate", "cell-state", "output-gate", "hidden-state"]


def test_other_equations_are_labelled_by_number() -> None:
    """An equation that defines no part has the number of its block; mathematics within a line is not counted."""
    step = composed("en", "word", 1000).markdown.replace("$$\nC_t", "$$\n\\sum_j y_j\n$$\n\n$$\nC_t")
    labels = [label for _, label in labelled_equations(document.read(f"$$a$$ in a line.\n\n{step}"))]
    assert labels[3:5] == ["equation-4", "cell-state"]
    for compact in (re.sub(r"\$\$\n(.*)\n\$\$", r"$$\1$$", step), step.replace("$$\n\n$$", "$$\n$$")):
        assert [label for _, label in labelled_equations(document.read(compact))] == labels
    assert [label for _, label in labelled_equations(document.read("$$\na = b\n$$\n\n> $$\n> c\n> $$\n"))] == [
        "equation-1", "equation-2",
    ]  # fmt: skip


def test_a_reference_names_an_equation_in_words(tmp_path: Path) -> None:
    """In portable Markdown a reference is its words, in one line; they count as text."""
    text = f"{EQUATIONS}\n# T\n\n{REFERENCE}\n{STEP}".replace("the equation", "the\nvery equation")
    article = draft(tmp_path, text).compose(1)
    assert "\n\nSee the very equation.\n\n" in article.markdown
    assert article.count.word == 5


@pytest.mark.parametrize(
    "text",
    [
        f"{REFERENCE}\n{STEP}",
        f"{STEP}\n{OPTIONAL.format('a', 1, REFERENCE)}",
        OPTIONAL.format("a", 1, f"{STEP}\n{REFERENCE}"),
        f"{OPTIONAL.format('a', 1, STEP)}\n{OPTIONAL.format('b', 2, REFERENCE)}",
    ],
)
def test_equations_that_are_always_there(text: str, tmp_path: Path) -> None:
    """An equation of essential text, of the same paragraph or of a higher rank is there to be referred to."""
    write(tmp_path, f"{EQUATIONS}\n# T\n\nText.\n\n{text}")
    assert "See the equation." in build_article("en", 5, templates=tmp_path).markdown


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (REFERENCE, "article.md: refers to equation 'input-gate', which stands nowhere; place it"),
        (
            f"{STEP}\n{REFERENCE.replace('input', 'equation-1')}",
            "article.md: refers to equation 'equation-1-gate', which stands nowhere; place it",
        ),
        (
            f"{STEP}\n{REFERENCE.replace('input-gate', 'equation-7')}\n$$\na\n$$\n",
            "article.md: refers to equation 'equation-7', which stands nowhere; place it",
        ),
        (
            f"{OPTIONAL.format('a', 1, STEP)}\n{REFERENCE}",
            "article.md: refers to equation 'input-gate', which may be left out; place it here or in a higher rank",
        ),
        (
            f"{OPTIONAL.format('a', 2, STEP)}\n{OPTIONAL.format('b', 2, REFERENCE)}",
            "article.md:29: the optional paragraph 'b' refers to equation 'input-gate', which may be left out; place",
        ),
    ],
)
def test_equations_that_may_not_be_there(text: str, message: str, tmp_path: Path) -> None:
    """A reference is refused to an equation that stands nowhere, has only a number, or may be left out without it."""
    told = refusal(tmp_path, f"{EQUATIONS}\n# T\n\n{text}")
    assert re.sub(r"md:\d+:", "md:29:", told).startswith(message)


@pytest.mark.parametrize("arguments", ['"input-gate", ""', '"input-gate", " \\n"', '"input-gate", 4', '4, "x"'])
def test_references_without_words(arguments: str, tmp_path: Path) -> None:
    """A reference needs a label and words; the error has its place in the template."""
    told = refusal(tmp_path, f"{EQUATIONS}\n# T\n\nSee {{{{ refer_equation({arguments}) }}}}.\n\n{STEP}")
    assert told == (
        'article.md:4: refer_equation() takes a label and words; write both, as in ("cell-state", "the cell’s equation")'
    )
