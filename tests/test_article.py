"""The two articles: lengths, portability, references, equations, and the same content in both languages."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pypandoc
import pytest
from word_count import count_words

from built_in import whole
from lstm_article import build_article
from lstm_article.article.article import Article
from lstm_article.choices import LANGS

ARTICLES = {lang: build_article(lang) for lang in LANGS}
EQUATION = re.compile(r"^\$\$\n(.+?)\n\$\$$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"(?<!\$)\$(?!\$)([^$\n]+)\$(?!\$)")
FULL_WIDTH = "，。：；（）、？！“”《》"

both = pytest.mark.parametrize("article", ARTICLES.values(), ids=ARTICLES)


def prose_by_pandoc(markdown: str) -> str:
    """An independent reading: what pandoc finds of prose, block by block."""
    tree = json.loads(pypandoc.convert_text(markdown, "json", "markdown-implicit_figures"))
    lines: list[str] = []

    def inline(nodes: list[dict]) -> str:
        text = ""
        for node in nodes:
            kind, content = node["t"], node.get("c")
            if kind == "Str":
                text += content
            elif kind in {"Space", "SoftBreak", "LineBreak"}:
                text += " "
            elif kind in {"Emph", "Strong", "Link", "Quoted"}:
                text += inline(content if kind in {"Emph", "Strong"} else content[1])
            else:
                assert kind in {"Math", "Image", "Code"}, kind
        return text

    def block(node: dict) -> None:
        kind, content = node["t"], node.get("c")
        if kind in {"Para", "Plain"}:
            lines.append(inline(content))
        elif kind == "Header":
            lines.append(inline(content[2]))
        elif kind == "CodeBlock":
            pass
        elif kind == "BulletList":
            for item in content:
                for part in item:
                    block(part)
        elif kind == "Table":
            rows = [*content[3][1], *(row for body in content[4] for row in body[3])]
            for row in rows:
                for cell in row[1]:
                    for part in cell[4]:
                        block(part)
        else:
            assert kind == "OrderedList", kind  # the references

    for node in tree["blocks"]:
        if node["t"] == "Header" and inline(node["c"][2]) in {"References", "参考文献"}:
            break
        block(node)
    return "\n".join(line for line in lines if not re.match(r"(图|Figure) \d ", line))


@both
def test_length(article: Article) -> None:
    """1000 ± 2 % by Word's rule, and in Chinese at least 850 Han characters; pandoc's reading agrees."""
    prose = prose_by_pandoc(article.markdown)
    assert article.count.word == count_words(prose)
    assert article.count.han == len(re.findall("[\u4e00-\u9fff]", prose))
    assert 980 <= article.count.word <= 1020
    assert article.lang == "en" or article.count.han >= 850


@both
def test_sections_add_up(article: Article) -> None:
    """Each section has a share, and the shares are the whole."""
    assert all(section.count.word > 0 for section in article.sections)
    assert sum(section.count.word for section in article.sections) == article.count.word


@both
def test_display_mathematics_is_portable(article: Article) -> None:
    """`$$` stands alone on its line at column 0 between blank lines; there are six equations."""
    lines = article.markdown.split("\n")
    marks = [number for number, line in enumerate(lines) if "$$" in line]
    assert all(lines[number] == "$$" for number in marks)
    assert len(marks) == 12
    for start, end in zip(marks[::2], marks[1::2], strict=True):
        assert end == start + 2
        assert lines[start - 1] == lines[end + 1] == ""


@both
def test_inline_mathematics_is_portable(article: Article) -> None:
    """A space or a line's edge outside, none inside, and no full-width mark beside it, even behind a space."""
    text = EQUATION.sub("", article.markdown)
    found = list(INLINE.finditer(text))
    assert len(found) > 30
    for match in found:
        before, after = text[: match.start()][-2:], text[match.end() :][:2]
        assert match[1] == match[1].strip()
        assert before[-1:] in {" ", "\n", ""}, match[0]
        assert after[:1] in {" ", "\n", ""}, match[0]
        assert not set(before + after) & set(FULL_WIDTH), match[0]
    assert "$" not in INLINE.sub("", text)


