"""From blocks to what can be quoted.

That is sentences, and what only stands together: a list with its lead-in, a table's row with the names of its columns,
a question with its answer, a turn with the next one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.articles.alone import ASKS, are_facts, claims, is_fact, is_value, opens
from index.articles.blocks import Block, Kind, Shown, joined
from index.articles.items import is_question
from index.articles.pieces import led_by, pieces_of, row, shown_of, within
from index.articles.quoting import Quoting
from index.articles.together import code_of, list_of, paragraph_of, table_of, turn_of
from index.articles.wrapped import unwrapped
from index.records import Boilerplate, Sentence, Span
from index.stems import content_stems

OF_QUESTIONS = 4  # paragraphs to a question, at most, where a document is one of questions and answers
SHORT_REPLY = 12  # words of a paragraph that answers the question above it, whatever it says
REPLY_WORDS = 60  # so much of an answer is quoted with its question


@dataclass(frozen=True, slots=True)
class Quotable:
    """What a document lets be quoted.

    Args:
        paragraphs: sentences by paragraph, in reading order.
        boilerplate: what cannot be, with reasons.
    """

    paragraphs: tuple[tuple[Sentence, ...], ...]
    boilerplate: tuple[Boilerplate, ...]


def quotable(
    text: str,
    blocks: Sequence[Block],
    title: str | None,
    unseen: Sequence[Span] = (),
    walls: Sequence[int] = (),
) -> Quotable:
    """What can be quoted of a document.

    Args:
        text: the file.
        blocks: its blocks; what is left out is no longer among them.
        title: of the article; a heading that says the same is no heading path.
        unseen: stretches that hold words which no reader sees.
        walls: where something stands that is shown and not quoted, such as a picture; no lead-in reaches over it.
    """
    builder = _Builder(text, [*unwrapped(blocks)], title, unseen, walls)
    paragraphs = tuple(tuple(paragraph) for paragraph in builder.paragraphs() if paragraph)
    return Quotable(paragraphs, tuple(builder.boilerplate))


class _Builder(Quoting):
    """Walks through the blocks of one document."""

    def __init__(
        self,
        text: str,
        blocks: Sequence[Block],
        title: str | None,
        unseen: Sequence[Span],
        walls: Sequence[int],
    ) -> None:
        super().__init__(text, title, unseen)
        self._blocks = blocks
        self._walls = sorted(walls)
        paragraphs = [block for block in blocks if block.kind is Kind.PARAGRAPH]
        self._of_questions = OF_QUESTIONS * sum(
            is_question(paragraph.text) for paragraph in paragraphs
        ) >= len(paragraphs)

    def paragraphs(self) -> Iterator[list[Sentence]]:
        """Sentences by paragraph."""
        place = 0
        opening: list[Block | Shown] = []  # what is quoted together with the next block
        while place < len(self._blocks):
            block = self._blocks[place]
            after = self._blocks[place + 1] if place + 1 < len(self._blocks) else None
            place += 1
            self.leave(block.span.start)
            if block.kind is Kind.HEADING:
                yield from self._before_heading(opening, place - 1)
                self.enter(block)
                opening = [block] if after is not None and opens(block, after) else []
                if not opening:
                    self.boilerplate.append(Boilerplate(block.span, "heading"))
            elif block.kind in (Kind.ITEM, Kind.CODE) and block.run:
                same = [*self._same(place - 1, (Kind.ITEM, Kind.CODE))]
                place += len(same) - 1
                prose = self._blocks[place] if place < len(self._blocks) else None
                if prose and self._leads_in_code(same[-1], prose):
                    same.append(prose)
                    place += 1
                    prose = None
                if prose and self.term and are_facts(opening, self.term, same, prose):
                    first, *rest = pieces_of(prose)
                    parts = [self.term, *map(row, same), first]
                    yield from paragraph_of(self.together(parts, "\n"))
                    yield self._sentences(rest)
                    place += 1
                else:
                    yield from list_of(self, opening, same)
                opening = []
            elif block.kind is Kind.CODE:
                yield from paragraph_of(code_of(self, opening, block, self.heading))
                opening = []
            elif block.kind in (Kind.ROW, Kind.HEADER):
                yield from self._left(opening)
                opening = []
                rows = self._same(place - 1, (Kind.ROW, Kind.HEADER))
                place += len(rows) - 1
                yield table_of(self, rows)
            elif block.kind is Kind.QUESTION or self._asks(block, after):
                if not (_is_term(block) and all(map(_is_term, opening))):  # "-f", "--force" have one meaning
                    yield from self._left(opening)
                    opening = []
                opening = [*opening, block]
            elif block.kind is Kind.TURN:
                yield from self._left(opening)
                opening = []
                follows = after if after and after.kind is Kind.TURN else None
                yield turn_of(self, block, follows)
            else:
                quoted, opening = self._prose(block, after, opening)
                yield from quoted
        yield from self._left(opening)

    def _same(self, first: int, kinds: tuple[Kind, ...]) -> Sequence[Block]:
        """The blocks from a place on that belong to one list or to one table."""
        end = first + 1
        while end < len(self._blocks) and self._blocks[end].run == self._blocks[first].run:
            if self._blocks[end].kind not in kinds:
                break
            end += 1
        return self._blocks[first:end]

    def _leads_in_code(self, item: Block, after: Block) -> bool:
        """Whether the last item of a list leads in code that stands at the margin: "1. Install:"."""
        ends = item.text.rstrip().endswith(":")
        return ends and after.kind is Kind.CODE and not after.run and not self._apart(item, after)

    def _prose(
        self, block: Block, after: Block | None, opening: list[Block | Shown]
    ) -> tuple[list[list[Sentence]], list[Block | Shown]]:
        """The sentences of a paragraph or a reply, and what of it opens the next block."""
        pieces = pieces_of(block)
        if not pieces:
            return [], opening
        leads = after is not None and (
            after.kind in (Kind.ITEM, Kind.CODE, Kind.ROW, Kind.HEADER)
            or (after.kind is Kind.PARAGRAPH and not self._apart(block, after))
            or (after.kind is Kind.HEADING and not opening)
        )
        rest: list[Block | Shown] = []
        if (
            leads
            and after is not None
            and (
                pieces[-1].text.rstrip().endswith(":")
                or (after.kind is Kind.CODE and block.kind is not Kind.REPLY)
            )
        ):
            rest = [pieces[-1]]
            pieces = pieces if claims(pieces[-1], after) else pieces[:-1]
        if opening and not pieces:
            return [], [*opening, *rest]
        quoted: list[list[Sentence]] = []
        named = joined([opener.shown for opener in opening if _is_term(opener)], ", ")  # type: ignore[union-attr]
        described = bool(opening) and self.term is not None and shown_of(opening[0]) is self.term
        if described and after is not None and is_fact(block, after):
            return [], [*opening, block]
        if opening:
            prose = isinstance(opening[0], Block) and opening[0].kind is Kind.PARAGRAPH
            taken, pieces = within(pieces, 0 if described or prose else REPLY_WORDS)
            asks = all(ASKS.search(opener.text) or opener.text.endswith(":") for opener in opening)
            openers = [named] if named.text else [*map(shown_of, opening)]
            parts = [*openers, joined(taken)]
            facts = described and len(opening) > 1
            quoted += paragraph_of(self.together(parts, " " if asks else "\n" if facts else ": "))
        elif self.heading and len(pieces) == 1 and is_value(pieces[0].text):
            quoted += paragraph_of(led_by(self.together(pieces, ""), self.heading))
            pieces = []
        own = self._sentences(pieces)
        own = [led_by(sentence, named) or sentence for sentence in own] if named.text else own
        quoted += [own] if own else []
        return quoted, rest

    def _sentences(self, pieces: Sequence[Shown]) -> list[Sentence]:
        return [sentence for sentence in map(self.sentence, pieces) if sentence]

    def _before_heading(self, opening: list[Block | Shown], place: int) -> Iterator[list[Sentence]]:
        """What is still open before a heading: a lead-in leads in the chapters, of which it shows the first."""
        first = self._blocks[place]
        chapters = 0
        for block in self._blocks[place:]:
            if block.kind is Kind.HEADING and block.level < first.level:
                break
            chapters += block.kind is Kind.HEADING and block.level == first.level
        if (
            len(opening) == 1
            and isinstance(opening[0], Shown)
            and chapters > 1
            and first.level > self.level()
        ):
            named = row(replace(first, mark="•", level=1))
            sentence = self.together([opening[0], named], "\n")
            yield from paragraph_of(replace(sentence, more=chapters - 1) if sentence else None)
        else:
            yield from self._left(opening)

    def _left(self, opening: list[Block | Shown]) -> Iterator[list[Sentence]]:
        """What opened nothing in the end: quoted alone, except a heading, which is left out."""
        for opener in opening:
            if isinstance(opener, Block) and opener.kind is Kind.HEADING:
                self.boilerplate.append(Boilerplate(opener.span, "heading"))
            else:
                yield from paragraph_of(self.together([shown_of(opener)], ""))

    def _asks(self, block: Block, after: Block | None) -> bool:
        """Whether a paragraph is nothing but a question, which is quoted with what is said next."""
        return (
            block.kind is Kind.PARAGRAPH
            and after is not None
            and after.kind in (Kind.PARAGRAPH, Kind.ITEM, Kind.CODE)
            and is_question(block.text)
            and not is_question(after.text)
            and not self._apart(block, after)
            and (self._of_questions or _replies(block.text, after.text))
        )

    def _apart(self, block: Block, after: Block) -> bool:
        """Whether something that is shown and not quoted stands between two blocks."""
        at = bisect_left(self._walls, block.span.end)
        return at < len(self._walls) and self._walls[at] < after.span.start


def _is_term(opener: Block | Shown) -> bool:
    """Whether something that opens a quotation is a name that is explained next: an option, a term."""
    return isinstance(opener, Block) and opener.kind is Kind.QUESTION and not ASKS.search(opener.text)


def _replies(question: str, reply: str) -> bool:
    """Whether a paragraph seems to answer the question above it: it is short, or shares a word with it."""
    return len(reply.split()) <= SHORT_REPLY or not set(content_stems(question)).isdisjoint(
        content_stems(reply)
    )
