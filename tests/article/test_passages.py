"""Optional paragraphs: how templates mark them, and marks used wrongly."""

from pathlib import Path

import pytest

from lstm_article.choices import CHECKS
from own_article import EQUATIONS, draft, refusal, write

WRONG = {
    "unknown rank": ('{% optional "a", rank=0 %}\nText.\n{% endoptional %}\n', 3, "has the unknown rank 0; write 1, the highest, to 9"),
    "rank of another kind": ('{% optional "a", rank="high" %}\nText.\n{% endoptional %}\n', 3, 'has the unknown rank "high"'),
    "rank that is true": ('{% optional "a", rank=true %}\nText.\n{% endoptional %}\n', 3, "has the unknown rank true"),
    "rank that is a list": ('{% optional "a", rank=[1] %}\nText.\n{% endoptional %}\n', 3, "has the unknown rank [1]"),
    "no rank": ('{% optional "a" %}\nText.\n{% endoptional %}\n', 3, '`{% optional "name", rank=2 %}` or, where it relies on another, `{% optional "name", rank=2, needs="other" %}`'),
    "no name": ("\n{% optional rank=1 %}\nText.\n{% endoptional %}\n", 4, "takes a name and a rank"),
    "nothing": ("{% optional %}\nText.\n{% endoptional %}\n", 3, "takes a name and a rank"),
    "more": ('{% optional "a", rank=1, 2 %}\nText.\n{% endoptional %}\n', 3, "takes a name and a rank"),
    "name of other signs": ('{% optional "a, b", rank=1 %}\nText.\n{% endoptional %}\n', 3, "letters, digits and hyphens"),
    "name that is a number": ('{% optional 3, rank=1 %}\nText.\n{% endoptional %}\n', 3, "takes a name and a rank"),
    "name that is undefined": ('{% optional "a".x, rank=1 %}\nText.\n{% endoptional %}\n', 3, "takes a name and a rank"),
    "rank of an odd kind": ('{% optional "a", rank={(1, 2): 3} %}\nText.\n{% endoptional %}\n', 3, "takes a name and a rank"),
    "needs before rank": ('{% optional "a", needs="b", rank=1 %}\nText.\n{% endoptional %}\n', 3, "takes a name and a rank"),
    "needs without a value": ('{% optional "a", rank=1, needs %}\nText.\n{% endoptional %}\n', 3, "takes a name and a rank"),
    "needs twice": ('{% optional "a", rank=1, needs="b", needs="c" %}\nText.\n{% endoptional %}\n', 3, 'has the unknown needs "b", needs="c"'),
    "needs of another kind": (
        '{% optional "a", rank=1, needs=2 %}\nText.\n{% endoptional %}\n', 3,
        '\'a\' has the unknown needs 2; write needs="other" or needs=["one", "other"]',
    ),
    "needs that cannot be": ('{% optional "a", rank=1, needs={[1]: 2} %}\nText.\n{% endoptional %}\n', 3, "has the unknown needs {[1]: 2}"),
    "needs of other kinds": ('{% optional "a", rank=1, needs=["b", 2] %}\nText.\n{% endoptional %}\n', 3, 'has the unknown needs ["b", 2]'),
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
    "not ended": ('{% optional "a", rank=1 %}\nText.\n', 3, "has no end, `{% endoptional %}`"),
    "not begun": ("Text.\n{% endoptional %}\n", 4, "`{% endoptional %}` ends no optional paragraph"),
    "a tag without an end": ('Text.\n{% optional "a", rank=1\nText.\n', 4, "a tag has no end, `%}`"),
    "an end with a name": ('{% optional "a", rank=1 %}\nText.\n{% endoptional "a" %}\n', 5, '`{% endoptional "a" %}` ends no'),
    "mark that is changed": ('{{ cite("gers2000") | upper }}\n', None, "changes a mark (U+E000 to U+E001) of a tag or function"),
    "end that no tag made": ('{{ \'\\ue000["end"]\\ue001\' }}\n', None, "changes a mark (U+E000 to U+E001) of a tag or function"),
    "within a line": ('Some {% optional "a", rank=1 %}more\n{% endoptional %}\ntext.\n', 3, "shares a line with other text"),
    "ending within a line": ('{% optional "a", rank=1 %}\nmore{% endoptional %}\n', 4, "shares a line with other text"),
    "text after it": ('{% optional "a", rank=1 %} more\n{% endoptional %}\n', 3, "shares a line with other text"),
    "text that is moved up to it": ('Some\n{% optional "a", rank=1 %}\n{%- set x = 1 %}\nmore\n{% endoptional %}\n', 4, "shares a line"),
    "whitespace control after it": ('{% optional "a", rank=1 -%}\nText.\n{% endoptional %}\n', 3, "lines of their own, without `-`"),
    "whitespace control": ('{%- optional "a", rank=1 %}\nText.\n{% endoptional %}\n', 3, "on lines of their own, without `-`"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_marks_used_wrongly(case: str, tmp_path: Path) -> None:
    """A wrong tag is a one-line error with file and, where a tag has one, line; nothing is written."""
    text, line, message = WRONG[case]
    file = write(tmp_path / "own", 'Part.\n{% optional "part", rank=1 %}\nPart.\n{% endoptional %}\n', "part.md")
    told = refusal(tmp_path, f"# T\n\n{text}")
    place = "" if line is None else f"{line}:"
    assert told.startswith(f"{file.name if 'inclusion' in case else 'article.md'}:{place} ")
    assert message in told


def test_a_mark_used_wrongly_on_the_command_line(tmp_path: Path, run) -> None:
    """The command reports the error in one line with exit code 2, even with all checks skipped."""
    file = write(tmp_path / "own", '# T\n\n{% optional "a", rank=0 %}\nText.\n{% endoptional %}\n')
    skips = [word for check in CHECKS for word in ("--skip", check)]
    call = ("build", "-l", "en", "--words", 1, "--templates", tmp_path / "own", "-o", tmp_path / "out")
    done = run(*call, *skips)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"error: {file}:3: ")
    assert "has the unknown rank 0" in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_more_passages_than_can_be_chosen_from(tmp_path: Path) -> None:
    """The 201st optional paragraph is refused."""
    marks = (f'{{% optional "p{n}", rank=1 %}}\nword\n{{% endoptional %}}\n' for n in range(201))
    assert "'p200' is one more than 200; make some of them essential" in refusal(
        tmp_path, "\n".join(["# Title\n", *marks])
    )


def test_lines_end_as_they_may(tmp_path: Path) -> None:
    """Whatever the line endings, each line belongs to its passage."""
    text = '# Title\n\nText{{ "\\r\\r\\n\\r" }}text.\n\n{% optional "a", rank=1 %}\nMore.\n{% endoptional %}\n'
    own = draft(tmp_path, text)
    assert [own.compose(words).markdown.count("More.") for words in (3, 4)] == [0, 1]


def test_empty_lines_at_the_beginning_are_none_of_the_text(tmp_path: Path) -> None:
    """Front matter is read as such although an import leaves an empty line above it."""
    article = draft(tmp_path, f"{EQUATIONS}\n\n---\nauthor: somebody\n---\n# T\n").compose()
    assert article.markdown == "---\nauthor: somebody\n---\n# T\n"
    assert article.whole.lines[0] == "---"
    assert article.count.word == 1
