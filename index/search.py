"""Searches the published generation: by meaning and by words, in one score."""

from __future__ import annotations

import math
import weakref
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from datetime import date
from functools import cached_property
from itertools import accumulate

from index.counts import Counts
from index.embedder import Embedder, open_embedder
from index.errors import AnotherEmbedder, IndexDamaged
from index.faults import prove
from index.generations import Generations, open_generations
from index.initials import Names
from index.kept import TEXTS_KEPT, keeping
from index.pointer import Pointer
from index.records import Generation, Hit, Passage, Vectors
from index.settings import IndexSettings
from index.spelling import Spelling
from index.store import VectorStore
from index.stores import Stores, open_stores
from index.words import Words

DEPTH = 50  # how far each ranking is read
WORDED = 0.15  # what the best score by words counts, as a cosine


class Index:
    """One generation, ready to be searched.

    Args:
        generation: what is live.
        generations: where its texts lie.
        store: the vectors.
        words: the BM25 ranking.
        embedder: what embeds the query; the one that made the vectors.
        pointer: what names the generation and the store.

    Its ``spelling`` mends what a member types by the words of the generation.
    """

    def __init__(
        self,
        generation: Generation,
        generations: Generations,
        store: VectorStore,
        words: Words,
        embedder: Embedder,
        pointer: Pointer,
    ) -> None:
        self.pointer = pointer
        self.generation = generation
        self._generations = generations
        self.store = store
        self.words = words
        self.embedder = embedder
        self._texts: dict[str, str] = {}
        counts, common = words.counts, embedder.vocabulary
        self.spelling = Spelling(counts.words, common)
        self._names = Names(counts.short_forms(), counts.words.keys(), common)

    @property
    def counts(self) -> Counts:
        """How often the words of this generation occur."""
        return self.words.counts

    def search(
        self, query: str, limit: int = 20, day: date | None = None, since: date | None = None
    ) -> tuple[Hit, ...]:
        """The passages nearest to the query by meaning and by words, best first.

        Args:
            query: what to search for.
            limit: how many, at most.
            day: only passages of articles that were out by that day; None is all.
            since: and that surely did not appear before this one: those without a date are left out.
        """
        out = self._out_by(day, since)
        live = self._by_vector if out is None else _by_vector(out.values())
        near = self.store.nearest(self.embed([query])[0], live.keys(), DEPTH)
        dense = [(passage, similarity) for vector, similarity in near for passage in live[vector]]
        passages = self.generation.passages
        ranked = self.words.search(self._names.widened(query), DEPTH, out)
        return _fused(dense, [(passages[key], score) for key, score in ranked if key in passages])[:limit]

    def _out_by(self, day: date | None, since: date | None) -> dict[str, Passage] | None:
        """The passages of articles that were out by a day and not before another, by key; None where all were."""
        articles = self.generation.articles
        by = day or date.max
        if all(article.was_out(by, since) for article in articles.values()):
            return None
        passages = self.generation.passages.items()
        return {key: passage for key, passage in passages if articles[passage.article].was_out(by, since)}

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of texts, shape (len(texts), dimensions); those of late questions and of sentences are kept."""
        return self.embedder.embed(texts)

    def sentence_vectors(self, passages: Iterable[Passage]) -> list[Vectors]:
        """For each passage the unit vectors of its sentences, shape (sentences, dimensions)."""
        texts = [passage.texts for passage in passages]
        # All at once, so that no core waits for the last sentence of each passage.
        vectors = self.embed([text for sentences in texts for text in sentences])
        ends = accumulate(map(len, texts))
        return [vectors[end - len(sentences) : end] for sentences, end in zip(texts, ends, strict=True)]

    def ahead(self) -> Iterator[None]:
        """Embeds the sentences of a passage at each step, so that no question has to; of a large shelf not of all."""
        left = TEXTS_KEPT // 2
        for passage in self.generation.passages.values():
            left -= len(passage.texts)
            if left < 0:
                return
            yield
            self.embed(passage.texts)

    def rarity(self, stem: str) -> float:
        """Inverse document frequency of a stem over passages, 0 (in every one) upwards (Spärck Jones, 1972)."""
        passages = len(self.generation.passages)
        return max(0.0, math.log((passages + 1) / (self.counts.stems.get(stem, 0) + 0.5)))

    def text(self, file: str) -> str:
        """A file's text as this generation read it."""
        if file not in self._texts:
            self._texts[file] = self._generations.text(self.generation, file)
        return self._texts[file]

    @cached_property
    def _by_vector(self) -> dict[str, list[Passage]]:
        return _by_vector(self.generation.passages.values())


