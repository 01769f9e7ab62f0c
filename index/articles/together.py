"""What is quoted together: a list with its lead-in, code, a table's row with the names of its columns, a turn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from index.articles.alone import claims, says_little
from index.articles.blocks import Block, Kind, Shown, joined
from index.articles.grid import named
from index.articles.pieces import (
    ENDS,
    families,
    fenced,
    first_words,
    led,
    led_by,
    pieces_of,
    row,
    shown_of,
    within,
)
from index.articles.quoting import UNSEEN, Quoting
from index.records import Boilerplate, Sentence, Span

LIST_WORDS = 110  # a list of no more is one quotation
LIST_SHOWN = 8  # items of a longer one
ITEM_WORDS = 45  # an item of no more is one quotation
TURN_WORDS = 80


def paragraph_of(sentence: Sentence | None) -> list[list[Sentence]]:
    """A paragraph of one sentence; none where there is no sentence."""
    return [[sentence]] if sentence else []


def list_of(
    quoting: Quoting, opening: list[Block | Shown], items: Sequence[Block]
) -> Iterator[list[Sentence]]:
    """A list: whole where it is led in or numbered, item by item where it is long or is neither."""
    size = sum(len(item.text.split()) for item in items)
    asks = all("?" in item.text for item in items if item.mark)  # questions with their answers, and no steps
    ordered = any(item.mark and item.mark != "•" for item in items) and not asks
    whole = bool(opening) or (ordered and len(items) > 1)
    top = min((item.level for item in items if item.kind is Kind.ITEM), default=1)
    rows = [row(item, top) for item in items]
    lead = [*map(shown_of, opening)]
    if whole and size <= LIST_WORDS and (quoted := quoting.together([*led(lead), *rows], "\n")):
        yield [quoted]
        if not ordered and size > ITEM_WORDS and all(ENDS.search(item.text) for item in items if item.mark):
            yield from _items(quoting, items, joined(lead) if lead else None)
        return
    if whole:
        first = quoting.together([*led(lead), *rows[:LIST_SHOWN]], "\n")
        more = sum(bool(item.mark) for item in items[LIST_SHOWN:])
        yield from paragraph_of(replace(first, more=more) if first else None)
    yield from _items(quoting, items, joined(lead) if lead else None)


def _items(quoting: Quoting, items: Sequence[Block], introduced: Shown | None) -> Iterator[list[Sentence]]:
    """Item by item, each with what stands below it where that is short; else that follows separately.

    Args:
        quoting: the document.
        items: the items.
        introduced: what leads them in; None where only a heading may.
    """
    for family in families(items):
        item, below = family[0], family[1:]
        if item.kind is Kind.CODE:
            yield from paragraph_of(quoting.together([row(item)], ""))
            continue
        size = sum(len(block.text.split()) for block in family)
        lead = introduced or (quoting.heading if says_little(item.text) else None) or quoting.release
        if size <= (LIST_WORDS if below else ITEM_WORDS):
            rows = [item.shown, *map(row, below)]
            yield from paragraph_of(led_by(quoting.together(rows, "\n"), lead))
            continue
        quoted: list[Sentence] = []
        for piece in pieces_of(item):
            sentence = led_by(quoting.together([piece], ""), quoting.release if quoted else lead)
            quoted += [sentence] if sentence else []
        yield quoted
        if below:
            short = len(item.text.split()) <= ITEM_WORDS
            yield from _items(quoting, below, item.shown if short else introduced)


def code_of(
    quoting: Quoting, opening: list[Block | Shown], block: Block, heading: Shown | None
) -> Sentence | None:
    """Code with what leads it in; where nothing does, the heading tells what it is an example of."""
    lead = led([*map(shown_of, opening)])
    if lead and claims(lead[0], block):  # and is quoted by itself
        lead, heading = [], lead[0]
    quoted = quoting.together([*lead, fenced(block.shown)], "\n")
    return quoted if lead else led_by(quoted, heading)


def table_of(quoting: Quoting, rows: Sequence[Block]) -> list[Sentence]:
    """Each row with what its columns are called."""
    headers = [*takewhile(lambda row: row.kind is Kind.HEADER, rows)]
    headers = headers if len(headers) < len(rows) else headers[:1]
    lead = Span(headers[0].span.start, headers[-1].span.end) if headers else None
    names = [header.cells for header in headers if any(cell is not header.cells[0] for cell in header.cells)]
    quoted: list[Sentence] = []
    for line in rows[len(headers) :]:
        cells = named(line.cells, names)
        words = (": " if len(line.cells) == 2 and not headers else "; ").join(cells)
        if not quoting.is_seen(line.span):
            quoting.boilerplate.append(Boilerplate(line.span, UNSEEN))
        elif words:
            quoted.append(Sentence(line.span.start, line.span.end, words, quoting.section(), lead))
    quoting.boilerplate += [Boilerplate(header.span, "names of a table's columns") for header in headers]
    return quoted


def turn_of(quoting: Quoting, block: Block, after: Block | None) -> list[Sentence]:
    """A turn with the one after it, where what it asks may be answered; of a long one, the rest by sentences."""
    taken, rest = within(pieces_of(block), TURN_WORDS)
    who = block.shown.cut(0, block.text.find(":") + 1)
    turns = [joined(taken), *([first_words(after.shown, TURN_WORDS)] if after and not rest else [])]
    further = [led_by(quoting.together([piece], ""), who) for piece in rest]
    return [sentence for sentence in (quoting.together(turns, "\n"), *further) if sentence]
