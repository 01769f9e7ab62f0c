"""The rows of HTML's tables, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from index.articles.blocks import Block, Kind, Shown, joined
from index.articles.grid import Grid


@dataclass(slots=True)
class _Cell:
    """A cell of a row that is open: what stands in it, how many columns and rows it covers, whether it names them."""

    parts: list[Shown]
    wide: int
    high: int
    names: bool


class Rows:
    """The table that is open, and its row.

    Args:
        runs: numbers for tables.
    """

    def __init__(self, runs: Iterator[int]) -> None:
        self._runs = runs
        self._table = 0
        self._cells: list[_Cell] = []
        self._grid = Grid()
        self._headed = True  # whether all rows so far name columns

    @property
    def has_cell(self) -> bool:
        """Whether the row has a cell."""
        return bool(self._cells)

    def open_table(self) -> None:
        """Begins a table."""
        self._table, self._grid, self._headed = next(self._runs), Grid(), True

    def close_table(self) -> None:
        """Ends it."""
        self._table = 0

    def open_cell(self, attributes: Mapping[str, str], *, names: bool) -> None:
        """Begins a cell.

        Args:
            attributes: its attributes.
            names: whether it names columns or rows.
        """
        self._cells.append(_Cell([], _covers(attributes, "colspan"), _covers(attributes, "rowspan"), names))

    def put(self, words: Shown) -> None:
        """Puts words into the last cell."""
        self._cells[-1].parts.append(words)

    def end_row(self) -> Block | None:
        """The row as a block; None where it holds no words."""
        cells, self._cells = self._cells, []
        if not cells:
            return None
        row = [(joined(cell.parts), cell.wide, cell.high) for cell in cells]
        block = self._grid.block(Kind.ROW, row, self._table)
        if block is None:
            return None
        self._headed = self._headed and all(cell.names for cell in cells) and len(block.cells) > 1
        kind = Kind.HEADER if self._headed else Kind.ROW
        return replace(block, kind=kind, run=self._table or next(self._runs))


def _covers(attributes: Mapping[str, str], name: str) -> int:
    """How many columns or rows a cell covers."""
    stated = attributes.get(name, "").strip()
    return int(stated) if stated.isascii() and stated.isdigit() and len(stated) < 4 else 1
