"""Times builds: all anew, one article changed, nothing changed, one renamed; and plain LlamaIndex beside them."""

from __future__ import annotations

import multiprocessing
import resource
import shutil
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import cycle, islice
from pathlib import Path
from typing import TypeVar

import chromadb
import numpy as np
from llama_index.core import Document, StorageContext, VectorStoreIndex
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.node_parser import SentenceSplitter
from llama_index.vector_stores.chroma import ChromaVectorStore

from index.articles.shelf import read_shelf
from index.build import build
from index.embedder import minilm_folder
from index.settings import IndexSettings
from index.stores import EmbeddedStores

_Found = TypeVar("_Found")
TOKENS = 150  # of a passage of ours, about


def apart(work: Callable[..., _Found], *arguments: object) -> tuple[_Found, float]:
    """Runs some work in its own process: the result, and the most megabytes that the process held."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_with_peak, work, arguments).result()


def _with_peak(work: Callable[..., _Found], arguments: Sequence[object]) -> tuple[_Found, float]:
    return work(*arguments), peak_megabytes()


def peak_megabytes() -> float:
    """The most memory that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def whole(settings: IndexSettings) -> tuple[float, int]:
    """Seconds, and passages embedded, of a full build.

    Args:
        settings: articles, and a data folder.
    """
    report = build(settings, full=True)
    return report.seconds, report.embedded


def incremental(settings: IndexSettings) -> dict[str, tuple[float, int]]:
    """Seconds, and passages embedded, of the small builds that follow a full one.

    Args:
        settings: articles that may be changed, and what was built of them.
    """
    measured = {}

    def timed(name: str) -> None:
        report = build(settings)
        measured[name] = (report.seconds, report.embedded)

    build(settings)  # so that late imports do not count as build time
    timed("nothing changed")
    first, second = sorted(settings.seeds.glob("*.txt"))[:2]
    with first.open("a", encoding="utf-8") as file:
        file.write("\nThe editors added this sentence later, to correct the number of the wounded.\n")
    timed("one article changed")
    second.rename(second.with_name("renamed.txt"))
    timed("one article renamed")
    return measured


def plain(settings: IndexSettings) -> tuple[int, float]:
    """Passages and seconds of plain LlamaIndex over the same files, with the same model and the same kind of Chroma."""
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding

    embedder: BaseEmbedding = HuggingFaceEmbedding(model_name=str(minilm_folder()), device="cpu")
    texts = read_shelf(settings.seeds).texts
    folder = settings.data / "plain"
    shutil.rmtree(folder, ignore_errors=True)
    began = time.perf_counter()
    collection = chromadb.PersistentClient(str(folder)).get_or_create_collection("plain")
    context = StorageContext.from_defaults(vector_store=ChromaVectorStore(chroma_collection=collection))
    splitter = SentenceSplitter(chunk_size=TOKENS, chunk_overlap=0)
    documents = [Document(text=text) for text in texts.values()]
    VectorStoreIndex.from_documents(
        documents, storage_context=context, embed_model=embedder, transformations=[splitter]
    )
    return int(collection.count()), time.perf_counter() - began


def growth(data: Path, size: int, real: np.ndarray, seed: int = 1) -> dict[str, float]:
    """Measures a store of so many vectors: real ones, repeated with a little noise.

    Args:
        data: an empty data folder.
        size: how many vectors.
        real: vectors of real passages, shape (any, dimensions).
        seed: of the noise.

    Returns:
        Seconds to fill and to copy it, milliseconds of a search (median and 95th percentile of 200), megabytes on disk,
        and the megabytes that this process takes at most.
    """
    chance = np.random.default_rng(seed)
    vectors = np.array(list(islice(cycle(real), size)), np.float32)
    vectors += chance.normal(scale=0.02, size=vectors.shape).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    keys = [f"{number:024x}" for number in range(size)]
    stores = EmbeddedStores(data, "growth")
    began = time.perf_counter()
    with stores.successor(None) as (name, store):
        store.add(keys, vectors)
    filled = time.perf_counter()
    with stores.successor(name) as (name, _):
        copied = time.perf_counter()
    opened = stores.open(name)
    live, spent = set(keys), []
    for vector in vectors[chance.integers(size, size=220)]:
        at = time.perf_counter()
        opened.nearest(vector, live, 50)
        spent.append(1000 * (time.perf_counter() - at))
    disk = sum(path.stat().st_size for path in (data / "stores" / name).rglob("*") if path.is_file())
    return {
        "fill s": filled - began,
        "copy s": copied - filled,
        "p50 ms": float(np.percentile(spent[20:], 50)),
        "p95 ms": float(np.percentile(spent[20:], 95)),
        "disk MB": disk / 1e6,
        "memory MB": peak_megabytes(),
    }
