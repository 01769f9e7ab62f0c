"""The blocks of plain text and reStructuredText."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from index.articles import marks
from index.articles.blocks import Block, Kind
from index.articles.described import line_block, options
from index.articles.directives import directive, opens_directive
from index.articles.headings import Headed
from index.articles.items import BULLETS, IRC, ITEM, TURNS, is_question, is_talk, speaks
from index.articles.lines import Line, closes
from index.articles.spoken import speech
from index.articles.tables import table
from index.records import Span

_RULE = re.compile(r"^([-*_=~#.])(?:[ \t]*\1){2,}$")
_CUE = re.compile(r"^(?:\d{1,2}:)?\d{2}:\d{2}[.,]\d{3} --> ")

FEWEST_ROWS, ROW_SIGNS = 2, 60  # of a list without marks: lines at least, and signs of each at most


class Plain(Headed):
    """Plain text and reStructuredText.

    Lines of running text stay lines, with the number of their paragraph: boilerplate is recognised line by line, and
    only what remains is joined (`index.articles.wrapped`).
    """

    def __init__(
        self, text: str, lines: list[Line], clean: marks.Cleaner, within: Plain | None = None
    ) -> None:
        super().__init__(text, lines, clean, within.levels if within else [])
        self.depth: int = within.depth + 1 if within else 0
        self.runs = within.runs if within else self.runs
        self.talk = is_talk(line.words for line in lines)
        self.irc = (
            sum(bool(IRC.match(line.words)) for line in lines if line.words[:1] in "<[(0123456789") >= TURNS
        )
        self.asked = False  # whether the line before asks

    def inside(self, lines: list[Line]) -> Plain:
        """A reader of lines that stand within something."""
        return Plain(self.text, lines, self.clean, self)

    def blocks(self) -> Iterator[Block]:
        """All blocks, in order."""
        list_run, paragraph, headed, counted = 0, 0, False, 0
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if line.blank:
                self.at += 1
                paragraph = 0
                if not self._next_is_item():
                    list_run, counted = 0, 0
                continue
            if block := self.heading():
                yield block
                list_run, paragraph, headed = 0, 0, True
                continue
            if self.rst and (blocks := directive(self, line)) is not None:
                yield from blocks
                paragraph = 0
                continue
            if self.rst and (blocks := table(self, line)) is not None:
                yield from blocks
                continue
            if line.words.startswith(("```", "~~~")):
                fence = line.words[:3]
                self.at += 1
                yield from self.code(self.until(partial(closes, fence)), line.words[3:].strip())
                continue
            if line.words.startswith(">>> "):
                yield from self.code(self.before(lambda line: line.blank), "python")
                continue
            if block := speech(self, line):
                yield block
                paragraph = 0
                continue
            if _RULE.match(line.words) or self._is_cue(line):
                self.at += 1
                yield self.left_out(line, "rule" if _RULE.match(line.words) else "time of a subtitle")
                continue
            match = ITEM.match(line.words)
            if match and not self.rst and is_question(line.words[match.end() :]) and self._is_answered(line):
                self.at += 1
                yield self.block(Kind.QUESTION, [line], match.end())
                continue
            if match:
                list_run = list_run or next(self.runs)
                self.at += 1
                rest = self._continued(line.indent + 1)
                mark = "•" if match["mark"] in BULLETS else match["mark"]
                level = 1 + line.indent // 2
                if mark == "#.":
                    counted += 1
                    mark = f"{counted}."
                yield self._item([line, *rest], match.end(), level=level, run=list_run, mark=mark)
                yield from self._rest_of_item(line, level, list_run)
                paragraph = 0
                continue
            if self.rst and (blocks := options(self, line) or line_block(self, line)):
                yield from blocks
                list_run = 0
                continue
            if self.rst and self._defines(line):
                self.at += 1
                yield self.block(Kind.QUESTION, [line])
                yield from self.inside(self.indented(line.indent)).blocks()
                continue
            if self.rst:
                in_item = list_run if line.indent > 1 else 0
                level = max(1, line.indent // 2)
                yield from (_of_item(block, level, in_item) for block in self._paragraph(line))
                list_run = in_item
                continue
            self.at += 1
            if self.is_isolated(self.at - 1, headed):
                headed = True
                level = 1 if not self.levels and self.filled(0) is line else 2
                yield self.block(Kind.HEADING, [line], level=level)
                continue
            if not paragraph and is_question(line.words) and not self.near(self.at).blank:
                yield self.block(Kind.QUESTION, [line])
                continue
            paragraph = paragraph or next(self.runs)
            list_run = 0
            shown = self.shown(line)
            if shown.text:
                yield Block(Kind.PARAGRAPH, Span(line.start, line.end), shown, run=paragraph)
            if rows := self._indented_rows(line):
                run, paragraph = next(self.runs), 0
                yield from (self.block(Kind.ITEM, [row], level=1, run=run, mark="•") for row in rows)

    def _is_cue(self, line: Line) -> bool:
        """Whether a line is the time of a subtitle, or its number above that."""
        after = self.near(self.at + 1).words
        return bool(_CUE.match(line.words)) or (line.words.isdecimal() and bool(_CUE.match(after)))

    def _is_answered(self, line: Line) -> bool:
        """Whether what stands next below a numbered question is text, no further than it from the left."""
        after = self.filled(self.at + 1)
        return not after.blank and after.indent <= line.indent and not ITEM.match(after.words)

    def _indented_rows(self, line: Line) -> list[Line]:
        """Short lines indented below one that ends in a colon, which are the rows of a list without marks."""
        if not line.words.endswith(":"):
            return []
        first = self.at
        rows = self.before(lambda row: row.blank or row.indent <= line.indent + 1)
        if len(rows) < FEWEST_ROWS or any(
            len(row.words) > ROW_SIGNS or ITEM.match(row.words) for row in rows
        ):
            self.at = first
            return []
        return rows

    def _item(self, lines: list[Line], skip: int, **more: object) -> Block:
        """An item; the two colons at its end that open code in reStructuredText are one."""
        block = self.block(Kind.ITEM, lines, skip, **more)
        if self.rst and block.text.endswith("::"):
            return replace(block, shown=block.shown.cut(0, len(block.text) - 1))
        return block

    def _rest_of_item(self, line: Line, level: int, run: int) -> Iterator[Block]:
        """What stands indented below an item after an empty line belongs to it: paragraphs and code."""
        after = self.filled(self.at)
        if not self.near(self.at).blank or after.indent <= line.indent + 1 or ITEM.match(after.words):
            return
        body = self.indented(line.indent + 1)
        if line.words.endswith("::") and self.rst:
            yield from (replace(code, run=run) for code in self.code(body))
            return
        yield from (_of_item(block, level, run) for block in self.inside(body).blocks())

    def _defines(self, line: Line) -> bool:
        """Whether the next line is indented below this one, without an empty line between: a term and what it means."""
        after = self.near(self.at + 1)
        return not after.blank and after.indent > line.indent and not line.words.endswith("::")

    def _paragraph(self, line: Line) -> Iterator[Block]:
        """A paragraph of reStructuredText, whole, and the code that two colons at its end open."""
        self.at += 1
        rest = self.before(lambda more: more.blank or opens_directive(more.words) or _opens_other(more.words))
        lines = [line, *rest]
        block = self.block(Kind.PARAGRAPH, lines)
        if lines[-1].words.endswith("::"):
            keep = len(block.text) - (2 if block.text in ("::",) or block.text.endswith(" ::") else 1)
            shown = block.shown.cut(0, max(keep, 0)).stripped()
            if shown.text:
                yield replace(block, shown=shown)
            yield from self.code(self.indented(line.indent))
        else:
            yield block

    def _next_is_item(self) -> bool:
        after = self.filled(self.at)
        return bool(ITEM.match(after.words)) or after.indent > 1

    def _continued(self, indent: int) -> list[Line]:
        """The lines that go on with an item: not blank, no item themselves, and indented or wrapped."""
        return self.before(lambda line: line.blank or line.indent < indent or _opens_other(line.words))


def _opens_other(words: str) -> bool:
    """Whether a line goes on with nothing: it opens an item, a question, a reply or a turn."""
    return bool(ITEM.match(words)) or speaks(words)


def _of_item(block: Block, level: int, run: int) -> Block:
    """A paragraph or code that stands below an item of a list, as part of that item; anything where no list is open."""
    if run and block.kind is Kind.PARAGRAPH and not block.left_out:
        return replace(block, kind=Kind.ITEM, level=level, run=run)
    return replace(block, run=run) if run and block.kind is Kind.CODE else block
