"""The article in each format and, as Markdown, in the idiom of each docs system."""

from lstm_article.formats.flavors import FLAVORS, NUMBERED_MYST, Idiom
from lstm_article.formats.markdown import flavored, label_prefix
