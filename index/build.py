"""Builds a generation: read the shelf, embed what is new, check, publish."""

from __future__ import annotations

import gc
import time
from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from index import passages as cutting
from index.articles import sentences as segmenting
from index.articles import shelf as shelving
from index.articles.files import Seeds, read_seeds
from index.articles.targets import titles_of
from index.check import check, expectations
from index.counts import Counts
from index.disk import digest
from index.embedder import Embedder, open_embedder
from index.errors import CheckFailed, IndexBusy, IndexDamaged, IndexMissing, ShelfRefused
from index.faults import keys_of, without_vector
from index.generations import Generations, new_generation, open_generations
from index.pointer import Pointer
from index.records import Article, BuildReport, Generation, Passage, Shelf
from index.search import Index, open_index
from index.settings import IndexSettings
from index.stores import open_stores
from index.turns import Notice, writing
from index.vectors import Progress, embedded_texts, silent, store_now, tidy, vectors_of, with_vectors
from index.words import Words

COLLECTED_AT = 100_000  # new objects


def build(
    settings: IndexSettings,
    *,
    full: bool = False,
    strict: bool = False,
    shrink: bool = False,
    wait: bool = True,
    progress: Progress = silent,
    notice: Notice = silent,
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
    with writing(settings, wait=wait, notice=notice) as turn, _rarely_collecting():
        seeds = read_seeds(settings.seeds)
        expected = expectations(settings.seeds)
        embedder = open_embedder(settings.embedder, settings.data, bfloat16=settings.bfloat16)
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
            return BuildReport(
                answering.generation,
                False,
                0,
                len(keys_of(answering.generation)),
                time.perf_counter() - began,
            )
        last = answering if alike and not full else None
        known = _known(last, seeds) if last else {}
        shelf = shelving.shelf_of(settings.seeds, seeds, known)
        if strict and shelf.skipped:
            raise ShelfRefused(_left_out(settings, shelf))
        generation, words = _made(shelf, embedder, last, known)
        stores = open_stores(settings, embedder.name)
        now = None if full else store_now(generations) or stores.standing
        wanted = vectors_of(generation)
        store, new = with_vectors(stores, now, wanted, embedder, progress)
        generations.keep(generation, words, shelf.texts)
        pointer = Pointer(generation.id, store)
        index = Index(generation, generations, stores.open(store), words, embedder, pointer)
        failed = check(index, before, frozenset(new), expected, shrink=shrink)
        if failed:
            aside = generations.set_aside(generation.id)
            raise CheckFailed(f"not published: {failed} (kept in {aside})")
        try:
            generations.point(pointer, turn)
        except IndexBusy:
            generations.set_aside(generation.id)
            raise
        tidy(settings.data, stores, {store, now or store})
    return BuildReport(generation, True, len(new), len(wanted) - len(new), time.perf_counter() - began)


@contextmanager
def _rarely_collecting() -> Iterator[None]:
    """With few garbage collections: each one would visit all the small records of a shelf, which stay."""
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
    return generation.source != read_seeds(seeds).digest


def fingerprint(embedder: Embedder) -> str:
    """Names and versions of everything that decides what a passage and its vector are."""
    return (
        f"{embedder.name}/{segmenting.VERSION}/cleaner-{shelving.CLEANER_VERSION}/passages-{cutting.VERSION}"
    )


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
        known: the files that have not changed since; their passages are taken over.
    """
    kept: dict[str, list[Passage]] = defaultdict(list)
    now = {article.id: article.heading for article in shelf.articles}
    for passage in last.generation.passages.values() if last else ():
        if (
            passage.file in known
            and last
            and last.generation.articles[passage.article].heading == now[passage.article]
        ):
            kept[passage.article].append(passage)
    live = tuple(cutting.passages_of(shelf, fingerprint(embedder), kept))
    generation = new_generation(shelf, live, fingerprint(embedder))
    texts = embedded_texts(generation)
    if last and last.counts.current:
        before = embedded_texts(last.generation)
        gone, new = before.keys() - texts.keys(), texts.keys() - before.keys()
        counts = last.counts.changed((before[key] for key in gone), (texts[key] for key in new))
    else:
        counts = Counts.of(texts.values())
    return generation, Words.of(((passage, texts[passage.id]) for passage in live), counts)


def _published(generations: Generations) -> Generation | None:
    try:
        return generations.current()
    except (IndexMissing, IndexDamaged):
        return None


def _answering(settings: IndexSettings, embedder: Embedder) -> Index | None:
    """The published generation, if every part of it is there and whole."""
    try:
        index = open_index(settings, embedder)
        for file in index.generation.texts:
            index.text(file)
        return None if without_vector(index.generation, index.store) else index
    except (IndexMissing, IndexDamaged):
        return None


def _known(last: Index, seeds: Seeds) -> dict[str, list[Article]]:
    """By file, the articles of the files that are as they were, and whose references lead to the same titles."""
    before = last.generation
    if before.stated != seeds.stated:
        return {}
    same = {file for file, text in seeds.texts.items() if before.texts.get(file) == digest(text.encode())}
    then, now = titles_of({file: last.text(file) for file in before.texts}), titles_of(seeds.texts)
    if then != now:
        texts = seeds.texts
        same = {file for file in same if then.names_in(texts[file], file) == now.names_in(texts[file], file)}
    known: dict[str, list[Article]] = {}
    for article in before.articles.values():
        if article.file in same:
            known.setdefault(article.file, []).append(article)
    return known
