"""The name by which a Sphinx project's `conf.py` loads the extension."""

from lstm_article.hosts.sphinx import setup as setup  # noqa: PLC0414  marks it as re-exported for type checkers
