"""A display equation as HTML: its number and id, its size of operators, and its marks on a living page."""

import re
from pathlib import Path

import pytest

from lstm_article.equations.roles import find_roles
from lstm_article.errors import TemplateError
from lstm_article.formats.html_equation import MATH_FONT, numbered_equation
from lstm_article.formats.mathml import MathML
from lstm_article.living import Marks
from notation import OURS, cell_of

MATHML = MathML(Path("article.md"))
MARKS = Marks(find_roles(cell_of([*OURS.values()])))


def test_number_and_id() -> None:
    """An equation has the id and the number it is given; readers may see another number."""
    math = MATHML.text("x", display=True)
    expected = f'<div class="equation" id="a&amp;b">{math}<span class="number">({{}})</span></div>'
    assert numbered_equation("x", 3, "a&b", MATHML) == expected.format(3)
    assert numbered_equation("x", 3, "a&b", MATHML, shown="2.1") == expected.format("2.1")


@pytest.mark.parametrize("number", range(1, len(OURS) + 1))
def test_marks(number: int) -> None:
    """With marks an equation says what it defines, and each symbol what it is; without, it looks the same."""
    tex = [*OURS.values()][number - 1]
    marked, plain = numbered_equation(tex, number, "x", MATHML, MARKS), numbered_equation(tex, number, "x", MATHML)
    (defined,) = re.findall(' data-defines="(.*?)"', marked)
    assert tex.startswith(f"{defined} = ")
    assert f'data-symbol="{defined}"' in marked
    assert re.sub(' data-[a-z]+="[^"]*"', "", marked) == plain


def test_equations_that_are_no_part_of_a_time_step() -> None:
    """An equation of another number is as without marks, whatever it says."""
    tex = OURS["f"]
    assert numbered_equation(tex, 9, "x", MATHML, MARKS) == numbered_equation(tex, 9, "x", MATHML)


def test_circled_operators() -> None:
    """A circled operator is told to be no larger than within a line, marked or not."""
    for marks in (None, MARKS):
        assert numbered_equation(OURS["C"], 4, "x", MATHML, marks).count('<mo largeop="false"') == 2


def test_tex_that_cannot_be_set() -> None:
    """TeX that the converter refuses is an error about the template."""
    with pytest.raises(TemplateError) as caught:
        numbered_equation("\\nosuch x", 1, "x", MATHML)
    assert caught.value.file == "article.md"


def test_font() -> None:
    """The font that equations need is there."""
    assert MATH_FONT.read_bytes().startswith(b"wOF2")
