"""Where templates come from, never from outside their folder; how they are rendered, and how their errors read."""

import re
import tomllib
from collections.abc import Callable, Mapping
from io import StringIO
from os.path import lexists, realpath
from pathlib import Path
from stat import S_ISREG
from traceback import walk_tb

import jinja2
from jinja2.runtime import Macro

from lstm_article.errors import LstmArticleError, TemplateError
from lstm_article.templating.marks import has_mark
from lstm_article.templating.places import Place, placed_lines
from lstm_article.templating.sandbox import Environment, PlacingEnvironment

EXAMPLE = "example.toml"  # the values with which the equations are run
SIZE_LIMIT = 1_000_000  # bytes of a template, and characters of its rendered text
_MACRO = re.compile(r"\{%[-+]?\s*macro\s+(\w+)")


def builtin_folder() -> Path:
    """Return the folder of built-in templates: in the package when installed, else beside it."""
    package = Path(__file__).parents[1]
    installed = package / "templates"
    return installed if installed.is_dir() else package.parent / "templates"


class Templates:
    """The built-in templates, each replaced by a user's file of the same name if there is one."""

    def __init__(self, folder: Path | None = None) -> None:
        """Use the files of a user's `folder`, if given, in place of the built-in ones.

        Raises TemplateError when `folder` is not a folder or has none of the built-in names.
        """
        builtin = builtin_folder()
        self._folders = [builtin]
        if folder is not None:
            if not folder.is_dir():
                raise TemplateError("no such folder; `lstm-article templates DIR` makes one", folder)
            names = (file.relative_to(builtin) for file in builtin.rglob("*") if file.is_file())
            if not any(lexists(folder / name) for name in names):
                raise TemplateError("no template in this folder; `lstm-article templates DIR` copies them out", folder)
            self._folders.insert(0, folder)
        self._loaded: dict[str, str] = {}  # the texts of Jinja's templates, by file
        self._environment = Environment(self._source)
        self._files: dict[str, Path] = {}
        self._data: dict[str, dict[str, object]] = {}
        self._macros: dict[str, str] = {}

    def path(self, name: str) -> Path:
        """Return the file that `name` (with forward slashes) stands for, which is looked for once.

        Raises TemplateError when there is none, when it would lie outside its folder, and when links lead nowhere.
        """
        if name not in self._files:
            self._files[name] = self._look_for(name)
        return self._files[name]

    def _look_for(self, name: str) -> Path:
        if name.startswith("/") or "\\" in name or ".." in name.split("/"):
            raise TemplateError(f"template {name!r} lies outside the folder; name one inside it")
        for folder in self._folders:
            file = folder / name
            if _is_there(file, folder):
                return file
        raise _NoTemplateError(f"no template {name!r}; the built-in ones show which names there are")

    def read(self, name: str) -> str:
        """Return the text of a template; raises TemplateError when it is missing, outside, not UTF-8 or too large."""
        file = self.path(name)
        try:
            with file.open("rb") as stream:
                data = stream.read(SIZE_LIMIT + 1)
            if len(data) > SIZE_LIMIT:
                raise TemplateError(f"is larger than {SIZE_LIMIT:,} bytes; split it", file)
            text = data.decode().removeprefix("\ufeff").replace("\r\n", "\n")
        except OSError as error:
            raise TemplateError(f"cannot be read: {error.strerror}; make it readable", file) from None
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            raise TemplateError("is not UTF-8; save it as UTF-8", file, line) from None
        if has_mark(text):
            raise TemplateError("has the characters U+E000 or U+E001, which are taken; remove them", file)
        return text

    def data(self, name: str) -> dict[str, object]:
        """Return a TOML file of the templates, read once, as a dictionary; raises TemplateError."""
        if name not in self._data:
            self._data[name] = self._parsed(name)
        return self._data[name]

    def _parsed(self, name: str) -> dict[str, object]:
        text = self.read(name)
        try:
            return tomllib.loads(text)
        except (ValueError, RecursionError) as error:
            reason, _, place = str(error).partition(" (at ")
            line = place.removeprefix("line ").partition(",")[0]
            file = self.path(name)
            raise TemplateError(f"{reason}; correct the TOML", file, int(line) if line.isdigit() else None) from None

    def render(self, name: str, variables: Mapping[str, object]) -> str:
        """Render a template; in an `.html` one, inserted values are escaped.

        Raises TemplateError with file and line, also for an undefined variable.
        """
        return "".join(self._pieces(self._environment, name, variables))

    def placed_lines(self, name: str, variables: Mapping[str, object]) -> list[tuple[str, Place]]:
        """Render a template as `render` does, in more time; return its lines, each with the place it comes from."""
        return placed_lines(self._pieces(PlacingEnvironment(self._source), name, variables), self._loaded)

    def _pieces(self, environment: Environment, name: str, variables: Mapping[str, object]) -> list[str]:
        pieces, text = list[str](), StringIO()
        try:
            for piece in environment.get_template(name).generate(variables):
                pieces.append(piece)
                text.write(piece)
                if text.tell() > SIZE_LIMIT:
                    raise TemplateError(f"writes more than {SIZE_LIMIT:,} characters; shorten it")
            text.getvalue().encode()  # raises for half of a surrogate pair, which no file can have
        except Exception as error:  # a user's template raises whatever Python and Jinja have
            raise self._explained(error, name) from None
        return pieces

    def macros(self, name: str) -> str:
        """Return the rendered text of a file, followed by that of each of its macros without arguments; render it once.

        Empty lines between them put each macro's text on the line of its body in the file. Raises TemplateError.
        """
        if name not in self._macros:
            self._macros[name] = self._rendered_macros(name)
        return self._macros[name]

    def _rendered_macros(self, name: str) -> str:
        try:
            module = self._environment.get_template(name).module
            lines = str(module).rstrip().split("\n")
            source = self.read(name)
            begun = {macro[1]: source.count("\n", 0, macro.start()) + 1 for macro in _MACRO.finditer(source)}
            for macro, line in begun.items():
                call = getattr(module, macro, None)  # Jinja hides those whose names begin with `_`
                if isinstance(call, Macro) and not call.arguments and not call.caller:
                    lines += [""] * max(1, line - len(lines)) + self._called(call).split("\n")
        except Exception as error:
            raise self._explained(error, name) from None
        return "\n".join(lines)

    def _called(self, macro: Callable[[], str]) -> str:
        """Call a macro; Jinja rewrites the traceback of an error in it, so that it has the template's line."""
        try:
            return macro()
        except Exception:  # a macro can raise anything
            return self._environment.handle_exception()

    def _explained(self, error: Exception, name: str) -> LstmArticleError:
        """Return an error in a template as one that says where it is and what to do."""
        file, line = self._place(error, name)
        match error:
            case LstmArticleError():
                if error.file is None:
                    error.file, error.line = file, line
                return error
            case jinja2.TemplateSyntaxError():
                file = error.filename or error.name or file  # some have the file as their name
                return TemplateError(f"{str(error.message).rstrip('.')}; correct the template", file, error.lineno)
            case jinja2.TemplateNotFound():
                return TemplateError(f"no template {error.name!r}; add it", file, line)
            case RecursionError():
                return TemplateError("includes itself or is nested too deeply; break the loop", file, line)
            case MemoryError():
                return TemplateError("needs more memory than there is; make its values smaller", file, line)
        return TemplateError(f"{str(error).rstrip('.')}; correct the template", file, line)

    def _source(self, name: str) -> tuple[str, str, None] | None:
        try:
            file = str(self.path(name))
            self._loaded[file] = self.read(name)
            return self._loaded[file], file, None
        except _NoTemplateError:
            return None  # an include may name another, or ignore it

    def _place(self, error: BaseException, name: str) -> tuple[str, int | None]:
        """Return the innermost template line that an error went through."""
        file, line = str(self.path(name)), None
        folders = tuple(map(str, self._folders))
        for frame, at in walk_tb(error.__traceback__):
            source = frame.f_code.co_filename
            if source.startswith(folders) and not source.endswith(".py"):
                file, line = source, at
        return file, line


def _is_there(file: Path, folder: Path) -> bool:
    """Tell whether a folder has a file; raises TemplateError for one that cannot or must not be read."""
    depth = len(file.parts) - len(folder.parts)
    try:
        for part in reversed([file, *file.parents][:depth]):
            if part.is_symlink() and not part.exists():
                raise TemplateError("is a link that leads nowhere; correct or remove it", part)
        if not Path(realpath(file)).is_relative_to(realpath(folder)):
            raise TemplateError("leads out of the templates folder; put a copy here", file)
        is_file = S_ISREG(file.stat().st_mode)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise TemplateError(f"cannot be read: {error.strerror}; correct that", file) from None
    if not is_file:
        raise TemplateError("is not a file; put the template's text here", file)
    return True


class _NoTemplateError(TemplateError):
    """No template has the name."""
