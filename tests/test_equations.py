"""Equations: what is understood, what is refused and how it says so, and that nothing else ever happens."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_article import build_article
from lstm_article.equations import definitions as equations
from lstm_article.equations.definitions import read
from lstm_article.equations.expressions import (
    Concatenation,
    Function,
    MatrixProduct,
    Number,
    Product,
    Sum,
    Symbol,
    tex,
)
from lstm_article.equations.parser import parse
from lstm_article.equations.time_step import understand
from lstm_article.errors import EquationError

X, H = Symbol("x", 0), Symbol("h", -1)
GATE = Function("sigma", Sum((MatrixProduct(Symbol("W_f"), X), Symbol("b_f"))))

FORMS = {
    r"f_t = \sigma(W_f x_t + b_f)": (Symbol("f", 0), GATE),
    r"f_{t} = \sigma\left(W_f\,x_t+b_f\right).": (Symbol("f", 0), GATE),
    r"f^{(t)} = \mathrm{sigmoid}(W_f x^{(t)} + b_f)": (Symbol("f", 0), GATE),
    r"f^{\langle t \rangle} = \operatorname{sigmoid}(W_f x^{\langle t \rangle} + b_f)": (Symbol("f", 0), GATE),
    r"\mathbf{f}_t = σ(\mathbf{W}_f \mathbf{x}_t + \mathbf{b}_f),": (Symbol("f", 0), GATE),
    r"f_t &= \sigma \big( W_{\mathrm{f}} \cdot x_t + b_{\text{f}} \big) \tag{1}": (Symbol("f", 0), GATE),
    r"\Gamma_f^{<t>} = {x}_t": (Symbol(r"\Gamma_f", 0), X),
    r"\tilde{C}_t = \tanh x_t": (Symbol(r"\tilde{C}", 0), Function("tanh", X)),
    r"\hat{C}_t = x_t": (Symbol(r"\hat{C}", 0), X),
    r"\bar{\boldsymbol{C}}_t = x_t": (Symbol(r"\bar{C}", 0), X),
    r"\widetilde{C_t} = \tanh(x_t)": (Symbol(r"\tilde{C}", 0), Function("tanh", X)),
    r"h_t = x_t \odot h_{t-1}": (Symbol("h", 0), Product((X, H))),
    r"h_t = x_t \circ h_{t - 1}": (Symbol("h", 0), Product((X, H))),
    r"h_t = x_t * h^{(t-1)}": (Symbol("h", 0), Product((X, H))),
    r"h_t = x_t ⊙ h_{t−1}": (Symbol("h", 0), Product((X, H))),
    r"h_t = x_t W_{xh}": (Symbol("h", 0), MatrixProduct(Symbol("W_{xh}"), X, row=True)),
    r"h_t = W^\top x_t": (Symbol("h", 0), MatrixProduct(Symbol(r"W^{\top}"), X)),
    r"h_t = W_{x,h} [h_{t-1}, x_t]": (Symbol("h", 0), MatrixProduct(Symbol("W_{xh}"), Concatenation((H, X)))),
    r"h_t = W [h_{t-1}; x_t]": (Symbol("h", 0), MatrixProduct(Symbol("W"), Concatenation((H, X)))),
    r"h_t = 1 - x_t": (Symbol("h", 0), Sum((Number(1.0), Product((Number(-1.0), X))))),
    r"h_t = -0.5 x_t": (Symbol("h", 0), Product((Number(-1.0), Product((Number(0.5), X))))),
    r"h_t = W x_t \odot (x_t + h_{t-1})": (
        Symbol("h", 0),
        Product((MatrixProduct(Symbol("W"), X), Sum((X, H)))),
    ),
    r"h'_t = x_t": (Symbol("h^{'}", 0), X),
}  # fmt: skip

FORMS |= {
    r"f_t = φ_t + ξ_t": (Symbol("f", 0), Sum((Symbol(r"\phi", 0), Symbol(r"\xi", 0)))),
    r"\boldsymbol{f}_t = \boldsymbol{\sigma}(\mathbf{W}_{\textrm{f}} x_t + b_f)": (Symbol("f", 0), GATE),
    r"f_t := \sigma(W_f x_t + b_f)。": (Symbol("f", 0), GATE),
    r"f_t \leftarrow \sigma(W_f x_t + b_f) \qquad (1)": (Symbol("f", 0), GATE),
    r"f_t &= \sigma(W_f x_t + b_f), && \text{forget gate}": (Symbol("f", 0), GATE),
    r"f_t = \mathrm{Sigmoid}(W_f x_t + b_f) \quad \text{(forget gate)}.": (Symbol("f", 0), GATE),
    r"h_t = W^{(f)} x_t": (Symbol("h", 0), MatrixProduct(Symbol("W^{(f)}"), X)),
    r"h_t = W_f^{(1)} x_t": (Symbol("h", 0), MatrixProduct(Symbol("W_f^{(1)}"), X)),
}

FORMS |= {
    r"{f}_t = \sigma(1 \cdot W_f x_t + b_\mathrm{f})": (
        Symbol("f", 0),
        Function("sigma", Sum((Product((Number(1.0), MatrixProduct(Symbol("W_f"), X))), Symbol("b_f")))),
    ),
    r"{\mathbf{f}_t} \equiv {x_t}": (Symbol("f", 0), X),
    r"h_t = W_{\phi}^\mathsf{T} x_t": (Symbol("h", 0), MatrixProduct(Symbol(r"W_{phi}^{\top}"), X)),
    r"\varphi_t = x_t": (Symbol(r"\varphi", 0), X),
    r"f_t = \sigma(W_f x_t + b_f) & (1) \end{aligned}": (Symbol("f", 0), GATE),
}

REFUSED = {
    "h_t = ": "ends where something else belongs",
    r"h_t = x_t \oplus h_{t-1}": r"has `\oplus` where something else belongs",
    r"h_t = x_t + \sqrt{x_t}": r"has `\sqrt`",
    r"h_t = (x_t": "ends where `)` belongs",
    r"h_t = x_t)": "has `)`",
    r"h_{t = x_t": "ends before a `}`",
    r"h_t = h_{t-2}": "has the index `t-2`",
    r"h_t = x_t h_{t-1}": "vectors side by side",
    r"h_t = W U x_t": "no matrix times one vector",
    r"h_t = \sigma_g(x_t)": r"an index on `\sigma`",
    r"h_t = (x_t)^2": "an index or a power",
    r"h_t = x_t^2": "has the power `x^2`",
    r"h_t = C_{t}^{t-1}": "has two times on `C`",
    r"h_t = {C_{t-1}}_t": "has two times on `C`",
    r"h_t = \operatorname{ReLU}(x_t)": "has `ReLU`, which is no part of an LSTM",
    r"h_t = \text{log } x_t": "has `log`, which is no part of an LSTM",
    r"h_t = x_t = x_t": "has `=`",
    r"h_t = x_t + t": "has `t` where something else belongs",
    r"h_t = x_t \quad \mathrm{+ x_t}": "has `+` where something else belongs",
    r"h_t = x_t \quad \text{+ x_t}": "has `+` where something else belongs",
    "h_t = 遗_t": "has `遗` where something else belongs",
    "h_t = " + "(" * 5000: "longer than 2000",
    "h_t = " + "(" * 900: "nested more than 40 deep",
    "h_t = " + r"\sigma " * 200: "nested more than 40 deep",
    r"\tilde{" * 200 + "t": "nested more than 40 deep",
}


@pytest.mark.parametrize("text", FORMS)
def test_form(text: str) -> None:
    """Each way of writing that the README names is read as what it means."""
    assert parse(text) == FORMS[text]


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: text[:30])
def test_refused(text: str) -> None:
    """What the grammar does not know is an error that shows it."""
    with pytest.raises(EquationError) as raised:
        parse(text)
    assert REFUSED[text] in str(raised.value)


@pytest.mark.parametrize("text", [text for text in FORMS if "row" not in text])
def test_written_again(text: str) -> None:
    """An expression written as TeX is read as the same expression."""
    target, value = parse(text)
    assert parse(f"{tex(target)} = {tex(value)}") == (target, value)


def test_the_article_is_written_as_it_is_read() -> None:
    """The TeX of the article's expressions is, letter by letter, that of the article."""
    article = build_article("en")
    read_again = [f"{tex(e.target)} = {tex(e.value)}" for e in read(article.text.equations)[0]]
    assert read_again == [block for block, _ in article.text.equations]


