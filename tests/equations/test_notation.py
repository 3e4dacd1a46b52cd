"""Different ways to write the same TeX give the same tokens."""

import unicodedata
from cProfile import Profile

import pytest

from lstm_article.equations.notation import FUNCTIONS, indent, plain, tokens, without_remark


def texts(written: str) -> list[str]:
    *found, end = tokens(written)
    assert end.kind == "end"
    return [token.text for token in found]


@pytest.mark.parametrize(
    ("written", "same"),
    [
        (r"a \odot b", r"a ⊙ b"),
        (r"a \circ b", r"a ∘ b"),
        (r"a \ast b", "a * b"),
        (r"a \times b", "a × b"),
        (r"a \cdot b", "a · b"),
        (r"a \cdot b", r"a \times b"),
        ("a - 1", "a − 1"),
        (r"\lbrack a \rbrack", "[a]"),
        (r"\widetilde{C}", r"\tilde{C}"),
        (r"\widehat{C}", r"\hat{C}"),
        (r"\overline{C}", r"\bar{C}"),
        (r"\phi_t + \Omega", "φ_t + Ω"),
        (r"\mathrm { sig moid }", r"\operatorname{sigmoid}"),
        (r"\boldsymbol{\tanh}", r"\mathrm{tanh}"),
        (r"a\,\quad\left(b\right)&\displaystyle ~\tag{1} \label{eq:a}c", "a(b)c"),
        (r"\bigl( a \Bigr)", "(a)"),
        (r"a\;\:\!\ \qquad\nonumber\notag\tag*{1}\biggl(b\Biggr)\big[\Big]c", "a(b)[]c"),
    ],
)
def test_written_in_two_ways(written: str, same: str) -> None:
    """Synonyms, characters for commands, and spaces make no difference."""
    assert texts(written) == texts(same)


def test_greek_letters() -> None:
    """A Greek letter is its command, whose name is Unicode's; σ is the function."""
    for letter in "αβγδεζηθικλμνξπρτυφχψωΓΔΘΛΞΠΣΥΦΨΩ":
        size, _, name = unicodedata.name(letter).removeprefix("GREEK ").replace("LAMDA", "LAMBDA").split()
        assert texts(letter) == [f"\\{name.title() if size == 'CAPITAL' else name.lower()}"]
        assert [token.kind for token in tokens(letter)] == ["letter", "end"]
    for name in ("epsilon", "theta", "phi", "sigma", "rho", "pi"):
        assert [token.kind for token in tokens(rf"\var{name}")] == ["letter", "end"]
    assert next((token.kind, token.text) for token in tokens("σ")) == ("function", "sigma")


@pytest.mark.parametrize(
    ("function", "names"), [("sigma", ["sigmoid", "Sigmoid", "sigm", "logistic"]), ("tanh", ["tanh", "Tanh"])]
)
def test_names_of_functions(function: str, names: list[str]) -> None:
    """σ and tanh may have any of these names, as commands and as words in a font."""
    for name in names:
        assert [FUNCTIONS[text] for text in texts(rf"\{name}\mathrm{{{name}}}")] == [function, function]


FONTS = (
    r"\mathbf \boldsymbol \bm \pmb \mathrm \mathit \mathsf \mathtt \mathbb \mathcal \text \textrm \textbf \textit"
    r" \operatorname"
)


@pytest.mark.parametrize("font", FONTS.split())
def test_fonts(font: str) -> None:
    """A font changes no letter, and makes a word of several."""
    assert texts(f"{font}{{W}}") == ["", *texts("{W}")]
    assert next((token.kind in {"word", "operator"}, token.text) for token in tokens(f"{font}{{out}}")) == (True, "out")


def test_tokens() -> None:
    """Letters, words, numbers and signs are told apart, and each remembers how it was written."""
    assert [(t.kind, t.text, t.written) for t in tokens(r"\mathbf{W}t 2.5\mathrm{out}\operatorname{ReLU}\sigma\foo")] == [
        ("font", "", r"\mathbf"), ("sign", "{", "{"), ("letter", "W", "W"), ("sign", "}", "}"), ("sign", "t", "t"),
        ("number", "2.5", "2.5"), ("word", "out", r"\mathrm{out}"), ("operator", "ReLU", r"\operatorname{ReLU}"),
        ("function", "sigma", r"\sigma"), ("sign", r"\foo", r"\foo"), ("end", "", ""),
    ]  # fmt: skip


def test_a_command_ends_where_its_letters_end() -> None:
    """A command is read whole, never as a shorter command followed by letters."""
    for command in (r"\sigmax", r"\tildes", r"\quadr", r"\mathbfx", r"\leftx"):
        assert texts(command) == [command]
    assert plain(r"a \getsx b \equivx c") == r"a \getsx b \equivx c"


@pytest.mark.parametrize("sign", [":=", r"\coloneqq", r"\leftarrow", r"\gets", r"\equiv", r"\triangleq", r"\doteq"])
def test_what_defines(sign: str) -> None:
    """Every sign of definition becomes `=`, and environments are dropped."""
    text = rf"\begin{{aligned}}[t] h_t {sign} x_t \end{{aligned}}"
    assert texts(plain(text)) == texts("h_t = x_t")
    assert texts(plain(r"\left\{\begin{array}{ll} h_t = x_t \end{array}\right.")) == texts("h_t = x_t")


ENVIRONMENTS = "equation equation* aligned align align* alignat array split gather gather* gathered"


@pytest.mark.parametrize("name", ENVIRONMENTS.split())
def test_environments(name: str) -> None:
    """An environment around equations, with its arguments, is dropped."""
    assert plain(rf"\begin{{{name}}}h_t = x_t\end{{{name}}}").strip() == "h_t = x_t"
    assert plain(rf"\begin{{{name}}}{{2}}h_t = x_t\end{{{name}}}").strip() == "h_t = x_t"


@pytest.mark.parametrize(
    "remark", ["", ".", " ,", r"\quad (1)", r"\quad (12)", r"& \text{the gate},", r"\qquad \textrm{(a)}.", "；"]
)
def test_remarks(remark: str) -> None:
    """Words or a number set apart, and punctuation at the end, are no part of an equation."""
    assert without_remark(f"h_t = x_t{remark}").rstrip() == "h_t = x_t"


def test_what_is_no_remark() -> None:
    """Mathematics within a text, and a number that is not set apart, stay."""
    for text in (r"h_t = x_t \quad \text{+ x_t}", "h_t = x_t (1)"):
        assert without_remark(text) == text


def test_indent() -> None:
    """Every kind of TeX's space before an equation counts, over several lines too."""
    assert indent("a") == 0
    assert indent(" \n &\\quad\\!~a") == len(" \n &\\quad\\!~")


def test_remarks_are_found_without_a_search_for_each() -> None:
    """A thousand remarks are left out at once, also where what is before them only looks like some."""
    profile = Profile()
    text = "h_t = x_t " + "&, " * 500 + "b" + ", \\quad (1)" * 500 + ",;" * 500
    assert profile.runcall(without_remark, text) == "h_t = x_t " + "&, " * 500 + "b"
    assert sum(entry.callcount for entry in profile.getstats()) < 10
