"""Users' own optional paragraphs: how they compose, what follows them, and marks used wrongly."""

import json
import re
from pathlib import Path

import pytest

from lstm_article.article import choice as compose
from lstm_article.article.article import Article
from lstm_article.article.draft import Draft
from lstm_article.article.rendering import Rendering
from lstm_article.choices import CHECKS
from lstm_article.errors import TemplateError
from lstm_article.templating.templates import builtin_folder

TEA = """# Tea

Tea is made from the leaves of one plant.

## Kinds

{% optional "green", rank=1 %}
Green tea is heated soon, so that the leaves stay green {{ cite("ukers") }}.
{% endoptional %}

{% optional "black", rank=1 %}
Black tea oxidises for hours {{ cite("okakura") }}.
{% endoptional %}

- Every kind keeps best in the dark.
{% optional "white", rank=2 %}
- White tea is only dried.
{% endoptional %}

## Ways to drink it

{% optional "ways", rank=2 %}
### Hot

With milk or without, from a pot {{ cite("okakura") }}.

### Cold

| with | for |
|---|---|
| ice | summer |

```text
uncounted, uncounted, uncounted
```
{% endoptional %}

### Never

{% optional "never", rank=3 %}
Reheated.
{% endoptional %}
"""
BOOKS = "".join(
    f'[{name}]\nauthors = "{name.title()}"\ntitle = "On tea"\nvenue = "Tea"\nyear = 1906\n' for name in ("ukers", "okakura")
)  # fmt: skip


@pytest.fixture
def tea(tmp_path: Path) -> Path:
    """A small article of somebody's own, with optional paragraphs."""
    folder = tmp_path / "tea"
    (folder / "en").mkdir(parents=True)
    (folder / "en" / "article.md").write_text(TEA, "utf-8")
    (folder / "references.toml").write_text(BOOKS, "utf-8")
    return folder


def headings(article: Article) -> list[str]:
    return re.findall("^#+ (.*)$", article.markdown, re.MULTILINE)


def test_a_users_paragraphs_compose(tea: Path, tmp_path: Path, run) -> None:
    """Own optional paragraphs, list items, tables, code and sections come and go, with their citations."""
    own = Draft(Rendering(tea, "en"))
    parts, ranks = own.parts("word")
    assert ranks == [1, 1, 2, 2, 3]
    least = len(
        [
            "Tea",
            "Tea",
            "is",
            "made",
            "from",
            "the",
            "leaves",
            "of",
            "one",
            "plant",
            "Kinds",
            "Every",
            "kind",
            "keeps",
            "best",
            "in",
            "the",
            "dark",
        ]
    )
    assert compose.size(parts, ()) == least
    shortest = own.compose(least)
    assert headings(shortest) == ["Tea", "Kinds"]
    assert shortest.count.word == least
    black = own.compose(least + 6)
    assert [o.name for o in black.optional if o.chosen] == ["black"]
    assert "Black tea oxidises for hours [1]." in black.markdown
    assert headings(black) == ["Tea", "Kinds", "References"]
    both = own.compose(least + 18)
    assert "stay green [1]." in both.markdown
    assert "for hours [2]." in both.markdown
    assert "dark.\n" in both.markdown
    listed = own.compose(least + 23)
    assert "- Every kind keeps best in the dark.\n- White tea is only dried.\n" in listed.markdown
    longest = own.compose(10_000, tolerance=float("inf"))
    assert headings(longest) == ["Tea", "Kinds", "Ways to drink it", "Hot", "Cold", "Never", "References"]
    assert (
        longest.count.word == compose.size(parts, range(5)) == least + 6 + 12 + 5 + 4 + 1 + 8 + 1 + 4 + 1 + 1
    )
    assert "| ice | summer |\n\n```text\nuncounted" in longest.markdown
    for words in range(least, longest.count.word + 1):
        article = own.compose(words)
        chosen = [n for n, o in enumerate(article.optional) if o.chosen]
        assert article.count.word == compose.size(parts, chosen)
    skipped = ("--skip", "equations", "--skip", "diagram")
    done = run(
        "build", "-l", "en", "--templates", tea, "--words", 36, "-o", tmp_path / "out", "-f", "md", *skipped
    )
    assert done.returncode == 0, done.stderr
    assert "word=34 " in done.stdout or "word=35 " in done.stdout or "word=36 " in done.stdout


