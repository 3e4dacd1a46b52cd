"""From templates to an `Article`: all that it may say counted once, and composed to a length."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path
from typing import Literal

from lstm_article.article import choice as compose
from lstm_article.article.article import TOLERANCE, Article, OptionalParagraph
from lstm_article.article.choice import Part
from lstm_article.article.rendering import Rendering
from lstm_article.choices import Lang, Rule
from lstm_article.errors import LengthError, TemplateError
from lstm_article.templating.templates import Templates
from lstm_article.text import document
from lstm_article.text.document import Document
from lstm_article.text.wordcount import UNITS, Count, count, rule_for


def build_article(
    lang: Lang,
    words: int = 1000,
    rule: Rule = "word",
    *,
    templates: Path | None = None,
    figure_format: Literal["svg", "png"] = "svg",
) -> Article:
    """Compose the article in one language, of the length that comes closest to `words` by a counting rule.

    `templates` is a folder whose files take the place of the built-in ones; `figure_format` is the
    ending of the figures that the Markdown links to. The article is counted, not judged: that is
    `checks`. Raises TemplateError, and LengthError for a length that is out of reach.
    """
    return Draft(Rendering(Templates(templates), lang, figure_format)).compose(words, rule)


@dataclass(frozen=True)
class _Block:
    """A block of the whole text: its lines, counted from 0, a heading's level or 0, the passage it is in."""

    start: int
    end: int
    level: int
    count: Count
    passage: int | None


