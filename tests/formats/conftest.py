"""The articles that the tests of Markdown and of flavors write: the built-in ones, and a user's."""

import pytest

import built_in
from flavored import special_article
from lstm_article import Article
from lstm_article.choices import LANGS


@pytest.fixture(scope="session", params=LANGS)
def article(request: pytest.FixtureRequest) -> Article:
    return built_in.composed(request.param, "word", 1000)


@pytest.fixture(scope="session")
def special(tmp_path_factory: pytest.TempPathFactory) -> Article:
    """A user's article that has all that could be taken for something else."""
    return special_article(tmp_path_factory.mktemp("special"))
