"""The tags `{% optional %}` and `{% endoptional %}` around an optional paragraph, in whose place marks are put.

They are replaced before Jinja reads a template: in an article, they would be half of what it has to read.
"""

import re

import jinja2

from lstm_article.templating.marks import mark

_RANKS = [*map(str, range(1, 10))]
# What nothing ends goes on to the end of the text, so that it is looked through once.
_TAG = re.compile(
    r"\{(?:#.*?(?:#\}|\Z)|%[-+]?\s*raw\b.*?(?:\bendraw\b|\Z)"  # what Jinja leaves out, or takes as it is
    r"|%(?P<sign>[-+]?)\s*(?P<tag>(?:end)?optional)\b(?P<values>.*?)(?:%\}(?P<after>[ \t]*$)?|(?P<open>\Z)))",
    re.DOTALL | re.MULTILINE,
)
_QUOTED = r"""(?:"[^"]*"|'[^']*')"""
_VALUES = re.compile(rf"({_QUOTED})\s*,\s*rank\s*=([^,]+)(?:,\s*needs\s*=\s*(.+))?", re.DOTALL)
_NEEDS = re.compile(rf"{_QUOTED}|\[\s*(?:{_QUOTED}\s*,\s*)*(?:{_QUOTED}\s*)?\]")


def with_marks(source: str, name: str | None, file: str | None) -> str:
    """Return a template's text with marks in place of the tags, and all else on the line where it was.

    The tags are `{% optional "limits", rank=2, needs="gates" %}` and `{% endoptional %}`, each on a line of its own.
    Raises jinja2.TemplateSyntaxError.
    """
    begun: list[int] = []  # the lines of the tags that nothing has ended so far
    text, end, line = "", 0, 1
    for tag in _TAG.finditer(source):
        line += source.count("\n", end, tag.start())
        before = source[source.rfind("\n", 0, tag.start()) + 1 : tag.start()] if tag["tag"] else ""  # on its line
        text += source[end : tag.start() - len(before)]
        end, lines = tag.end(), "\n" * tag[0].count("\n")
        if tag["tag"]:
            try:
                marked = _mark(tag, before, str(file), line, begun).replace("{", r"\u007b")
            except ValueError as error:
                raise jinja2.TemplateSyntaxError(str(error), line, name, file) from None
            # A comment prints nothing, and keeps what follows on its line.
            text += f"{{#{lines}#}}{marked}" if lines else marked
        else:
            text += tag[0]
        line += len(lines)
    if begun:
        problem = "an optional paragraph has no end, `{% endoptional %}`"
        raise jinja2.TemplateSyntaxError(problem, begun[-1], name, file)
    return text + source[end:]


def _mark(tag: re.Match[str], before: str, file: str, line: int, begun: list[int]) -> str:
    """Return the mark for a tag after what is `before` it on its line; keep account of what is `begun`.

    Raises ValueError.
    """
    values = tag["values"].strip()
    if tag["open"] is not None:
        raise ValueError("a tag has no end, `%}`")
    if before.strip(" \t") or tag["after"] is None or tag["sign"] or values.endswith(("-", "+")):
        raise ValueError("a tag shares a line with other text; put its tags on lines of their own, without `-`")
    if tag["tag"] == "optional":
        begun.append(line)
        return mark("optional", *_checked(values, file, line))
    if values or not begun:
        raise ValueError(f"`{{% endoptional{f' {values}' if values else ''} %}}` ends no optional paragraph")
    begun.pop()
    return mark("end")


def _checked(values: str, file: str, line: int) -> list[str | int]:
    """Return the values of the mark for a tag that begins an optional paragraph; raises ValueError."""
    match = _VALUES.fullmatch(values)
    if match is None:
        plain, relying = '{% optional "name", rank=2 %}', '{% optional "name", rank=2, needs="other" %}'
        form = f"write `{plain}` or, where it relies on another, `{relying}`"
        raise ValueError(f"an optional paragraph takes a name and a rank; {form}")
    name, rank, needs = match[1][1:-1], match[2].strip(), match[3] or "[]"
    if not re.fullmatch(r"[^\W_]+(-[^\W_]+)*", name):
        raise ValueError(f"the name {name!r} has other signs than letters, digits and hyphens")
    if rank not in _RANKS:
        ranks = f"write {_RANKS[0]}, the highest, to {_RANKS[-1]}"
        raise ValueError(f"optional paragraph {name!r} has the unknown rank {rank}; {ranks}")
    if not _NEEDS.fullmatch(needs):
        form = 'write needs="other" or needs=["one", "other"]'
        raise ValueError(f"optional paragraph {name!r} has the unknown needs {needs}; {form}")
    return [name, int(rank), file, line, *(other[1:-1] for other in re.findall(_QUOTED, needs))]
