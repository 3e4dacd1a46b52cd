"""What the commands do: build a folder of articles, check the built-in ones, draw a figure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf
from pathlib import Path

from lstm_article import choices
from lstm_article.article import Article, Draft, Rendering, build_article
from lstm_article.checks import Finding, Goal, Report, check_article
from lstm_article.choices import Check, Lang
from lstm_article.errors import OutputError
from lstm_article.figures import figure_file, figure_text, svg_element
from lstm_article.files import differing, write
from lstm_article.formats import FLAVORS, flavored
from lstm_article.templating import Labels, Templates


@dataclass(frozen=True)
class BuildOptions:
    """What a build writes, from which templates, and which checks the articles must pass.

    `figure_format` is of the figures beside the Markdown, and `name` what the files' names begin with.
    """

    langs: Sequence[Lang]
    formats: Sequence[choices.ArticleFormat]
    figure_format: choices.LinkedFormat = "svg"
    templates: Path | None = None
    out: Path = Path("article")
    flavor: choices.Flavor = "plain"
    name: str = "lstm"
    checks: Collection[Check] = choices.CHECKS


def build_articles(options: BuildOptions, goal: Goal) -> list[Report]:
    """Write the articles and their figures, unless an article fails a check: then nothing is written.

    Raises TemplateError, FigureError and OutputError.
    """
    results = _results(options, goal)
    changed = write({file: content for _, contents in results for file, content in contents.items()})
    return [_with_files(report, contents, changed) for report, contents in results]


def compare_articles(options: BuildOptions, goal: Goal) -> list[Report]:
    """Report which files differ from what a build would write; write nothing.

    Raises TemplateError, FigureError and OutputError.
    """
    return [_compared(report, contents) if contents else report for report, contents in _results(options, goal)]


def _compared(report: Report, contents: Mapping[Path, bytes]) -> Report:
    """Add to a report how an article's files differ from their contents on disk."""
    stale = differing(contents)
    return replace(
        _with_files(report, contents, stale),
        checks=(*report.checks, "fresh"),
        findings=tuple(Finding(str(file), 1, "fresh", _how_stale(file)) for file in stale),
        wanted={str(file): contents[file].decode() for file in stale if file.suffix == ".md"},
    )


def _with_files(report: Report, contents: Mapping[Path, bytes], changed: Collection[Path]) -> Report:
    """Add an article's files to its report."""
    return replace(
        report, files=tuple(map(str, contents)), changed=frozenset(str(file) for file in contents if file in changed)
    )


def _how_stale(file: Path) -> str:
    return f"{'differs from' if file.exists() else 'is missing from'} what would be written; build it again"


def check_builtin_articles(langs: Sequence[Lang], goal: Goal, chosen: Collection[Check]) -> list[Report]:
    """Check the built-in articles; raises TemplateError when the package is damaged."""
    options = BuildOptions(langs, ["md"], out=Path(), checks=chosen)
    return _reports(_articles(options, goal, Templates()), options, goal)


def draw_figure(name: str, lang: Lang, out: Path) -> bool:
    """Write one figure in the format of the ending of `out`; tell whether the file changed.

    Raises FigureError and OutputError.
    """
    ending = _figure_ending(out)
    text = figure_text(Labels(Templates(), lang), name, numbers=build_article(lang).numbers)
    return bool(write({out: figure_file(text, ending, out)}))


def _figure_ending(out: Path) -> choices.FigureFormat:
    for figure_format in choices.FIGURE_FORMATS:
        if out.suffix.lower() == f".{figure_format}":
            return figure_format
    raise OutputError(f"has no ending that says the format; use .{' or .'.join(choices.FIGURE_FORMATS)}", out)


def _results(options: BuildOptions, goal: Goal) -> list[tuple[Report, dict[Path, bytes]]]:
    """Return each article's report and the contents of its files: none where any article fails a check."""
    templates = Templates(options.templates)
    articles = _articles(options, goal, templates)
    reports = _reports(articles, options, goal)
    if any(report.findings for report in reports):
        return [(report, {}) for report in reports]
    contents = (_contents(article, articles, options, templates) for article in articles)
    return list(zip(reports, contents, strict=True))


def _articles(options: BuildOptions, goal: Goal, templates: Templates) -> list[Article]:
    """Compose the articles; a length that is out of reach is an error, unless the length is not checked."""
    tolerance = goal.tolerance if "length" in options.checks else inf
    renderings = (Rendering(templates, lang, options.figure_format) for lang in options.langs)
    return [Draft(rendering).compose(goal.words, goal.rule, tolerance) for rendering in renderings]


def _reports(articles: Sequence[Article], options: BuildOptions, goal: Goal) -> list[Report]:
    """Check the articles, each by itself and, where there are several, beside the first."""
    first = articles[0] if len(articles) > 1 else None
    reports = [  # findings have the Markdown's lines
        check_article(article, _file(options, article, "md"), goal, options.checks, first) for article in articles
    ]
    ending = options.formats[0]
    return [replace(report, file=report.file.removesuffix("md") + ending) for report in reports]


def _contents(
    article: Article, articles: Sequence[Article], options: BuildOptions, templates: Templates
) -> dict[Path, bytes]:
    """Return the contents of an article's files, figures first: the Markdown links to them."""
    files: dict[Path, bytes] = {}
    if "md" in options.formats:
        for figure in article.figures:
            path = options.out / figure.path
            files[path] = figure_file(figure, options.figure_format, path)
        markdown = flavored(article, FLAVORS[options.flavor], options.name)
        files[_file(options, article, "md")] = markdown.encode()
    if "html" in options.formats:
        from lstm_article.formats.html import page

        inline = {}
        for figure in article.figures:
            path = options.out / figure.path
            drawn = files.get(path) if path.suffix == ".svg" else None
            inline[figure.path] = svg_element(drawn or figure_file(figure, "svg", path.with_suffix(".svg")))
        others = [other for other in articles if other is not article]
        html = page(article, inline, others, templates, options.name)
        files[_file(options, article, "html")] = html.encode()
    return files


def _file(options: BuildOptions, article: Article, ending: choices.ArticleFormat) -> Path:
    return options.out / f"{options.name}.{article.lang}.{ending}"
