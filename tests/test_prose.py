"""What the built-in articles say: names and terms, captions, lists, figures, equations and code, in both languages."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from built_in import LENGTHS, RULES, composed, whole
from lstm_article.choices import LANGS, Lang
from lstm_article.templating.templates import Templates
from lstm_article.text.wordcount import count

# What is named in both languages: its pattern at every length, and at 1000 words.
ALWAYS = {
    "en": ("sigmoid", r"\(RNN\)", "vanishing gradient", "Hochreiter and Schmidhuber", "in 1997"),
    "zh": ("sigmoid", "（RNN）", "梯度消失", "Hochreiter 和 Schmidhuber", "1997 年"),
}
AT_1000 = {
    "en": (r"backpropagation through time[*]* \(BPTT\)", r"\*\*memory cell\*\*", "cell state"),
    "zh": ("通过时间反向传播（BPTT）", "记忆元[*]*（memory cell）", "细胞状态（cell state）"),
}
EQUATION = re.compile(r"^\$\$\n(.+?)\n\$\$$", re.MULTILINE | re.DOTALL)
FULL_WIDTH = "，。：；（）、？！“”《》"
LONGEST_CAPTION = {"en": 20, "zh": 26}  # words


@pytest.mark.parametrize(("lang", "rule"), RULES)
def test_names_and_terms_at_every_length(lang: Lang, rule: str) -> None:
    """However short, the article has the words that people search for, its inventors and the year."""
    for words in LENGTHS:
        for pattern in ALWAYS[lang]:
            assert re.search(pattern, composed(lang, rule, words).markdown), (words, pattern)


@pytest.mark.parametrize("lang", LANGS)
def test_terms_at_the_default_length(lang: Lang) -> None:
    """At 1000 words there are also BPTT, the memory cell and the cell state, in Chinese glossed at first use."""
    markdown = composed(lang, "word", 1000).markdown
    for pattern in AT_1000[lang]:
        assert re.search(pattern, markdown), pattern
    if lang == "zh":
        for term in ("记忆元", "细胞状态"):
            body = re.sub(r"^!\[.*\)$", "", markdown, flags=re.MULTILINE)  # an alternative text has no gloss
            assert re.match(rf"{term}[*]*（", body[body.index(term) :]), term


@pytest.mark.parametrize("lang", LANGS)
def test_default_length(lang: Lang) -> None:
    """By default there are 1000 ± 6 words: all paragraphs of the first three ranks and no other."""
    article = composed(lang, "word", 1000)
    assert abs(article.count.word - 1000) <= 6
    assert lang == "en" or article.count.han >= 850
    assert all(paragraph.chosen == (paragraph.rank <= 3) for paragraph in article.optional)


@pytest.mark.parametrize("lang", LANGS)
def test_captions_are_short(lang: Lang) -> None:
    """What is to be learned stands in the prose, which counts: captions take 8 % of the article at most."""
    text = composed(lang, "word", 1000).text
    captions = [count(block.text).word for block in text.blocks if block.kind == "caption"]
    assert len(captions) == 3
    assert max(captions) <= LONGEST_CAPTION[lang]
    assert sum(captions) == text.captions.word <= text.count.word * 0.08


@pytest.mark.parametrize(("lang", "rule"), RULES)
def test_no_list_of_one_item(lang: Lang, rule: str) -> None:
    """At every length a list has several items; one alone would be a sentence."""
    for words in LENGTHS:
        items: list[int] = []
        for token in composed(lang, rule, words).text.tokens:
            if token.type == "bullet_list_open":
                items.append(0)
            elif token.type == "list_item_open" and items:
                items[-1] += 1
            elif token.type == "ordered_list_open":  # the references
                break
        assert all(number > 1 for number in items), words


@pytest.mark.parametrize(("lang", "rule"), RULES)
def test_figures_are_named_before_they_stand(lang: Lang, rule: str) -> None:
    """At every length each figure is referred to in the text above it, after the heading of its section."""
    for words in LENGTHS:
        article = composed(lang, rule, words)
        for figure in article.figures:
            above = article.markdown.partition(f"]({figure.path})")[0].rpartition("\n## ")[2]
            assert figure.number in above, (words, figure.name)


def test_one_order() -> None:
    """Figure, list, table, equations and worked example all begin with the forget gate."""
    names = {"en": ("forget", "input", "output"), "zh": ("遗忘", "输入", "输出")}
    for lang in LANGS:
        markdown = composed(lang, "word", 1000).markdown
        listed = re.findall(r"^- (?:The )?\*\*(\w+?)(?: gate|门)\*\*", markdown, re.MULTILINE)
        assert tuple(listed) == names[lang]
        defined = re.findall(r"^\$\$\n(.*?)_t = ", markdown, re.MULTILINE)
        rows = re.findall(r"^\| \$(\S+)_t\$ \| \$\S", markdown, re.MULTILINE)
        assert defined == ["f", "i", r"\tilde{C}", "C", "o", "h"] == rows[-6:]
        assert "f_t, i_t, o_t" in markdown


def snippets(lang: Lang) -> dict[str, str]:
    """The Python code of the whole article, by the library that it imports first."""
    blocks = re.findall(r"^~~~python\n(.*?)^~~~$", whole(lang).markdown, re.MULTILINE | re.DOTALL)
    return {block.split()[1]: block for block in blocks}


def test_code_is_the_same_in_both_languages() -> None:
    """But for their comments, the pieces of code in the two articles are one, and so are the numbers."""
    english, chinese = snippets("en"), snippets("zh")
    assert [*english] == [*chinese] == ["numpy", "keras", "torch"]
    for library, code in english.items():
        assert ast.dump(ast.parse(code)) == ast.dump(ast.parse(chinese[library])), library
    runs = [composed(lang, "word", 1000).numbers for lang in LANGS]
    assert runs[0] is not None
    assert runs[1] is not None
    assert runs[0].steps == runs[1].steps


@pytest.mark.parametrize("library", ["numpy", "keras"])
def test_code_gives_the_numbers_of_the_worked_example(library: str, tmp_path: Path) -> None:
    """The printed code, run as it stands, prints the states of the worked example at its three steps."""
    file = tmp_path / "snippet.py"
    file.write_text(snippets("en")[library], "utf-8")
    environment = {**os.environ, "KERAS_BACKEND": "jax", "KERAS_HOME": str(tmp_path), "JAX_PLATFORMS": "cpu"}
    done = subprocess.run(
        [sys.executable, file], capture_output=True, text=True, check=False, env=environment, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    printed = [float(number) for number in re.findall(r"-?\d+\.\d+", done.stdout)]
    numbers = composed("en", "word", 1000).numbers
    assert numbers is not None
    if library == "numpy":
        expected = [step[name] for step in numbers.steps for name in ("C", "h")]
    else:
        expected = [*(step["h"] for step in numbers.steps), numbers.steps[-1]["C"]]
    assert printed == pytest.approx(expected, abs=2e-7)


def test_step_in_numpy_is_short() -> None:
    """The step takes ten lines at most, and no line of code is too wide for the page."""
    for lang in LANGS:
        code = snippets(lang)
        step = code["numpy"].partition("W_x = ")[0].strip()
        assert len([line for line in step.splitlines() if line]) <= 10
        assert all(len(line) <= 76 for block in code.values() for line in block.splitlines())


def test_languages_agree() -> None:
    """Whole, both articles have the same sections, equations, citations, figures and numbers."""
    zh, en = whole("zh"), whole("en")
    assert len(zh.sections) == len(en.sections)
    assert EQUATION.findall(zh.markdown) == EQUATION.findall(en.markdown)
    assert [figure.name for figure in zh.figures] == [figure.name for figure in en.figures]
    links = [re.findall(r"\]\((https[^)]+)\)", article.markdown) for article in (zh, en)]
    assert links[0] == links[1]
    for number in ("0.731", "0.0019", "0.366", "0.99", "5400"):
        assert number in zh.markdown
        assert number in en.markdown
    assert "394240" in zh.markdown.replace(",", "")
    assert "394240" in en.markdown.replace(",", "")


def test_notation() -> None:
    """The six equations are those of the field, letter by letter."""

    def layer(name: str, function: str, left: str) -> str:
        return rf"{left} = {function}(W_{{x{name}}} x_t + W_{{h{name}}} h_{{t-1}} + b_{name})"

    assert EQUATION.findall(composed("en", "word", 1000).markdown) == [
        layer("f", r"\sigma", "f_t"),
        layer("i", r"\sigma", "i_t"),
        layer("c", r"\tanh", r"\tilde{C}_t"),
        r"C_t = f_t \odot C_{t-1} + i_t \odot \tilde{C}_t",
        layer("o", r"\sigma", "o_t"),
        r"h_t = o_t \odot \tanh(C_t)",
    ]


@pytest.mark.parametrize("lang", LANGS)
def test_quotation_marks_are_curly(lang: Lang) -> None:
    """Text, captions, references and the words around them have no straight quotation marks or apostrophes."""
    article = whole(lang)
    texts = [block.text for block in article.text.blocks]
    texts += [word for figure in article.figures for word in (figure.alt, *figure.labels.values())]
    texts += Templates().data(f"{lang}/labels.toml")["page"].values()
    assert [text for text in texts if re.search("['\"]", text)] == []


def test_chinese_typography() -> None:
    """One space between Chinese and Latin, full-width marks in Chinese text, the field's own terms."""
    text = re.sub(r"\]\([^)]*\)", "]", composed("zh", "word", 1000).markdown.partition("## 参考文献")[0])
    text = re.sub(r"\[[\d,]+\]|\*\*", "", text)
    han = "[\u4e00-\u9fff]"
    assert not re.search(rf"{han}[A-Za-z0-9$]|[A-Za-z0-9$]{han}", text)
    assert not re.search(rf"{han} *[,.:;?!()]|[,.:;?!()] *{han}", text)
    assert not re.search(rf" [{FULL_WIDTH}]|[{FULL_WIDTH}] ", text)
    assert "忘记门" not in text
    for term in ("遗忘门", "输入门", "输出门", "候选记忆元", "隐状态", "按元素乘法", "偏置"):
        assert term in text
