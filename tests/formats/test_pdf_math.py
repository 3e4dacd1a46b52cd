"""Mathematics in Typst: what each construct of TeX becomes, and that Typst sets all of it."""

import re
from itertools import product
from pathlib import Path

import pytest
import typst

import built_in
from lstm_article.choices import LANGS
from lstm_article.formats import parts
from lstm_article.formats.body import body
from lstm_article.formats.mathml import MathML, read_out
from lstm_article.formats.pdf_math import PRELUDE
from lstm_article.formats.pdf_math import typst as in_typst
from lstm_article.formats.pdf_signs import quoted

MATHML = MathML(Path("article.md"))
CORPUS = r"""
\tanh x
\mathrm{diag}(1 - h_t^2) W_h
\prod_{j=k+1}^{T} f_j
\sum\nolimits_{i} x
\sum\limits_i x
\int_0^\infty e^{-x^2} dx
\iint_D \oint
\lim_{n\to\infty} a_n
\max_i x_i \limsup_n x
\tilde{C}_t
\hat x \bar y \vec v \dot z \ddot z \widehat{abc} \overline{ab} \underline{ab}
\mathring{a} \acute a \grave a \breve a \check a \hat{\imath}
\overbrace{a+b}^{n} \underbrace{c}_{m}
\overrightarrow{AB} \overleftarrow{h}
\frac{a}{b} \dfrac12 \tfrac12 \cfrac{a}{b}
\binom nk \genfrac{[}{]}{0pt}{}{a}{b}
\sqrt{x} \sqrt[3]{x}
\begin{cases} a & b \\ c & \text{otherwise} \end{cases}
\begin{pmatrix} a & b \\ c & d \end{pmatrix}
\begin{bmatrix} a \\ b \end{bmatrix}
\begin{vmatrix} a \\ b \end{vmatrix}
\begin{Bmatrix} a \end{Bmatrix}
\begin{matrix} a \\ \end{matrix}
\begin{aligned} a &= b \\ c &= d \end{aligned}
\begin{align*} a &= b & c &= d \\ e &= f \end{align*}
\begin{gathered} a \\ b \end{gathered}
\begin{array}{l|r} a & b \\ \hline c & d \end{array}
\left( \frac ab \right) \left. \frac ab \right|_x
\left[ x \middle| y \right\} \left\{ x \right.
\big( x \big) \Bigl[ y \Bigr]
\mathbf{x} \mathbb{R} \mathcal{L} \mathscr{L} \mathfrak{g} \mathsf{s} \mathtt{t}
\mathit{ab} \boldsymbol{W} \bm{x} \mathbf{W}_{xf} \mathbf{ab} \mathbb{1}
\text{if } x > 0 \textbf{b} \textit{i} \text{"q" \# }
a \quad b \, c \; d \! e \qquad f \: g \enspace \hspace{1em} h
a\ b~c
\phantom{x} y
\boxed{x + 1}
\cancel{x}
-x + -y = (-1) \cdot 3
f(x) = \sigma(W x)
\lVert x \rVert \lfloor y \rfloor \lceil z \rceil \langle a,b \rangle |x|
\not= \neq \nleq \notin
\operatorname{argmax}_x f
\operatorname*{argmax}_x f
\overset{!}{=} \underset{x}{y} \stackrel{d}{=}
x' x'' f'_t x^* x_{*}
\xrightarrow{n} \xleftarrow{n}
{}_a^b X
\mathrel{R} \mathbin{B} \mathop{O}
\displaystyle \sum_i x \textstyle \sum_i x
\scriptstyle x \scriptscriptstyle y
\bmod n \pmod{n} a \mod b
\dots \cdots \vdots \ddots \ldots
\alpha \beta \Gamma \varGamma \varepsilon \vartheta \ell \hbar \partial \nabla \infty \emptyset
\color{red} x
\textcolor{blue}{x} y
a \odot b \oplus c \otimes d
1{,}000 3.14 0,5
\% \# \& \_ \$ \{ \}
\sin^2 x \log_2 n \ln x \exp(x) \det A
x^{y^z}_{a_b}
中 \text{中文} \mathrm{输出}
a \to b \implies c \iff d \Rightarrow e \mapsto f
\forall x \in \mathbb{R}, \exists y \notin A \subset B \cup C
\prescript{a}{b}{X} \sideset{_a}{^b}\sum
\mathrm{d}x \mathrm{ReLU}(x) \mathit{out}
\top W^\top x^T x^{\top}
a \bmod b \colon f: A \to B
a < b \le c > d
\mathchoice{a}{b}{c}{d}
\raisebox{1pt}{x}
\Pr(A \mid B)
\bigcup_i A_i \bigoplus
a / b // c := d !
{}
"a" \llbracket x \rrbracket
"""
TEX = CORPUS.strip().splitlines()
DOCUMENT = """\
#set document(title: "T", date: none)
#set text(font: "Libertinus Serif", fallback: false)
#show math.equation: set text(font: ("New Computer Modern Math", "Libertinus Serif", "Noto Serif SC"))
"""


def shown(tex: str, *, display: bool = True) -> str:
    return in_typst(MATHML.tree(tex, display=display))


def equation(tex: str, *, display: bool) -> str:
    tree = MATHML.tree(tex, display=display)
    alt = quoted(read_out(tree) or "nothing")
    return f"#math.equation(block: {str(display).lower()}, alt: {alt}, ${in_typst(tree)}$)\n"


def compiled(source: str) -> bytes:
    """Return a PDF; raises TypstError for what Typst or PDF/UA refuses."""
    fonts = Path(built_in.__file__).parents[1] / "lstm_article" / "fonts" / "document"
    return typst.compile(
        f"{DOCUMENT}{PRELUDE}{source}".encode(),
        format="pdf",
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
        font_paths=[str(fonts)],
    )


