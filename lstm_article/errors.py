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
        self.setting: str | None = None  # that the error is about, where it is not about a file

    def __str__(self) -> str:
        """`FILE:LINE: message` or `SETTING: message`, with the parts that are known, on one line."""
        place = "".join(f"{part}:" for part in (self.setting, self.file, self.line) if part is not None)
        return " ".join(f"{place} {self.message}".split())


class TemplateError(LstmArticleError):
    """A template, a label file or the reference list is missing, broken or unsafe."""


class LengthError(LstmArticleError):
    """No choice of an article's optional paragraphs makes the length asked for."""

    def __init__(self, lang: str, words: int, unit: str, least: int, most: int) -> None:
        """Keep the language, how many `words`, or other units, were wanted, and how many there could be."""
        could = f"the {lang} article has at least {least} and at most {most} {unit}"
        super().__init__(f"{could}; ask for a length between these")
        self.setting = f"{words} {unit}"


class InputError(LstmArticleError):
    """A file given on the command line cannot be read as Markdown."""


class OutputError(LstmArticleError):
    """A file or folder cannot be written."""


class SettingError(LstmArticleError):
    """A setting of a docs system, or of a block in one of its pages, is wrong."""

    def __init__(self, message: str, setting: str | None = None) -> None:
        """Keep `message` and the name of the `setting` it is about."""
        super().__init__(message)
        self.setting = setting


class FigureError(LstmArticleError):
    """A figure cannot be drawn: no font has a letter of its labels, or matplotlib does not start."""


class EquationError(LstmArticleError):
    """An equation is not understood, or the equations cannot be run."""
