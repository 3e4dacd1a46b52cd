"""An article's template, rendered with all its optional text, and the numbering of any choice of its lines."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

from lstm_article.article import passages
from lstm_article.article.captions import Captions
from lstm_article.article.equation_labels import check_equation_references, refer_equation
from lstm_article.article.references import References
from lstm_article.article.results import Results, cell_of
from lstm_article.choices import Lang, LinkedFormat
from lstm_article.equations import Numbers, sigmoid
from lstm_article.errors import EquationError, InputError, TemplateError
from lstm_article.figures import FigureText
from lstm_article.templating import Labels, Mark, Place, Templates, marks_in, resolve_marks
from lstm_article.text import Document, document


class Numbered(NamedTuple):
    """Markdown with its citations and figures numbered, its figures, and marks where numbers and references are."""

    markdown: str
    figures: tuple[FigureText, ...]
    marks: tuple[Mark, ...]
    reference_langs: tuple[str, ...]  # of the sources in the list of references, in its order
    cited: tuple[str, ...]  # the keys of these sources


class Rendering:
    """The lines of a rendered template, and which optional passage each belongs to.

    `owners` has the number of each line's passage in `passages`, or None; `whole` is the numbered text with all
    passages.
    """

    def __init__(self, source: Templates, lang: Lang, figure_format: LinkedFormat = "svg") -> None:
        """Render the article in one language; raises TemplateError."""
        self._name = f"{lang}/article.md"
        self._source, self._figure_format = source, figure_format
        self.file = source.path(self._name)
        self.labels = Labels(source, lang)
        self._references, self._results = References(source), Results(source)
        self._captions = self._new_captions()
        lines = passages.lines_of(source.render(self._name, self._functions(self._captions)))
        self._kept, self.owners, self.passages = passages.split(lines, self.file)
        self.lines = [lines[at] for at in self._kept]
        self._captions.check(self.lines, self.owners, self.passages, self.file)
        self.whole = self.read(self.numbered(self.lines).markdown)
        check_equation_references(self.lines, self.whole, self.owners, self.passages, self.file)

    def _new_captions(self) -> Captions:
        return Captions(self.labels, self._figure_format, self._results)

    def _functions(self, captions: Captions) -> dict[str, object]:
        return {
            "cite": self._references.cite,
            "figure": captions.figure,
            "refer": captions.refer,
            "refer_equation": refer_equation,
            "example": self._results.example,
            "parameters": self._results.parameters,
            "sigmoid": sigmoid,
        }

    @cached_property
    def _places(self) -> list[Place]:
        placed = self._source.placed_lines(self._name, self._functions(self._new_captions()))
        places = passages.places_of(placed)
        return [places[at] for at in self._kept]

    def places(self, lines: Iterable[int], count: int, cited: Iterable[str]) -> list[Place]:
        """Return where the `count` lines of a numbered text come from, given its `lines`, from 0, and its sources.

        The template is rendered once more for it, with its places.
        """
        own, sources = [self._places[at] for at in lines], self._references.places(cited)
        between = [Place(str(self.file), 1)] * (count - len(own) - len(sources) - 1)
        return [*own, *between, *sources]

    @property
    def numbers(self) -> Numbers | None:
        """The results of the equations, or None if the article shows none."""
        return self._results.known

    def numbered(self, lines: Sequence[str]) -> Numbered:
        """Number the citations and figures of lines, by order, and add the list of references.

        Raises TemplateError.
        """
        text = "\n".join(lines)
        marks = [*marks_in(text, self.file)]
        figures = self._captions.numbered(mark.values[0] for mark in marks if mark.kind == "number")
        keys = dict.fromkeys(key for mark in marks if mark.kind == "citation" for key in mark.values)
        citations = {key: str(number) for number, key in enumerate(keys, 1)}

        def shown(mark: Mark) -> str:
            if mark.kind == "citation":
                return f"[{','.join(citations[key] for key in mark.values)}]"
            if mark.kind == "equation":
                return mark.values[1]
            return figures[mark.values[0]].number

        markdown, marks = resolve_marks(text, marks, shown)
        if keys:
            heading = self.labels.one_of(document.REFERENCE_HEADINGS, "page", "references")
            entries = (f"{number}. {entry}" for number, entry in enumerate(self._references.listed(keys), 1))
            markdown = "\n".join([markdown, "", f"## {heading}", "", *entries])
        langs = tuple(map(self._references.lang, keys))
        return Numbered(f"{markdown}\n", tuple(figures.values()), tuple(marks), langs, tuple(keys))

    def read(self, markdown: str) -> Document:
        """Parse rendered Markdown; raises TemplateError."""
        try:
            return document.read(markdown)
        except InputError as error:
            raise TemplateError(f"renders to Markdown that {error.message}", self.file) from None

    def refuse_other_equations(self, text: Document) -> None:
        """Raise TemplateError if a text with numbers does not show the equations that these come from."""
        if self.numbers is None:
            return
        try:
            shown = {(equation.target, equation.value) for equation in cell_of(text).equations}
        except EquationError:
            shown = set()
        if shown != {(equation.target, equation.value) for equation in self.numbers.cell.equations}:
            problem = "shows numbers of the equations in equations.md, and not these; write all, none optional"
            raise TemplateError(problem, self.file)
