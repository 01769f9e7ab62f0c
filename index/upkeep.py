"""What a maintainer does with built data besides building: verification, and garbage collection."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.disk import remove
from index.embedder import open_embedder
from index.english.counted import counted
from index.errors import IndexDamaged
from index.faults import keys_of, lost, misplaced, without_vector
from index.generations import open_generations
from index.passages import address_of, embedded_text
from index.pointer import Pointer
from index.search import Index, open_index
from index.settings import IndexSettings
from index.stores import open_stores
from index.turns import Notice, writing

KEPT = 5  # generations that a collection leaves, the published one included


@dataclass(frozen=True, slots=True)
class Garbage:
    """What a collection removes, or would.

    Args:
        paths: files and folders.
        vectors: how many dead vectors leave the store.
        size: bytes that the files and folders take.
    """

    paths: tuple[Path, ...]
    vectors: int
    size: int


def collect(
    settings: IndexSettings, keep: int = KEPT, *, dry_run: bool = False, notice: Notice = lambda _: None
) -> Garbage:
    """Removes what neither the published generation nor the newest others need; a damaged one does not count.

    The store is written anew without the vectors that no kept generation names, so that searches pass none of them.

    Args:
        settings: where the built data lies.
        keep: how many generations stay, the published one included; at least 1.
        dry_run: only say what would be removed.
        notice: told when a build has to end first.

    Raises:
        IndexMissing: if nothing was built yet.
        IndexDamaged: if the published generation cannot be read.
        IndexBusy: if another host has begun to build meanwhile.
    """
    with writing(settings, notice=notice) as turn:
        generations = open_generations(settings)
        pointer = generations.pointer()
        others = (other for other in reversed(generations.ids()) if other != pointer.generation)
        whole, damaged = [generations.load(pointer.generation)], set[str]()
        for name in others:
            if len(whole) == keep:
                break
            try:
                whole.append(generations.load(name))
            except IndexDamaged:
                damaged.add(name)
        kept = [generation.id for generation in whole]
        wanted = {passage.vector for generation in whole for passage in generation.passages.values()}
        embedder = open_embedder(settings.embedder, settings.data)
        stores = open_stores(settings, embedder.name)
        store = stores.open(pointer.store)
        dead = store.count() - len(store.known(wanted))
        name = pointer.store
        store.close()
        # Before the turn is shown again: if it still is ours then, no other host can publish one of these any more.
        earlier = stores.names()
        if dead and not dry_run:
            name = stores.compacted(pointer.store, wanted)
            generations.point(Pointer(pointer.generation, name), turn)
        if not dry_run:
            # What is damaged here may be whole on other hosts.
            generations.drop_shared({*kept, *damaged}, turn)
            stores.forget(earlier - {name})
        answers = set() if dead and dry_run else {name}  # a store that holds dead vectors is replaced
        paths = [*generations.surplus(kept), *stores.unused(answers)]
        garbage = Garbage(tuple(paths), dead, sum(map(_size, paths)))
        if not dry_run:
            for path in paths:
                remove(path)
    return garbage


def problems(settings: IndexSettings) -> Iterator[str]:
    """What is wrong with the published generation, one line each with what to do; nothing when it is whole.

    Hashes everything again, compares the generation with the store, and checks every offset.

    Raises:
        IndexMissing: if nothing was built yet.
        ModelDamaged: if the embedder is missing or not the one we trust.
    """
    try:
        index = open_index(settings)
    except IndexDamaged as error:
        yield str(error)
        return
    for file in index.generation.texts:
        try:
            index.text(file)
        except IndexDamaged as error:
            yield str(error)
            return
    for passage in misplaced(index.generation, index.text):
        yield f"{passage.file}: passage {passage.id} is not where it says; run `python -m index build --full`"
    yield from _wrong_addresses(index)
    yield from _wrong_vectors(index)


def _wrong_addresses(index: Index) -> Iterator[str]:
    made_by = index.generation.fingerprint
    for passage in index.generation.passages.values():
        text = embedded_text(index.generation.articles[passage.article], passage)
        if passage.vector != address_of(made_by, text):
            yield f"{passage.file}: passage {passage.id} is not what was embedded; run `python -m index build --full`"


def _wrong_vectors(index: Index) -> Iterator[str]:
    missing = without_vector(index.generation, index.store)
    if missing:
        yield f"{counted(len(missing), 'vector')} missing; run `python -m index build --full`"
        return
    vectors = index.store.vectors(list(keys_of(index.generation)))
    lengths = np.linalg.norm(np.array(list(vectors.values())), axis=1)
    crooked = int(np.sum(np.abs(lengths - 1) > 1e-3))
    if crooked:
        yield f"{counted(crooked, 'vector')} not of length 1; run `python -m index build --full`"
    unfound = lost(index.generation, index.store, index.words, index.generation.passages.keys())
    if unfound:
        yield f"{counted(len(unfound), 'passage')} not found when searched for; run `python -m index build --full`"


def _size(path: Path) -> int:
    if path.is_dir():
        return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
    return path.stat().st_size
