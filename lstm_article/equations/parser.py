"""The grammar of equations: TeX → a symbol and the expression that defines it.

A short recursive descent: what it knows is little enough to be read here at once, and it can say what a
parser library cannot, which mathematics was meant.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from lstm_article.equations.expressions import (
    Expression,
    Function,
    Join,
    Linear,
    Number,
    Sum,
    Symbol,
    is_constant,
    product,
    tex,
)
from lstm_article.errors import EquationError

_LONGEST = 2000  # characters of one equation, and
_DEEPEST = 40  # groups in one another: far more than an equation that can be read

_ACCENTS = {
    "tilde": "tilde", "widetilde": "tilde", "hat": "hat", "widehat": "hat", "bar": "bar", "overline": "bar",
}  # fmt: skip
_FONTS = {
    "mathbf", "boldsymbol", "bm", "pmb", "mathrm", "mathit", "mathsf", "mathtt", "mathbb", "mathcal", "text",
    "textrm", "textbf", "textit", "operatorname",
}  # fmt: skip
_FUNCTIONS: dict[str, Literal["sigma", "tanh"]] = {
    "sigma": "sigma", "sigmoid": "sigma", "Sigmoid": "sigma", "sigm": "sigma", "logistic": "sigma",
    "tanh": "tanh", "Tanh": "tanh",
}  # fmt: skip
_GREEK = {
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu",
    "nu", "xi", "pi", "rho", "tau", "upsilon", "phi", "chi", "psi", "omega", "varepsilon", "vartheta",
    "varphi", "varsigma", "varrho", "varpi", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma",
    "Upsilon", "Phi", "Psi", "Omega",
}  # fmt: skip
_GREEK_COMMAND = re.compile(rf"\\({'|'.join(_GREEK)})(?![a-zA-Z])")
_ELEMENTWISE = {r"\odot", r"\circ", r"\ast", "*"}
_SIGNS = {"⊙": r"\odot ", "∘": r"\circ ", "·": r"\cdot ", "×": r"\times ", "−": "-"}
_CLOSING = {"(": ")", "[": "]", "{": "}", r"\lbrack": r"\rbrack"}

_ENVIRONMENT = re.compile(
    r"\\(?:begin|end)\{(?:equation|aligned|align|alignat|array|split|gather|gathered)\*?\}"
    r"(?:\{[^{}]*\}|\[[^\[\]]*\])?|\\left\s*\\\{|\\right\s*\."
)
SPACE = re.compile(
    r"\s+|\\[,;:! ]|~|&|\\(?:quad|qquad|displaystyle|left|right|[bB]ig[glr]*|nonumber|notag)(?![a-zA-Z])"
    r"|\\(?:tag|label)\*?\{[^{}]*\}"
)
_TOKEN = re.compile(r"\\[a-zA-Z]+|\\.|\d+(?:\.\d+)?|\.\d+|.", re.DOTALL)
_DEFINES = re.compile(r":=|\\(?:coloneqq|leftarrow|gets|equiv|triangleq|doteq)(?![a-zA-Z])")
# What follows a definition: words or a number set apart, and the sentence's mark.
_REMARK = re.compile(r"(?:&|\\q?quad)[&\s]*(?:\\text(?:rm)?\{[^{}\\=+]*\}|\(\d+\))\s*\Z|[,.;，。；]\s*\Z")
_TRANSPOSED = re.compile(r"\\top|\\intercal|\AT\Z")
_PRIME = re.compile(r"\\prime|'")


def plain(text: str) -> str:
    """Return a text without TeX's environments, and with `=` for whatever else defines."""
    return _DEFINES.sub("=", _ENVIRONMENT.sub(" ", text))


@lru_cache(maxsize=100)  # an article's equations are read for its numbers, its checks and its labels
def parse(text: str) -> tuple[Symbol, Expression]:
    r"""Parse the TeX of one definition, as in `h_t = o_t \odot \tanh(C_t)`; raises EquationError."""
    if len(text) > _LONGEST:
        raise EquationError(f"is longer than {_LONGEST} characters; split it")
    text = plain(text)
    while remark := _REMARK.search(text):
        text = text[: remark.start()]
    return _Parser(text).definition()


@lru_cache(maxsize=100)
def defined(text: str) -> Symbol | None:
    """Return the symbol that a text defines, if one symbol stands alone on its left."""
    left, sign, _ = plain(text[:_LONGEST]).partition("=")
    try:
        return _Parser(left).whole_symbol() if sign else None
    except EquationError:
        return None


