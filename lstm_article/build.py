"""The works behind the commands: building the articles of a folder, checking articles, drawing a figure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from math import inf
from pathlib import Path
from typing import Literal

from lstm_article import files as output
from lstm_article.article.article import Article
from lstm_article.article.draft import Draft, build_article
from lstm_article.article.rendering import Rendering
from lstm_article.checks.report import Finding, Goal, Report
from lstm_article.checks.run import check_article
from lstm_article.choices import CHECKS, Flavor, Lang
from lstm_article.errors import OutputError
from lstm_article.figures.files import Format as FigureFormat
from lstm_article.figures.files import figure_file, svg_element
from lstm_article.figures.text import figure_text
from lstm_article.formats.flavors import FLAVORS
from lstm_article.formats.markdown import flavored
from lstm_article.templating.labels import Labels
from lstm_article.templating.templates import Templates

ArticleFormat = Literal["md", "html"]
FORMATS: tuple[ArticleFormat, ...] = ("md", "html")


@dataclass(frozen=True)
class Edition:
    """Which files are made, from which templates, and what is checked of them.

    `flavor` is of the Markdown, `name` what the files' names begin with.
    """

    langs: Sequence[Lang]
    formats: Sequence[ArticleFormat]
    figure_format: Literal["svg", "png"] = "svg"
    templates: Path | None = None
    out: Path = Path("article")
    flavor: Flavor = "plain"
    name: str = "lstm"
    checks: Collection[str] = CHECKS


def build(edition: Edition, goal: Goal) -> list[Report]:
    """Write the edition's files, unless an article fails a check: then nothing is written.

    Raises TemplateError, FigureError and OutputError.
    """
    reports, made = _made(edition, goal)
    changed = output.write({file: data for files in made for file, data in files.items()})
    return [
        replace(
            report, files=tuple(map(str, files)), changed=frozenset(map(str, files.keys() & set(changed)))
        )
        for report, files in zip(reports, made or [{}] * len(reports), strict=True)
    ]


def compare(edition: Edition, goal: Goal) -> list[Report]:
    """Report which of the edition's files differ from what `build` would write, and how; write nothing."""
    reports, made = _made(edition, goal)
    if not made:  # an article has failed its own checks
        return reports
    compared = []
    for report, files in zip(reports, made, strict=True):
        stale = output.differing(files)
        compared.append(
            replace(
                report,
                checks=(*report.checks, "fresh"),
                findings=tuple(Finding(str(file), 1, "fresh", _how_stale(file)) for file in stale),
                files=tuple(map(str, files)),
                changed=frozenset(map(str, stale)),
                wanted={str(file): files[file].decode() for file in stale if file.suffix == ".md"},
            )
        )
    return compared


def _how_stale(file: Path) -> str:
    return f"{'differs from' if file.exists() else 'is missing from'} what would be written; build it again"


def check_builtin(langs: Sequence[Lang], goal: Goal, chosen: Collection[str]) -> list[Report]:
    """Check the built-in articles; raises TemplateError when the package is damaged."""
    edition = Edition(langs, ["md"], out=Path(), checks=chosen)
    return _reports(_articles(edition, goal), edition, goal)


def draw(name: str, lang: Lang, out: Path) -> bool:
    """Write one figure in the format of the ending of `out`; tell whether the file changed.

    Raises FigureError and OutputError.
    """
    ending = _figure_ending(out)
    text = figure_text(Labels(Templates(), lang), name, numbers=build_article(lang).numbers)
    return bool(output.write({out: figure_file(text, ending, out)}))


def _figure_ending(out: Path) -> FigureFormat:
    endings: dict[str, FigureFormat] = {".svg": "svg", ".png": "png", ".pdf": "pdf"}
    if out.suffix.lower() not in endings:
        raise OutputError("has no ending that says the format; use .svg, .png or .pdf", out)
    return endings[out.suffix.lower()]


def _made(edition: Edition, goal: Goal) -> tuple[list[Report], list[dict[Path, bytes]]]:
    """Return the articles' reports and, if all have passed, the files of each."""
    articles = _articles(edition, goal)
    reports = _reports(articles, edition, goal)
    if any(report.findings for report in reports):
        return reports, []
    templates = Templates(edition.templates)
    return reports, [_files(article, articles, edition, templates) for article in articles]


def _articles(edition: Edition, goal: Goal) -> list[Article]:
    """Compose the articles; a length that is out of reach is an error, unless the length is not checked."""
    tolerance = goal.tolerance if "length" in edition.checks else inf
    renderings = (
        Rendering(Templates(edition.templates), lang, edition.figure_format) for lang in edition.langs
    )
    return [Draft(rendering).compose(goal.words, goal.rule, tolerance) for rendering in renderings]


def _reports(articles: Sequence[Article], edition: Edition, goal: Goal) -> list[Report]:
    """Check the articles, each by itself and, where there are several, beside the first."""
    first = articles[0] if len(articles) > 1 else None
    reports = [  # findings have the Markdown's lines
        check_article(article, _file(edition, article, "md"), goal, edition.checks, first)
        for article in articles
    ]
    ending = edition.formats[0]
    return [replace(report, file=report.file.removesuffix("md") + ending) for report in reports]


def _files(
    article: Article, articles: Sequence[Article], edition: Edition, templates: Templates
) -> dict[Path, bytes]:
    """Return the content of an article's files by path, figures first: the text links to them."""
    files: dict[Path, bytes] = {}
    if "md" in edition.formats:
        for figure in article.figures:
            path = edition.out / figure.path
            files[path] = figure_file(figure, edition.figure_format, path)
        markdown = flavored(article, FLAVORS[edition.flavor], edition.name)
        files[_file(edition, article, "md")] = markdown.encode()
    if "html" in edition.formats:
        from lstm_article.formats.html import page

        inline = {}
        for figure in article.figures:
            path = edition.out / figure.path
            drawn = files.get(path) if path.suffix == ".svg" else None
            inline[figure.path] = svg_element(drawn or figure_file(figure, "svg", path.with_suffix(".svg")))
        others = [other for other in articles if other is not article]
        html = page(article, inline, others, templates, edition.name)
        files[_file(edition, article, "html")] = html.encode()
    return files


def _file(edition: Edition, article: Article, ending: ArticleFormat) -> Path:
    return edition.out / f"{edition.name}.{article.lang}.{ending}"
