"""The package: what a wheel contains, where templates are found, and its dependencies."""

import re
import shutil
import subprocess
import sys
import venv
import zipfile
from importlib.metadata import requires
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NEWEST_TYPER = "0.29.2"
ALLOWED = {
    "typer", "jinja2", "markdown", "markdown-it-py", "math-core", "matplotlib", "mdit-py-plugins", "office-wordcount",
    "pygments", "regex",
}  # fmt: skip


@pytest.fixture(scope="module")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A source distribution, and the wheel that is built from it."""
    folder = tmp_path_factory.mktemp("dist")
    build = "import sys; from hatchling.build import *; build_sdist(sys.argv[1]); build_wheel(sys.argv[1])"
    unpacked = folder / "unpacked"
    subprocess.run([sys.executable, "-c", build, str(folder)], cwd=ROOT, check=True, capture_output=True)
    archive = str(next(folder.glob("*.tar.gz")))
    subprocess.run([sys.executable, "-m", "tarfile", "-e", archive, str(unpacked)], check=True)
    source = next(unpacked.iterdir())
    wheel = "import sys; from hatchling.build import *; build_wheel(sys.argv[1])"
    (folder / "again").mkdir()
    subprocess.run([sys.executable, "-c", wheel, str(folder / "again")], cwd=source, check=True, capture_output=True)
    return folder


def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_wheel_is_whole(distributions: Path) -> None:
    """The wheel has the modules, the templates, the fonts with their licences, and nothing of the tests."""
    held = names(next(distributions.glob("*.whl")))
    for file in (*(ROOT / "lstm_article").rglob("*"), *(ROOT / "templates").rglob("*")):
        if file.is_file() and file.suffix != ".pyc":
            name = str(file.relative_to(ROOT)).replace("templates/", "lstm_article/templates/", 1)
            assert name in held, name
    assert {name.split("/")[0].split("-")[0] for name in held} == {"lstm_article"}
    assert sum(name.endswith("-OFL.txt") and "dist-info" not in name for name in held) == 3


def test_wheel_from_the_source_distribution_is_the_same(distributions: Path) -> None:
    """sdist → wheel gives the same files."""
    assert names(next(distributions.glob("*.whl"))) == names(next((distributions / "again").glob("*.whl")))


def test_a_checkout_has_the_same_bytes_everywhere(tmp_path: Path) -> None:
    """Git ends no line in another way, even where it is told to, as on Windows; and it takes no document for text."""
    for folder in ("figures", "templates", "lstm_article/fonts"):
        shutil.copytree(ROOT / folder, tmp_path / "a" / folder)
    shutil.copy(ROOT / ".gitattributes", tmp_path / "a")
    for name in ("plain.pdf", "plain.docx", "plain.png", "plain.otf", "plain.woff2"):
        (tmp_path / "a" / name).write_bytes(b"seems to be\r\ntext\n")
    identity = [option for key in ("name", "email") for option in ("-c", f"user.{key}=x")]
    for command in (["init", "-q"], ["add", "."], [*identity, "commit", "-qm", "x"]):
        subprocess.run(["git", *command], cwd=tmp_path / "a", check=True)
    subprocess.run(["git", "clone", "-q", "-c", "core.autocrlf=true", "a", "b"], cwd=tmp_path, check=True)
    files = [file.relative_to(tmp_path / "a") for file in tmp_path.glob("a/**/*.*") if ".git" not in file.parts]
    assert len(files) > 30
    for file in files:
        if file.suffix:
            assert (tmp_path / "b" / file).read_bytes() == (tmp_path / "a" / file).read_bytes(), file


def test_runtime_dependencies_are_few() -> None:
    """At run time the package asks for no more than the design names."""
    needed = [line for line in requires("lstm-article") or [] if "extra ==" not in line]
    assert {re.split(r"[^\w-]", line)[0].lower() for line in needed} == ALLOWED


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory, distributions: Path) -> Path:
    """The bin folder of an environment that has the wheel and its run-time dependencies alone."""
    home = tmp_path_factory.mktemp("bare") / "venv"
    venv.create(home)
    constraints, wheel = str(ROOT / "constraints.txt"), str(next(distributions.glob("*.whl")))
    pip(home / "bin", "install", "--constraint", constraints, wheel)
    return home / "bin"


def pip(binaries: Path, command: str, *arguments: str) -> str:
    """Run the tests' own pip for another environment; modules are compiled when they are used, which is quicker."""
    options = ["--no-compile"] if command == "install" else []
    call = [sys.executable, "-m", "pip", "--python", str(binaries / "python"), "--disable-pip-version-check", command]
    done = subprocess.run([*call, *options, *arguments], check=True, capture_output=True, text=True)
    return done.stdout


