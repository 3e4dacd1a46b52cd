"""Mathematics as Word has it: Office Math Markup (OMML), from the MathML tree."""

from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

from lstm_article.formats.mathml import INVISIBLE, ems

_APPLY = "\N{FUNCTION APPLICATION}"
_INVISIBLE = {*INVISIBLE}
_NARY = {*"∏∐∑∫∬∭∮"}  # LibreOffice loses other signs of this kind, such as that of a union
_RELATIONS = {*"=≠≈≡<>≤≥∈∉→←↦∼∝,;"}  # where the operand of a sum or product ends
_ACCENTS = {  # MathML's signs, and the combining ones that Word takes
    "˜": "\u0303", "ˆ": "\u0302", "̂": "\u0302", "¯": "\u0305", "˙": "\u0307", "¨": "\u0308",
    "ˇ": "\u030c", "˘": "\u0306", "´": "\u0301", "`": "\u0300", "˚": "\u030a", "⃗": "\u20d7", "→": "\u20d7",
    "⃛": "\u20db",
}  # fmt: skip
_LINE = "\u0332"  # over or under a whole term
_BRACES = {"⏞", "⏟", "⏜", "⏝"}
_OPENING, _CLOSING = {*"([{⟨|‖⌈⌊"}, {*")]}⟩|‖⌉⌋"}
_PLAIN = {("(", ")"), ("[", "]")}  # what LibreOffice draws better as letters; other pairs mean something else to it
_AS_TEXT = {*"|#&%_^{}"}  # signs, not brackets, that LibreOffice takes for commands
_MATH_FONT = '<w:rPr><w:rFonts w:ascii="Cambria Math" w:hAnsi="Cambria Math"/></w:rPr>'
_UPRIGHT = f"<m:rPr><m:nor/></m:rPr>{_MATH_FONT}"  # not `m:sty`, for which LibreOffice sets names in italics
_EMPTY = f'<m:r>{_UPRIGHT}<m:t xml:space="preserve">\N{HAIR SPACE}</m:t></m:r>'  # where a term would be missing
_SPACES = [(0.9, "\N{EM SPACE}"), (0.25, "\N{FOUR-PER-EM SPACE}"), (0.1, "\N{THIN SPACE}")]  # from this width, in em


def omml(element: Element, *, display: bool) -> str:
    """Return the `m:oMath` element of MathML; in `display`, a product has its limits above and below its sign."""
    return f"<m:oMath>{_Writer(display).whole([element])}</m:oMath>"


