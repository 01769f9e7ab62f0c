"""Keeps the vectors of texts: what was embedded lately is not embedded again, also after a rebuild."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from index.embedder import Embedder
from index.records import Vectors

TEXTS_KEPT = 16384  # sentences and questions, some 30 MB at most


@dataclass(slots=True)
class _Kept:
    """A text and its vector; None before it was embedded."""

    text: str
    vector: Vectors | None = None


class KeepingEmbedder:
    """An embedder that keeps what it embedded lately; safe to call from several threads.

    Args:
        embedder: what embeds. It gives a text the same vector in any company.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._kept = lru_cache(maxsize=TEXTS_KEPT)(_Kept)

    @property
    def name(self) -> str:
        """Name and version of what embeds."""
        return self._embedder.name

    @property
    def vocabulary(self) -> Container[str]:
        """The pieces of words that it was trained on."""
        return self._embedder.vocabulary

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of texts, shape (len(texts), dimensions); all that are new are embedded at once."""
        kept = [self._kept(text) for text in texts]
        new = {entry.text: entry for entry in kept if entry.vector is None}
        if new:
            for entry, vector in zip(new.values(), self._embedder.embed(list(new)), strict=True):
                entry.vector = vector.copy()  # a part of the whole would keep all of it
        return np.array([entry.vector for entry in kept], dtype=np.float32)

    def for_many(self, texts: int) -> Callable[[Sequence[str]], Vectors]:
        """The quickest way to embed so many texts, of which none is kept."""
        return self._embedder.for_many(texts)


def keeping(embedder: Embedder) -> KeepingEmbedder:
    """The embedder as one that keeps; itself if it does already."""
    return embedder if isinstance(embedder, KeepingEmbedder) else KeepingEmbedder(embedder)
