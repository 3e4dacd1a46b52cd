"""What a template may call: the Jinja environment, sandboxed, for templates may come from somebody else.

A template reaches only its folder's templates and the values it is given. Its time and memory are not limited.
"""

from collections.abc import Callable, ItemsView, Iterator, KeysView, ValuesView
from functools import wraps
from inspect import isclass, isroutine

import jinja2
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from lstm_article.errors import TemplateError
from lstm_article.templating.optional import with_marks
from lstm_article.templating.places import Here, PlacingGenerator

_PLAIN_TYPES = {str, int, float}  # of most values


class Function:
    """A function, method or class as templates see it: they can only call it; as text, it is its name."""

    def __init__(self, function: Callable[..., object]) -> None:
        """Take the function, under a name that the sandbox hides."""
        self._function = function

    def __call__(self, *arguments: object, **named: object) -> object:
        """Call the function."""
        return self._function(*arguments, **named)

    def __repr__(self) -> str:
        """Return the function's name with parentheses."""
        return f"{self._function.__name__}()"


def plain(value: object) -> object:
    """Return a value as templates see it: a function as a `Function`, an iterator or dictionary view as a list.

    As text, functions and iterators show a memory address, which differs on each run, and their attributes lead into
    Python. Subtracting one dictionary view from another makes a set, whose order differs on each run.
    """
    if type(value) in _PLAIN_TYPES:
        return value
    if isroutine(value) or isclass(value):
        return Function(value)
    if isinstance(value, Iterator | KeysView | ItemsView | ValuesView) and not isinstance(value, LoopContext):
        return list(value)
    return value


class Environment(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, which passes every value that a template gets through `plain`.

    Templates get values as variables, attributes, items, and results of functions and of filters.
    """

    def __init__(self, load: Callable[[str], tuple[str, str, None] | None]) -> None:
        """Load templates with `load`: from a name to its text, its file and None (as Jinja asks), or to None."""
        super().__init__(
            loader=jinja2.FunctionLoader(load),
            undefined=jinja2.StrictUndefined,
            autoescape=lambda name: name is not None and name.endswith((".html", ".xml")),
            finalize=_printable,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
            optimized=False,
        )
        self.context_class = _Context
        self.globals = {name: self.globals[name] for name in ("dict", "namespace", "range")}
        del self.filters["random"]  # its text differs on each run, as that of the globals left out
        self.filters = {name: _with_plain_result(filter_) for name, filter_ in self.filters.items()}
        self.filters["thousands"] = "{:,}".format

    def preprocess(self, source: str, name: str | None = None, filename: str | None = None) -> str:
        """Return a template's text as Jinja is to read it: with marks in place of the tags of optional paragraphs."""
        return with_marks(source, name, filename)

    def getattr(self, obj: object, attribute: str) -> object:
        """Return the plain value of `obj.attribute`."""
        return plain(super().getattr(obj, attribute))

    def getitem(self, obj: object, argument: object) -> object:
        """Return the plain value of `obj[argument]`."""
        return plain(super().getitem(obj, argument))

    def call(__self, __context: Context, __obj: object, *args: object, **kwargs: object) -> object:  # noqa: N805
        """Call a function; return its result as a plain value."""
        return plain(super().call(__context, __obj, *args, **kwargs))


class PlacingEnvironment(Environment):
    """The same for templates that tell, as they render, where each piece stands."""

    code_generator_class = PlacingGenerator
    here = Here


class _Context(Context):
    """The variables of a template as plain values."""

    def resolve_or_missing(self, key: str) -> object:
        return plain(super().resolve_or_missing(key))


def _with_plain_result(filter_: Callable[..., object]) -> Callable[..., object]:
    @wraps(filter_)  # keeps the attribute that tells Jinja what else to pass
    def wrapped(*arguments: object, **named: object) -> object:
        return plain(filter_(*arguments, **named))

    return wrapped


def _printable(value: object) -> object:
    if callable(value) and not isinstance(value, jinja2.Undefined):
        raise TemplateError("prints a function; call it, with parentheses")
    return value
