"""A numbered display equation as HTML, for the page and for docs systems; on a living page its symbols are marked."""

import re
from html import escape
from pathlib import Path

from lstm_article.formats.mathml import MathML
from lstm_article.living import Marks

MATH_FONT = Path(__file__).parents[1] / "fonts" / "math.woff2"  # without its table browsers misplace indices
_CIRCLED = re.compile(r"<mo([^>]*>[⊕⊗⊙]<)")


def numbered_equation(
    tex: str, number: int, name: str, mathml: MathML, marks: Marks | None = None, shown: str = ""
) -> str:
    """Return an equation's TeX as HTML with an id, its `name`; raises TemplateError for TeX that cannot be set.

    With `marks`, it says what it defines. `number` is that among the article's equations; where a host numbers them in
    another way, `shown` is the number that readers see.
    """
    # Without this Firefox draws a circled operator as large as a sum over many terms.
    math = _CIRCLED.sub(r'<mo largeop="false"\1', mathml.text(tex, display=True))
    defines = ""
    if marks:
        defines = marks.defines(number)
        math = marks.equation(number, tex, math, lambda symbol: mathml.text(symbol, display=True))
    seen = f'{math}<span class="number">({shown or number})</span>'
    return f'<div class="equation" id="{escape(name)}"{defines}>{seen}</div>'
