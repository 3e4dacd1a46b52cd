"""The display equations of a text, labelled by the part of an LSTM that each defines, and references to them."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from markdown_it.token import Token

from lstm_article.article.passages import Passage, check_references
from lstm_article.equations import roles
from lstm_article.errors import TemplateError
from lstm_article.templating import mark, marks_in
from lstm_article.text import Document


def refer_equation(label: str, words: str) -> str:
    """Return a mark for the `words` that name an equation; raises TemplateError if they are no text."""
    if not isinstance(label, str) or not isinstance(words, str) or not words.strip():
        example = '("cell-state", "the cell’s equation")'
        raise TemplateError(f"refer_equation() takes a label and words; write both, as in {example}")
    return mark("equation", label, " ".join(words.split()))


def labelled_equations(text: Document) -> list[tuple[Token, str]]:
    """Return the blocks of mathematics, in order, with their labels: `forget-gate`, or `equation-2` by their number.

    Blocks within lists and quotes count, mathematics within a line does not.
    """
    parts = roles.parts_by_line(text.equations)
    blocks = [(token, token.map) for token in text.tokens if token.type == "math_block" and token.map]
    return [
        (token, next((parts[line] for line in range(first + 1, last + 1) if line in parts), f"equation-{number}"))
        for number, (token, (first, last)) in enumerate(blocks, 1)
    ]


def check_equation_references(
    lines: Iterable[str], text: Document, owners: Sequence[int | None], passages: Sequence[Passage], file: Path
) -> None:
    """Raise TemplateError if a reference to an equation could be kept and the equation left out.

    `lines` are those of the rendered template, in which references are marks, and `text` is what they say; `owners` has
    the number of each line's passage, or None.
    """
    references = [
        (mark.values[0], owner)
        for line, owner in zip(lines, owners, strict=True)
        for mark in marks_in(line, file)
        if mark.kind == "equation"
    ]
    if references:
        labels = {label: owners[token.map[0]] for token, label in labelled_equations(text) if token.map}
        # A number may be another equation's when text is left out.
        placed = {label: owner for label, owner in labels.items() if not label.startswith("equation-")}
        check_references("equation", placed, references, passages, file)
