"""Marks: which part of the diagram has which value, and which letters of an equation are which symbol."""

import re
from pathlib import Path

import pytest

import drawn
import notation
from living_page import Graph
from lstm_article.choices import LANGS
from lstm_article.equations import find_roles, tex
from lstm_article.figures import structure
from lstm_article.formats.mathml import MathML
from lstm_article.living.marks import Marks, diagram_marks

TRIED = ["as it is", "z, s and y", "equations in another order", "one matrix a gate", "helpers", "gates by index"]
CONVERTER = MathML(Path("article.md"))


def marks_of(texts: list[str]) -> Marks:
    return Marks(find_roles(notation.cell_of(texts)))


def marked(texts: list[str], number: int) -> str:
    """Return the MathML of an equation with marks."""
    text = texts[number - 1]
    return marks_of(texts).equation(number, text, converted(text), converted)


def converted(text: str) -> str:
    return CONVERTER.text(text, display=True)


def plain(mathml: str) -> str:
    """Return MathML without marks."""
    return re.sub(' data-symbol="[^"]*"', "", mathml)


@pytest.mark.parametrize("case", TRIED)
def test_the_diagram_is_marked_by_roles(case: str) -> None:
    """Whatever the letters, each shape, line and label has the symbol of the value that it gives, carries or names."""
    texts = notation.REWRITES[case]
    marks = diagram_marks(find_roles(notation.cell_of(texts)))
    graph = Graph(notation.blocks(texts), [*marks])
    values = {name: value for name, value in graph.values.items() if not name.startswith("number ")}
    assert {*values} == {*marks}
    for name, value in values.items():
        assert marks[name].get("data-symbol") == (tex(value) if value else None), name


def test_nodes_and_lines_are_marked_by_their_ends() -> None:
    """Shapes have the id of their node, lines and arrows those of the nodes at their ends; labels have a symbol alone."""
    marks = diagram_marks(find_roles(notation.cell_of([*notation.OURS.values()])))
    for node in structure.NODES:
        assert {marks[f"{node.id}{part}"]["data-node"] for part in ("", "-symbol", "-name")} == {node.id}
    for edge in structure.EDGES:
        for part in ("edge", "arrow"):
            line = marks[f"{part}-{edge.source}-to-{edge.target}"]
            assert (line["data-from"], line["data-to"]) == (edge.source, edge.target)
            assert "data-node" not in line
    for label in structure.LABELS:
        assert {*marks.get(label.id, ())} <= {"data-symbol"}


@pytest.mark.parametrize("lang", LANGS)
def test_marks_are_all_that_is_added_to_a_figure(lang: str) -> None:
    """Without its marks, and without the places of numbers at its end, a figure is what it was; ids stay the same."""
    marks = marks_of([*notation.OURS.values()])
    for name in ("structure", "unrolled", "memory"):
        svg = drawn.saved(name, lang).decode()
        figure = marks.figure(name, svg)
        bare = re.sub(r' data-(?:node|from|to|symbol|curve)="[^"]*"', "", figure)
        assert re.sub("<text [^>]*/>", "", bare) == svg
        added = re.findall(r' data-curve="(.*?)"', figure)
        assert added == (["0.99", "0.9", "0.731", "plain"] if name == "memory" else [])
    assert marks.figure("unrolled", "<svg></svg>") == "<svg></svg>"


def test_each_value_has_a_place_for_its_number() -> None:
    """The structure figure ends with an empty text for each value of a step, and for the states before it."""
    figure = marks_of(notation.REWRITES["z, s and y"]).figure("structure", "<svg></svg>")
    places = re.findall(r'data-value="(.*?)" data-symbol="\1"', figure)
    assert sorted(places) == sorted(["x_t", "y_{t-1}", "s_{t-1}", "f_t", "i_t", "z_t", "o_t", "s_t", "y_t"])
    assert len(re.findall(r'<text x="[\d.]+" y="[\d.]+" text-anchor="(?:start|middle|end)" ', figure)) == len(places)


def test_a_layer_without_a_symbol_has_no_mark() -> None:
    """Of gates that are written in place of their symbols the diagram's parts and places have none."""
    roles = find_roles(notation.cell_of(notation.REWRITES["gates written in place"]))
    marks = diagram_marks(roles)
    assert "data-symbol" not in marks["forget-gate"]
    assert marks["input-gate"]["data-symbol"] == "i_t"
    assert r"\sigma" not in Marks(roles).figure("structure", "<svg></svg>")


@pytest.mark.parametrize(
    "case", ["as it is", "z, s and y", "one matrix a gate", "helpers", "Greek letters", "gates above"]
)
def test_each_use_of_a_symbol_is_marked(case: str) -> None:
    """In each equation the marks are the symbols of the parsed equation, in the order in which they are written."""
    texts = notation.REWRITES[case]
    graph = Graph(notation.blocks(texts), [])
    for number, uses in graph.used.items():
        mathml = marked(texts, number)
        assert plain(mathml) == converted(texts[number - 1])
        assert re.findall('data-symbol="(.*?)"', mathml) == [tex(use) for use in uses], texts[number - 1]


def test_a_letter_within_a_symbol_is_no_symbol() -> None:
    """The `W` of `W_{hf}` is a part of a symbol, though `W` is one elsewhere."""
    texts = [text.replace("W_{xf}", "W").replace("b_f", "b") for text in notation.OURS.values()]
    mathml = marked(texts, 2)
    assert re.findall('data-symbol="(.*?)"', mathml) == ["f_t", "W", "x_t", "W_{hf}", "h_{t-1}", "b"]
    assert '<mi data-symbol="W">W</mi>' in mathml
    assert mathml.count("<mi>W</mi>") == 1  # that of W_{hf}


def test_equations_outside_the_step_have_no_marks() -> None:
    """An equation that only uses the states, such as an output layer, defines nothing here and is left as it is."""
    texts = notation.REWRITES["an output layer after it"]
    marks = marks_of(texts)
    assert marks.numbers == [1, 2, 3, 4, 5, 6]
    assert [marks.defines(number) for number in (2, 4, 7)] == [' data-defines="f_t"', ' data-defines="C_t"', ""]
    assert marked(texts, 7) == converted(texts[6])


def test_an_equation_may_define_several_symbols() -> None:
    """Of equations in one display, which have one number, all that they define is marked."""
    first, second, *rest = notation.OURS.values()
    both = r"\begin{aligned}" + first.replace("=", "&=") + r" \\ " + second.replace("=", "&=") + r"\end{aligned}"
    marks = marks_of([both, *rest])
    assert marks.numbers == [1, 2, 3, 4, 5]
    assert marks.defines(1) == ' data-defines="i_t f_t"'
    symbols = re.findall('data-symbol="(.*?)"', marks.equation(1, both, converted(both), converted))
    assert symbols.count("x_t") == 2
    assert {"i_t", "f_t", "W_{xi}", "W_{xf}"} <= {*symbols}


def test_marks_are_escaped() -> None:
    """A symbol stands in an attribute, whatever letters it has."""
    texts = [text.replace("b_f", "b'") for text in notation.OURS.values()]
    assert 'data-symbol="b^{&#x27;}"' in marked(texts, 2)
