"""What the commands do: build a folder of articles, check the built-in ones, draw a figure."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from math import inf
from pathlib import Path
from typing import NamedTuple

from lstm_article import choices
from lstm_article.article import Article, Draft, Rendering, build_article
from lstm_article.checks import Finding, Goal, Report, check_article
from lstm_article.choices import Check, Lang
from lstm_article.errors import OutputError
from lstm_article.figures import FigureText, figure_file, figure_text, light_svg, svg_element
from lstm_article.files import differing, write
from lstm_article.formats import FLAVORS, flavored
from lstm_article.templating import Labels, Templates

_PAGES = {".html", ".md", ".mdx", ".rst"}  # endings of files that may show a figure


class BuildOptions(NamedTuple):
    """What a build writes, from which templates, and which checks the articles must pass.

    `figure_format` is that of the figure files that the Markdown links to; file names begin with `name`, unless this is
    that of the only file, with `.md` at its end; `base_url` is the address that the folder will have on the web, with a
    `/` at its end, or empty. With `script` the page comes alive. `system_fonts` lets the PDF have characters from the
    machine's fonts.
    """

    langs: Sequence[Lang]
    formats: Sequence[choices.ArticleFormat]
    figure_format: choices.LinkedFormat = "svg"
    templates: Path | None = None
    out: Path = Path("article")
    flavor: choices.Flavor = "plain"
    name: str = "lstm"
    base_url: str = ""
    script: bool = True
    system_fonts: bool = False
    checks: Collection[Check] = choices.CHECKS


def build_articles(options: BuildOptions, goal: Goal, *, compare: bool = False) -> list[Report]:
    """Write the articles and their figures; if any article fails a check, write nothing.

    With `compare`, write nothing either: each file that is missing or out of date is a finding of its article.
    Raises TemplateError, FigureError and OutputError.
    """
    templates = Templates(options.templates)
    articles, reports = _checked(options, goal, templates)
    if any(report.findings for report in reports):
        return reports
    contents = [_contents(article, articles, options, templates) for article in articles]
    all_files = {file: content for files in contents for file, content in files.items()}
    changed = differing(all_files) if compare else write(all_files)
    unused = [map(str, _unused_figures(article, options, all_files)) for article in articles]
    reports = [replace(report, unused=tuple(paths)) for report, paths in zip(reports, unused, strict=True)]
    return [_with_files(report, files, changed, compare) for report, files in zip(reports, contents, strict=True)]


def check_builtin_articles(langs: Sequence[Lang], goal: Goal, chosen: Collection[Check]) -> list[Report]:
    """Check the built-in articles; raises TemplateError when the package is damaged."""
    return _checked(BuildOptions(langs, ["md"], out=Path(), checks=chosen), goal, Templates())[1]


def draw_figure(name: str, lang: Lang, out: Path) -> bool:
    """Write one figure to `out`, in the format that its ending names; return whether the file changed.

    Raises FigureError and OutputError.
    """
    ending = next((known for known in choices.FIGURE_FORMATS if out.suffix.lower() == f".{known}"), None)
    if ending is None:
        raise OutputError(f"has no ending that says the format; use .{' or .'.join(choices.FIGURE_FORMATS)}", out)
    text = figure_text(Labels(Templates(), lang), name, numbers=build_article(lang).numbers)
    return bool(write({out: figure_file(text, ending, out)}))


def _checked(options: BuildOptions, goal: Goal, templates: Templates) -> tuple[list[Article], list[Report]]:
    """Compose and check the articles; where there are several, also compare each with the first.

    Raises LengthError for a length that is out of reach, unless the length check is skipped.
    """
    tolerance = goal.tolerance if "length" in options.checks else inf
    renderings = (Rendering(templates, lang, options.figure_format) for lang in options.langs)
    articles = [Draft(rendering).compose(goal.words, goal.rule, tolerance) for rendering in renderings]
    first = articles[0] if len(articles) > 1 else None
    reports = [
        check_article(article, _file(options, article, "md"), goal, options.checks, first) for article in articles
    ]
    ending = options.formats[0]
    return articles, [
        replace(
            report,
            file=report.file.removesuffix("md") + ending,
            findings=tuple(  # where they can be corrected: the Markdown file is not written
                finding._replace(**article.place(finding.line)._asdict()) for finding in report.findings
            ),
        )
        for article, report in zip(articles, reports, strict=True)
    ]


def _with_files(report: Report, files: Mapping[Path, bytes], changed: Collection[Path], compare: bool) -> Report:
    """Add an article's files to its report and, with `compare`, a finding for each that is out of date."""
    changed_files = [file for file in files if file in changed]
    report = replace(report, files=tuple(map(str, files)), changed=frozenset(map(str, changed_files)))
    for file, data in files.items():
        if file.suffix == ".docx":
            from lstm_article.formats.docx_count import word_counts

            report = replace(report, word_file=word_counts(data))
    if not compare:
        return report
    findings = []
    for file in changed_files:
        problem = "differs from" if file.exists() else "is missing from"
        findings.append(Finding(str(file), 1, "fresh", f"{problem} what would be written; build it again"))
    wanted = {str(file): files[file].decode() for file in changed_files if file.suffix == ".md"}
    return replace(report, checks=(*report.checks, "fresh"), findings=tuple(findings), wanted=wanted)


