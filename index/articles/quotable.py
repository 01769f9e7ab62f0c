"""From blocks to what can be quoted.

That is sentences, and what only stands together: a list with its lead-in, a table's row with the names of its columns,
a question with its answer, a turn with the next one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.articles.blocks import TERM, Block, Kind, Shown, in_one_line, joined
from index.articles.sentences import sentences
from index.records import Furniture, Sentence, Span

REPLY_WORDS = 60  # so much of an answer is quoted with its question
LIST_WORDS = 110  # a list of no more is one quotation
LIST_SHOWN = 8  # items of a longer one
ITEM_WORDS = 45  # an item of no more is one quotation
SHORT_WORDS = 15
CODE_LINES = 24
LEADING_WORDS = 6
TURN_WORDS = 80
UNSEEN = "words that no reader sees stand in it: cannot be quoted"
_ASKS = re.compile(r"\?[\"'”’)\]]*$")
_ASKING = re.compile(
    r"^(?:who|what|when|where|why|how|which|can|could|do|does|did|is|are|was|will|should|may|must|has|have)\b.*\?",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[.!?:;…][\"'”’)\]]*$")
_GOES_ON = re.compile(
    r"(?:[,–—-]|\b(?:a|an|and|at|by|for|from|in|into|is|are|was|were|of|on|or|the|to|that|than|with|which|who|its|his|her|"
    r"their|this|these|as|be|been|has|have|had|not|no|will|would|can|may|must))$",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"^[A-Z][\w-]*(?: [\w-]+){0,2}: \S+(?: \S+){0,11}$"
)  # "Default: 4096", which needs its subject
WRAPPED = 45  # signs of a line that was wrapped, at least
_ENTITY = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]+);")


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
    builder = _Builder(text, [*_paragraphs(blocks)], title, unseen)
    paragraphs = tuple(tuple(one) for one in builder.paragraphs() if one)
    return Quotable(paragraphs, tuple(builder.furniture))


def _paragraphs(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks with wrapped lines of one paragraph joined."""
    waiting: Block | None = None
    for block in blocks:
        if (
            waiting
            and block.kind is Kind.PARAGRAPH
            and block.run == waiting.run
            and _is_wrapped(waiting, block)
        ):
            span = Span(waiting.span.start, block.span.end)
            waiting = replace(
                waiting, span=span, shown=in_one_line(joined([waiting.shown, block.shown], "\n"))
            )
            continue
        if waiting:
            yield waiting
        waiting = None
        if block.kind is Kind.PARAGRAPH and block.run:
            waiting = block
        else:
            yield block
    if waiting:
        yield waiting


def _is_wrapped(before: Block, after: Block) -> bool:
    """Whether a line goes on with the one before it, rather than open a paragraph of its own."""
    words, more = before.text, after.text
    if _ENDS.search(words):
        return not words.endswith(":") and len(words.rsplit("\n", 1)[-1]) < 120 and len(more) < 120
    return bool(more[0].islower() or more[0].isdigit() or _GOES_ON.search(words) or len(words) >= WRAPPED)


