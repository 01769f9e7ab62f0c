"""Builds and searches shelves of any size: real articles repeated with changed words.

This measures what grows with a shelf. Embedding is kept short, as its cost per passage is known (`benchmarks builds`):
the embedder is the real one without its layers, which leaves the mean of its word vectors.
"""

from __future__ import annotations

import random
import time
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.builds import apart
from index.build import build
from index.embedder import minilm_folder
from index.search import open_index
from index.settings import IndexSettings

CHANGED = 0.2  # share of the words of a repeated article that are changed, so that it is no copy
PASSAGE_WORDS = 85  # of a passage of news, about
SEARCHES = 200


def large(articles: Path, room: Path, size: int) -> dict[str, float]:
    """Measures a shelf of about so many passages.

    Args:
        articles: a folder of text files.
        room: an empty folder.
        size: passages, about.

    Returns:
        Passages; seconds and megabytes of memory of the build; megabytes on disk; seconds to open; milliseconds of a
        search (median and 95th percentile of 200), and the memory of the process that searches.
    """
    settings = IndexSettings(seeds=room / "seeds", data=room / "data", embedder=room / "model")
    apart(shallow, room / "model")
    _repeat(articles, settings.seeds, size * PASSAGE_WORDS)
    (passages, seconds), build_mb = apart(_built, settings)
    searched, search_mb = apart(_searched, settings)
    built = [path for path in settings.data.rglob("*") if path.is_file() and "models" not in path.parts]
    disk = sum(path.stat().st_size for path in built)
    return {
        "passages": passages,
        "build s": seconds,
        "build MB": build_mb,
        "disk MB": disk / 1e6,
        **searched,
        "search MB": search_mb,
    }


def shallow(folder: Path) -> None:
    """Writes an embedder that is quick: the real one without its layers."""
    from sentence_transformers import SentenceTransformer  # noqa: TID251  (made here, not used)

    model = SentenceTransformer(str(minilm_folder()), device="cpu", local_files_only=True)
    network: Any = model[0].auto_model
    network.encoder.layer = network.encoder.layer[:0]
    network.config.num_hidden_layers = 0
    model.save(str(folder))


def _repeat(articles: Path, seeds: Path, words: int) -> None:
    seeds.mkdir(parents=True)
    chance = random.Random(1)  # noqa: S311
    texts = [path.read_text(encoding="utf-8") for path in sorted(articles.glob("*.txt"))]
    for number in count():
        lines = texts[number % len(texts)].split("\n")
        if number >= len(texts):
            lines = [" ".join(changed(line.split(" "), number, chance)) for line in lines]
        (seeds / f"{number:06}.txt").write_text("\n".join(lines), encoding="utf-8")
        words -= sum(len(line.split()) for line in lines)
        if words <= 0:
            return


def changed(words: list[str], number: int, chance: random.Random) -> list[str]:
    """The words of an article, some of them changed by appending a number."""
    return [
        f"{word}{number}" if word.isalpha() and word.islower() and chance.random() < CHANGED else word
        for word in words
    ]


def _built(settings: IndexSettings) -> tuple[int, float]:
    report = build(settings)
    return len(report.generation.passages), report.seconds


def _searched(settings: IndexSettings) -> dict[str, float]:
    began = time.perf_counter()
    index = open_index(settings)
    opened = time.perf_counter()
    passages = list(index.generation.passages.values())
    spent = []
    for passage in random.Random(2).sample(passages, SEARCHES + 20):  # noqa: S311
        asked = passage.sentence(0)
        at = time.perf_counter()
        index.search(asked)
        spent.append(1000 * (time.perf_counter() - at))
    return {
        "open s": opened - began,
        "search p50 ms": float(np.percentile(spent[20:], 50)),
        "search p95 ms": float(np.percentile(spent[20:], 95)),
    }
