"""The vector stores of a data folder. A store that answers is never written to: a build writes into a copy.

    <data>/stores/<embedder>-<name>/     one Chroma folder

Chroma does not share a folder between processes: one that is open does not see what another process adds, and gives
wrong neighbours without an error (docs/design/0005-a-store-is-copied-before-it-is-written.md). So a build copies the
store, adds to the copy and points to it; whoever answers keeps a lease on the one it has open.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from index import leases
from index.errors import IndexDamaged
from index.store import ChromaStore, VectorStore, digest_of, open_folder


class EmbeddedStores:
    """The Chroma folders of a data folder.

    Args:
        data: the data folder.
        embedder: the embedder's name.
    """

    def __init__(self, data: Path, embedder: str) -> None:
        self._folder = data / "stores"
        self._embedder = embedder
        self._prefix = f"{digest_of(embedder)}-"

    def open(self, name: str) -> ChromaStore:
        """Opens a store to read it, with a lease on it: it is not removed as long as somebody holds it.

        Raises:
            IndexDamaged: if it is not there or cannot be opened.
        """
        folder = self._folder / name
        lost = f"{folder}: the vector store is not there; run `python -m index build`"
        if not name.startswith(self._prefix) or not (folder / "chroma.sqlite3").is_file():
            raise IndexDamaged(lost)
        try:
            release = leases.take(folder)
        except OSError as error:
            raise IndexDamaged(lost) from error
        try:
            return open_folder(folder, self._embedder, release)
        except BaseException:
            release()
            raise

    @contextmanager
    def successor(self, name: str | None) -> Iterator[tuple[str, VectorStore]]:
        """A new store that holds what another one holds, to be added to; complete when the block ends well.

        Args:
            name: the store to begin with, or None to begin empty.

        Yields:
            The new store's name, and the store.

        Raises:
            IndexDamaged: if the one to begin with cannot be read.
        """
        fresh = f"{self._prefix}{secrets.token_hex(4)}"
        aside = self._folder / f".new-{fresh}"
        self._folder.mkdir(parents=True, exist_ok=True)
        try:
            if name and name.startswith(self._prefix):
                try:
                    shutil.copytree(self._folder / name, aside)
                except FileNotFoundError as error:
                    raise IndexDamaged(f"{error.filename}: cannot be read") from error
            store = open_folder(aside, self._embedder)
            try:
                yield fresh, store
            finally:
                store.close()
            for file in aside.rglob("*"):
                _sync(file)
            aside.rename(self._folder / fresh)
            _sync(self._folder)
        finally:
            shutil.rmtree(aside, ignore_errors=True)

    def unused(self, used: Collection[str]) -> list[Path]:
        """The stores that neither the caller nor anybody who is answering uses, and what broken builds left."""
        if not self._folder.is_dir():
            return []
        return [
            folder
            for folder in sorted(self._folder.iterdir())
            if folder.name not in used and folder.is_dir() and not leases.taken(folder)
        ]


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
