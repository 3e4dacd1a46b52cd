"""The grammar: what is understood, what is refused and how it says so, and that nothing else ever happens."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_article.equations import definitions
from lstm_article.equations.expressions import Concatenation, Function, MatrixProduct, Number, Product, Sum, Symbol, tex
from lstm_article.equations.parser import defined, parse
from lstm_article.equations.time_step import time_step_of
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
    r"h_t = W_T x_t": (Symbol("h", 0), MatrixProduct(Symbol("W_T"), X)),
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
    r"h_\mathrm{t} = {x_{{t}}}_t": (Symbol("h", 0), X),
    r"h_t = x_{t,f}^{(12)}": (Symbol("h", 0), Symbol("x_f^{(12)}", 0)),
    r"h_t = W_{a}_{b}^{\prime\top} x_t": (Symbol("h", 0), MatrixProduct(Symbol(r"W_{ab}^{'\top}"), X)),
    r"h_t = W^\intercal x^{\lt t \gt}": (Symbol("h", 0), MatrixProduct(Symbol(r"W^{\top}"), X)),
    r"h_t = .5 x_t": (Symbol("h", 0), Product((Number(0.5), X))),
    r"h_t = x''_t": (Symbol("h", 0), Symbol("x^{''}", 0)),
    r"h_t = + x_t \cdot W": (Symbol("h", 0), MatrixProduct(Symbol("W"), X, row=True)),
    r"f_t = \sigma(W_f x_t + b_f) & (1) \end{aligned}": (Symbol("f", 0), GATE),
}

REFUSED = {
    "h_t = ": "ends where something else belongs",
    r"h_t = x_t \oplus h_{t-1}": r"has `\oplus` where something else belongs",
    r"h_t = x_t + \sqrt{x_t}": r"has `\sqrt`",
    r"h_t = (x_t": "ends where `)` belongs; the README says which forms are understood",
    "h_t = (x_t, h_{t-1})": "has `,` where `)` belongs",
    "h_t = x_t 2": "has `x_t 2`, which is no matrix times one vector; write it as one",
    r"h_t = x_t \cdot \cdot W": r"has `\cdot` where something else belongs",
    "h_t = - -x_t": "has `-` where something else belongs",
    "h_t = [x_t]_t": "has an index or a power on `]`; write it out",
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
    r"h_t = \operatorname{out}_t": "has `out`, which is no part of an LSTM",
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
def test_understood(text: str) -> None:
    """Each notation that the README names is parsed correctly."""
    assert parse(text) == FORMS[text]


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: text[:30])
def test_refused(text: str) -> None:
    """Mathematics that the grammar does not know is an error that shows it."""
    with pytest.raises(EquationError) as raised:
        parse(text)
    assert REFUSED[text] in str(raised.value)


@pytest.mark.parametrize("text", [text for text in FORMS if "row" not in text])
def test_written_again(text: str) -> None:
    """An expression written as TeX is read as the same expression."""
    target, value = parse(text)
    assert parse(f"{tex(target)} = {tex(value)}") == (target, value)


def test_a_word_with_an_index_is_a_symbol() -> None:
    """A word in a font is a symbol where it has an index, on both sides."""
    target, value = parse(r"\mathrm{out}_t = \mathrm{in}_t + \text{in}^{(t-1)}")
    assert (target, value) == (Symbol("out", 0), Sum((Symbol("in", 0), Symbol("in", -1))))


def test_depth_falls_where_a_group_ends() -> None:
    """Groups side by side do not count as nested: fifty parentheses, and as many accents, may follow each other."""
    _, value = parse("h_t = " + " + ".join(["(x_t)", r"\tanh(x_t)"] * 25))
    assert value == Sum((X, Function("tanh", X)) * 25)
    _, value = parse("h_t = " + " + ".join([r"\tilde{{x}}_t"] * 50))
    assert value == Sum((Symbol(r"\tilde{x}", 0),) * 50)


def test_the_longest_and_the_deepest_equation() -> None:
    """An equation may have 2000 characters, and 40 levels, of which a letter is two; with one more it is refused."""
    longest, deepest = "h_t =" + " " * 1992 + "x_t", "h_t = " + "(" * 38 + "x_t" + ")" * 38
    assert parse(longest)[1] == parse(deepest)[1] == X
    with pytest.raises(EquationError, match="is longer than 2000 characters; split it"):
        parse(longest + " ")
    with pytest.raises(EquationError, match="is nested more than 40 deep; write it flatter"):
        parse(deepest.replace("x_t", "(x_t)"))


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        (r"\tilde{C}_t = \foo", Symbol(r"\tilde{C}", 0)),
        ("h_0 = 0", Symbol("h_0")),
        ("h_{t-1} := x", H),
        (r"\mathrm{out}_t = x_t", Symbol("out", 0)),
        ("h_t", None),
        ("h_t + x_t = 1", None),
        (r"\sigma(z) = 1", None),
        ("= x_t", None),
    ],
)
def test_defined(text: str, symbol: Symbol | None) -> None:
    """A text defines the symbol that stands alone left of `=`, whatever is on the right."""
    assert defined(text) == symbol


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
    _, errors = definitions.read([(text, 5)])
    assert all(5 <= error.line <= 5 + text.count("\n") for error in errors)
    time_step_of([(text, 5)])