class _Writer:
    """What each element of MathML becomes."""

    def __init__(self, display: bool) -> None:
        self._limits = "undOvr" if display else "subSup"

    def whole(self, elements: Iterable[Element]) -> str:
        """Return all that a formula or a cell of a matrix has."""
        row = _flat(elements)
        empty = [_EMPTY if term.text in _RELATIONS else "" for term in (*row[:1], *row[-1:])]
        return self.terms(row).join(empty)

    def terms(self, elements: Iterable[Element]) -> str:
        """Return elements that stand side by side: a function takes what follows as its argument, a sum its operand."""
        row, written = _flat(elements), list[str]()
        at = 0
        while at < len(row):
            term, after = row[at], row[at + 1 :]
            if len(after) > 1 and after[0].text == _APPLY:
                argument = after[1 : 1 + _argument(after[1:])]
                written.append(f"<m:func>{self._part('fName', term)}{_part('e', self.terms(argument))}</m:func>")
                at += 2 + len(argument)
            elif sign := _nary_sign(term):
                operand = _operand(after)
                written.append(self._nary(term, sign, operand))
                at += 1 + len(operand)
            elif (length := _bracketed(row[at:])) and (term.text, row[at + length - 1].text) not in _PLAIN:
                written.append(self._delimited(row[at : at + length]))
                at += length
            else:
                written.append(self._term(term))
                at += 1
        return "".join(written)

    def _term(self, term: Element) -> str:
        text = term.text or ""
        match term.tag:
            case "mi":
                is_name = len(text.rstrip("\ufe00")) > 1 or term.get("mathvariant") == "normal" or text in _AS_TEXT
                return _run(text, _UPRIGHT if is_name else "")
            case "mn" | "mo":
                return "" if text in _INVISIBLE else _run(text, _UPRIGHT if text in _AS_TEXT else "")
            case "mtext":
                return _run("".join(term.itertext()), _UPRIGHT)
            case "mspace":
                width = ems(term.get("width", ""))
                return next((_run(space) for least, space in _SPACES if width >= least), "")
            case "msub":
                return self._scripts("sSub", term, "sub")
            case "msup":
                return self._scripts("sSup", term, "sup")
            case "msubsup":
                return self._scripts("sSubSup", term, "sub", "sup")
            case "munderover":
                return self._beside("limUpp", [_wrapped("munder", term[:2]), term[2]])
            case "mover" | "munder":
                return self._accented(term)
            case "mfrac":
                kind = '<m:fPr><m:type m:val="noBar"/></m:fPr>' if term.get("linethickness") == "0" else ""
                return f"<m:f>{kind}{self._part('num', term[0])}{self._part('den', term[1])}</m:f>"
            case "msqrt":
                hidden = '<m:radPr><m:degHide m:val="1"/></m:radPr><m:deg/>'
                return f"<m:rad>{hidden}{_part('e', self.terms(term))}</m:rad>"
            case "mroot":
                return f"<m:rad>{self._part('deg', term[1])}{self._part('e', term[0])}</m:rad>"
            case "mtable":
                return self._table(term)
            case "mphantom":
                return f'<m:phant><m:phantPr><m:show m:val="0"/></m:phantPr>{_part("e", self.terms(term))}</m:phant>'
            case "menclose" if term.get("notation") == "box":
                return f"<m:borderBox>{_part('e', self.terms(term))}</m:borderBox>"
            case _ if _fenced(term):
                return self._delimited([*term])
        return self.terms(term)

    def _delimited(self, row: Sequence[Element]) -> str:
        """Return what is between a first and a last sign, which grow with it."""
        ends = (("begChr", row[0].text), ("endChr", row[-1].text))
        signs = "".join(f'<m:{name} m:val="{"" if sign in _INVISIBLE else sign}"/>' for name, sign in ends)
        return f"<m:d><m:dPr>{signs}</m:dPr>{_part('e', self.terms(row[1:-1]) or _EMPTY)}</m:d>"

    def _part(self, name: str, element: Element) -> str:
        return _part(name, self.terms([element]))

    def _scripts(self, kind: str, term: Element, *names: str) -> str:
        base, *scripts = term
        written = (self._part(name, script) for name, script in zip(names, scripts, strict=True))
        return f"<m:{kind}>{_part('e', self.terms([base]) or _EMPTY)}{''.join(written)}</m:{kind}>"

    def _beside(self, kind: str, pair: Sequence[Element] | Element) -> str:
        base, limit = pair
        return f"<m:{kind}>{self._part('e', base)}{self._part('lim', limit)}</m:{kind}>"

    def _accented(self, term: Element) -> str:
        base, accent = term
        sign, place = accent.text or "", "top" if term.tag == "mover" else "bot"
        if sign == _LINE:
            return f'<m:bar><m:barPr><m:pos m:val="{place}"/></m:barPr>{self._part("e", base)}</m:bar>'
        if sign in _BRACES:
            properties = f'<m:groupChrPr><m:chr m:val="{sign}"/><m:pos m:val="{place}"/></m:groupChrPr>'
            return f"<m:groupChr>{properties}{self._part('e', base)}</m:groupChr>"
        if term.get("accent") and sign in _ACCENTS:
            return f'<m:acc><m:accPr><m:chr m:val="{_ACCENTS[sign]}"/></m:accPr>{self._part("e", base)}</m:acc>'
        return self._beside("limUpp" if place == "top" else "limLow", term)

    def _nary(self, term: Element, sign: str, operand: Sequence[Element]) -> str:
        below, above = _limits(term)
        limits = "subSup" if term.tag.startswith("ms") else self._limits
        hidden = "".join(
            f'<m:{name}Hide m:val="1"/>' for name, limit in (("sub", below), ("sup", above)) if limit is None
        )
        properties = f'<m:naryPr><m:chr m:val="{sign}"/><m:limLoc m:val="{limits}"/>{hidden}</m:naryPr>'
        scripts = (
            _part(name, "" if limit is None else self.terms([limit]))
            for name, limit in (("sub", below), ("sup", above))
        )
        return f"<m:nary>{properties}{''.join(scripts)}{_part('e', self.terms(operand))}</m:nary>"

    def _table(self, table: Element) -> str:
        """Return a matrix, or lines that are aligned: the cells of a column have its alignment."""
        columns = max(map(len, table))
        sides = [_side(table, column) for column in range(columns)]
        counted = (f'<m:mc><m:mcPr><m:count m:val="1"/><m:mcJc m:val="{side}"/></m:mcPr></m:mc>' for side in sides)
        filled = ([*map(self.whole, row), *[""] * (columns - len(row))] for row in table)
        rows = (f"<m:mr>{''.join(_part('e', cell or _EMPTY) for cell in row)}</m:mr>" for row in filled)
        return f"<m:m><m:mPr><m:mcs>{''.join(counted)}</m:mcs></m:mPr>{''.join(rows)}</m:m>"


