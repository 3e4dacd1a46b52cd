"""What the READMEs and CONTRIBUTING copy from elsewhere: `make reference` renews it.

That is the command reference, from `--help`; the configurations, which are files of the sites that the tests
build; what the article has at some lengths, as it is composed; and the map of the modules, from their docstrings.
"""

import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import house
from lstm_article.article.draft import Draft
from lstm_article.article.rendering import Rendering
from lstm_article.choices import Lang
from lstm_article.templating.templates import Templates

ROOT = Path(__file__).parent.parent
READMES: dict[Lang, Path] = {"en": ROOT / "README.md", "zh": ROOT / "README.zh.md"}
CONTRIBUTING = ROOT / "CONTRIBUTING.md"
COMMANDS = ("", "build", "check", "figure", "templates")
LENGTHS = (500, 700, 1000, 1500, 2000, 2500)

# What each optional paragraph is about, in the languages of READMES.
PHRASES = {
    "name": ("what its name means", "名字的含义"),
    "uses": ("what it has been used for", "用途"),
    "factor": ("the factor of a plain network's gradient", "普通循环网络的梯度因子"),
    "dependencies": ("long-term dependencies elsewhere", "别处的长期依赖"),
    "components": ("the gates one by one", "各个门的作用"),
    "reading-the-figure": ("how to read the figure", "怎样读图"),
    "number-units": ("what real networks learn", "真实网络学到的记忆"),
    "agreement": ("how often they err", "出错的情形"),
    "interpretable-cells": ("other units that can be read", "其他看得懂的单元"),
    "limits": ("the limiting cases", "两种极端"),
    "next-step": ("what a prediction takes", "怎样预测"),
    "parameters": ("the parameter count", "参数个数"),
    "activations": ("why these activation functions", "激活函数的选择"),
    "outputs": ("which hidden states to use", "取用哪些隐状态"),
    "worked-example": ("the example in numbers", "算例"),
    "direct-path": ("the gradient's direct path", "梯度的直接路径"),
    "decay": ("gradients in numbers", "梯度的数值"),
    "forget-bias": ("the forget gate's bias", "遗忘门的偏置"),
    "half-life": ("the time scale of a memory", "记忆的时间尺度"),
    "carousel": ("the constant error carousel", "常数误差传送带"),
    "partial-cure": ("what still vanishes or explodes", "仍会消失或爆炸的梯度"),
    "clipping": ("how to clip a gradient", "怎样裁剪梯度"),
    "full-gradient": ("the gradient's other paths", "梯度的其他路径"),
    "frameworks": ("biases in Keras and PyTorch", "Keras 与 PyTorch 的偏置"),
    "two-biases": ("PyTorch's second bias", "PyTorch 的第二组偏置"),
    "batches": ("batches", "小批量"),
    "one-product": ("four layers in one product", "四层合并计算"),
    "truncation": ("truncation", "截断的反向传播"),
    "reset": ("resetting the states", "状态清零"),
    "padding": ("padding", "填充"),
    "dropout": ("dropout", "暂退法"),
    "learning-rate": ("the learning rate", "学习率"),
    "numpy": ("a step in NumPy", "NumPy 代码"),
    "gate-order": ("the order of the gates", "四组权重的次序"),
    "keras": ("code in Keras", "Keras 代码"),
    "pytorch": ("code in PyTorch", "PyTorch 代码"),
    "gru": ("the GRU", "GRU"),
    "gru-step": ("the equation of a GRU", "GRU 的公式"),
    "peepholes": ("peepholes", "窥孔连接"),
    "coupled-gates": ("coupled gates", "门的合用"),
    "comparison": ("variants compared", "变体的比较"),
    "stacked": ("stacked layers", "多层网络"),
    "bidirectional": ("bidirectional networks", "双向网络"),
    "sequence-to-sequence": ("sequence to sequence and attention", "序列到序列和注意力机制"),
    "transformer": ("the LSTM beside the Transformer", "与 Transformer 的比较"),
    "state-size": ("how much a state holds", "状态能存多少"),
    "xlstm": ("xLSTM", "xLSTM"),
    "choosing": ("which of the two to take", "两者的取舍"),
    "summary": ("a summary", "小结"),
    "summary-gradient": ("a summary of the gradient", "梯度小结"),
    "exercises": ("exercises with answers", "练习与答案"),
    "exercises-more": ("more exercises", "更多练习"),
}
_HEADING = {
    "en": "what is there beyond the essential text; each row lists what is new",
    "zh": "必有内容之外还有什么，每行只列新增的",
}
_COMMA = {"en": ", ", "zh": "、"}
_REACH = {
    "en": "The English article can have {} to {} words; the Chinese one, {} to {} by `word` or {} to {} by `han`.",
    "zh": "英文可写 {} 到 {} 词；中文按 `word` 计可写 {} 到 {} 字，按 `han` 计可写 {} 到 {} 字。",
}

