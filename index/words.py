"""Finds passages by their words: the home of bm25s."""

from __future__ import annotations

import logging
from collections.abc import Container, Iterable, Sequence
from pathlib import Path

import bm25s
import numpy as np
import Stemmer
from pydantic import TypeAdapter

from index.counts import Counts
from index.errors import IndexDamaged, SeedsMissing
from index.records import Passage
from index.stems import tokens

_COUNTS = TypeAdapter(Counts)
COUNTS = "counts.json"

_ID = "node_id"  # what the file of a ranking calls a passage's id, since llama-index wrote it
_STEMMER = Stemmer.Stemmer("english")

logging.getLogger("bm25s").setLevel(logging.ERROR)


class Words:
    """A BM25 ranking of passages (Robertson and Zaragoza, 2009), stemmed, as bm25s computes it.

    Args:
        ranking: what scores them.
        ids: the passages' ids, in its order.
        counts: how often its words occur.
    """

    def __init__(self, ranking: bm25s.BM25, ids: Sequence[str], counts: Counts) -> None:
        self._ranking = ranking
        self._ids = ids
        self.counts = counts

    @classmethod
    def of(cls, passages: Iterable[tuple[Passage, str]], counts: Counts) -> Words:
        """Ranks passages, each with the text to search in.

        Raises:
            SeedsMissing: if no passage holds a content word.
        """
        if not counts.stems:
            raise SeedsMissing("the articles contain no words to search for; Footnote reads English")
        pairs = list(passages)
        ranking = bm25s.BM25()
        ranking.index(_cut(text for _, text in pairs), show_progress=False)
        return cls(ranking, [passage.id for passage, _ in pairs], counts)

    @classmethod
    def load(cls, folder: Path) -> Words:
        """Reads a ranking that `save` wrote.

        Raises:
            IndexDamaged: if it cannot be read.
        """
        try:
            counts = _COUNTS.validate_json((folder / COUNTS).read_bytes())
            ranking = bm25s.BM25.load(str(folder), load_corpus=True)
            return cls(ranking, [row[_ID] for row in ranking.corpus], counts)
        except Exception as error:  # json, numpy and OS errors alike mean that the folder is broken
            raise IndexDamaged(f"{folder}: cannot be read; run `python -m index build --full`") from error

    def save(self, folder: Path) -> None:
        """Writes the ranking into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        self._ranking.save(str(folder), corpus=[{_ID: key} for key in self._ids], show_progress=False)
        (folder / COUNTS).write_bytes(_COUNTS.dump_json(self.counts))

    def search(self, query: str, limit: int, among: Container[str] | None = None) -> list[tuple[str, float]]:
        """Passage ids and BM25 scores above 0, best first; empty when no word is shared.

        Args:
            query: what to search for.
            limit: how many, at most.
            among: the only passages that may be found; None is all.
        """
        mask = None if among is None else np.array([int(key in among) for key in self._ids])
        ids, scores = self._ranking.retrieve(
            _cut([query]),
            corpus=self._ids,
            k=min(limit, len(self._ids)),
            show_progress=False,
            weight_mask=mask,
        )
        return [(str(key), float(score)) for key, score in zip(ids[0], scores[0], strict=True) if score > 0]


def _cut(texts: Iterable[str]) -> bm25s.tokenization.Tokenized:
    """The words that texts are compared by."""
    joined = [" ".join(tokens(text)) for text in texts]
    return bm25s.tokenize(joined, stopwords="en", stemmer=_STEMMER, show_progress=False)
