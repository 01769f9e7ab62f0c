"""Generations on a Chroma server: every bot host sees the pointer there, and fetches what it names."""

from __future__ import annotations

import base64
import gzip
import io
import tarfile
import zlib
from collections.abc import Collection, Iterable
from pathlib import Path

from index.chroma import Server
from index.errors import IndexDamaged
from index.notes import Notes
from index.settings import IndexSettings

PART = 1_000_000  # signs of one record
_POINTER = "current"


class SharedGenerations:
    """The generations that a Chroma server holds.

    Args:
        settings: where the server is, and what it asks for.

    Raises:
        IndexDamaged: if it cannot be used.
    """

    def __init__(self, settings: IndexSettings) -> None:
        self._notes = Notes(Server(settings), "generations")

    def pointer(self) -> str | None:
        """What is published, or None when nothing was."""
        return self._notes.get(_POINTER)

    def point(self, pointer: str) -> None:
        """Publishes, in one step."""
        self._notes.put(_POINTER, pointer)

    def ids(self) -> list[str]:
        """The generations that are wholly here."""
        return [name for name in self._notes.names() if name != _POINTER and "/" not in name]

    def send(self, generation: str, folder: Path, paths: Iterable[Path]) -> None:
        """Keeps files of a data folder as those of a generation; it is there when the last record is.

        Args:
            generation: its id.
            folder: the data folder.
            paths: files and folders in it.
        """
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w:gz", compresslevel=3) as bundle:
            for path in paths:
                bundle.add(path, path.relative_to(folder).as_posix())
        text = base64.b64encode(packed.getvalue()).decode("ascii")
        parts = [text[at : at + PART] for at in range(0, len(text), PART)]
        for number, part in enumerate(parts):
            self._notes.put(f"{generation}/{number}", part)
        self._notes.put(generation, str(len(parts)))

    def fetch(self, generation: str, folder: Path) -> None:
        """Unpacks the files of a generation into a folder.

        Raises:
            IndexDamaged: if it is not there, or not whole.
        """
        lost = f"generation {generation} is not on the server; run `python -m index build`"
        count = self._notes.get(generation)
        try:
            parts = [self._notes.get(f"{generation}/{number}") for number in range(int(count or 0))]
            packed = base64.b64decode("".join(part or "" for part in parts))
            # Unpacked as a whole: tarfile reads too little of it to compare its checksum.
            with tarfile.open(fileobj=io.BytesIO(gzip.decompress(packed)), mode="r:") as bundle:
                bundle.extractall(folder, filter="data")
        except (tarfile.TarError, gzip.BadGzipFile, zlib.error, ValueError, EOFError) as error:
            raise IndexDamaged(lost) from error

    def drop_others(self, keep: Collection[str]) -> None:
        """Forgets all generations but these."""
        names = self._notes.names()
        self._notes.drop([one for one in names if one != _POINTER and one.split("/")[0] not in keep])
