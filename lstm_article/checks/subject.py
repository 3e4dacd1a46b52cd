"""What a check is given: an article's text, and all else that any of the checks goes by."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from lstm_article.article import Article
from lstm_article.checks.report import Goal
from lstm_article.choices import Lang
from lstm_article.equations import Roles, roles
from lstm_article.errors import EquationError
from lstm_article.text import Document


@dataclass(frozen=True)
class Subject:
    """An article to be checked.

    `file` is where its Markdown is, or will be, with the figures `drawn` beside it. `compared` are the
    article and the same one in another language, where there are several.
    """

    text: Document
    lang: Lang
    file: Path
    goal: Goal
    drawn: Collection[str] = ()
    compared: tuple[Article, Article] | None = None

    @cached_property
    def roles(self) -> tuple[Roles | None, list[EquationError]]:
        """The parts of an LSTM that its equations define, or None and why they define none."""
        return roles.read(self.text.equations)

    @cached_property
    def proof(self) -> tuple[float | None, list[EquationError]]:
        """How far its equations, once run, deviate from the reference LSTM, and where; loads NumPy."""
        found, errors = self.roles
        if found is None:
            return None, errors
        from lstm_article.equations.comparison import compare

        return compare(found)
