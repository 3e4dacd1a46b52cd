"""The layer of an article: what is in its controls and its script, and when there is none."""

import json
import re
from html import unescape
from pathlib import Path

import pytest

import built_in
import living_page
import notation
import own_article
from lstm_article.article import Article
from lstm_article.choices import LANGS
from lstm_article.errors import TemplateError
from lstm_article.figures.memory import HEIGHT, place
from lstm_article.living.javascript import time_step
from lstm_article.living.layer import Layer, layer_of
from lstm_article.templating.labels import Labels
from lstm_article.templating.templates import Templates, builtin_folder

EQUATIONS = notation.blocks([*notation.OURS.values()])
FIGURES = ("structure", "unrolled", "memory")
GRU = [
    r"z_t = \sigma(W_z x_t + U_z h_{t-1} + b_z)", r"r_t = \sigma(W_r x_t + U_r h_{t-1} + b_r)",
    r"g_t = \tanh(W_g x_t + U_g (r_t \odot h_{t-1}) + b_g)", r"h_t = (1 - z_t) \odot h_{t-1} + z_t \odot g_t",
]  # fmt: skip


def layer(
    figures: tuple[str, ...] = FIGURES, texts: list[str] | None = None, lang: str = "en", *,
    runs: bool = True, folder: Path | None = None,
) -> Layer | None:  # fmt: skip
    """Return the layer of the built-in equations, or of others."""
    templates = Templates(folder)
    return layer_of(
        notation.blocks(texts) if texts else EQUATIONS, figures, Labels(templates, lang), templates, runs=runs
    )


def data(controls: str, name: str) -> dict:
    """Return the data that an attribute of the controls has for the script."""
    return json.loads(unescape(re.search(f' data-{name}="(.*?)"', controls)[1]))


@pytest.mark.parametrize("texts", [GRU, ["y_t = W x_t"], ["E = m c"]])
def test_equations_that_are_no_lstm_have_none(texts: list[str]) -> None:
    """Where the equations are of something else, nothing in the diagram would be right."""
    assert layer(texts=texts) is None


def test_without_the_diagram_there_is_none() -> None:
    """Without the structure figure nothing would answer an equation; the other figures may be there or not."""
    assert layer(("unrolled", "memory")) is None
    assert layer(("structure",)) is not None


@pytest.mark.parametrize("lang", LANGS)
def test_the_built_in_layer(lang: str) -> None:
    """There are steps for six equations, the cell with its ranges and presets, and the memory figure's control."""
    controls = layer(lang=lang).controls
    assert controls.count("data-step ") == controls.count("data-pin ") == 6
    assert re.findall(r'data-place="(\w+)"', controls) == ["diagram", "cell", "memory"]
    example = Templates().data("example.toml")
    assert re.findall('data-range="(.*?)"', controls) == ["x_t", *example["ranges"]]
    assert controls.count("data-preset=") == len(example["presets"])
    rows = [unescape(row) for row in re.findall('<tr data-value="(.*?)"', controls)]
    assert rows == ["x_t", "i_t", "f_t", r"\tilde{C}_t", "C_t", "o_t", "h_t"]


def test_controls_are_inert_until_the_script_runs() -> None:
    """All controls are within one `<template>`, which shows nothing; the script takes the element before it."""
    made = layer()
    assert re.fullmatch(r"\s*<template[^>]*>.*</template>\s*", made.controls, re.DOTALL)
    assert made.controls.count("<template") == 1
    assert "document.currentScript.previousElementSibling" in made.script


def test_the_cell_begins_with_the_example() -> None:
    """What the script begins with are the inputs and constants of `example.toml`, each constant as a list of numbers."""
    example = Templates().data("example.toml")
    begin = data(layer().controls, "cell")
    assert begin["inputs"] == example["inputs"]
    assert begin["constants"] == {name: [value] for name, value in example["constants"].items()}
    assert (begin["input"], begin["shown"]) == ("x_t", ["C_t", "h_t"])
    assert {tuple(state) for state in begin["states"]} == {("C_{t-1}", "C_t"), ("h_{t-1}", "h_t")}


