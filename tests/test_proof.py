"""The proof: mistakes in an article's equations are found and named, other notation passes."""

import json
import re
import shutil
from pathlib import Path

import pytest

from lstm_article.checks import run as checks
from lstm_article.checks.report import Goal
from notation import OURS, changed

GRU = [
    r"z_t = \sigma(W_{xz} x_t + W_{hz} h_{t-1} + b_z)",
    r"r_t = \sigma(W_{xr} x_t + W_{hr} h_{t-1} + b_r)",
    r"\tilde{h}_t = \tanh(W_{xh} x_t + W_{hh} (r_t \odot h_{t-1}) + b_h)",
    r"h_t = (1 - z_t) \odot h_{t-1} + z_t \odot \tilde{h}_t",
]


def swapped(one: str, other: str) -> list[str]:
    """The article's equations with a weight of two layers exchanged."""
    between = {one: other, other: one}
    return [
        re.sub(rf"{re.escape(one)}|{re.escape(other)}", lambda m: between[m[0]], text)
        for text in OURS.values()
    ]


# Each mistake: the equations, the number of the one to be named, and what is to be said of it.
MISTAKES = {
    "W_xi and W_xf swapped": (swapped("W_{xi}", "W_{xf}"), 1, "has `W_{xf}` where, by the other indices, `W_{xi}` belongs"),
    "W_hf and W_ho swapped": (swapped("W_{hf}", "W_{ho}"), 2, "has `W_{ho}` where, by the other indices, `W_{hf}` belongs"),
    "W_xc and W_xo swapped": (swapped("W_{xc}", "W_{xo}"), 3, "has `W_{xo}` where"),
    "W_hi and W_hc swapped": (swapped("W_{hi}", "W_{hc}"), 1, "has `W_{hc}` where"),
    "b_i and b_o swapped": (swapped("b_i", "b_o"), 1, "has `b_o` where"),
    "W_x and W_h swapped everywhere in a gate": (
        changed("o", r"W_{xo} x_t + W_{ho} h_{t-1}", r"W_{ho} x_t + W_{xo} h_{t-1}"), 5, "has `W_{ho}` where",
    ),
    "all of two gates' weights swapped": (
        [OURS["i"].replace("i}", "f}").replace("b_i", "b_f"), OURS["f"].replace("f}", "i}").replace("b_f", "b_i"),
         *list(OURS.values())[2:]], 1, "`W_{xi}` belongs",
    ),
    "W_xf in the input gate": (changed("i", "W_{xi}", "W_{xf}"), 1, "`W_{xi}` belongs"),
    "a bias of no gate": (changed("i", "b_i", "b_q"), 1, "has `b_q` where"),
    "+ for ⊙": (changed("C", r"f_t \odot", "f_t +"), 4, r"has `f_t + C_{t-1}` where an LSTM has `f_t \odot C_{t-1}`"),
    "+ for ⊙ in h": (changed("h", r"\odot", "+"), 6, r"has `o_t + \tanh(C_t)` where"),
    "⊙ for +": (changed("C", "+", r"\odot"), 4, r"where an LSTM has `f_t \odot C_{t-1} + i_t \odot \tilde{C}_t`"),
    "C_t for C_{t-1}": (changed("C", "C_{t-1}", "C_t"), 4, "`C_t` is used in its own definition; write `C_{t-1}`"),
    "C_{t-1} for C_t": (changed("h", "C_t", "C_{t-1}"), 6, r"where an LSTM has `o_t \odot \tanh(C_t)`"),
    "σ for tanh in the candidate": (changed("c", r"\tanh", r"\sigma"), 3, r"applies `\sigma` where the candidate of an LSTM applies `\tanh`"),
    "σ for tanh in h": (changed("h", r"\tanh", r"\sigma"), 6, r"has `o_t \odot \sigma(C_t)` where"),
    "tanh for σ": (changed("f", r"\sigma", r"\tanh"), 2, r"applies `\tanh` where the forget gate of an LSTM applies `\sigma`"),
    "no tanh": (changed("h", r"\tanh(C_t)", "C_t"), 6, r"has `o_t \odot C_t` where"),
    "a bias that cancels": (changed("f", "+ b_f", "+ b_f - b_f"), 2, "uses `b_f` a second time"),
    "an input that cancels": (changed("f", "W_{xf} x_t", "W_{xf} x_t - W_{xf} x_t"), 2, "uses `W_{xf}` a second time"),
    "a gate's matrix transposed in another": (
        [text.replace("W_{hf}", r"W_{hi}^\top") for text in OURS.values()], 2, r"has `W_{hi}^{\top}` where",
    ),
    "all gates' weights rotated": (
        [re.sub(r"([WR]_\{.|b_)([ifo])", lambda m: m[1] + {"i": "f", "f": "o", "o": "i"}[m[2]], text) for text in OURS.values()],
        1, "`W_{xi}` belongs",
    ),
    "x and h exchanged everywhere": (
        [re.sub(r"W_\{([xh])", lambda m: "W_{" + {"x": "h", "h": "x"}[m[1]], text) for text in OURS.values()], 1, "has `W_{hi}` where",
    ),
    "a line that goes on": (
        [*list(OURS.values())[:3], OURS["C"] + " \\\\ + f_t \\odot h_{t-1}", OURS["o"], OURS["h"]], 4, "has `f_t \\odot h_{t-1}` where",
    ),
    "a definition in braces": ([*OURS.values(), r"{h_t} \equiv o_t \odot C_t"], 7, "is a second definition"),
    "a definition by an arrow": ([*OURS.values(), r"C_t \leftarrow C_t + x_t"], 7, "is a second definition"),
    "not finite": (changed("h", r"\tanh(C_t)", r"\tanh(C_t) + 0 \odot " + "9" * 400), 6, "departs from the reference by inf"),
    "a gate without its time": ([text.replace("f_t", "f") for text in OURS.values()], 2, "defines `f`, which is not of time t"),
    "another function": (changed("f", "W_{xf} x_t", r"\operatorname{ReLU}(x_t)"), 2, "has `ReLU`, which is no part of an LSTM"),
    "missing bias": (changed("c", " + b_c", ""), 3, "has no bias"),
    "missing input": (changed("f", "W_{xf} x_t + ", ""), 2, "has no term in `x_t`"),
    "missing recurrence": (changed("o", "W_{ho} h_{t-1} + ", ""), 5, "has no term in `h_{t-1}`"),
    "h_t for h_{t-1}": (changed("i", "h_{t-1}", "h_t"), 1, "`h_t` is used before equation 6 defines it; write `h_{t-1}`"),
    "x_{t-1} for x_t": (changed("i", "x_t", "x_{t-1}"), 1, "`x_{t-1}` is unknown"),
    "C_{t-1} for h_{t-1}": (changed("i", "h_{t-1}", "C_{t-1}"), 1, "has no term in `h_{t-1}`, and has a term in `C_{t-1}`"),
    "coupled gates": (changed("C", r"i_t \odot", r"(1 - f_t) \odot"), 4, r"has `(1 - f_t) \odot \tilde{C}_t` where an LSTM has `i_t \odot \tilde{C}_t`"),
    "peephole": (changed("f", "+ b_f", r"+ w_{cf} \odot C_{t-1} + b_f"), 2, r"has a term in `w_{cf} \odot C_{t-1}`, which an LSTM's forget gate"),
    "peephole by a matrix": (changed("o", "+ b_o", r"+ W_{co} C_t + b_o"), 5, "has a term in `C_t`"),
    "forget and input gate exchanged": (
        changed("C", r"f_t \odot C_{t-1} + i_t", r"i_t \odot C_{t-1} + f_t"), 4, r"has `i_t \odot C_{t-1} + f_t \odot \tilde{C}_t` where",
    ),
    "the input gate for the forget gate": (changed("C", "f_t", "i_t"), 4, r"where an LSTM has `f_t \odot C_{t-1}`"),
    "the output gate for the input gate": (
        [*list(OURS.values())[:3], OURS["o"], OURS["C"].replace("i_t", "o_t"), OURS["h"]], 5, r"where an LSTM has `i_t \odot",
    ),
    "the candidate of the step before": (changed("C", r"\tilde{C}_t", r"\tilde{C}_{t-1}"), 4, r"where an LSTM has `i_t \odot \tilde{C}_t`"),
    "a GRU": (GRU, 4, "carries `h_{t-1}` from step to step (as a GRU does); an LSTM carries two states"),
    "a plain network": ([r"h_t = \tanh(W_x x_t + W_h h_{t-1} + b)"], 1, "carries `h_{t-1}` from step to step; an LSTM"),
    "undefined symbol": (changed("C", "f_t", "g_t"), 4, "`g_t` is unknown: no equation defines it"),
    "undefined state": (changed("C", "C_{t-1}", "s_{t-1}"), 4, "`s_{t-1}` is unknown"),
    "duplicate definition": ([*OURS.values(), OURS["f"]], 7, "is a second definition, after equation 2"),
    "shape clash": (changed("i", "W_{xi} x_t", "W_{hi} x_t"), 1, "`W_{hi}` is n_h × n_h here and n_h × n_x before"),
    "shape clash of vectors": (changed("C", r"\tilde{C}_t", "x_t"), 4, "`i_t` has n_h elements and `x_t` has n_x"),
    "vectors side by side": (changed("C", r"f_t \odot", "f_t"), 4, r"vectors side by side; put `\odot`"),
    "unknown TeX": (changed("h", r"\odot", r"\oplus"), 6, r"has `\oplus` where something else belongs"),
}  # fmt: skip

