"""Two languages side by side: the same sections, equations, citations, references and figures.

Which optional paragraphs are in an article depends on their lengths in its language, so all are compared.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

from lstm_article.article import Article
from lstm_article.checks import citations, figures
from lstm_article.checks.report import Problem, Subject


def problems(subject: Subject) -> Iterator[Problem]:
    """Yield where an article differs from the same article in another language."""
    article, other = subject.compared or (None, None)
    if article is None or other is None or article is other:
        return
    others = _aspects(other)
    for aspect, ours in _aspects(article).items():
        theirs = others[aspect]
        pairs = zip(ours, theirs, strict=False)
        same = len([*takewhile(lambda pair: pair[0][0] == pair[1][0], pairs)])
        if same == len(ours) == len(theirs):
            continue
        message = f"has {len(ours)} {aspect} where the {other.lang} article has {len(theirs)}"
        if len(ours) == len(theirs):
            message = f"has other {aspect} than the {other.lang} article, from number {same + 1} on"
        line = ours[min(same, len(ours) - 1)][1] if ours else 0  # in the whole text
        where = ", in a paragraph that is left out here" if line in article.left_out else ""
        yield article.origins.get(line, 1), f"{message}{where}; make them the same"


def _aspects(article: Article) -> Mapping[str, Sequence[tuple[object, int]]]:
    """Return all that must be the same in each language, with its 1-based line in the whole text."""
    document = article.whole
    return {
        "sections": [(section.level, section.line) for section in document.sections],
        "equations": list(document.equations),
        "citations": [(number, line) for numbers, line in citations.cited(document) for number in numbers],
        "references": list(citations.references(document).values()),
        "figures": [(path.replace(f".{article.lang}.", "."), line) for path, _, line in figures.images(document)],
    }