def test_what_is_no_part_of_the_step_is_left_out() -> None:
    """Functions, derivatives, first states and mathematics without `=` define nothing at time t."""
    others = [
        r"\sigma(z) = 1/(1+e^{-z})",
        r"\frac{\partial C_t}{\partial C_{t-1}} = f_t",
        "h_0 = C_0 = 0",
        r"4(n_h(n_x + n_h) + n_h)",
        r"\partial C_T / \partial C_k = \prod_{j} f_j",
        r"\sigma(t) = \frac{1}{1+e^{-t}}",
        r"t = 1, \dots, T",
        r"\sum_{t=1}^T L_t = L",
        r"x_t \in \mathbb{R}^{n_x}, \quad n_x = 3",
        "E = m c",
    ]
    assert read((text, 1) for text in others) == ([], [])
    on_top = [
        r"p_t = \mathrm{softmax}(h_t)",
        r"L_t = -\log p_t",
        r"\delta_t = \frac{\partial L}{\partial h_t}",
    ]
    found, errors = read((text, 1) for text in ("h_t = h_{t-1} + W x_t", "y_t = V h_t + E e_t", *on_top))
    assert errors == []
    cell, errors = understand(found)
    assert (errors, [tex(e.target) for e in cell.equations], cell.input) == ([], ["h_t"], "x")


