"""The hooks for pre-commit: the manifest that others' repositories name, run by pre-commit itself."""

import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

import docs_systems

ROOT = Path(__file__).parent.parent
MANIFEST = ROOT / ".pre-commit-hooks.yaml"


@pytest.fixture
def repository(tmp_path: Path, built: Path) -> Path:
    """A repository with the committed article, and both hooks as `pre-commit` would install them."""
    hooks = [
        {**hook, "language": "system", "entry": str(docs_systems.BIN / hook["entry"])}
        for hook in yaml.safe_load(MANIFEST.read_text("utf-8"))
    ]
    hooks[0]["args"] = ["--format", "md", "--out", "docs"]
    (tmp_path / ".pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": [{"repo": "local", "hooks": hooks}]}))
    shutil.copytree(built, tmp_path / "docs", ignore=shutil.ignore_patterns("*.html"))
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    subprocess.run(["git", "add", "."], cwd=tmp_path, check=True)
    return tmp_path


def test_manifest_is_valid() -> None:
    """pre-commit accepts the manifest."""
    done = docs_systems.call(["pre-commit", "validate-manifest", str(MANIFEST)], ROOT)
    assert done.returncode == 0, done.stdout


def test_current_article_passes(repository: Path) -> None:
    """Both hooks pass on what was just built, and `check` is given the articles."""
    done = docs_systems.call(["pre-commit", "run", "--all-files", "--verbose"], repository)
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("Passed") == 2
    assert done.stdout.count("docs/lstm.en.md lang=en") == 2


def test_edited_article_fails(repository: Path) -> None:
    """What was edited by hand is stale, and what is wrong in it is found."""
    article = repository / "docs" / "lstm.en.md"
    article.write_text(article.read_text("utf-8").replace("C_t = f_t", "C_t = i_t"), "utf-8")
    subprocess.run(["git", "add", "."], cwd=repository, check=True)
    done = docs_systems.call(["pre-commit", "run", "--all-files"], repository)
    assert done.returncode == 1
    assert "docs/lstm.en.md:1: fresh: differs from what would be written" in done.stdout
    line = article.read_text("utf-8").split("\n").index("C_t = i_t \\odot C_{t-1} + i_t \\odot \\tilde{C}_t") + 1
    assert f"docs/lstm.en.md:{line}: equations: " in done.stdout
