"""The built-in articles at any length, each language rendered and counted once in a process of tests."""

from dataclasses import replace
from functools import cache

from lstm_article.article.article import Article
from lstm_article.article.draft import Draft
from lstm_article.article.rendering import Rendering
from lstm_article.templating.templates import Templates
from lstm_article.text import document

LENGTHS = range(400, 2501, 25)
RULES = [("en", "word"), ("zh", "word"), ("zh", "han")]  # how an article in each language can be counted


@cache
def draft(lang: str) -> Draft:
    """Return the article in a language, ready to be composed."""
    return Draft(Rendering(Templates(), lang))


@cache
def composed(lang: str, rule: str, words: int) -> Article:
    """Return the article of a length by a counting rule."""
    return draft(lang).compose(words, rule)


@cache
def whole(lang: str) -> Article:
    """Return the article with all that it may say."""
    return draft(lang).compose(10_000, tolerance=float("inf"))


def of(markdown: str, lang: str = "en") -> Article:
    """Return an article in a language that has a text without marks instead of its own."""
    text = document.read(markdown)
    return replace(composed(lang, "word", 1000), markdown=markdown, text=text, marks=(), figures=(), _places=list)
