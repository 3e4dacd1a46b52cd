"""Where the command line starts: `lstm-article`, and `python -m lstm_article`."""

import atexit
import gc
import os
import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line, and end without a look at each object in memory: a short run has no time for garbage."""
    gc.disable()
    from lstm_article import cli

    try:
        cli.main()
    except SystemExit as end:
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(end.code if isinstance(end.code, int) else 0)


if __name__ == "__main__":
    main()
