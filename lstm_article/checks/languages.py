"""Two languages side by side: the same sections, equations, citations and figures.

Which optional paragraphs an article has depends on their lengths in its language, so all are compared.
"""

from collections.abc import Iterator, Sequence

from lstm_article.article.article import Article
from lstm_article.checks import citations
from lstm_article.checks import figures as images
from lstm_article.checks.report import Problem


def problems(article: Article, other: Article) -> Iterator[Problem]:
    """Yield what an article has otherwise than the same article in another language, with its line."""
    ours, theirs = _aspects(article), _aspects(other)
    for aspect, own in ours.items():
        same = [value for value, _ in theirs[aspect]]
        if [value for value, _ in own] != same:
            at = next(
                (n for n, ((value, _), there) in enumerate(zip(own, same, strict=False)) if value != there),
                -1,
            )
            at_whole = own[at][1] if own else 0
            line = article.origins.get(at_whole, 1)
            what = f"has {len(own)} {aspect} where the {other.lang} article has {len(same)}"
            if len(own) == len(same):
                what = f"has other {aspect} than the {other.lang} article, from number {at + 1} on"
            where = ", in a paragraph that is left out here" if at_whole in article.left_out else ""
            yield line, f"{what}{where}; make them the same"


def _aspects(article: Article) -> dict[str, Sequence[tuple[object, int]]]:
    document = article.whole
    return {
        "sections": [(section.level, section.line) for section in document.sections],
        "equations": list(document.equations),
        "citations": citations.cited(document),
        "references": list(citations.references(document).values()),
        "figures": [
            (path.replace(f".{article.lang}.", "."), line) for path, _, line in images.named(document)
        ],
    }
