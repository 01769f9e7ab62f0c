"""The vector stores of a data folder. A store that answers is never written to: a build writes into a copy.

    <data>/stores/<embedder>-<name>/     one Chroma folder

Chroma does not share a folder between processes: one that is open does not see what another process adds, and gives
wrong neighbours without an error (docs/design/0005-a-store-is-copied-before-it-is-written.md). So a build copies the
store, adds to the copy and points to it; whoever answers keeps a lease on the one it has open.
"""

from __future__ import annotations

import re
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
from index.store import ChromaStore, VectorStore, open_folder, open_server, parts

GRACE_S = 3600.0  # seconds that a store on a server stays after it was marked: hosts may still answer from it


class Stores(Protocol):
    """Where vector stores lie."""

    shared: bool
    """Whether a successor is the store itself: whoever answers sees what is added, and nothing is copied."""

    @property
    def standing(self) -> str | None:
        """A store that is there whatever is published; None where none is."""

    def open(self, name: str) -> ChromaStore:
        """Opens a store to read it; it is not removed as long as somebody holds it."""

    def successor(self, name: str | None) -> AbstractContextManager[tuple[str, VectorStore]]:
        """A store that holds what another one holds, to be added to; complete when the block ends well."""

    def compacted(self, name: str, wanted: Collection[str]) -> str:
        """The name of a store that holds the wanted vectors of another one and no others."""

    def unused(self, used: Collection[str]) -> list[Path]:
        """What may be removed: neither the caller nor anybody who is answering uses it."""

    def names(self) -> set[str]:
        """The stores on a server; none where stores are folders."""

    def forget(self, names: Collection[str]) -> None:
        """Deletes stores on a server that nobody can publish any more, once nobody answers from them."""


def open_stores(settings: IndexSettings, embedder: str) -> Stores:
    """The stores of the Chroma server that is set, or else of the data folder."""
    return (
        ServerStores(settings, embedder) if settings.chroma_url else EmbeddedStores(settings.data, embedder)
    )


class ServerStores:
    """The stores of an embedder on a Chroma server, each a collection, which several machines read while one adds.

    Only whole collections are ever deleted, and never one that can be published again: a host that fell asleep while
    it collects can delete nothing that another one has published meanwhile (docs/design/0023).

    Args:
        settings: where the server is, and what it asks for.
        embedder: the embedder's name.
    """

    shared = True

    def __init__(self, settings: IndexSettings, embedder: str) -> None:
        self._server = Server(settings)
        self._signs = _signs(embedder)
        # An older index has one store, whose name ends here.
        self._ours = re.compile(rf"{self._signs}(?:-[0-9a-f]{{8}})?")

    @property
    def standing(self) -> str | None:
        """The fullest store of this shelf and embedder on the server; None where there is none."""
        return max(self.names(), key=lambda name: self.open(name).count(), default=None)

    def open(self, name: str) -> ChromaStore:
        """Opens a store.

        Raises:
            IndexDamaged: if the server cannot be used, or the store is not there or another embedder's.
        """
        lost = f"{name}: is not on the server; run `python -m index build`"
        if not self._ours.fullmatch(name):
            raise IndexDamaged(lost)
        return open_server(self._server, _passages(name), lost)

    @contextmanager
    def successor(self, name: str | None) -> Iterator[tuple[str, VectorStore]]:
        """The store itself: a server shows what is added to everybody, and generations say what is live.

        Args:
            name: the store, or None for a new one.

        Yields:
            Its name, and the store.

        Raises:
            IndexDamaged: if the server cannot be used.
        """
        if name:
            yield name, self.open(name)
            return
        fresh = f"{self._signs}-{secrets.token_hex(4)}"
        yield fresh, open_server(self._server, _passages(fresh))

    def compacted(self, name: str, wanted: Collection[str]) -> str:
        """Writes a new store with the wanted vectors."""
        old = self.open(name)
        with self.successor(None) as (fresh, store):
            for keys in parts(sorted(wanted)):
                carried = old.vectors(keys)
                store.add(list(carried), list(carried.values()))
        return fresh

    def unused(self, used: Collection[str]) -> list[Path]:
        """Nothing: the server's files are its own."""
        return []

    def names(self) -> set[str]:
        """The stores of this shelf and embedder on the server."""
        prefix = self._server.name(_passages(""))
        names = (
            collection.removeprefix(prefix)
            for collection in self._server.collections()
            if collection.startswith(prefix)
        )
        return {name for name in names if self._ours.fullmatch(name)}

    def forget(self, names: Collection[str]) -> None:
        """Marks stores, and deletes those that were marked an hour ago."""
        for name in names:
            self._server.forget(_passages(name), GRACE_S)


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

    def names(self) -> set[str]:
        """None: leases say what may be removed."""
        return set()

    def forget(self, names: Collection[str]) -> None:
        """Does nothing: `unused` names the folders."""


def _signs(embedder: str) -> str:
    """Twelve signs that stand for an embedder in the names of collections and folders."""
    return digest(embedder.encode())[:12]


def _passages(signs: str) -> str:
    """The collection that holds an embedder's vectors, which are compared with no others."""
    return f"passages-{signs}"
