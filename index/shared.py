"""Generations in the database that hosts share: each sees the pointer there, and fetches the files of what it names."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from index.disk import digest, digest_of_file
from index.errors import IndexDamaged
from index.hosts import open_hosts
from index.settings import IndexSettings
from index.store import parts
from index.turns import Turn

if TYPE_CHECKING:
    from index.database import Database, Run

PART = 4_000_000  # bytes of one row, and of what is sent at once
AT_ONCE = 200  # contents that are fetched at once

_FILES = """
    INSERT INTO index_files SELECT :shelf, :generation, * FROM unnest(CAST(:names AS text[]), CAST(:hashes AS text[]))
    ON CONFLICT DO NOTHING
"""
_CONTENTS = """
    INSERT INTO index_contents
    SELECT :shelf, * FROM unnest(CAST(:hashes AS text[]), CAST(:parts AS integer[]), CAST(:contents AS bytea[]))
    ON CONFLICT DO NOTHING
"""
_POINT = "UPDATE index_shelves SET generation = :generation, store = :store WHERE shelf = :shelf"
_WHOLE = """
    SELECT hash FROM index_contents WHERE shelf = :shelf AND hash = ANY(:hashes)
    GROUP BY hash HAVING encode(sha256(string_agg(content, ''::bytea ORDER BY part)), 'hex') = hash
"""
_DROP_GENERATIONS = "DELETE FROM index_generations WHERE shelf = :shelf AND NOT generation = ANY(:keep)"
_DROP_CONTENTS = """
    DELETE FROM index_contents WHERE shelf = :shelf AND NOT EXISTS (
        SELECT 1 FROM index_files WHERE index_files.shelf = index_contents.shelf
        AND index_files.hash = index_contents.hash)
