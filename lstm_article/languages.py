"""Two languages side by side: the same sections, equations, citations and figures."""

from collections.abc import Iterator, Sequence

from lstm_article import citations, images
from lstm_article.document import Document, Problem


def problems(document: Document, lang: str, other: Document, other_lang: str) -> Iterator[Problem]:
    """Yield what a document has otherwise than the same article in another language, with its line."""
    ours, theirs = _aspects(document, lang), _aspects(other, other_lang)
    for aspect, own in ours.items():
        same = [value for value, _ in theirs[aspect]]
        if [value for value, _ in own] != same:
            at = next(
                (n for n, ((value, _), there) in enumerate(zip(own, same, strict=False)) if value != there),
                -1,
            )
            line = own[at][1] if own else 1
            what = f"has {len(own)} {aspect} where the {other_lang} article has {len(same)}"
            if len(own) == len(same):
                what = f"has other {aspect} than the {other_lang} article, from number {at + 1} on"
            yield line, f"{what}; make them the same"


def _aspects(document: Document, lang: str) -> dict[str, Sequence[tuple[object, int]]]:
    return {
        "sections": [(section.level, section.line) for section in document.sections],
        "equations": list(document.equations),
        "citations": citations.cited(document),
        "references": list(citations.references(document).values()),
        "figures": [(path.replace(f".{lang}.", "."), line) for path, _, line in images.named(document)],
    }
