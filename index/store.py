"""Keeps vectors in Chroma: in a folder of this machine, or on a server.

Vectors are only ever added to a collection; generations say which are live.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Collection, Iterator, Sequence
from heapq import nlargest
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

import numpy as np

from index.chroma import Server, folder_client, forget_clients, let_go, ours
from index.records import Vectors

if TYPE_CHECKING:
    from index.chroma import Client

AT_ONCE = 1000  # keys in one request
FURTHEST = 2000  # neighbours that are asked for, dead ones among them, before every live vector is compared
T = TypeVar("T")


class VectorStore(Protocol):
    """Anything that keeps vectors by key."""

    def count(self) -> int:
        """How many vectors there are, dead ones included."""

    def known(self, keys: Collection[str]) -> set[str]:
        """Which of the keys have a vector."""

    def add(self, keys: Sequence[str], vectors: Sequence[Vectors] | Vectors) -> None:
        """Adds vectors under new keys, one each."""

    def vectors(self, keys: Sequence[str]) -> dict[str, Vectors]:
        """The vectors of those keys that have one."""

    def nearest(self, vector: Vectors, live: Collection[str], limit: int) -> list[tuple[str, float]]:
        """The nearest live keys with their cosine similarity, nearest first, at most ``limit``."""

    def unfindable(self, keys: Sequence[str], among: int) -> list[str]:
        """The keys that are not among the first so many when searched for with their own vector."""


class ChromaStore:
    """A collection of Chroma.

    Args:
        client: speaks to Chroma; closed when nobody holds the store any more.
        collection: its name.
        mend: what is wrong when Chroma fails, and what a person can do.
        close: what else to do when nobody holds the store any more.
        lost: what is wrong when the collection is missing; empty: then it is made.

    Raises:
        IndexDamaged: if Chroma cannot open the collection.
    """

    def __init__(
        self,
        client: Client,
        collection: str,
        mend: str,
        close: Callable[[], None] = lambda: None,
        lost: str = "",
    ) -> None:
        self._mend = mend
        self._close = weakref.finalize(self, let_go, client, close)
        with ours(mend, lost):
            self._collection = (
                client.get_collection(collection, embedding_function=None)
                if lost
                else client.get_or_create_collection(
                    collection, configuration={"hnsw": {"space": "cosine"}}, embedding_function=None
                )
            )

    def close(self) -> None:
        """Lets go of the collection, its memory and its files."""
        self._close()

    def count(self) -> int:
        """How many vectors there are, dead ones included."""
        with ours(self._mend):
            return int(self._collection.count())

    def known(self, keys: Collection[str]) -> set[str]:
        """Which of the keys have a vector."""
        known: set[str] = set()
        with ours(self._mend):
            for part in parts(list(keys)):
                known.update(self._collection.get(ids=part, include=[])["ids"])
        return known

    def add(self, keys: Sequence[str], vectors: Sequence[Vectors] | Vectors) -> None:
        """Adds vectors under new keys, one each."""
        # The words lie in the generation; a second copy of them here would double the store.
        with ours(self._mend):
            for start in range(0, len(keys), AT_ONCE):
                part = slice(start, start + AT_ONCE)
                self._collection.add(ids=list(keys[part]), embeddings=np.asarray(vectors[part], np.float32))

    def vectors(self, keys: Sequence[str]) -> dict[str, Vectors]:
        """The vectors of those keys that have one."""
        vectors: dict[str, Vectors] = {}
        with ours(self._mend):
            for part in parts(keys):
                got = self._collection.get(ids=list(part), include=["embeddings"])
                embeddings = got["embeddings"]
                vectors |= zip(
                    got["ids"], np.asarray([] if embeddings is None else embeddings, np.float32), strict=True
                )
        return vectors

    def nearest(self, vector: Vectors, live: Collection[str], limit: int) -> list[tuple[str, float]]:
        """The nearest live keys with their cosine similarity, nearest first, at most ``limit``.

        Dead vectors stay in the store until `python -m index gc`, so more are fetched until enough live ones are found.
        """
        wanted = min(limit, len(live))
        fetch = limit
        with ours(self._mend):
            total = self._collection.count()
            while True:
                result = self._collection.query(
                    query_embeddings=np.asarray([vector], np.float32),
                    n_results=max(1, min(fetch, total)),
                    include=["distances"],
                )
                distances = result["distances"] or [[]]
                near = [
                    (key, 1.0 - float(distance))  # Chroma's cosine distance is 1 - cosine
                    for key, distance in zip(result["ids"][0], distances[0], strict=True)
                    if key in live
                ]
                if len(near) >= wanted or fetch >= total:
                    return near[:limit]
                fetch *= 2
                if fetch > FURTHEST:
                    return self._exactly_nearest(vector, live, limit)

    def _exactly_nearest(self, vector: Vectors, live: Collection[str], limit: int) -> list[tuple[str, float]]:
        """What `nearest` gives, by comparing with every live vector: they are few beside the others."""
        near: list[tuple[str, float]] = []
        for part in parts(list(live)):
            near += [(key, float(stored @ vector)) for key, stored in self.vectors(part).items()]
            near = nlargest(limit, near, key=lambda pair: pair[1])
        return near

    def unfindable(self, keys: Sequence[str], among: int) -> list[str]:
        """The keys that are not among the first so many when searched for with their own vector."""
        lost = []
        for part in parts(keys):
            vectors = self.vectors(part)
            if not vectors:
                lost += part
                continue
            with ours(self._mend):
                neighbours = self._collection.query(
                    query_embeddings=np.array(list(vectors.values())),
                    n_results=min(among, self.count()),
                    include=[],
                )["ids"]
            findable = {key for key, near in zip(vectors, neighbours, strict=True) if key in near}
            lost += [key for key in part if key not in findable]
        return lost


def open_folder(folder: Path, collection: str, close: Callable[[], None] = lambda: None) -> ChromaStore:
    """Opens a collection of the Chroma of a folder; both are made when missing.

    Args:
        folder: where Chroma keeps its files.
        collection: its name.
        close: what to do when nobody holds the store any more.

    Raises:
        IndexDamaged: if Chroma cannot open the folder.
    """
    mend = f"{folder}: the vector store cannot be read; run `python -m index build --full`"
    try:
        return ChromaStore(folder_client(folder, mend), collection, mend, close)
    except BaseException:
        forget_clients()
        raise


def open_server(server: Server, collection: str, lost: str = "") -> ChromaStore:
    """Opens a collection of a server.

    Args:
        server: where it is.
        collection: its name.
        lost: what is wrong when it is missing; empty: then it is made.

    Raises:
        IndexDamaged: if the server cannot be used, or the collection is missing and not made.
    """
    return ChromaStore(server.client(), server.name(collection), server.mend, lost=lost)


def parts(items: Sequence[T], size: int = AT_ONCE) -> Iterator[list[T]]:
    """So many items at a time."""
    for start in range(0, len(items), size):
        yield list(items[start : start + size])
