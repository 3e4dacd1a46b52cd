"""The errors a user can cause, each one line of text; `cli.main` turns them into exit code 2."""

from pathlib import PurePath


class LstmArticleError(Exception):
    """Base of all errors of this package: what is wrong, where, and what to do about it."""

    def __init__(self, message: str, file: str | PurePath | None = None, line: int | None = None) -> None:
        """Keep `message`, the `file` it is about and the 1-based `line` in it, where known."""
        super().__init__(message)
        self.message = message
        self.file = None if file is None else str(file)
        self.line = line

    def __str__(self) -> str:
        """`FILE:LINE: message`, with the parts that are known, on one line."""
        where = "".join(f"{part}:" for part in (self.file, self.line) if part is not None)
        return " ".join(f"{where} {self.message}".split())


class TemplateError(LstmArticleError):
    """A template, a label file or the reference list is missing, broken or unsafe."""


class InputError(LstmArticleError):
    """A file given on the command line cannot be read as Markdown."""


class OutputError(LstmArticleError):
    """A file or folder cannot be written."""


class SettingError(LstmArticleError):
    """A setting of a docs system, or of a block in one of its pages, is wrong; `file` is its name."""


class FigureError(LstmArticleError):
    """A figure cannot be drawn: no font has a letter of its labels, or matplotlib does not start."""


class EquationError(LstmArticleError):
    """An equation is not understood, or the equations cannot be run."""
