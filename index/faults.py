"""What can be wrong with a generation: looked for when it is opened, before it is published, and by ``verify``."""

from __future__ import annotations

from collections.abc import Callable, Collection, KeysView
from itertools import islice

from index.errors import IndexDamaged
from index.records import Generation, Passage
from index.store import VectorStore
from index.words import Words

PROVED = 16  # vectors that are read when an index is opened


def keys_of(generation: Generation) -> KeysView[str]:
    """The keys of a generation's vectors, each once, in the order of its passages."""
    return dict.fromkeys(passage.vector for passage in generation.passages.values()).keys()


def prove(generation: Generation, store: VectorStore, depth: int) -> None:
    """Reads a little of every part, so that damage shows before a question is asked.

    Args:
        generation: the generation.
        store: its vectors.
        depth: how many vectors a search asks for.

    Raises:
        IndexDamaged: if vectors are missing or cannot be searched.
    """
    keys = keys_of(generation)
    sample = list(islice(keys, PROVED))
    vectors = store.vectors(sample)
    if len(vectors) < len(sample) or store.count() < len(keys):
        raise IndexDamaged("vectors are missing; run `python -m index build`")
    store.nearest(vectors[sample[0]], keys, depth)


def without_vector(generation: Generation, store: VectorStore) -> set[str]:
    """The keys of vectors that the store lacks."""
    keys = keys_of(generation)
    return keys - store.known(keys)


def misplaced(generation: Generation, text: Callable[[str], str]) -> list[Passage]:
    """The passages whose words, or whose sentences', do not stand in the file where they say.

    Args:
        generation: the generation.
        text: gives a file's text as the generation read it.
    """
    return [
        passage
        for passage in generation.passages.values()
        if passage.span.of(text(passage.file)) != passage.text
        or any(not passage.span.start <= at.start < at.end <= passage.span.end for at in passage.sentences)
    ]


def lost(
    generation: Generation, store: VectorStore, words: Words, passages: Collection[str], among: int = 10
) -> list[Passage]:
    """The passages that neither their vector nor their words find among the first so many."""
    wanted = [generation.passages[key] for key in passages]
    unseen = set(store.unfindable(sorted({passage.vector for passage in wanted}), among))
    doubtful = [passage for passage in wanted if passage.vector in unseen]
    return [
        passage
        for passage in doubtful
        if passage.id not in [key for key, _ in words.search(passage.words, among)]
    ]
