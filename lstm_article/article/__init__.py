"""An article: rendered from its template, composed to a length, its figures and citations numbered."""

from lstm_article.article.article import TOLERANCE, Article, OptionalParagraph
from lstm_article.article.draft import Draft, build_article
from lstm_article.article.equation_labels import labelled_equations
from lstm_article.article.rendering import Rendering
