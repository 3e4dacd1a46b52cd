"""The browser that the tests drive: on PATH, else Debian's chromium, else Playwright's own.

`python tests/browser.py` installs one where there is none and it can be had.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> str | None:
    """Return the path of a Chromium, or None."""
    on_path = next(filter(None, map(shutil.which, NAMES)), None)
    return on_path or _playwright()


def _playwright() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def install() -> None:
    """Try each way to get a Chromium until there is one."""
    root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    ways = (
        [[*root, "apt-get", "update", "-q"], [*root, "apt-get", "install", "-y", "-q", "chromium"]],
        [[sys.executable, "-m", "playwright", "install", "chromium"]],
    )
    for way in ways:
        if find() is None and shutil.which(way[0][0]):
            for command in way:
                subprocess.run(command, check=False, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})


if __name__ == "__main__":
    if find() is None:
        install()
    sys.exit(0 if find() else "error: no Chromium; install Debian's `chromium` or any Chrome")