"""


class SharedGenerations:
    """The generations of one shelf that a database holds.

    Args:
        database: where; its tables are up to date.
        shelf: the shelf's name.
    """

    def __init__(self, database: Database, shelf: str) -> None:
        self._database = database
        self._shelf = shelf

    def pointer(self) -> tuple[str, str] | None:
        """The generation that is published and the store of its vectors, or None when nothing was."""
        rows = self._run("SELECT generation, store FROM index_shelves WHERE shelf = :shelf")
        return (rows[0].generation, rows[0].store) if rows and rows[0].generation else None

    def ids(self) -> list[str]:
        """The generations that are kept, in the order in which they were first published."""
        rows = self._run(
            "SELECT generation FROM index_generations WHERE shelf = :shelf ORDER BY published_at, generation"
        )
        return [row.generation for row in rows]

    def publish(self, generation: str, store: str, folder: Path, paths: Iterable[Path], turn: Turn) -> None:
        """Keeps what of a generation's files is not here or not whole, and has it answer: all of that or nothing.

        Args:
            generation: its id.
            store: the store of its vectors.
            folder: the data folder.
            paths: the generation's files in it.
            turn: whose turn it is.

        Raises:
            IndexBusy: if another host has taken the turn over; then nothing is changed.
            IndexDamaged: if a file cannot be read.
        """
        with self._database.transaction() as run:
            run(
                "INSERT INTO index_generations VALUES (:shelf, :generation, clock_timestamp()) "
                "ON CONFLICT DO NOTHING",
                shelf=self._shelf,
                generation=generation,
            )
            self._send(run, generation, {path.relative_to(folder).as_posix(): path for path in paths})
            turn.hold(run)
            run(_POINT, shelf=self._shelf, generation=generation, store=store)

    def bring(self, generation: str, data: Path) -> None:
        """Writes the files of a generation into a data folder that lacks it; it is there whole or not at all.

        Raises:
            IndexDamaged: if the generation is not in the database, or not whole.
        """
        for name in ("generations", "texts"):
            (data / name).mkdir(parents=True, exist_ok=True)
        # Not .new-...: a build of another process of this machine removes what broken builds left.
        with tempfile.TemporaryDirectory(dir=data / "generations", prefix=".got-") as aside:
            self._fetch(generation, data, Path(aside))
            for text in Path(aside, "texts").glob("*.txt"):
                text.replace(data / "texts" / text.name)
            with contextlib.suppress(OSError):  # another process of this machine was quicker
                Path(aside, "generations", generation).rename(data / "generations" / generation)

    def drop_others(self, keep: Collection[str], turn: Turn) -> None:
        """Forgets all generations but these, and what only they hold.

        Raises:
            IndexBusy: if another host has taken the turn over; then nothing is changed.
        """
        with self._database.transaction() as run:
            turn.hold(run)
            run(_DROP_GENERATIONS, shelf=self._shelf, keep=list(keep))
            run(_DROP_CONTENTS, shelf=self._shelf)

    def _fetch(self, generation: str, data: Path, aside: Path) -> None:
        """Writes the files of a generation into a folder, those left out that the data folder has."""
        lost = IndexDamaged(
            f"generation {generation} is not whole in the database; run `python -m index build`"
        )
        files = self._run(
            "SELECT name, hash FROM index_files WHERE shelf = :shelf AND generation = :generation",
            generation=generation,
        )
        if not files:
            raise lost
        lacking: dict[str, list[Path]] = {}
        for name, wanted in files:
            place = PurePosixPath(name)
            if place.is_absolute() or ".." in place.parts:
                raise lost
            if not ((data / place).is_file() and digest_of_file(data / place) == wanted):
                lacking.setdefault(wanted, []).append(aside / place)
        for hashes in parts(sorted(lacking), AT_ONCE):
            contents = self._contents(hashes)
            if contents.keys() != set(hashes):
                raise lost
            for wanted, content in contents.items():
                for path in lacking[wanted]:
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(content)
        os.sync()  # once, where thousands of files would each wait for the disk

    def _send(self, run: Run, generation: str, files: Mapping[str, Path]) -> None:
        hashes = {name: digest_of_file(path) for name, path in files.items()}
        whole = {row.hash for row in run(_WHOLE, shelf=self._shelf, hashes=sorted(set(hashes.values())))}
        lacking = {wanted: files[name] for name, wanted in hashes.items() if wanted not in whole}
        run(
            "DELETE FROM index_contents WHERE shelf = :shelf AND hash = ANY(:hashes)",
            shelf=self._shelf,
            hashes=list(lacking),
        )
        for load in _loads(lacking):
            named, numbers, contents = map(list, zip(*load, strict=True))
            run(_CONTENTS, shelf=self._shelf, hashes=named, parts=numbers, contents=contents)
        run(
            _FILES, shelf=self._shelf, generation=generation, names=list(hashes), hashes=list(hashes.values())
        )

    def _contents(self, hashes: Sequence[str]) -> dict[str, bytes]:
        """What has these hashes, as far as it is there and whole."""
        rows = self._run(
            "SELECT hash, content FROM index_contents WHERE shelf = :shelf AND hash = ANY(:hashes) "
            "ORDER BY hash, part",
            hashes=list(hashes),
        )
        parts: dict[str, list[bytes]] = {}
        for row in rows:
            parts.setdefault(row.hash, []).append(bytes(row.content))
        contents = {wanted: b"".join(content) for wanted, content in parts.items()}
        return {wanted: content for wanted, content in contents.items() if digest(content) == wanted}

    def _run(self, statement: str, **values: object) -> Sequence[Any]:
        return self._database.run(statement, shelf=self._shelf, **values)


def open_shared(settings: IndexSettings) -> SharedGenerations | None:
    """The generations that hosts share; None where none are shared.

    Raises:
        DatabaseUnusable: if the database cannot be used.
    """
    database = open_hosts(settings)
    return SharedGenerations(database, settings.chroma_shelf) if database else None


def _loads(files: Mapping[str, Path]) -> Iterator[list[tuple[str, int, bytes]]]:
    """The rows of some files, each with hash, number and content, about as much at once as one row may hold."""
    load: list[tuple[str, int, bytes]] = []
    size = 0
    for wanted, path in files.items():
        content = path.read_bytes()
        for part, start in enumerate(range(0, len(content) or 1, PART)):
            load.append((wanted, part, content[start : start + PART]))
            size += len(load[-1][2])
            if size >= PART:
                yield load
                load, size = [], 0
    if load:
        yield load