JOINED = [
    r"f_t = \sigma(W_f [h_{t-1}, x_t] + b_f)",
    r"i_t = \sigma(W_i [h_{t-1}, x_t] + b_i)",
    r"\tilde{C}_t = \tanh(W_C [h_{t-1}, x_t] + b_C)",
    r"C_t = f_t \odot C_{t-1} + i_t \odot \tilde{C}_t",
    r"o_t = \sigma(W_o [h_{t-1}, x_t] + b_o)",
    r"h_t = o_t \odot \tanh(C_t)",
]


def everywhere(*pairs: tuple[str, str], texts: list[str] | None = None) -> list[str]:
    """All equations with strings replaced."""
    found = []
    for text in texts or OURS.values():
        for old, new in pairs:
            text = text.replace(old, new)  # noqa: PLW2901
        found.append(text)
    return found


REWRITES = {
    "as it is": list(OURS.values()),
    "c for C": everywhere(("C", "c")),
    "capital gates": everywhere(("i_t", "I_t"), ("f_t", "F_t"), ("o_t", "O_t"), ("h_{", "H_{"), ("h_t", "H_t"), ("x_t", "X_t")),
    "g for the candidate": everywhere((r"\tilde{C}", "g")),
    "g for the candidate and its weights": everywhere((r"\tilde{C}", "g"), ("c}", "g}"), ("b_c", "b_g")),
    "z, s and y": everywhere((r"\tilde{C}", "z"), ("C", "s"), ("h_{t-1}", "y_{t-1}"), ("h_t", "y_t")),
    "one matrix a gate": JOINED,
    "the input first": everywhere(("[h_{t-1}, x_t]", "[x_t; h_{t-1}]"), texts=JOINED),
    "a dot before the concatenation": everywhere(("[h", r"\cdot [h"), texts=JOINED),
    "gates by index": everywhere(("i_t", r"\Gamma_u^{\langle t \rangle}"), ("f_t", r"\Gamma_f^{\langle t \rangle}"), ("o_t", r"\Gamma_o^{\langle t \rangle}")),
    "time in parentheses above": everywhere(("_{t-1}", "^{(t-1)}"), ("_t", "^{(t)}")),
    "rows, as in Dive into Deep Learning": [re.sub(r"(W_\{\w+\}) (x_t|h_\{t-1\})", r"\2 \1", text) for text in OURS.values()],
    "bold": [re.sub(r"\b([WbxhifoC])_", r"\\mathbf{\1}_", text) for text in OURS.values()],
    "U for the recurrent weights": [re.sub(r"W_\{x(.)\}", r"W_\1", re.sub(r"W_\{h(.)\}", r"U_\1", text)) for text in OURS.values()],
    "index of the gate first": [re.sub(r"W_\{(.)(.)\}", r"W_{\2\1}", text) for text in OURS.values()],
    "two biases, as PyTorch has them": [
        re.sub(r"W_\{x(.)\} x_t \+ W_\{h.\} h_\{t-1\} \+ b_.", r"W_{i\1} x_t + b_{i\1} + W_{h\1} h_{t-1} + b_{h\1}", text)
        for text in OURS.values()
    ],
    "sums in another order": [re.sub(r"\((W.*) \+ (W.*) \+ (b_.)\)", r"(\3 + \2 + \1)", text) for text in OURS.values()],
    "terms and factors in another order": [
        *list(OURS.values())[:3], r"C_t = \tilde{C}_t \odot i_t + C_{t-1} \odot f_t", OURS["o"], r"h_t = \tanh(C_t) \odot o_t",
    ],
    "equations in another order": [OURS[name] for name in "oficCh"],
    "candidate first": [OURS[name] for name in "cifoCh"],
    "helpers": [
        r"a_t = W_{xi} x_t + W_{hi} h_{t-1} + b_i", r"i_t = \sigma(a_t)", OURS["f"], OURS["c"],
        r"k_t = f_t \odot C_{t-1}", r"C_t = k_t + i_t \odot \tilde{C}_t", OURS["o"], r"m_t = \tanh(C_t)", r"h_t = o_t \odot m_t",
    ],
    "gates written in place": [
        OURS["i"], OURS["c"],
        r"C_t = \sigma(W_{xf} x_t + W_{hf} h_{t-1} + b_f) \odot C_{t-1} + i_t \odot \tilde{C}_t",
        r"h_t = \sigma(W_{xo} x_t + W_{ho} h_{t-1} + b_o) \odot \tanh(C_t)",
    ],
    "an output layer after it": [*OURS.values(), r"y_t = W_{hy} h_t + b_y"],
    "a helper for the concatenation": [r"z_t = [h_{t-1}, x_t]", *everywhere(("[h_{t-1}, x_t]", "z_t"), texts=JOINED)],
    "biases by words": everywhere(("b_i", "b_{input}"), ("b_f", "b_{forget}"), ("b_c", "b_{cell}"), ("b_o", "b_{output}")),
    "biases numbered above": [re.sub(r"b_(.)", r"b_\1^{(1)}", text) for text in OURS.values()],
    "gates above": everywhere(("W_f", "W^{(f)}"), ("W_i", "W^{(i)}"), ("W_C", "W^{(c)}"), ("W_o", "W^{(o)}"), texts=JOINED),
    "Greek letters": everywhere(("f_t", "φ_t"), ("x_t", "ξ_t")),
    "a row that goes on": [*list(OURS.values())[:3], r"C_t = f_t \odot C_{t-1} \\ + i_t \odot \tilde{C}_t", OURS["o"], OURS["h"]],
    "a loss and a softmax after it": [*OURS.values(), r"p_t = \mathrm{softmax}(V h_t)", r"L_t = -\log p_t"],
    "sigmoid as a word": everywhere((r"\sigma", r"\operatorname{sigmoid}")),
    "ring and dots": everywhere((r"\odot", r"\circ")),
}  # fmt: skip


