"""Blocks: what a document is a sequence of, each with the place of every sign that a reader sees.

A reader sees words; a file holds words and marks (bold, links, tags, entities). A `Shown` text knows for each of its
signs where it stands in the file, so that what is shown is clean and what is cited is what the file holds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from index.records import Span

NOWHERE = -1
NOTHING = "\ufdd0"  # stands in place of what nobody sees; no text holds it
BOLD_LEVEL = 7  # of a line in bold that acts as a heading: below every real one
TERM = "term"
_UNEVEN = re.compile(r" *[^\S ]\s*| {2,}")  # a run of white space that is not one space


class Kind(StrEnum):
    """What a block is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "item"
    CODE = "code"
    HEADER = "header"  # the row of a table that names its columns
    ROW = "row"
    QUESTION = "question"
    REPLY = "reply"  # to the question before it
    TURN = "turn"


@dataclass(frozen=True, slots=True)
class Shown:
    """Words as a reader sees them, and where they stand.

    Args:
        text: the words.
        at: for each sign of ``text`` where it stands in the file, `NOWHERE` for one that does not stand there as it is.
            They rise within a block; in the rows of a table, which are read cell by cell, within each cell.
    """

    text: str
    at: tuple[int, ...]

    @classmethod
    def plain(cls, text: str, start: int, end: int) -> Shown:
        """A stretch of a file that holds no marks."""
        return cls(text[start:end], tuple(range(start, end)))

    def cut(self, start: int, end: int | None = None) -> Shown:
        """A part of it, by signs."""
        return Shown(self.text[start:end], self.at[start:end])

    def stripped(self, signs: str | None = None) -> Shown:
        """Without white space, or the given signs, around it."""
        bare = self.text.strip(signs)
        if len(bare) == len(self.text):
            return self
        left = len(self.text) - len(self.text.lstrip(signs))
        return self.cut(left, left + len(bare))

    def seen(self) -> Shown:
        """Without the signs that stand for what nobody sees."""
        if NOTHING not in self.text:
            return self
        kept = [number for number, sign in enumerate(self.text) if sign != NOTHING]
        return Shown("".join(self.text[place] for place in kept), tuple(self.at[place] for place in kept))

    def span(self) -> Span | None:
        """From its first sign in the file to its last; None where none of it stands there."""
        first = next((place for place in self.at if place >= 0), NOWHERE)
        last = next((place for place in reversed(self.at) if place >= 0), NOWHERE)
        return Span(first, last + 1) if first >= 0 else None


def joined(parts: Sequence[Shown], between: str = " ") -> Shown:
    """Several texts as one, with something that stands nowhere between them."""
    filled = [part for part in parts if part.text]
    if len(filled) == 1:
        return filled[0]
    gap = [NOWHERE] * len(between)
    at: list[int] = []
    for part in filled:
        if at:
            at += gap
        at += part.at
    return Shown(between.join(part.text for part in filled), tuple(at))


def stacked(lines: Sequence[Shown]) -> Shown:
    """Lines of code one below the other, empty ones too, without those around them."""
    text, at = list[str](), list[int]()
    for number, line in enumerate(lines):
        if number:
            text.append("\n")
            at.append(NOWHERE)
        text.append(line.text)
        at += line.at
    return Shown("".join(text), tuple(at)).stripped("\n")


def in_one_line(shown: Shown) -> Shown:
    """With every run of white space as one space, as a reader sees it."""
    text, at, last = list[str](), list[int](), 0
    for match in _UNEVEN.finditer(shown.text):
        text += [shown.text[last : match.start()], " "]
        at += [*shown.at[last : match.start()], shown.at[match.start()]]
        last = match.end()
    if not text:
        return shown.stripped()
    return Shown("".join([*text, shown.text[last:]]), (*at, *shown.at[last:])).stripped()


@dataclass(frozen=True, slots=True)
class Block:
    """A block of a document.

    Args:
        kind: what it is.
        span: where it stands in the file, marks included.
        shown: its words; of a row, those of all its cells.
        level: of a heading, 1 for the highest; of an item, how deep it lies, from 1.
        run: a number that the items of one list, or the rows of one table, share; 0 for what belongs to neither.
        mark: of an item, what stands before it: ``•`` or its number; of code, the language; of a heading, `TERM` where
            it names what is described below it.
        cells: of a row, the words of each cell.
        left_out: why it is never quoted, or None.
        reach: of a heading, where what it stands over ends, in code points; 0 where only another heading ends it.
    """

    kind: Kind
    span: Span
    shown: Shown
    level: int = 0
    run: int = 0
    mark: str = ""
    cells: tuple[Shown, ...] = ()
    left_out: str | None = None
    reach: int = 0

    @property
    def text(self) -> str:
        """Its words."""
        return self.shown.text
