"""Drafts: the built-in articles at every length, and users' own optional paragraphs, composed to a length."""

import json
import re
import tomllib
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from built_in import LENGTHS, RULES, composed, draft, whole
from lstm_article import build_article
from lstm_article.article.article import Article
from lstm_article.article.draft import Draft
from lstm_article.article.rendering import Rendering
from lstm_article.build import BuildOptions, build_articles, check_builtin_articles
from lstm_article.checks.report import Goal
from lstm_article.checks.run import check_article
from lstm_article.choices import CHECKS, LANGS
from lstm_article.errors import LengthError, TemplateError
from lstm_article.templating.templates import Templates, builtin_folder
from own_article import draft as own_draft
from own_article import refusal, write

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
LEAST = 18  # Tea, Tea is made from the leaves of one plant, Kinds, Every kind keeps best in the dark
LENGTHS_OF_TEA = {"green": 12, "black": 6, "white": 5, "ways": 1 + 8 + 1 + 4, "never": 1}
EVERYTHING = LEAST + sum(LENGTHS_OF_TEA.values()) + 4 + 1  # Ways to drink it, Never


@pytest.fixture
def tea(tmp_path: Path) -> Path:
    """A small article of somebody's own, with optional paragraphs."""
    folder = tmp_path / "tea"
    write(folder, TEA)
    (folder / "references.toml").write_text(BOOKS, "utf-8")
    return folder


OUT = '{% optional "out", rank=1 %}\nOut.\n{% endoptional %}\n'
CODE = "Code.\n\n```python\nx = 1\n\n\n\ny = 2\n```"


def headings(article: Article) -> list[str]:
    return re.findall("^#+ (.*)$", article.markdown, re.MULTILINE)


def there(article: Article) -> list[str]:
    """The names of the optional paragraphs that an article has."""
    return [paragraph.name for paragraph in article.optional if paragraph.chosen]


@pytest.mark.parametrize(("lang", "rule"), RULES)
def test_every_length(lang: str, rule: str) -> None:
    """From 400 to 2500 in steps of 25, articles are whole and within 2 %, three quarters of them within 1 %."""
    near = 0
    proved: set[tuple[str, ...]] = set()
    for words in LENGTHS:
        article = composed(lang, rule, words)
        equations = tuple(tex for tex, _ in article.text.equations)
        chosen = {*CHECKS} - ({"equations", "diagram"} if equations in proved else set())
        proved.add(equations)  # each set of them is run once, however many articles have it
        report = check_article(article, Path("lstm.md"), Goal(words, rule, 2.0), chosen)
        assert report.findings == (), words
        assert report.count == article.count
        near += abs(report.difference) <= words / 100
        refuse_scraps(article)
        out = {paragraph.rank for paragraph in article.optional if not paragraph.chosen}
        assert all(paragraph.rank <= min(out, default=9) for paragraph in article.optional if paragraph.chosen)
    assert near >= len(LENGTHS) * 3 / 4
    assert proved


def refuse_scraps(article: Article) -> None:
    """Assert that nothing stands twice, no heading alone, no figure out of order, and no mark."""
    blocks = re.split(r"\n{2,}", re.sub(r"```.*?```", "", article.markdown.strip(), flags=re.DOTALL))
    assert max(Counter(block for block in blocks if block[0] not in "$!").values()) == 1
    for block, after in pairwise([*blocks, "# the end"]):
        level = len(block) - len(block.lstrip("#"))
        assert level == 0 or not re.match(rf"#{{1,{level}}} ", after), block
    figures = re.findall(r"!\[.*\]\(figures/(\w+)\..*\)\n\n\*\*(?:Figure|图) (\d)\*\*", article.markdown)
    assert figures == [(figure.name, str(n)) for n, figure in enumerate(article.figures, 1)]
    assert {*re.findall(r"(?:Figure|图) (\d)", article.markdown)} == {number for _, number in figures}
    assert not re.search("[\ue000\ue001]", article.markdown)


def test_han_characters_of_english() -> None:
    """English has no Han characters to count: by either rule it is the same article."""
    assert draft("en").compose(700, "han") == composed("en", "word", 700)


def test_languages_agree_at_every_length() -> None:
    """The two articles agree, however long each is."""
    for words in LENGTHS:
        first, other = (composed(lang, "word", words) for lang in LANGS)
        report = check_article(other, Path("lstm.md"), Goal(words), ["length", "languages"], first)
        assert report.findings == (), words


