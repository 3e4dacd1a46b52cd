"""The structure diagram against the equations: every edge, and nothing but these."""

from dataclasses import replace

import pytest

from lstm_article import build_article
from lstm_article.checks.diagram import deviations
from lstm_article.choices import LANGS
from lstm_article.equations.definitions import read
from lstm_article.equations.roles import Roles, find
from lstm_article.equations.time_step import understand
from lstm_article.figures import structure
from lstm_article.figures.diagram import Edge, Node
from notation import OURS, changed


def roles_of(texts: list[str]) -> Roles:
    cell, errors = understand(read((text, line) for line, text in enumerate(texts, 1))[0])
    assert errors == []
    assert cell is not None
    return find(cell)


ROLES = roles_of(list(OURS.values()))
NAMES = [node.id for node in structure.NODES]


def found(edges: list[Edge], nodes: tuple[Node, ...] = structure.NODES) -> list[str]:
    return [error.message for error in deviations(ROLES, nodes, edges)]


def test_diagram_is_the_equations() -> None:
    """Nothing differs between the tables and the equations of both articles."""
    for lang in LANGS:
        cell, _ = understand(read(build_article(lang).text.equations)[0])
        assert cell is not None
        assert list(deviations(find(cell))) == []


@pytest.mark.parametrize("edge", structure.EDGES, ids=lambda edge: f"{edge.source}-{edge.target}")
def test_every_change_of_an_edge_is_found(edge: Edge) -> None:
    """An edge that is removed, doubled, turned round, or led from or to any other part, is a finding."""
    rest = [other for other in structure.EDGES if other is not edge]
    assert found(rest)
    assert found([*structure.EDGES, edge])
    assert found([*rest, Edge(edge.target, edge.source)])
    for name in NAMES:
        if name != edge.source:
            assert found([*rest, replace(edge, source=name)]), name
        if name != edge.target:
            assert found([*rest, replace(edge, target=name)]), name


@pytest.mark.parametrize("source", NAMES)
def test_every_added_edge_is_found(source: str) -> None:
    """An edge between any two parts, added to the table, is a finding."""
    for target in NAMES:
        assert found([*structure.EDGES, Edge(source, target)]), target


def test_exchanged_edges_are_found() -> None:
    """Two layers whose outputs are exchanged leave each part its lines; what flows is not the same."""
    swap = {"forget-gate": "input-gate", "input-gate": "forget-gate"}
    edges = [replace(e, source=swap.get(e.source, e.source)) for e in structure.EDGES]
    assert sorted(found(edges)) == [
        "equation 4, C_t: does not pass forget-gate to input-product; the structure diagram does",
        "equation 4, C_t: does not pass input-gate to forget-product; the structure diagram does",
        "equation 4, C_t: passes forget-gate to forget-product; the structure diagram does not",
        "equation 4, C_t: passes input-gate to input-product; the structure diagram does not",
    ]


@pytest.mark.parametrize("node", [n for n in structure.NODES if n.symbol], ids=lambda node: node.id)
def test_signs(node: Node) -> None:
    """The sign in each layer and operation is that of the equation."""
    other = r"\tanh" if node.symbol == r"\sigma" else r"\sigma"
    nodes = tuple(replace(n, symbol=other) if n is node else n for n in structure.NODES)
    assert any(
        f"`{node.symbol}` where the structure diagram has `{other}`" in what
        for what in found(list(structure.EDGES), nodes)
    )


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (changed("f", "+ b_f", r"+ w_{cf} \odot C_{t-1} + b_f"), "passes previous-cell-state to"),
        (changed("o", "+ b_o", "+ W_{co} C_t + b_o"), "equation 5, o_t: passes cell-sum to output-gate"),
        (changed("C", r"f_t \odot", "f_t +"), "equation 4, C_t: passes forget-gate to cell-sum"),
        (changed("C", r"i_t \odot", r"(1 - f_t) \odot"), "does not pass input-gate to input-product"),
        (changed("h", "C_t", "C_{t-1}"), "passes previous-cell-state to cell-tanh"),
        (changed("h", r"\tanh(C_t)", "C_t"), "passes cell-sum to output-product"),
        (changed("i", "W_{xi} x_t + ", ""), "passes previous-hidden-state to input-gate"),
        (
            changed("c", r"\tanh", r"\sigma"),
            r"has `\sigma` where the structure diagram has `\tanh` (candidate)",
        ),
    ],
)
def test_other_equations_do_not_fit_the_diagram(texts: list[str], said: str) -> None:
    """Equations that pass a value elsewhere are told which way the diagram has it."""
    assert any(said in error.message for error in deviations(roles_of(texts)))


def test_labels_are_the_articles_symbols() -> None:
    """What the diagram calls a value is what the equations call it."""
    tex = " ".join(OURS.values())
    for label in structure.LABELS:
        assert not label.text or "n_" in label.text or label.text in tex, label
