"""Files with a JSON object on each line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from eval.errors import CaseInvalid


def rows_of(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a file, in order."""
    return (json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip())


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a file that somebody named.

    Raises:
        CaseInvalid: if it is not there or not JSON.
    """
    try:
        return list(rows_of(path))
    except (OSError, ValueError) as error:
        raise CaseInvalid(f"{path}: cannot be read as JSON lines ({error})") from error


def write_lines(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """Writes a file."""
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