class _Parser:
    """Recursive descent over the tokens of one definition."""

    def __init__(self, text: str) -> None:
        for sign, command in _SIGNS.items():
            text = text.replace(sign, command)
        text = re.sub("[Α-ω]", lambda match: f"\\{_greek(match[0])} ", text)
        self._tokens = [*_tokens(text), "", "", ""]  # two for looking ahead
        self._at = 0
        self._depth = 0

    @property
    def _token(self) -> str:
        return self._tokens[self._at]

    def definition(self) -> tuple[Symbol, Expression]:
        target = self._symbol()
        self._take("=")
        value = self._sum()
        if self._token:
            raise self._unknown()
        return target, value

    def whole_symbol(self) -> Symbol:
        symbol = self._symbol()
        if self._token:
            raise self._unknown()
        return symbol

    def _sum(self) -> Expression:
        terms: list[Expression] = []
        while not terms or self._token in {"+", "-"}:
            sign = self._next() if self._token in {"+", "-"} else "+"
            term = self._product()
            terms.append(term if sign == "+" else product(Number(-1.0), term))
        return terms[0] if len(terms) == 1 else Sum(tuple(terms))

    def _product(self) -> Expression:
        factors = [self._juxtaposed()]
        while self._token in _ELEMENTWISE:
            self._at += 1
            factors.append(self._juxtaposed())
        return product(*factors)

    def _juxtaposed(self) -> Expression:
        r"""Parse factors side by side, or with `\cdot` or `\times` between them: a matrix and a vector."""
        factors = [self._factor()]
        while self._token not in {"", "+", "-", "=", ")", "]", "}", r"\rbrack", ",", ";", "."} | _ELEMENTWISE:
            if self._token in {r"\cdot", r"\times"}:
                self._at += 1
            factors.append(self._factor())
        return self._side_by_side(factors)

    def _side_by_side(self, factors: list[Expression]) -> Expression:
        match factors:
            case [factor]:
                return factor
            case [Number() as number, *rest]:
                return product(number, self._side_by_side(rest))
            case [Symbol(_, None) as matrix, vector] if not is_constant(vector):
                return Linear(matrix, vector)
            case [vector, Symbol(_, None) as matrix] if not is_constant(vector):
                return Linear(matrix, vector, row=True)
        shown = " ".join(map(tex, factors))
        if not any(map(is_constant, factors)):
            shown += r"`, vectors side by side; put `\odot` or a sign between them"
        else:
            shown += "`, which is no matrix times one vector; write it as one"
        raise EquationError(f"has `{shown}")

    def _factor(self) -> Expression:
        self._deeper()
        factor = self._function() or self._group() or self._number() or self._symbol()
        self._depth -= 1
        return factor

    def _function(self) -> Expression | None:
        start = self._at
        name = self._next().removeprefix("\\")
        if name in _FONTS:
            font, name = name, self._word()
            inside = self._tokens[self._at + 1].removeprefix("\\")
            if self._token == "{" and inside in _FUNCTIONS and self._tokens[self._at + 2] == "}":
                name = inside  # as in \boldsymbol{\sigma}
                self._at += 3
            if name and name not in _FUNCTIONS and (font == "operatorname" or self._token not in {"_", "^"}):
                raise EquationError(
                    f"has `{name}`, which is no part of an LSTM; its functions are σ and tanh"
                )
        if name not in _FUNCTIONS:
            self._at = start
            return None
        if self._token in {"_", "^"}:
            shown = "".join(self._tokens[start : self._at])
            raise EquationError(rf"has an index on `{shown}`; write `\sigma` or `\tanh` alone")
        return Function(_FUNCTIONS[name], self._factor())

    def _group(self) -> Expression | None:
        closing = _CLOSING.get(self._token)
        if closing is None:
            return None
        joins = self._next() in {"[", r"\lbrack"}
        parts = [self._sum()]
        while joins and self._token in {",", ";"}:
            self._at += 1
            parts.append(self._sum())
        self._take(closing)
        if closing == "}" and isinstance(parts[0], Symbol):
            return self._indices(parts[0].name, parts[0].step)
        if self._token in {"_", "^"}:
            raise EquationError(f"has an index or a power on `{closing}`; write it out")
        return parts[0] if len(parts) == 1 else Join(tuple(parts))

    def _number(self) -> Expression | None:
        return Number(float(self._next())) if re.match(r"\.?\d", self._token) else None

    def _symbol(self) -> Symbol:
        """Parse a letter with its accents, fonts and indices."""
        self._deeper()
        token = self._token
        command = token.removeprefix("\\") if len(token) > 1 else ""
        if command in _ACCENTS or command in _FONTS:
            self._at += 1
            braced = self._token == "{"
            self._at += braced
            word = self._word(braced=False) if braced and command in _FONTS else ""
            inner = Symbol(word) if word else self._symbol()
            if braced:
                self._take("}")
            accent = _ACCENTS.get(command)
            base, step = rf"\{accent}{{{inner.name}}}" if accent else inner.name, inner.step
        elif token in {"{", "("}:
            self._at += 1
            inner = self._symbol()
            self._take(_CLOSING[token])
            base, step = inner.name, inner.step
        elif command in _GREEK or (token.isascii() and token.isalpha() and token != "t"):  # that is the time
            base, step = self._next(), None
        else:
            raise self._unknown()
        symbol = self._indices(base, step)
        self._depth -= 1
        return symbol

    def _indices(self, base: str, step: int | None) -> Symbol:
        """Parse what stands below and above a symbol: the time and the rest of its name."""
        below = above = marks = ""
        while self._token in {"_", "^", "'"}:
            where = self._next()
            text = "'" if where == "'" else self._raw()
            marks += r"\top" * len(_TRANSPOSED.findall(text)) + "'" * len(_PRIME.findall(text))
            text = _PRIME.sub("", _TRANSPOSED.sub("", text))
            bare = re.sub(r"\\langle|\\rangle|\\lt|\\gt|[()<>]", "", text)
            for part in bare.split(",") if text else ():
                if part in {"t", "t-1"}:
                    if step not in {None, 0 if part == "t" else -1}:
                        raise EquationError(f"has two times on `{base}`; write one")
                    step = 0 if part == "t" else -1
                elif where == "^" and part.isdigit() and bare == text:
                    raise EquationError(f"has the power `{base}^{part}`, which is no part of an LSTM")
                elif re.fullmatch(r"[a-zA-Z0-9]+", part := re.sub(_GREEK_COMMAND, r"\1", part)):
                    below, above = (below + part, above) if where == "_" else (below, above + part)
                else:
                    raise EquationError(f"has the index `{text}`; a time is t or t-1, a name letters")
        above = f"({above}){marks}" if above else marks
        below = below if len(below) < 2 else f"{{{below}}}"
        return Symbol(base + f"_{below}" * bool(below) + f"^{{{above}}}" * bool(above), step)

    def _raw(self) -> str:
        """Take one token or a group as it stands, without fonts and braces."""
        tokens = [self._next()]
        while tokens[-1].removeprefix("\\") in _FONTS:
            tokens.append(self._next())
        depth = int(tokens[-1] == "{")
        while depth:
            if not self._token:
                raise EquationError("ends before a `}`; close the group")
            tokens.append(self._next())
            depth += {"{": 1, "}": -1}.get(tokens[-1], 0)
        return "".join(t for t in tokens if t not in {"{", "}"} and t.removeprefix("\\") not in _FONTS)

    def _word(self, *, braced: bool = True) -> str:
        """Take a word of letters, in braces if `braced`."""
        at = self._at + braced
        end = at
        while len(self._tokens[end]) == 1 and self._tokens[end].isalpha():
            end += 1
        word = "".join(self._tokens[at:end])
        if len(word) < 2 or (braced and (self._token, self._tokens[end]) != ("{", "}")):
            return ""
        self._at = end + braced
        return word

    def _next(self) -> str:
        token = self._token
        self._at += bool(token)
        return token

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise EquationError(f"is nested more than {_DEEPEST} deep; write it flatter")

    def _take(self, wanted: str) -> None:
        if self._token != wanted:
            raise self._unknown(f"`{wanted}`")
        self._at += 1

    def _unknown(self, wanted: str = "something else") -> EquationError:
        found = f"has `{self._token}`" if self._token else "ends"
        return EquationError(f"{found} where {wanted} belongs; the README says which forms are understood")


def _greek(letter: str) -> str:
    r"""Return the command of a Greek letter, as `phi` of φ."""
    words = unicodedata.name(letter, "NO LETTER").replace("LAMDA", "LAMBDA").split()
    return words[-1].capitalize() if "CAPITAL" in words else words[-1].lower()


def _tokens(text: str) -> Iterator[str]:
    at = 0
    while at < len(text):
        space = SPACE.match(text, at)
        match = space or _TOKEN.match(text, at)
        assert match is not None  # _TOKEN takes any character  # noqa: S101
        at = match.end()
        if not space:
            yield match[0]