def open_index(settings: IndexSettings, embedder: Embedder | None = None) -> Index:
    """Opens the published generation of a data folder.

    Args:
        settings: where the built data lies, and which model embeds.
        embedder: that model, if it is open already.

    Raises:
        IndexMissing: if nothing was built yet.
        IndexDamaged: if the built data cannot be read.
        ModelDamaged: if the embedder is missing or not the one we trust.
    """
    generations = open_generations(settings)
    pointer = generations.pointer()  # first: where nothing was built, nothing must be written
    embedder = keeping(embedder or open_embedder(settings.embedder, settings.data))
    stores = open_stores(settings, embedder.name)
    while True:
        try:
            return _opened(generations, stores, pointer, embedder)
        except IndexDamaged:
            newer = generations.pointer()
            if newer == pointer:
                raise
            pointer = newer  # published meanwhile


def _opened(generations: Generations, stores: Stores, pointer: Pointer, embedder: Embedder) -> Index:
    with ExitStack() as undo:
        undo.callback(generations.lease(pointer.generation))
        generation = generations.load(pointer.generation)
        if not generation.fingerprint.startswith(f"{embedder.name}/"):
            raise AnotherEmbedder(
                f"generation {generation.id}: built with another embedder, {generation.fingerprint.partition('/')[0]} "
                f"and not {embedder.name}; set FOOTNOTE_EMBEDDER as it was for the build and start again, "
                "or run `python -m index build` with this one"
            )
        words = generations.words(generation)
        index = Index(generation, generations, stores.open(pointer.store), words, embedder, pointer)
        prove(generation, index.store, DEPTH)
        weakref.finalize(index, undo.pop_all().close)
    return index


def _by_vector(passages: Iterable[Passage]) -> dict[str, list[Passage]]:
    grouped: dict[str, list[Passage]] = defaultdict(list)
    for passage in passages:
        grouped[passage.vector].append(passage)
    return dict(grouped)


def _fused(
    dense: Sequence[tuple[Passage, float]], worded: Sequence[tuple[Passage, float]]
) -> tuple[Hit, ...]:
    """The passages of both rankings, best first, by cosine and BM25 score together.

    A convex combination with the BM25 scores as shares of the highest (Bruch, Gai and Ingber, 2023, "An Analysis of
    Fusion Functions for Hybrid Retrieval"); a passage that only its words found has the lowest cosine of all.
    """
    cosines = {passage.id: similarity for passage, similarity in dense}
    scores = {passage.id: score for passage, score in worded}
    least, most = min(cosines.values(), default=0.0), max(scores.values(), default=1.0)
    dense_ranks = {key: rank for rank, key in enumerate(cosines, 1)}
    sparse_ranks = {key: rank for rank, key in enumerate(scores, 1)}
    passages = {passage.id: passage for passage, _ in (*dense, *worded)}
    hits = (
        Hit(
            passage=passage,
            score=cosines.get(key, least) + WORDED * scores.get(key, 0.0) / most,
            similarity=cosines.get(key),
            dense_rank=dense_ranks.get(key),
            sparse_rank=sparse_ranks.get(key),
        )
        for key, passage in passages.items()
    )
    return tuple(sorted(hits, key=lambda hit: (-hit.score, hit.passage.file, hit.passage.span.start)))
