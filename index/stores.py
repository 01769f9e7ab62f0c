"""The vector stores of a data folder. A store that answers is never written to: a build writes into a copy.

    <data>/stores/<embedder>-<name>/     one Chroma folder

Chroma does not share a folder between processes: one that is open does not see what another process adds, and gives
wrong neighbours without an error (docs/design/0005-a-store-is-copied-before-it-is-written.md). So a build copies the
store, adds to the copy and points to it; whoever answers keeps a lease on the one it has open.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from index import leases
from index.chroma import Server
from index.disk import digest, sync
from index.errors import IndexDamaged
from index.settings import IndexSettings
from index.store import ChromaStore, VectorStore, open_folder, open_server


class Stores(Protocol):
    """Where vector stores lie."""

    shared: bool
    """Whether a successor is the store itself: whoever answers sees what is added, and nothing is copied."""
    standing: str | None
    """The store that is there whatever is published; None where none is."""

    def open(self, name: str) -> ChromaStore:
        """Opens a store to read it; it is not removed as long as somebody holds it."""

    def successor(self, name: str | None) -> AbstractContextManager[tuple[str, VectorStore]]:
        """A store that holds what another one holds, to be added to; complete when the block ends well."""

    def compacted(self, name: str, wanted: Collection[str]) -> str:
        """The name of a store that holds the wanted vectors of another one and no others."""

    def unused(self, used: Collection[str]) -> list[Path]:
        """What may be removed: neither the caller nor anybody who is answering uses it."""


def open_stores(settings: IndexSettings, embedder: str) -> Stores:
    """The stores of the Chroma server that is set, or else of the data folder."""
    return (
        ServerStores(settings, embedder) if settings.chroma_url else EmbeddedStores(settings.data, embedder)
    )


class ServerStores:
    """The one store of an embedder on a Chroma server, which lets several machines read while one adds.

    Args:
        settings: where the server is, and what it asks for.
        embedder: the embedder's name.
    """

    shared = True

    def __init__(self, settings: IndexSettings, embedder: str) -> None:
        self._server = Server(settings)
        self._name = _signs(embedder)
        self.standing: str | None = self._name
        self._collection = _passages(self._name)

    def open(self, name: str) -> ChromaStore:
        """Opens the store.

        Raises:
            IndexDamaged: if the server cannot be used, or the name is not that of this embedder's store.
        """
        if name != self._name:
            raise IndexDamaged(f"{name}: is not on the server; run `python -m index build`")
        return open_server(self._server, self._collection)

    @contextmanager
    def successor(self, name: str | None) -> Iterator[tuple[str, VectorStore]]:
        """The store itself: a server shows what is added to everybody, and generations say what is live."""
        yield self._name, open_server(self._server, self._collection)

    def compacted(self, name: str, wanted: Collection[str]) -> str:
        """Drops all other vectors, where they stand."""
        store = self.open(name)
        store.drop(set(store.keys()).difference(wanted))
        return name

    def unused(self, used: Collection[str]) -> list[Path]:
        """Nothing: the server's files are its own."""
        return []


class EmbeddedStores:
    """The Chroma folders of a data folder.

    Args:
        data: the data folder.
        embedder: the embedder's name.
    """

    shared = False
    standing: str | None = None

    def __init__(self, data: Path, embedder: str) -> None:
        self._folder = data / "stores"
        self._collection = _passages(_signs(embedder))
        self._prefix = f"{_signs(embedder)}-"

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
            return open_folder(folder, self._collection, release)
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
            store = open_folder(aside, self._collection)
            try:
                yield fresh, store
            finally:
                store.close()
            for file in aside.rglob("*"):
                sync(file)
            aside.rename(self._folder / fresh)
            sync(self._folder)
        finally:
            shutil.rmtree(aside, ignore_errors=True)

    def compacted(self, name: str, wanted: Collection[str]) -> str:
        """Writes a new store with the wanted vectors."""
        old = self.open(name)
        carried = old.vectors(sorted(wanted))
        old.close()
        with self.successor(None) as (fresh, store):
            store.add(list(carried), list(carried.values()))
        return fresh

    def unused(self, used: Collection[str]) -> list[Path]:
        """The stores that neither the caller nor anybody who is answering uses, and what broken builds left."""
        if not self._folder.is_dir():
            return []
        return [
            folder
            for folder in sorted(self._folder.iterdir())
            if folder.name not in used and folder.is_dir() and not leases.taken(folder)
        ]


def _signs(embedder: str) -> str:
    """Twelve signs that stand for an embedder in the names of collections and folders."""
    return digest(embedder.encode())[:12]


def _passages(signs: str) -> str:
    """The collection that holds an embedder's vectors, which are compared with no others."""
    return f"passages-{signs}"
