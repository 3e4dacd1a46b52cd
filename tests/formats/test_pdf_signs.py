"""Signs in Typst: what each element with text becomes, and that no text can be code."""

import xml.etree.ElementTree as ET

import pytest

from lstm_article.formats.pdf_signs import name, number, operator, quoted, sign, space, words


def element(xml: str) -> ET.Element:
    return ET.fromstring(xml)


def test_a_string_is_closed_only_at_its_end() -> None:
    """Quotes, backslashes and control characters are escaped; all else stands as it is."""
    assert quoted('a "b" \\ #c\n\t$中') == r'"a \"b\" \\ #c\u{a}\u{9}$中"'


def test_the_sign_of_an_operator() -> None:
    """Only operators have a sign, which is without the space around it."""
    assert sign(element("<mo> + </mo>")) == "+"
    assert sign(element("<mi>+</mi>")) == sign(element("<mo/>")) == ""


@pytest.mark.parametrize(
    ("xml", "typst"),
    [
        ("<mi>x</mi>", "x"),
        ("<mi>中</mi>", "中"),
        ('<mi mathvariant="normal">d</mi>', "upright(d)"),
        ('<mi mathvariant="normal">Γ</mi>', "upright(Γ)"),
        ("<mi>Α</mi>", "italic(Α)"),
        ("<mi>Γ</mi>", "italic(Γ)"),
        ("<mi>Ω</mi>", "italic(Ω)"),
        ("<mi>α</mi>", "α"),
        ("<mi>∞</mi>", r'class("normal", \∞)'),
        ("<mi>%</mi>", r'class("normal", \%)'),
        ("<mi>:</mi>", r'class("punctuation", \:)'),
        ("<mi>tanh</mi>", 'op("tanh")'),
        ("<mi>lim\u2009sup</mi>", 'op("lim\u2009sup")'),
        ("<mi>𝑜𝑢𝑡</mi>", '"𝑜𝑢𝑡"'),
        ("<mi>输出</mi>", '"输出"'),
        ('<mi>a")#b</mi>', r'op("a\")#b")'),
        ("<mi> </mi>", 'op(" ")'),
    ],
)
def test_names(xml: str, typst: str) -> None:
    """A letter is itself, upright where MathML says so; a name of several letters is an operator's."""
    assert name(element(xml)) == typst


@pytest.mark.parametrize(
    ("digits", "typst"),
    [("12", "12"), ("0.9820", "0.9820"), (".5", '".5"'), ("1.2.3", '"1.2.3"'), ("1#x", '"1#x"'), ("٣", '"٣"')],
)
def test_numbers(digits: str, typst: str) -> None:
    """A number is itself; what only looks like one is a string."""
    assert number(element(f"<mn>{digits}</mn>")) == typst


@pytest.mark.parametrize(
    ("xml", "typst"),
    [
        ("<mo>+</mo>", r"\+"),
        ("<mo>#</mo>", r"\#"),
        ("<mo>\u2061</mo>", ""),
        ("<mo>\u2063</mo>", ""),
        ("<mo/>", ""),
        ("<mo>mod</mo>", 'op("mod")'),
        ('<mo minsize="1.2em" stretchy="true">(</mo>', r"lr(size: #1.2em, \()"),
        ('<mo stretchy="true">|</mo>', r"mid(\|)"),
        ('<mo form="prefix">‖</mo>', r'class("opening", \‖)'),
        ('<mo form="postfix">|</mo>', r'class("closing", \|)'),
        ('<mo form="postfix">!</mo>', r"\!"),
        ("<mo>|</mo>", r"\|"),
        ('<mo rspace="0">,</mo>', r'class("normal", \,)'),
        ("<mo>,</mo>", r"\,"),
        ('<mo rspace="0">=</mo>', r"\="),
        ("<mo>:</mo>", r'class("relation", \:)'),
    ],
)
def test_operators(xml: str, typst: str) -> None:
    """An operator is its sign, escaped, of another kind where MathML's attributes say so."""
    assert operator(element(xml)) == typst


def test_words_within_mathematics() -> None:
    """Text is a string with its spaces, of which parts may be bold or in italics."""
    xml = '<mtext>if <b>b</b> or <i>i</i> "q"<u>u</u></mtext>'
    assert words(element(xml)) == r'"if "bold(upright("b"))" or "italic("i")" \"q\"""u"'


@pytest.mark.parametrize(
    ("width", "typst"),
    [
        ("1em", "#h(1em)"),
        ("margin-left:-0.16666667em;", "#h(-0.16666667em)"),
        ("0.16666667em", "#h(0.16666667em)"),
        ("2.5rem", "#h(2.5em)"),
        ("2ex", "#h(0.9em)"),
        ("0.1667em", ""),
        ("0em", ""),
        ("", ""),
    ],
)
def test_spaces(width: str, typst: str) -> None:
    """A space is as wide as is asked for, but for that which Typst sets beside an operator's name."""
    assert space(width) == typst
