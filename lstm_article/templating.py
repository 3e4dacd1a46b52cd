"""The Jinja environment: where templates come from, what they may do, and how their errors read.

Templates are a user's own text, possibly passed on by somebody else: they run sandboxed, read nothing
outside their folder and the package, and stop after a bounded amount of work.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import markup_join
from jinja2.sandbox import ImmutableSandboxedEnvironment

from lstm_article.errors import LstmArticleError, TemplateError

# Work is counted in turns of a loop, in calls, and in fifties of what is built: letters, items, bits. The
# built-in article takes about 1500 units and the page 4000; the largest sensible ones stay far below this.
WORK_LIMIT = 100_000
LOAD_WORK = 500  # of one include: compiling costs about as much as that many turns of a loop
SIZE_LIMIT = 1_000_000  # characters, of one template and of what one renders to

MARKS = ("\ue000", "\ue001")  # stand around what `article` and `page` put in later; no template has them

# What templates may use of Jinja and of Python's own values: nothing here builds more than it is given, is
# different on each run, or reaches into the program.
_FILTERS = (
    "abs", "capitalize", "default", "e", "escape", "first", "float", "int", "last", "length", "list", "lower",
    "map", "max", "min", "reverse", "round", "safe", "sort", "string", "title", "trim", "unique", "upper",
)  # fmt: skip
_GLOBALS = ("dict", "namespace")
_METHODS = ("count", "endswith", "get", "index", "items", "keys", "lower", "split", "startswith", "strip",
            "upper", "values")  # fmt: skip


def builtin_folder() -> Path:
    """Return the folder of built-in templates: in the package when installed, else beside it."""
    package = Path(__file__).parent
    installed = package / "templates"
    return installed if installed.is_dir() else package.parent / "templates"


class Templates:
    """The built-in templates with, file by file, a user's own over them."""

    def __init__(self, folder: Path | None = None) -> None:
        """Take a user's `folder`, or the built-in templates alone.

        Raises TemplateError when `folder` is not a folder or has none of the built-in names.
        """
        builtin = builtin_folder()
        self._folders = [builtin]
        if folder is not None:
            if not folder.is_dir():
                raise TemplateError("no such folder; `lstm-article templates DIR` makes one", folder)
            names = (file.relative_to(builtin) for file in builtin.rglob("*") if file.is_file())
            if not any((folder / name).exists() for name in names):
                raise TemplateError(
                    "no template in this folder; `lstm-article templates DIR` copies them out", folder
                )
            self._folders.insert(0, folder)

    def path(self, name: str) -> Path:
        """Return the file that `name` (with forward slashes) stands for.

        Raises TemplateError when there is none, or when it would lie outside its folder.
        """
        if name.startswith("/") or "\\" in name or ".." in name.split("/"):
            raise TemplateError(f"template {name!r} lies outside the folder; name one inside it")
        for folder in self._folders:
            file = folder / name
            if file.exists() or file.is_symlink():
                if not file.resolve().is_relative_to(folder.resolve()):
                    raise TemplateError("leads out of the templates folder; put a copy here", file)
                if not file.is_file():
                    raise TemplateError("is not a file; put the template's text here", file)
                return file
        raise _NoTemplateError(f"no template {name!r}; the built-in ones show which names there are")

    def read(self, name: str) -> str:
        """Return the text of a template.

        Raises TemplateError when it is missing, outside, not UTF-8 or too large.
        """
        file = self.path(name)
        try:
            with file.open("rb") as stream:
                data = stream.read(SIZE_LIMIT + 1)
            if len(data) > SIZE_LIMIT:
                raise TemplateError(f"is larger than {SIZE_LIMIT:,} bytes; split it", file)
            text = data.decode("utf-8-sig").replace("\r\n", "\n")
        except OSError as error:
            raise TemplateError(f"cannot be read: {error.strerror}", file) from None
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            raise TemplateError("is not UTF-8; save it as UTF-8", file, line) from None
        if any(mark in text for mark in MARKS):
            raise TemplateError("has the characters U+E000 or U+E001, which are taken; remove them", file)
        return text

    def data(self, name: str) -> dict[str, Any]:
        """Return a TOML file of the templates as a dictionary; raises TemplateError."""
        text = self.read(name)
        try:
            return tomllib.loads(text)
        except (ValueError, RecursionError) as error:
            at = str(error).rpartition("(at line ")[2].partition(",")[0]
            line = int(at) if at.isdigit() else None
            reason = str(error).partition(" (at ")[0]
            raise TemplateError(f"{reason}; correct the TOML", self.path(name), line) from None

    def render(self, name: str, variables: dict[str, Any]) -> str:
        """Render a template, with its errors as TemplateError with file and line.

        `.html` templates escape what they insert; an undefined name is an error everywhere.
        """
        environment = _Environment(self)
        try:
            pieces: list[str] = []
            size = 0
            for piece in environment.get_template(name).generate(variables):
                pieces.append(piece)
                size += len(piece)
                if size > SIZE_LIMIT:
                    raise TemplateError(f"writes more than {SIZE_LIMIT:,} characters; shorten it")
            return "".join(pieces)
        except jinja2.TemplateSyntaxError as error:
            file = error.filename or error.name or self.path(name)
            raise TemplateError(f"{error.message}; correct the template", file, error.lineno) from None
        except jinja2.TemplateNotFound as error:
            raise TemplateError(f"no template {error.name!r}; add it", *self._place(error, name)) from None
        except RecursionError as error:
            place = self._place(error, name)
            raise TemplateError("includes itself or is nested too deeply; break the loop", *place) from None
        except LstmArticleError as error:
            if error.file is None:
                error.file, error.line = self._place(error, name)
            raise error from None
        except Exception as error:  # whatever a user's template does wrong, in Jinja's own terms
            raise TemplateError(f"{error}; correct the template", *self._place(error, name)) from None

    def _place(self, error: BaseException, name: str) -> tuple[str, int | None]:
        """Return the innermost template line that an error went through."""
        file, line = str(self.path(name)), None
        folders = tuple(str(folder) for folder in self._folders)
        traceback = error.__traceback__
        while traceback is not None:
            source = traceback.tb_frame.f_code.co_filename
            if source.startswith(folders) and not source.endswith(".py"):
                file, line = source, traceback.tb_lineno
            traceback = traceback.tb_next
        return file, line


