"""Finds passages by their words: BM25 through llama-index's retriever."""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from llama_index.core.schema import BaseNode, TextNode
from llama_index.retrievers.bm25 import BM25Retriever

from index.errors import IndexDamaged, SeedsMissing
from index.names import short_forms
from index.records import Passage
from index.stems import content_of, tokens

COUNTS = "counts.json"

# The retriever warns when asked for more passages than there are, which is no news here.
logging.getLogger("llama_index.retrievers.bm25.base").setLevel(logging.ERROR)
logging.getLogger("bm25s").setLevel(logging.ERROR)


@dataclass(frozen=True, slots=True)
class Counts:
    """What the words of a shelf are.

    Args:
        words: in how many passages each word occurs.
        stems: in how many passages each stem of a content word occurs.
        short: initials, each with the name that they stand for.
    """

    words: Mapping[str, int]
    stems: Mapping[str, int]
    short: Mapping[str, str] = field(default_factory=dict)


class Words:
    """A BM25 ranking of passages (Robertson and Zaragoza, 2009), stemmed, as bm25s computes it.

    Args:
        retriever: the ranking over passage ids.
        counts: in how many passages each word, and each stem, occurs.
    """

    def __init__(self, retriever: BM25Retriever, counts: Counts) -> None:
        self._retriever = retriever
        self.counts = counts

    @classmethod
    def of(cls, passages: Iterable[tuple[Passage, str]], limit: int) -> Words:
        """Ranks passages, each with the text to search in; at most ``limit`` are found for a query.

        Raises:
            SeedsMissing: if no passage holds a content word.
        """
        nodes: list[BaseNode] = [TextNode(id_=passage.id, text=text) for passage, text in passages]
        words: Counter[str] = Counter()
        stems: Counter[str] = Counter()
        for node in nodes:
            held = set(tokens(node.get_content()))
            words.update(held)
            stems.update(set(content_of(held)))
        counts = Counts(dict(words), dict(stems), short_forms(node.get_content() for node in nodes))
        if not counts.stems:
            raise SeedsMissing("the articles hold no words to search for; Footnote reads English")
        return cls(BM25Retriever(nodes=nodes, similarity_top_k=limit), counts)

    @classmethod
    def load(cls, folder: Path) -> Words:
        """Reads a ranking that `save` wrote.

        Raises:
            IndexDamaged: if it cannot be read.
        """
        try:
            counts = Counts(**json.loads((folder / COUNTS).read_bytes()))
            return cls(BM25Retriever.from_persist_dir(str(folder)), counts)
        except Exception as error:  # json, numpy and OS errors alike mean that the folder is broken
            raise IndexDamaged(f"{folder}: cannot be read; run `python -m index build --full`") from error

    def save(self, folder: Path) -> None:
        """Writes the ranking into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        self._retriever.persist(str(folder), show_progress=False)
        held = {one.name: getattr(self.counts, one.name) for one in fields(self.counts)}
        (folder / COUNTS).write_text(json.dumps(held), encoding="utf-8")

    def search(self, query: str) -> list[tuple[str, float]]:
        """Passage ids and BM25 scores above 0, best first; empty when no word is shared."""
        found = self._retriever.retrieve(query)
        return [(hit.node.node_id, hit.score) for hit in found if hit.score and hit.score > 0]
