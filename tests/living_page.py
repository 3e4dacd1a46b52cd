"""What the tests of the living page share: what belongs together, by equations and tables, and the page in a browser."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page

import own_article
from lstm_article.build import BuildOptions, build_articles
from lstm_article.checks.report import Goal
from lstm_article.equations import Cell, Symbol, find_roles, symbols, tex, time_step_of
from lstm_article.figures.structure import LABELS, NODES, NUMBERS, SOURCES, STRUCTURE
from lstm_article.text import document

# What stands in the page, by names: a part of the diagram by its id there, a number in it by its symbol, an equation by
# its id, and a symbol in it by this id and what it shows.
NAME = """(part) => part.matches("text") ? `number ${part.dataset.value}`
  : part.closest("svg") ? part.id.replace("lstm-structure-", "")
  : part.closest("math") ? `${part.closest(".equation").id} ${part.textContent}` : part.id"""
PARTS = "[id^=lstm-structure-]:is(g, path):not(defs *), text[data-value], .equation, .equation [data-symbol]"
LIT = f"() => [...document.querySelectorAll('.lstm-lit')].map({NAME}).sort()"
# A point amid each part at which nothing else is hit, but the wider line that a thin one has below it.
POINTS = f"""(selector) => {{
  const name = {NAME};
  const isHit = (part, x, y) => {{
    const hit = document.elementFromPoint(x, y);
    const inside = part.matches("div") ? hit === part : part.contains(hit);
    return inside || hit?.matches(".lstm-reach") && hit.nextElementSibling === part;
  }};
  const points = (part) => {{
    if (part.matches("path[fill=none]")) {{
      const length = part.getTotalLength();
      return [5, 4, 6, 3, 7, 2, 8].map((tenths) => part.getPointAtLength(length * tenths / 10).matrixTransform(part.getScreenCTM()));
    }}
    const {{ x, y, width, height }} = part.getBoundingClientRect();
    const steps = [...Array(12).keys()].map((step) => (step + 0.5) / 12);
    return steps.flatMap((down) => steps.map((right) => ({{ x: x + width * right, y: y + height * down }})));
  }};
  const found = [...document.querySelectorAll(selector)].map((part) => {{
    const whole = points(part).map(({{ x, y }}) => [Math.round(x), Math.round(y)]);
    const hit = whole.filter(([x, y]) => isHit(part, x, y));
    const middle = [0, 1].map((axis) => hit.reduce((sum, point) => sum + point[axis], 0) / hit.length);
    const far = (point) => Math.hypot(point[0] - middle[0], point[1] - middle[1]);
    return [name(part), hit.sort((a, b) => far(a) - far(b))[0]];
  }});
  return Object.fromEntries(found);
}}"""

HIDE_TEXT = """() => {
  const text = document.querySelectorAll("main > :not(figure, .equation, section, template, script)");
  for (const element of text) element.hidden = true;
}"""


class Graph:
    """What belongs together: parts of the diagram, equations and symbols in them, by their names in the page."""

    def __init__(self, equations: Sequence[tuple[str, int]], ids: Sequence[str]) -> None:
        """Take an article's display equations (TeX and line), and the ids of what is drawn in the diagram."""
        cell, _ = time_step_of(equations)
        self.roles = find_roles(cell)
        self.defined: dict[int, list[Symbol]] = {}
        self.used: dict[int, list[Symbol]] = {}  # each use, that on the left side too
        for equation in cell.equations:
            self.defined.setdefault(equation.number, []).append(equation.target)
            self.used.setdefault(equation.number, []).extend([equation.target, *symbols(equation.value)])
        written = {cell.input, *(equation.target.name for equation in cell.equations)}
        given = {part: Symbol(self.roles.name(role), step) for (role, step), part in SOURCES.items()}
        self._given = {part: symbol for part, symbol in given.items() if symbol.name in written}
        self.values: dict[str, Symbol | None] = {}
        self._places: dict[str, tuple[str, ...]] = {}  # the node, or the nodes at a line's two ends
        for node in NODES:
            self._add([node.id, f"{node.id}-symbol", f"{node.id}-name"], (node.id,), node.id)
        for edge in STRUCTURE.edges:
            line = f"{edge.source}-to-{edge.target}"
            self._add([f"edge-{line}", f"arrow-{line}"], (edge.source, edge.target), edge.source)
        letters = {tex(Symbol(*value)): part for value, part in SOURCES.items()}
        for label in LABELS:
            if label.text in letters and letters[label.text] in self._given:
                self._add([label.id], (), letters[label.text])
        for place in NUMBERS:
            if place.id in self._given:
                self._add([f"number {tex(self._given[place.id])}"], (), place.id)
        drawn = {*ids, *(name for name in self.values if name.startswith("number "))}
        self.values = {name: value for name, value in self.values.items() if name in drawn}

    def _add(self, names: list[str], place: tuple[str, ...], source: str) -> None:
        self.values |= dict.fromkeys(names, self._value(source))
        self._places |= dict.fromkeys(names, place)

    def _value(self, node: str) -> Symbol | None:
        """Return the value that a node gives or, if it is a copy, passes on."""
        while STRUCTURE.node(node).kind == "copy":
            (node,) = (edge.source for edge in STRUCTURE.edges if edge.target == node)
        return self._given.get(node)

    def _at(self, *place: str) -> list[str]:
        return [name for name in self.values if self._places[name] == place]

    def _showing(self, symbol: Symbol) -> list[str]:
        """Return what gives, carries, names or shows a symbol."""
        written = [f"equation-{n} {shown(use)}" for n, uses in self.used.items() for use in uses if use == symbol]
        return [*(name for name, value in self.values.items() if value == symbol), *written]

    def of_equation(self, number: int) -> list[str]:
        """Return what an equation lights up: its symbols' parts, and those from what it defines back to its operands."""
        lit = {name for symbol in set(self.used[number]) for name in self.values if self.values[name] == symbol}
        written = [
            name for symbol in set(self.used[number]) for name in self._showing(symbol) if name.startswith("equation-")
        ]
        waiting = [part for part, value in self._given.items() if value in self.defined[number]]
        while waiting:
            node = waiting.pop()
            for edge in STRUCTURE.edges:
                if edge.target == node and self._value(edge.source) not in self.used[number]:
                    lit |= {*self._at(edge.source, edge.target), *self._at(edge.source)}
                    waiting.append(edge.source)
        return sorted([f"equation-{number}", *lit, *written])

    def of_symbol(self, symbol: Symbol) -> list[str]:
        """Return what a symbol lights up: all that shows it, and the equation that defines it."""
        defining = [f"equation-{number}" for number, defined in self.defined.items() if symbol in defined]
        return sorted([*self._showing(symbol), *defining])

    def of_part(self, name: str) -> list[str]:
        """Return what a part of the diagram lights up: its value or, without one, the equations that it is part of."""
        value = self.values[name]
        if value:
            return self.of_symbol(value)
        lit = [self.of_equation(number) for number in self.used]
        return sorted({*self._at(*self._places[name])}.union(*(names for names in lit if name in names)))


