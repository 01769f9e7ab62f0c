"""The pointer: one small file, ``<data>/current``, that names the generation that answers and its store."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from index.disk import replace_file
from index.errors import IndexDamaged

_WRITTEN = re.compile(r"([0-9a-f]{12}) (\S+)\s*")


@dataclass(frozen=True, slots=True)
class Pointer:
    """What answers.

    Args:
        generation: its id.
        store: the name of the store that holds its vectors.
    """

    generation: str
    store: str


def read_pointer(data: Path) -> Pointer | None:
    """The pointer of a data folder; None when nothing was published there yet.

    Raises:
        IndexDamaged: if it cannot be read.
    """
    path = data / "current"
    try:
        text = path.read_text(encoding="ascii")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise IndexDamaged(f"{path}: cannot be read; run `python -m index build`") from error
    match = _WRITTEN.fullmatch(text)
    if match is None:
        raise IndexDamaged(f"{path}: names no generation and store; run `python -m index build`")
    return Pointer(match[1], match[2])


def write_pointer(data: Path, pointer: Pointer) -> None:
    """Publishes a generation in one step: a crash leaves either the old pointer or this one."""
    replace_file(data / "current", f"{pointer.generation} {pointer.store}\n".encode("ascii"))
