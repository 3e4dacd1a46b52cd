"""The articles of the default length: their size, and the portability of their Markdown and mathematics."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pypandoc
import pytest
from word_count import count_words

from built_in import composed
from lstm_article.article.article import Article
from lstm_article.choices import LANGS

EQUATION = re.compile(r"^\$\$\n(.+?)\n\$\$$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"(?<!\$)\$(?!\$)([^$\n]+)\$(?!\$)")
FULL_WIDTH = "，。：；（）、？！“”《》"


@pytest.fixture(params=LANGS)
def article(request: pytest.FixtureRequest) -> Article:
    """The article of the default length in each language."""
    return composed(request.param, "word", 1000)


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


def test_count(article: Article) -> None:
    """An independent reading, pandoc's, has as many words and Han characters."""
    prose = prose_by_pandoc(article.markdown)
    assert article.count.word == count_words(prose)
    assert article.count.han == len(re.findall("[\u4e00-\u9fff]", prose))


def test_sections_add_up(article: Article) -> None:
    """Each section has a count, and the counts add up to the article's."""
    assert all(section.count.word > 0 for section in article.sections)
    assert sum(section.count.word for section in article.sections) == article.count.word


def test_display_mathematics_is_portable(article: Article) -> None:
    """`$$` stands alone on its line at column 0 between blank lines; there are six equations."""
    lines = article.markdown.split("\n")
    marks = [number for number, line in enumerate(lines) if "$$" in line]
    assert all(lines[number] == "$$" for number in marks)
    assert len(marks) == 12
    for start, end in zip(marks[::2], marks[1::2], strict=True):
        assert end == start + 2
        assert lines[start - 1] == lines[end + 1] == ""


def test_inline_mathematics_is_portable(article: Article) -> None:
    """Inline mathematics has a space or a line's end outside, none inside, and no full-width mark beside it."""
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


def test_markdown_is_portable(article: Article) -> None:
    """The Markdown has nothing that some docs system prints literally, drops or refuses."""
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


def test_katex_renders_every_equation(article: Article, javascript: Callable[[str, str], str]) -> None:
    """KaTeX in strict mode renders each piece of mathematics without error or warning."""
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