@pytest.fixture
def article(built: Path, tmp_path: Path) -> Path:
    """A copy of the built article, to be edited."""
    shutil.copytree(built, tmp_path / "article")
    return tmp_path / "article" / "lstm.en.md"


def with_equations(file: Path, texts: list[str]) -> list[int]:
    """Put equations in the place of the file's own, and return their lines."""
    markdown = file.read_text("utf-8")
    own = list(re.finditer(r"^\$\$\n.+\n\$\$$", markdown, re.MULTILINE))
    # The first take the places of the file's own; what is left over follows the last.
    for at in reversed(range(len(own))):
        put = texts[at:] if at == len(own) - 1 else texts[at : at + 1]
        blocks = "\n\n".join(f"$$\n{text}\n$$" for text in put)
        markdown = markdown[: own[at].start()] + blocks + markdown[own[at].end() :]
    file.write_text(markdown, "utf-8")
    return [
        markdown[: match.end()].count("\n")
        for match in re.finditer(r"^\$\$\n.+\n\$\$$", markdown, re.MULTILINE)
    ]


@pytest.mark.parametrize("case", MISTAKES)
def test_mistake(case: str, article: Path) -> None:
    """The check fails, and its first finding names file, line, equation and what differs."""
    texts, number, said = MISTAKES[case]
    lines = with_equations(article, texts)
    first = checks.check_file(article, None, Goal(), ["equations"]).findings[0]
    assert (first.file, first.line, first.check) == (str(article), lines[number - 1], "equations")
    assert first.message.startswith(f"equation {number}")
    assert said in first.message
    if "where" in said and "belongs" not in said:
        assert re.search(r"departs from the reference by \d+\.\d", first.message)


