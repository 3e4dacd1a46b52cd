"""The living page: marks that tie equations and diagram together, and a script that computes with the equations."""

from lstm_article.living.layer import layer_of
from lstm_article.living.marks import Marks
