"""Builds a generation: read the shelf, embed what is new, check, publish."""

from __future__ import annotations

import gc
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from index import passages as cutting
from index.articles import sentences as segmenting
from index.articles import shelf as shelving
from index.articles.files import Seeds, read_seeds, source_digest
from index.check import check, expectations
from index.counts import Counts
from index.disk import digest, remove
from index.embedder import Embedder, open_embedder
from index.errors import CheckFailed, IndexBusy, IndexDamaged, IndexMissing, ShelfRefused
from index.generations import Generations, Pointer, new_generation, open_generations
from index.records import Article, BuildReport, Generation, Passage, Shelf
from index.search import DEPTH, PROVED, Index, open_index
from index.settings import IndexSettings
from index.stores import Stores, open_stores
from index.turns import Notice, writing
from index.words import Words

EMBED_AT_ONCE = 512
COLLECTED_AT = 100_000  # new objects
MOSTLY_DEAD = 3  # a store with so many times the vectors that are wanted is written anew

Progress = Callable[[int, int], None]


def _silent(*_: object) -> None:
    """Tells nobody."""


def build(
    settings: IndexSettings,
    *,
    full: bool = False,
    strict: bool = False,
    shrink: bool = False,
    wait: bool = True,
    progress: Progress = _silent,
    notice: Notice = _silent,
) -> BuildReport:
    """Builds and publishes a generation of the seeds, unless the published one is already theirs.

    Args:
        settings: where articles and built data lie.
        full: build and embed everything, even if nothing changed.
        strict: publish nothing when anything in the seeds folder is left out.
        shrink: publish even when most of the articles are gone.
        wait: wait for another build to end, instead of failing.
        progress: called with passages embedded so far and in all.
        notice: told, in one line each, what a maintainer would wonder about.

    Raises:
        SeedsMissing: if there is no article to read; what was published stays.
        SourcesInvalid: if ``sources.toml`` or ``expect.toml`` is wrong; what was published stays.
        ShelfRefused: if strictness was asked for and something was left out; what was published stays.
        CheckFailed: if the new generation failed its check; what was published stays.
        IndexBusy: if another build is running and ``wait`` is False, or another host took over meanwhile.
        ModelDamaged: if the embedder is missing or not the one we trust.
    """
    began = time.perf_counter()
    if not settings.data.exists():
        read_seeds(settings.seeds)  # a mistyped folder must not leave a data folder behind
    with writing(settings, wait=wait, notice=notice) as confirm, _rarely_collecting():
        seeds = read_seeds(settings.seeds)
        expected = expectations(settings.seeds)
        embedder = open_embedder(settings.embedder, settings.data)
        generations = open_generations(settings)
        answering = _answering(settings, embedder)
        before = answering.generation if answering else _published(generations)
        alike = before is not None and before.fingerprint == fingerprint(embedder)
        if before and not alike:
            notice(f"Made by {fingerprint(embedder)} from now on, by {before.fingerprint} until now.")
        if before and alike and not answering:
            notice("The published generation is damaged: building it again from the articles.")
            full = True
        same = before is not None and alike and before.source == seeds.digest
        if (
            answering
            and answering.counts.current
            and same
            and not full
            and not (strict and answering.generation.skipped)
        ):
            return BuildReport(answering.generation, False, 0, answering.size, time.perf_counter() - began)
        last = answering if alike and not full else None
        known = _known(last.generation, seeds) if last else {}
        shelf = shelving.shelf_of(settings.seeds, seeds, known)
        if strict and shelf.skipped:
            raise ShelfRefused(_left_out(settings, shelf))
        generation, words = _made(shelf, embedder, last, known)
        stores = open_stores(settings, embedder.name)
        now = None if full else _store_now(generations)
        wanted = _wanted(generation)
        store, new = _with_vectors(stores, now, wanted, embedder, progress)
        generations.keep(generation, words, shelf.texts)
        index = Index(generation, generations, stores.open(store), words, embedder)
        failed = check(index, before, frozenset(new), expected, shrink=shrink)
        if failed:
            aside = generations.set_aside(generation.id)
            raise CheckFailed(f"not published: {failed} (kept in {aside})")
        try:
            generations.point(Pointer(generation.id, store), confirm)
        except IndexBusy:
            generations.set_aside(generation.id)
            raise
        _tidy(settings.data, stores, {store, now or store})
    return BuildReport(generation, True, len(new), len(wanted) - len(new), time.perf_counter() - began)


