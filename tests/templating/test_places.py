"""Where the lines of a rendered text come from."""

from pathlib import Path

import own_article
from lstm_article.templating.templates import Templates

ARTICLE = """\
{% import "en/macros.md" as macros %}
{# a comment
of two lines #}
# A title

{% set name = "x"
%}
Some {{ name }} and
{{ name }} and some.
{% optional "more", rank=2 %}

An optional line {{ macros.word() }}.
{% endoptional %}

{% include "en/part.md" %}

{{ macros.lines() }}

{% for number in (1, 2) %}
Number {{ number }}
{% endfor %}
{%- if true %}

Last{# #} but one
{% endif %}
{{ macros.twice("a") }}
{% filter upper %}
filtered
{% endfilter %}
{% call macros.within() %}x{% endcall %}
{% raw %}
raw
{% endraw %}
end
"""
PART = "Included,\n\n{{ name }} is it.\n"
MACROS = """\
{% macro word() %}word{% endmacro %}
{% macro lines() %}
$$
f_t
$$
{% endmacro %}
{% macro within() %}In {{ caller() }}
{% endmacro %}
{% macro twice(letter) %}
the same
{{ letter }}
the same
{% endmacro %}
"""
# What each line of the text is, and the file and the line that it comes from.
EXPECTED = {
    "# A title": ("article.md", 4),
    "Some x and": ("article.md", 8),
    "x and some.": ("article.md", 9),
    "An optional line word.": ("article.md", 12),
    "Included,": ("part.md", 1),
    "x is it.": ("part.md", 3),
    "$$": ("macros.md", 5),  # the second; the first could be either
    "f_t": ("macros.md", 4),
    "Number 1": ("article.md", 20),
    "Number 2": ("article.md", 20),
    "Last but one": ("article.md", 24),
    "the same": ("article.md", 26),  # of two lines that are, nobody knows which: where the macro is called
    "a": ("article.md", 26),
    "FILTERED": ("article.md", 27),
    "In x": ("article.md", 30),
    "raw": ("article.md", 32),
    "end": ("article.md", 34),
}


def placed(folder: Path, **templates: str) -> list[tuple[str, str, int]]:
    """Return the lines of an article, each with the name of the file and the line that it comes from."""
    for name, text in templates.items():
        own_article.write(folder, text, f"{name}.md")
    lines = Templates(folder).placed_lines("en/article.md", {})
    assert {Path(file).parent for _, (file, _) in lines} <= {folder / "en", Path()}
    return [(line, Path(file).name, number) for line, (file, number) in lines]


def test_each_line_has_its_place(tmp_path: Path) -> None:
    """Text, includes, loops and macros are told apart, with what stands before them in the file counted."""
    lines = placed(tmp_path, article=ARTICLE, part=PART, macros=MACROS)
    assert {line: (file, number) for line, file, number in lines if line and "\ue000" not in line} == EXPECTED


def test_the_text_is_what_is_rendered(tmp_path: Path) -> None:
    """The lines are those of the rendered text, with blocks that another template fills, too."""
    for name, text in {"article": ARTICLE, "part": PART, "macros": MACROS}.items():
        own_article.write(tmp_path, text, f"{name}.md")
    own_article.write(tmp_path, "{% block a %}old\n{% endblock %}\nrest\n", "base.md")
    own_article.write(tmp_path, '{% extends "en/base.md" %}\n{% block a %}\nnew\n{% endblock %}\n', "child.md")
    templates = Templates(tmp_path)
    for name in ("en/article.md", "en/child.md"):
        lines = templates.placed_lines(name, {})
        assert "\n".join(line for line, _ in lines) == templates.render(name, {})
    child, base = str(tmp_path / "en" / "child.md"), str(tmp_path / "en" / "base.md")
    assert [(line, *place) for line, place in lines] == [("new", child, 3), ("rest", base, 3), ("", base, 4)]