@pytest.mark.parametrize(("lang", "rule"), RULES)
def test_reach(lang: str, rule: str) -> None:
    """The shortest and the longest article can be built; beyond the tolerance, the error names both lengths."""
    least, most = draft(lang).reach(rule)
    assert least <= 408
    assert most >= 2500
    unit = {"word": "words", "han": "Han characters"}[rule]
    told = f"{unit}: the {lang} article has at least {least} and at most {most} {unit}; ask for a length between these"
    for words in (least, most):
        assert composed(lang, rule, words).count.by(rule) == words
    for words in (200, 2 * most):
        with pytest.raises(LengthError) as caught:
            draft(lang).compose(words, rule)
        assert str(caught.value) == f"{words} {told}"


def test_length_out_of_reach(tmp_path: Path, run) -> None:
    """A length that no choice comes near is a usage error, and nothing is written."""
    done = run("build", "-l", "en", "--words", 200, "-o", tmp_path / "out")
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(r"error: 200 words: the en article has at least \d+ .*\n", done.stderr)
    assert not (tmp_path / "out").exists()


def test_the_tolerance_is_of_the_length_asked_for(tmp_path: Path) -> None:
    """Beyond the shortest and the longest article, lengths are refused from where these miss by more than 5 percent."""
    optional = f"{{% optional 'a', rank=1 %}}\n{'word ' * 170}\n{{% endoptional %}}"
    own = own_draft(tmp_path, f"# T\n\n{'word ' * 209}\n\n{optional}\n")
    assert own.reach("word") == (210, 380)
    assert [own.compose(words).count.word for words in (200, 400)] == [210, 380]  # 200 + 5 %, 400 - 5 %
    for words in (199, 401):
        with pytest.raises(LengthError):
            own.compose(words)
    assert own.compose(210, tolerance=0).count.word == 210
    with pytest.raises(LengthError):
        own.compose(209, tolerance=0)


def test_the_default_length(tmp_path: Path) -> None:
    """By default an article has 1000 words, among them Chinese characters; counted alone are these if asked for."""
    paragraphs = (f"{{% optional '{n}', rank=1 %}}\n词\n{{% endoptional %}}\n" for n in range(8))
    text = "\n".join([f"# T\n\n{'word ' * 995}\n", *paragraphs])
    for lang in LANGS:
        write(tmp_path / "en", text, f"../../{lang}/article.md")
        article = build_article(lang, templates=tmp_path)
        assert article.count.word == 1000
        assert article == Draft(Rendering(Templates(tmp_path), lang)).compose()
    assert build_article("zh", 3, "han", templates=tmp_path).count.han == 3


def test_an_article_is_labelled_in_its_language() -> None:
    """Description, language tag and name are those of the label file, and the title is the first heading."""
    for lang in LANGS:
        labels = tomllib.loads((builtin_folder() / lang / "labels.toml").read_text("utf-8"))["page"]
        article = whole(lang)
        assert (article.lang, article.description, article.tag, article.language_name) == (
            lang,
            labels["description"],
            labels["tag"],
            labels["name"],
        )
        assert article.markdown.startswith(f"# {article.title}\n")


@pytest.mark.parametrize(
    "text", ["Text.\n", "# $x$\n", '{% optional "a", rank=1 %}\n# T\n\nText.\n{% endoptional %}\n']
)
def test_no_heading(text: str, tmp_path: Path) -> None:
    """An article has a heading with words, and keeps it when it is short."""
    write(tmp_path, text)
    with pytest.raises(TemplateError) as caught:
        build_article("en", 0, templates=tmp_path)
    file = tmp_path / "en" / "article.md"
    assert str(caught.value) == f"{file}: renders to no heading; begin with `# ` and a title"


def test_nothing_to_choose_from(tmp_path: Path) -> None:
    """An article without optional paragraphs has one length, whatever is asked for; the length check tells."""
    assert own_draft(tmp_path, "# T\n\none two\n").compose(1000).count.word == 3


def test_length_that_is_not_checked(tea: Path, tmp_path: Path) -> None:
    """With the length check skipped, the closest article is written."""
    checks = {*CHECKS} - {"length", "equations", "diagram"}
    edition = BuildOptions(["en"], ["md"], templates=tea, out=tmp_path, checks=checks)
    for words, chosen in ((1, set()), (9000, {*LENGTHS_OF_TEA})):
        report = build_articles(edition, Goal(words))[0]
        assert report.findings == ()
        assert {paragraph.name for paragraph in report.optional if paragraph.chosen} == chosen
        markdown = (tmp_path / "lstm.en.md").read_text("utf-8")
        assert ("Reheated." in markdown) == ("never" in chosen)


