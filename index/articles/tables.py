"""The tables of reStructuredText: simple ones, grids, and lists of lists."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.articles.blocks import Block, Kind, Shown, in_one_line, joined
from index.articles.lines import Line, Lines, moved
from index.records import Span

_SIMPLE = re.compile(r"^=+(?:[ ]+=+)+$")
_VALUE = re.compile(r"[ \t]*(?:\"(?P<quoted>(?:[^\"]|\"\")*)\"|(?P<bare>[^,]+))[ \t]*(?:,|$)")
_GRID = re.compile(r"^\+(?:[-=]+\+)+$")


def table(reader: Lines, line: Line) -> list[Block] | None:
    """A simple or a grid table; None where none stands here."""
    if not _SIMPLE.match(line.words) and not _GRID.match(line.words):
        return None
    grid = bool(_GRID.match(line.words))
    rows: list[list[Line]] = [[]]
    first: list[Line] | None = None
    reader.at += 1
    while reader.at < len(reader.lines):
        one = reader.lines[reader.at]
        ends = bool((_GRID if grid else _SIMPLE).match(one.words))
        if one.blank and (grid or (first is not None and not _more_rows(reader))):
            break
        reader.at += 1
        if ends:
            if "=" in one.words and first is None:
                first = [row for row in rows if row][-1] if any(rows) else None
            rows.append([])
            if not grid and first is not None and len([row for row in rows if row]) > 1:
                break
        elif grid:
            rows[-1].append(one)
        elif not one.blank:
            if rows[-1] and one.indent > line.indent:  # its first column is empty: the row goes on
                rows[-1].append(one)
            else:
                rows.append([one])
    run = next(reader.runs)
    made = []
    for row in (one for one in rows if one):
        cells = _cells(reader, line, row, grid)
        span = Span(row[0].start, row[-1].end)
        kind = Kind.HEADER if first is not None and row is first else Kind.ROW
        made.append(Block(kind, span, joined(cells, " | "), run=run, cells=tuple(cells)))
    return made


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
        cells = [reader.block(Kind.ROW, [one for one in cell if one.words] or cell[:1]).shown for cell in row]
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
    for place, words, skip in (*names, *((one.start, one.words, 0) for one in body if not one.blank)):
        cells = [
            in_one_line(reader.clean(Shown.plain(reader.text, place + a, place + b)))
            for a, b in (one.span(one.lastgroup or 0) for one in _VALUE.finditer(words, skip))
        ]
        kind = Kind.HEADER if skip else Kind.ROW
        span = Span(place + skip, place + len(words))
        yield Block(kind, span, joined(cells, " | "), run=run, cells=tuple(cells))


def _more_rows(reader: Lines) -> bool:
    """Whether after this empty line the table goes on."""
    rest = reader.lines[reader.at + 1 : reader.at + 2]
    return (
        bool(rest)
        and not rest[0].blank
        and any(_SIMPLE.match(one.words) for one in reader.lines[reader.at :][:40])
    )


def _cells(reader: Lines, line: Line, row: list[Line], grid: bool) -> list[Shown]:
    columns: list[list[Shown]] = []
    for one in row:
        places = (
            [match.span(1) for match in re.finditer(r"\|([^|]*)(?=\|)", one.words)]
            if grid
            else _columns(line.words, one, line.indent)
        )
        for number, (a, b) in enumerate(places):
            while len(columns) <= number:
                columns.append([])
            columns[number].append(Shown.plain(reader.text, one.start + a, one.start + b).stripped())
    return [
        in_one_line(reader.clean(joined([part for part in parts if part.text], "\n"))) for parts in columns
    ]


def _columns(ruler: str, line: Line, indent: int) -> list[tuple[int, int]]:
    """Where the columns of a simple table stand in the words of one of its lines."""
    starts = [match.start() for match in re.finditer("=+", ruler)]
    shift = line.indent - indent
    ends = [*starts[1:], len(line.words) + shift + 1]
    size = len(line.words)
    places = [(max(a - shift, 0), max(b - shift, 0)) for a, b in zip(starts, ends, strict=True)]
    return [(min(a, size), min(b, size)) for a, b in places]
