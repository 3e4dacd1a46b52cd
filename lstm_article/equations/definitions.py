"""The equations of a document: which of its display equations define a symbol at time t."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from lstm_article.equations.expressions import Expression, Symbol, symbols, tex
from lstm_article.equations.notation import indent, plain
from lstm_article.equations.parser import defined, parse
from lstm_article.errors import EquationError

_MOST_TEX = 500_000  # characters of all display equations, which take two seconds to read


class Equation(NamedTuple):
    """A definition of one symbol at time t. `number` counts the display equations of the document."""

    number: int
    line: int
    target: Symbol
    value: Expression

    def error(self, message: str) -> EquationError:
        """Return an error with this equation's number, symbol and line."""
        return EquationError(f"equation {self.number}, {tex(self.target)}: {message}", line=self.line)


def read(blocks: Iterable[tuple[str, int]]) -> tuple[list[Equation], list[EquationError]]:
    """Return the display equations that define a symbol at time t, and errors for those not understood.

    `blocks` are the TeX and line of each display equation. Others, such as a derivative or the definition of σ(z), are
    left out, and so is the error of an equation whose symbol is used nowhere, unless no equation was understood.
    """
    blocks = [*blocks]
    if sum(len(block) for block, _ in blocks) > _MOST_TEX:
        return [], [EquationError(f"the display equations have more than {_MOST_TEX:,} characters; split the file")]
    equations: list[Equation] = []
    failed: list[tuple[Symbol, EquationError]] = []
    for number, (block, first) in enumerate(blocks, 1):
        for line, text in _lines(block, first):
            target = defined(text)
            if target is None:
                continue
            try:
                equation = Equation(number, line, *parse(text))
            except EquationError as error:
                problem = error.message if target.step is not None else ""
            else:
                is_timed = target.step is not None or any(s.step is not None for s in symbols(equation.value))
                problem = f"defines `{tex(target)}`, which is not of time t; define it at t" if is_timed else ""
                if target.step == 0:
                    equations.append(equation)
                    continue
            if problem:
                failed.append((target, EquationError(f"equation {number}: {problem}", line=line)))
    used = {symbol.name for equation in equations for symbol in symbols(equation.value)}
    return equations, [error for target, error in failed if target.name in used or not equations]


def _lines(block: str, first: int) -> Iterator[tuple[int, str]]:
    r"""Yield the line and the TeX of each equation in a block; `\\` separates them."""
    line = first
    rows: list[tuple[int, list[str]]] = []
    for text in re.split(r"\\\\(?:\[[^\[\]]*\])?", plain(block)):
        lead = indent(text)
        if rows and ("=" not in text or text.startswith("=", lead)):  # it continues the row before
            rows[-1][1].append(text)
        else:
            rows.append((line + text.count("\n", 0, lead), [text]))
        line += text.count("\n")
    yield from ((line, " ".join(texts)) for line, texts in rows)