def test_what_is_in_and_out(tea: Path, tmp_path: Path, run) -> None:
    """JSON lists the optional paragraphs with rank and length, and says which the article has."""
    skipped = ("--skip", "equations", "--skip", "diagram")
    call = ("build", "-l", "en", "--templates", tea, "--words", 36, "-f", "md", "-o", tmp_path, *skipped)
    optional = [
        {"name": name, "rank": rank, "needs": [], "word": LENGTHS_OF_TEA[name], "han": 0, "in": rank == 1}
        for name, rank in (("green", 1), ("black", 1), ("white", 2), ("ways", 2), ("never", 3))
    ]
    assert json.loads(run(*call, "--json").stdout)["articles"][0]["optional"] == optional
    checked = json.loads(run("check", tmp_path / "lstm.en.md", "--words", 36, "--json").stdout)
    assert checked["articles"][0]["optional"] == []


def test_what_is_in_and_out_of_a_built_in_article() -> None:
    """A report lists each paragraph that a template has a tag for; at 1000 words those of ranks 1 to 3 are in."""
    for report, lang in zip(check_builtin_articles(LANGS, Goal(1000), ["length"]), LANGS, strict=True):
        template = (builtin_folder() / lang / "article.md").read_text("utf-8")
        tags = re.findall(r'{% optional "(.+?)", rank=(\d)', template)
        assert len(tags) == template.count("{% endoptional %}")
        told = [(paragraph.name, paragraph.rank, paragraph.chosen) for paragraph in report.optional]
        assert told == [(name, int(rank), int(rank) <= 3) for name, rank in tags]


def test_a_users_paragraphs_compose(tea: Path) -> None:
    """Own optional paragraphs, list items, tables, code and sections come and go, with their citations."""
    own = Draft(Rendering(Templates(tea), "en"))
    assert own.reach("word") == (LEAST, EVERYTHING)
    shortest = own.compose(LEAST)
    assert headings(shortest) == ["Tea", "Kinds"]
    assert shortest.count.word == LEAST
    black = own.compose(LEAST + 6)
    assert there(black) == ["black"]
    assert "Black tea oxidises for hours [1]." in black.markdown
    assert headings(black) == ["Tea", "Kinds", "References"]
    both = own.compose(LEAST + 18)
    assert "stay green [1]." in both.markdown
    assert "for hours [2]." in both.markdown
    assert "dark.\n" in both.markdown
    listed = own.compose(LEAST + 23)
    assert "- Every kind keeps best in the dark.\n- White tea is only dried.\n" in listed.markdown
    longest = own.compose(10_000, tolerance=float("inf"))
    assert headings(longest) == ["Tea", "Kinds", "Ways to drink it", "Hot", "Cold", "Never", "References"]
    assert longest.count.word == EVERYTHING
    assert "| ice | summer |\n\n```text\nuncounted" in longest.markdown


def test_an_optional_paragraph_counts_with_all_its_blocks(tea: Path) -> None:
    """The length of an optional paragraph is that of its headings, paragraphs and table cells together."""
    optional = Draft(Rendering(Templates(tea), "en")).compose(LEAST).optional
    assert {paragraph.name: paragraph.count.word for paragraph in optional} == LENGTHS_OF_TEA
    assert [paragraph.rank for paragraph in optional] == [1, 1, 2, 2, 3]


def test_what_is_counted_before_is_what_is_there(tea: Path) -> None:
    """At every length the article has the words of what it always says, of its optional paragraphs and headings."""
    own = Draft(Rendering(Templates(tea), "en"))
    for words in range(LEAST, EVERYTHING + 1):
        article = own.compose(words)
        names = there(article)
        with_headings = 4 * ("ways" in names or "never" in names) + ("never" in names)
        assert article.count.word == LEAST + sum(LENGTHS_OF_TEA[name] for name in names) + with_headings


def test_what_is_needed_is_there(tea: Path, tmp_path: Path, run) -> None:
    """A paragraph may name others of higher ranks, wherever they stand, and never comes without them; JSON tells."""
    text = TEA.replace('"green", rank=1', '"green", rank=1, needs=[]')
    text = text.replace('"black", rank=1', '"black", rank=3, needs=["ways", "green"]')
    text = text.replace('"never", rank=3', '"never", rank=3, needs="white"')
    own = own_draft(tea, text)
    needs = {"green": [], "black": ["ways", "green"], "white": [], "ways": [], "never": ["white"]}
    for words in range(LEAST, EVERYTHING + 1):
        article = own.compose(words)
        assert {paragraph.name: [*paragraph.needs] for paragraph in article.optional} == needs
        assert all({*needs[name]} <= {*there(article)} for name in there(article))
    assert {*there(article)} == {*needs}
    done = run("build", "-l", "en", "--templates", tea, "--words", 60, "-o", tmp_path / "out", "--json")
    told = json.loads(done.stdout)["articles"][0]["optional"]
    assert {paragraph["name"]: paragraph["needs"] for paragraph in told} == needs


