"""The lines of a file that is made of them, and what their readers share.

No parser of plain text, reStructuredText or AsciiDoc keeps where each word stands, so their lines are read here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count

from index.articles import marks
from index.articles.blocks import Block, Kind, Shown, in_one_line, joined, stacked
from index.records import Span


@dataclass(frozen=True, slots=True)
class Line:
    """A line: where it stands, its words without indentation and marks of quotation, and how far it is indented.

    ``raw`` is where its first visible sign stands, a mark of quotation included.
    """

    start: int
    end: int
    indent: int
    words: str
    raw: int = 0

    @property
    def blank(self) -> bool:
        """Whether nothing is to be seen in it."""
        return not self.words


def lines_of(text: str, start: int) -> Iterator[Line]:
    """The lines of a file from a place on, without indentation and marks of quotation.

    Args:
        text: the file.
        start: where to begin, in code points.
    """
    for match in re.finditer(r"([^\r\n]*)(?:\r\n|\r|\n|$)", text[start:]):
        raw = match[1]
        if not match[0]:
            return
        bare = raw.lstrip(" \t\ufeff\xa0")
        quoted = re.match(r"(?:>[ \t]?)+", bare)
        if quoted and not bare.startswith(">>>"):
            bare = bare[quoted.end() :].lstrip()
        words = bare.rstrip()
        at = start + match.start() + (len(raw) - len(raw.lstrip(" \t\ufeff\xa0")))
        if words:
            at = start + match.start() + raw.index(words)
        indent = len(raw) - len(raw.lstrip(" \t"))
        yield Line(at, at + len(words), indent, words, start + match.start() + indent)


class Lines:
    """What the readers of lines share: a place among them, and blocks made of some.

    Args:
        text: the file.
        lines: those to read.
        clean: takes the marks out of their words.
    """

    def __init__(self, text: str, lines: list[Line], clean: marks.Cleaner) -> None:
        self.text = text
        self.lines = lines
        self.clean = clean
        self.runs = count(1)
        self.at = 0

    def shown(self, line: Line, skip: int = 0) -> Shown:
        """The words of a line, less so many signs of it, without marks."""
        return self.clean(Shown.plain(self.text, line.start + skip, line.end)).stripped()

    def block(self, kind: Kind, lines: list[Line], skip: int = 0, **more: object) -> Block:
        """A block of several lines, joined; ``skip`` signs of the first are a mark."""
        raw = joined(
            [
                Shown.plain(self.text, line.start + (skip if number == 0 else 0), line.end)
                for number, line in enumerate(lines)
            ],
            "\n",
        )
        shown = in_one_line(self.clean(raw))
        return Block(kind, Span(lines[0].start, max(lines[-1].end, lines[0].start + 1)), shown, **more)  # type: ignore[arg-type]

    def code(self, lines: list[Line], language: str = "") -> list[Block]:
        """Lines of code without their common indentation, as a block; none where all are empty."""
        filled = [line for line in lines if not line.blank]
        if not filled:
            return []
        least = min(line.indent for line in filled)
        shown = stacked(
            [
                Shown("", ())
                if line.blank
                else Shown.plain(self.text, max(line.raw - line.indent + least, 0), line.end)
                for line in lines
            ]
        )
        span = shown.span() or Span(filled[0].start, filled[-1].end)
        return [Block(Kind.CODE, span, shown, mark=language)]

    def left_out(self, line: Line, why: str) -> Block:
        """A line that is never quoted, and why."""
        shown = Shown.plain(self.text, line.start, line.end)
        return Block(Kind.PARAGRAPH, Span(line.start, line.end), shown, left_out=why)

    def near(self, place: int) -> Line:
        """The line at a place; an empty one before the first and behind the last."""
        return self.lines[place] if 0 <= place < len(self.lines) else Line(0, 0, 0, "")

    def filled(self, place: int) -> Line:
        """The first line from a place on that is not blank; an empty one where there is none."""
        while place < len(self.lines) and self.lines[place].blank:
            place += 1
        return self.near(place)

    def before(self, stops: Callable[[Line], bool]) -> list[Line]:
        """The lines from here on to the one before which to stop."""
        first = self.at
        while self.at < len(self.lines) and not stops(self.lines[self.at]):
            self.at += 1
        return self.lines[first : self.at]

    def until(self, ends: Callable[[Line], bool]) -> list[Line]:
        """The lines from here on to the one that ends them, which is passed over."""
        taken = self.before(ends)
        self.at = min(self.at + 1, len(self.lines))
        return taken

    def indented(self, indent: int) -> list[Line]:
        """The lines from here on that are indented more, blank ones between them included."""
        taken = self.before(lambda line: not line.blank and line.indent <= indent)
        while taken and taken[-1].blank:
            taken.pop()
        return taken


def moved(line: Line, by: int) -> Line:
    """A line without its first signs."""
    return Line(min(line.start + by, line.end), line.end, line.indent + by, line.words[by:])


def closes(fence: str, line: Line) -> bool:
    """Whether a line closes what a fence opened."""
    return line.words.startswith(fence)
