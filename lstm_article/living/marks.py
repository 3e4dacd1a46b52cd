"""Marks in figures and equations that say what is what: nodes, lines, and the symbols of the article's equations."""

import re
from collections.abc import Callable, Iterator, Mapping
from html import escape

from lstm_article.equations import Equation, Roles, Symbol, symbols, tex, written_symbols
from lstm_article.figures import structure

_DIAGRAM_ID = re.compile(r' id="lstm-structure-([a-z0-9-]+)"')
_CURVE_ID = re.compile(r' id="lstm-memory-curve-([a-z0-9.]+)"')
_HALF_DIGIT = 5  # half of a number's height, in the figure's units
_MATHEMATICS = re.compile("<semantics>(.*)<annotation", re.DOTALL)


class Marks:
    """The marks of an article whose equations play the roles of an LSTM."""

    def __init__(self, roles: Roles) -> None:
        """Take the roles of the article's own equations, which know the numbers of these."""
        self._equations: dict[int, list[Equation]] = {}
        for equation in roles.cell.equations:
            self._equations.setdefault(equation.number, []).append(equation)
        self._diagram = diagram_marks(roles)
        self._values = "".join(_places_of_numbers(roles))

    @property
    def numbers(self) -> list[int]:
        """The numbers of the display equations that define a time step."""
        return sorted(self._equations)

    def defines(self, number: int) -> str:
        """Return an attribute that says which symbols the equation of a number defines, or nothing."""
        targets = (tex(equation.target) for equation in self._equations.get(number, ()))
        return _attributes({"data-defines": " ".join(targets)})

    def equation(self, number: int, source: str, mathml: str, converted: Callable[[str], str]) -> str:
        """Return an equation's MathML with each symbol marked; `converted` gives the MathML of TeX from its source."""
        used = {
            use for equation in self._equations.get(number, ()) for use in (equation.target, *symbols(equation.value))
        }
        elements: dict[str, str] = {}  # the symbols, by the elements that show them
        for written, symbol in written_symbols(source):
            shown = _MATHEMATICS.search(converted(written)) if symbol in used else None
            if shown:
                elements[shown[1]] = tex(symbol)
        if not elements:
            return mathml
        pattern = "|".join(map(re.escape, elements))  # from left to right: the `W` of `W_f` is within what is found
        return re.sub(pattern, lambda match: _marked(match[0], {"data-symbol": elements[match[0]]}), mathml)

    def figure(self, name: str, svg: str) -> str:
        """Return a figure's `<svg>` element with marks: the structure's parts and lines, the memory figure's curves."""
        if name == "structure":
            marked = _DIAGRAM_ID.sub(lambda part: part[0] + _attributes(self._diagram.get(part[1], {})), svg)
            return marked.replace("</svg>", f"{self._values}</svg>")
        return _CURVE_ID.sub(lambda curve: curve[0] + _attributes({"data-curve": curve[1]}), svg)


def diagram_marks(roles: Roles) -> dict[str, dict[str, str]]:
    """Return the attributes of the structure figure's shapes and texts, by their ids.

    Parts have `data-node`, lines `data-from` and `data-to`. What gives, carries or names a value has its symbol, in
    the equations' letters, as `data-symbol`.
    """
    diagram, named = structure.STRUCTURE, _values(roles)
    origins = {edge.target: edge.source for edge in diagram.edges if diagram.node(edge.target).kind == "copy"}

    def value(node: str) -> dict[str, str]:
        while node in origins:  # a copy carries what enters it
            node = origins[node]
        return {"data-symbol": named[node]} if node in named else {}

    marks: dict[str, dict[str, str]] = {}
    for node in diagram.nodes:
        part = {"data-node": node.id, **value(node.id)}
        marks |= dict.fromkeys((node.id, f"{node.id}-symbol", f"{node.id}-name"), part)
    for edge in diagram.edges:
        line = {"data-from": edge.source, "data-to": edge.target, **value(edge.source)}
        name = f"{edge.source}-to-{edge.target}"
        marks |= dict.fromkeys((f"edge-{name}", f"arrow-{name}"), line)
    drawn = {tex(Symbol(*value)): part for value, part in structure.SOURCES.items()}  # in the figure's own letters
    for label in diagram.labels:
        if label.text in drawn:
            marks[label.id] = value(drawn[label.text])
    return marks


def _values(roles: Roles) -> dict[str, str]:
    """Return the symbols of the values that parts of the diagram give, by the parts; not of layers without a symbol."""
    symbols = {roles.cell.input, *(equation.target.name for equation in roles.cell.equations)}
    return {
        part: tex(Symbol(roles.name(role), step))
        for (role, step), part in structure.SOURCES.items()
        if roles.name(role) in symbols
    }


def _places_of_numbers(roles: Roles) -> Iterator[str]:
    """Yield empty texts in the places that the structure figure keeps for the numbers of its values."""
    named, anchors = _values(roles), {"left": "start", "right": "end", "center": "middle"}
    for place in structure.NUMBERS:
        if symbol := named.get(place.id):
            baseline = structure.STRUCTURE.height - place.y + _HALF_DIGIT
            at = {"x": f"{place.x:g}", "y": f"{baseline:g}", "text-anchor": anchors[place.anchor]}
            yield f"<text{_attributes({**at, 'data-value': symbol, 'data-symbol': symbol})}/>"


def _marked(element: str, attributes: Mapping[str, str]) -> str:
    """Return an element with attributes added."""
    return re.sub(r"\A<\w+", lambda opening: opening[0] + _attributes(attributes), element)


def _attributes(values: Mapping[str, str]) -> str:
    return "".join(f' {name}="{escape(value)}"' for name, value in values.items() if value)
