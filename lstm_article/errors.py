"""The errors a user can cause, each one line of text; `cli.main` turns them into exit code 2."""

from pathlib import PurePath

from lstm_article.messages import one_line, shortened


class LstmArticleError(Exception):
    """Base of all errors of this package: what is wrong, where, and what to do about it."""

    def __init__(self, message: str, file: str | PurePath | None = None, line: int | None = None) -> None:
        """Keep `message`, the `file` it is about and the 1-based `line` in it, where known."""
        super().__init__(message)
        self.message = message
        self.file = None if file is None else str(file)
        self.line = line
        self.setting: str | None = None  # the option or setting that is wrong, if it is not a file

    def __str__(self) -> str:
        """`FILE:LINE: message` or `SETTING: message`, with the parts that are known, on one line that can be read."""
        parts = (str(part) for part in (self.setting, self.file, self.line) if part is not None)
        place = "".join(f"{shortened(part)}:" for part in parts)
        return one_line(f"{place} {shortened(' '.join(self.message.split()))}".lstrip())


class TemplateError(LstmArticleError):
    """A template, a label file or the reference list is missing, broken or unsafe."""


class LengthError(LstmArticleError):
    """No choice of an article's optional paragraphs comes near the length asked for."""

    def __init__(self, lang: str, words: int, unit: str, least: int, most: int) -> None:
        """Take the article's language, the length asked for, its unit, and the shortest and longest possible."""
        possible = f"the {lang} article has at least {least} and at most {most} {unit}"
        super().__init__(f"{possible}; ask for a length between these")
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


class MissingPackageError(LstmArticleError):
    """A package that only one format needs is not installed."""
