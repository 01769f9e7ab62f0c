"""The blocks of AsciiDoc."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from index.articles import marks
from index.articles.blocks import Block, Kind, Shown, in_one_line, joined
from index.articles.lines import Line, Lines, closes
from index.records import Span


class Adoc(Lines):
    """AsciiDoc."""

    _DELIMITED = re.compile(r"^(?:-{4,}|\.{4,}|`{3,})$")
    _HEADING = re.compile(r"^(?P<signs>={1,6})[ \t]+(?P<words>\S.*)$")
    _LIST = re.compile(r"^(?P<mark>\*{1,5}|\.{1,5}|-|\d{1,3}\.)[ \t]+(?=\S)")
    _LABEL = re.compile(r"^(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION):[ \t]+")
    _QUIET = re.compile(
        r"^(?://|:[\w!-]+:|\[[^\]]*\]$|include::|image::|ifdef::|ifndef::|endif::|toc::|'''$|<<<$|={4,}$|\*{4,}$|_{4,}$|\+\+\+\+$|\+$|-{2}$)"
    )

    def __init__(self, text: str, lines: list[Line]) -> None:
        super().__init__(text, lines, marks.adoc)

    def blocks(self) -> Iterator[Block]:
        """All blocks, in order."""
        run, paragraph, counted = 0, 0, 0
        while self.at < len(self.lines):
            line = self.lines[self.at]
            self.at += 1
            if line.blank:
                paragraph = 0
                continue
            if line.words.startswith("////"):
                for one in self.until(lambda one: one.words.startswith("////")):
                    if not one.blank:
                        yield self.left_out(one, "remark")
            elif self._DELIMITED.match(line.words):
                code = self.code(self.until(partial(closes, line.words)))
                yield from [code] if code else []
            elif match := self._HEADING.match(line.words):
                run = 0
                yield self.block(Kind.HEADING, [line], match.start("words"), level=len(match["signs"]))
            elif line.words.startswith("|==="):
                yield from self._table()
            elif self._QUIET.match(line.words):
                yield self.left_out(line, "mark of the page")
            elif match := self._LIST.match(line.words):
                run = run or next(self.runs)
                ordered = match["mark"].startswith(".") or match["mark"][0].isdigit()
                counted = counted + 1 if ordered else 0
                rest = self._text_lines()
                mark = f"{counted}." if ordered else "•"
                yield self.block(
                    Kind.ITEM, [line, *rest], match.end(), level=len(match["mark"]), run=run, mark=mark
                )
            elif line.words.startswith(".") and line.words[1:2].isalnum():
                yield self.block(Kind.HEADING, [line], 1, level=7)
            else:
                run, counted = 0, 0
                label = self._LABEL.match(line.words)
                paragraph = paragraph or next(self.runs)
                yield self.block(Kind.PARAGRAPH, [line, *self._text_lines()], label.end() if label else 0)

    def _text_lines(self) -> list[Line]:
        taken: list[Line] = []
        while self.at < len(self.lines):
            line = self.lines[self.at]
            stops = (self._QUIET, self._HEADING, self._LIST, self._DELIMITED)
            if line.blank or line.words.startswith("|===") or any(one.match(line.words) for one in stops):
                break
            taken.append(line)
            self.at += 1
        return taken

    def _table(self) -> Iterator[Block]:
        run = next(self.runs)
        lines = self.until(lambda one: one.words.startswith("|==="))
        rows: list[list[Line]] = [[]]
        for line in lines:
            if line.blank:
                rows.append([])
            elif line.words.count("|") > 1:
                rows.append([line])
            else:
                rows[-1].append(line)
        rows = [row for row in rows if row]
        columns = max((sum(one.words.count("|") for one in row) for row in rows[:1]), default=0)
        for number, row in enumerate(rows):
            cells = [
                in_one_line(self.clean(Shown.plain(self.text, one.start + a, one.start + b)))
                for one in row
                for a, b in (match.span(1) for match in re.finditer(r"\|([^|]*)", one.words))
            ]
            if cells:
                kind = Kind.HEADER if number == 0 and columns > 1 else Kind.ROW
                span = Span(row[0].start, row[-1].end)
                yield Block(kind, span, joined(cells, " | "), run=run, cells=tuple(cells))
