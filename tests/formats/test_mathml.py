"""TeX as MathML: what is refused, and how it is read out."""

import re
from pathlib import Path

import pytest

from lstm_article.errors import TemplateError
from lstm_article.formats.mathml import MathML, read, read_out

TEMPLATE = Path("article.md")


def test_text_and_tree_are_the_same() -> None:
    """The tree is what stands in the text, without the TeX; where limits stand depends on display."""
    mathml = MathML(TEMPLATE)
    text = mathml.text("x", display=False)
    assert (
        text == '<math><semantics><mi>x</mi><annotation encoding="application/x-tex">x</annotation></semantics></math>'
    )
    assert (read(text).tag, read(text).text) == ("mi", "x")
    assert mathml.text("x", display=True).startswith('<math display="block">')
    under, beside = ({*mathml.tree(r"\max_i x", display=display).iter()} for display in (True, False))
    assert "munder" in {element.tag for element in under}
    assert "msub" in {element.tag for element in beside}


def test_signs_that_xml_does_not_know() -> None:
    """The tree has characters where the text has entities of HTML; those of XML stay."""
    tree = MathML(TEMPLATE).tree(r"\tanh a \lt \text{\&}", display=False)
    assert "".join(tree.itertext()) == "tanh\u2061a<&"


def test_tex_that_cannot_be_set_is_an_error() -> None:
    """TeX that the converter refuses is an error in one line about the template, which quotes it; so is TeX too long."""
    with pytest.raises(TemplateError) as caught:
        MathML(TEMPLATE).tree(r"\nosuch x", display=False)
    assert caught.value.file == str(TEMPLATE)
    assert re.fullmatch(
        r"the mathematics `\\nosuch x` cannot be set: .*nosuch.*; correct the TeX", caught.value.message
    )
    assert MathML(TEMPLATE).text("x" * 2000, display=False)
    with pytest.raises(TemplateError, match="over 2000 characters; split it") as caught:
        MathML(TEMPLATE).text("x" * 2001, display=False)
    assert caught.value.file == str(TEMPLATE)


@pytest.mark.parametrize(
    ("tex", "signs"),
    [
        (r"W_{xf} x_t + b_f", "W x f x t + b f"),
        (r"\tanh(x)", "tanh ( x )"),
        (r"0.9^{43}", "0.9 ^ 43"),
        (r"e^{-z}", "e ^ ( − z )"),
        (r"x_t^2", "x t ^ 2"),
        (r"\frac{a + b}{c}", "( a + b ) / c"),
        (r"\sqrt{a + b}", "√ ( a + b )"),
        (r"\sqrt[3]{x}", "3 √ x"),
        (r"\left. x \right]", "x ]"),
        (r"\tilde{C}_t", "C ˜ t"),
    ],
)
def test_mathematics_is_read_out_sign_by_sign(tex: str, signs: str) -> None:
    """Powers, fractions and roots say that they are such, and what belongs to them is bracketed."""
    assert read_out(MathML(TEMPLATE).tree(tex, display=False)) == signs
