"""From blocks to what can be quoted.

That is sentences, and what only stands together: a list with its lead-in, a table's row with the names of its columns,
a question with its answer, a turn with the next one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from index.articles.alone import ASKS, are_facts, claims, is_value, opens, says_little
from index.articles.blocks import Block, Kind, Shown, joined
from index.articles.grid import named
from index.articles.items import is_question
from index.articles.pieces import families, fenced, first_words, led, led_by, pieces_of, row, shown_of, within
from index.articles.quoting import UNSEEN, Quoting
from index.articles.sentences import sentences
from index.articles.wrapped import unwrapped
from index.records import Furniture, Sentence, Span

REPLY_WORDS = 60  # so much of an answer is quoted with its question
LIST_WORDS = 110  # a list of no more is one quotation
LIST_SHOWN = 8  # items of a longer one
ITEM_WORDS = 45  # an item of no more is one quotation
CODE_LINES = 24
TURN_WORDS = 80


@dataclass(frozen=True, slots=True)
class Quotable:
    """What a document lets be quoted.

    Args:
        paragraphs: sentences by paragraph, in reading order.
        furniture: what cannot be, with reasons.
    """

    paragraphs: tuple[tuple[Sentence, ...], ...]
    furniture: tuple[Furniture, ...]


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
    paragraphs = tuple(tuple(one) for one in builder.paragraphs() if one)
    return Quotable(paragraphs, tuple(builder.furniture))


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
                    self.furniture.append(Furniture(block.span, "heading"))
            elif block.kind in (Kind.ITEM, Kind.CODE) and block.run:
                same = [block]
                while (
                    place < len(self._blocks)
                    and self._blocks[place].run == block.run
                    and self._blocks[place].kind in (Kind.ITEM, Kind.CODE)
                ):
                    same.append(self._blocks[place])
                    place += 1
                prose = self._blocks[place] if place < len(self._blocks) else None
                if prose and self.term and are_facts(opening, self.term, same, prose):
                    first, *rest = pieces_of(prose)
                    told = [self.term, *map(row, same), first]
                    yield from self._one(self.together(told, "\n"))
                    own = [one for piece in rest for one in [self.sentence(piece)] if one]
                    yield own
                    place += 1
                else:
                    yield from self._list(opening, same)
                opening = []
            elif block.kind is Kind.CODE:
                yield from self._one(self._code(opening, block, self.heading))
                opening = []
            elif block.kind in (Kind.ROW, Kind.HEADER):
                yield from self._left(opening)
                opening = []
                same = [block]
                while (
                    place < len(self._blocks)
                    and self._blocks[place].run == block.run
                    and self._blocks[place].kind in (Kind.ROW, Kind.HEADER)
                ):
                    same.append(self._blocks[place])
                    place += 1
                yield self._table(same)
            elif block.kind is Kind.QUESTION or self._asks(block, after):
                yield from self._left(opening)
                opening = [block]
            elif block.kind is Kind.TURN:
                yield from self._left(opening)
                opening = []
                follows = after if after and after.kind is Kind.TURN else None
                yield self._turn(block, follows)
            else:
                found, opening = self._prose(block, after, opening)
                yield from found
        yield from self._left(opening)

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
            and (pieces[-1].text.rstrip().endswith(":") or after.kind is Kind.CODE)
        ):
            rest = [pieces[-1]]
            pieces = pieces if claims(pieces[-1], after) else pieces[:-1]
        if opening and not pieces:
            return [], [*opening, *rest]
        found: list[list[Sentence]] = []
        term = self.term
        if opening:
            described = term is not None and shown_of(opening[0]) is term
            prose = isinstance(opening[0], Block) and opening[0].kind is Kind.PARAGRAPH
            taken, pieces = within(pieces, 0 if described or prose else REPLY_WORDS)
            asks = all(ASKS.search(one.text) or one.text.endswith(":") for one in opening)
            parts = [*map(shown_of, opening), joined(taken)]
            found += self._one(self.together(parts, " " if asks else ": "))
        elif self.heading and len(pieces) == 1 and is_value(pieces[0].text):
            found += self._one(led_by(self.together(pieces, ""), self.heading))
            pieces = []
        own = [one for piece in pieces for one in [self.sentence(piece)] if one]
        found += [own] if own else []
        return found, rest

    def _before_heading(self, opening: list[Block | Shown], place: int) -> Iterator[list[Sentence]]:
        """What was to open something before a heading: a lead-in leads in the chapters, of which it shows the first."""
        first = self._blocks[place]
        chapters = 0
        for one in self._blocks[place:]:
            if one.kind is Kind.HEADING and one.level < first.level:
                break
            chapters += one.kind is Kind.HEADING and one.level == first.level
        if (
            len(opening) == 1
            and isinstance(opening[0], Shown)
            and chapters > 1
            and first.level > self.level()
        ):
            named = row(replace(first, mark="•", level=1))
            found = self.together([opening[0], named], "\n")
            yield from self._one(replace(found, more=chapters - 1) if found else None)
        else:
            yield from self._left(opening)

    def _left(self, opening: list[Block | Shown]) -> Iterator[list[Sentence]]:
        """What was to open something and opened nothing: a lead-in is a sentence, a question is none."""
        for one in opening:
            if isinstance(one, Shown):
                yield from self._one(self.together([one], ""))
            elif one.kind is Kind.HEADING:
                self.furniture.append(Furniture(one.span, "heading"))
            else:
                yield from self._one(self.together([one.shown], ""))

    def _asks(self, block: Block, after: Block | None) -> bool:
        """Whether a paragraph is nothing but a question, which is quoted with what is said next."""
        return (
            block.kind is Kind.PARAGRAPH
            and after is not None
            and after.kind in (Kind.PARAGRAPH, Kind.ITEM, Kind.CODE)
            and is_question(block.text)
            and not is_question(after.text)
            and not self._apart(block, after)
        )

    def _apart(self, block: Block, after: Block) -> bool:
        """Whether something that is shown and not quoted stands between two blocks."""
        at = bisect_left(self._walls, block.span.end)
        return at < len(self._walls) and self._walls[at] < after.span.start

    def _one(self, sentence: Sentence | None) -> list[list[Sentence]]:
        return [[sentence]] if sentence else []

    def _list(self, opening: list[Block | Shown], items: Sequence[Block]) -> Iterator[list[Sentence]]:
        """A list: whole where it is led in or numbered, item by item where it is long or is neither."""
        size = sum(len(one.text.split()) for one in items)
        asks = all("?" in one.text for one in items if one.mark)  # questions with their answers, and no steps
        ordered = any(one.mark and one.mark != "•" for one in items) and not asks
        whole = bool(opening) or (ordered and len(items) > 1)
        rows = [row(one) for one in items]
        lead = [*map(shown_of, opening)]
        if whole and size <= LIST_WORDS:
            yield from self._one(self.together([*led(lead), *rows], "\n"))
            return
        if whole:
            first = self.together([*led(lead), *rows[:LIST_SHOWN]], "\n")
            more = sum(bool(one.mark) for one in items[LIST_SHOWN:])
            yield from self._one(replace(first, more=more) if first else None)
        yield from self._items(items, joined(lead) if lead else None)

    def _items(self, items: Sequence[Block], introduced: Shown | None) -> Iterator[list[Sentence]]:
        """Item by item, each with what stands below it where that is short, else below it what does.

        Args:
            items: the items.
            introduced: what leads them in; None where only a heading may.
        """
        for family in families(items):
            item, below = family[0], family[1:]
            if item.kind is Kind.CODE:
                yield from self._one(self.together([row(item)], ""))
                continue
            size = sum(len(one.text.split()) for one in family)
            lead = introduced or (self.heading if says_little(item.text) else None)
            if size <= (LIST_WORDS if below else ITEM_WORDS):
                rows = [item.shown, *map(row, below)]
                yield from self._one(led_by(self.together(rows, "\n"), lead))
                continue
            found: list[Sentence] = []
            for cut in sentences(item.text, Span(0, len(item.text))):
                sentence = self.together([item.shown.cut(cut.start, cut.end)], "")
                found += [one for one in [led_by(sentence, None if found else lead)] if one]
            yield found
            if below:
                short = len(item.text.split()) <= ITEM_WORDS
                yield from self._items(below, item.shown if short else introduced)

    def _code(self, opening: list[Block | Shown], block: Block, heading: Shown | None) -> Sentence | None:
        """Code with what leads it in; where nothing does, the heading tells what it is an example of."""
        lead = led([*map(shown_of, opening)])
        if lead and claims(lead[0], block):  # and is quoted by itself
            lead, heading = [], lead[0]
        lines = block.text.split("\n")
        size = len("\n".join(lines[:CODE_LINES]))
        shown, beyond = block.shown.cut(0, size), block.shown.cut(size).span()
        if beyond:
            self.furniture.append(Furniture(beyond, "further lines of long code"))
        found = self.together([*lead, fenced(shown)], "\n")
        found = found if lead else led_by(found, heading)
        return replace(found, more=max(0, len(lines) - CODE_LINES)) if found else None

    def _table(self, rows: Sequence[Block]) -> list[Sentence]:
        """Each row with what its columns are called."""
        headers = [*takewhile(lambda one: one.kind is Kind.HEADER, rows)]
        headers = headers if len(headers) < len(rows) else headers[:1]
        lead = Span(headers[0].span.start, headers[-1].span.end) if headers else None
        names = [one.cells for one in headers if any(cell is not one.cells[0] for cell in one.cells)]
        found: list[Sentence] = []
        for one in rows[len(headers) :]:
            told = named(one.cells, names)
            words = (": " if len(one.cells) == 2 and not headers else "; ").join(told)
            if not self.is_seen(one.span):
                self.furniture.append(Furniture(one.span, UNSEEN))
            elif words:
                found.append(Sentence(one.span.start, one.span.end, words, self.section(), lead))
        self.furniture += [Furniture(one.span, "names of a table's columns") for one in headers]
        return found

    def _turn(self, block: Block, after: Block | None) -> list[Sentence]:
        """A turn with the one after it, where what it asks may be answered; of a long one, the rest by sentences."""
        taken, rest = within(pieces_of(block), TURN_WORDS)
        who = block.shown.cut(0, block.text.find(":") + 1)
        turns = [joined(taken), *([first_words(after.shown, TURN_WORDS)] if after and not rest else [])]
        further = [led_by(self.together([piece], ""), who) for piece in rest]
        return [one for one in (self.together(turns, "\n"), *further) if one]
