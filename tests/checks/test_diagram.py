"""The structure diagram has exactly the connections of the equations."""

from collections.abc import Sequence

import pytest

from lstm_article import build_article
from lstm_article.checks.diagram import deviations
from lstm_article.choices import LANGS, Lang
from lstm_article.equations import roles
from lstm_article.equations.roles import Roles
from lstm_article.figures import structure
from lstm_article.figures.diagram import Edge, Node
from notation import OURS, changed


def roles_of(texts: list[str]) -> Roles:
    found, errors = roles.read((text, line) for line, text in enumerate(texts, 1))
    assert found is not None, errors
    return found


ROLES = roles_of([*OURS.values()])
NAMES = [node.id for node in structure.NODES]


def messages(edges: list[Edge], nodes: tuple[Node, ...] = structure.NODES) -> list[str]:
    return [error.message for error in deviations(ROLES, nodes, edges)]


@pytest.mark.parametrize("lang", LANGS)
def test_diagram_is_the_equations(lang: Lang) -> None:
    """Nothing differs between the tables and the equations of either article."""
    found, errors = roles.read(build_article(lang).text.equations)
    assert found is not None, errors
    assert list(deviations(found)) == []


@pytest.mark.parametrize("edge", structure.EDGES, ids=lambda edge: f"{edge.source}-{edge.target}")
def test_every_change_of_an_edge_is_found(edge: Edge) -> None:
    """An edge that is removed, doubled, reversed, or moved to another source or target is a finding."""
    rest = [other for other in structure.EDGES if other is not edge]
    assert messages(rest)
    assert messages([*structure.EDGES, edge])
    assert messages([*rest, Edge(edge.target, edge.source)])
    for name in NAMES:
        if name != edge.source:
            assert messages([*rest, edge._replace(source=name)]), name
        if name != edge.target:
            assert messages([*rest, edge._replace(target=name)]), name


@pytest.mark.parametrize("source", NAMES)
def test_every_added_edge_is_found(source: str) -> None:
    """An edge between any two parts, added to the table, is a finding."""
    for target in NAMES:
        assert messages([*structure.EDGES, Edge(source, target)]), target


def test_what_is_found_says_what_and_where() -> None:
    """A missing, a stray and a doubled line are told with the equation they belong to, or else with the first line."""
    rest = [edge for edge in structure.EDGES if edge != Edge("input", "concatenation")]
    copies = [edge for edge in structure.EDGES if edge.source == "copy-of-hidden-state"]

    def found(edges: Sequence[Edge]) -> list[tuple[int | None, str]]:
        return [(error.line, error.message) for error in deviations(ROLES, structure.NODES, edges)]

    assert found(rest) == [(4, "equation 4, C_t: passes input to concatenation; the structure diagram does not")]
    assert found([*structure.EDGES, Edge("input", "input-gate")]) == [
        (1, "equation 1, i_t: does not pass input to input-gate; the structure diagram does"),
        (1, "the structure diagram has 2 lines out of input; it needs 1"),
    ]
    assert found([*structure.EDGES, Edge("output", "input")]) == [
        (4, "equation 4, C_t: does not pass output to input; the structure diagram does")
    ]
    assert found([edge for edge in structure.EDGES if edge != copies[1]]) == [
        (6, "equation 6, h_t: passes output-product to output; the structure diagram does not"),
        (1, "the structure diagram has 1 lines out of copy-of-hidden-state; it needs 2"),
    ]


def test_exchanged_edges_are_found() -> None:
    """Swapping the outputs of two layers is found, though each part keeps its number of lines."""
    swap = {"forget-gate": "input-gate", "input-gate": "forget-gate"}
    edges = [e._replace(source=swap.get(e.source, e.source)) for e in structure.EDGES]
    assert sorted(messages(edges)) == [
        "equation 4, C_t: does not pass forget-gate to input-product; the structure diagram does",
        "equation 4, C_t: does not pass input-gate to forget-product; the structure diagram does",
        "equation 4, C_t: passes forget-gate to forget-product; the structure diagram does not",
        "equation 4, C_t: passes input-gate to input-product; the structure diagram does not",
    ]


@pytest.mark.parametrize("node", [n for n in structure.NODES if n.symbol], ids=lambda node: node.id)
def test_signs(node: Node) -> None:
    """The sign in each layer and operation is that of the equation."""
    other = r"\tanh" if node.symbol == r"\sigma" else r"\sigma"
    nodes = tuple(n._replace(symbol=other) if n is node else n for n in structure.NODES)
    expected = f"has `{node.symbol}` where the structure diagram has `{other}` ({node.id})"
    assert any(message.endswith(expected) for message in messages([*structure.EDGES], nodes))


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (changed("f", "+ b_f", r"+ w_{cf} \odot C_{t-1} + b_f"), "equation 2, f_t: passes previous-cell-state to `w_"),
        (changed("c", "h_{t-1}", r"(f_t \odot h_{t-1})"), "equation 3, \\tilde{C}_t: passes forget-gate to `f_t"),
        (changed("o", "+ b_o", "+ W_{co} C_t + b_o"), "equation 5, o_t: passes cell-sum to output-gate"),
        (changed("C", r"f_t \odot", "f_t +"), "equation 4, C_t: passes forget-gate to cell-sum"),
        (changed("C", r"i_t \odot", r"(1 - f_t) \odot"), "does not pass input-gate to input-product"),
        (changed("h", "C_t", "C_{t-1}"), "passes previous-cell-state to cell-tanh"),
        (changed("h", r"\tanh(C_t)", "C_t"), "equation 6, h_t: does not pass cell-sum to cell-tanh"),
        (changed("h", r"\tanh(C_t)", "C_t"), "passes cell-sum to output-product"),
        (changed("i", "W_{xi} x_t + ", ""), "passes previous-hidden-state to input-gate"),
        (changed("c", r"\tanh", r"\sigma"), r"has `\sigma` where the structure diagram has `\tanh` (candidate)"),
    ],
)  # fmt: skip
def test_other_equations_do_not_fit_the_diagram(texts: list[str], expected: str) -> None:
    """An equation that passes a value elsewhere is a finding that says where the diagram passes it."""
    found = [error.message for error in deviations(roles_of(texts))]
    assert any(expected in message for message in found), found


def test_each_operation_is_compared_by_itself() -> None:
    """In a sum of three terms, only the deviating ones are found; numbers need no source in the diagram."""
    texts = changed("C", r"f_t \odot C_{t-1}", r"C_{t-1} + (f_t - 1) \odot C_{t-1}")
    assert sorted(error.message for error in deviations(roles_of(texts))) == [
        "equation 4, C_t: does not pass forget-gate to forget-product; the structure diagram does",
        "equation 4, C_t: passes `f_t - 1` to forget-product; the structure diagram does not",
        "equation 4, C_t: passes forget-gate to `f_t - 1`; the structure diagram does not",
        "equation 4, C_t: passes previous-cell-state to cell-sum; the structure diagram does not",
    ]


def test_labels_are_the_articles_symbols() -> None:
    """The diagram names each value as the equations do."""
    tex = " ".join(OURS.values())
    for label in structure.LABELS:
        assert not label.text or "n_" in label.text or label.text in tex, label
