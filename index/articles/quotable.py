"""From blocks to what can be quoted.

That is sentences, and what only stands together: a list with its lead-in, a table's row with the names of its columns,
a question with its answer, a turn with the next one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.articles.alone import ASKS, are_facts, is_value, opens, says_little
from index.articles.blocks import Block, Kind, Shown, joined
from index.articles.pieces import families, fenced, first_words, led, led_by, pieces_of, row, shown_of, within
from index.articles.quoting import Quoting
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


def quotable(text: str, blocks: Sequence[Block], title: str | None, unseen: Sequence[Span] = ()) -> Quotable:
    """What can be quoted of a document.

    Args:
        text: the file.
        blocks: its blocks; what is left out is no longer among them.
        title: of the article; a heading that says the same is no heading path.
        unseen: stretches that hold words which no reader sees.
    """
    builder = _Builder(text, [*unwrapped(blocks)], title, unseen)
    paragraphs = tuple(tuple(one) for one in builder.paragraphs() if one)
    return Quotable(paragraphs, tuple(builder.furniture))


class _Builder(Quoting):
    """Walks through the blocks of one document."""

    def __init__(self, text: str, blocks: Sequence[Block], title: str | None, unseen: Sequence[Span]) -> None:
        super().__init__(text, title, unseen)
        self._blocks = blocks

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
                yield from self._left(opening)
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
            elif block.kind is Kind.QUESTION:
                yield from self._left(opening)
                opening = [block]
            elif block.kind is Kind.TURN:
                yield from self._left(opening)
                opening = []
                follows = after if after and after.kind is Kind.TURN else None
                yield from self._one(self._turn(block, follows))
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
        leads = after is not None and after.kind in (
            Kind.ITEM,
            Kind.CODE,
            Kind.ROW,
            Kind.HEADER,
            Kind.PARAGRAPH,
        )
        rest: list[Block | Shown] = []
        if (
            leads
            and after is not None
            and (pieces[-1].text.rstrip().endswith(":") or after.kind is Kind.CODE)
        ):
            rest = [pieces[-1]]
            pieces = pieces[:-1]
        if opening and not pieces:
            return [], [*opening, *rest]
        found: list[list[Sentence]] = []
        term = self.term
        if opening:
            described = term is not None and shown_of(opening[0]) is term
            taken, pieces = within(pieces, 0 if described else REPLY_WORDS)
            asks = all(ASKS.search(one.text) or one.text.endswith(":") for one in opening)
            parts = [*map(shown_of, opening), joined(taken)]
            found += self._one(self.together(parts, " " if asks else ": "))
        elif self.heading and len(pieces) == 1 and is_value(pieces[0].text):
            found += self._one(led_by(self.together(pieces, ""), self.heading))
            pieces = []
        own = [one for piece in pieces for one in [self.sentence(piece)] if one]
        found += [own] if own else []
        return found, rest

    def _left(self, opening: list[Block | Shown]) -> Iterator[list[Sentence]]:
        """What was to open something and opened nothing: a lead-in is a sentence, a question is none."""
        for one in opening:
            if isinstance(one, Shown):
                yield from self._one(self.together([one], ""))
            elif one.kind is Kind.HEADING:
                self.furniture.append(Furniture(one.span, "heading"))
            else:
                yield from self._one(self.together([one.shown], ""))

    def _one(self, sentence: Sentence | None) -> list[list[Sentence]]:
        return [[sentence]] if sentence else []

    def _list(self, opening: list[Block | Shown], items: Sequence[Block]) -> Iterator[list[Sentence]]:
        """A list: whole where it is led in or numbered, item by item where it is long or is neither."""
        size = sum(len(one.text.split()) for one in items)
        ordered = any(one.mark and one.mark != "•" for one in items)
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
        lines = block.text.split("\n")
        shown = block.shown.cut(0, len("\n".join(lines[:CODE_LINES])))
        found = self.together([*lead, fenced(shown)], "\n")
        found = found if lead else led_by(found, heading)
        return replace(found, more=max(0, len(lines) - CODE_LINES)) if found else None

    def _table(self, rows: Sequence[Block]) -> list[Sentence]:
        """Each row with what its columns are called."""
        header = rows[0] if rows[0].kind is Kind.HEADER else None
        found: list[Sentence] = []
        for one in rows[1:] if header else rows:
            names = [cell.text for cell in header.cells] if header else []
            told = []
            for number, cell in enumerate(one.cells):
                name = names[number] if number < len(names) else ""
                if cell.text:
                    told.append(f"{name}: {cell.text}" if name else cell.text)
            if len(one.cells) == 2 and not header:
                words = ": ".join(cell.text for cell in one.cells if cell.text)
            else:
                words = "; ".join(told)
            if words and self.is_seen(one.span):
                found.append(
                    Sentence(
                        one.span.start, one.span.end, words, self.section(), header.span if header else None
                    )
                )
        if header:
            self.furniture.append(Furniture(header.span, "names of a table's columns"))
        return found

    def _turn(self, block: Block, after: Block | None) -> Sentence | None:
        """A turn with the one after it, where the answer to what is asked in it may stand."""
        turns = [first_words(one.shown, TURN_WORDS) for one in (block, after) if one]
        return self.together(turns, "\n")