@contextmanager
def _rarely_collecting() -> Iterator[None]:
    """With few garbage collections: a shelf is many small records that stay, and each one would look at them all."""
    before = gc.get_threshold()
    gc.set_threshold(COLLECTED_AT)
    try:
        yield
    finally:
        gc.set_threshold(*before)


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


def roll_back(
    settings: IndexSettings,
    generation: str | None = None,
    *,
    progress: Progress = _silent,
    notice: Notice = _silent,
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
    with writing(settings, notice=notice) as confirm:
        generations = open_generations(settings)
        old = generations.load(generations.find(generation) if generation else generations.before())
        generations.words(old)
        for file in old.texts:
            generations.text(old, file)
        embedder = open_embedder(settings.embedder, settings.data)
        if not old.fingerprint.startswith(f"{embedder.name}/"):
            raise IndexDamaged(f"generation {old.id} was made by another embedder: {old.fingerprint}")
        stores = open_stores(settings, embedder.name)
        now = _store_now(generations)
        store, _ = _with_vectors(stores, now, _wanted(old), embedder, progress)
        generations.point(Pointer(old.id, store), confirm)
        _tidy(settings.data, stores, {store, now or store})
    return old


def _left_out(settings: IndexSettings, shelf: Shelf) -> str:
    first = shelf.skipped[0]
    many = f"{len(shelf.skipped)} files are" if len(shelf.skipped) > 1 else "1 file is"
    return f"{settings.seeds}: {many} left out, and --strict forbids that ({first.file}: {first.reason})"


def _made(
    shelf: Shelf, embedder: Embedder, last: Index | None, known: Collection[str]
) -> tuple[Generation, Words]:
    """A generation and its words.

    Args:
        shelf: what it is made of.
        embedder: what will embed it.
        last: the index that it follows, if the same versions made that one.
        known: the files that are as they were then; what is known of their passages is not found out again.
    """
    kept: dict[str, list[Passage]] = defaultdict(list)
    for one in last.generation.passages.values() if last else ():
        if one.file in known:
            kept[one.article].append(one)
    live = tuple(cutting.passages_of(shelf, fingerprint(embedder), kept))
    generation = new_generation(shelf, live, fingerprint(embedder))
    texts = _texts(generation)
    if last and last.counts.current:
        before = _texts(last.generation)
        gone, new = before.keys() - texts.keys(), texts.keys() - before.keys()
        counts = last.counts.changed((before[key] for key in gone), (texts[key] for key in new))
    else:
        counts = Counts.of(texts.values())
    return generation, Words.of(((one, texts[one.id]) for one in live), counts, limit=DEPTH)


def _texts(generation: Generation) -> dict[str, str]:
    """What is searched and embedded of each passage, by its key, which is a hash of it among other things."""
    return {
        key: cutting.embedded_text(generation.articles[one.article], one.text)
        for key, one in generation.passages.items()
    }


def _wanted(generation: Generation) -> dict[str, str]:
    """What is embedded, by the key of its vector."""
    texts = _texts(generation)
    return {one.vector: texts[key] for key, one in generation.passages.items()}


def _published(generations: Generations) -> Generation | None:
    try:
        return generations.current()
    except (IndexMissing, IndexDamaged):
        return None


def _store_now(generations: Generations) -> str | None:
    try:
        return generations.pointer().store
    except (IndexMissing, IndexDamaged):
        return None


def _answering(settings: IndexSettings, embedder: Embedder) -> Index | None:
    """The published generation, if every part of it is there and whole."""
    try:
        index = open_index(settings, embedder)
        for file in index.generation.texts:
            index.text(file)
        return None if index.without_vector() else index
    except (IndexMissing, IndexDamaged):
        return None


def _known(before: Generation, seeds: Seeds) -> dict[str, list[Article]]:
    """By file, the articles of the files that are as they were."""
    if before.stated != seeds.stated:
        return {}
    same = {file for file, text in seeds.texts.items() if before.texts.get(file) == digest(text.encode())}
    known: dict[str, list[Article]] = {}
    for article in before.articles.values():
        if article.file in same:
            known.setdefault(article.file, []).append(article)
    return known


def _with_vectors(
    stores: Stores,
    now: str | None,
    wanted: Mapping[str, str],
    embedder: Embedder,
    progress: Progress = _silent,
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
            held.unfindable(
                sorted(known)[:PROVED], among=1
            )  # a store that cannot be searched is not built upon
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


def _tidy(data: Path, stores: Stores, used: set[str]) -> None:
    """Removes the stores that nobody answers from, and what killed builds left behind."""
    for path in [*stores.unused(used), *data.glob("generations/.new-*"), *data.glob("texts/*.new")]:
        remove(path)