def test_what_is_needed_is_there(tea: Path, tmp_path: Path, run) -> None:
    """A paragraph may name others of higher ranks, wherever they stand, and never comes without them; JSON tells."""
    text = TEA.replace('"green", rank=1', '"green", rank=1, needs=[]')
    text = text.replace('"black", rank=1', '"black", rank=3, needs=["ways", "green"]')
    text = text.replace('"never", rank=3', '"never", rank=3, needs="white"')
    (tea / "en" / "article.md").write_text(text, "utf-8")
    needs = {"green": [], "black": ["ways", "green"], "white": [], "ways": [], "never": ["white"]}
    own = Draft(Rendering(tea, "en"))
    for words in range(18, 61):
        optional = own.compose(words).optional
        assert {o.name: [*o.needs] for o in optional} == needs
        there = {o.name for o in optional if o.chosen}
        assert all({*needs[name]} <= there for name in there)
    assert there == {*needs}
    done = run("build", "-l", "en", "--templates", tea, "--words", 60, "-o", tmp_path / "out", "--json")
    told = json.loads(done.stdout)["articles"][0]["optional"]
    assert {paragraph["name"]: paragraph["needs"] for paragraph in told} == needs


def test_a_length_between_paragraphs(tea: Path, tmp_path: Path, run) -> None:
    """Where paragraphs are too large to come near a length, the article is too long or short, and not written."""
    text = TEA.replace("Black tea", "Black tea " + "word " * 300)
    (tea / "en" / "article.md").write_text(text, "utf-8")
    done = run("build", "-l", "en", "--templates", tea, "--words", 150, "-o", tmp_path / "out")
    assert done.returncode == 1
    assert ": length: " in done.stderr
    assert not (tmp_path / "out").exists()


