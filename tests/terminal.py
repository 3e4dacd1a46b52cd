"""A real pseudo-terminal of 100 columns, for commands and for what prints in this process."""

import fcntl
import os
import struct
import subprocess
import sys
import termios
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

COMMAND = str(Path(sys.executable).with_name("lstm-article"))
COLUMNS = 100


def run_on_terminal(*arguments: object, cwd: Path | None = None) -> tuple[int, str]:
    """Run `lstm-article` on a terminal; return its exit code and what the terminal shows."""
    environment = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "LINES"}}
    with terminal() as (device, shown):
        call = [COMMAND, *map(str, arguments)]
        done = subprocess.run(call, stdin=device, stdout=device, stderr=device, check=False, cwd=cwd, env=environment)
    return done.returncode, "".join(shown)


@contextmanager
def terminal() -> Iterator[tuple[int, list[str]]]:
    """Open a terminal; yield its device, and a list that has all that it has shown once it is closed."""
    screen, device = os.openpty()
    fcntl.ioctl(device, termios.TIOCSWINSZ, struct.pack("HHHH", 40, COLUMNS, 0, 0))
    shown: list[str] = []
    reader = threading.Thread(target=lambda: shown.append(_read(screen)))
    reader.start()
    try:
        yield device, shown
    finally:
        os.close(device)
        reader.join()
        os.close(screen)


def _read(screen: int) -> str:
    """Read until nobody writes any more, which Linux tells by an error."""
    data = b""
    try:
        while part := os.read(screen, 65536):
            data += part
    except OSError:
        pass
    return data.decode().replace("\r\n", "\n")
