"""The built-in article as hosts take it: one that fails its checks is never published."""

import shutil
import sys
from pathlib import Path

import pytest

import docs_systems
import lstm_article
from lstm_article.hosts.builtin_article import checked_article, drawn_figures
from lstm_article.templating.templates import builtin_folder

MKDOCS = ("mkdocs", "build", "-q")
SITES = {
    "the plugin in MkDocs": (MKDOCS, {
        "mkdocs.yml": "site_name: x\nplugins:\n  - lstm-article:\n      pages: {lstm.md: en}\n", "docs/index.md": "# Home\n",
    }),
    "a block in MkDocs": (MKDOCS, {
        "mkdocs.yml": "site_name: x\nmarkdown_extensions: [lstm_article]\n", "docs/index.md": "::: lstm-article\n",
    }),
    "a block in Python-Markdown": ((sys.executable, "-m", "markdown", "-x", "lstm_article", "-f", "site.html", "page.md"), {
        "page.md": "::: lstm-article\n",
    }),
    "the directive in Sphinx": (("sphinx-build", "-q", ".", "site"), {
        "conf.py": "extensions = ['lstm_article.sphinx']\n", "index.rst": ".. lstm-article::\n",
    }),
}  # fmt: skip


@pytest.fixture(scope="module")
def wrong_package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a copy of the package whose English article cites a source missing from its list."""
    folder = tmp_path_factory.mktemp("wrong")
    package = folder / "lstm_article"
    shutil.copytree(Path(lstm_article.__file__).parent, package, ignore=shutil.ignore_patterns("*.pyc"))
    shutil.copytree(builtin_folder(), package / "templates", dirs_exist_ok=True)
    article = package / "templates" / "en" / "article.md"
    article.write_text(article.read_text("utf-8").replace("\n## ", "\nSomebody said so [99].\n\n## ", 1), "utf-8")
    return folder


@pytest.mark.parametrize("host", SITES)
def test_an_article_that_fails_its_checks_is_not_published(host: str, wrong_package: Path, tmp_path: Path) -> None:
    """The build stops with the check's finding, and no page is written."""
    command, files = SITES[host]
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    done = docs_systems.call(command, tmp_path, {"PYTHONPATH": str(wrong_package)})
    assert done.returncode == 1
    assert "lang: citations: " in done.stderr
    assert not list(tmp_path.glob("site/**/*.html")) + list(tmp_path.glob("site.html"))


def test_article_and_figures_are_made_once() -> None:
    """A second page or build in the same process gets the same article and the same figures."""
    assert checked_article("en") is checked_article("en")
    assert drawn_figures("en") is drawn_figures("en")