WRONG = {
    "unknown rank": ('{% optional "a", rank=0 %}\nText.\n{% endoptional %}\n', 3, "has the unknown rank 0; write 1, the highest, to 9"),
    "rank of another kind": ('{% optional "a", rank="high" %}\nText.\n{% endoptional %}\n', 3, "has the unknown rank 'high'"),
    "rank that is true": ('{% optional "a", rank=true %}\nText.\n{% endoptional %}\n', 3, "has the unknown rank True"),
    "rank that is a list": ('{% optional "a", rank=[1] %}\nText.\n{% endoptional %}\n', 3, "has the unknown rank [1]"),
    "no rank": ('{% optional "a" %}\nText.\n{% endoptional %}\n', 3, '`{% optional "name", rank=2 %}` or, where it relies on another, `{% optional "name", rank=2, needs="other" %}`'),
    "no name": ("\n{% optional rank=1 %}\nText.\n{% endoptional %}\n", 4, "takes a name and a rank"),
    "nothing": ("{% optional %}\nText.\n{% endoptional %}\n", 3, "takes a name and a rank"),
    "more": ('{% optional "a", rank=1, 2 %}\nText.\n{% endoptional %}\n', 3, "takes a name and a rank"),
    "name of other signs": ('{% optional "a, b", rank=1 %}\nText.\n{% endoptional %}\n', 3, "letters, digits and hyphens"),
    "name that is a number": ('{% optional 3, rank=1 %}\nText.\n{% endoptional %}\n', 3, "takes a name and a rank"),
    "name that is undefined": ('{% optional "a".x, rank=1 %}\nText.\n{% endoptional %}\n', 3, "takes a name and a rank"),
    "rank of an odd kind": ('{% optional "a", rank={(1, 2): 3} %}\nText.\n{% endoptional %}\n', 3, "has the unknown rank"),
    "needs before rank": ('{% optional "a", needs="b", rank=1 %}\nText.\n{% endoptional %}\n', 3, "takes a name and a rank"),
    "needs without a value": ('{% optional "a", rank=1, needs %}\nText.\n{% endoptional %}\n', 3, "takes a name and a rank"),
    "needs twice": ('{% optional "a", rank=1, needs="b", needs="c" %}\nText.\n{% endoptional %}\n', 3, "takes a name and a rank"),
    "needs of another kind": (
        '{% optional "a", rank=1, needs=2 %}\nText.\n{% endoptional %}\n', 3,
        '\'a\' has the unknown needs 2; write needs="other" or needs=["one", "other"]',
    ),
    "needs that cannot be": ('{% optional "a", rank=1, needs={[1]: 2} %}\nText.\n{% endoptional %}\n', 3, "takes a name and a rank"),
    "needs of other kinds": ('{% optional "a", rank=1, needs=["b", 2] %}\nText.\n{% endoptional %}\n', 3, "has the unknown needs ['b', 2]"),
    "needs nothing that is there": (
        '{% optional "a", rank=2, needs="c" %}\nA.\n{% endoptional %}\n\n{% optional "b", rank=1 %}\nB.\n{% endoptional %}\n', 3,
        "'a' needs 'c', which stands nowhere; correct the name or write it",
    ),
    "needs the same rank": (
        '{% optional "a", rank=2 %}\nA.\n{% endoptional %}\n\n{% optional "b", rank=2, needs=["a"] %}\nB.\n{% endoptional %}\n', 7,
        "'b' of rank 2 needs 'a' of rank 2, which may be left out; give 'a' a higher rank, or this one a lower",
    ),
    "needs a lower rank": (
        '{% optional "a", rank=2, needs=["b", "c"] %}\nA.\n{% endoptional %}\n\n{% optional "b", rank=1 %}\nB.\n{% endoptional %}\n\n'
        '{% optional "c", rank=3 %}\nC.\n{% endoptional %}\n', 3,
        "'a' of rank 2 needs 'c' of rank 3, which may be left out",
    ),
    "needs itself": ('{% optional "a", rank=1, needs="a" %}\nText.\n{% endoptional %}\n', 3, "'a' needs itself; name another one, or none"),
    "twice": ('{% optional "a", rank=1 %}\nA.\n{% endoptional %}\n\n{% optional "a", rank=2 %}\nB.\n{% endoptional %}\n', 7, "a second time"),
    "nested": (
        '{% optional "a", rank=1 %}\nA.\n\n{% optional "b", rank=2 %}\nB.\n{% endoptional %}\n{% endoptional %}\n', 6,
        "'b' stands within 'a'; end that one first",
    ),
    "nested by inclusion": ('{% optional "a", rank=1 %}\n{% include "en/part.md" %}\n{% endoptional %}\n', 2, "'part' stands within 'a'"),
    "empty": ('{% optional "a", rank=1 %}\n\n{% endoptional %}\n', 3, "is empty; write it or remove it"),
    "a heading alone": ('{% optional "a", rank=1 %}\n## A\n{% endoptional %}\n\nText.\n', 3, "has a heading that the text after it"),
    "a link's target alone": ('{% optional "a", rank=1 %}\n[a]: https://example.org\n{% endoptional %}\n', 3, "is empty"),
    "not ended": ('{% optional "a", rank=1 %}\nText.\n', 3, "has no end, `{% endoptional %}`"),
    "not begun": ("Text.\n{% endoptional %}\n", 4, "endoptional"),
    "within a line": ('Some {% optional "a", rank=1 %}more\n{% endoptional %}\ntext.\n', 3, "shares a line with other text"),
    "ending within a line": ('{% optional "a", rank=1 %}\nmore{% endoptional %}\n', 3, "shares a line with other text"),
    "part of a paragraph": ('Some\n{% optional "a", rank=1 %}\nmore\n{% endoptional %}\n', 4, "runs into the text beside it"),
    "section of others": ('{% optional "a", rank=1 %}\n## A\n\nText.\n{% endoptional %}\n\nMore.\n', 3, "has a heading that the text after it"),
    "whitespace control": ('{%- optional "a", rank=1 %}\nText.\n{% endoptional %}\n', 3, "on lines of their own, without `-`"),
    "paragraphs that would merge": (
        'Some.\n\n- item\n{% optional "a", rank=1 %}\n\nText.\n{% endoptional %}\n    more\n', 6, "runs into the text beside it",
    ),
    "what hangs on an item": (
        'Some.\n\n{% optional "a", rank=1 %}\n- item\n{% endoptional %}\n    - child\n', 5, "cannot be left out: the text beside it",
    ),
    "the head of a table": (
        'Some.\n\n{% optional "a", rank=1 %}\n| a | b |\n|---|---|\n{% endoptional %}\n| c | d |\n', 5, "cannot be left out",
    ),
    "what would be a caption": (
        '![x](y)\n\n{% optional "a", rank=1 %}\nBetween.\n{% endoptional %}\n\nFigure 1 shows it.\n', 5, "cannot be left out",
    ),
    "figure that may be left out": (
        '{% optional "a", rank=2 %}\n{{ figure("memory") }}\n{% endoptional %}\n\n{% optional "b", rank=2 %}\nSee {{ refer("memory") }}.\n'
        "{% endoptional %}\n", 7, "refers to figure 'memory', which may be left out",
    ),
    "figure that is nowhere": ('{% optional "a", rank=2 %}\nSee {{ refer("structure") }}.\n{% endoptional %}\n', 3, "which stands nowhere"),
    "figure that is none": ('See {{ refer("cat") }}.\n', 3, "unknown figure 'cat'; there is structure, unrolled, memory"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_marks_used_wrongly(case: str, tmp_path: Path, run) -> None:
    """One line with file and line, exit code 2, nothing written, whatever is not checked."""
    text, line, message = WRONG[case]
    folder = tmp_path / "own" / "en"
    folder.mkdir(parents=True)
    file = folder / ("part.md" if "inclusion" in case else "article.md")
    (folder / "part.md").write_text(
        'Part.\n{% optional "part", rank=1 %}\nPart.\n{% endoptional %}\n', "utf-8"
    )
    equations = '{% import "equations.md" as equations %}# T\n'
    steps = "\n" * 8 + "".join(f"{{{{ equations.{name}() }}}}\n" for name in STEPS)
    (folder / "article.md").write_text(f"{equations}\n{text}{steps}", "utf-8")
    skips = [word for check in CHECKS for word in ("--skip", check)]
    call = ("build", "-l", "en", "--words", 1, "--templates", tmp_path / "own", "-o", tmp_path / "out")
    done = run(*call, *skips)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"error: {file}:{line}: "), done.stderr
    assert message in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "out").exists()


