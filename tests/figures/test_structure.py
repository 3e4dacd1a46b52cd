"""The structure diagram: facts that its tables must show, and its words."""

from collections import Counter

import drawn
from lstm_article.figures.structure import EDGES, LABELS, NODES, STRUCTURE


def test_layers_and_operators_are_an_lstm_s() -> None:
    """It has four learned layers in the order of the gates, tanh twice in all, three products and a sum."""
    layers = sorted((node for node in NODES if node.kind == "layer"), key=lambda node: node.x)
    assert [(node.id, node.symbol) for node in layers] == [
        ("forget-gate", r"\sigma"), ("input-gate", r"\sigma"), ("candidate", r"\tanh"), ("output-gate", r"\sigma"),
    ]  # fmt: skip
    operators = [node for node in NODES if node.kind == "operator"]
    assert [node.id for node in operators if node.symbol == r"\tanh"] == ["cell-tanh"]
    assert sorted(node.symbol for node in operators) == ["+", r"\odot", r"\odot", r"\odot", r"\tanh"]
    assert [node.kind for node in STRUCTURE.legend] == ["layer", "operator", "concatenation", "copy"]


def test_the_cell_state_runs_straight_through() -> None:
    """The cell state's line passes a product, a sum and a copy, all at one height."""
    line = [edge for edge in EDGES if edge.state]
    assert [edge.source for edge in line] == [
        "previous-cell-state", "forget-product", "cell-sum", "copy-of-cell-state",
    ]  # fmt: skip
    assert [edge.target for edge in line] == [*(edge.source for edge in line[1:]), "cell-state"]
    assert len({STRUCTURE.node(edge.source).y for edge in line}) == 1


def test_lines_split_at_copies_alone() -> None:
    """Two lines meet in the concatenation; a copy has one in and two out, any other part one out at most."""
    sources, targets = Counter(edge.source for edge in EDGES), Counter(edge.target for edge in EDGES)
    assert targets["concatenation"] == 2
    for part in NODES:
        assert part.kind != "copy" or (sources[part.id], targets[part.id]) == (2, 1), part
        assert part.kind == "copy" or sources[part.id] <= 1, part
    leaves = {edge.target for edge in EDGES if edge.source == "copy-of-hidden-state"}
    assert leaves == {"hidden-state", "output"}
    assert targets["cell-state"] == 1


def test_values_are_named_by_the_equations_symbols() -> None:
    """Each value has its symbol at its line, the hidden state at both places where it leaves."""
    symbols = Counter(label.text for label in LABELS if label.text)
    for symbol in ("f_t", "i_t", r"\tilde{C}_t", "o_t", "C_{t-1}", "h_{t-1}", "x_t", "C_t", "n_x + n_h"):
        assert symbol in symbols
    assert symbols["h_t"] == 2


def test_names_are_of_the_language() -> None:
    """Chinese names in the Chinese figure, English ones in the English figure."""
    zh, en = (drawn.text("structure", lang).labels for lang in ("zh", "en"))
    assert zh.keys() == en.keys()
    parts = ("forget-gate", "input-gate", "candidate", "output-gate", "memory-cell")
    assert [zh[part].replace("\n", "") for part in parts] == ["遗忘门", "输入门", "候选记忆元", "输出门", "记忆元"]
    assert all(words.isascii() for words in en.values())
