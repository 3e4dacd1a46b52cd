"""TeX as MathML: what is refused, and how it is read out."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import own_article
from lstm_article import build_article
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


DEEP = {
    "braces": "{" * 999 + "x" + "}" * 999,
    "braces that nothing closes": "{" * 2000,
    "roots": r"\sqrt" * 399 + " x",
    "powers": "x^{" * 498 + "x" + "}" * 498,
    "accents": r"\hat" * 499 + " x",
    "fractions": r"\frac1" * 332 + "x",
    "negations": r"\not" * 499 + " x",
    "delimiters": r"\left(" * 153 + "x" + r"\right)" * 153,
    "environments": r"\begin{matrix}" * 142,
    "colours": r"\color{red}" * 181 + "x",
}


@pytest.mark.parametrize("case", DEEP)
def test_deep_tex_does_not_end_the_process(case: str) -> None:
    """TeX within the limit is set or refused in one line, on a thread's stack of 128 KB, too."""
    code = f"""
import sys, threading
from pathlib import Path
from lstm_article.errors import TemplateError
from lstm_article.formats.mathml import MathML, read_out
def convert():
    try:
        read_out(MathML(Path("article.md")).tree({DEEP[case]!r}, display=True))
    except TemplateError as error:
        print(error)
threading.stack_size(128 * 1024)
thread = threading.Thread(target=convert)
thread.start()
thread.join()
"""
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) <= 1


OPENING = [
    "(", "[", r"\{", r"\lbrace ", r"\lbrack ", r"\lparen ", r"\langle ", r"\lang ", r"\lAngle ", r"\lBrace ", r"\llangle ",
    r"\lfloor ", r"\lceil ", r"\lvert ", r"\lVert ", r"\lgroup ", r"\lmoustache ", r"\llbracket ", r"\llparenthesis ",
    r"\ulcorner ", r"\llcorner ", r"\mathopen{|}", r"\bigl|", r"\Bigl|", r"\biggl|", r"\Biggl|", *"⟨⌊⌈⟦⦃⟮⟪⟬⌜⎰⟅⦗",
]  # fmt: skip

CLOSING = [
    ")", "]", r"\}", r"\rbrace ", r"\rbrack ", r"\rparen ", r"\rangle ", r"\rang ", r"\rAngle ", r"\rBrace ", r"\rrangle ",
    r"\rfloor ", r"\rceil ", r"\rvert ", r"\rVert ", r"\rgroup ", r"\rmoustache ", r"\rrbracket ", r"\rrparenthesis ",
    r"\urcorner ", r"\lrcorner ", r"\mathclose{|}", r"\bigr|", r"\Bigr|", r"\biggr|", r"\Biggr|", *"⟩⌋⌉⟧⦄⟯⟫⟭⌝⎱⟆⦘",
]  # fmt: skip


@pytest.mark.parametrize("opening", OPENING)
def test_brackets_that_nothing_closes_are_few(opening: str) -> None:
    """The converter would take twice as long for each; ten that are open, or many that are closed, are set."""
    assert MathML(TEMPLATE).text(opening * 10, display=False)
    for closed_before in ("", ")" * 50):
        with pytest.raises(TemplateError, match="opens over 10 brackets that it does not close; close them"):
            MathML(TEMPLATE).text(closed_before + opening * 40, display=False)


@pytest.mark.parametrize("closing", CLOSING)
def test_each_sign_that_closes_a_bracket(closing: str) -> None:
    """Pairs may be many, whatever closes them."""
    assert MathML(TEMPLATE).text(f"({closing}" * 30, display=False)


def test_brackets_that_are_closed_may_be_many() -> None:
    """Whatever closes a bracket, it is closed; a command that only begins like a bracket's is none."""
    for tex in (
        r"(]" * 30, "(" * 30 + ")" * 30, r"\lbrace\rbrace" * 30, r"\{\}" * 30, r"\bigl(\bigr)" * 20, r"\lambda\ln\left.x\right." * 20,
        r"\langle x \rangle" * 30, r"[0, 1) " * 30, r"\llbracket\rrbracket" * 20, "⟨⟩" * 30,
    ):  # fmt: skip
        assert MathML(TEMPLATE).text(tex, display=False)


def test_what_is_nested_more_deeply_than_anybody_writes() -> None:
    """Mathematics of many levels is refused before a format fails over it."""
    assert MathML(TEMPLATE).text("x^{" * 25 + "x" + "}" * 25, display=False)
    with pytest.raises(TemplateError, match="nests mathematics more deeply than can be set; simplify it"):
        MathML(TEMPLATE).text("x^{" * 120 + "x" + "}" * 120, display=False)


@pytest.mark.parametrize("command", ["def", "gdef", "let", "newcommand", "renewcommand", "providecommand"])
def test_mathematics_defines_no_commands(command: str) -> None:
    """By commands that it defines, a hundred characters could nest hundreds of levels; another's name may begin so."""
    with pytest.raises(TemplateError, match=rf"defines a command, by `\\{command}`, in mathematics"):
        MathML(TEMPLATE).text(rf"\{command}\a{{x}} \a", display=False)
    with pytest.raises(TemplateError, match="Unknown command"):
        MathML(TEMPLATE).text(rf"\{command}ined", display=False)


def test_the_deepest_mathematics_that_is_set() -> None:
    """A hundred elements within one another are set, though they have no tags but their own; one more is refused."""
    assert MathML(TEMPLATE).text(r"\sqrt{" * 97 + "x" + "}" * 97, display=False).count("<msqrt>") == 97
    with pytest.raises(TemplateError, match="nests mathematics more deeply"):
        MathML(TEMPLATE).text(r"\sqrt{" * 98 + "x" + "}" * 98, display=False)


def test_a_failure_of_the_converter_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """A panic in Rust, which is no Exception, is one line about the TeX; nothing else is taken for one."""
    panic = type("PanicException", (BaseException,), {})

    class Failing:
        def __init__(self, error: BaseException) -> None:
            self.error = error

        def convert_with_local_state(self, _: str, **__: bool) -> str:
            raise self.error

    for tex in ("x", "x" * 100):
        mathml = MathML(TEMPLATE)
        monkeypatch.setattr(mathml, "_converter", Failing(panic("index out of bounds")))
        with pytest.raises(TemplateError, match="cannot be set: index out of bounds; correct the TeX"):
            mathml.text(tex, display=False)
        monkeypatch.setattr(mathml, "_converter", Failing(KeyboardInterrupt()))
        with pytest.raises(KeyboardInterrupt):
            mathml.text(tex, display=False)


def test_an_error_names_the_line(tmp_path: Path) -> None:
    """TeX that cannot be set is told where it stands in the templates, each time it can be found there."""
    own_article.write(tmp_path, '# A\n\n{% include "en/b.md" %}\n')
    own_article.write(tmp_path, "B\n\n$$\n\\nosuch\nx\n$$\n", "b.md")
    mathml = MathML(TEMPLATE, build_article("en", templates=tmp_path))
    for tex, file, line in (("\\nosuch\nx", str(tmp_path / "en" / "b.md"), 4), (r"\nosuch y", str(TEMPLATE), None)):
        with pytest.raises(TemplateError) as caught:
            mathml.text(tex, display=True)
        assert (caught.value.file, caught.value.line) == (file, line)
