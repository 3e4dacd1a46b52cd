"""The house: imports go downwards on few floors, modules are small, and what is about a module is found."""

import ast

import reference
from house import MODULES, ROOT, floors, imports, room, tree

FLOORS = 9
LONGEST = 250  # lines
DATA = {"checks.report", "figures.diagram", "figures.shapes"}  # modules that hold what others work on
IMPORTERS = {
    "jinja2": {"templating.optional", "templating.places", "templating.sandbox", "templating.templates"},
    "markdown": {"hosts.python_markdown"},
    "markdown_it": {
        "article.equation_labels",
        "checks.portability",
        "formats.body",
        "formats.markdown",
        "text.document",
        "text.parser",
    },
    "math_core": {"formats.mathml"},
    "matplotlib": {"figures.canvas", "figures.outlines"},
    "mkdocs": {"hosts.mkdocs"},
    "myst_parser": {"hosts.sphinx"},
    "numpy": {"figures.outlines"},  # it takes longer to load than all that is computed here takes
    "pygments": {"formats.highlighting"},
    "regex": {"text.wordcount"},
    "sphinx": {"hosts.sphinx", "hosts.sphinx_living"},
    "typer": {"cli", "options"},
    "typst": {"formats.pdf"},
    "word_count": {"text.wordcount"},
}


def test_imports_go_downwards_on_few_floors() -> None:
    """Packages and top-level modules import without a circle, on nine floors at most."""
    assert max(floors().values()) <= FLOORS, floors()


def test_modules_are_small() -> None:
    """No module is longer than can be read at once."""
    lines = {name: len(file.read_text("utf-8").splitlines()) for name, file in MODULES.items()}
    assert not {name: length for name, length in lines.items() if length > LONGEST}


def test_packages_hand_on_what_others_use() -> None:
    """A module takes from another package what this hands on; what is loaded late, or a host, by its module."""
    taken: set[str] = set()
    for module in MODULES:
        for node in ast.walk(tree(module)):
            if isinstance(node, ast.ImportFrom) and room(node.module or "") not in {room(module), "lstm_article"}:
                package = node.module or ""
                is_late = node.col_offset > 0 or package.startswith("lstm_article.hosts.")
                assert package not in MODULES or package == room(package) or is_late, f"{module} imports {package}"
                taken |= {f"{package}.{alias.name}" for alias in node.names}
    for name, file in MODULES.items():
        if file.name == "__init__.py" and name != "lstm_article":
            exported = {f"{name}.{target.rpartition('.')[2]}" for target in imports(name) if target not in MODULES}
            assert exported <= taken, f"nobody takes {exported - taken}"


def test_each_library_has_one_place() -> None:
    """A library is imported where it is listed here, and nowhere else."""
    for library, allowed in IMPORTERS.items():
        importers = {
            name.removeprefix("lstm_article.")
            for name in MODULES
            if any(target.split(".")[0] == library for target in imports(name))
        }
        assert importers == allowed, library


def test_tests_mirror_the_packages() -> None:
    """A test file in a package's folder is about the module of its name, and each module that does something has one."""
    tested = {
        f"lstm_article.{file.parent.name}.{file.stem.removeprefix('test_')}"
        for file in (ROOT / "tests").glob("*/test_*.py")
    }
    in_packages = {name for name, file in MODULES.items() if name.count(".") == 2 and file.name != "__init__.py"}
    assert tested <= in_packages, f"tests of modules that are not there: {tested - in_packages}"
    assert in_packages - tested == {f"lstm_article.{name}" for name in DATA}


def test_the_map_in_contributing_is_current() -> None:
    """CONTRIBUTING lists every module with what it owns."""
    assert reference.renewed_map() == reference.CONTRIBUTING.read_text("utf-8"), "run `make reference`"