@both
def test_markdown_is_portable(article: Article) -> None:
    """Nothing that some docs system prints literally, eats or refuses."""
    mathematics = " ".join([*EQUATION.findall(article.markdown), *INLINE.findall(article.markdown)])
    for forbidden in (r"\\", r"\{", r"\}", r"\#", r"\!", "*", "|", "<", ">", "{{", "}}", "{#", "{%"):
        assert forbidden not in mathematics
    assert not re.search(r"\\(tag|label)\b", mathematics)
    rest = INLINE.sub("", EQUATION.sub("", article.markdown))
    assert not re.search(r"<[a-zA-Z/!]|\{|<!--", rest)
    assert not re.search(r"^ +[-*+\d]", rest, re.MULTILINE)
    for bold in re.findall(r"\*\*(.+?)\*\*", rest):
        assert bold[0].isalnum()
        assert bold[-1].isalnum()
    assert "\t" not in article.markdown
    assert not re.search(r" $", article.markdown, re.MULTILINE)


@both
def test_citations(article: Article) -> None:
    """Citations are numbered by first use, and the list has exactly what is cited, with links."""
    body, _, listing = article.markdown.partition(
        "\n## " + {"zh": "参考文献", "en": "References"}[article.lang]
    )
    cited = [int(n) for group in re.findall(r"\[([\d,]+)\]", body) for n in group.split(",")]
    assert list(dict.fromkeys(cited)) == list(range(1, max(cited) + 1))
    entries = re.findall(r"^(\d+)\. (.+)$", listing, re.MULTILINE)
    assert [int(number) for number, _ in entries] == sorted(set(cited))
    assert len(entries) >= 8
    for _, entry in entries:
        link = re.search(r"\[(?:doi|arXiv):(\S+)\]\((\S+)\)", entry)
        assert link is None or link[2].endswith(link[1])
        assert link or "1991" in entry or "PMLR" in entry
        assert ".." not in entry


@both
def test_pandoc_reads_it_without_a_warning(article: Article, tmp_path: Path) -> None:
    """pandoc takes the Markdown as it is, warnings as errors."""
    (tmp_path / "figures").mkdir()
    for figure in article.figures:
        (tmp_path / figure.path).write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", encoding="utf-8")
    html = pypandoc.convert_text(
        article.markdown,
        "html",
        "markdown",
        extra_args=["--fail-if-warnings", "--mathml", "--resource-path", str(tmp_path)],
    )
    assert html.count("<math") == len(EQUATION.findall(article.markdown)) + len(
        INLINE.findall(EQUATION.sub("", article.markdown))
    )


@both
def test_katex_renders_every_equation(article: Article, javascript: Callable[[str, str], str]) -> None:
    """KaTeX itself, in strict mode, sets each piece of mathematics without error or warning."""
    display = EQUATION.findall(article.markdown)
    inline = INLINE.findall(EQUATION.sub("", article.markdown))
    output = javascript(
        """
        import katex from "katex";
        import { readFileSync } from "node:fs";
        const count = { display: 0, inline: 0 };
        console.warn = (message) => { throw new Error(message); };
        for (const [kind, list] of Object.entries(JSON.parse(readFileSync(0, "utf8"))))
          for (const tex of list) {
            katex.renderToString(tex, { displayMode: kind === "display", strict: "error", throwOnError: true });
            count[kind] += 1;
          }
        console.log(JSON.stringify(count));
        """,
        json.dumps({"display": display, "inline": inline}),
    )
    assert json.loads(output) == {"display": 6, "inline": len(inline)}


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

    assert EQUATION.findall(ARTICLES["en"].markdown) == [
        layer("f", r"\sigma", "f_t"),
        layer("i", r"\sigma", "i_t"),
        layer("c", r"\tanh", r"\tilde{C}_t"),
        r"C_t = f_t \odot C_{t-1} + i_t \odot \tilde{C}_t",
        layer("o", r"\sigma", "o_t"),
        r"h_t = o_t \odot \tanh(C_t)",
    ]


def test_chinese_typography() -> None:
    """One space between Chinese and Latin, full-width marks in Chinese text, the field's own terms."""
    text = re.sub(r"\]\([^)]*\)", "]", ARTICLES["zh"].markdown.partition("## 参考文献")[0])
    text = re.sub(r"\[[\d,]+\]|\*\*", "", text)
    han = "[\u4e00-\u9fff]"
    assert not re.search(rf"{han}[A-Za-z0-9$]|[A-Za-z0-9$]{han}", text)
    assert not re.search(rf"{han} *[,.:;?!()]|[,.:;?!()] *{han}", text)
    assert not re.search(rf" [{FULL_WIDTH}]|[{FULL_WIDTH}] ", text)
    assert "忘记门" not in text
    for term in ("遗忘门", "输入门", "输出门", "候选记忆元", "隐状态", "按元素乘法", "偏置"):
        assert term in text
