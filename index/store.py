"""Keeps vectors in Chroma, through llama-index: in a folder of this machine, or on a server.

Vectors are only ever added to a collection; generations say which are live.
"""

from __future__ import annotations

import hashlib
import math
import weakref
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from heapq import nlargest
from pathlib import Path
from typing import Any, Protocol, TypeVar
from urllib.parse import urlsplit

import chromadb
import numpy as np
from chromadb.api import ClientAPI
from chromadb.api.fastapi import FastAPI
from chromadb.api.shared_system_client import SharedSystemClient
from chromadb.config import Settings
from llama_index.core.schema import BaseNode, TextNode
from llama_index.core.vector_stores import VectorStoreQuery
from llama_index.vector_stores.chroma import ChromaVectorStore

from index.errors import IndexDamaged
from index.records import Vectors
from index.settings import IndexSettings

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

    def drop(self, keys: Collection[str]) -> None:
        """Forgets the vectors of these keys."""

    def keys(self) -> list[str]:
        """All keys, those of dead vectors included."""

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
        collection: its name; made when missing.
        mend: what is wrong when Chroma fails, and what a person can do.
        close: what else to do when nobody holds the store any more.

    Raises:
        IndexDamaged: if Chroma cannot open the collection.
    """

    def __init__(
        self, client: ClientAPI, collection: str, mend: str, close: Callable[[], None] = lambda: None
    ) -> None:
        self._mend = mend
        self._close = weakref.finalize(self, let_go, client, close)
        with ours(mend):
            self._collection = client.get_or_create_collection(
                collection, configuration={"hnsw": {"space": "cosine"}}, embedding_function=None
            )
            self._nodes = ChromaVectorStore(chroma_collection=self._collection)

    def close(self) -> None:
        """Lets go of the collection, its memory and its files."""
        self._close()

    def count(self) -> int:
        """How many vectors there are, dead ones included."""
        with ours(self._mend):
            return int(self._collection.count())

    def known(self, keys: Collection[str]) -> set[str]:
        """Which of the keys have a vector."""
        found: set[str] = set()
        with ours(self._mend):
            for some in _parts(list(keys)):
                found.update(self._collection.get(ids=some, include=[])["ids"])
        return found

    def add(self, keys: Sequence[str], vectors: Sequence[Vectors] | Vectors) -> None:
        """Adds vectors under new keys, one each."""
        # The words lie in the generation; a second copy of them here would double the store.
        nodes: list[BaseNode] = [
            TextNode(id_=key, embedding=vector.tolist()) for key, vector in zip(keys, vectors, strict=True)
        ]
        with ours(self._mend):
            for some in _parts(nodes):
                self._nodes.add(some)

    def drop(self, keys: Collection[str]) -> None:
        """Forgets the vectors of these keys."""
        with ours(self._mend):
            for some in _parts(list(keys)):
                self._collection.delete(ids=some)

    def keys(self) -> list[str]:
        """All keys, those of dead vectors included."""
        with ours(self._mend):
            return list(self._collection.get(include=[])["ids"])

    def vectors(self, keys: Sequence[str]) -> dict[str, Vectors]:
        """The vectors of those keys that have one."""
        found: dict[str, Vectors] = {}
        with ours(self._mend):
            for some in _parts(keys):
                got = self._collection.get(ids=list(some), include=["embeddings"])
                given = got["embeddings"]
                found |= zip(got["ids"], np.asarray([] if given is None else given, np.float32), strict=True)
        return found

    def nearest(self, vector: Vectors, live: Collection[str], limit: int) -> list[tuple[str, float]]:
        """The nearest live keys with their cosine similarity, nearest first, at most ``limit``.

        Dead vectors stay in the store until `python -m index gc`, so more are fetched until enough live ones are found.
        """
        wanted = min(limit, len(live))
        fetch = limit
        with ours(self._mend):
            total = self._collection.count()
            while True:
                found = self._nodes.query(
                    VectorStoreQuery(
                        query_embedding=vector.tolist(), similarity_top_k=max(1, min(fetch, total))
                    )
                )
                near = [
                    # llama-index gives exp(-distance), and Chroma's cosine distance is 1 - cosine.
                    (key, 1.0 + math.log(similarity))
                    for key, similarity in zip(found.ids or (), found.similarities or (), strict=True)
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
        for some in _parts(list(live)):
            near += [(key, float(one @ vector)) for key, one in self.vectors(some).items()]
            near = nlargest(limit, near, key=lambda found: found[1])
        return near

    def unfindable(self, keys: Sequence[str], among: int) -> list[str]:
        """The keys that are not among the first so many when searched for with their own vector."""
        lost = []
        for some in _parts(keys):
            vectors = self.vectors(some)
            if not vectors:
                lost += some
                continue
            with ours(self._mend):
                found = self._collection.query(
                    query_embeddings=np.array(list(vectors.values())),
                    n_results=min(among, self.count()),
                    include=[],
                )["ids"]
            there = {key for key, near in zip(vectors, found, strict=True) if key in near}
            lost += [key for key in some if key not in there]
        return lost


def open_folder(folder: Path, embedder: str, close: Callable[[], None] = lambda: None) -> ChromaStore:
    """Opens the Chroma of a folder, which is made when missing.

    Args:
        folder: where Chroma keeps its files.
        embedder: the embedder's name.
        close: what to do when nobody holds the store any more.

    Raises:
        IndexDamaged: if Chroma cannot open the folder.
    """
    mend = f"{folder}: the vector store cannot be read; run `python -m index build --full`"
    try:
        with ours(mend):
            client = chromadb.PersistentClient(
                path=str(folder), settings=Settings(anonymized_telemetry=False)
            )
        return ChromaStore(client, _passages(embedder), mend, close)
    except BaseException:
        SharedSystemClient.clear_system_cache()  # Chroma would hand the broken client out again
        raise


class Server:
    """A Chroma server; each use of it opens a connection of its own.

    Args:
        settings: where it is, and what it asks for.

    Raises:
        IndexDamaged: if it cannot be reached or refuses us.
    """

    def __init__(self, settings: IndexSettings) -> None:
        self._settings = settings
        self.mend = (
            f"{settings.chroma_url}: the Chroma server cannot be used; "
            "check that it runs, FOOTNOTE_CHROMA_URL and FOOTNOTE_CHROMA_TOKEN"
        )

    def client(self) -> ClientAPI:
        """A client of the server."""
        url = urlsplit(str(self._settings.chroma_url))
        token = self._settings.chroma_token
        secret = token.get_secret_value() if token else ""
        bearer = f"Bearer {secret}" if self._settings.chroma_header == "Authorization" else secret
        tls, authority = url.scheme == "https", self._settings.chroma_ca
        # Without TLS no certificates are needed; loading the system's would take half the time of a client.
        certificates = str(authority) if authority else tls
        with ours(self.mend):
            return chromadb.HttpClient(
                host=url.hostname or "",
                port=url.port or (443 if tls else 80),
                ssl=tls,
                headers={self._settings.chroma_header: bearer} if secret else None,
                settings=Settings(anonymized_telemetry=False, chroma_server_ssl_verify=certificates),
            )

    def name(self, collection: str) -> str:
        """What a collection of this shelf is called."""
        return f"{self._settings.chroma_shelf}-{collection}"

    def store(self, embedder: str) -> ChromaStore:
        """The vectors of an embedder."""
        return ChromaStore(self.client(), self.name(_passages(embedder)), self.mend)


def digest_of(embedder: str) -> str:
    """Twelve signs that stand for an embedder in the names of collections and folders."""
    return hashlib.sha256(embedder.encode()).hexdigest()[:12]


def _passages(embedder: str) -> str:
    """The collection that holds an embedder's vectors, which are compared with no others."""
    return f"passages-{digest_of(embedder)}"


def let_go(client: Any, close: Callable[[], None] = lambda: None) -> None:
    """Closes a client of Chroma, with its connections, which Chroma leaves to the garbage collector.

    Args:
        client: of a folder or of a server; every one can be closed, though Chroma's interface does not say so.
        close: what else to do then.
    """
    client.close()
    for server in (client._server, client._admin_client._server):
        if isinstance(server, FastAPI):
            server._session.close()
    close()


def _parts(things: Sequence[T]) -> Iterator[list[T]]:
    for start in range(0, len(things), AT_ONCE):
        yield list(things[start : start + AT_ONCE])


@contextmanager
def ours(mend: str) -> Iterator[None]:
    """Chroma's failures as ours; its Rust core panics with a BaseException of its own.

    Args:
        mend: what is wrong when Chroma fails, and what a person can do.

    Raises:
        IndexDamaged: saying that.
    """
    try:
        yield
    except (KeyboardInterrupt, SystemExit, IndexDamaged):
        raise
    except BaseException as error:
        raise IndexDamaged(mend) from error
