"""The name by which a Sphinx project's `conf.py` loads the extension."""

from lstm_article.hosts.sphinx import setup

__all__ = ["setup"]
