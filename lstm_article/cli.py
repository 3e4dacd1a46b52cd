"""The command line: the options of each command, their help, and the exit codes."""

import io
import math
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn

import typer
from typer import BadParameter, Option

from lstm_article import __version__, choices, options
from lstm_article.choices import CHECKS, Lang
from lstm_article.errors import LstmArticleError
from lstm_article.messages import discard, one_line, shortened, tell

if TYPE_CHECKING:
    from lstm_article.checks import Report

_OLDEST_TYPER = "0.28"  # as pyproject.toml has it; a docs build may hold an older one all the same

app = typer.Typer(
    help="Write a short introduction to the LSTM, in English and Chinese, and prove it right.",
    rich_markup_mode=None,  # plain help can be quoted in the README, and starts faster
    pretty_exceptions_enable=False,
)

_FILES = "Markdown files; none: the built-in article."
_LANG = "The built-in article's; of a file, where its letters mislead."
_WORDS = "The length asked for; built in, 400 to 2500."
_TOLERANCE = "How far off the length may be."
_COUNT = "Rule: as Word counts, or in Chinese, Han characters alone."
_SKIP = "Leave a check out; may be given more than once."
_ONLY = "Make this check alone; may be given more than once."
_FORMAT = "May be given more than once; pdf needs an extra.  [default: md and html; for a docs system, md]"
_FORMATS = f"<{'|'.join(choices.ARTICLE_FORMATS)}>"
_FLAVOR = f"The docs system to write for: {', '.join(choices.FLAVORS)}."
_TEMPLATES = "Your templates, used over the built-in ones."
_OUT = "The folder to write to."
_NAME = "What the files' names begin with; NAME.md, with one --lang, is the file itself."
_BASE_URL = "The address of the page's folder, for the links that search engines and previews read."
_NO_SCRIPT = "Leave out what makes the page come alive: its script and its controls."
_SYSTEM_FONTS = "Let the PDF have characters from this machine's fonts, too."
_DRAWN = f"{', '.join(f'FILE.{ending}' for ending in choices.FIGURE_FORMATS)}  [default: NAME.LANG.svg]"
_CHECKS = (
    f"The checks: {', '.join(CHECKS)}. The equations must compute an LSTM, and the diagram show what they "
    "compute; typography is that of Chinese; languages compares the two built-in articles."
)

Words = Annotated[int, Option("--words", "-w", min=1, max=100_000, metavar="N", help=_WORDS)]
Count = Annotated[choices.Rule, Option("--count", "-c", help=_COUNT)]
Skip = Annotated[list[str] | None, options.one_or_more(CHECKS, "--skip", metavar="CHECK", help=_SKIP)]
Verbose = Annotated[bool, Option("--verbose", help="Report all checks, counts and optional paragraphs.")]
Json = Annotated[bool, Option("--json", help="Print one JSON object and nothing else.")]


