"""Keeps vectors in Chroma, through llama-index. Vectors are only ever added: generations say which are live."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Protocol

import chromadb
from chromadb.api.shared_system_client import SharedSystemClient
from chromadb.config import Settings
from llama_index.core.schema import BaseNode, TextNode
from llama_index.core.vector_stores import VectorStoreQuery
from llama_index.vector_stores.chroma import ChromaVectorStore

from index.errors import IndexDamaged
from index.records import Vectors


class VectorStore(Protocol):
    """Anything that keeps vectors by key."""

    def holds(self, count: int) -> bool:
        """Whether there are at least so many vectors."""

    def known(self, keys: Collection[str]) -> set[str]:
        """Which of the keys have a vector."""

    def add(self, keys: Sequence[str], texts: Sequence[str], vectors: Vectors) -> None:
        """Adds vectors under new keys."""

    def nearest(self, vector: Vectors, live: Collection[str], limit: int) -> list[tuple[str, float]]:
        """The nearest live keys with their cosine similarity, nearest first, at most ``limit``."""


class ChromaStore:
    """The embedded Chroma store of a data folder.

    Args:
        folder: where Chroma keeps its files; made when missing.
        embedder: the embedder's name; vectors of different embedders are kept apart.

    Raises:
        IndexDamaged: if Chroma cannot open the folder.
    """

    def __init__(self, folder: Path, embedder: str) -> None:
        self._folder = folder
        collection = f"passages-{hashlib.sha256(embedder.encode()).hexdigest()[:12]}"
        try:
            self._client = chromadb.PersistentClient(
                path=str(folder), settings=Settings(anonymized_telemetry=False)
            )
            self._collection = self._client.get_or_create_collection(
                collection, configuration={"hnsw": {"space": "cosine"}}, embedding_function=None
            )
            self._nodes = ChromaVectorStore(chroma_collection=self._collection)
        except BaseException as error:
            SharedSystemClient.clear_system_cache()  # Chroma would hand the broken client out again
            raise self._damaged(error) from error

    def known(self, keys: Collection[str]) -> set[str]:
        """Which of the keys have a vector."""
        wanted = list(keys)
        found: set[str] = set()
        try:
            for start in range(0, len(wanted), 1000):
                found.update(self._collection.get(ids=wanted[start : start + 1000], include=[])["ids"])
        except BaseException as error:
            raise self._damaged(error) from error
        return found

    def holds(self, count: int) -> bool:
        """Whether there are at least so many vectors."""
        try:
            return int(self._collection.count()) >= count
        except BaseException as error:
            raise self._damaged(error) from error

    def add(self, keys: Sequence[str], texts: Sequence[str], vectors: Vectors) -> None:
        """Adds vectors under new keys."""
        nodes: list[BaseNode] = [
            TextNode(id_=key, text=text, embedding=vector.tolist())
            for key, text, vector in zip(keys, texts, vectors, strict=True)
        ]
        try:
            self._nodes.add(nodes)
        except BaseException as error:
            raise self._damaged(error) from error

    def nearest(self, vector: Vectors, live: Collection[str], limit: int) -> list[tuple[str, float]]:
        """The nearest live keys with their cosine similarity, nearest first, at most ``limit``.

        Dead vectors stay in the store, so more are fetched until enough live ones are found.
        """
        wanted = min(limit, len(live))
        fetch = limit
        try:
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
        except BaseException as error:
            raise self._damaged(error) from error

    def _damaged(self, error: BaseException) -> BaseException:
        """Chroma's failures as ours; its Rust core panics with a BaseException of its own."""
        if isinstance(error, KeyboardInterrupt | SystemExit | IndexDamaged):
            return error
        return IndexDamaged(
            f"{self._folder}: the vector store cannot be read; run `python -m index build --full`"
        )
