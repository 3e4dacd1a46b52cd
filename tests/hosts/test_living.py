"""The living article as hosts take it: what it consists of, its files, and when there is none."""

import hashlib
import re
from pathlib import Path

import pytest

import own_article
from built_in import composed
from lstm_article.choices import LANGS
from lstm_article.errors import SettingError
from lstm_article.figures import STYLE
from lstm_article.formats.html_equation import MATH_FONT
from lstm_article.hosts.article import ArticleSettings, drawn_figures, is_living
from lstm_article.hosts.living import LivingArticle, living_article, relabelled
from lstm_article.templating.templates import builtin_folder
from own_article import EQUATIONS, STEP

LABELS = {"forget-gate", "input-gate", "candidate", "cell-state", "output-gate", "hidden-state"}


def living(lang: str = "en", words: int = 1000, templates: Path | None = None) -> LivingArticle:
    """Return what makes an article come alive."""
    found = living_article(ArticleSettings(lang, words, templates=templates, living=True))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("value", "expected"), [(True, True), ("true", True), ("True", True), (False, False), ("false", False)]
)
def test_living_or_not(value: bool | str, expected: bool) -> None:
    """An article is living where its settings say so, as YAML or as text; by default it is not."""
    assert is_living(ArticleSettings(living=value)) is expected
    assert (living_article(ArticleSettings(living=value)) is not None) is expected
    assert not is_living(ArticleSettings())


@pytest.mark.parametrize("value", ["maybe", "", "yes", 1, "None"])
def test_neither_living_nor_not(value: str) -> None:
    """Anything else is refused as the setting `living`."""
    with pytest.raises(SettingError) as raised:
        living_article(ArticleSettings(living=value))
    assert str(raised.value) == f"living: {value!r} is neither true nor false; write one of these"


@pytest.mark.parametrize("lang", LANGS)
def test_equations_and_figures(lang: str) -> None:
    """Each equation of the time step has its marks, its id and its number; the structure figure has its marks."""
    article, settings = living(lang), ArticleSettings(lang)
    assert {*article.equations} == LABELS
    shown = [written(f"of-{label}") for label, written in article.equations.items()]
    assert [re.findall(r'id="of-([^"]+)"', html) for html in shown] == [[label] for label in article.equations]
    assert [re.findall(r"\((\d)\)</span>", html) for html in shown] == [[str(number)] for number in range(1, 7)]
    assert all(" data-defines=" in html for html in shown)
    (structure, *_), figures = composed(lang, "word", 1000).figures, drawn_figures(settings)
    svg = article.figure("structure", figures[structure.path], "my")
    assert {"my-forget-gate", "my-cell-sum"} <= set(re.findall(' id="([^"]+)"', svg))
    assert 'data-node="forget-gate"' in svg
    assert "<style" not in svg


def test_other_numbers() -> None:
    """Where readers see other numbers than the article has, equations and controls show these."""
    article = living_article(ArticleSettings(living=True), lambda number: f"A.{number}")
    assert article is not None
    assert "(A.1)</span>" in article.equations["forget-gate"]("x")
    assert all(f">(A.{number})</button>" in article.controls for number in range(1, 7))


def test_files() -> None:
    """Script and style are files whose names depend on what is in them; the font has the name that the style gives it."""
    files = living().files()
    script, style, font = files
    for name, ending in ((script, "js"), (style, "css")):
        assert name == f"living-{hashlib.sha256(files[name]).hexdigest()[:8]}.{ending}"
    assert files[font] == MATH_FONT.read_bytes()
    assert re.findall(rb'url\("(.*?)"\)', files[style]) == [font.encode()]
    assert living("zh", 500).files() == files  # it has the same equations


def test_files_of_other_equations(tmp_path: Path) -> None:
    """An article with equations of its own has a script of its own, of another name."""
    equations = (builtin_folder() / "equations.md").read_text("utf-8")
    (tmp_path / "equations.md").write_text(equations.replace("h_{t-1} + b_f)", "h_{t-1} - b_f)"), "utf-8")
    own, builtin = [*living(templates=tmp_path).files()], [*living().files()]
    assert own[0] != builtin[0]
    assert own[1:] == builtin[1:]


def test_linked_and_inline() -> None:
    """The script stands right after the controls, the style before all; in a page without files both are in it."""
    article = living()
    before, after = article.linked("../x")
    script, style, _ = article.files()
    assert before == f'<link rel="stylesheet" href="../x/{style}">'
    assert after == f'{article.controls}<script src="../x/{script}"></script>'
    assert article.controls.startswith("<template ")
    assert article.controls.endswith("</template>")
    before, after = article.inline()
    assert after == f"{article.controls}<script>{article.script}</script>"
    assert before.startswith("<style>")
    assert 'url("data:font/woff2;base64,' in before


def test_style_holds_within_the_article() -> None:
    """Beside the font and the figures' own classes, every rule is about what is within the article's element."""
    style = re.sub(r"/\*.*?\*/", "", living().style, flags=re.DOTALL)
    _, _, rules = style.partition(STYLE)
    depth, outer = 0, ""
    for character in rules:
        depth += (character == "{") - (character == "}")
        outer += character if depth == 0 and character != "}" else ""
    assert outer.split() == [".lstm-article", "@font-face", ".lstm-article"]
    assert ":root" not in rules


def test_article_without_its_diagram(tmp_path: Path) -> None:
    """Where the structure figure is not shown, nothing would answer, and nothing is wrong."""
    text = f"# T\n\n## A\n\nSome text of my own, which has a source [1].\n\n{EQUATIONS}\n\n{STEP}"
    own_article.write(tmp_path, f"{text}\n\n## References\n\n1. A.\n")
    assert living_article(ArticleSettings("en", 12, templates=tmp_path, living=True)) is None


def test_figures_that_hosts_leave_in_their_places(tmp_path: Path) -> None:
    """A figure that a host does not write itself, as one in a quote, has no controls, and without the diagram none has."""
    article = (builtin_folder() / "en" / "article.md").read_text("utf-8")
    for name in ("memory", "structure"):
        placed = f'{{{{ figure("{name}") }}}}'
        own_article.write(tmp_path, article.replace(placed, f"> {placed}"))
        found = living_article(ArticleSettings("en", 1000, templates=tmp_path, living=True))
        assert (found is None) == (name == "structure")
        assert 'data-place="memory"' in living().controls
        assert not found or 'data-place="memory"' not in found.controls


def test_labels_of_a_figure() -> None:
    """Ids in a figure, and references to them, begin with its label; other figures' stay."""
    svg = '<svg id="lstm-memory-a"><use href="#lstm-memory-a"/><a id="lstm-structure-a"/></svg>'
    assert relabelled(svg, "memory", "my") == '<svg id="my-a"><use href="#my-a"/><a id="lstm-structure-a"/></svg>'
