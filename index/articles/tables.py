"""The tables of reStructuredText: drawn ones, lists of lists, and values with commas between them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.articles.blocks import Block, Kind, Shown, in_one_line, joined
from index.articles.lines import Line, Lines, moved
from index.articles.rsttables import drawn_table
from index.records import Span

_SIMPLE = re.compile(r"^=+(?:[ ]+=+)+$")
_VALUE = re.compile(r"[ \t]*(?:\"(?P<quoted>(?:[^\"]|\"\")*)\"|(?P<bare>[^,]+))[ \t]*(?:,|$)")
_GRID = re.compile(r"^\+(?:[-=]+\+)+$")
FEWEST_LINES = 3


def table(reader: Lines, line: Line) -> list[Block] | None:
    """A simple or a grid table; None where none stands here."""
    grid = bool(_GRID.match(line.words))
    if not grid and not _SIMPLE.match(line.words):
        return None
    end = _end_of_grid(reader) if grid else _end_of_simple(reader)
    lines = reader.lines[reader.at : end]
    if len(lines) < FEWEST_LINES:
        return None
    reader.at = end
    rows = drawn_table(reader, lines, grid=grid)
    return reader.code(lines) if rows is None else rows  # as docutils shows what is drawn amiss


def _end_of_grid(reader: Lines) -> int:
    """Behind the last line that a bar or a border opens."""
    end = reader.at
    while end < len(reader.lines) and reader.lines[end].words.startswith(("|", "+")):
        end += 1
    return end


def _end_of_simple(reader: Lines) -> int:
    """Behind the third border, or the second where nothing follows it."""
    borders, end = 0, reader.at + 1
    while end < len(reader.lines):
        ends = _SIMPLE.match(reader.lines[end].words)
        end += 1
        borders += bool(ends)
        if ends and (borders == 2 or end == len(reader.lines) or reader.lines[end].blank):
            break
    return end


def list_table(reader: Lines, body: list[Line], headed: bool) -> Iterator[Block]:
    """A table whose rows are items of items."""
    rows: list[list[list[Line]]] = []
    for line in body:
        opens = re.match(r"^\* - ?", line.words)
        cell = re.match(r"^- ?", line.words)
        if opens:
            rows.append([[moved(line, opens.end())]])
        elif cell and rows:
            rows[-1].append([moved(line, cell.end())])
        elif rows and not line.blank:
            rows[-1][-1].append(line)
    run = next(reader.runs)
    for number, row in enumerate(rows):
        cells = [
            reader.block(Kind.ROW, [line for line in cell if line.words] or cell[:1]).shown for cell in row
        ]
        last = row[-1][-1]
        span = Span(row[0][0].start, max(last.end, row[0][0].start + 1))
        kind = Kind.HEADER if number == 0 and headed else Kind.ROW
        yield Block(kind, span, joined(cells, " | "), run=run, cells=tuple(cells))


def csv_table(reader: Lines, body: list[Line], header: Block | None) -> Iterator[Block]:
    """A table whose rows are lines of cells with commas between them.

    Args:
        reader: what reads the file.
        body: its lines.
        header: the option that names its columns, or None.
    """
    run = next(reader.runs)
    names = [(header.span.start, header.text, len(":header:"))] if header else []
    for place, words, skip in (*names, *((line.start, line.words, 0) for line in body if not line.blank)):
        cells = [
            in_one_line(reader.clean(Shown.plain(reader.text, place + start, place + end)))
            for start, end in (match.span(match.lastgroup or 0) for match in _VALUE.finditer(words, skip))
        ]
        kind = Kind.HEADER if skip else Kind.ROW
        span = Span(place + skip, place + len(words))
        yield Block(kind, span, joined(cells, " | "), run=run, cells=tuple(cells))
