"""Finds passages by their words: BM25 through llama-index's retriever."""

from __future__ import annotations

import logging
from collections.abc import Container, Iterable
from copy import copy
from pathlib import Path

from llama_index.core.schema import BaseNode, TextNode
from llama_index.retrievers.bm25 import BM25Retriever
from pydantic import TypeAdapter

from index.counts import Counts
from index.errors import IndexDamaged, SeedsMissing
from index.records import Passage
from index.stems import tokens

_COUNTS = TypeAdapter(Counts)
COUNTS = "counts.json"

# The retriever warns when asked for more passages than there are, which is no news here.
logging.getLogger("llama_index.retrievers.bm25.base").setLevel(logging.ERROR)
logging.getLogger("bm25s").setLevel(logging.ERROR)


class Words:
    """A BM25 ranking of passages (Robertson and Zaragoza, 2009), stemmed, as bm25s computes it.

    Args:
        retriever: the ranking over passage ids.
        counts: how often its words occur.
    """

    def __init__(self, retriever: BM25Retriever, counts: Counts) -> None:
        self._retriever = retriever
        self.counts = counts

    @classmethod
    def of(cls, passages: Iterable[tuple[Passage, str]], counts: Counts, limit: int) -> Words:
        """Ranks passages, each with the text to search in; at most ``limit`` are found for a query.

        Raises:
            SeedsMissing: if no passage holds a content word.
        """
        if not counts.stems:
            raise SeedsMissing("the articles hold no words to search for; Footnote reads English")
        nodes: list[BaseNode] = [
            TextNode(id_=passage.id, text=" ".join(tokens(text))) for passage, text in passages
        ]
        return cls(BM25Retriever(nodes=nodes, similarity_top_k=limit), counts)

    @classmethod
    def load(cls, folder: Path) -> Words:
        """Reads a ranking that `save` wrote.

        Raises:
            IndexDamaged: if it cannot be read.
        """
        try:
            counts = _COUNTS.validate_json((folder / COUNTS).read_bytes())
            return cls(BM25Retriever.from_persist_dir(str(folder)), counts)
        except Exception as error:  # json, numpy and OS errors alike mean that the folder is broken
            raise IndexDamaged(f"{folder}: cannot be read; run `python -m index build --full`") from error

    def save(self, folder: Path) -> None:
        """Writes the ranking into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        self._retriever.persist(str(folder), show_progress=False)
        (folder / COUNTS).write_bytes(_COUNTS.dump_json(self.counts))

    def search(self, query: str, among: Container[str] | None = None) -> list[tuple[str, float]]:
        """Passage ids and BM25 scores above 0, best first; empty when no word is shared.

        Args:
            query: what to search for.
            among: the only passages that may be found; None is all.
        """
        retriever = self._retriever
        if among is not None:
            retriever = copy(retriever)
            retriever.corpus_weight_mask = [int(one["node_id"] in among) for one in retriever.corpus]
        found = retriever.retrieve(" ".join(tokens(query)))
        return [(hit.node.node_id, hit.score) for hit in found if hit.score and hit.score > 0]