STEPS = ("input_gate", "forget_gate", "candidate", "cell_state", "output_gate", "hidden_state")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            '{% optional "a", rank=1 %}\n{{ figure("structure") }}\n{% endoptional %}\n',
            "which may be left out; place it here",
        ),
        ("Text.\n", "which stands nowhere; place it"),
    ],
)
def test_essential_text_refers_to_essential_figures(text: str, message: str, tmp_path: Path, run) -> None:
    """A reference in essential text is never left without its figure."""
    (tmp_path / "own" / "en").mkdir(parents=True)
    file = tmp_path / "own" / "en" / "article.md"
    file.write_text(f'# T\n\n{text}\nSee {{{{ refer("structure") }}}}.\n', "utf-8")
    done = run("build", "-l", "en", "--templates", tmp_path / "own", "-o", tmp_path / "out")
    assert done.returncode == 2
    assert done.stderr.startswith(f"error: {file}: refers to figure 'structure', {message}")


def test_what_is_left_out_still_separates(tmp_path: Path) -> None:
    """Empty lines within the tags keep their neighbours apart; those within code are code."""
    (tmp_path / "en").mkdir()
    text = (
        'First.\n{% optional "a", rank=1 %}\n\nText text text.\n\n{% endoptional %}\nSecond.\n\n\n\n'
        "```python\nx = 1\n\n\n\ny = 2\n```\n"
    )
    (tmp_path / "en" / "article.md").write_text(f"# My title\n\n# A part\n\n{text}", "utf-8")
    article = Draft(Rendering(tmp_path, "en")).compose(6)
    code = "```python\nx = 1\n\n\n\ny = 2\n```\n"
    assert article.markdown == f"# My title\n\n# A part\n\nFirst.\n\nSecond.\n\n{code}"
    assert article.count.word == 6


