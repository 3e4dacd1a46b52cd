"""The grammar of equations: TeX → a symbol and the expression that defines it.

Recursive descent: the grammar is short, and it can say which mathematics was meant, as no parser library can.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from lstm_article.equations import expressions as ex
from lstm_article.equations.notation import FUNCTIONS, NAMES, WRITTEN_SYMBOL, Token, plain, tokens, without_remark
from lstm_article.errors import EquationError

_LONGEST = 2000  # characters of an equation
_DEEPEST = 40  # nested groups: far more than in an equation that people can read

_CLOSING = {"(": ")", "[": "]", "{": "}"}
_ENDS_FACTORS = {"+", "-", "=", ")", "]", "}", ",", ";", ".", "*"}  # each ends a row of factors side by side
_MARKS = {"'": "'", r"\prime": "'", r"\top": r"\top", r"\intercal": r"\top"}
_TIMES = {"t": 0, "t-1": -1}
_BRACKETS = re.compile(r"\\langle|\\rangle|\\lt|\\gt|[()<>]")  # around a time or a name in a superscript


@lru_cache(maxsize=100)  # the same equations are parsed for an article's numbers, checks and labels
def parse(text: str) -> tuple[ex.Symbol, ex.Expression]:
    r"""Parse the TeX of one definition, as in `h_t = o_t \odot \tanh(C_t)`; raises EquationError."""
    if len(text) > _LONGEST:
        raise EquationError(f"is longer than {_LONGEST} characters; split it")
    parser = _Parser(without_remark(plain(text)))
    target = parser.symbol()
    parser.take("=")
    value = parser.sum()
    parser.end()
    return target, value


@lru_cache(maxsize=100)
def defined(text: str) -> ex.Symbol | None:
    """Return the symbol that a text defines: the one that stands alone left of the first `=` or its like; or None."""
    left, sign, _ = plain(text[:_LONGEST]).partition("=")
    parser = _Parser(left)
    try:
        symbol = parser.symbol()
        parser.end()
    except EquationError:
        return None
    return symbol if sign else None


def written_symbols(text: str) -> Iterator[tuple[str, ex.Symbol]]:
    r"""Yield what may be a symbol in TeX, as it is written there, such as `h_{t-1}`, with the symbol that it names."""
    for match in re.finditer(WRITTEN_SYMBOL, text):
        symbol = defined(f"{match[0]}=")
        if symbol:
            yield match[0], symbol


class _Parser:
    """Recursive descent over the tokens of one definition: each method parses what it is named after."""

    def __init__(self, text: str) -> None:
        self._tokens = tokens(text)
        self._token = next(self._tokens)
        self._depth = 0

    def sum(self) -> ex.Expression:
        terms: list[ex.Expression] = []
        while not terms or self._token.text in {"+", "-"}:
            sign = self._next().text if self._token.text in {"+", "-"} else "+"
            term = self._product()
            terms.append(term if sign == "+" else ex.product(ex.Number(-1.0), term))
        return terms[0] if len(terms) == 1 else ex.Sum(tuple(terms))

    def _product(self) -> ex.Expression:
        factors = [self._side_by_side()]
        while self._token.text == "*":
            self._next()
            factors.append(self._side_by_side())
        return ex.product(*factors)

    def _side_by_side(self) -> ex.Expression:
        r"""Parse factors side by side, or with `\cdot` or `\times` between them: a matrix and a vector."""
        factors = [self._factor()]
        while self._token.kind != "end" and self._token.text not in _ENDS_FACTORS:
            if self._token.text == r"\cdot":
                self._next()
            factors.append(self._factor())
        return _multiplied(factors)

    def _factor(self) -> ex.Expression:
        self._deeper()
        factor: ex.Expression
        if self._token.text in _CLOSING:
            factor = self._group()
        elif self._token.text in FUNCTIONS:
            function = self._next()
            if self._token.text in {"_", "^"}:
                raise EquationError(rf"has an index on `{function.written}`; write `\sigma` or `\tanh` alone")
            factor = ex.Function(FUNCTIONS[function.text], self._factor())
        elif self._token.kind == "number":
            factor = ex.Number(float(self._next().text))
        elif self._token.kind in {"word", "operator"}:  # not a known function: a symbol if it has an index
            word = self._next()
            if word.kind == "operator" or self._token.text not in {"_", "^"}:
                raise EquationError(f"has `{word.text}`, which is no part of an LSTM; its functions are σ and tanh")
            factor = self._indices(ex.Symbol(word.text))
        else:
            factor = self.symbol()
        self._depth -= 1
        return factor

    def _group(self) -> ex.Expression:
        opening = self._next().text
        parts = [self.sum()]
        while opening == "[" and self._token.text in {",", ";"}:
            self._next()
            parts.append(self.sum())
        closing = self.take(_CLOSING[opening])
        if opening == "{" and isinstance(parts[0], ex.Symbol):
            return self._indices(parts[0])
        if self._token.text in {"_", "^"}:
            raise EquationError(f"has an index or a power on `{closing.written}`; write it out")
        return parts[0] if len(parts) == 1 else ex.Concatenation(tuple(parts))

    def symbol(self) -> ex.Symbol:
        return self._indices(self._letter())

    def _letter(self) -> ex.Symbol:
        """Parse a letter or a word with its accents and fonts, or a symbol in braces or parentheses."""
        self._deeper()
        if self._token.kind not in {*NAMES, "font", "accent"} and self._token.text not in {"{", "("}:
            raise self._unknown()
        first = self._next()
        if first.kind in NAMES:
            symbol = ex.Symbol(first.text)
        elif first.text in _CLOSING:
            symbol = self.symbol()
            self.take(_CLOSING[first.text])
        else:
            symbol = self._letter()
            if first.kind == "accent":
                symbol = ex.Symbol(f"{first.text}{{{symbol.name}}}", symbol.step)
        self._depth -= 1
        return symbol

    def _indices(self, symbol: ex.Symbol) -> ex.Symbol:
        """Parse a symbol's subscripts and superscripts: its time, and the rest of its name."""
        name, step = symbol.name, symbol.step
        letters, marks = {"_": "", "^": ""}, ""
        while self._token.text in {"_", "^", "'"}:
            place, text, marked = self._index()
            marks += marked
            bare = _BRACKETS.sub("", text)
            for part in bare.split(",") if text else ():
                if part in _TIMES:
                    if step not in {None, _TIMES[part]}:
                        raise EquationError(f"has two times on `{name}`; write one")
                    step = _TIMES[part]
                elif place == "^" and part.isdigit() and bare == text:
                    raise EquationError(f"has the power `{name}^{part}`, which is no part of an LSTM")
                elif re.fullmatch(r"[a-zA-Z0-9]+", part):
                    letters[place] += part
                else:
                    raise EquationError(f"has the index `{text}`; a time is t or t-1, a name letters")
        below = letters["_"] if len(letters["_"]) < 2 else f"{{{letters['_']}}}"
        above = f"({letters['^']}){marks}" if letters["^"] else marks
        return ex.Symbol(name + f"_{below}" * bool(below) + f"^{{{above}}}" * bool(above), step)

    def _index(self) -> tuple[str, str, str]:
        r"""Parse a subscript or superscript; return `_` or `^`, its text, and its marks: primes and `\top`."""
        place = self._next()
        while self._token.kind == "font" and place.text != "'":
            self._next()
        taken = [place] if place.text == "'" else [self._next()]
        depth = int(taken[0].text == "{")
        while depth:
            if self._token.kind == "end":
                raise EquationError("ends before a `}`; close the group")
            taken.append(self._next())
            depth += {"{": 1, "}": -1}.get(taken[-1].text, 0)
        raw = [token for token in taken if token.text not in {"{", "}"}]
        if place.text == "^" and [token.text for token in raw] == ["T"]:
            return "^", "", r"\top"
        text = "".join(token.in_index for token in raw if token.text not in _MARKS)
        return place.text, text, "".join(_MARKS.get(token.text, "") for token in raw)

    def _next(self) -> Token:
        token, self._token = self._token, next(self._tokens, self._token)
        return token

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise EquationError(f"is nested more than {_DEEPEST} deep; write it flatter")

    def take(self, wanted: str) -> Token:
        if self._token.text != wanted:
            raise self._unknown(f"`{wanted}`")
        return self._next()

    def end(self) -> None:
        if self._token.kind != "end":
            raise self._unknown()

    def _unknown(self, wanted: str = "something else") -> EquationError:
        shown = f"has `{self._token.written}`" if self._token.written else "ends"
        return EquationError(f"{shown} where {wanted} belongs; the README says which forms are understood")


def _multiplied(factors: list[ex.Expression]) -> ex.Expression:
    """Return what factors side by side mean: a number times the rest, or a matrix times a vector."""
    match factors:
        case [factor]:
            return factor
        case [ex.Number() as number, *rest]:
            return ex.product(number, _multiplied(rest))
        case [ex.Symbol(_, None) as matrix, vector] if not ex.is_constant(vector):
            return ex.MatrixProduct(matrix, vector)
        case [vector, ex.Symbol(_, None) as matrix] if not ex.is_constant(vector):
            return ex.MatrixProduct(matrix, vector, row=True)
    shown = " ".join(map(ex.tex, factors))
    if any(map(ex.is_constant, factors)):
        raise EquationError(f"has `{shown}`, which is no matrix times one vector; write it as one")
    raise EquationError(rf"has `{shown}`, vectors side by side; put `\odot` or a sign between them")
