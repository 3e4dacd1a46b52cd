"""What the READMEs show of elsewhere: `make reference` renews it.

That is the command reference, made of `--help`, and the configurations, which are files of the sites that the
tests build.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
READMES = (ROOT / "README.md", ROOT / "README.zh.md")
COMMANDS = ("", "build", "check", "figure", "templates")
_PLACE = re.compile(r"(<!-- reference -->\n).*?(<!-- end of reference -->)", re.DOTALL)

_FILE = re.compile(r"(<!-- (tests/sites/\S+) -->\n\n(```+)[\w-]+\n).*?(^\3$)", re.DOTALL | re.MULTILINE)


def renewed(readme: Path) -> str:
    """Return a README's text with its command reference and its configurations made anew."""
    text = readme.read_text("utf-8")
    assert _PLACE.search(text), f"{readme} has no place for the command reference"
    text = _PLACE.sub(lambda match: f"{match[1]}\n```text\n{_help()}\n```\n\n{match[2]}", text)
    return _FILE.sub(lambda match: f"{match[1]}{(ROOT / match[2]).read_text('utf-8')}{match[4]}", text)


def _help() -> str:
    command = str(Path(sys.executable).with_name("lstm-article"))
    plain = {**os.environ, "COLUMNS": "80", "TERM": "dumb", "NO_COLOR": "1"}
    texts = []
    for name in COMMANDS:
        call = [command, *name.split(), "--help"]
        done = subprocess.run(call, capture_output=True, text=True, check=True, env=plain)
        texts.append(done.stdout.strip())
    return "\n\n".join(texts)


if __name__ == "__main__":
    for file in READMES:
        file.write_text(renewed(file), "utf-8")