def test_many_paragraphs(tmp_path: Path) -> None:
    """A choice of 200 paragraphs is made at once; one more is refused."""
    (tmp_path / "en").mkdir()
    marks = [
        f'{{% optional "p{n}", rank=1 %}}\n{"word " * (n % 55 + 1)}\n{{% endoptional %}}\n\n'
        for n in range(201)
    ]
    file = tmp_path / "en" / "article.md"
    file.write_text("# Title\n\n" + "".join(marks[:200]), "utf-8")
    assert Draft(Rendering(tmp_path, "en")).compose(1000).count.word == 1000
    file.write_text("# Title\n\n" + "".join(marks), "utf-8")
    with pytest.raises(TemplateError, match="'p200' is one more than 200"):
        Rendering(tmp_path, "en")


def test_numbers_of_equations_that_are_left_out(tmp_path: Path, run) -> None:
    """Numbers come from equations that stand beside them: without one of these, it is an error."""
    text = (builtin_folder() / "en" / "article.md").read_text("utf-8")
    gate = "{{ equations.output_gate() }}\n"
    assert text.count(gate) == 1
    text = text.replace(gate, f'{{% optional "gate", rank=9 %}}\n{gate}{{% endoptional %}}\n')
    (tmp_path / "own" / "en").mkdir(parents=True)
    file = tmp_path / "own" / "en" / "article.md"
    file.write_text(text, "utf-8")
    call = ("build", "-l", "en", "--templates", tmp_path / "own", "-o", tmp_path / "out", "-f", "md")
    done = run(*call)
    assert done.returncode == 2
    assert done.stderr.startswith(f"error: {file}: shows numbers of other equations than it has")
    assert run(*call, "--words", 9000, "--skip", "length").returncode == 0


def test_words_that_come_with_the_numbers(tmp_path: Path) -> None:
    """What a template says only once it has the numbers is counted before the choice."""
    steps = "".join(f"{{{{ equations.{name}() }}}}\n" for name in STEPS)
    text = (
        f'{{% import "equations.md" as equations %}}\n# Title\n\n{steps}\n'
        '{% optional "a", rank=1 %}\n{% if parameters(2, 2).weights > 1 %}\none two three four five\n{% endif %}\n'
        'six\n{% endoptional %}\n\n{% optional "b", rank=1 %}\none two\n{% endoptional %}\n'
    )
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "article.md").write_text(text, "utf-8")
    own = Draft(Rendering(tmp_path, "en"))
    assert {words: own.compose(words).count.word for words in (1, 3, 7, 9)} == {1: 1, 3: 3, 7: 7, 9: 9}


def test_lines_end_as_they_may(tmp_path: Path) -> None:
    """Each way to end a line leaves each line with its passage."""
    (tmp_path / "en").mkdir()
    text = (
        '# Title\n\nText{{ "\\r\\r\\n\\r" }}text.\n\n{% optional "a", rank=1 %}\nMore.\n{% endoptional %}\n'
    )
    (tmp_path / "en" / "article.md").write_text(text, "utf-8")
    own = Draft(Rendering(tmp_path, "en"))
    assert [own.compose(words).markdown.count("More.") for words in (3, 4)] == [0, 1]