def _unused_figures(article: Article, options: BuildOptions, files: Mapping[Path, bytes]) -> list[Path]:
    """Return the figures of an article, as of another length, that lie in its folder and that no page there names."""
    folder = _figure_folder(options, article)
    ending = f"{article.lang}.{options.figure_format}"
    paths = [folder / f"figures/{name}.{ending}" for name in choices.FIGURES if "md" in options.formats]
    left = [path for path in paths if path not in files and path.is_file()]
    pages = []
    for page in folder.iterdir() if left else ():
        with suppress(OSError):  # a page that cannot be read names nothing
            if page.suffix in _PAGES:
                pages.append(files.get(page) or page.read_bytes())
    return [path for path in left if not any(path.relative_to(folder).as_posix().encode() in page for page in pages)]


def _contents(
    article: Article, articles: Sequence[Article], options: BuildOptions, templates: Templates
) -> dict[Path, bytes]:
    """Return an article's files with their contents, each figure before the Markdown that links to it."""
    files: dict[Path, bytes] = {}
    folder = _figure_folder(options, article)
    if "md" in options.formats:
        for figure in article.figures:
            path = folder / figure.path
            files[path] = figure_file(figure, options.figure_format, path)
        label = options.name.removesuffix(".md")
        files[_file(options, article, "md")] = flavored(article, FLAVORS[options.flavor], label).encode()
    if [*options.formats] == ["md"]:
        return files
    svgs = {figure.path: _figure(figure, "svg", folder, files) for figure in article.figures}
    if "html" in options.formats:
        from lstm_article.formats.html import page

        inline = {path: svg_element(svg, styled=False) for path, svg in svgs.items()}
        others = [other for other in articles if other is not article]
        structure = next((folder / figure.path for figure in article.figures if figure.name == "structure"), folder)
        preview = (
            structure.relative_to(options.out).as_posix() if structure in files and structure.suffix == ".png" else ""
        )
        html = page(article, inline, others, templates, options.name, options.base_url, preview, script=options.script)
        files[_file(options, article, "html")] = html.encode()
    if "docx" in options.formats:
        from lstm_article.formats.docx import Picture, docx

        pictures = {
            figure.path: Picture(light_svg(svgs[figure.path]), _figure(figure, "png", folder, files))
            for figure in article.figures
        }
        files[_file(options, article, "docx")] = docx(article, pictures, templates)
    if "pdf" in options.formats:
        from lstm_article.formats.pdf import pdf

        images = {path: light_svg(svg) for path, svg in svgs.items()}
        files[_file(options, article, "pdf")] = pdf(article, images, templates, system_fonts=options.system_fonts)
    return files


def _figure(figure: FigureText, ending: choices.LinkedFormat, folder: Path, files: Mapping[Path, bytes]) -> bytes:
    """Return a figure in a format: as it is written now or lies there already, else drawn."""
    path = (folder / figure.path).with_suffix(f".{ending}")
    return files.get(path) or figure_file(figure, ending, path)


def _figure_folder(options: BuildOptions, article: Article) -> Path:
    """Return the folder below which the docs system looks for the figures that an article's Markdown links to."""
    return _file(options, article, "md").with_suffix("") if FLAVORS[options.flavor].asset_folder else options.out


def _file(options: BuildOptions, article: Article, ending: choices.ArticleFormat) -> Path:
    whole = options.name.endswith(".md")
    return options.out / (options.name if whole else f"{options.name}.{article.lang}.{ending}")
