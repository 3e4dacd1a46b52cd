"""The house as a map: its packages and modules, what each owns, and which imports from which."""

import ast
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).parents[1]
MODULES = {
    ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): file
    for file in (ROOT / "lstm_article").rglob("*.py")
}


def room(module: str) -> str:
    """Return the package or top-level module that a module belongs to."""
    return ".".join(module.split(".")[:2])


@cache
def tree(module: str) -> ast.Module:
    """Return a module's syntax tree, without what only type checkers read."""
    parsed = ast.parse(MODULES[module].read_text("utf-8"))
    for block in ast.walk(parsed):
        if isinstance(block, ast.If) and "TYPE_CHECKING" in ast.dump(block.test):
            block.body = []
    return parsed


@cache
def imports(module: str) -> frozenset[str]:
    """Return all that a module imports when it runs, within functions too."""
    names: set[str] = set()
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.module, f"{module} has a relative import; name the package"
            names |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return frozenset(names)


@cache
def floors() -> dict[str, int]:
    """Return on which floor each room is, one above all that it imports from; a circle is an error."""
    rooms = {room(module) for module in MODULES} - {"lstm_article"}
    below = {
        name: {room(used) for module in MODULES if room(module) == name for used in imports(module) & {*MODULES}}
        - {name, "lstm_article"}
        for name in rooms
    }
    heights: dict[str, int] = {}
    for name in TopologicalSorter(below).static_order():
        heights[name] = 1 + max((heights[other] for other in below[name]), default=0)
    return heights


def listing() -> str:
    """Return the map as Markdown: the rooms from the ground up, with their modules."""
    lines = []
    for name in sorted(floors(), key=lambda name: (floors()[name], name)):
        is_package = MODULES[name].name == "__init__.py"
        lines.append(f"- **`{name.removeprefix('lstm_article.')}{'/' if is_package else ''}`**: {_owns(name)}")
        inner = sorted(module for module in MODULES if module.startswith(f"{name}."))
        lines += [f"    - `{module.rpartition('.')[2]}`: {_owns(module)}" for module in inner]
    return "\n".join(lines)


def _owns(module: str) -> str:
    return (ast.get_docstring(tree(module)) or "").partition("\n\n")[0].replace("\n", " ")
