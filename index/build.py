"""Builds a generation: read the shelf, embed what is new, publish."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from filelock import FileLock, Timeout

from index import passages as cutting
from index.articles import sentences as segmenting
from index.articles import shelf as shelving
from index.articles.files import source_digest
from index.embedder import Embedder, open_embedder
from index.errors import IndexBusy, IndexDamaged, IndexMissing
from index.generations import Generations, new_generation
from index.records import BuildReport, Generation, Passage, Shelf
from index.search import DEPTH, chroma_folder
from index.settings import IndexSettings
from index.store import ChromaStore, VectorStore
from index.words import Words

EMBED_AT_ONCE = 256

Progress = Callable[[int, int], None]


def build(
    settings: IndexSettings, *, full: bool = False, progress: Progress = lambda done, total: None
) -> BuildReport:
    """Builds and publishes a generation of the seeds, unless the published one is already theirs.

    Args:
        settings: where articles and built data lie.
        full: build even if nothing changed.
        progress: called with passages embedded so far and in all.

    Raises:
        SeedsMissing: if there is no article to read; what was published stays.
        SourcesInvalid: if ``sources.toml`` is wrong; what was published stays.
        IndexBusy: if another build is running.
        ModelDamaged: if the embedder is missing or not the one we trust.
    """
    began = time.perf_counter()
    source = source_digest(settings.seeds)
    settings.data.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(settings.data / "build.lock", timeout=0):
            embedder = open_embedder(settings.embedder, settings.data)
            generations = Generations(settings.data)
            store = _store(settings.data, embedder.name)
            current = None if full else _readable(generations, store)
            if current and current.source == source and current.fingerprint == fingerprint(embedder):
                return BuildReport(current, False, 0, len(current.passages), time.perf_counter() - began)
            shelf = shelving.read_shelf(settings.seeds)
            live = tuple(cutting.passages_of(shelf, fingerprint(embedder)))
            embedded, vectors = _embed_new(store, embedder, shelf, live, progress)
            generation = new_generation(shelf, live, fingerprint(embedder), source)
            articles = generation.articles
            words = Words.of(
                ((one, cutting.embedded_text(articles[one.article], one.text)) for one in live), limit=DEPTH
            )
            generations.publish(generation, words, shelf.texts)
    except Timeout:
        raise IndexBusy(f"{settings.data}: another build is running; wait for it to end") from None
    return BuildReport(generation, True, embedded, vectors - embedded, time.perf_counter() - began)


def is_stale(generation: Generation, seeds: Path) -> bool:
    """Whether the articles have changed since the generation was built.

    Raises:
        SeedsMissing: if there is no article to compare with.
    """
    return generation.source != source_digest(seeds)


def fingerprint(embedder: Embedder) -> str:
    """Names and versions of everything that decides what a passage and its vector are."""
    return (
        f"{embedder.name}/{segmenting.VERSION}/cleaner-{shelving.CLEANER_VERSION}/passages-{cutting.VERSION}"
    )


def _readable(generations: Generations, store: VectorStore) -> Generation | None:
    """The published generation, if every part of it is there and whole."""
    try:
        current = generations.current()
        generations.words(current)
        for file in current.texts:
            generations.text(current, file)
        vectors = {passage.vector for passage in current.passages.values()}
        return current if store.known(vectors) == vectors else None
    except (IndexMissing, IndexDamaged):
        return None


def _store(data: Path, embedder: str) -> VectorStore:
    """Opens the vector store; one that cannot be read is set aside, not deleted, and made anew."""
    folder = chroma_folder(data)
    try:
        return ChromaStore(folder, embedder)
    except IndexDamaged:
        folder.rename(data / f"chroma.damaged-{time.strftime('%Y%m%dT%H%M%S')}")
        return ChromaStore(folder, embedder)


def _embed_new(
    store: VectorStore, embedder: Embedder, shelf: Shelf, live: Sequence[Passage], progress: Progress
) -> tuple[int, int]:
    """Embeds the passages whose vectors the store lacks; returns how many, and how many vectors are live."""
    articles = {article.id: article for article in shelf.articles}
    wanted = {one.vector: cutting.embedded_text(articles[one.article], one.text) for one in live}
    new = sorted(wanted.keys() - store.known(wanted.keys()))
    for start in range(0, len(new), EMBED_AT_ONCE):
        progress(start, len(new))
        keys = new[start : start + EMBED_AT_ONCE]
        texts = [wanted[key] for key in keys]
        store.add(keys, texts, embedder.embed(texts))
    progress(len(new), len(new))
    return len(new), len(wanted)
