"""The cells of reStructuredText's drawn tables: docutils finds their lines and the widths of their columns."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

from docutils.parsers.rst.tableparser import GridTableParser, SimpleTableParser, TableMarkupError
from docutils.statemachine import StringList

from index.articles.blocks import Block, Kind, Shown, in_one_line, joined
from index.articles.grid import Grid
from index.articles.lines import Line, Lines

_WIDE = GridTableParser.double_width_pad_char  # stands behind a sign that is drawn two columns wide


def drawn_table(reader: Lines, lines: list[Line], *, grid: bool) -> list[Block] | None:
    """The rows of a table; None where its lines do not meet, or tabs keep them apart.

    Args:
        reader: what reads the file.
        lines: the table, from its first border to its last.
        grid: whether bars stand between its cells; else white space does.
    """
    left = lines[0].start
    begins = [line.start - line.indent + lines[0].indent for line in lines]
    texts = [reader.text[at : line.end] for at, line in zip(begins, lines, strict=True)]
    if left < lines[0].indent or any("\t" in text for text in texts):
        return None
    block = StringList(texts, "table")
    block.pad_double_width(_WIDE)
    drawn = _Drawn(reader, begins, [*block])
    parser = GridTableParser() if grid else SimpleTableParser()
    try:
        widths, head, body = parser.parse(block)
    except (TableMarkupError, IndexError, AssertionError):
        return None
    if grid:
        starts = [1 + at for at in accumulate((width + 1 for width in widths), initial=0)]
        columns = [(at, at + width) for at, width in zip(starts, widths, strict=False)]
    else:
        columns = parser.columns
    return drawn.rows([*((row, Kind.HEADER) for row in head), *((row, Kind.ROW) for row in body)], columns)


class _Drawn:
    """The lines of a table, padded, and where each begins in the file."""

    def __init__(self, reader: Lines, begins: list[int], lines: list[str]) -> None:
        self._reader, self._begins, self._lines = reader, begins, lines

    def rows(self, parsed: list[tuple[list[Any], Kind]], columns: list[tuple[int, int]]) -> list[Block]:
        """One block a row.

        Args:
            parsed: the rows, as the library gives them: a cell for each column that one opens in, and what the row is.
            columns: where each column begins and ends in a line.
        """
        run, table, made = next(self._reader.runs), Grid(), list[Block]()
        for row, kind in parsed:
            cells = [
                (self._cell(cell, columns[at][0], columns[min(at + cell[1], len(columns) - 1)][1]), cell)
                for at, cell in _opened(row)
            ]
            opened = [(shown, wide + 1, high + 1) for shown, (high, wide, *_) in cells]
            if block := table.block(kind, opened, run):
                made.append(block)
        return made

    def _cell(self, cell: list[Any], start: int, end: int) -> Shown:
        """The words of a cell."""
        _, _, first, content = cell
        parts = []
        for at in range(first, min(first + len(content), len(self._lines))):
            line = self._lines[at]
            begin = self._begins[at] + start - line.count(_WIDE, 0, start)
            stop = self._begins[at] + min(end, len(line)) - line.count(_WIDE, 0, end)
            parts.append(Shown.plain(self._reader.text, begin, max(begin, stop)).stripped())
        return in_one_line(self._reader.clean(joined(parts, "\n")))


def _opened(row: list[Any]) -> list[tuple[int, list[Any]]]:
    """The cells that open in a row, each with its first column; simple rows leave out the columns that one covers."""
    opened = [(at, cell) for at, cell in enumerate(row) if cell is not None]
    if len(opened) < len(row):  # of a grid, where None stands for what another covers
        return opened
    covered = accumulate((cell[1] + 1 for _, cell in opened), initial=0)
    return [(at, cell) for at, (_, cell) in zip(covered, opened, strict=False)]
