"""The command line: what each command takes, and nothing of what it does."""

import gc
import io
import math
import os
import signal
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal, NoReturn, get_args

import typer

from lstm_article import __version__
from lstm_article.errors import LstmArticleError

app = typer.Typer(
    help="Write a short introduction to the LSTM, in English and Chinese, and prove it right.",
    rich_markup_mode=None,  # plain help: it stands in the README, and starts faster
    pretty_exceptions_enable=False,
)


Lang = Literal["zh", "en"]
Rule = Literal["word", "han"]
FigureFormat = Literal["svg", "png"]
Flavor = Literal["plain", "github", "mkdocs", "myst", "docusaurus", "vitepress", "hugo", "jekyll", "quarto"]


class Format(StrEnum):
    """A format of the article; Typer takes no literals in a list."""

    md = "md"
    html = "html"


class Check(StrEnum):
    """What is checked; the names of `checks.CHECKS`, which are not loaded for `--help`."""

    length = "length"
    equations = "equations"
    diagram = "diagram"
    portability = "portability"
    citations = "citations"
    figures = "figures"
    typography = "typography"
    languages = "languages"


_NOT_IN_NAMES = '/\\:*?"<>|'


def _named(path: str) -> Path:
    """Take a path; the empty one, which an unset shell variable gives, would be the current folder."""
    if not str(path):
        raise typer.BadParameter("the name is empty.")
    return Path(path)


def _base(name: str) -> str:
    """Take the beginning of a file's name."""
    if (
        name != name.strip()
        or name[:1] in {"", "-", "."}
        or not name.isprintable()
        or {*name} & {*_NOT_IN_NAMES}
    ):
        raise typer.BadParameter(
            f"--name begins a file's name: no folders, none of {_NOT_IN_NAMES}, no dot first."
        )
    return name


Words = Annotated[
    int,
    typer.Option(
        "--words", "-w", min=1, max=100_000, metavar="N", help="The length asked for; built in, 400 to 2500."
    ),
]
Count = Annotated[
    Rule,
    typer.Option("--count", "-c", help="Rule: as Word counts, or in Chinese, Han characters alone."),
]
Skip = Annotated[
    list[Check] | None,
    typer.Option("--skip", metavar="CHECK", help="Leave a check out; may be given more than once."),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]


@app.callback(invoke_without_command=True)
def _top(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Show the version and exit.")] = False,
) -> None:
    if version:
        print(f"lstm-article {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        print(context.get_help())


@app.command()
def build(
    lang: Annotated[
        Literal["zh", "en", "all"], typer.Option("--lang", "-l", help="The language to write.")
    ] = "all",
    words: Words = 1000,
    count: Count = "word",
    format: Annotated[  # noqa: A002
        list[Format] | None,
        typer.Option(
            "--format",
            "-f",
            metavar="<md|html>",
            help="Markdown or page; may be given twice.  [default: both; for a docs system, md]",
        ),
    ] = None,
    flavor: Annotated[
        Flavor,
        typer.Option(metavar="FLAVOR", help=f"The docs system to write for: {', '.join(get_args(Flavor))}."),
    ] = "plain",
    figure_format: Annotated[FigureFormat, typer.Option(help="The figures beside the Markdown.")] = "svg",
    templates: Annotated[
        Path | None,
        typer.Option(parser=_named, metavar="DIR", help="Your templates, used over the built-in ones."),
    ] = None,
    out: Annotated[
        Path, typer.Option("--out", "-o", parser=_named, metavar="DIR", help="The folder to write to.")
    ] = Path("article"),
    name: Annotated[
        str, typer.Option(parser=_base, metavar="NAME", help="What the files' names begin with.")
    ] = "lstm",
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 if the folder is not up to date.")
    ] = False,
    skip: Skip = None,
    json: Json = False,
) -> None:
    """Write the article at a length, if it passes its checks.

    The files: NAME.LANG.md, NAME.LANG.html and figures/. The checks are those of `check`.
    """
    from lstm_article import build as work
    from lstm_article.checks.report import Goal
    from lstm_article.choices import LANGS

    langs = LANGS if lang == "all" else (lang,)
    if flavor == "hugo" and name not in {"index", "_index"}:
        raise typer.BadParameter(
            "--flavor hugo needs --name index and an --out of its own: Hugo's page bundle."
        )
    wanted = format or (work.FORMATS if flavor == "plain" else ("md",))
    formats = [ending for ending in work.FORMATS if ending in wanted]
    edition = work.Edition(langs, formats, figure_format, templates, out, flavor, name, _chosen(None, skip))
    _finish((work.compare if check else work.build)(edition, Goal(words, count)), json)


