"""The equations of an article, run beside the reference, and compared with the diagram where they can be read."""

import json
import re
from pathlib import Path

import pytest

from built_in import composed
from checking import agree, command, subject
from lstm_article.checks import diagram, equations
from lstm_article.checks.report import Problem
from notation import OURS, REWRITES, changed


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


def proven(text: str) -> bool:
    """Tell whether a text passes both checks, and deviates by no more than rounding does."""
    article = subject(text)
    found = [*equations.problems(article), *diagram.problems(article)]
    return not found and article.proof[0] is not None and article.proof[0] <= 1e-12


@pytest.mark.parametrize("case", REWRITES)
def test_other_notation(case: str) -> None:
    """Equations in another notation pass, and so does the diagram beside them."""
    assert proven(markdown(REWRITES[case]))


@pytest.mark.parametrize("environment", ["aligned", "align", "split", "gather"])
def test_one_block_for_all(environment: str) -> None:
    """The equations in one block of TeX's environments are understood, with numbers and remarks."""
    rows = ", & (1) \\\\\n".join(text.replace(" = ", " &= ") for text in OURS.values())
    assert proven(markdown([f"\\begin{{{environment}}}\n{rows}. && \\text{{(output)}}\n\\end{{{environment}}}"]))


def test_blocks_on_one_line() -> None:
    """An equation may stand on one line with its dollars."""
    assert proven("# T\n\n" + "\n\n".join(f"$${text}$$" for text in OURS.values()))


def test_the_difference_is_reported(tmp_path: Path) -> None:
    """Where the equations are run, the largest difference from the reference is in the lines and in JSON."""
    file = tmp_path / "a.md"
    file.write_text(composed("en", "word", 1000).markdown, "utf-8")
    (report,) = json.loads(command("check", file, "--only", "equations", "--json").stdout)["articles"]
    assert report["checks"] == {"equations": "pass"}
    assert 0 <= report["departure"] <= 1e-12
    assert re.search(r"departure=\d(e-\d\d)?\b", command("check", file, "--only", "equations").stdout)
    skipped = json.loads(command("check", file, "--skip", "equations", "--json").stdout)
    assert skipped["articles"][0]["departure"] is None


def test_all_mistakes_are_reported(tmp_path: Path) -> None:
    """Two mistakes are two findings, in the order of the file."""
    file = tmp_path / "a.md"
    text = markdown([OURS["i"].replace(" + b_i", ""), *changed("h", r"\odot", "+")[1:]])
    file.write_text(text, "utf-8")
    done = command("check", file, "--only", "equations")
    assert done.exit_code == 1
    assert [line.split(": ")[0] for line in done.stderr.splitlines()] == [f"{file}:4", f"{file}:24"]