def test_ranges_are_named_in_words() -> None:
    """A range says which layer's bias or weight it moves, in the words of the diagram; Chinese has no spaces."""
    for lang, words in {
        "en": ["input at this step", "forget gate, bias", "input gate, bias", "output gate, bias", "input gate, weight",
               "output gate, weight"],
        "zh": ["这一步的输入", "遗忘门的偏置", "输入门的偏置", "输出门的偏置", "输入门的权重", "输出门的权重"],
    }.items():  # fmt: skip
        named = re.findall(r"<label><span>(.*?) <math data-shows", layer(lang=lang).controls)
        assert named == words


def test_the_memory_control_has_the_figures_scale() -> None:
    """The script is told by which bias the gate is held, and where the figure has its steps and powers of ten."""
    controls = layer().controls
    memory = data(controls, "memory")
    assert (memory["bias"], memory["sign"]) == ("b_f", 1)
    scale = [float(each) for each in re.search(r'data-transform="matrix\((.*?)\)"', controls)[1].split()]
    for step, power in ((0, 0), (1, -1), (100, -16)):
        x, y = place(step, power)
        assert (scale[4] + scale[0] * step, HEIGHT - scale[5] + scale[3] * power) == pytest.approx((x, y))
    assert scale[1:3] == [0, 0]
    texts = notation.REWRITES["terms subtracted"]
    assert data(layer(texts=texts).controls, "memory")["sign"] == -1
    assert "data-memory" not in layer(("structure",)).controls


def test_equations_without_numbers_are_linked_and_stepped() -> None:
    """An article without a worked example of its equations has the steps, but nothing that computes."""
    made = layer(runs=False)
    assert made.controls.count("data-step ") == 6
    assert "data-cell" not in made.controls
    assert "data-memory" not in made.controls
    assert "sigma" not in made.script


def test_an_article_without_numbers_is_built(tmp_path: Path) -> None:
    """An own article with the diagram and equations, that asks for no number, has a living page."""
    text = f'{own_article.EQUATIONS}\n# T\n\n{{{{ figure("structure") }}}}\n\n{own_article.STEP}'
    page = living_page.own(tmp_path, {"en/article.md": text}).read_text("utf-8")
    assert page.count("data-step ") == 6


def test_an_example_without_ranges_and_presets_is_tried(tmp_path: Path) -> None:
    """An `example.toml` that was written before there were ranges has one for the input, and no preset."""
    text = (builtin_folder() / "example.toml").read_text("utf-8").partition("# What the page offers")[0]
    (tmp_path / "example.toml").write_text(text.replace("ranges =", "# ranges ="), "utf-8")
    controls = layer(folder=tmp_path).controls
    assert re.findall('data-range="(.*?)"', controls) == ["x_t"]
    assert "data-preset=" not in controls


def test_a_preset_without_words_is_an_error(tmp_path: Path) -> None:
    """A preset for which the label file has no words is told with the place where they are missing."""
    text = (builtin_folder() / "example.toml").read_text("utf-8").replace("[presets.forget]", "[presets.mine]")
    (tmp_path / "example.toml").write_text(text, "utf-8")
    with pytest.raises(TemplateError, match=r"labels\.toml: living\.presets\.mine\.name is missing"):
        layer(folder=tmp_path)


def test_the_script_is_the_template_without_remarks() -> None:
    """Comments and indentation stay in the template; what is left ends with the time step of the equations."""
    made = layer()
    assert "//" not in made.script
    assert "/*" not in made.script
    assert not re.search(r"^\s", made.script, re.MULTILINE)
    assert made.script.startswith("(() => {")
    assert made.script.endswith(f"{time_step(notation.cell_of([*notation.OURS.values()]))});}})();")


def test_a_users_script_takes_the_place_of_the_built_in_one(tmp_path: Path) -> None:
    """Script and controls are templates like all others."""
    (tmp_path / "living.js").write_text("// a remark\nconst live = () => {\n  other();\n};\n", "utf-8")
    (tmp_path / "living.html").write_text("<template>{{ equations | length }}</template>\n", "utf-8")
    made = layer(folder=tmp_path)
    assert "other()" in made.script
    assert "remark" not in made.script
    assert made.controls.strip() == "<template>6</template>"


@pytest.mark.parametrize("words", [400, 1000, 2500])
def test_each_length_has_a_layer(words: int) -> None:
    """However short, the built-in article has the diagram, and its equations are numbered."""
    article: Article = built_in.composed("en", "word", words)
    figures = [figure.name for figure in article.figures]
    made = layer_of(article.text.equations, figures, Labels(Templates(), "en"), Templates(), runs=True)
    assert made.controls.count("data-step ") == 6
