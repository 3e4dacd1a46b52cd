"""Figures in the text: kept with the paragraphs that place them, numbered in order, referred to by number."""

from pathlib import Path

import pytest

from built_in import LENGTHS, composed
from lstm_article import build_article
from lstm_article.build import BuildOptions, build_articles
from lstm_article.checks.report import Goal
from lstm_article.errors import TemplateError
from lstm_article.templating.templates import builtin_folder
from own_article import EQUATIONS, STEP, draft, refusal, write

PLACED = '{% optional "a", rank=2 %}\n{{ figure("structure") }}\n{% endoptional %}\n'


def test_figures_come_with_their_paragraphs(tmp_path: Path) -> None:
    """A figure is there only with the paragraph that places it, and is numbered after those before it."""
    words = next(
        words
        for words in LENGTHS
        if [figure.name for figure in composed("en", "word", words).figures] == ["structure", "memory"]
    )
    assert "**Figure 2** What is left of a gradient" in composed("en", "word", words).markdown
    build_articles(BuildOptions(["en"], ["md"], out=tmp_path), Goal(words))
    assert sorted(file.name for file in (tmp_path / "figures").iterdir()) == ["memory.en.svg", "structure.en.svg"]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (
            '{% optional "a", rank=2 %}\n{{ figure("memory") }}\n{% endoptional %}\n\n'
            '{% optional "b", rank=2 %}\nSee {{ refer("memory") }}.\n{% endoptional %}\n',
            7,
            "the optional paragraph 'b' refers to figure 'memory', which may be left out; place it here or in",
        ),
        (
            '{% optional "a", rank=2 %}\nSee {{ refer("structure") }}.\n{% endoptional %}\n',
            3,
            "the optional paragraph 'a' refers to figure 'structure', which stands nowhere; place it",
        ),
        (
            '{% optional "a", rank=3 %}\n{{ figure("structure") }}\n{% endoptional %}\n\n'
            '{% optional "b", rank=2 %}\nSee {{ refer("structure") }}.\n{% endoptional %}\n',
            7,
            "the optional paragraph 'b' refers to figure 'structure', which may be left out; place it here or in",
        ),
        ('See {{ refer("cat") }}.\n', 3, "unknown figure 'cat'; there is structure, unrolled, memory"),
        ('{{ figure("cat") }}\n', 3, "unknown figure 'cat'; there is structure, unrolled, memory"),
    ],
)
def test_figures_that_may_not_be_there(text: str, line: int, message: str, tmp_path: Path) -> None:
    """A reference is refused to a figure that is unknown, stands nowhere, or only in a paragraph of no higher rank."""
    told = refusal(tmp_path, f"{EQUATIONS}# T\n\n{text}\n{STEP}")
    assert told.startswith(f"article.md:{line}: {message}")


@pytest.mark.parametrize(
    ("text", "message"),
    [(PLACED, "which may be left out; place it here"), ("Text.\n", "which stands nowhere; place it")],
)
def test_essential_text_refers_to_essential_figures(text: str, message: str, tmp_path: Path) -> None:
    """Essential text cannot refer to a figure that may be left out."""
    told = refusal(tmp_path, f'# T\n\n{text}\nSee {{{{ refer("structure") }}}}.\n')
    assert told.startswith(f"article.md: refers to figure 'structure', {message}")


@pytest.mark.parametrize(
    "text",
    [
        f'{PLACED}\n{{% optional "b", rank=3 %}}\nSee {{{{ refer("structure") }}}}.\n{{% endoptional %}}\n',
        PLACED.replace("{% end", '\nSee {{ refer("structure") }}.\n{% end'),
        '{{ figure("structure") }}\n\n{% optional "b", rank=1 %}\nSee {{ refer("structure") }}.\n{% endoptional %}\n',
        'See {{ refer("structure") }}.\n\n{{ figure("structure") }}\n',
    ],
)
def test_figures_that_are_always_there(text: str, tmp_path: Path) -> None:
    """A figure of a higher rank, of the same paragraph or of essential text is there to be referred to."""
    assert "See Figure 1." in draft(tmp_path, f"# T\n\n{text}").compose(4).markdown


def test_figures_are_numbered_as_they_stand(tmp_path: Path) -> None:
    """Numbers follow the order in the text, whatever the order of the calls; the files have the ending asked for."""
    text = f"""{EQUATIONS}{{% set first = figure("memory") %}}
# T

{{{{ figure("structure") }}}}

{{{{ first }}}}

{STEP}"""
    write(tmp_path, text)
    article = build_article("en", 1, templates=tmp_path, figure_format="png")
    assert [(figure.name, figure.number, figure.path) for figure in article.figures] == [
        ("structure", "Figure 1", "figures/structure.en.png"),
        ("memory", "Figure 2", "figures/memory.en.png"),
    ]
    assert [figure.numbers for figure in article.figures] == [None, article.numbers]
    for figure in article.figures:
        assert f"![{figure.alt}]({figure.path})\n\n**{figure.number}** {figure.caption}\n" in article.markdown


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            '{{ figure("structure") }}\n\n{{ figure("structure") }}\n',
            ":5: figure 'structure' stands here a second time",
        ),
        ('{% set f = figure("structure") %}{{ f }}\n\n{{ f }}\n', ": changes a mark"),
        ('{% set f = figure("structure") %}\n', ": changes a mark"),
    ],
)
def test_a_figure_stands_once(text: str, message: str, tmp_path: Path) -> None:
    """A figure is placed once, and what `figure()` gives is printed once."""
    assert refusal(tmp_path, f"# T\n\n{text}").startswith(f"article.md{message}")


def test_a_figure_of_steps_needs_as_many_inputs(tmp_path: Path) -> None:
    """A figure that shows three steps of the worked example needs three inputs at least."""
    example = (builtin_folder() / "example.toml").read_text("utf-8")
    text = f'{EQUATIONS}# T\n\n{{{{ figure("unrolled") }}}}\n\n{STEP}'
    for inputs in ("[1, 0, 0]", "[1, 0, 0, 0]"):
        (tmp_path / "example.toml").write_text(example.replace("[1, 0, 0]", inputs), "utf-8")
        assert "**Figure 1**" in draft(tmp_path, text).compose().markdown
    (tmp_path / "example.toml").write_text(example.replace("[1, 0, 0]", "[1, 0]"), "utf-8")
    with pytest.raises(TemplateError) as caught:
        draft(tmp_path, text)
    assert str(caught.value) == f"{tmp_path / 'example.toml'}: figure unrolled shows 3 steps; give as many inputs"


def test_the_word_before_a_number(tmp_path: Path) -> None:
    """The label file says the word for a figure; it must be one that a caption is known by."""
    labels = (builtin_folder() / "en" / "labels.toml").read_text("utf-8")
    text = '# T\n\n{{ figure("structure") }}\n'
    write(tmp_path, labels.replace('figure = "Figure"', 'figure = "Fig."'), "labels.toml")
    assert "\n**Fig. 1** One time step." in draft(tmp_path, text).compose().markdown
    write(tmp_path, labels.replace('figure = "Figure"', 'figure = "Picture"'), "labels.toml")
    with pytest.raises(TemplateError, match=r"labels\.toml: page\.figure must be one of fig\., figure, 图"):
        draft(tmp_path, text)