def test_a_length_between_paragraphs(tea: Path, tmp_path: Path, run) -> None:
    """If the paragraphs are too large to come near a length, the article fails the check and is not written."""
    write(tea, TEA.replace("Black tea", "Black tea " + "word " * 300))
    done = run("build", "-l", "en", "--templates", tea, "--words", 150, "-o", tmp_path / "out")
    assert done.returncode == 1
    assert ": length: " in done.stderr
    assert not (tmp_path / "out").exists()


def test_headings_alone(tmp_path: Path) -> None:
    """A heading comes and goes with the text below it, at any depth; one without any text is always there."""
    text = (
        "# T\n\n## A\n\n### B\n\n{% optional 'b', rank=1 %}\none two three\n{% endoptional %}\n\n"
        "### C\n\n{% optional 'c', rank=1 %}\none two three four five six\n{% endoptional %}\n\n"
        "## D\n\n### E\n\n## F\n\n{% optional 'f', rank=2 %}\none\n{% endoptional %}\n\n### G\n"
    )
    own = own_draft(tmp_path, text)
    assert own.reach("word") == (5, 18)  # T, D, E, F and G
    assert [headings(own.compose(words)) for words in (5, 10, 13, 17)] == [
        ["T", "D", "E", "F", "G"],
        ["T", "A", "B", "D", "E", "F", "G"],
        ["T", "A", "C", "D", "E", "F", "G"],
        ["T", "A", "B", "C", "D", "E", "F", "G"],
    ]


def test_what_is_left_out_still_separates(tmp_path: Path) -> None:
    """Empty lines within the tags keep their neighbours apart; those within code are code."""
    text = (
        'First.\n{% optional "a", rank=1 %}\n\nText text text.\n\n{% endoptional %}\nSecond.\n\n\n\n'
        "```python\nx = 1\n\n\n\ny = 2\n```\n"
    )
    article = own_draft(tmp_path, f"# My title\n\n# A part\n\n{text}").compose(6)
    code = "```python\nx = 1\n\n\n\ny = 2\n```\n"
    assert article.markdown == f"# My title\n\n# A part\n\nFirst.\n\nSecond.\n\n{code}"
    assert article.count.word == 6


@pytest.mark.parametrize(
    ("text", "composed"),
    [
        pytest.param(text, composed, id=name)
        for name, text, composed in (
            ("indented code", "Some.\n\n    x = 1\n\n\n    y = 2\n", "Some.\n\n    x = 1\n\n\n    y = 2\n"),
            ("a list", "- One\n\n\n\n- two\n", "- One\n\n- two\n"),
            ("code that is left out", f"{OUT.replace('Out.', CODE)}\nSome.\n", "Some.\n"),
            ("text before that", f"Some.\n\n\n{OUT}\n\nMore.\n", "Some.\n\nMore.\n"),
            ("the end", f"Some.\n\n{OUT}", "Some.\n"),
            ("a section", f"## A\n\n{OUT}\n## B\n", "## B\n"),
        )
    ],
)
def test_empty_lines_of_an_article(text: str, composed: str, tmp_path: Path) -> None:
    """Of empty lines in a row one is left, none at the end; those of code are code and go with it."""
    shortest = own_draft(tmp_path, f"# T\n\n{text}").compose(1, tolerance=float("inf"))
    assert shortest.markdown == f"# T\n\n{composed}"


def test_the_beginning_may_be_left_out(tmp_path: Path) -> None:
    """An article has no empty line at its beginning, whatever is left out there."""
    assert own_draft(tmp_path, f"{OUT}\n# T\n").compose(1).markdown == "# T\n"


