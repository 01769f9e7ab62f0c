"""The vectors that a generation needs: what is embedded, in which store, and what no generation needs any more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from index import passages as cutting
from index.disk import remove
from index.embedder import Embedder
from index.errors import IndexDamaged, IndexMissing
from index.faults import PROVED
from index.generations import Generations
from index.records import Generation
from index.stores import Stores

EMBED_AT_ONCE = 512
MOSTLY_DEAD = 3  # a store with so many times the vectors that are wanted is written anew

Progress = Callable[[int, int], None]


def silent(*_: object) -> None:
    """Ignores the progress."""


def store_now(generations: Generations) -> str | None:
    """The store that the pointer names, or None when there is no pointer that can be read."""
    try:
        return generations.pointer().store
    except (IndexMissing, IndexDamaged):
        return None


def embedded_texts(generation: Generation) -> dict[str, str]:
    """What is searched and embedded of each passage, by its key, which is a hash of it among other things."""
    return {
        key: cutting.embedded_text(generation.articles[passage.article], passage)
        for key, passage in generation.passages.items()
    }


def vectors_of(generation: Generation) -> dict[str, str]:
    """What is embedded, by the key of its vector."""
    texts = embedded_texts(generation)
    return {passage.vector: texts[key] for key, passage in generation.passages.items()}


def with_vectors(
    stores: Stores,
    now: str | None,
    wanted: Mapping[str, str],
    embedder: Embedder,
    progress: Progress = silent,
) -> tuple[str, list[str]]:
    """A store with all the vectors that are wanted; returns its name, and the keys that were embedded for it.

    Args:
        stores: where stores lie.
        now: the store to begin with, or None to embed everything.
        wanted: what to embed, by key.
        embedder: what embeds.
        progress: called with texts embedded so far and in all.
    """
    try:
        held = stores.open(now) if now else None
        known = held.known(wanted) if held else set()
        if held:
            held.unfindable(sorted(known)[:PROVED], among=1)  # what cannot be searched is not built upon
        if now and held and not stores.shared and held.count() > MOSTLY_DEAD * len(wanted):
            now = stores.compacted(now, known)
    except IndexDamaged:
        known, now = set(), None
    # By length, so that little of a batch is padding where texts are embedded in batches.
    new = sorted(wanted.keys() - known, key=lambda key: (len(wanted[key]), key))
    if now and not new:
        return now, []
    embed = embedder.for_many(len(new))
    with stores.successor(now) as (name, store):
        for start in range(0, len(new), EMBED_AT_ONCE):
            progress(start, len(new))
            keys = new[start : start + EMBED_AT_ONCE]
            store.add(keys, embed([wanted[key] for key in keys]))
        progress(len(new), len(new))
    return name, new


def tidy(data: Path, stores: Stores, used: set[str]) -> None:
    """Removes stores that are not in use, and what killed builds left behind."""
    for path in [*stores.unused(used), *data.glob("generations/.new-*"), *data.glob("texts/*.new")]:
        remove(path)
