"""The house: packages with imports downwards only, small modules, and a test where each module has one."""

import ast
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).parents[1]
MODULES = {
    ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): file
    for file in (ROOT / "lstm_article").rglob("*.py")
}
FLOORS = 9
IMPORTERS = {
    "jinja2": {"templating.macros", "templating.optional", "templating.sandbox", "templating.templates"},
    "markdown": {"hosts.python_markdown"},
    "markdown_it": {"formats.html", "text.document", "text.parser", "checks.portability"},
    "math_core": {"formats.html"},
    "matplotlib": {"figures.canvas"},
    "mkdocs": {"hosts.mkdocs"},
    "myst_parser": {"hosts.sphinx"},
    "numpy": {"equations.comparison", "equations.reference"},
    "sphinx": {"hosts.sphinx"},
    "typer": {"cli"},
    "word_count": {"text.wordcount"},
}


def room(module: str) -> str:
    """Return the package or top-level module that a module belongs to."""
    return ".".join(module.split(".")[:2])


@cache
def imports(module: str) -> frozenset[str]:
    """Return all that a module imports when it runs, within functions too."""
    tree = ast.parse(MODULES[module].read_text("utf-8"))
    for block in ast.walk(tree):
        if isinstance(block, ast.If) and "TYPE_CHECKING" in ast.dump(block.test):
            block.body = []
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.module, f"{module} has a relative import; name the package"
            names |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return frozenset(names)


def below(name: str) -> set[str]:
    """Return the rooms that a room imports from."""
    own = (module for module in MODULES if room(module) == name)
    used = {room(target) for module in own for target in imports(module) if target in MODULES}
    return used - {name, "lstm_article"}


def test_imports_go_downwards_on_few_floors() -> None:
    """Packages and top-level modules import without a circle, on nine floors at most."""
    rooms = {room(module) for module in MODULES} - {"lstm_article"}
    floors: dict[str, int] = {}
    for name in TopologicalSorter(
        {name: below(name) for name in rooms}
    ).static_order():  # raises for a circle
        floors[name] = 1 + max((floors[other] for other in below(name)), default=0)
    assert max(floors.values()) <= FLOORS, floors


def test_each_library_has_one_place() -> None:
    """A library is imported where it is listed here, and nowhere else."""
    for library, allowed in IMPORTERS.items():
        found = {
            name.removeprefix("lstm_article.")
            for name in MODULES
            if any(target.split(".")[0] == library for target in imports(name))
        }
        assert found == allowed, library


def test_tests_mirror_the_packages() -> None:
    """A test file in a package's folder is named after the module that it is about."""
    for file in (ROOT / "tests").glob("*/test_*.py"):
        module = f"lstm_article.{file.parent.name}.{file.stem.removeprefix('test_')}"
        assert module in MODULES, file
