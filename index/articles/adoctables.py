"""The tables of AsciiDoc: cells behind bars, as many to a row as there are columns, wherever their lines end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.articles.blocks import Block, Kind, Shown, in_one_line, joined
from index.articles.grid import Grid
from index.articles.lines import Line, Lines

_BAR = re.compile(
    r"(?:(?:^|(?<=\s))(?:(?P<wide>\d+)?(?:\.(?P<high>\d+))?\+)?[<^>]?(?:\.[<^>])?[adehlmsv]?)?(?<!\\)\|"
)
_COLUMNS = re.compile(r"cols=(?P<quote>[\"']?)(?P<told>[^\"'\]]*)(?P=quote)")
_TIMES = re.compile(r"^(\d+)\*")


@dataclass(slots=True)
class _Cell:
    parts: list[Shown]
    wide: int
    high: int


def table(reader: Lines, lines: list[Line], attributes: str) -> Iterator[Block]:
    """The rows of a table.

    Args:
        reader: what reads the file.
        lines: what stands between its delimiters.
        attributes: what is stated about it in brackets above it.
    """
    filled = [number for number, line in enumerate(lines) if not line.blank]
    if not filled:
        return
    cells: list[_Cell] = []
    counts: list[int] = []  # cells by line
    for line in lines:
        bars = list(_BAR.finditer(line.words))
        counts.append(sum(int(bar["wide"] or 1) for bar in bars))
        first = bars[0].start() if bars else len(line.words)
        if cells and first:
            cells[-1].parts.append(Shown.plain(reader.text, line.start, line.start + first))
        for number, bar in enumerate(bars):
            ends = bars[number + 1].start() if number + 1 < len(bars) else len(line.words)
            part = Shown.plain(reader.text, line.start + bar.end(), line.start + ends)
            cells.append(_Cell([part], int(bar["wide"] or 1), int(bar["high"] or 1)))
    columns = _stated(attributes) or _found(counts, filled)
    parted = filled[0] + 1 < len(lines) and lines[filled[0] + 1].blank and counts[filled[0]] == columns
    headed = bool(re.search(r"options=[\"']?[\w,]*header|%[\w%]*header", attributes)) or parted
    yield from _rows(reader, cells, columns, headed and "noheader" not in attributes)


def _stated(attributes: str) -> int:
    """How many columns are stated; 0 where none are."""
    match = _COLUMNS.search(attributes)
    if not match or not match["told"].strip():
        return 0
    specs = [spec.strip() for spec in match["told"].split(",")]
    return sum(int(times[1]) if (times := _TIMES.match(spec)) else 1 for spec in specs)


def _found(counts: list[int], filled: list[int]) -> int:
    """How many cells the first line holds; where that is one, those down to the first empty line."""
    first = filled[0]
    if counts[first] > 1:
        return counts[first]
    end = next((number for number in range(first, len(counts)) if number not in filled), len(counts))
    return max(sum(counts[first:end]), 1)


def _rows(reader: Lines, cells: list[_Cell], columns: int, headed: bool) -> Iterator[Block]:
    run, grid, at = next(reader.runs), Grid(), 0
    while at < len(cells):
        row: list[tuple[Shown, int, int]] = []
        width = len(grid.below)
        while at < len(cells) and (not row or width + cells[at].wide <= columns):
            cell = cells[at]
            row.append((in_one_line(reader.clean(joined(cell.parts, "\n"))), cell.wide, cell.high))
            width += cell.wide
            at += 1
        if block := grid.block(Kind.HEADER if headed else Kind.ROW, row, run):
            yield block
        headed = False
