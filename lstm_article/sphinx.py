"""The name by which a Sphinx project's `conf.py` loads the extension."""

try:
    from lstm_article.hosts.sphinx import setup as setup  # noqa: PLC0414  marks it as re-exported for type checkers
except ImportError as error:  # Sphinx shows the words alone, in a line of its own
    raise ImportError(f'{error}; run pip install "lstm-article[sphinx]"') from None