class _NoTemplateError(TemplateError):
    """There is no template of a name."""


class _CountingGenerator(CodeGenerator):
    """Compiles loops and `~` so that they go through the environment, which counts."""

    def visit_For(self, node: nodes.For, frame: Frame) -> None:  # noqa: N802  Jinja's name
        node.iter = _through("counted", [node.iter], node)
        super().visit_For(node, frame)

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802
        self.visit(_through("concatenated", node.nodes, node), frame)


def _through(method: str, values: list[Any], place: nodes.Node) -> nodes.Call:
    function = nodes.EnvironmentAttribute(method, lineno=place.lineno)
    return nodes.Call(function, values, [], None, None, lineno=place.lineno, environment=place.environment)


class _Environment(ImmutableSandboxedEnvironment):
    """Jinja, sandboxed and cut down, that counts the work of a template and stops at a limit."""

    code_generator_class = _CountingGenerator
    intercepted_binops = frozenset({"+", "*", "**", "%"})

    def __init__(self, templates: Templates) -> None:
        def load(name: str) -> tuple[str, str, Callable[[], bool]] | None:
            self.spend(LOAD_WORK)
            try:
                return templates.read(name), str(templates.path(name)), lambda: True
            except _NoTemplateError:
                return None  # an include may say what then

        super().__init__(
            loader=jinja2.FunctionLoader(load),
            undefined=jinja2.StrictUndefined,
            autoescape=lambda name: name is not None and name.endswith(".html"),
            finalize=self._printed,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            cache_size=0,  # a template is loaded for each include, and the load is counted
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
