"""Diagrams as drawn: parts clear of each other, lines that pass over others, operators centred in their circles."""

import io
from itertools import combinations, groupby, pairwise

from PIL import Image

import drawn
from lstm_article.figures import drawing, structure, theme


@drawn.every_diagram
def test_parts_keep_clear_of_each_other(name: str, lang: str) -> None:
    """Parts touch neither each other nor the cell's outline, lines only the parts they join, arrowheads no outline."""
    table, outlines = drawn.diagram(name, lang), drawn.outlines(name, lang)
    nodes = {node.id: outlines[node.id].get_extents() for node in table.nodes if node.kind != "port"}
    for (one, a), (other, b) in combinations(nodes.items(), 2):
        assert not a.padded(5).overlaps(b), (one, other)
    for edge in table.edges:
        line = outlines[f"edge-{edge.source}-to-{edge.target}"]
        for part, box in nodes.items():
            joined = any(box.padded(0.1).contains(*end) for end in (line.vertices[0], line.vertices[-1]))
            assert joined or drawn.gap(line, box, 4) >= 5, (edge, part)
    if table.body:
        arrows = {part: outline.get_extents() for part, outline in outlines.items() if part.startswith("arrow-")}
        for part, box in {**nodes, **arrows}.items():
            assert drawn.gap(outlines["body"], box) >= 3, part


@drawn.every_diagram
def test_all_of_a_table_is_drawn(name: str, lang: str) -> None:
    """Each part but the ports, each label, each edge with its line: all are there by their ids."""
    table, ids = drawn.diagram(name, lang), [part.id for part in drawn.drawing(name, lang).parts]
    named = [node.id for node in table.nodes if node.kind != "port"]
    named += [label.id for label in (*table.labels, *table.legend)]
    named += [f"edge-{edge.source}-to-{edge.target}" for edge in table.edges]
    assert set(named) <= set(ids)
    assert len(ids) == len(set(ids))


def test_lines_that_cross_jump() -> None:
    """Where two lines cross without meeting, one passes over with an arc; there is one such place."""
    jumps = [
        (edge.source, edge.target, level)
        for edge in structure.EDGES
        for start, end in pairwise(drawing.route(structure.STRUCTURE, edge))
        for level in drawing.crossings(structure.STRUCTURE, start, end)
    ]
    assert jumps == [("copy-of-hidden-state", "output", structure.STRUCTURE.node("cell-state").y)]


def test_operators_show_the_signs_of_the_equations() -> None:
    """⊙ is a ring with a dot, + a plus, each in the middle of its circle and well clear of it."""
    role_of = {tuple(bytes.fromhex(light[1:])): role for role, (light, _) in theme.THEME.items()}
    with Image.open(io.BytesIO(drawn.saved("structure", "zh", "png"))) as image:
        pixels = image.convert("RGB")

    def outwards(x: float, y: float, across: int, up: int) -> list[tuple[str, int]]:
        """The colours from a circle's centre to its rim, each with its number of pixels (2 per unit)."""
        steps = range(2 * 16 + 1)
        height = structure.STRUCTURE.height
        line = [pixels.getpixel((2 * x + across * at, 2 * (height - y) - up * at)) for at in steps]
        plain = [role_of[colour] for colour in line if colour in role_of]  # no mixture at an edge
        return [(role, len(list(run))) for role, run in groupby(plain)]

    signs = {r"\odot": ["ink", "operator", "ink"], "+": ["ink"]}
    operators = [node for node in structure.NODES if node.kind == "operator" and node.symbol != r"\tanh"]
    assert len(operators) == 4
    for node in operators:
        lines = [outwards(node.x, node.y, *way) for way in ((1, 0), (-1, 0), (0, 1), (0, -1))]
        for line in lines:
            assert [role for role, _ in line] == [*signs[node.symbol], "operator", "operator-line"], node
        gaps = [line[-2][1] for line in lines]
        assert min(gaps) >= 8, node
        assert max(gaps) - min(gaps) <= 2, node
    sample = next(node for node in structure.STRUCTURE.legend if node.kind == "operator")
    assert [role for role, _ in outwards(sample.x, sample.y, 1, 0)] == ["operator", "operator-line"]
