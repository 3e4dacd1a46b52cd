"""Mathematics in Word's markup: each construct as Word itself has it."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from lstm_article.formats.docx_math import omml
from lstm_article.formats.mathml import MathML

MATHML = MathML(Path("article.md"))


def written(tex: str, *, display: bool = False) -> str:
    """Return mathematics in short: without the prefix, `r` for a letter or sign and `u` for an upright word."""
    content = (
        omml(MATHML.tree(tex, display=display), display=display).removeprefix("<m:oMath>").removesuffix("</m:oMath>")
    )
    content = re.sub(
        r"<m:r><m:rPr><m:nor/></m:rPr><w:rPr>.*?</w:rPr><m:t[^>]*>(.*?)</m:t></m:r>", r"<u>\1</u>", content
    )
    content = re.sub(r"<m:r><m:t[^>]*>(.*?)</m:t></m:r>", r"<r>\1</r>", content)
    return content.replace("m:", "").replace("<r>", "").replace("</r>", "")


@pytest.mark.parametrize(
    ("tex", "expected"),
    [
        ("x = 1.5", "x=1.5"),
        ("x_t", "<sSub><e>x</e><sub>t</sub></sSub>"),
        ("h_t^2", "<sSubSup><e>h</e><sub>t</sub><sup>2</sup></sSubSup>"),
        ("e^{-z}", "<sSup><e>e</e><sup>−z</sup></sSup>"),
        ("{}_t x", "<sSub><e><u>\u200a</u></e><sub>t</sub></sSub>x"),
        (r"\mathrm{diag}(f)", "<u>diag</u>(f)"),
        (r"\Sigma \mathrm{d} \sigma \mathbf{W}", "<u>Σ</u><u>d</u>σ𝐖"),
        (r"\text{if } x", "<u>if\u00a0</u>x"),
        (r"\textbf{a}\texttt{b}", "<u>a</u><u>b</u>"),
        (r"\mathcal{L} y", "ℒ\ufe00y"),
        (r"\tanh(x + 1) + y", "<func><fName><u>tanh</u></fName><e>(x+1)</e></func>+y"),
        (r"\ln 2 / z", "<func><fName><u>ln</u></fName><e>2</e></func>/z"),
        (r"\tanh^2 x", "<func><fName><sSup><e><u>tanh</u></e><sup>2</sup></sSup></fName><e>x</e></func>"),
        (r"\ln \tanh(x + 1) y", "<func><fName><u>ln</u></fName><e><func><fName><u>tanh</u></fName><e>(x+1)</e></func></e>"
         "</func>y"),
        (r"\sin {}", "<u>sin</u>"),
        (r"(a) \ln \tanh x y", "(a)\u2009<func><fName><u>ln</u></fName><e><func><fName><u>tanh</u></fName><e>x</e></func></e></func>y"),
        (r"\ln \tanh x", "<func><fName><u>ln</u></fName><e><func><fName><u>tanh</u></fName><e>x</e></func></e></func>"),
        (r"\underbracket{x}", "<limLow><e>x</e><lim>⎵</lim></limLow>"),
        (r"\frac{a}{b}", "<f><num>a</num><den>b</den></f>"),
        (r"\binom{n}{k}", '<d><dPr><begChr val="("/><endChr val=")"/></dPr><e><f><fPr><type val="noBar"/></fPr>'
         "<num>n</num><den>k</den></f></e></d>"),
        (r"\sqrt{a + b}", '<rad><radPr><degHide val="1"/></radPr><deg/><e>a+b</e></rad>'),
        (r"\sqrt[3]{x}", "<rad><deg>3</deg><e>x</e></rad>"),
        (r"\tilde{C}_t", '<sSub><e><acc><accPr><chr val="\u0303"/></accPr><e>C</e></acc></e><sub>t</sub></sSub>'),
        (r"\hat{x}", '<acc><accPr><chr val="\u0302"/></accPr><e>x</e></acc>'),
        (r"\overline{xy}", '<bar><barPr><pos val="top"/></barPr><e>xy</e></bar>'),
        (r"\underline{x}", '<bar><barPr><pos val="bot"/></barPr><e>x</e></bar>'),
        (r"\underbrace{x}_n", '<limLow><e><groupChr><groupChrPr><chr val="⏟"/><pos val="bot"/></groupChrPr><e>x</e></groupChr>'
         "</e><lim>n</lim></limLow>"),
        (r"\overset{a}{x}", "<limUpp><e>x</e><lim>a</lim></limUpp>"),
        (r"\overset{\to}{x}", "<limUpp><e>x</e><lim>→</lim></limUpp>"),
        (r"\underset{a}{x}", "<limLow><e>x</e><lim>a</lim></limLow>"),
        (r"\left[ x \right.", '<d><dPr><begChr val="["/><endChr val=""/></dPr><e>x</e></d>'),
        (r"\left. x \right]", '<d><dPr><begChr val=""/><endChr val="]"/></dPr><e>x</e></d>'),
        (r"\left] x \right[", '<d><dPr><begChr val="]"/><endChr val="["/></dPr><e>x</e></d>'),
        (r"\left( \right)", '<d><dPr><begChr val="("/><endChr val=")"/></dPr><e><u>\u200a</u></e></d>'),
        (r"{\text{(} x \text{)}}", "<u>(</u>x<u>)</u>"),
        (r"\text{[} x \text{)}", "<u>[</u>x<u>)</u>"),
        (r"\lbrace \rbrace", '<d><dPr><begChr val="{"/><endChr val="}"/></dPr><e><u>\u200a</u></e></d>'),
        (r"\lvert x + y \rvert z", '<d><dPr><begChr val="|"/><endChr val="|"/></dPr><e>x+y</e></d>z'),
        (r"a \langle b \rangle c", 'a<d><dPr><begChr val="⟨"/><endChr val="⟩"/></dPr><e>b</e></d>c'),
        (r"\lbrace x", "<u>{</u>x"),
        ("[a, (b + c)]", "[a,(b+c)]"),
        ("x [a, b) y", 'x<d><dPr><begChr val="["/><endChr val=")"/></dPr><e>a,b</e></d>y'),
        ("|x|", "<u>|</u>x<u>|</u>"),
        ("f(x) = g(y)", "f(x)=g(y)"),
        (r"\rvert x \lvert", "<u>|</u>x<u>|</u>"),
        (r"a \quad b \; c \, d \! e", "a\u2003b\u2005c\u2009de"),
        (r"\hspace{0.9em} a \hspace{0.25em} b \hspace{0.1em} c \hspace{0.09em} d", "\u2003a\u2005b\u2009cd"),
        (r"a \hspace{10pt} b \hspace{0.5ex} c \hspace{1.8ex} d \hspace{0pt} e \hspace{-9pt} f", "a\u2003b\u2009c\u2005def"),
        (r"\cancel{x}", "x"),
        (r"\phantom{x}", '<phant><phantPr><show val="0"/></phantPr><e>x</e></phant>'),
        (r"\boxed{x}", "<borderBox><e>x</e></borderBox>"),
        (r"\text{a<b}", "<u>a&lt;b</u>"),
        ("= 0.9", "<u>\u200a</u>=0.9"),
        ("x =", "x=<u>\u200a</u>"),
        (r"\mathrel{= x}", "<u>\u200a</u>=x"),
        (r"{\color{red} = x}", "<u>\u200a</u>=x"),
    ],
)  # fmt: skip
def test_each_construct(tex: str, expected: str) -> None:
    """Letters are italic of themselves; words are upright, and what is above, below or around a term is structure."""
    assert written(tex) == expected


@pytest.mark.parametrize(
    ("tex", "sign", "below", "above", "operand", "rest"),
    [
        (r"\prod_{j=k}^{T} \mathrm{diag}(f) = 1", "∏", "j=k", "T", "<u>diag</u>(f)", "=1"),
        (r"\sum_i x + y", "∑", "i", "", "x+y", ""),
        (r"\sum^n x", "∑", "", "n", "x", ""),
        (r"\sum x \le 2", "∑", "", "", "x", "≤2"),
        (r"\sum_i f(x, [y = z]) + y < 2", "∑", "i", "", "f(x,[y=z])+y", "&lt;2"),
        (r"\sum_i x) = y", "∑", "i", "", "x", ")=y"),
    ],
)
def test_a_sum_or_product_has_its_limits_and_its_operand(
    tex: str, sign: str, below: str, above: str, operand: str, rest: str
) -> None:
    """A large operator takes what follows up to a relation; a limit that it has not is hidden."""
    hidden = ("" if below else '<subHide val="1"/>') + ("" if above else '<supHide val="1"/>')
    for display, place in ((True, "undOvr"), (False, "subSup")):
        properties = f'<naryPr><chr val="{sign}"/><limLoc val="{place}"/>{hidden}</naryPr>'
        limits = (f"<sub>{below}</sub>" if below else "<sub/>") + (f"<sup>{above}</sup>" if above else "<sup/>")
        assert written(tex, display=display) == f"<nary>{properties}{limits}<e>{operand}</e></nary>{rest}"


@pytest.mark.parametrize("sign", "∏∐∑∫∬∭∮")
def test_each_large_operator_has_its_operand(sign: str) -> None:
    """Every such sign that LibreOffice knows has an operand, also after other terms; others are signs with limits."""
    assert written(r"\bigcup_i x") == "<limLow><e>⋃</e><lim>i</lim></limLow>x"
    operator = written(f"a {sign}_i x = b").replace('<supHide val="1"/>', "")
    properties = f'<naryPr><chr val="{sign}"/><limLoc val="subSup"/></naryPr>'
    assert operator == f"a<nary>{properties}<sub>i</sub><sup/><e>x</e></nary>=b"


@pytest.mark.parametrize("relation", "=≠≈≡<>≤≥∈∉→←↦∼∝,;")
def test_each_relation_ends_an_operand(relation: str) -> None:
    """What a sum is compared with is no part of it, nor what a comma sets apart; a formula can begin with such a sign."""
    sign = relation.replace("<", "&lt;").replace(">", "&gt;")
    assert written(rf"\sum x {relation} y").endswith(f"<e>x</e></nary>{sign}y")
    assert written(f"{relation} y") == f"<u>\u200a</u>{sign}y"


@pytest.mark.parametrize(
    ("name", "sign"),
    [
        ("tilde", "\u0303"), ("hat", "\u0302"), ("bar", "\u0305"), ("dot", "\u0307"), ("ddot", "\u0308"),
        ("check", "\u030c"), ("breve", "\u0306"), ("acute", "\u0301"), ("grave", "\u0300"), ("mathring", "\u030a"),
        ("vec", "\u20d7"), ("overrightarrow", "\u20d7"), ("widehat", "\u0302"),
        ("dddot", "\u20db"),
    ],
)  # fmt: skip
def test_each_accent_is_words(name: str, sign: str) -> None:
    """An accent is the combining sign that Word has for it."""
    assert written(rf"\{name} x") == f'<acc><accPr><chr val="{sign}"/></accPr><e>x</e></acc>'


@pytest.mark.parametrize(
    ("tex", "opening", "closing"),
    [
        (r"\left( x \right)", "(", ")"),
        (r"\left[ x \right]", "[", "]"),
        (r"\lbrace x \rbrace", "{", "}"),
        (r"\langle x \rangle", "⟨", "⟩"),
        (r"\lvert x \rvert", "|", "|"),
        (r"\lVert x \rVert", "‖", "‖"),
        (r"\lceil x \rceil", "⌈", "⌉"),
        (r"\lfloor x \rfloor", "⌊", "⌋"),
    ],
)
def test_each_pair_of_brackets(tex: str, opening: str, closing: str) -> None:
    """Brackets are around what they enclose."""
    assert written(tex) == f'<d><dPr><begChr val="{opening}"/><endChr val="{closing}"/></dPr><e>x</e></d>'


@pytest.mark.parametrize(
    ("tex", "sign", "place"),
    [
        (r"\overbrace{x}", "⏞", "top"),
        (r"\underbrace{x}", "⏟", "bot"),
        (r"\overparen{x}", "⏜", "top"),
        (r"\underparen{x}", "⏝", "bot"),
    ],
)
def test_each_brace_over_or_under_a_term(tex: str, sign: str, place: str) -> None:
    """A brace over or under a term is as wide as that."""
    properties = f'<groupChrPr><chr val="{sign}"/><pos val="{place}"/></groupChrPr>'
    assert written(tex) == f"<groupChr>{properties}<e>x</e></groupChr>"


@pytest.mark.parametrize("sign", "\u2061\u2062\u2063\u2064")
def test_signs_that_nobody_sees_are_left_out(sign: str) -> None:
    """That a function is applied, or terms are multiplied, separated or added, is no sign in Word."""
    assert omml(ET.fromstring(f"<mo>{sign}</mo>"), display=False) == "<m:oMath></m:oMath>"
    fences = omml(ET.fromstring(f"<mrow><mo>{sign}</mo><mi>x</mi><mo>{sign}</mo></mrow>"), display=False)
    assert '<m:begChr m:val=""/><m:endChr m:val=""/>' in fences


def test_spaces_are_kept() -> None:
    """Spaces at the ends of words are marked to be kept; nothing else is."""
    formula = omml(MATHML.tree(r"\text{if } x", display=False), display=False)
    assert '<m:t xml:space="preserve">if\u00a0</m:t>' in formula
    assert "<m:t>x</m:t>" in formula


def test_a_named_operator_has_its_limits_below_it_in_display() -> None:
    """What a maximum is over stands below its name in display, and beside it within a line; so does a second limit."""
    assert written(r"\max_i x", display=True) == (
        "<func><fName><limLow><e><u>max</u></e><lim>i</lim></limLow></fName><e>x</e></func>"
    )
    assert written(r"\max_a^b x", display=True) == (
        "<func><fName><limUpp><e><limLow><e><u>max</u></e><lim>a</lim></limLow></e><lim>b</lim></limUpp></fName>"
        "<e>x</e></func>"
    )
    assert written(r"\max_i x") == "<func><fName><sSub><e><u>max</u></e><sub>i</sub></sSub></fName><e>x</e></func>"


def test_an_integral_has_its_limits_beside_it() -> None:
    """An integral's limits stand beside its sign in display, too, also if there is only one."""
    assert '<chr val="∫"/><limLoc val="subSup"/>' in written(r"\int_0^1 x", display=True)
    lower, upper = (written(rf"\int{limit} x", display=True) for limit in ("_0", "^1"))
    assert '<limLoc val="subSup"/><supHide val="1"/></naryPr><sub>0</sub><sup/><e>x</e>' in lower
    assert '<limLoc val="subSup"/><subHide val="1"/></naryPr><sub/><sup>1</sup><e>x</e>' in upper