class _Builder:
    """Walks through the blocks of one document."""

    def __init__(self, text: str, blocks: Sequence[Block], title: str | None, unseen: Sequence[Span]) -> None:
        self._text = text
        self._blocks = blocks
        self._title = " ".join((title or "").split()).casefold()
        self._unseen = sorted(unseen)
        self._path: list[tuple[int, str, int]] = []  # level, words, and where what it stands over ends
        self._heading: Shown | None = None  # the one right above, where it is short enough to lead an item
        self._term: Shown | None = None  # what is described here
        self.furniture: list[Furniture] = []

    def paragraphs(self) -> Iterator[list[Sentence]]:
        """Sentences by paragraph."""
        place = 0
        opening: list[Block | Shown] = []  # what is quoted together with the next block
        while place < len(self._blocks):
            block = self._blocks[place]
            after = self._blocks[place + 1] if place + 1 < len(self._blocks) else None
            place += 1
            self._leave(block.span.start)
            if block.kind is Kind.HEADING:
                yield from self._left(opening)
                self._enter(block)
                opens = after is not None and _opens(block, after)
                opening = [block] if opens else []
                if not opens:
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
                if prose and self._term and _facts(opening, self._term, same, prose):
                    first, *rest = _pieces(prose)
                    told = [self._term, *map(_row, same), first]
                    yield from self._one(self._together(told, "\n"))
                    own = [one for piece in rest for one in [self._sentence(piece)] if one]
                    yield own
                    place += 1
                else:
                    yield from self._list(opening, same)
                opening = []
            elif block.kind is Kind.CODE:
                yield from self._one(self._code(opening, block, self._heading))
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

    def _enter(self, block: Block) -> None:
        """Takes a heading into the path; the title of the article is not told again."""
        while self._path and self._path[-1][0] >= block.level:
            self._path.pop()
        told = " ".join(block.text.split())
        is_title = told.casefold() == self._title
        self._path.append((block.level, "" if is_title else told, block.reach))
        self._heading = block.shown if len(told.split()) <= LEADING_WORDS and not is_title else None
        self._term = block.shown if block.mark == TERM else None

    def _leave(self, place: int) -> None:
        """Leaves the headings whose reach has ended."""
        while self._path and 0 < self._path[-1][2] <= place:
            self._path.pop()
            self._heading = self._term = None

    def _section(self) -> str:
        return " › ".join(words for _, words, _ in self._path if words)

    def _prose(
        self, block: Block, after: Block | None, opening: list[Block | Shown]
    ) -> tuple[list[list[Sentence]], list[Block | Shown]]:
        """The sentences of a paragraph or a reply, and what of it opens the next block."""
        pieces = _pieces(block)
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
        term = self._term
        if opening:
            described = term is not None and _shown(opening[0]) is term
            taken, pieces = _within(pieces, 0 if described else REPLY_WORDS)
            asks = all(_ASKS.search(one.text) or one.text.endswith(":") for one in opening)
            parts = [*map(_shown, opening), joined(taken)]
            found += self._one(self._together(parts, " " if asks else ": "))
        elif self._heading and len(pieces) == 1 and _is_value(pieces[0].text):
            found += self._one(_led_by(self._together(pieces, ""), self._heading))
            pieces = []
        own = [one for piece in pieces for one in [self._sentence(piece)] if one]
        found += [own] if own else []
        return found, rest

    def _sentence(self, piece: Shown) -> Sentence | None:
        """A sentence; a short one about a name that it does not hold, with the name."""
        found, term = self._together([piece], ""), self._term
        return _led_by(found, term) if term and _needs(piece.text, term.text) else found

    def _left(self, opening: list[Block | Shown]) -> Iterator[list[Sentence]]:
        """What was to open something and opened nothing: a lead-in is a sentence, a question is none."""
        for one in opening:
            if isinstance(one, Shown):
                yield from self._one(self._together([one], ""))
            elif one.kind is Kind.HEADING:
                self.furniture.append(Furniture(one.span, "heading"))
            else:
                yield from self._one(self._together([one.shown], ""))

    def _one(self, sentence: Sentence | None) -> list[list[Sentence]]:
        return [[sentence]] if sentence else []

    def _list(self, opening: list[Block | Shown], items: Sequence[Block]) -> Iterator[list[Sentence]]:
        """A list: whole where it is led in or numbered, item by item where it is long or is neither."""
        size = sum(len(one.text.split()) for one in items)
        ordered = any(one.mark and one.mark != "•" for one in items)
        whole = bool(opening) or (ordered and len(items) > 1)
        rows = [_row(one) for one in items]
        lead = [*map(_shown, opening)]
        if whole and size <= LIST_WORDS:
            yield from self._one(self._together([*_led(lead), *rows], "\n"))
            return
        if whole:
            first = self._together([*_led(lead), *rows[:LIST_SHOWN]], "\n")
            more = sum(bool(one.mark) for one in items[LIST_SHOWN:])
            yield from self._one(replace(first, more=more) if first else None)
        yield from self._items(items, joined(lead) if lead else None)

    def _items(self, items: Sequence[Block], introduced: Shown | None) -> Iterator[list[Sentence]]:
        """Item by item, each with what stands below it where that is short, else below it what does.

        Args:
            items: the items.
            introduced: what leads them in; None where only a heading may.
        """
        for family in _families(items):
            item, below = family[0], family[1:]
            if item.kind is Kind.CODE:
                yield from self._one(self._together([_row(item)], ""))
                continue
            size = sum(len(one.text.split()) for one in family)
            lead = introduced or (self._heading if _says_little(item.text) else None)
            if size <= (LIST_WORDS if below else ITEM_WORDS):
                rows = [item.shown, *map(_row, below)]
                yield from self._one(_led_by(self._together(rows, "\n"), lead))
                continue
            found: list[Sentence] = []
            for cut in sentences(item.text, Span(0, len(item.text))):
                sentence = self._together([item.shown.cut(cut.start, cut.end)], "")
                found += [one for one in [_led_by(sentence, None if found else lead)] if one]
            yield found
            if below:
                short = len(item.text.split()) <= ITEM_WORDS
                yield from self._items(below, item.shown if short else introduced)

    def _code(self, opening: list[Block | Shown], block: Block, heading: Shown | None) -> Sentence | None:
        """Code with what leads it in; where nothing does, the heading tells what it is an example of."""
        lead = _led([*map(_shown, opening)])
        lines = block.text.split("\n")
        shown = block.shown.cut(0, len("\n".join(lines[:CODE_LINES])))
        found = self._together([*lead, _fenced(shown)], "\n")
        found = found if lead else _led_by(found, heading)
        return replace(found, more=max(0, len(lines) - CODE_LINES)) if found else None

    def _table(self, rows: Sequence[Block]) -> list[Sentence]:
        """Each row with what its columns are called."""
        header = rows[0] if rows[0].kind is Kind.HEADER else None
        found: list[Sentence] = []
        for row in rows[1:] if header else rows:
            names = [cell.text for cell in header.cells] if header else []
            told = []
            for number, cell in enumerate(row.cells):
                name = names[number] if number < len(names) else ""
                if cell.text:
                    told.append(f"{name}: {cell.text}" if name else cell.text)
            if len(row.cells) == 2 and not header:
                words = ": ".join(cell.text for cell in row.cells if cell.text)
            else:
                words = "; ".join(told)
            if words and self._is_seen(row.span):
                found.append(
                    Sentence(
                        row.span.start, row.span.end, words, self._section(), header.span if header else None
                    )
                )
        if header:
            self.furniture.append(Furniture(header.span, "names of a table's columns"))
        return found

    def _turn(self, block: Block, after: Block | None) -> Sentence | None:
        """A turn with the one after it, where the answer to what is asked in it may stand."""
        turns = [_first_words(one.shown, TURN_WORDS) for one in (block, after) if one]
        return self._together(turns, "\n")

    def _together(self, parts: Sequence[Shown], between: str) -> Sentence | None:
        """One quotation from the first sign of the parts to the last, shown as the parts; None if none stands there."""
        shown = joined(parts, between).stripped()
        span = shown.span()
        if span is None or not re.search(r"\w", shown.text):
            if span:
                self.furniture.append(Furniture(span, "no words"))
            return None
        span = self._with_marks(span)
        if not self._is_seen(span):
            self.furniture.append(Furniture(span, UNSEEN))
            return None
        raw = " ".join(span.of(self._text).split())
        words = "" if raw == " ".join(shown.text.split()) and "\n" not in shown.text else shown.text
        return Sentence(span.start, span.end, words, self._section())

    def _with_marks(self, span: Span) -> Span:
        """The span with the marks that stand right around it: of what is bold, both ends."""
        text, start, end = self._text, span.start, span.end
        if text[end - 1] == "&" and (whole := _ENTITY.match(text, end - 1)):
            end = whole.end()
        while end < len(text) and text[end] in "*_`~" and start < end:
            end += 1
        while start > 0 and text[start - 1] in "*_`~":
            start -= 1
        return Span(start, end)

    def _is_seen(self, span: Span) -> bool:
        return not any(one.overlaps(span) for one in self._unseen) and "<!--" not in span.of(self._text)