@pytest.mark.parametrize("case", REWRITES)
def test_rewrite(case: str, article: Path) -> None:
    """An article with other notation passes all checks when it computes the same."""
    with_equations(article, REWRITES[case])
    report = checks.check_file(article, None, Goal(), ["equations", "diagram"])
    assert report.findings == ()
    assert report.checks == ("equations", "diagram")
    assert report.deviation <= 1e-12


def test_shared_weights(article: Path) -> None:
    """Two layers with a matrix in common are no LSTM's, whatever it is called."""
    names = iter("ABDEFGJKLMNP")
    own = [re.sub(r"W_\{\w+\}|b_\w", lambda _: next(names), text) for text in OURS.values()]
    with_equations(article, own)
    assert checks.check_file(article, None, Goal(), ["equations"]).findings == ()
    lines = with_equations(article, [own[0], own[1].replace("E x_t", "A x_t"), *own[2:]])
    (finding,) = checks.check_file(article, None, Goal(), ["equations"]).findings
    transposed = [own[0], own[1].replace("F h_{t-1}", r"B^\top h_{t-1}"), *own[2:]]
    assert r"B^\top" in transposed[1]
    with_equations(article, transposed)
    (other,) = checks.check_file(article, None, Goal(), ["equations"]).findings
    assert r"equation 2, f_t: uses `B^{\top}` a second time" in other.message
    assert finding.line == lines[1]
    assert "equation 2, f_t: uses `A` a second time; each weight and bias has one place" in finding.message
    assert float(finding.message.rpartition(" by ")[2]) > 0.01