def test_the_command_needs_no_test_dependency(bare: Path, tmp_path: Path, built: Path) -> None:
    """The wheel, alone with its run-time dependencies, builds the same article."""
    command = [str(bare / "lstm-article"), "build", "--out", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    for file in (*built.glob("*.*"), *built.glob("figures/*")):
        assert (tmp_path / file.relative_to(built)).read_bytes() == file.read_bytes()
    pulled = {line.split("=")[0].lower() for line in pip(bare, "list", "--format", "freeze").split()}
    assert pulled >= ALLOWED
    assert not pulled & {"pytest", "playwright", "hypothesis", "mkdocs", "sphinx", "typst"}


def test_the_block_needs_no_extra(bare: Path) -> None:
    """Python-Markdown comes with the package, finds the extension by its name, and is told what mathematics needs."""
    text = "# Page\n\n::: lstm-article lang=zh words=500\n"
    call = [str(bare / "python"), "-m", "markdown", "-x", "lstm_article"]
    done = subprocess.run(call, input=text, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert 'pymdownx is not installed; run pip install "lstm-article[mkdocs]"; ' in done.stderr  # for the mathematics
    assert '<figure id="lstm-zh-structure"><svg' in done.stdout


def test_an_older_typer_is_told(bare: Path) -> None:
    """A Typer that the host has pinned, older than the package admits, is one line that says what to do."""
    oldest = next(re.search(r"[\d.]+", line)[0] for line in requires("lstm-article") or [] if line.startswith("typer"))
    for version in ("0.12.5", "0.20.0"):
        pip(bare, "install", f"typer=={version}")
        for call in (["--version"], ["build"], ["--nothing"]):
            done = subprocess.run([str(bare / "lstm-article"), *call], capture_output=True, text=True, check=False)
            message = f'error: typer {version} is too old; run pip install "typer>={oldest}"\n'
            assert (done.returncode, done.stdout, done.stderr) == (2, "", message)


def test_the_newest_typer_works_too(bare: Path, tmp_path: Path, built: Path) -> None:
    """The constraints pin Typer to 0.28, which starts faster; the package itself also allows newer versions."""
    pip(bare, "install", f"typer=={NEWEST_TYPER}")
    command = [str(bare / "lstm-article"), "build", "--lang", "zh", "--format", "md", "--out", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "lstm.zh.md").read_bytes() == (built / "lstm.zh.md").read_bytes()
    for wrong in (["--lang", "fr"], ["--words", "0"], ["--format", "odt"], ["--nothing"]):
        done = subprocess.run([*command[:2], *wrong], capture_output=True, text=True, check=False)
        assert done.returncode == 2
        assert re.fullmatch(r"error: .+\n", done.stderr)


def test_the_oldest_matplotlib_draws_the_same(bare: Path, tmp_path: Path, built: Path) -> None:
    """The oldest matplotlib that the package admits writes another SVG, of which the same figure is made."""
    oldest = next(re.search(r"[\d.]+", line)[0] for line in requires("lstm-article") or [] if "matplotlib" in line)
    pip(bare, "install", f"matplotlib=={oldest}.0")
    for name in ("structure.zh.svg", "memory.en.svg"):
        command = [str(bare / "lstm-article"), "figure", name.partition(".")[0], "--lang", name[-6:-4]]
        done = subprocess.run([*command, "--out", name], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
        drawn, pinned = (
            re.findall(r'<use xlink:href="([^"]+)"(?: x="([^"]+)")?', file.read_text("utf-8"))
            for file in (tmp_path / name, built / "figures" / name)
        )
        assert [glyph for glyph, _ in drawn] == [glyph for glyph, _ in pinned]
        places = zip(drawn, pinned, strict=True)
        assert all(abs(float(x or 0) - float(other or 0)) < 150 for (_, x), (_, other) in places)  # of 1000 to the em


@pytest.mark.parametrize("way", ["bare checkout", "editable install"])
def test_templates_are_found(way: str, bare: Path, tmp_path: Path) -> None:
    """Outside a wheel the templates are those at the top of the repository."""
    copy = tmp_path / "copy"
    shutil.copytree(ROOT / "lstm_article", copy / "lstm_article", ignore=shutil.ignore_patterns("*.pyc"))
    shutil.copytree(ROOT / "templates", copy / "templates")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy / name)
    if way == "editable install":
        pip(bare, "install", "--no-deps", "--editable", str(copy))
    code = (
        "from lstm_article import build_article; build_article('zh');"
        "from lstm_article.templating.templates import builtin_folder; print(builtin_folder())"
    )
    done = subprocess.run(
        [str(bare / "python"), "-c", code],
        cwd=copy if way == "bare checkout" else tmp_path, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert Path(done.stdout.strip()) == copy / "templates"
