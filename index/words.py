"""Finds passages by their words: BM25 through llama-index's retriever."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path

from llama_index.core.schema import TextNode
from llama_index.retrievers.bm25 import BM25Retriever

from index.errors import IndexDamaged
from index.records import Passage

# The retriever warns when asked for more passages than there are, which is no news here.
logging.getLogger("llama_index.retrievers.bm25.base").setLevel(logging.ERROR)
logging.getLogger("bm25s").setLevel(logging.ERROR)


class Words:
    """A BM25 ranking of passages (Robertson and Zaragoza, 2009), stemmed, as bm25s computes it.

    Args:
        retriever: the ranking over passage ids.
    """

    def __init__(self, retriever: BM25Retriever) -> None:
        self._retriever = retriever

    @classmethod
    def of(cls, passages: Iterable[tuple[Passage, str]], limit: int) -> Words:
        """Ranks passages, each with the text to search in; at most ``limit`` are found for a query."""
        nodes = [TextNode(id_=passage.id, text=text) for passage, text in passages]
        return cls(BM25Retriever(nodes=nodes, similarity_top_k=limit))

    @classmethod
    def load(cls, folder: Path) -> Words:
        """Reads a ranking that `save` wrote.

        Raises:
            IndexDamaged: if it cannot be read.
        """
        try:
            return cls(BM25Retriever.from_persist_dir(str(folder)))
        except Exception as error:  # json, numpy and OS errors alike mean that the folder is broken
            raise IndexDamaged(f"{folder}: cannot be read; run `python -m index build --full`") from error

    def save(self, folder: Path) -> None:
        """Writes the ranking into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        self._retriever.persist(str(folder), show_progress=False)

    def search(self, query: str) -> list[tuple[str, float]]:
        """Passage ids and BM25 scores above 0, best first; empty when no word is shared."""
        found = self._retriever.retrieve(query)
        return [(hit.node.node_id, hit.score) for hit in found if hit.score and hit.score > 0]