@app.command()
def check(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE.md", help="Markdown files; none: the built-in article."),
    ] = None,
    lang: Annotated[
        Lang | None,
        typer.Option("--lang", "-l", help="The built-in article's; of a file, where its letters mislead."),
    ] = None,
    words: Words = 1000,
    tolerance: Annotated[
        float,
        typer.Option("--tolerance", "-t", min=0, metavar="PERCENT", help="How far off the length may be."),
    ] = 5.0,
    count: Count = "word",
    only: Annotated[
        list[Check] | None,
        typer.Option("--only", metavar="CHECK", help="Make this check alone; may be given more than once."),
    ] = None,
    skip: Skip = None,
    json: Json = False,
) -> None:
    """Check an article as it stands.

    The checks: length, equations (they compute an LSTM), diagram (it shows what they compute), portability,
    citations, figures, typography (of Chinese), languages (the two built-in articles side by side).
    """
    from lstm_article import build as work
    from lstm_article.checks import run as checks
    from lstm_article.checks.report import Goal
    from lstm_article.choices import LANGS

    if not math.isfinite(tolerance):
        raise typer.BadParameter("--tolerance must be a number of percent.")
    goal = Goal(words, count, tolerance)
    chosen = _chosen(only, skip)
    if not chosen:
        raise typer.BadParameter("--only and --skip leave no check to make.")
    if files:
        reports = [checks.check_file(file, lang, goal, chosen) for file in files]
    else:
        reports = work.check_builtin((lang,) if lang else LANGS, goal, chosen)
    for report in reports:
        if not report.checks:
            raise typer.BadParameter(f"none of the checks applies to {report.file}; choose others.")
    _finish(reports, json)


@app.command()
def figure(
    name: Annotated[
        Literal["structure", "unrolled", "memory"], typer.Argument(help="The figure.")
    ] = "structure",
    lang: Annotated[Lang, typer.Option("--lang", "-l", help="The language of its labels.")] = "en",
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            parser=_named,
            metavar="FILE",
            help="FILE.svg, .png or .pdf  [default: NAME.LANG.svg]",
        ),
    ] = None,
) -> None:
    """Draw one figure."""
    from lstm_article import build as work

    file = out or Path(f"{name}.{lang}.svg")
    print(f"{'written' if work.draw(name, lang, file) else 'unchanged'} {file}")


@app.command()
def templates(
    folder: Annotated[Path, typer.Argument(parser=_named, metavar="DIR", help="A new or an empty folder.")],
) -> None:
    """Copy the templates out, to edit and build with."""
    from lstm_article.files import copy_folder
    from lstm_article.templating.templates import builtin_folder

    for file in copy_folder(builtin_folder(), folder):
        print(f"written {file}")


def _chosen(only: list[Check] | None, skip: list[Check] | None) -> tuple[str, ...]:
    """Return the names of the checks to make."""
    return tuple(check.value for check in only or Check if check not in (skip or ()))


def _finish(reports: Any, json: bool) -> None:
    """Print reports; exit 1 if there is a finding."""
    from lstm_article import report

    if json:
        print(report.as_json(reports))
    else:
        report.show(reports)
    findings = [finding for one in reports for finding in one.findings]
    if findings and not json:
        sys.stdout.flush()
        for finding in findings:
            where = finding.file.replace("\n", "\\n")  # a name too is on one line
            print(f"{where}:{finding.line}: {finding.check}: {finding.message}", file=sys.stderr)
    if findings:
        raise typer.Exit(1)


def main() -> NoReturn:
    """Run the command line: the one place that turns errors into exit codes."""
    gc.disable()  # a run is short and makes no garbage to speak of; imports are a tenth faster
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # an exit that cleans up on its way
    _open_streams()
    try:
        code = app(prog_name="lstm-article", standalone_mode=False)
        sys.stdout.flush()
    except typer.TyperException as error:
        code = _fail(f"{error.format_message()} `lstm-article --help` shows what there is.")
    except LstmArticleError as error:
        code = _fail(str(error))
    except typer.Abort:
        code = 130
    except OSError as error:
        # What is left to print must not be tried again at exit; that the reader has left is no error.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        what = f"{error.filename or 'standard output'}: {error.strerror}"
        code = 1 if isinstance(error, BrokenPipeError) else _fail(f"{what}; free it or name another")
    sys.exit(code)


def _open_streams() -> None:
    """Make both streams take any text: one may be closed, or know fewer letters than a path or a title."""
    sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: PTH123, SIM115  open until the end
    sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: PTH123, SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _fail(message: str) -> int:
    print(f"error: {' '.join(message.split())}", file=sys.stderr)
    return 2
