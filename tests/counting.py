"""An embedder for the tests that counts what it embeds."""

from __future__ import annotations

from collections.abc import Sequence

from index.embedder import Embedder
from index.records import Vectors


class Counting:
    """An embedder that counts what it embeds.

    Args:
        embedder: what embeds.
        fails: whether it fails instead.
    """

    def __init__(self, embedder: Embedder, *, fails: bool = False) -> None:
        self._embedder = embedder
        self._fails = fails
        self.name, self.vocabulary = embedder.name, embedder.vocabulary
        self.for_many = embedder.for_many
        self.embedded: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        """What the embedder makes of the texts."""
        if self._fails:
            raise RuntimeError("out of memory")
        vectors = self._embedder.embed(texts)
        self.embedded += texts
        return vectors
