"""Mutants: small changes to the package's logic, each of which the tests of its part must notice: `make mutants`.

mutmut makes the mutants. They are run here rather than by mutmut, which draws no sample and tests all mutants in forks
of one process: what that has cached, an article say, no mutant would change; and it mutates no installed command.
"""

import argparse
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation import mutators

ROOT = Path(__file__).parent.parent
PACKAGES = ("text", "equations", "article", "checks", "formats", "hosts")
MEMORY = 6 << 30  # bytes that a process may have: a mutant that gathers without end must not take the machine with it

Operator = Callable[[Any], Iterator[cst.CSTNode]]


def turned_round(node: cst.If | cst.While | cst.CompIf) -> Iterator[cst.CSTNode]:
    """Turn a condition round."""
    test = node.test.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    yield node.with_changes(test=cst.UnaryOperation(cst.Not(), test))


def without_value(node: cst.Return) -> Iterator[cst.CSTNode]:
    """Return nothing, unless that would make no difference."""
    is_nothing = isinstance(node.value, cst.Name) and node.value.value in {"None", "False"}
    if node.value and not is_nothing and not isinstance(node.value, cst.BaseString):
        yield node.with_changes(value=cst.Name("None"))


def without_call(node: cst.Expr) -> Iterator[cst.CSTNode]:
    """Leave out a call that is made for its effect."""
    if isinstance(node.value, cst.Call):
        yield cst.Pass()


def other_arguments(node: cst.Call) -> Iterator[cst.CSTNode]:
    """Leave out an argument, or pass nothing in its place, unless it is a string."""
    strings = [argument for argument in node.args if isinstance(argument.value, cst.BaseString)]
    for changed in mutators.operator_arg_removal(node):
        if all(argument in changed.args for argument in strings):
            yield changed


SIGN, WORD = mutators.operator_swap_op, mutators.operator_keywords
# What is changed, by the kind of rule that it breaks: in a node of a type, by an operator.
KINDS: Mapping[str, Sequence[tuple[type | tuple[type, ...], Operator]]] = {
    "comparison": [(cst.ComparisonTarget, SIGN), ((cst.In, cst.NotIn, cst.Is, cst.IsNot), WORD)],
    "arithmetic": [
        ((cst.BinaryOperation, cst.AugAssign, cst.UnaryOperation), SIGN),
        (cst.AugAssign, mutators.operator_augmented_assignment),
        (cst.BaseNumber, mutators.operator_number),
    ],
    "condition": [
        ((cst.If, cst.While, cst.CompIf), turned_round),
        (cst.BooleanOperation, SIGN),
        (cst.UnaryOperation, mutators.operator_remove_unary_ops),
        (cst.IfExp, mutators.operator_if_exp),
        (cst.Match, mutators.operator_match),
        ((cst.Break, cst.Continue), WORD),
        (cst.Name, mutators.operator_name),
    ],
    "return": [(cst.Return, without_value), (cst.Lambda, mutators.operator_lambda)],
    "call": [
        (cst.Call, other_arguments),
        (cst.Expr, without_call),
        (cst.Call, mutators.operator_symmetric_string_methods_swap),
        (cst.Call, mutators.operator_unsymmetrical_string_methods_swap),
    ],
}
NO_LOGIC = (cst.Annotation, cst.Decorator, cst.SimpleString)


@dataclass(frozen=True)
class Mutant:
    """A changed module: its path in the project, its new text, and where and what is changed, to be shown."""

    module: Path
    text: str
    change: str


class Visitor(cst.CSTVisitor):
    """Gathers the changes within functions: a node, what it becomes, the line, and the kind of change."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self) -> None:
        """Begin outside of all functions."""
        super().__init__()
        self.changes: list[tuple[cst.CSTNode, cst.CSTNode, int, str]] = []
        self.depth = 0

    def on_visit(self, node: cst.CSTNode) -> bool:
        """Gather a node's changes before those of its parts."""
        if isinstance(node, NO_LOGIC):
            return False
        if self.depth or isinstance(node, cst.Lambda):
            line = self.get_metadata(PositionProvider, node).start.line
            self.changes += [
                (node, changed, line, kind)
                for kind, operators in KINDS.items()
                for types, operator in operators
                if isinstance(node, types)
                for changed in operator(node)
            ]
        self.depth += isinstance(node, (cst.FunctionDef, cst.Lambda))
        return True

    def on_leave(self, node: cst.CSTNode) -> None:
        """Leave a function."""
        self.depth -= isinstance(node, (cst.FunctionDef, cst.Lambda))


