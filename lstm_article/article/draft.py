"""From templates to an `Article`: all its possible text, counted once, and composed to a length."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from functools import partial
from itertools import takewhile
from pathlib import Path

from lstm_article.article.article import TOLERANCE, Article, OptionalParagraph
from lstm_article.article.choice import Heading, Paragraph, Parts, choose
from lstm_article.article.outline import Block, outline
from lstm_article.article.passages import Passage
from lstm_article.article.rendering import Rendering
from lstm_article.choices import Lang, LinkedFormat, Rule
from lstm_article.errors import LengthError, TemplateError
from lstm_article.templating import Templates
from lstm_article.text import UNITS, Document, document, rule_for


def build_article(
    lang: Lang,
    words: int = 1000,
    rule: Rule = "word",
    *,
    templates: Path | None = None,
    figure_format: LinkedFormat = "svg",
) -> Article:
    """Compose the article in one language, as close as it comes to `words` (or Han characters) by a counting rule.

    `templates` is a folder whose files take the place of the built-in ones, `figure_format` the ending of the figures
    that the Markdown links to. The article is not checked: `check_article` does that. Raises TemplateError, and
    LengthError for a length that is out of reach.
    """
    return Draft(Rendering(Templates(templates), lang, figure_format)).compose(words, rule)


class Draft:
    """All possible text of an article in one language, counted once, to be composed to any length."""

    def __init__(self, rendering: Rendering) -> None:
        """Count the blocks of a rendering; raises TemplateError for passages that run into other text."""
        self._rendering = rendering
        self._blocks = outline(rendering.whole, rendering.owners)
        within = defaultdict[int | None, list[Block]](list)  # the blocks of each passage
        for block in self._blocks:
            self._refuse_shared(block)
            within[block.passage].append(block)
        for number, passage in enumerate(rendering.passages):
            _refuse_incomplete(passage, number, within[number])
        self._counts = [document.total(block.count for block in within[n]) for n in range(len(rendering.passages))]
        # The essential headings that have only optional text below them, with the passages of that text: a heading
        # is kept if one of these is. A heading within a passage needs no entry: all text below it is of that passage.
        self._optional_headings = {
            block: frozenset(number for number in block.passages if number is not None)
            for block in self._blocks
            if block.passage is None and None not in block.passages
        }

    def compose(self, words: int = 1000, rule: Rule = "word", tolerance: float = TOLERANCE) -> Article:
        """Return the article of the length that comes closest to `words` by a counting rule.

        Raises TemplateError, and LengthError where even the shortest or the longest article deviates by more
        than `tolerance` percent, unless no text is optional.
        """
        rendering, labels = self._rendering, self._rendering.labels
        chosen = self._choose(words, rule_for(labels.lang, rule), tolerance)
        kept = self._kept(chosen)
        numbered = rendering.numbered([rendering.lines[at] for at in kept])
        text = rendering.read(numbered.markdown)
        if not any(section.title for section in text.sections):
            raise TemplateError("renders to no heading; begin with `# ` and a title", rendering.file)
        self._refuse_merging(text, kept, chosen)
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
            marks=numbered.marks,
            reference_langs=numbered.reference_langs,
            optional=tuple(
                OptionalParagraph(passage.name, passage.rank, passage.needs, count, number in chosen)
                for number, (passage, count) in enumerate(zip(rendering.passages, self._counts, strict=True))
            ),
            numbers=rendering.numbers,
            whole=rendering.whole,
            origins={at + 1: line for line, at in enumerate(kept, 1)},
            file=str(rendering.file),
            _places=partial(rendering.places, kept, len(text.lines), numbered.cited),
            left_out={line for line, owner in enumerate(rendering.owners, 1) if owner not in {None, *chosen}},
        )

    def parts(self, rule: Rule) -> Parts:
        """Return what the article is made of, as counted by a rule."""
        essential = [b for b in self._blocks if b.passage is None and b not in self._optional_headings]
        return Parts(
            sum(block.count.by(rule) for block in essential),
            [
                Paragraph(count.by(rule), passage.rank)
                for count, passage in zip(self._counts, self._rendering.passages, strict=True)
            ],
            [Heading(block.count.by(rule), below) for block, below in self._optional_headings.items()],
        )

    def reach(self, rule: Rule) -> tuple[int, int]:
        """Return the shortest and the longest length of the article, as counted by a rule."""
        parts = self.parts(rule)
        return parts.size(()), parts.size(range(len(parts.paragraphs)))

    def _choose(self, words: int, rule: Rule, tolerance: float) -> frozenset[int]:
        """Return the numbers of the passages to take; raises LengthError."""
        least, most = self.reach(rule)
        slack = words * tolerance / 100
        if self._counts and not least - slack <= words <= most + slack:
            raise LengthError(self._rendering.labels.lang, words, UNITS[rule], least, most)
        return choose(self.parts(rule), words)

    def _kept(self, chosen: Collection[int]) -> list[int]:
        """Return the 0-based numbers of the lines of the whole text that stay with the `chosen` passages.

        An empty line stays even if the text beside it does not, since it separates the text before from the
        text after; of several in a row outside code, one stays.
        """
        lines, tokens = self._rendering.lines, self._rendering.whole.tokens
        code = [token.map for token in tokens if token.map and token.type in {"fence", "code_block"}]
        within_code = {at for start, end in code for at in range(start, end)}
        headings = (block for block, below in self._optional_headings.items() if below.isdisjoint(chosen))
        dropped = {at for heading in headings for at in heading.lines}
        kept: list[int] = []
        for at, (line, owner) in enumerate(zip(lines, self._rendering.owners, strict=True)):
            stays = owner in {None, *chosen} and at not in dropped
            if not line and at not in within_code:
                stays = bool(kept and lines[kept[-1]])
            if stays:
                kept.append(at)
        return kept[:-1] if kept and not lines[kept[-1]] else kept

    def _refuse_shared(self, block: Block) -> None:
        """Raise TemplateError for a block that is only partly in a passage."""
        owners = self._rendering.owners[block.lines.start : block.lines.stop]
        if len({*owners}) > 1:
            passage = next(owner for owner in owners if owner is not None)
            problem = "runs into the text beside it; leave a line empty around it"
            raise self._rendering.passages[passage].error(problem)

    def _refuse_merging(self, text: Document, kept: Sequence[int], chosen: Collection[int]) -> None:
        """Raise TemplateError if the composed text is parsed into other blocks than within the whole text."""
        lines, owners = {*kept}, self._rendering.owners
        whole = [(b.lines, b.level, b.count) for b in self._blocks if b.lines.start in lines]
        composed = [(b.level, b.count) for b in outline(text, [owners[at] for at in kept])]
        left_out = [number for number in range(len(self._counts)) if number not in chosen]
        if left_out and [(level, count) for _, level, count in whole] != composed:
            same = takewhile(lambda pair: pair[0][1:] == pair[1], zip(whole, composed, strict=False))
            place = max((block[0].stop for block, _ in same), default=0)
            nearest = min(left_out, key=lambda number: abs(owners.index(number) - place))
            problem = "the text beside it would be read otherwise; leave lines empty around it"
            raise self._rendering.passages[nearest].error(f"cannot be left out: {problem}")


def _refuse_incomplete(passage: Passage, number: int, blocks: Sequence[Block]) -> None:
    """Raise TemplateError for a passage that has no text, or a heading with other text below."""
    if not blocks:
        raise passage.error("is empty; write it or remove it")
    if any(below.passage != number for block in blocks for below in block.below):
        raise passage.error("has a heading that the text after it would fall under; give that text its own")
