"""Markdown that every docs system renders alike."""

import pytest

from checking import Cases, agree, subject
from lstm_article.checks.portability import problems

CASES: Cases = {
    "as it should be": ("# T\n\na $x$ b\n$y$\n\n$$\nx = y\n$$\n\n- one\n- two\n    - three\n\n| a | $b$ |\n|---|---|\n| $c$ | d |\n\n**bold** *x* [l](u)\n", []),
    "code is left alone": ("`$x` and `{a}` and `**`\n\n```\n<b>$$ {x}\n```\n\n    $$ {x}\n", []),
    "prices": ("It costs \\$5.\n", []),
    "an equation is all": ("$$\nx\n$$", []),
    "an equation at the beginning, and no line end after the text": ("$$\nx\n$$\n\na", []),
    "quotes": ("> a\n>\n> - b\n", []),
    "nested by more than four": ("- a\n     - b\n", []),
    "$$ with the equation beside": ("a\n\n$$ x * y $$\n", [(3, "not alone on its line"), (3, "has `*`")]),
    "$$ with the equation after": ("$$x * y\n$$\n", [(1, "not alone on its line"), (1, "has `*`")]),
    "$$ with the equation before": ("$$\nx$$\n", [(1, "not alone on its line")]),
    "$$ without an equation": ("$$\n$$\n", [(1, "not alone on its line")]),
    "$$ indented": ("a\n\n  $$\n  x * y\n  $$\n", [(3, "not alone on its line"), (4, "has `*`")]),
    "$$ without blank lines": ("a\n$$\nx\n$$\nb\n", [(2, "without blank lines around it")]),
    "$$ without a blank line before": ("a\n$$\nx\n$$\n", [(2, "without blank lines around it")]),
    "$$ without a blank line after": ("a\n\n$$\nx\n$$\nb\n", [(3, "without blank lines around it")]),
    "$$ in a list": ("- a\n\n    $$\n    x\n    $$\n", [(3, "inside a list or quote")]),
    "$$ in a quote": (">\n> $$\n> x\n> $$\n>\n> a\n", [(2, "inside a list or quote")]),
    "$$ in a quote, without a blank line": ("> a\n> $$\n> x\n> $$\n", [(2, "inside a list or quote"), (2, "without blank lines")]),
    "$$ in a line": ("a\n$$x$$ b\n", [(2, "`$$` within a line")]),
    "$$ unclosed": ("a\n\n$$\nx\n\nb\n", [(3, "`$$` that encloses no equation")]),
    "$ unclosed": ("costs $5\n", [(1, "`$` that encloses no mathematics")]),
    "$ with inner spaces": ("a\nb $ x $ c\n", [(2, "`$` that encloses no mathematics")]),
    "$ touching a full-width mark": ("门 $x$，门\n", [(1, "has `$x$`, which touches `，`")]),
    "$ touching a letter": ("the $n$th\n", [(1, "has `$n$`, which touches `t`")]),
    "$ at both ends of lines": ("# $x$\n\n$a$\n$b$  \n$c$\\\n$d$\n", []),
    "$ touching a letter before": ("a$n$ b\n", [(1, "has `$n$`, which touches `a`, where some systems see no mathematics; set it apart by a space")]),
    "$ touching an escaped sign": ("$x$\\* $y$&amp;\n", [(1, "touches `*`"), (1, "touches `&`")]),
    "$ touching a link": ("[$x$ a](b) [c](d)$y$\n", [(1, "touches `]`"), (1, "touches `]`")]),
    "$ in parentheses": ("a ($x$)\n", [(1, "has `$x$`, which touches `(`")]),
    "$ touching bold": ("a **b $x$**\n", [(1, "has `$x$`, which touches `*`")]),
    "$ touching code": ("`a`$x$\n", [(1, "has `$x$`, which touches ```, where")]),
    "two signs in mathematics": ("$\\{a\\}$\n", [(1, r"has `\{` in"), (1, r"has `\}` in")]),
    "a sign twice in mathematics": ("$|a|$\n", [(1, "has `|` in")]),
    "a sign further down": ("$$\na\n\\label{x}\n$$\n", [(3, r"has `\label` in")]),
    "raw HTML": ("<div>\n\na <b>c</b>\n", [(1, "raw HTML"), (3, "raw HTML"), (3, "raw HTML")]),
    "comment": ("a\n\n<!-- b -->\n", [(3, "raw HTML")]),
    "raw HTML in a quote": ("> a\n>\n> <div>\n", [(3, "raw HTML")]),
    "a sign of HTML": ("a\nb < c\n", [(2, "has a `<`, which some systems take for HTML; write `&lt;`")]),
    "an opening brace": ("a { b\n", [(1, "curly brace")]),
    "a closing brace": ("a } b\n", [(1, "curly brace")]),
    "attributes": ("# T {#t}\n\na {.b}\n", [(1, "curly brace"), (3, "curly brace")]),
    "list indented": (" - a\n", [(1, "indented by 1; indent it by no spaces")]),
    "list nested by two": ("- a\n  - b\n", [(2, "indented by 2; indent it by 4 spaces")]),
    "list nested twice by three": ("1. a\n   1. b\n      - c\n", [(2, "indent it by 4 spaces"), (3, "indent it by 8 spaces")]),
    "bold that ends in a mark": ("**门：** 门\n", [(1, "bold text that begins or ends with punctuation")]),
    "bold that begins with one": ("a\n**(b) c** d\n", [(2, "bold text that begins or ends with punctuation")]),
    "bold that ends in a sign": ("a\n**b+** c\n", [(2, "bold text that begins or ends with punctuation")]),
    "bold within italics": ("***a!*** b **_c_**\n", [(1, "bold text that begins or ends with punctuation")]),
    "marks within bold, or within italics": ("**a: b** *c!*\n", []),
    "bold that a letter touches": ("就是**门**，a\nb **c**d\n", [(1, "has bold or italic text that touches `是`"), (2, "bold or italic text that touches `d`")]),
    "italics that letters touch": ("a*b*c\n", [(1, "bold or italic text that touches `a`"), (1, "bold or italic text that touches `c`")]),
    "bold that marks touch": ("（**a**），“*b*”：**c** `d`**e** *f* 1\n", []),
    "bold that fails": ("**遗忘门（forget gate）**决定\n", [(1, "`**` that makes nothing bold")]),
}  # fmt: skip


# Signs in mathematics, and what to write instead.
SIGNS = {
    r"\\": "one equation a block", r"\{": r"`\lbrace`", r"\}": r"`\rbrace`", r"\#": "a word", r"\!": "nothing",
    "*": r"`\ast` or `\odot`", "|": r"`\lvert` or `\mid`", "<": r"`\lt`", ">": r"`\gt`", "{{": "`{ {`",
    "}}": "`} }`", "{#": "`{ #`", "{%": "`{ %`", r"\tag": "the number in the text", r"\label": "no label",
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_portability(case: str) -> None:
    """A breach of each rule of portable Markdown is found, with its line; Markdown that keeps the rules passes."""
    text, expected = CASES[case]
    agree(problems(subject(text)), expected)


@pytest.mark.parametrize("sign", SIGNS)
def test_signs_in_mathematics(sign: str) -> None:
    """A sign in mathematics that some docs system changes is a finding that says what to write instead."""
    expected = [(2, f"has `{sign}` in mathematics, which some systems change; write {SIGNS[sign]}")]
    for text in (f"$$\na {sign} b\n$$\n", f"a\n$a {sign} b$\n"):
        agree(problems(subject(text)), expected)