def test_typst_sets_a_broad_corpus() -> None:
    """Typst sets each construct that is converted, within a line and in display, with glyphs for all its signs."""
    assert len(TEX) >= 60
    assert compiled("".join(equation(tex, display=display) for tex, display in product(TEX, (True, False))))


@pytest.mark.parametrize("lang", LANGS)
def test_typst_sets_the_articles_mathematics(lang: str) -> None:
    """Typst sets all mathematics of the longest article."""
    found = re.findall(r"(Mathematics|Equation)\((?:number=\d+, )?tex='(.*?)'[,)]", repr(body(built_in.whole(lang))))
    assert len(found) > 60
    assert {kind for kind, _ in found} == {parts.Mathematics.__name__, parts.Equation.__name__}
    assert compiled("".join(equation(tex.replace("\\\\", "\\"), display=kind == "Equation") for kind, tex in found))


@pytest.mark.parametrize(
    ("tex", "expected"),
    [
        (r"h_t = \tanh(W x)", r'attach(h, b: t) \= op("tanh") \( W x \)'),
        (r"x^2_t", "attach(x, b: t, t: 2)"),
        (r"\tilde{C}_t", 'attach(accent(C, "\u0303"), b: t)'),
        (r"\hat{x}", 'accent(x, "\u0302")'),
        (r"\overline{ab} \underline{c}", "overline(a b) underline(c)"),
        (r"\overbrace{a}^{n} \underbrace{b}", "attach(limits(overbrace(a)), t: n) underbrace(b)"),
        (r"\frac{a}{b} \dfrac{a}{b} \tfrac{a}{b}", "frac(a, b) display(frac(a, b)) inline(frac(a, b))"),
        (r"\binom{n}{k}", "lr(binom(n, k))"),
        (r"\genfrac{[}{]}{0pt}{}{a}{b}", r"lr(\[ mat(delim: #none, a; b) \])"),
        (r"\sqrt{x} \sqrt[3]{y}", "sqrt(x) root(3, y)"),
        (r"\left( x \right) (y)", r"lr(\( x \)) \( y \)"),
        (r"\left. x \right| |y|", r"lr(x\|)\|y\|"),
        (r"\left[ x \middle| y \right\}", r"lr(\[ x mid(\|) y \})"),
        (r"a, \text{if } b", 'a \\,"if\u00a0"b'),
        (r"a \quad b \sin c", r'a #h(1em) b op("sin") c'),
        (r"\phantom{x} \boxed{y} \cancel{z}", "phantom(x) framed(y) cancel(z)"),
        (r"\textcolor{blue}{x}", 'coloured("#0000FF", x)'),
        (r"\mathrel{R} x", "R #h(0.2778em) x"),
        (r"{}_a X", 'attach("", b: a) X'),
        (r"\scriptstyle x \scriptscriptstyle y", "script(x sscript(y))"),
        (r"\displaystyle x \textstyle y", "display(x inline(y))"),
        (r"a \dots b", r"a \… b"),
        (r"\xrightarrow{n}", r"limits(stretch(\→)), t: #h(0.4286em) n #h(0.4286em))"),
        (r"\prescript{a}{b}{X}", "attach(X, bl: b, tl: a)"),
        (r"\sideset{_a}{^b}\sum", r"attach(\∑, tr: b, bl: a)"),
        (r"=_a", r"attach(scripts(\=), b: a)"),
        (r"\overset{d}{=}", r"attach(limits(\=), t: d)"),
        (
            r"\begin{matrix} a & b \\ c & d \end{matrix}",
            "mat(delim: #none, row-gap: #0.3em, column-gap: #1em, a, b; c, d)",
        ),
        (
            r"\begin{cases} a & b \\ c & d \end{cases}",
            r"lr(\{ mat(delim: #none, row-gap: #0.3em, column-gap: #1em, & a, & b; & c, & d))",
        ),
        (
            r"\begin{align*} a &= b \\ c &= d \end{align*}",
            r"mat(delim: #none, row-gap: #0.6em, column-gap: #1em, display(a) & display(\= b); display(c) & display(\= d))",
        ),
        (
            r"\begin{array}{l|r} a & b \\ \hline c & d \end{array}",
            "mat(delim: #none, row-gap: #0.3em, column-gap: #1em, augment: #(hline: (1, ), vline: (1, )), & a, b &; & c, d &)",
        ),
    ],
)
def test_constructs(tex: str, expected: str) -> None:
    """Each construct of TeX becomes a function of Typst, or signs side by side."""
    assert expected in shown(tex)


def test_limits_move_beside_an_operator_within_a_line() -> None:
    """Limits of a product are left to Typst, unless TeX says where they are; those of a named operator are not."""
    assert shown(r"\prod_{i}^{T} x", display=False) == r"attach(\∏, b: i, t: T) x"
    assert shown(r"\sum\limits_i x", display=False) == r"attach(limits(\∑), b: i) x"
    assert shown(r"\sum\nolimits_i x") == r"attach(scripts(\∑), b: i) x"
    assert shown(r"\max_i x") == 'attach(limits(op("max")), b: i) x'
    assert shown(r"\max_i x", display=False) == 'attach(op("max"), b: i) x'


def test_mathematics_cannot_be_code() -> None:
    """What would be code in Typst is a sign or a string of signs."""
    assert shown(r"\# eval \text{\#eval(x) \$}") == 'class("normal", \\#) e v a l"#eval(x)\u00a0$"'
    assert shown(r"\# \{ \} \& \_") == r'class("normal", \#) \{ \} \& class("normal", \_)'
