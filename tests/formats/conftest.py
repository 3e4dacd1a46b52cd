"""The articles that the tests of Markdown and of flavors write: the built-in ones, and a user's."""

from pathlib import Path

import pytest

from flavored import special_article
from lstm_article import Article, build_article
from lstm_article.choices import LANGS


@pytest.fixture(scope="module", params=LANGS)
def article(request: pytest.FixtureRequest) -> Article:
    return build_article(request.param)


@pytest.fixture
def own(tmp_path: Path) -> Article:
    """A user's article that has all that could be taken for something else."""
    return special_article(tmp_path)
