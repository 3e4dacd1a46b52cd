"""What a reader of the living page can change and try: ranges and presets of the worked example, from its file."""

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from lstm_article.equations import Cell, worked_example
from lstm_article.errors import EquationError, TemplateError
from lstm_article.templating import EXAMPLE, Templates

_LARGEST = 1_000_000  # of inputs and constants: a range must have an end

Constants = Mapping[str, float | Sequence[float]]


class Preset(NamedTuple):
    """Inputs and constants to try, by a name for which the label files have words."""

    name: str
    inputs: Sequence[float]
    constants: Constants


class Example(NamedTuple):
    """The worked example, the constants that a reader can change, and the presets."""

    inputs: Sequence[float]
    constants: Constants
    ranges: Sequence[str]
    presets: Sequence[Preset]


@lru_cache(maxsize=1)  # for all languages
def example_of(cell: Cell, templates: Templates) -> Example:
    """Return the worked example of a cell with what can be tried; raises TemplateError for what cannot be run."""
    values = templates.data(EXAMPLE)
    file = templates.path(EXAMPLE)
    inputs, constants = _run(cell, values, {}, file)
    ranges = values.get("ranges", [])
    if not isinstance(ranges, list) or not all(isinstance(constants.get(str(name)), int | float) for name in ranges):
        raise TemplateError("ranges must be a list of constants with one number each; correct it", file)
    presets = values.get("presets", {})
    if not isinstance(presets, dict) or not all(isinstance(preset, dict) for preset in presets.values()):
        raise TemplateError("presets must be tables, such as [presets.remember]; correct them", file)
    tried = []
    for name, preset in presets.items():
        try:
            tried.append(Preset(name, *_run(cell, preset, constants, file)))
        except TemplateError as error:
            raise TemplateError(f"presets.{name}: {error.message}", file) from None
    return Example(inputs, constants, ranges, tried)


def _run(
    cell: Cell, values: Mapping[str, object], defaults: Constants, file: Path
) -> tuple[list[float], dict[str, float | Sequence[float]]]:
    """Return the inputs and constants of a table that the cell can be run with; raises TemplateError."""
    inputs, constants = values.get("inputs"), values.get("constants", {})
    if not isinstance(inputs, list) or not inputs or not isinstance(constants, dict):
        raise TemplateError("needs a list `inputs`, not empty, and a table of constants; add them", file)
    if unknown := [name for name in constants if defaults and name not in defaults]:
        raise TemplateError(f"`{unknown[0]}` is no constant of the worked example; correct it", file)
    all_constants = {**defaults, **constants}
    try:
        worked_example(cell, inputs, all_constants)
    except EquationError as error:
        raise TemplateError(error.message, file) from None
    numbers = chain(inputs, *(value if isinstance(value, list) else [value] for value in all_constants.values()))
    if not all(isinstance(number, int | float) and abs(number) <= _LARGEST for number in numbers):
        raise TemplateError(f"needs numbers, none beyond {_LARGEST:,}; correct them", file)
    return inputs, all_constants


def limit(example: Example) -> int:
    """Return a whole number that no constant in reach of a range lies beyond, with some room."""
    settings = [example.constants, *(preset.constants for preset in example.presets)]
    values = (value for constants in settings for value in _numbers(constants, example.ranges))
    return max([8, *(math.ceil(abs(value)) for value in values)])


def _numbers(constants: Constants, names: Sequence[str]) -> Iterator[float]:
    for name in names:
        value = constants[name]
        if isinstance(value, int | float):
            yield value