def test_matrices_and_aligned_lines() -> None:
    """Each column has its alignment; a cell that begins with a relation has something before it."""
    column = '<mc><mcPr><count val="1"/><mcJc val="{}"/></mcPr></mc>'
    aligned = written(r"\begin{aligned} a &= b \\ c \end{aligned}")
    assert aligned == (
        f"<m><mPr><mcs>{column.format('right')}{column.format('left')}</mcs></mPr>"
        "<mr><e>a</e><e><u>\u200a</u>=b</e></mr><mr><e>c</e><e><u>\u200a</u></e></mr></m>"
    )
    matrix = written(r"\begin{pmatrix} a & b \end{pmatrix}")
    assert f"<m><mPr><mcs>{column.format('center') * 2}</mcs></mPr><mr><e>a</e><e>b</e></mr></m>" in matrix
    assert matrix.startswith('<d><dPr><begChr val="("/><endChr val=")"/></dPr>')


@pytest.mark.parametrize(("width", "space"), [("1cm", "\u2003"), ("10pt", "\u2003"), ("1ex", "\u2005"), ("-1em", "")])
def test_spaces_in_other_units(width: str, space: str) -> None:
    """A space may be given in any unit; one that goes back is none."""
    assert written(rf"a\hspace{{{width}}}b") == f"a{space}b"


@pytest.mark.parametrize(
    ("tex", "sign"), [("p(x|y)", "|"), (r"a\#", "#"), (r"a\&b", "&amp;"), (r"a\%", "%"), (r"a\_", "_"), (r"\{a", "{")]
)
def test_signs_that_libreoffice_takes_for_commands_are_text(tex: str, sign: str) -> None:
    """A bar between two terms stays a bar, and no sign is taken for the end of a cell or for a bracket."""
    assert f"<u>{sign}</u>" in written(tex)


def test_a_cell_without_terms_is_not_empty() -> None:
    """What has nothing in it has a thin space, for which no program shows the sign of a term that is missing."""
    empty = "<e><u>\u200a</u></e>"
    assert empty in written(r"\{ \}")
    assert f"<mr><e>a</e>{empty}</mr><mr>{empty}<e>b</e></mr>" in written(r"\begin{matrix} a & \\ & b \end{matrix}")