def graph_of(file: Path, tab: Page) -> Graph:
    """Return what belongs together in a page, by the equations of the Markdown file beside it."""
    ids = tab.evaluate("() => [...document.querySelectorAll('[id^=lstm-structure-]')].map(({ id }) => id)")
    equations = document.read(file.with_suffix(".md").read_text("utf-8")).equations
    return Graph(equations, [name.removeprefix("lstm-structure-") for name in ids])


def shown(symbol: Symbol) -> str:
    """Return the characters that MathML shows for a symbol."""
    letters = re.sub(r"\\tilde\{(\w)\}", "\\1\N{SMALL TILDE}", tex(symbol))
    return re.sub("[_{}]", "", letters).replace("-", "\N{MINUS SIGN}")


def own(folder: Path, templates: Mapping[str, str]) -> Path:
    """Build the English article by templates of somebody's own, and return its page; its Markdown is beside it."""
    for name, text in templates.items():
        file = folder / "own" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    options = BuildOptions(["en"], ["md", "html"], templates=folder / "own", out=folder / "out", checks=())
    build_articles(options, Goal())
    return folder / "out" / "lstm.en.html"


def own_templates(texts: Sequence[str], example: str, figures: Sequence[str]) -> dict[str, str]:
    """Return the templates of an article that shows equations, each below a sentence, and figures; it asks for numbers."""
    macros = [f"{{% macro e{index}() %}}\n$$\n{text}\n$$\n{{% endmacro %}}\n" for index, text in enumerate(texts)]
    shown = [f"A sentence:\n\n{{{{ equations.e{index}() }}}}\n\n" for index, _ in enumerate(texts)]
    drawn = [f'{{{{ figure("{name}") }}}}\n\n' for name in figures]
    text = f"{own_article.EQUATIONS}\n# T\n\n{''.join([*drawn, *shown])}{{% set unused = example() %}}\n"
    return {"en/article.md": text, "equations.md": "".join(macros), "example.toml": example}


@contextmanager
def shown_page(browser: Browser, file: Path, **options: object) -> Iterator[Page]:
    """Open a page, all in sight that lives, without motion; at the end it must have loaded and logged nothing.

    The text is hidden: a window as high as the whole page takes a browser many times as long to paint.
    """
    complaints: list[str] = []

    def own_file(url: str) -> bool:
        return url == file.as_uri() or url.startswith("data:")

    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce", **options)
    tab = context.new_page()
    tab.on("console", lambda message: complaints.append(f"console: {message.text}"))
    tab.on("pageerror", lambda error: complaints.append(f"error: {error}"))
    tab.on("request", lambda request: own_file(request.url) or complaints.append(f"request: {request.url}"))
    tab.goto(file.as_uri())
    tab.evaluate("() => document.fonts.ready")
    tab.evaluate(HIDE_TEXT)
    tab.set_viewport_size({"width": 1280, "height": tab.evaluate("() => document.documentElement.scrollHeight")})
    yield tab
    context.close()
    assert complaints == []


def table(tab: Page) -> dict[str, list[str]]:
    """Return the numbers in the table of the live cell, by the symbols' TeX, with signs that Python reads."""
    rows = tab.evaluate("""() => [...document.querySelectorAll(".lstm-values tr[data-value]")].map((row) =>
      [row.dataset.value, [...row.querySelectorAll("td")].map((cell) => cell.textContent.replace("−", "-"))])""")
    return dict(rows)


def rounded(cell: Cell, steps: Sequence[Mapping[str, float]]) -> dict[str, list[str]]:
    """Return the values of steps as the table prints them: the input, and what the equations define in their order."""
    names = [cell.input, *(equation.target.name for equation in cell.equations)]
    return {
        tex(Symbol(name, 0)): [f"{step[name]:.4f}".replace("-0.0000", "0.0000") for step in steps] for name in names
    }


def told(tab: Page, selector: str) -> str:
    """Return an element's text, with signs that Python reads."""
    return tab.locator(selector).text_content().replace("\N{MINUS SIGN}", "-")