def _opens(heading: Block, after: Block) -> bool:
    """Whether a heading is quoted with what follows it: a question, or the name of what is described there."""
    if heading.mark == TERM:
        return after.kind in (Kind.PARAGRAPH, Kind.ITEM, Kind.CODE) and (
            not heading.reach or after.span.start < heading.reach
        )
    return after.kind is not Kind.HEADING and bool(_ASKS.search(heading.text))


def _pieces(block: Block) -> list[Shown]:
    """The sentences of a block."""
    return [block.shown.cut(one.start, one.end) for one in sentences(block.text, Span(0, len(block.text)))]


def _facts(opening: Sequence[Block | Shown], term: Shown, items: Sequence[Block], after: Block) -> bool:
    """Whether a few facts stand between a name and the paragraph that says what it is: type, default."""
    return (
        len(opening) == 1
        and _shown(opening[0]) is term
        and sum(len(one.text.split()) for one in items) <= SHORT_WORDS
        and after.kind is Kind.PARAGRAPH
        and not after.text.endswith(":")
    )


def _says_little(words: str) -> bool:
    """Whether some words are a label with its value, or a few that are no sentence."""
    return _is_value(words) or (len(words.split()) <= LEADING_WORDS and not _ENDS.search(words))


def _is_value(words: str) -> bool:
    """Whether some words are a label with its value and no sentence: "Default: 4096"."""
    short = len(words.split()) <= LEADING_WORDS or not _ENDS.search(words)
    return short and bool(_LABELLED.match(words))


