"""A user's templates: where they come from, the sandbox they are rendered in, their labels and marks."""

from lstm_article.templating.labels import Labels
from lstm_article.templating.marks import MARKS, Mark, damaged, mark, marks_in, resolve
from lstm_article.templating.templates import Templates, builtin_folder
