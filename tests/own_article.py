"""Articles of somebody's own: templates that tests write, and what is said of those that are wrong."""

from pathlib import Path

import pytest

from lstm_article.article.draft import Draft
from lstm_article.article.rendering import Rendering
from lstm_article.build import BuildOptions, build_articles
from lstm_article.checks.report import Goal
from lstm_article.errors import TemplateError
from lstm_article.templating.templates import Templates

EQUATIONS = '{% import "equations.md" as equations %}'
STEP = "".join(
    f"{{{{ equations.{name}() }}}}\n"
    for name in ("input_gate", "forget_gate", "candidate", "cell_state", "output_gate", "hidden_state")
)


def write(folder: Path, text: str, name: str = "article.md") -> Path:
    """Write one of the English templates of a folder."""
    file = folder / "en" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    return file


def draft(folder: Path, text: str) -> Draft:
    """Return the English article of a text, ready to be composed."""
    write(folder, text)
    return Draft(Rendering(Templates(folder), "en"))


def refusal(folder: Path, text: str) -> str:
    """Return what is said of an article that cannot be built, from the file's name on; nothing is written."""
    write(folder / "own", text)
    options = BuildOptions(["en"], ["md", "html"], templates=folder / "own", out=folder / "out", checks=())
    with pytest.raises(TemplateError) as caught:
        build_articles(options, Goal(1))
    assert not (folder / "out").exists()
    return str(caught.value).removeprefix(f"{folder / 'own' / 'en'}/")
