"""What a template may call: the Jinja environment, sandboxed, for templates may come from somebody else.

A template reaches nothing but its folder's templates and what it is given. Nothing limits its time or memory.
"""

from collections.abc import Callable, ItemsView, Iterator, KeysView, ValuesView
from dataclasses import dataclass
from functools import wraps
from inspect import isclass, isroutine

import jinja2
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from lstm_article.errors import TemplateError
from lstm_article.templating.optional import OptionalTag


@dataclass(frozen=True, slots=True, repr=False)
class Function:
    """A function, method or class as a template has it: to call, and nothing else. Its text is its name."""

    _function: Callable[..., object]  # with an underscore, so that the sandbox hides it

    def __call__(self, *arguments: object, **named: object) -> object:
        """Call it."""
        return self._function(*arguments, **named)

    def __repr__(self) -> str:
        """Return its name with parentheses."""
        return f"{self._function.__name__}()"


def plain(value: object) -> object:
    """Return a value as templates have it: a function as a `Function`, an iterator or a view as a list.

    The text of these has an address in memory, which is another on each run, and their attributes lead into
    Python. (The views of a dictionary can be subtracted, which makes a set, in another order on each run.)
    """
    if isroutine(value) or isclass(value):
        return Function(value)
    if isinstance(value, Iterator | KeysView | ItemsView | ValuesView) and not isinstance(value, LoopContext):
        return list(value)
    return value


class Environment(ImmutableSandboxedEnvironment):
    """Jinja, sandboxed, all of whose values are plain ones.

    Values come to a template as variables, attributes, items, and results of functions and of filters.
    """

    def __init__(self, load: Callable[[str], tuple[str, str, None] | None]) -> None:
        """Take templates from `load`, which gives the text and file of a name, or None."""
        super().__init__(
            loader=jinja2.FunctionLoader(load),
            undefined=jinja2.StrictUndefined,
            autoescape=lambda name: name is not None and name.endswith(".html"),
            finalize=_printable,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
            extensions=[OptionalTag],
        )
        self.context_class = _Context
        self.globals = {name: self.globals[name] for name in ("dict", "namespace", "range")}
        del self.filters["random"]  # other text on each run, as the globals left out have
        self.filters = {name: _plainly(filter_) for name, filter_ in self.filters.items()}
        self.filters["thousands"] = "{:,}".format

    def getattr(self, obj: object, attribute: str) -> object:
        """Return the plain value of `obj.attribute`."""
        return plain(super().getattr(obj, attribute))

    def getitem(self, obj: object, argument: object) -> object:
        """Return the plain value of `obj[argument]`."""
        return plain(super().getitem(obj, argument))

    def call(__self, __context: Context, __obj: object, *args: object, **kwargs: object) -> object:  # noqa: N805
        """Call a function; return its result as a plain value."""
        return plain(super().call(__context, __obj, *args, **kwargs))


class _Context(Context):
    """The variables of a template as plain values."""

    def resolve_or_missing(self, key: str) -> object:
        return plain(super().resolve_or_missing(key))


def _plainly(filter_: Callable[..., object]) -> Callable[..., object]:
    @wraps(filter_)  # with the attribute by which Jinja knows what else to pass to it
    def with_plain_result(*arguments: object, **named: object) -> object:
        return plain(filter_(*arguments, **named))

    return with_plain_result


def _printable(value: object) -> object:
    if callable(value) and not isinstance(value, jinja2.Undefined):
        raise TemplateError("prints a function; call it, with parentheses")
    return value
