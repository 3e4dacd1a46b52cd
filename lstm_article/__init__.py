"""A short introduction to the LSTM, written by a program that proves it right."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lstm_article.article import Article, build_article

__version__ = "0.1.0"
__all__ = ["Article", "__version__", "build_article"]


def __getattr__(name: str) -> object:
    # Loaded on first use: `lstm-article --help` must not pay for Jinja and the Markdown parser.
    if name in {"Article", "build_article"}:
        from lstm_article import article

        return getattr(article, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
