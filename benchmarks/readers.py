"""Searches without pause, from several processes, while the articles are edited, deleted and built again."""

from __future__ import annotations

import multiprocessing
import random
import time
from collections import Counter
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

from index.build import build
from index.generations import open_generations
from index.live import LiveIndex
from index.settings import IndexSettings

AFTER_S = 2.0  # how long the searching goes on after the last publication


def through_rebuilds(
    settings: IndexSettings, processes: int, rebuilds: int, seed: int = 1
) -> dict[str, float]:
    """Lets processes search while a maintainer edits, adds and deletes.

    Args:
        settings: where to make articles and built data; empty folders.
        processes: how many search.
        rebuilds: how many generations are published meanwhile.
        seed: of the changes.

    Returns:
        How many searches there were, how many failed, how many quotations were not in the generation that was named,
        how many came from an article that was deleted before the search began, how many generations answered, and the
        longest time in seconds from a publication to the first search that used it.
    """
    chance = random.Random(seed)  # noqa: S311  (changes, no secret)
    settings.seeds.mkdir(parents=True, exist_ok=True)
    for number in range(30):
        _write(settings, f"{number}.txt", 0)
    published = dict([_published(settings)])
    context = multiprocessing.get_context("spawn")
    log: Queue[Any] = context.Queue()
    opened: Queue[Any] = context.Queue()
    stop = context.Event()
    readers = [
        context.Process(target=_read, args=(settings, log, opened, stop, number))
        for number in range(processes)
    ]
    for reader in readers:
        reader.start()
    ready = [opened.get(timeout=120) for _ in readers]
    for round_ in range(1, rebuilds + 1):
        names = sorted(path.name for path in settings.seeds.iterdir())
        (settings.seeds / chance.choice(names)).unlink()
        _write(settings, chance.choice(names), round_)
        _write(settings, f"new{round_}.txt", round_)
        published.update([_published(settings)])
    time.sleep(AFTER_S)
    stop.set()
    return _judged(settings, log, readers, published) | {"processes": len(ready)}


def _published(settings: IndexSettings) -> tuple[str, float]:
    """Builds; which generation was published, and when."""
    generation = build(settings).generation.id
    return generation, time.time()


def _read(settings: IndexSettings, log: Queue[Any], opened: Queue[Any], stop: Event, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    live = LiveIndex(settings)
    opened.put(seed)
    while not stop.is_set():
        try:
            began = time.time()
            index = live.newest()
            hits = index.search(f"When did the market in town {chance.randrange(30)} open?", 5)
            quotes = [
                (hit.passage.file, at.start, at.end, hit.passage.sentence(number))
                for hit in hits
                for number, at in enumerate(hit.passage.sentences)
            ]
            log.put((began, index.generation.id, quotes))
        except Exception as error:  # whatever it is, a member would have had no answer
            log.put(f"{type(error).__name__}: {error}")
    log.put("done")


def _judged(
    settings: IndexSettings,
    log: Queue[Any],
    readers: list[multiprocessing.context.SpawnProcess],
    published: dict[str, float],
) -> dict[str, float]:
    generations = open_generations(settings)
    known = {generation_id: generations.load(generation_id) for generation_id in published}
    texts: dict[tuple[str, str], str] = {}
    ids = list(published)
    gone = {
        (ids[at - 1], file): published[ids[at]]
        for at in range(1, len(ids))
        for file in known[ids[at - 1]].texts.keys() - known[ids[at]].texts.keys()
    }
    counts: Counter[str] = Counter()
    first: dict[str, float] = {}
    done = 0
    while done < len(readers):
        entry = log.get(timeout=60)
        if entry == "done":
            done += 1
        elif isinstance(entry, str):
            counts["failed"] += 1
            print(entry)
        else:
            began, name, quotes = entry
            counts["searches"] += 1
            first.setdefault(name, began)
            first[name] = min(first[name], began)
            for file, start, end, quote in quotes:
                key = (name, file)
                if key not in texts:
                    texts[key] = generations.text(known[name], file)
                counts["unverified"] += texts[key][start:end] != quote
                counts["from deleted"] += began > gone.get(key, began)
    for reader in readers:
        reader.join()
    waits = [
        first[generation_id] - published[generation_id] for generation_id in ids[1:] if generation_id in first
    ]
    names = ("searches", "failed", "unverified", "from deleted")
    return {
        **{name: counts[name] for name in names},
        "generations": len(first),
        "longest wait": max(waits, default=0),
    }


def _write(settings: IndexSettings, name: str, round_: int) -> None:
    town = Path(name).stem
    words = f"The market in town {town} opened on Monday. It was round {round_} of the fair there."
    (settings.seeds / name).write_text(words, encoding="utf-8")
