"""The article as hosts take it: one that fails its checks is never published; it is made once."""

import gc
import re
import shutil
import sys
from pathlib import Path

import pytest

import docs_systems
import lstm_article
from lstm_article.errors import SettingError, TemplateError
from lstm_article.hosts import article
from lstm_article.hosts.article import ArticleSettings, checked_article, drawn_figures
from lstm_article.templating.templates import builtin_folder

PLUGIN = {
    "mkdocs.yml": "site_name: x\nplugins:\n  - lstm-article:\n      pages: {lstm.md: en}\n",
    "docs/index.md": "# Home\n",
}
BLOCK = {"mkdocs.yml": "site_name: x\nmarkdown_extensions: [lstm_article]\n", "docs/index.md": "::: lstm-article\n"}
PAGE = {"page.md": "::: lstm-article\n"}
DIRECTIVE = {"conf.py": "extensions = ['lstm_article.sphinx']\n", "index.rst": ".. lstm-article::\n"}
# The commands of the hosts: what the site of each consists of, and what the line about its error begins with.
HOSTS = {
    "the plugin in MkDocs": ("mkdocs build -q", PLUGIN, "ERROR   -  plugin lstm-article: "),
    "a block in ProperDocs": ("properdocs build -q", BLOCK, "ERROR   -  ::: lstm-article: "),
    "a block in Python-Markdown": (
        f"{sys.executable} -m markdown -x lstm_article -f site.html page.md", PAGE,
        "lstm_article.errors.SettingError: ::: lstm-article: ",
    ),
    "the directive in Sphinx": ("sphinx-build -q -j2 . site", DIRECTIVE, "{folder}/index.rst:1: ERROR: lstm-article: "),
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


@pytest.mark.parametrize("host", HOSTS)
def test_an_article_that_fails_its_checks_is_not_published(host: str, wrong_package: Path, tmp_path: Path) -> None:
    """A built-in article that fails a check stops every host: no page is written, and one line says what was found."""
    command, files, place = HOSTS[host]
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    done = docs_systems.call(command.split(), tmp_path, {"PYTHONPATH": str(wrong_package)})
    assert done.returncode == 1, "an article that fails its checks is published"
    assert not [*tmp_path.glob("site/**/*.html"), *tmp_path.glob("site.html")]
    lines = [line for line in done.stderr.splitlines() if line and not line.startswith("Aborted")]
    assert lines[-1].startswith(f"{place.format(folder=tmp_path)}lang: citations: cites [99], ")
    assert ("Traceback" in done.stderr) == (host == "a block in Python-Markdown")


@pytest.mark.parametrize(("words", "many"), [(500, 500), ("500", 500), ("0500", 500), (2500, 2500)])
def test_words_are_a_number_of_any_type(words: int | str, many: int) -> None:
    """The article has as many words as are asked for, by a number or by its digits."""
    assert abs(checked_article(ArticleSettings("en", words)).count.word - many) <= many // 50


@pytest.mark.parametrize(
    "words", [0, "00", -500, "", "many", "5e2", "500.0", "５００", "5００", "500\n", "1234567890", None]
)
def test_words_that_are_no_number(words: object) -> None:
    """Anything but the digits of a number is refused as the setting `words`."""
    with pytest.raises(SettingError) as raised:
        checked_article(ArticleSettings("en", words))
    assert raised.value.message == f"{words!r} is no number of words; write one, such as 1000"
    assert raised.value.setting == "words"


@pytest.mark.parametrize("words", [3, 9000, "123456789"])
def test_lengths_out_of_reach(words: int | str) -> None:
    """A length that the article cannot have is refused as the setting `words`."""
    with pytest.raises(SettingError) as raised:
        checked_article(ArticleSettings("en", words))
    assert str(raised.value) == f"words: {docs_systems.length_out_of_reach()}"


@pytest.mark.parametrize("lang", ["fr", "EN", "", "zh_CN", "None"])
def test_languages_that_are_unknown(lang: str) -> None:
    """Anything but the name of one of the article's languages is refused as the setting `lang`."""
    with pytest.raises(SettingError) as raised:
        checked_article(ArticleSettings(lang, 1000))
    assert str(raised.value) == f"lang: there is no article in {lang!r}; choose zh or en"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_languages_that_are_known(lang: str) -> None:
    """The article is in the language that is asked for."""
    assert checked_article(ArticleSettings(lang, 1000)).lang == lang


def test_length_is_counted_by_a_rule() -> None:
    """The length may be asked for in Han characters; any other way to count is refused as the setting `count`."""
    assert abs(checked_article(ArticleSettings("zh", 500, "han")).count.han - 500) <= 10
    with pytest.raises(SettingError) as raised:
        checked_article(ArticleSettings("zh", 500, "characters"))
    assert str(raised.value) == "count: 'characters' is no way to count; choose word or han"


def test_templates_of_a_user(tmp_path: Path) -> None:
    """A user's templates make the article, which is made anew, with its figures, when one of them has changed."""
    with pytest.raises(SettingError) as missing:
        checked_article(ArticleSettings("en", 500, templates=Path("none")))
    assert str(missing.value) == "templates: there is no folder none; `lstm-article templates DIR` makes one"
    with pytest.raises(TemplateError, match="no template in this folder"):
        checked_article(ArticleSettings("en", 500, templates=tmp_path))
    (tmp_path / "en").mkdir()
    labels = (builtin_folder() / "en" / "labels.toml").read_text("utf-8")
    title = re.search(r'title = "(.*)"', labels.partition("[figures.structure]")[2])[1]
    settings = ArticleSettings("en", 500, templates=tmp_path)
    for own in ("My first cell", "My other cell"):
        (tmp_path / "en" / "labels.toml").write_text(labels.replace(title, own), "utf-8")
        figures = checked_article(settings).figures
        assert figures[0].title == own
        assert f"<title>{own}</title>" in drawn_figures(settings)[figures[0].path].decode()
        assert checked_article(settings) is checked_article(settings)


def test_templates_of_a_user_are_checked(tmp_path: Path) -> None:
    """What a check finds in the article of a user's templates is said of the setting `templates`."""
    (tmp_path / "en").mkdir()
    article = (builtin_folder() / "en" / "article.md").read_text("utf-8")
    (tmp_path / "en" / "article.md").write_text(article.replace("\n## ", "\nSo it is [99].\n\n## ", 1), "utf-8")
    with pytest.raises(SettingError) as raised:
        checked_article(ArticleSettings("en", 500, templates=tmp_path))
    line = article.partition("\n## ")[0].count("\n") + 2
    place = f"{tmp_path / 'en' / 'article.md'}:{line}"
    assert str(raised.value).startswith(f"templates:{place}: citations: cites [99], ")


def test_figures_are_those_of_the_article() -> None:
    """Each figure that the article shows is drawn as SVG, in its language, and no other."""
    for lang, words, many in (("en", 700, 2), ("zh", 500, 1)):
        figures, drawn = (
            checked_article(ArticleSettings(lang, words)).figures,
            drawn_figures(ArticleSettings(lang, words)),
        )
        assert [*drawn] == [figure.path for figure in figures]
        assert len(drawn) == many
        for figure in figures:
            assert f"<title>{figure.title}</title>" in drawn[figure.path].decode()


def test_article_and_figures_are_made_once() -> None:
    """A second page or build in the same process gets the same article and the same figures."""
    assert checked_article(ArticleSettings("en", 500)) is checked_article(ArticleSettings("en", 500))
    assert drawn_figures(ArticleSettings("en", 500)) is drawn_figures(ArticleSettings("en", 500))


def test_a_docs_build_is_not_looked_through(monkeypatch: pytest.MonkeyPatch) -> None:
    """While an article is made and drawn, Python looks for no garbage; then as before, also after an error."""
    seen = []
    monkeypatch.setattr(article, "_checked_article", lambda *_: seen.append(gc.isenabled()))
    monkeypatch.setattr(article, "_drawn_figures", lambda *_: seen.append(gc.isenabled()) or 1 / 0)
    checked_article(ArticleSettings("en"))
    with pytest.raises(ZeroDivisionError):
        drawn_figures(ArticleSettings("en"))
    assert (seen, gc.isenabled()) == ([False, False], True)