_FILE = re.compile(r"(<!-- (tests/sites/\S+) -->\n\n(```+)[\w-]+\n).*?(^\3$)", re.DOTALL | re.MULTILINE)


def renewed(lang: Lang) -> str:
    """Return a README's text with the command reference, configurations and lengths as they are now."""
    text = READMES[lang].read_text("utf-8")
    text = _put(text, "reference", f"```text\n{_help()}\n```")
    text = _put(text, "lengths", _lengths(lang))
    return _FILE.sub(lambda match: f"{match[1]}{(ROOT / match[2]).read_text('utf-8')}{match[4]}", text)


def renewed_map() -> str:
    """Return CONTRIBUTING's text with the modules as they are now."""
    return _put(CONTRIBUTING.read_text("utf-8"), "modules", house.listing())


def _put(text: str, name: str, content: str) -> str:
    """Return a text with the content between the two comments of a name."""
    place = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end of {name} -->)", re.DOTALL)
    assert place.search(text), f"there is no place for the {name}"
    return place.sub(lambda match: f"{match[1]}\n{content}\n\n{match[2]}", text)


def _help() -> str:
    command = str(Path(sys.executable).with_name("lstm-article"))
    plain = {**os.environ, "COLUMNS": "80", "TERM": "dumb", "NO_COLOR": "1"}
    texts = []
    for name in COMMANDS:
        call = [command, *name.split(), "--help"]
        done = subprocess.run(call, capture_output=True, text=True, check=True, env=plain)
        texts.append(done.stdout.strip())
    return "\n\n".join(texts)


def _lengths(lang: Lang) -> str:
    """Return the table of what is new at each length, and the least and the most of both languages."""
    passages = {paragraph.name for lang in READMES for paragraph in _draft(lang).compose().optional}
    odd = sorted(passages ^ PHRASES.keys())
    assert not odd, f"optional paragraphs without a phrase, or phrases without a paragraph: {', '.join(odd)}"
    rows = [f"| `--words` | {_HEADING[lang]} |", "|---|---|"]
    listed: set[str] = set()
    for words in LENGTHS:
        chosen = [paragraph.name for paragraph in _draft(lang).compose(words).optional if paragraph.chosen]
        phrases = [PHRASES[name][[*READMES].index(lang)] for name in chosen if name not in listed]
        rows.append(f"| {words} | {_COMMA[lang].join(phrases)} |")
        listed |= {*chosen}
    reaches = (_draft("en").reach("word"), _draft("zh").reach("word"), _draft("zh").reach("han"))
    return "\n".join([*rows, "", _REACH[lang].format(*(length for reach in reaches for length in reach))])


@cache
def _draft(lang: Lang) -> Draft:
    return Draft(Rendering(Templates(), lang))


if __name__ == "__main__":
    for lang, readme in READMES.items():
        readme.write_text(renewed(lang), "utf-8")
    CONTRIBUTING.write_text(renewed_map(), "utf-8")
