"""What a reader can change and try: ranges and presets of `example.toml`, and what is said of those that are wrong."""

import tomllib
from pathlib import Path

import pytest

import notation
from lstm_article.errors import TemplateError
from lstm_article.living.example import Example, Preset, example_of, limit
from lstm_article.templating.templates import Templates, builtin_folder

CELL = notation.cell_of([*notation.OURS.values()])
TEXT = (builtin_folder() / "example.toml").read_text("utf-8")
VALUES = tomllib.loads(TEXT)


def example(folder: Path, text: str) -> Example:
    (folder / "example.toml").write_text(text, "utf-8")
    return example_of(CELL, Templates(folder))


def test_the_built_in_example() -> None:
    """The example has its inputs and constants, the ranges in their order, and each preset with all constants."""
    built_in = example_of(CELL, Templates())
    assert (built_in.inputs, built_in.constants) == (VALUES["inputs"], VALUES["constants"])
    assert built_in.ranges == VALUES["ranges"]
    assert [preset.name for preset in built_in.presets] == [*VALUES["presets"]]
    for preset in built_in.presets:
        own = VALUES["presets"][preset.name]
        assert preset.inputs == own["inputs"]
        assert preset.constants == VALUES["constants"] | own.get("constants", {})


def test_ranges_and_presets_may_be_left_out(tmp_path: Path) -> None:
    """A worked example alone is enough; a preset without constants has those of the example."""
    text = TEXT.partition("# What the page offers")[0].replace("ranges =", "# ranges =")
    assert example(tmp_path, text)[2:] == ([], [])
    with_one = example(tmp_path, f"{text}[presets.mine]\ninputs = [1]\n")
    assert with_one.presets == [Preset("mine", [1], with_one.constants)]


BROKEN = {
    "ranges that are no list": ("ranges = [", "ranges = 3 # [", "ranges must be a list of constants"),
    "a range of nothing": ('"b_f", "b_i"', '"b_z", "b_i"', "ranges must be a list of constants"),
    "a range of a list": ('"b_f", "b_i"', '["b_f"], "b_i"', "ranges must be a list of constants"),
    "presets that are no tables": ("[presets.remember]\n", "presets = 1\n[other]\n", "presets must be tables"),
    "a preset that is a number": ("[presets.remember]\n", "[presets]\nzero = 1\n[presets.remember]\n", "presets must be tables"),
    "a preset without inputs": ("inputs = [1, 0, 0, 1, 0, 0, 1", "input = [1, 0, 0, 1, 0, 0, 1", "presets.ignore: needs a list `inputs`"),
    "a preset with no input": ("inputs = [1, 0, 0, 1, 0, 0, 1, 0, 0, 0]", "inputs = []", "presets.ignore: needs a list `inputs`"),
    "an unknown constant in a preset": ("constants = { b_f = 0 }", "constants = { b_z = 0 }", "presets.forget: `b_z` is no constant"),
    "words for a number in a preset": ("constants = { b_f = 0 }", 'constants = { b_f = "a" }', "presets.forget: the equations cannot"),
    "two numbers for one in a preset": ("constants = { b_f = 0 }", "constants = { b_f = [1, 2] }", "presets.forget: the equations cannot"),
    "constants of a preset that are a number": ("constants = { b_f = 0 }", "constants = 0", "presets.forget: needs a list `inputs`"),
    "numbers that are too large": ("constants = { b_f = 0 }", "constants = { b_f = 1e9 }", "presets.forget: needs numbers, none beyond"),
    "a number too far below 0": ("constants = { b_f = 0 }", "constants = { b_c = -1e9 }", "presets.forget: needs numbers, none beyond"),
    "no number": ("constants = { b_f = 0 }", "constants = { b_f = nan }", "presets.forget: the equations cannot"),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_wrong_is_named(case: str, tmp_path: Path) -> None:
    """One line says what is wrong, of which preset, in which file."""
    old, new, message = BROKEN[case]
    assert TEXT.count(old) >= 1
    presets = TEXT.index("[presets.") if new.startswith("presets") else None
    text = TEXT.replace(old, new, 1)
    if presets is not None:  # the key of a file's root stands above its tables
        text = f"presets = 1\n{TEXT[:presets]}"
    with pytest.raises(TemplateError) as raised:
        example(tmp_path, text)
    assert str(raised.value).startswith(f"{tmp_path / 'example.toml'}: {message}")


@pytest.mark.parametrize(
    ("constants", "ranges", "expected"),
    [
        ({"b": 4.0}, ["b"], 8), ({"b": -8.5}, ["b"], 9), ({"b": 20}, ["b"], 20),
        ({"b": 1, "W": 50}, ["b"], 8), ({"b": 1, "W": [50.0, 1.0]}, ["b", "W"], 8), ({}, [], 8),
    ],
)  # fmt: skip
def test_ranges_end_beyond_what_they_begin_with(constants: dict, ranges: list[str], expected: int) -> None:
    """Ranges go to 8 or, where a constant of the example or of a preset lies beyond, to the whole number above it."""
    assert limit(Example([1], constants, ranges, [])) == expected
    small = dict.fromkeys(constants, 0.0)
    assert limit(Example([1], small, ranges, [Preset("a", [1], constants)])) == expected
