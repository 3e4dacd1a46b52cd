"""The many ways to write TeX, made one: an equation's text as tokens without spaces, fonts and synonyms."""

import re
from collections.abc import Iterator
from string import ascii_letters
from typing import Literal, NamedTuple

from lstm_article.equations.expressions import FunctionName

FUNCTIONS: dict[str, FunctionName] = {
    "sigma": "sigma", "sigmoid": "sigma", "Sigmoid": "sigma", "sigm": "sigma", "logistic": "sigma",
    "tanh": "tanh", "Tanh": "tanh",
}  # fmt: skip
_FONTS = (
    "mathbf", "boldsymbol", "bm", "pmb", "mathrm", "mathit", "mathsf", "mathtt", "mathbb", "mathcal", "text", "textrm",
    "textbf", "textit", "operatorname",
)  # fmt: skip
_GREEK = (
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu", "xi",
    "pi", "rho", "tau", "upsilon", "phi", "chi", "psi", "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi",
    "Sigma", "Upsilon", "Phi", "Psi", "Omega", "varepsilon", "vartheta", "varphi", "varsigma", "varrho", "varpi",
)  # fmt: skip
_GREEK_LETTERS = "αβγδεζηθικλμνξπρτυφχψωΓΔΘΛΞΠΣΥΦΨΩ"  # the characters of the first names in _GREEK, in their order
_SYNONYMS = {r"\odot": "*", r"\circ": "*", r"\ast": "*", r"\times": r"\cdot", r"\lbrack": "[", r"\rbrack": "]"}
_COMMANDS = str.maketrans(
    {"⊙": r"\odot ", "∘": r"\circ ", "·": r"\cdot ", "×": r"\times ", "−": "-", "σ": r"\sigma "}
    | {letter: rf"\{name} " for letter, name in zip(_GREEK_LETTERS, _GREEK, strict=False)}
)

Kind = Literal["letter", "word", "operator", "function", "accent", "font", "number", "sign", "end"]
NAMES = {"letter", "word", "operator"}  # the kinds that can name a symbol
_MEANINGS: dict[str, tuple[Kind, str]] = {
    **{letter: ("letter", letter) for letter in ascii_letters if letter != "t"},  # t is always the time
    **{rf"\{name}": ("letter", rf"\{name}") for name in _GREEK},
    **{rf"\{name}": ("function", name) for name in FUNCTIONS},
    **{accent: ("accent", accent) for accent in (r"\tilde", r"\hat", r"\bar")},
    **{r"\widetilde": ("accent", r"\tilde"), r"\widehat": ("accent", r"\hat"), r"\overline": ("accent", r"\bar")},
    **{rf"\{name}": ("font", "") for name in _FONTS},
    **{written: ("sign", sign) for written, sign in _SYNONYMS.items()},
}

_SPACE = (  # and what means no more than space here: sizes of brackets, tags and labels
    r"(?:\s|\\[,;:! ]|~|&|\\(?:quad|qquad|displaystyle|left|right|[bB]ig[glr]*|nonumber|notag)(?![a-zA-Z])"
    r"|\\(?:tag|label)\*?\{[^{}]*\})"
)
_SPACES = re.compile(f"{_SPACE}+")
_TOKEN = re.compile(
    r"[^\\\s\d.]|(?P<number>\d+(?:\.\d+)?|\.\d+)|(?P<space>\s+)"
    # A word in a font: several letters, or the command of a function, as in \boldsymbol{{\sigma}}.
    rf"|\\(?P<font>{'|'.join(_FONTS)})\s*\{{\s*(?P<word>(?:[^\W\d_]\s*+){{2,}}|\\(?:{'|'.join(FUNCTIONS)})\s*)\}}"
    r"|\\[a-zA-Z]+|\\.|.",
    re.DOTALL,
)
# A symbol as it is written: a letter or a command, with fonts and accents, and with its indices. The pattern is
# compiled where it is used: that takes a millisecond, which only living pages have to spend.
_GROUP = r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}"
_STYLED = rf"\\(?:tilde|hat|bar|widetilde|widehat|overline|{'|'.join(_FONTS)})(?![a-zA-Z])\s*"
_LETTER = rf"(?:{_GROUP}|\\[a-zA-Z]+|[^\W\d_])"
WRITTEN_SYMBOL = rf"(?:{_STYLED})*{_LETTER}(?:\s*[_^]\s*(?:(?:{_STYLED})*{_LETTER}|\d)|')*"
_ENVIRONMENT = re.compile(
    r"\\(?:begin|end)\{(?:equation|aligned|align|alignat|array|split|gather|gathered)\*?\}"
    r"(?:\{[^{}]*\}|\[[^\[\]]*\])?|\\left\s*\\\{|\\right\s*\."
)
_DEFINES = re.compile(r":=|\\(?:coloneqq|leftarrow|gets|equiv|triangleq|doteq)(?![a-zA-Z])")
# What may follow a definition: words or an equation number set apart by space, and the sentence's punctuation.
# From the last character to the first: so all are found at one place, without a search from each sign.
_REMARKS = re.compile(r"(?:\s*(?:(?:\}[^{}\\=+]*\{(?:mr)?txet\\|\)\d+\()[&\s]*(?:&|dauqq?\\)|[,.;，。；]))*")


class Token(NamedTuple):
    r"""A token of an equation. `text` is the same for all synonyms: `*` for `\circ` and `\odot`, "" for a font."""

    kind: Kind
    text: str
    written: str

    @property
    def in_index(self) -> str:
        r"""The token as part of an index: a name as its letters (`phi` for `\phi`), "" for a font, else as written."""
        if self.kind in NAMES:
            return self.text.removeprefix("\\")
        return self.written if self.kind != "font" else ""


def plain(text: str) -> str:
    """Return TeX without environments, and with `=` in place of other signs of definition, such as `:=`."""
    return _DEFINES.sub("=", _ENVIRONMENT.sub(" ", text))


def without_remark(text: str) -> str:
    """Return the TeX of an equation without the words, number and punctuation that may follow it."""
    remarks = _REMARKS.match(text[::-1])
    return text[: len(text) - remarks.end()] if remarks else text


def indent(text: str) -> int:
    """Return how many characters of space, in TeX's sense, a text begins with."""
    spaces = _SPACES.match(text)
    return spaces.end() if spaces else 0


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a text from `plain`, and after them one of the kind "end"."""
    for match in _TOKEN.finditer(_SPACES.sub(" ", text).translate(_COMMANDS)):
        written, kind = match[0], match.lastgroup
        if kind == "word":
            name = "".join(match["word"].split()).removeprefix("\\")
            yield Token("operator" if match["font"] == "operatorname" else "word", name, written)
        elif kind == "number":
            yield Token("number", written, written)
        elif kind != "space":
            yield Token(*_MEANINGS.get(written, ("sign", written)), written)
    yield Token("end", "", "")