def test_departure_is_of_the_equation_alone(article: Path) -> None:
    """A millionth added in one equation departs by at most that, whatever becomes of it later."""
    with_equations(article, changed("c", "+ b_c", "+ b_c + 0.000001"))
    (finding,) = checks.check_file(article, None, Goal(), ["equations"]).findings
    assert finding.message.startswith(r"equation 3, \tilde{C}_t: ")
    assert 1e-8 < float(finding.message.rpartition(" by ")[2]) <= 1e-6


def test_one_block_for_all(article: Path) -> None:
    """The equations in one `aligned` block are understood too, as is a block on one line."""
    rows = (
        ", & (1) \\\\\n".join(text.replace(" = ", " &= ") for text in OURS.values()) + ". && \\text{(output)}"
    )
    for environment in ("aligned", "align", "split", "gather"):
        text = f"# T\n\n$$\n\\begin{{{environment}}}\n{rows}\n\\end{{{environment}}}\n$$\n"
        article.write_text(text, "utf-8")
        assert checks.check_file(article, None, Goal(), ["equations", "diagram"]).findings == ()
    article.write_text("# T\n\n" + "\n\n".join(f"$${text}$$" for text in OURS.values()), "utf-8")
    assert checks.check_file(article, None, Goal(), ["equations", "diagram"]).findings == ()


def test_the_difference_is_reported(built: Path, run) -> None:
    """Where the equations are run, the largest difference from the reference is in table and JSON."""
    done = run("check", built / "lstm.en.md", "--json")
    (report,) = json.loads(done.stdout)["articles"]
    assert report["checks"]["equations"] == "pass"
    assert 0 <= report["departure"] <= 1e-12
    assert re.search(r"departure=\d(e-\d\d)?\b", run("check", built / "lstm.en.md").stdout)
    skipped = json.loads(run("check", built / "lstm.en.md", "--skip", "equations", "--json").stdout)
    assert skipped["articles"][0]["departure"] is None


def test_all_mistakes_are_reported(article: Path, run) -> None:
    """Two mistakes are two findings, in the order of the file."""
    lines = with_equations(article, [OURS["i"].replace(" + b_i", ""), *changed("h", r"\odot", "+")[1:]])
    done = run("check", article, "--only", "equations")
    assert done.returncode == 1
    assert [line.split(": ")[0] for line in done.stderr.splitlines()] == [
        f"{article}:{lines[0]}",
        f"{article}:{lines[5]}",
    ]


def test_no_equations(tmp_path: Path, run) -> None:
    """A text without equations of a time step fails the check, in words that say so."""
    file = tmp_path / "a.md"
    file.write_text("# T\n\n$$\nE = m c\n$$\n", "utf-8")
    done = run("check", file, "--only", "equations", "--only", "diagram")
    assert done.returncode == 1
    assert "no display equation defines a symbol at time t" in done.stderr
    assert "diagram: the diagram cannot be compared" in done.stderr
