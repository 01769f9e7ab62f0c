"""Notes: small and large texts on a Chroma server, which hosts leave for each other."""

from __future__ import annotations

import weakref
from collections.abc import Sequence

import numpy as np

from index.chroma import Server, let_go, ours

_UNSEARCHED = np.ones((1, 1), np.float32)  # a record needs a vector, and nobody searches for notes


class Notes:
    """Small and large texts on a Chroma server, each under a name: one record holds one whole, or a part of one.

    Args:
        server: the server.
        collection: what of the shelf they are; its collection is made when missing.
    """

    def __init__(self, server: Server, collection: str) -> None:
        self._mend = server.mend
        client = server.client()
        weakref.finalize(self, let_go, client)
        with ours(self._mend):
            self._records = client.get_or_create_collection(server.name(collection), embedding_function=None)

    def put(self, name: str, text: str) -> None:
        """Writes a text in one step, over what stood there."""
        with ours(self._mend):
            self._records.upsert(ids=[name], embeddings=_UNSEARCHED, metadatas=[{"text": text}])

    def claim(self, name: str, text: str) -> bool:
        """Writes a text that nobody else writes, unless one stands there; of several who try at once, one succeeds."""
        with ours(self._mend):
            # What is added under a name that is there, Chroma ignores.
            self._records.add(ids=[name], embeddings=_UNSEARCHED, metadatas=[{"text": text}])
        return self.get(name) == text

    def get(self, name: str) -> str | None:
        """The text under a name, or None."""
        with ours(self._mend):
            found = self._records.get(ids=[name], include=["metadatas"])["metadatas"]
        return str(found[0]["text"]) if found else None

    def names(self) -> list[str]:
        """All names."""
        with ours(self._mend):
            return list(self._records.get(include=[])["ids"])

    def drop(self, names: Sequence[str]) -> None:
        """Forgets what stands under these names."""
        with ours(self._mend):
            if names:
                self._records.delete(ids=list(names))