def sample(project: Path, package: str, count: int, seed: int) -> list[Mutant]:
    """Draw mutants of a package, as many of each kind, as far as there are."""
    drawn_from: dict[str, list[tuple[Path, cst.Module, cst.CSTNode, cst.CSTNode, int]]] = {kind: [] for kind in KINDS}
    for file in sorted((project / "lstm_article" / package).glob("*.py")):
        wrapper, visitor = MetadataWrapper(cst.parse_module(file.read_text("utf-8"))), Visitor()
        wrapper.visit(visitor)
        for node, changed, line, kind in visitor.changes:
            drawn_from[kind].append((file.relative_to(project), wrapper.module, node, changed, line))
    chance = random.Random(f"{seed} {package}")  # noqa: S311
    for changes in drawn_from.values():
        chance.shuffle(changes)
    drawn: list[Mutant] = []
    while len(drawn) < count and any(drawn_from.values()):
        for kind, changes in drawn_from.items():
            if changes and len(drawn) < count:
                path, module, node, changed, line = changes.pop()
                text = module.deep_replace(node, changed).code
                lines = [*unified_diff(module.code.splitlines(), text.splitlines(), n=0, lineterm="")][3:]
                drawn.append(Mutant(path, text, "\n".join([f"{path}:{line}: {kind}", *lines])))
    return drawn


def copy_project(folder: Path) -> None:
    """Copy the project, as it stands, into a folder, and install the package beside it."""
    left_out = shutil.ignore_patterns(".git", ".venv", "node_modules")
    shutil.copytree(ROOT, folder / "project", ignore=left_out)
    (folder / "project" / "tests" / "node_modules").symlink_to(ROOT / "tests" / "node_modules")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    options = ["--no-deps", "--no-build-isolation", "--target", folder / "site-packages"]
    subprocess.run([*pip, *options, folder / "project"], check=True)


def run_tests(package: str, module: str, folder: Path, timeout: float | None = None) -> bool:
    """Run the tests of a package, those of a module first, in the copy in a folder: do they pass?"""
    project = folder / "project"
    tests = sorted(
        (project / "tests" / package).glob("test_*.py"), key=lambda file: (file.stem != f"test_{module}", file)
    )
    command = [Path(sys.executable).with_name("pytest"), "-qx", f"--basetemp={folder / 'temporary'}", *tests]
    variables = {**os.environ, "PYTHONPATH": str(folder / "site-packages"), "PYTHONDONTWRITEBYTECODE": "1"}
    with tempfile.TemporaryFile() as output:
        run = subprocess.Popen(
            command, cwd=project, env=variables, stdout=output, stderr=output, start_new_session=True
        )
        try:
            code = run.wait(timeout)
        except subprocess.TimeoutExpired:
            return False
        finally:
            try:
                os.killpg(run.pid, signal.SIGKILL)
            except ProcessLookupError:
                run.wait()
        if code in {3, 4, 5}:  # an error of pytest, of its command, or no tests
            output.seek(0)
            sys.exit(output.read().decode())
    return code == 0


def survives(mutant: Mutant, folder: Path, timeout: float) -> bool:
    """Whether the tests of its package pass with a mutant in the copy in a folder."""
    changed, kept = folder / "site-packages" / mutant.module, folder / "original.py"
    shutil.copy2(changed, kept)
    changed.write_text(mutant.text, "utf-8")
    passed = run_tests(mutant.module.parent.name, mutant.module.stem, folder, timeout)
    shutil.copy2(kept, changed)
    return passed


def main() -> None:
    """Draw mutants of each package, run its tests on each, and print those that survive."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("packages", nargs="*", metavar="package", help=f"by default {' '.join(PACKAGES)}")
    parser.add_argument("--seed", type=int, default=1, help="another seed draws another sample")
    parser.add_argument("--count", type=int, default=100, help="mutants of each package")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="how many are tested at a time")
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(options.jobs) as threads:
        folders = [Path(name, str(job)) for job in range(options.jobs)]
        free: SimpleQueue[Path] = SimpleQueue()
        for folder in folders:
            copy_project(folder)
            free.put(folder)

        for package in options.packages or PACKAGES:
            start = time.monotonic()
            if not run_tests(package, "", folders[0]):
                sys.exit(f"the tests of {package} fail as they stand; run `make test`")
            timeout = 30 + 5 * (time.monotonic() - start)

            def survived(mutant: Mutant, timeout: float = timeout) -> bool:
                folder = free.get()
                try:
                    return survives(mutant, folder, timeout)
                finally:
                    free.put(folder)

            drawn = sample(folders[0] / "project", package, options.count, options.seed)
            alive = 0
            for mutant, passed in zip(drawn, threads.map(survived, drawn), strict=True):
                alive += passed
                if passed:
                    print(mutant.change, end="\n\n", flush=True)
            killed = len(drawn) - alive
            print(f"{package}: {killed} of {len(drawn)} mutants killed, {killed / len(drawn):.0%}\n", flush=True)


if __name__ == "__main__":
    main()
