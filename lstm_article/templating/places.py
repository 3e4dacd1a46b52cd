"""Where the lines of a rendered text come from: which template and line, as far as that is known.

Among what a template renders are empty texts, each of which tells where the text after it stands. A macro's text, and
others that an expression gives, are looked up in the templates, where a line is as it was rendered.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame


class Place(NamedTuple):
    """A template's file and a 1-based line in it."""

    file: str
    line: int


class Here(str):
    """An empty text, which tells where the text after it begins, and whether it stands in the template as it is."""

    place: Place
    is_verbatim: bool

    def __new__(cls, file: str, line: int, is_verbatim: bool) -> "Here":
        """Take the place, and whether what follows is the template's own text or that of an expression."""
        here = super().__new__(cls)
        here.place, here.is_verbatim = Place(file, line), is_verbatim
        return here


class PlacingGenerator(CodeGenerator):
    """Jinja's generator of Python, which tells the place of all text that is rendered one piece after another."""

    def visit_Output(self, node: nodes.Output, frame: Frame) -> None:  # noqa: N802  Jinja's names
        """Tell the place of each text and each expression."""
        for child in node.nodes:
            self._tell(child, frame)
            super().visit_Output(nodes.Output([child], lineno=child.lineno), frame)

    def visit_CallBlock(self, node: nodes.CallBlock, frame: Frame) -> None:  # noqa: N802
        """Tell the place of what `{% call %}` gives."""
        self._tell(node, frame)
        super().visit_CallBlock(node, frame)

    def visit_FilterBlock(self, node: nodes.FilterBlock, frame: Frame) -> None:  # noqa: N802
        """Tell the place of what `{% filter %}` gives."""
        self._tell(node, frame)
        super().visit_FilterBlock(node, frame)

    def _tell(self, node: nodes.Node, frame: Frame) -> None:
        """Write the code that tells a place, but not within a macro or what a filter is applied to."""
        if frame.buffer is None:
            place = f"{self.filename!r}, {node.lineno}, {isinstance(node, nodes.TemplateData)}"
            self.writeline(f"yield environment.here({place})")


def placed_lines(pieces: Iterable[str], templates: Mapping[str, str]) -> list[tuple[str, Place]]:
    """Return the lines of a text that is rendered in pieces, each with its place; `templates` are texts by file."""
    sources = {file: text.split("\n") for file, text in templates.items()}
    counts = Counter(line for source in sources.values() for line in source)
    # A line that stands twice could be from either place.
    known = {
        line: Place(file, number)
        for file, source in sources.items()
        for number, line in enumerate(source, 1)
        if counts[line] == 1
    }
    lines = [("", Place("", 1))]
    here = Here("", 1, is_verbatim=False)
    for piece in pieces:
        if isinstance(piece, Here):
            here = piece
            continue
        parts = piece.split("\n")
        for number, part in enumerate(parts):
            place = here.place
            if here.is_verbatim:
                place = place._replace(line=place.line + number)
            elif len(parts) > 1:
                file, after = lines[-1][1]
                follows = number and sources.get(file, [])[after : after + 1] == [part]
                place = known.get(part, Place(file, after + 1) if follows else place)
            if number:
                lines.append((part, place))
            else:
                begun, earlier = lines[-1]
                lines[-1] = (begun + part, earlier if begun else place)
    return lines