class Draft:
    """All that an article may say in one language, counted once, to be composed to any length."""

    def __init__(self, rendering: Rendering) -> None:
        """Count the blocks of a rendering; raises TemplateError for passages that run into other text."""
        self._rendering = rendering
        self._read = [*self._owned()]
        self._blocks = [*self._read]
        # A heading with nothing below it in any choice is as its author wants it, and stays.
        everything = range(len(rendering.passages))
        for at in sorted(compose.left_empty(self.parts("word")[0], everything), reverse=True):
            self._blocks.insert(at + 1, replace(self._blocks[at], level=0, count=Count()))
        self._places: dict[int | None, list[int]] = {}
        for at, block in enumerate(self._blocks):
            self._places.setdefault(block.passage, []).append(at)
        for number, passage in enumerate(rendering.passages):
            places = self._places.get(number)
            if places is None:
                raise passage.error("is empty; write it or remove it")
            levels = [self._blocks[at].level for at in places if self._blocks[at].level]
            below = self._blocks[places[-1] + 1 :][:1]
            if levels and below and not 0 < below[0].level <= min(levels):
                what = "has a heading that the text after it would fall under; give that text its own"
                raise passage.error(what)

    def compose(self, words: int = 1000, rule: Rule = "word", tolerance: float = TOLERANCE) -> Article:
        """Return the article of the length that comes closest to `words` by a counting rule.

        Raises TemplateError, and LengthError
        where even the shortest or the longest article departs by more than `tolerance` percent, unless there
        is but one.
        """
        rendering, passages, labels = self._rendering, self._rendering.passages, self._rendering.labels
        chosen, dropped = self._chosen(words, rule_for(labels.lang, rule), tolerance)
        there = {None, *chosen}
        kept = self._kept(there, dropped)
        numbered = rendering.numbered([rendering.lines[at] for at in kept])
        text = rendering.read(numbered.markdown)
        if not any(section.title for section in text.sections):
            raise TemplateError("renders to no heading; begin with `# ` and a title", rendering.file)
        self._refuse_merging(text, kept)
        rendering.refuse_other_equations(text)
        return Article(
            lang=labels.lang,
            title=text.title,
            description=labels.text("page", "description"),
            tag=labels.text("page", "tag"),
            language_name=labels.text("page", "name"),
            markdown=numbered.markdown,
            text=text,
            figures=numbered.figures,
            insertions=numbered.insertions,
            optional=tuple(
                OptionalParagraph(p.name, p.rank, p.needs, self._count(number), number in chosen)
                for number, p in enumerate(passages)
            ),
            numbers=rendering.numbers,
            whole=rendering.whole,
            origins={origin + 1: own for own, origin in enumerate(kept, 1)},
            left_out={at + 1 for at, owner in enumerate(rendering.owners) if owner not in there},
        )

    def parts(self, rule: Rule) -> tuple[list[Part], list[int]]:
        """Return what `compose` chooses from: the parts as counted by a rule, and the passages' ranks."""
        parts = [Part(block.count.by(rule), block.level, block.passage) for block in self._blocks]
        return parts, [passage.rank for passage in self._rendering.passages]

    def reach(self, rule: Rule) -> tuple[int, int]:
        """Return the least and the most that an article can have, as counted by a rule."""
        parts, ranks = self.parts(rule)
        return compose.size(parts, ()), compose.size(parts, range(len(ranks)))

    def _chosen(self, words: int, rule: Rule, tolerance: float) -> tuple[frozenset[int], set[int]]:
        """Return the numbers of the passages to take, and the lines of the headings to drop."""
        parts, ranks = self.parts(rule)
        least, most = self.reach(rule)
        slack = words * tolerance / 100
        if ranks and not least - slack <= words <= most + slack:
            raise LengthError(self._rendering.labels.lang, words, UNITS[rule], least, most)
        chosen = compose.choose(parts, ranks, words)
        empty = (self._blocks[at] for at in compose.left_empty(parts, chosen))
        return chosen, {line for block in empty for line in range(block.start, block.end)}

    def _kept(self, there: Collection[int | None], dropped: Collection[int]) -> list[int]:
        """Return which lines stay, where the passages in `there` are there, and None for essential text.

        Outside of code, several empty lines that have come together are one.
        """
        lines, owners = self._rendering.lines, self._rendering.owners
        code = {
            at
            for token in self._rendering.whole.tokens
            if token.map and token.type in {"fence", "code_block"}
            for at in range(*token.map)
        }
        kept: list[int] = []
        for at, (line, owner) in enumerate(zip(lines, owners, strict=True)):
            if not line and at not in code:  # what separates what is left out still separates
                if kept and lines[kept[-1]]:
                    kept.append(at)
            elif owner in there and at not in dropped:
                kept.append(at)
        return kept[:-1] if kept and not lines[kept[-1]] else kept

    def _count(self, passage: int) -> Count:
        return document.total(self._blocks[at].count for at in self._places[passage])

    def _owned(self) -> Iterator[_Block]:
        """Yield the blocks of the whole text, each with its passage; raises TemplateError."""
        owners, passages = self._rendering.owners, self._rendering.passages
        for block in _blocks(self._rendering.whole, len(owners)):
            found = {*owners[block.start : block.end]}
            if len(found) > 1:
                passage = next(passages[owner] for owner in found if owner is not None)
                raise passage.error("runs into the text beside it; leave a line empty around it")
            yield replace(block, passage=found.pop())

    def _refuse_merging(self, text: Document, kept: Sequence[int]) -> None:
        """Raise TemplateError if the blocks of a choice are read otherwise without what is left out."""
        passages, lines = self._rendering.passages, {*kept}
        before = [block for block in self._read if block.start in lines]
        after = _blocks(text, len(kept))
        starts = [self._blocks[self._places[number][0]].start for number in range(len(passages))]
        left_out = [number for number, start in enumerate(starts) if start not in lines]
        if left_out and [(b.level, b.count) for b in before] != [(b.level, b.count) for b in after]:
            same = takewhile(lambda pair: pair[0].count == pair[1].count, zip(before, after, strict=False))
            place = max((block.end for block, _ in same), default=0)
            nearest = min(left_out, key=lambda number: abs(starts[number] - place))
            what = (
                "cannot be left out: the text beside it would be read otherwise; leave lines empty around it"
            )
            raise passages[nearest].error(what)


_BARE = {"math_block", "fence", "code_block", "html_block", "hr"}  # tokens of blocks without prose


def _blocks(text: Document, end: int) -> list[_Block]:
    """Return the blocks of a text that begin before the line `end`; what is no prose counts nothing."""
    headings = (token.map for token in text.tokens if token.map and token.type == "heading_open")
    ends = {lines[0]: lines[1] for lines in headings}
    found = []
    for block in text.blocks:
        lines = block.token.map or [0, 0]
        prose = block.kind in {"heading", "text"} and not block.listed
        size = count(block.text) if prose else Count()
        found.append(_Block(lines[0], ends.get(lines[0], lines[1]), block.level, size, None))
    bare = (token.map for token in text.tokens if token.map and token.type in _BARE)
    found += [_Block(lines[0], lines[1], 0, Count(), None) for lines in bare]
    return sorted((block for block in found if block.start < end), key=lambda block: block.start)
