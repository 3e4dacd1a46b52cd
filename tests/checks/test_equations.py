"""The equations of an article, run beside the reference, and compared with the diagram where they can be read."""

import pytest

from checking import agree, subject
from lstm_article.checks import diagram, equations
from lstm_article.checks.report import Problem
from notation import OURS, changed


def markdown(texts: list[str]) -> str:
    return "# T\n\n" + "\n\n".join(f"$$\n{text}\n$$" for text in texts) + "\n"


@pytest.mark.parametrize(
    ("texts", "of_equations", "of_diagram"),
    [
        ([*OURS.values()], [], []),
        (changed("f", "+ b_f", "+ b_o"), [(8, "has `b_o`"), (20, "uses `b_o` a second time")], []),
        (changed("h", "C_t", "C_{t-1}"), [(24, "equation 6, h_t: has")], [(24, "passes"), (24, "does not")]),
        (changed("C", "f_t", r"\frac{f_t}{2}"), [(16, r"\frac")], [(16, "cannot be compared with the equations: ")]),
        ([], [(1, "no display equation defines a symbol at time t")], [(1, "cannot be compared with the equations: no display")]),
    ],
)  # fmt: skip
def test_equations_are_read_for_both_checks(
    texts: list[str], of_equations: list[Problem], of_diagram: list[Problem]
) -> None:
    """Problems of the equations and of the diagram have the lines of the equations in the text."""
    article = subject(markdown(texts))
    agree(equations.problems(article), of_equations)
    agree(diagram.problems(article), of_diagram)


def test_deviation_is_that_of_the_states() -> None:
    """How far equations deviate is 0 or nearly so for an LSTM, and None where they cannot be run."""
    deviation, _ = subject(markdown([*OURS.values()])).proof
    assert deviation is not None
    assert deviation < 1e-12
    deviation, _ = subject(markdown(changed("h", r"\tanh", r"\sigma"))).proof
    assert deviation is not None
    assert deviation > 0.01
    assert subject("# T\n").proof[0] is None