def _flat(elements: Iterable[Element]) -> list[Element]:
    """Return elements without the groups around them that only hold them together."""
    row = list[Element]()
    for element in elements:
        if element.tag in {"mrow", "mpadded"} and not _fenced(element):
            row += _flat(element)
        elif not (element.tag == "mspace" and not element.get("width")):
            row.append(element)
    return row


def _fenced(element: Element) -> bool:
    """Tell whether an element is a term between fences that grow with it."""
    if element.tag != "mrow" or len(element) < 2:
        return False
    return all(
        end.tag == "mo" and end.text in _OPENING | _CLOSING | _INVISIBLE and end.get("stretchy") != "false"
        for end in (element[0], element[-1])
    )


def _argument(row: Sequence[Element]) -> int:
    """Return how many terms a function takes: those in brackets, another function with what that takes, or one."""
    if len(row) > 2 and row[1].text == _APPLY:
        return 2 + _argument(row[2:])
    return _bracketed(row) or 1


def _bracketed(row: Sequence[Element]) -> int:
    """Return how many terms are from an opening bracket, if one is first, to the closing one; 0 if none closes it."""
    depth = 0
    for length, term in enumerate(row, 1):
        depth += _turn(term)
        if depth <= 0:
            return length if length > 1 else 0
    return 0


def _turn(term: Element) -> int:
    """Return 1 for an opening bracket, -1 for a closing one, 0 for what is neither, or could be both."""
    sign, form = term.text if term.tag == "mo" else "", term.get("form")
    return (sign in _OPENING and form != "postfix") - (sign in _CLOSING and form != "prefix")


def _nary_sign(term: Element) -> str:
    """Return the sign of a sum, a product or an integral with its limits, if the term is one."""
    base = term[0] if term.tag in {"munder", "mover", "munderover", "msub", "msup", "msubsup"} else term
    return base.text or "" if base.tag == "mo" and base.text in _NARY else ""


def _limits(term: Element) -> tuple[Element | None, Element | None]:
    """Return what is below and above a sign, if anything."""
    below = term[1] if "sub" in term.tag or "under" in term.tag else None
    return below, term[-1] if "sup" in term.tag or "over" in term.tag else None


def _operand(after: Sequence[Element]) -> Sequence[Element]:
    """Return the terms up to the next relation, or to the end of the brackets that the sum or product stands in."""
    depth = 0
    for at, term in enumerate(after):
        depth += _turn(term)
        if depth < 0 or (depth == 0 and term.tag == "mo" and term.text in _RELATIONS):
            return after[:at]
    return after


def _side(table: Element, column: int) -> str:
    styles = {row[column].get("style", "") for row in table if column < len(row)}
    return next(
        (side for side in ("left", "right") if any(f"text-align: {side}" in style for style in styles)), "center"
    )


def _wrapped(tag: str, children: Iterable[Element]) -> Element:
    element = Element(tag)
    element.extend(children)
    return element


def _part(name: str, content: str) -> str:
    return f"<m:{name}>{content}</m:{name}>" if content else f"<m:{name}/>"


def _run(text: str, properties: str = "") -> str:
    space = ' xml:space="preserve"' if text != text.strip() else ""
    return f"<m:r>{properties}<m:t{space}>{escape(text)}</m:t></m:r>"
