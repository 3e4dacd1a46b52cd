"""The Jinja environment of templates: sandboxed, cut down, and with its work counted.

Templates may come from somebody else: they reach nothing but what they are given, and stop after a bounded
amount of work, whatever they say.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from types import CodeType
from typing import Any, ClassVar

import jinja2
from jinja2 import nodes
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, Frame
from jinja2.ext import Extension
from jinja2.parser import Parser
from jinja2.runtime import markup_join
from jinja2.sandbox import ImmutableSandboxedEnvironment

from lstm_article.errors import TemplateError
from lstm_article.templating.marks import mark

# Work is counted in turns of a loop, in calls, and in fifties of what is built: letters, items, bits. The
# built-in article takes about 1000 units and the page 5000; the largest sensible ones stay far below this.
WORK_LIMIT = 100_000
RANKS = range(1, 10)  # of optional paragraphs
LOAD_WORK = 500  # of one include: compiling costs about as much as that many turns of a loop

# What templates may use of Jinja and of Python's own values: nothing here builds more than it is given, is
# different on each run, or reaches into the program.
_FILTERS = (
    "abs", "capitalize", "default", "e", "escape", "first", "float", "int", "last", "length", "list", "lower",
    "map", "max", "min", "reverse", "round", "safe", "sort", "string", "title", "trim", "unique", "upper",
)  # fmt: skip
_GLOBALS = ("dict", "namespace")
_METHODS = ("count", "endswith", "get", "index", "items", "keys", "lower", "split", "startswith", "strip",
            "upper", "values")  # fmt: skip


class _CountingGenerator(CodeGenerator):
    """Compiles loops and `~` so that they go through the environment, which counts."""

    def visit_For(self, node: nodes.For, frame: Frame) -> None:  # noqa: N802  Jinja's name
        node.iter = _through("counted", [node.iter], node)
        super().visit_For(node, frame)

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802
        self.visit(_through("concatenated", node.nodes, node), frame)


class _OptionalTag(Extension):
    """`{% optional "decay", rank=2, needs="path" %}`, text, `{% endoptional %}`: the text between two marks.

    The marks stand on lines of their own; the first is JSON: name, rank, file, line, and the names it needs.
    """

    tags = {"optional"}  # noqa: RUF012  Jinja's own declaration

    def parse(self, parser: Parser) -> list[nodes.Node]:
        """Read the tags."""
        line = next(parser.stream).lineno
        try:
            name, rank = _constant(parser), _constant(parser, "rank")
            needs = [] if parser.stream.current.type == "block_end" else _constant(parser, "needs")
            parser.stream.expect("block_end")
        except (jinja2.TemplateSyntaxError, nodes.Impossible, TypeError):  # the last for a list as a key
            name = rank = None
        if rank is None or not isinstance(name, str):
            plain, relying = '{% optional "name", rank=2 %}', '{% optional "name", rank=2, needs="other" %}'
            form = f"write `{plain}` or, where it relies on another, `{relying}`"
            parser.fail(f"an optional paragraph takes a name and a rank; {form}", line)
        if not re.fullmatch(r"[^\W_]+(-[^\W_]+)*", name):
            parser.fail(f"the name {name!r} has other signs than letters, digits and hyphens", line)
        if type(rank) is not int or rank not in RANKS:
            lowest = f"write {RANKS[0]}, the highest, to {RANKS[-1]}"
            parser.fail(f"optional paragraph {name!r} has the unknown rank {rank!r}; {lowest}", line)
        needs = [needs] if isinstance(needs, str) else needs
        if not isinstance(needs, list) or not all(isinstance(other, str) for other in needs):
            form = 'write needs="other" or needs=["one", "other"]'
            parser.fail(f"optional paragraph {name!r} has the unknown needs {needs!r}; {form}", line)
        text = parser.subparse(("name:endoptional",))
        if parser.stream.current.type == "eof":
            parser.fail("an optional paragraph has no end, `{% endoptional %}`", line)
        end = next(parser.stream).lineno
        beginning = mark("optional", name, rank, str(parser.filename), line, *needs)
        return [_line(beginning, line), *text, _line(mark("end"), end)]


def _constant(parser: Parser, keyword: str = "") -> Any:
    """Read a value that stands in the template as such, behind a comma and its keyword if it has one."""
    for token in ("comma", f"name:{keyword}", "assign") if keyword else ():
        parser.stream.expect(token)
    return parser.parse_expression().as_const(nodes.EvalContext(parser.environment))


def _line(text: str, line: int) -> nodes.Output:
    return nodes.Output([nodes.TemplateData(f"{text}\n", lineno=line)], lineno=line)


class _Compiled(jinja2.BytecodeCache):
    """Keeps templates compiled while the program runs: an article is rendered twice, both share theirs."""

    _code: ClassVar[dict[tuple[str, str], CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code:
            self._code[bucket.key, bucket.checksum] = bucket.code


def _through(method: str, values: list[Any], place: nodes.Node) -> nodes.Call:
    function = nodes.EnvironmentAttribute(method, lineno=place.lineno)
    return nodes.Call(function, values, [], None, None, lineno=place.lineno, environment=place.environment)


class Environment(ImmutableSandboxedEnvironment):
    """Jinja, sandboxed and cut down, that counts the work of a template and stops at a limit."""

    code_generator_class = _CountingGenerator
    intercepted_binops = frozenset({"+", "*", "**", "%"})

    def __init__(self, source: Callable[[str], tuple[str, str] | None]) -> None:
        """Take templates from `source`, which gives a name's text and file, or None."""

        def load(name: str) -> tuple[str, str, Callable[[], bool]] | None:
            self.spend(LOAD_WORK)
            found = source(name)
            return found and (*found, lambda: True)

        super().__init__(
            loader=jinja2.FunctionLoader(load),
            undefined=jinja2.StrictUndefined,
            autoescape=lambda name: name is not None and name.endswith(".html"),
            finalize=self._printed,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            extensions=[_OptionalTag],
            optimized=False,
            cache_size=0,  # a template is loaded for each include, and the load is counted
            bytecode_cache=_Compiled(),
        )
        self._work = 0
        self.globals = {name: self.globals[name] for name in _GLOBALS} | {"range": self._range}
        filters = {name: self.filters[name] for name in _FILTERS}
        self.filters = {name: self._charging(filter_) for name, filter_ in filters.items()}
        self.filters |= {"join": self._join, "thousands": "{:,}".format}

    def spend(self, work: int) -> None:
        """Count units of work; raises TemplateError past the limit."""
        self._work += work
        if self._work > WORK_LIMIT:
            raise TemplateError(
                f"does more than {WORK_LIMIT:,} steps, as if it never ended; bound its loops and includes"
            )

    def counted(self, items: Iterable[Any]) -> Iterator[Any]:
        """Iterate over `items`, each a unit of work."""
        for item in items:
            self.spend(1)
            yield item

    def concatenated(self, *parts: Any) -> Any:
        """Join texts, as `~` does."""
        return self._charged(self._join(parts))

    def call(__self, __context: Any, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805
        """Call a function for a template, as a unit of work."""
        __self.spend(1)
        return __self._charged(super().call(__context, __obj, *args, **kwargs))

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Add, multiply, raise to a power or format, without building huge values."""
        if operator == "**":
            return float(left) ** float(right)
        if operator == "*":
            for items, times in ((left, right), (right, left)):
                if hasattr(items, "__len__") and isinstance(times, int):
                    self.spend(len(items) * max(times, 0))
        if operator == "%" and isinstance(left, str) and re.search(r"\d{3}|\*", left):
            raise TemplateError("formats to a width of three digits or of `*`; write a smaller number")
        return self._charged(super().call_binop(context, operator, left, right))

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Tell whether a template may use an attribute; of Python's own values, few methods are."""
        plain = isinstance(obj, str | bytes | int | float | list | tuple | dict)
        return attr in _METHODS if plain else super().is_safe_attribute(obj, attr, value)

    def _charged(self, value: Any) -> Any:
        """Count the size of a value that was built, and return it."""
        if isinstance(value, str | list | tuple | dict):
            self.spend(len(value) // 50)
        elif isinstance(value, int):
            self.spend(value.bit_length() // 50)
        return value

    def _printed(self, value: Any) -> Any:
        if callable(value) and not isinstance(value, jinja2.Undefined):
            raise TemplateError("prints a function; call it, with parentheses")
        return self._charged(value)

    def _charging(self, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)  # with the marks by which Jinja knows what a filter takes
        def charging(*args: Any, **kwargs: Any) -> Any:
            return self._charged(function(*args, **kwargs))

        return charging

    def _join(self, parts: Iterable[Any], between: str = "") -> str:
        listed = list(parts)
        self.spend(len(between) * len(listed) // 50)
        return markup_join([piece for part in listed for piece in (between, part)][1:])

    def _range(self, *bounds: int) -> range:
        numbers = range(*bounds)
        self.spend(len(numbers))
        return numbers