@app.callback(invoke_without_command=True)
def _top(
    context: typer.Context, version: Annotated[bool, Option("--version", help="Show the version and exit.")] = False
) -> None:
    if version:
        print(f"lstm-article {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        print(context.get_help())


@app.command()
def build(
    lang: Annotated[Literal[Lang, "all"], Option("--lang", "-l", help="The language to write.")] = "all",
    words: Words = 1000,
    count: Count = "word",
    format: Annotated[  # noqa: A002
        list[str] | None, options.one_or_more(choices.ARTICLE_FORMATS, "--format", "-f", metavar=_FORMATS, help=_FORMAT)
    ] = None,
    flavor: Annotated[choices.Flavor, Option(metavar="FLAVOR", help=_FLAVOR)] = "plain",
    figure_format: Annotated[choices.LinkedFormat, Option(help="The figures beside the Markdown.")] = "svg",
    templates: Annotated[Path | None, Option(parser=options.path, metavar="DIR", help=_TEMPLATES)] = None,
    out: Annotated[Path, Option("--out", "-o", parser=options.path, metavar="DIR", help=_OUT)] = Path("article"),
    name: Annotated[str, Option(parser=options.name, metavar="NAME", help=_NAME)] = "lstm",
    base_url: Annotated[str | None, Option(parser=options.address, metavar="URL", help=_BASE_URL)] = None,
    no_script: Annotated[bool, Option("--no-script", help=_NO_SCRIPT)] = False,
    system_fonts: Annotated[bool, Option("--system-fonts", help=_SYSTEM_FONTS)] = False,
    check: Annotated[bool, Option("--check", help="Write nothing; exit 1 if DIR is not up to date.")] = False,
    skip: Skip = None,
    verbose: Verbose = False,
    json: Json = False,
) -> None:
    """Write the article at a length, if it passes its checks.

    The files: NAME.LANG.md and its figures/, NAME.LANG.html, .docx (Word) and .pdf. The checks are those of `check`.
    """
    from lstm_article.build import BuildOptions, build_articles
    from lstm_article.checks import Goal

    if flavor == "hugo" and name.removesuffix(".md") not in {"index", "_index"}:
        raise BadParameter("--flavor hugo needs --name index and an --out of its own: Hugo's page bundle.")
    langs = choices.LANGS if lang == "all" else (lang,)
    wanted = format or (("md", "html") if flavor == "plain" and not name.endswith(".md") else ("md",))
    if name.endswith(".md") and (lang == "all" or [*wanted] != ["md"]):
        raise BadParameter(f"--name {name} is one file; add --lang en or zh, and no --format but md.")
    formats = [ending for ending in choices.ARTICLE_FORMATS if ending in wanted]
    if base_url and "html" not in formats:
        raise BadParameter("--base-url is for the page; add --format html, or leave it out.")
    if no_script and "html" not in formats:
        raise BadParameter("--no-script is for the page; add --format html, or leave it out.")
    if system_fonts and "pdf" not in formats:
        raise BadParameter("--system-fonts is for the PDF; add --format pdf, or leave it out.")
    checks = _chosen(None, skip)
    wanted_files = BuildOptions(
        langs, formats, figure_format, templates, out, flavor, name, base_url or "", not no_script, system_fonts, checks
    )
    _finish(build_articles(wanted_files, Goal(words, count), compare=check), verbose, json)


@app.command(epilog=_CHECKS)
def check(
    files: Annotated[list[Path] | None, typer.Argument(metavar="FILE.md", help=_FILES)] = None,
    lang: Annotated[Lang | None, Option("--lang", "-l", help=_LANG)] = None,
    words: Words = 1000,
    tolerance: Annotated[float, Option("--tolerance", "-t", min=0, metavar="PERCENT", help=_TOLERANCE)] = 5.0,
    count: Count = "word",
    only: Annotated[list[str] | None, options.one_or_more(CHECKS, "--only", metavar="CHECK", help=_ONLY)] = None,
    skip: Skip = None,
    verbose: Verbose = False,
    json: Json = False,
) -> None:
    """Check an article as it stands."""
    from lstm_article.build import check_builtin_articles
    from lstm_article.checks import Goal, check_file

    if not math.isfinite(tolerance):
        raise BadParameter("--tolerance must be a number of percent.")
    goal = Goal(words, count, tolerance)
    chosen = _chosen(only, skip)
    if not chosen:
        raise BadParameter("--only and --skip leave no check to make.")
    if files:
        reports = [check_file(file, lang, goal, chosen) for file in files]
    else:
        reports = check_builtin_articles((lang,) if lang else choices.LANGS, goal, chosen)
    for report in reports:
        if not report.checks:
            raise BadParameter(f"none of the checks applies to {report.file}; choose others.")
    _finish(reports, verbose, json)


@app.command()
def figure(
    name: Annotated[choices.FigureName, typer.Argument(help="The figure.")] = "structure",
    lang: Annotated[Lang, Option("--lang", "-l", help="The language of its labels.")] = "en",
    out: Annotated[Path | None, Option("--out", "-o", parser=options.path, metavar="FILE", help=_DRAWN)] = None,
) -> None:
    """Draw one figure."""
    from lstm_article.build import draw_figure

    file = out or Path(f"{name}.{lang}.svg")
    print(one_line(f"{'written' if draw_figure(name, lang, file) else 'unchanged'} {file}"))


@app.command()
def templates(
    folder: Annotated[Path, typer.Argument(parser=options.path, metavar="DIR", help="A new or an empty folder.")],
) -> None:
    """Copy the templates out, to edit and build with."""
    from lstm_article.files import copy_folder
    from lstm_article.templating import builtin_folder

    for file in copy_folder(builtin_folder(), folder):
        print(one_line(f"written {file}"))


def _chosen(only: list[str] | None, skip: list[str] | None) -> tuple[choices.Check, ...]:
    """Return the names of the checks to make."""
    return tuple(check for check in CHECKS if check in (only or CHECKS) and check not in (skip or ()))


def _finish(reports: "Sequence[Report]", verbose: bool, json: bool) -> None:
    """Print reports; exit 1 if there is a finding."""
    from lstm_article.report import as_json, show

    if json:
        print(as_json(reports))
    else:
        show(reports, verbose=verbose)
    if any(report.findings for report in reports):
        raise typer.Exit(1)


def main() -> NoReturn:
    """Run the command line: the one place that turns errors into exit codes."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # as an exception, which removes temporary files on its way
    _open_streams()
    if [*map(int, typer.__version__.split(".")[:2])] < [*map(int, _OLDEST_TYPER.split("."))]:
        sys.exit(_fail(f'typer {typer.__version__} is too old; run pip install "typer>={_OLDEST_TYPER}"'))
    try:
        code = app(prog_name="lstm-article", standalone_mode=False)
        sys.stdout.flush()
    except typer.TyperException as error:
        code = _fail(
            f"{shortened(' '.join(error.format_message().split()))} `lstm-article --help` shows what there is."
        )
    except LstmArticleError as error:
        code = _fail(str(error))
    except typer.Abort:
        code = 130
    except OSError as error:
        discard(1)
        place = shortened(str(error.filename or "standard output"))
        message = f"{place}: {error.strerror}; free it or name another"
        # A reader that closed the pipe needs no message.
        code = 1 if isinstance(error, BrokenPipeError) else _fail(message)
    sys.exit(code)


def _open_streams() -> None:
    """Make both streams accept any text: one may be closed, or its encoding may lack a letter of a path."""
    sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: PTH123, SIM115  open until the end
    sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: PTH123, SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _fail(message: str) -> int:
    tell(f"error: {message}")
    return 2