def test_places() -> None:
    """Equations are numbered by block; several in one block, and those in TeX's environments, have their lines."""
    blocks = [
        ("a + b", 3),
        ("\\begin{aligned}\ni_t &= x_t \\\\\n\no_t &= x_t + u_t,\\\\[2pt]\nu_t &= \\foo\n\\end{aligned}", 7),
    ]
    found, errors = read(blocks)
    assert [(e.number, e.line, tex(e.target)) for e in found] == [(2, 8, "i_t"), (2, 10, "o_t")]
    assert [(e.line, "equation 2: has `\\foo`" in e.message) for e in errors] == [(11, True)]


BAD_CELLS = {
    ("h_t = h_{t-1} + u_t + W x_t",): "equation 1, h_t: `u_t` is unknown: no equation defines it",
    ("h_t = h_{t-1} + u_t + W x_t", "u_t = W x_t"): "`u_t` is used before equation 2 defines it; define it earlier",
    ("h_t = h_t + W x_t",): "`h_t` is used in its own definition; write `h_{t-1}`",
    ("h_t = W x_t", "h_t = W x_t"): "equation 2, h_t: is a second definition, after equation 1",
    ("h_t = W x_t + W x_{t-1}",): "`x_{t-1}` is unknown",
    ("h_t = W x_t + h",): "`h` is used without its time; write `h_t`",
    ("h_t = W x_t + U x_t + U h_{t-1}",): "`U` is n_h × n_h here and n_h × n_x before",
    ("h_t = W x_t + W",): "`W` is a vector of n_h here and n_h × n_x before",
    ("h_t = W x_t + x_t",): "`W x_t` has n_h elements and `x_t` has n_x",
    ("h_t = W x_t + h_{t-1} U",): "`U` stands on the other side of its vector",
    ("h_t = h_{t-1}",): "equation 1, h_t: reads no input",
    ("h_t = W [h_{t-1}, x_t, 1]",): "concatenates `1`, which is no vector of time t",
    ("h_t = W [h_{t-1}, x_t, b]",): "concatenates `b`, which is no vector of time t",
    ("h_t = h_{t-1} + W (x_t + d)",): "has `d` where n_x elements are; an LSTM's biases have n_h",
    ("h_t = 0.5", "u_t = h_{t-1} + W x_t + u_{t-1}"): "is a number; a symbol at time t is a vector",
    ("h_t = x_t", "u_t = u_{t-1} + W h_{t-1} + V x_t"): "has n_x elements; a state carried to the next step has n_h",
}  # fmt: skip


@pytest.mark.parametrize("texts", BAD_CELLS, ids=" ; ".join)
def test_what_cannot_be_run(texts: tuple[str, ...]) -> None:
    """Symbols that are unknown, early, late or of the wrong shape are named with their equation."""
    cell, errors = understand(read((text, 1) for text in texts)[0])
    assert cell is None
    assert BAD_CELLS[texts] in str(errors[0])


TEX = st.lists(
    st.sampled_from(
        [*r"()[]{}_^'+-=*.,;&~ htxCWb1", r"\sigma", r"\tanh", r"\tilde", r"\mathbf", r"\odot", r"\cdot", r"\\",
         "t-1", "_t", "_{t-1}", r"\langle", "x_t", "h_t = ", "W_{xf} x_t", r"\text", r"\frac", "…", "门"]
    )
).map("".join)  # fmt: skip


@given(st.one_of(st.text(), TEX, TEX.map("h_t = ".__add__)))
def test_parsing_raises_its_own_error_alone(text: str) -> None:
    """Whatever TeX is in a document, it is understood or refused by an EquationError."""
    with suppress(EquationError):
        target, value = parse(text)
        assert parse(f"{tex(target)} = {tex(value)}") == (target, value)
    found, errors = equations.read([(text, 5)])
    assert all(5 <= error.line <= 5 + text.count("\n") for error in errors)
    understand(found)
