"""The columns of a table whose cells cover several columns or rows."""

from __future__ import annotations

from dataclasses import dataclass, field

from index.articles.blocks import Block, Kind, Shown, joined
from index.records import Span

WIDEST = 100  # columns that a cell may cover


@dataclass(slots=True)
class Grid:
    """A table while its rows are read: which cells of earlier rows reach into the next one."""

    below: dict[int, tuple[Shown, int]] = field(default_factory=dict)  # column: cell, rows to come

    def row(self, cells: list[tuple[Shown, int, int]]) -> tuple[Shown, ...]:
        """The cells of a row column by column; one that covers several columns stands in each.

        Args:
            cells: those that open in it, with how many columns and how many rows each covers.
        """
        columns: list[Shown] = []
        waiting = iter(cells)
        while True:
            at = len(columns)
            if at in self.below:
                columns.append(self._taken(at))
                continue
            cell = next(waiting, None)
            if cell is None:
                break
            shown, wide, high = cell
            for _ in range(min(max(wide, 1), WIDEST)):
                if high > 1:
                    self.below[len(columns)] = (shown, high - 1)
                columns.append(shown)
        for at in sorted(self.below):
            if at >= len(columns):
                columns += [Shown("", ())] * (at - len(columns)) + [self._taken(at)]
        return tuple(columns)

    def block(self, kind: Kind, cells: list[tuple[Shown, int, int]], run: int) -> Block | None:
        """A row as a block, each of its cells once in the words; None where it holds no words.

        Args:
            kind: what it is.
            cells: see `row`.
            run: the number of the table.
        """
        columns = self.row(cells)
        filled = [
            cell for at, cell in enumerate(columns) if cell.text and (not at or cell is not columns[at - 1])
        ]
        spans = [span for span in (cell.span() for cell in filled) if span]
        if not spans:
            return None
        span = Span(min(span.start for span in spans), max(span.end for span in spans))
        return Block(kind, span, joined(filled, " | "), run=run, cells=columns)

    def _taken(self, column: int) -> Shown:
        shown, rows = self.below.pop(column)
        if rows > 1:
            self.below[column] = (shown, rows - 1)
        return shown


def named(cells: tuple[Shown, ...], headers: list[tuple[Shown, ...]]) -> list[str]:
    """A row in words: each cell after the names of its columns, in the order of the file.

    Args:
        cells: the row, as `Grid.row` gives it.
        headers: the rows that name the columns, the highest first.
    """
    parts: list[tuple[int, str]] = []
    at = 0
    while at < len(cells):
        end = at + 1
        while end < len(cells) and cells[end] is cells[at]:
            end += 1
        if cells[at].text:
            name = "" if end - at == len(cells) > 1 else _name([header[at:end] for header in headers])
            first = next((place for place in cells[at].at if place >= 0), 0)
            parts.append((first, f"{name}: {cells[at].text}" if name else cells[at].text))
        at = end
    return [words for _, words in sorted(parts, key=lambda part: part[0])]


def _name(above: list[tuple[Shown, ...]]) -> str:
    """The name of several columns together: what stands over all of them, else every name."""
    over = [row for row in above if row and len({cell.text for cell in row}) == 1] or above
    words = dict.fromkeys(cell.text for row in over for cell in row if cell.text)
    return (
        " ".join(words) if len(over) < len(above) or all(len(row) == 1 for row in over) else ", ".join(words)
    )
