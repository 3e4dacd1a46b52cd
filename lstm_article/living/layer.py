"""The layer with which a page comes alive: marks, controls and a script, all from the article's own equations."""

import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from lstm_article.equations import LAYERS, ROLES, STEPS, Roles, Symbol, find_roles, terms, tex, time_step_of
from lstm_article.errors import EquationError
from lstm_article.figures import memory
from lstm_article.living.example import Constants, Example, example_of, limit
from lstm_article.living.javascript import time_step
from lstm_article.living.marks import Marks
from lstm_article.templating import Labels, Templates

CONTROLS, SCRIPT = "living.html", "living.js"
# What a script does not need in a page: documentation, comments on lines of their own, indentation, and the ends of
# lines after a sign that goes on or ends a statement anyway.
_REMARKS = re.compile(r"/\*\*.*?\*/ ?\n?|^\s*//[^\n]*\n|^\s+|(?<=[;{},(])\n", re.MULTILINE | re.DOTALL)


class Layer(NamedTuple):
    """What makes a page come alive: `controls` is HTML that shows nothing until `script`, right after it, runs."""

    marks: Marks
    controls: str
    script: str


def layer_of(
    equations: Iterable[tuple[str, int]],
    figures: Collection[str],
    labels: Labels,
    templates: Templates,
    *,
    runs: bool,
    shown: Callable[[int], str] = str,
) -> Layer | None:
    """Return the layer of an article with these display equations (TeX and line) and figures (names).

    It is None where nothing would answer: without the structure figure, and for equations that are no LSTM. `runs`
    tells whether the worked example is of these equations; `shown` gives an equation's number as its readers see it.
    Raises TemplateError.
    """
    cell, _ = time_step_of(equations)
    try:
        roles = find_roles(cell) if cell and "structure" in figures else None
    except EquationError:
        roles = None
    if roles is None:
        return None
    marks = Marks(roles)
    numbers = [*map(shown, marks.numbers)]
    holds = runs and "memory" in figures and "f" in roles.layers
    values = {
        "word": lambda key: labels.text("living", key),
        "equations": numbers,
        "cell": _cell(roles, example_of(roles.cell.unplaced(), templates), labels) if runs else None,
        "memory": _memory(roles) if holds else None,
    }
    step = time_step(roles.cell) if runs else "() => {}"
    code = _compact(templates.read(SCRIPT))
    start = f"live(document.currentScript.previousElementSibling, {step});"
    return Layer(marks, templates.render(CONTROLS, values), f"(() => {{{code}{start}}})();")


@lru_cache(maxsize=1)
def _compact(code: str) -> str:
    return _REMARKS.sub("", code)


def _cell(roles: Roles, example: Example, labels: Labels) -> dict[str, object]:
    """Return what the controls of the live cell show, and what these begin with."""
    given = tex(Symbol(roles.cell.input, 0))
    data = {
        "input": given,
        "states": _states(roles),
        "shown": [tex(Symbol(roles.name(role), 0)) for role in ("C", "h")],
        "inputs": example.inputs,
        "constants": _blocks(example.constants),
    }
    most, words = limit(example), _constants(roles, labels)
    layers = [
        {"symbol": name, "words": words.get(name, ""), "least": -most, "most": most, "step": 0.5}
        for name in example.ranges
    ]
    inputs = [example.inputs, *(preset.inputs for preset in example.presets)]
    reach = max(1, *(abs(value) for run in inputs for value in run))
    return {
        "data": json.dumps(data),
        "input": _named(roles, roles.cell.input, labels),
        "shown": [_named(roles, roles.name(role), labels) for role in ("C", "h")],
        "rows": [
            _named(roles, name, labels)
            for name in (roles.cell.input, *(equation.target.name for equation in roles.cell.equations))
        ],
        "ranges": [
            {"symbol": given, "words": labels.text("living", "given"), "least": -reach, "most": reach, "step": 0.1},
            *layers,
        ],
        "presets": [
            {
                "name": labels.text("living", "presets", preset.name, "name"),
                "look": labels.text("living", "presets", preset.name, "look"),
                "data": json.dumps({"inputs": preset.inputs, "constants": _blocks(preset.constants)}),
            }
            for preset in example.presets
        ],
    }


def _states(roles: Roles) -> list[tuple[str, str]]:
    """Return each state's symbols at t-1 and at t."""
    return [(tex(Symbol(name, -1)), tex(Symbol(name, 0))) for name in roles.cell.states]


def _blocks(constants: Constants) -> dict[str, object]:
    """Return constants as the script takes them: lists of numbers."""
    return {name: [value] if isinstance(value, int | float) else value for name, value in constants.items()}


def _named(roles: Roles, name: str, labels: Labels) -> dict[str, str]:
    """Return a value's symbol at t, and what it is in words; of a helper, which has no role, the symbol."""
    symbol = tex(Symbol(name, 0))
    role = roles.names.get(name)
    return {"symbol": symbol, "words": _role(role, labels) if role else symbol}


def _role(role: str, labels: Labels) -> str:
    """Return the words for a role; those for a layer stand in the structure figure, on several lines."""
    place = ("figures", "structure", "labels") if role in LAYERS else ("living",)
    return labels.text("living", "space").join(labels.text(*place, ROLES[role].replace(" ", "-")).split("\n"))


def _constants(roles: Roles, labels: Labels) -> dict[str, str]:
    """Return what the constants of the layers are in words, such as the bias of the forget gate."""
    return {
        term.constant.name: labels.text("living", "weight" if term.vector else "bias").replace(
            "{layer}", _role(role, labels)
        )
        for role, layer in roles.layers.items()
        for term in terms(layer)
        if term.constant
    }


def _memory(roles: Roles) -> Mapping[str, str]:
    """Return by which bias the forget gate is held, and where the memory figure has its steps and fractions."""
    held = next(term for term in terms(roles.layers["f"]) if term.constant and not term.vector)
    (left, top), (right, below) = memory.place(0, 0), memory.place(1, -1)
    cell = roles.cell
    data = {
        "input": tex(Symbol(cell.input, 0)),
        "states": _states(roles),
        "state": tex(Symbol(roles.name("C"), 0)),
        "zeros": {name: [0] * len(cell.matrices.get(name, "b")) for name in (*cell.matrices, *cell.vectors)},
        "bias": held.constant.name if held.constant else "",
        "sign": held.sign,
        "steps": STEPS,
        "decades": memory.DECADES,
    }
    # From steps and powers of ten to the figure's units.
    transform = f"matrix({right - left:g} 0 0 {top - below:g} {left} {memory.HEIGHT - top})"
    return {"data": json.dumps(data), "transform": transform}