def test_lines_know_where_they_come_from(tmp_path: Path) -> None:
    """The article maps each line of the whole text to its own line, or lists it as left out."""
    text = '# T\n\n{% optional "a", rank=1 %}\nout\n{% endoptional %}\n\none two three\n'
    article = own_draft(tmp_path, text).compose(4)
    assert article.whole.lines[:5] == ["# T", "", "out", "", "one two three"]
    assert article.origins == {1: 1, 2: 2, 5: 3}
    assert article.left_out == {3}


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        pytest.param(text, line, message, id=name)
        for name, text, line, message in (
            ("nothing", '{% optional "a", rank=1 %}\n\n{% endoptional %}\n', 3, "is empty; write it or remove it"),
            ("a link's target alone", '{% optional "a", rank=1 %}\n[a]: https://example.org\n{% endoptional %}\n', 3, "is empty"),
            ("a heading alone", '{% optional "a", rank=1 %}\n## A\n{% endoptional %}\n\nText.\n', 3, "has a heading that the text after it would fall under"),
            ("section of others", '{% optional "a", rank=1 %}\n## A\n\nText.\n{% endoptional %}\n\nMore.\n', 3, "has a heading that the text after it"),
            ("deeper section of others", '{% optional "a", rank=1 %}\n## A\n\nText.\n{% endoptional %}\n\n### B\n', 3, "has a heading that the text after it"),
            ("part of a paragraph", 'Some\n{% optional "a", rank=1 %}\nmore\n{% endoptional %}\n', 4, "runs into the text beside it; leave a line empty around it"),
            (
                "parts of one paragraph", '{% optional "a", rank=1 %}\nSome\n{% endoptional %}\n{% optional "b", rank=1 %}\nmore\n{% endoptional %}\n', 3,
                "runs into the text beside it; leave a line empty around it",
            ),
            (
                "paragraphs that would merge",
                'Some.\n\n- item\n{% optional "a", rank=1 %}\n\nText.\n{% endoptional %}\n    more\n', 6, "runs into the text beside it",
            ),
        )
    ],
)  # fmt: skip
def test_passages_that_are_no_whole(text: str, line: int, message: str, tmp_path: Path) -> None:
    """An optional paragraph has text, whole blocks of it, and all that stands below its headings."""
    assert refusal(tmp_path, f"# T\n\n{text}").startswith(f"article.md:{line}: the optional paragraph 'a' {message}")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(text, id=name)
        for name, text in {
            "what hangs on an item": 'Some.\n\n{% optional "a", rank=1 %}\n- item\n{% endoptional %}\n    - child\n',
            "the head of a table": 'Some.\n\n{% optional "a", rank=1 %}\n| a | b |\n|---|---|\n{% endoptional %}\n| c | d |\n',
            "what would be one paragraph": 'Some\nmore.\n{% optional "a", rank=1 %}\n- item\n```\ncode\n```\n{% endoptional %}\n$x$\n',
            "what would be a caption": '![x](y)\n\n{% optional "a", rank=1 %}\nBetween.\n{% endoptional %}\n\nFigure 1 shows it.\n',
        }.items()
    ],
)
def test_text_that_needs_what_may_be_left_out(text: str, tmp_path: Path) -> None:
    """Text that would be parsed differently without an optional paragraph is refused when that is left out."""
    told = "article.md:5: the optional paragraph 'a' cannot be left out: the text beside it would be read otherwise"
    assert refusal(tmp_path, f"# T\n\n{text}").startswith(told)


def test_text_that_would_become_a_heading(tmp_path: Path) -> None:
    """Leaving an optional paragraph out is refused if a paragraph would then be a heading, though no word changes."""
    text = '# T\n\nSome.\n{% optional "a", rank=1 %}\n1. item\n{% endoptional %}\n-\n'
    told = "article.md:4: the optional paragraph 'a' cannot be left out: the text beside it would be read otherwise"
    assert refusal(tmp_path, text).startswith(told)


def test_the_nearest_passage_is_named(tmp_path: Path) -> None:
    """Of several left-out paragraphs, the error names the one where the parsed text begins to differ."""
    a, b, c = (
        f"{{% optional '{name}', rank=1 %}}\n{text}\n{{% endoptional %}}\n"
        for name, text in (("a", "far"), ("b", "- item"), ("c", "away"))
    )
    told = refusal(tmp_path, f"# T\n\n{a}\nSome.\n\n{b}    - child\n\nMore.\n\n{c}")
    assert told.startswith("article.md:9: the optional paragraph 'b' cannot be left out")
    told = refusal(tmp_path, f"{b}    - child\n\n# T\n\nSome.\n\n{c}")
    assert told.startswith("article.md:1: the optional paragraph 'b' cannot be left out")


def test_many_paragraphs(tmp_path: Path) -> None:
    """Choosing among 200 paragraphs is not to try each of their 2^200 choices, which would never end."""
    marks = (f'{{% optional "p{n}", rank=1 %}}\n{"word " * (n % 55 + 1)}\n{{% endoptional %}}\n' for n in range(200))
    assert own_draft(tmp_path, "\n".join(["# Title\n", *marks])).compose(300).count.word == 300
