"""Publishes an older generation again."""

from __future__ import annotations

from index.embedder import open_embedder
from index.errors import IndexDamaged
from index.generations import open_generations
from index.pointer import Pointer
from index.records import Generation
from index.settings import IndexSettings
from index.stores import open_stores
from index.turns import Notice, writing
from index.vectors import Progress, silent, store_now, tidy, vectors_of, with_vectors


def roll_back(
    settings: IndexSettings,
    generation: str | None = None,
    *,
    progress: Progress = silent,
    notice: Notice = silent,
) -> Generation:
    """Publishes an older generation again; what its vectors lack in the store is embedded anew.

    Args:
        settings: where the built data lies.
        generation: its id or how it begins; None: the one before what is published when no other build runs any more.
        progress: called with passages embedded so far and in all.
        notice: told when another build has to end first.

    Raises:
        IndexMissing: if nothing was published yet.
        NoSuchGeneration: if there is no such generation, or none before.
        IndexDamaged: if it is not whole, or another embedder made it.
        IndexBusy: if another host took over meanwhile.
    """
    with writing(settings, notice=notice) as turn:
        generations = open_generations(settings)
        old = generations.load(generations.find(generation) if generation else generations.before())
        generations.words(old)
        for file in old.texts:
            generations.text(old, file)
        embedder = open_embedder(settings.embedder, settings.data)
        if not old.fingerprint.startswith(f"{embedder.name}/"):
            raise IndexDamaged(f"generation {old.id} was made by another embedder: {old.fingerprint}")
        stores = open_stores(settings, embedder.name)
        now = store_now(generations)
        store, _ = with_vectors(stores, now, vectors_of(old), embedder, progress)
        generations.point(Pointer(old.id, store), turn)
        tidy(settings.data, stores, {store, now or store})
    return old
