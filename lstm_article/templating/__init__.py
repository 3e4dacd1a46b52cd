"""A user's templates: where they come from, the sandbox they are rendered in, their labels and marks."""

from lstm_article.templating.labels import Labels
from lstm_article.templating.marks import MARKS, Mark, damaged_mark, mark, marks_in, resolve_marks
from lstm_article.templating.places import Place
from lstm_article.templating.templates import EXAMPLE, Templates, builtin_folder