def _needs(words: str, term: str) -> bool:
    """Whether a sentence is so short that it needs the name of what it speaks of, and does not hold it."""
    return len(words.split()) <= SHORT_WORDS and term not in words


def _within(pieces: Sequence[Shown], limit: int) -> tuple[list[Shown], list[Shown]]:
    """The first of some sentences, as many as have so many words together but one at least, and the others."""
    taken, words = 1, len(pieces[0].text.split())
    while taken < len(pieces) and words + len(pieces[taken].text.split()) <= limit:
        words += len(pieces[taken].text.split())
        taken += 1
    return list(pieces[:taken]), list(pieces[taken:])


def _families(items: Sequence[Block]) -> Iterator[list[Block]]:
    """The items of the highest level, each with what stands below it: items, paragraphs, code."""
    top = min((one.level for one in items if one.mark and one.kind is Kind.ITEM), default=0)
    family: list[Block] = []
    for one in items:
        opens = one.kind is Kind.ITEM and bool(one.mark) and one.level <= top
        if family and (opens or not top):
            yield family
            family = []
        family.append(one)
    if family:
        yield family


def _led_by(sentence: Sentence | None, lead: Shown | None) -> Sentence | None:
    """A sentence with what introduces it and does not touch it."""
    span = lead.span() if lead else None
    if sentence is None or lead is None or span is None:
        return sentence
    return replace(sentence, lead=span, lead_words=lead.text)


def _shown(one: Block | Shown) -> Shown:
    return one.shown if isinstance(one, Block) else one


def _led(lead: Sequence[Shown]) -> list[Shown]:
    """What leads in, on one line."""
    return [joined(lead)] if lead else []


def _row(item: Block) -> Shown:
    if item.kind is Kind.CODE:
        return _fenced(item.shown)
    mark = f"{'  ' * (item.level - 1)}{item.mark} " if item.mark else ""
    return joined([Shown(mark, tuple([-1] * len(mark))), item.shown], "")


def _fenced(shown: Shown) -> Shown:
    """Code as code: between fences, which stand nowhere."""
    if "\n" not in shown.text and len(shown.text) <= 100 and "`" not in shown.text:
        return joined([Shown("`", (-1,)), shown, Shown("`", (-1,))], "")
    return joined([Shown("```", (-1,) * 3), shown, Shown("```", (-1,) * 3)], "\n")


def _first_words(shown: Shown, limit: int) -> Shown:
    words = list(re.finditer(r"\S+", shown.text))
    return shown if len(words) <= limit else shown.cut(0, words[limit - 1].end())
