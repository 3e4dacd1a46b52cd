"""The tag `{% optional %}` around an optional paragraph, which leaves a mark where that begins and ends."""

import re

import jinja2
from jinja2 import nodes
from jinja2.ext import Extension
from jinja2.parser import Parser

from lstm_article.templating.marks import mark

_RANKS = range(1, 10)


class OptionalTag(Extension):
    """`{% optional "limits", rank=2, needs="gates" %}` text `{% endoptional %}`: text between two lines of marks."""

    tags = {"optional"}  # noqa: RUF012  as Jinja declares it

    def parse(self, parser: Parser) -> list[nodes.Node]:
        """Read the tags and what stands between them; raises jinja2.TemplateSyntaxError."""
        line = next(parser.stream).lineno
        try:
            name, rank = _constant(parser), _constant(parser, "rank")
            needs = [] if parser.stream.current.type == "block_end" else _constant(parser, "needs")
            parser.stream.expect("block_end")
        except (jinja2.TemplateSyntaxError, nodes.Impossible, TypeError):  # TypeError: a list as a dictionary key
            name = rank = needs = None
        beginning = mark("optional", *_checked(parser, line, name, rank, needs))
        text = parser.subparse(("name:endoptional",))
        if parser.stream.current.type == "eof":
            parser.fail("an optional paragraph has no end, `{% endoptional %}`", line)
        end = next(parser.stream).lineno
        return [_line(beginning, line), *text, _line(mark("end"), end)]


def _constant(parser: Parser, keyword: str = "") -> object:
    """Read a constant; with a `keyword`, the constant of `, keyword=constant`."""
    for token in ("comma", f"name:{keyword}", "assign") if keyword else ():
        parser.stream.expect(token)
    value: object = parser.parse_primary().as_const(nodes.EvalContext(parser.environment))
    return value


def _checked(parser: Parser, line: int, name: object, rank: object, needs: object) -> list[str | int]:
    """Return the values of the opening mark; raises jinja2.TemplateSyntaxError for one of the wrong kind."""
    if rank is None or not isinstance(name, str):
        plain, relying = '{% optional "name", rank=2 %}', '{% optional "name", rank=2, needs="other" %}'
        form = f"write `{plain}` or, where it relies on another, `{relying}`"
        parser.fail(f"an optional paragraph takes a name and a rank; {form}", line)
    if not re.fullmatch(r"[^\W_]+(-[^\W_]+)*", name):
        parser.fail(f"the name {name!r} has other signs than letters, digits and hyphens", line)
    if type(rank) is not int or rank not in _RANKS:
        ranks = f"write {_RANKS[0]}, the highest, to {_RANKS[-1]}"
        parser.fail(f"optional paragraph {name!r} has the unknown rank {rank!r}; {ranks}", line)
    names = [needs] if isinstance(needs, str) else needs
    if not isinstance(names, list) or not all(isinstance(other, str) for other in names):
        form = 'write needs="other" or needs=["one", "other"]'
        parser.fail(f"optional paragraph {name!r} has the unknown needs {needs!r}; {form}", line)
    return [name, rank, str(parser.filename), line, *names]


def _line(text: str, line: int) -> nodes.Output:
    return nodes.Output([nodes.TemplateData(f"{text}\n", lineno=line)], lineno=line)
