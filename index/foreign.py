"""Loads sentence-transformers models with torch: the only place in the index that does.

Nobody needs it for all-MiniLM-L6-v2. It makes the graph of another embedder, once, and embeds large builds in bfloat16
where a host asks for that. Its packages are an extra (``make models``).
"""

from __future__ import annotations

import hashlib
import json
import os
import struct
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelDamaged
from index.records import Vectors

if TYPE_CHECKING:
    from onnx import TensorProto
    from sentence_transformers import SentenceTransformer

WIDTHS = 16  # tokens, of which batches are a multiple: torch keeps memory for every width that it has met
WEIGHTS = "model.safetensors"
_SMALL = 1024  # bytes: shorter tensors stay in the graph
_NATIVE_BF16 = ("amx_bf16", "avx512_bf16")

Feed = Mapping[str, NDArray[np.int64]]
"""The inputs of a network for several texts, by name, each of shape (texts, tokens)."""


def has_bfloat16() -> bool:
    """Whether this processor multiplies in bfloat16 itself."""
    try:
        cpuinfo = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace")
    except OSError:
        return False
    return any(feature in cpuinfo.split() for feature in _NATIVE_BF16)


def in_bfloat16(folder: Path) -> Callable[[Feed], Vectors]:
    """Loads a model in bfloat16, which takes some ten seconds; returns what embeds a batch as unit vectors.

    Args:
        folder: a sentence-transformers model.

    Raises:
        ModelDamaged: if it is none.
        ModuleNotFoundError: if the packages are not installed.
    """
    import torch

    model = _load(folder, {"dtype": torch.bfloat16})

    def run(feed: Feed) -> Vectors:
        with torch.inference_mode():
            embeddings = model({name: torch.from_numpy(ids) for name, ids in feed.items()})[
                "sentence_embedding"
            ]
        return np.asarray(torch.nn.functional.normalize(embeddings.to(torch.float32)).numpy(), np.float32)

    return run


def graph_of(folder: Path) -> bytes:
    """The whole pipeline of a model (encoder, pooling, norm) as one ONNX graph that points to the model's weights.

    Args:
        folder: a sentence-transformers model with a ``model.safetensors``. The graph names places in that file; weights
            that it does not hold as the pipeline uses them, such as ones in half precision, lie in the graph.

    Raises:
        ModelDamaged: if it is none.
        ModuleNotFoundError: if the packages are not installed.
    """
    import onnx

    with tempfile.TemporaryDirectory() as room:
        _export(folder, Path(room, "whole.onnx"))
        graph = onnx.load(Path(room, "whole.onnx"))
    places = _places(folder / WEIGHTS)
    for tensor in graph.graph.initializer:
        place = places.get(_signs(tensor.raw_data, tensor.dims))
        if place and len(tensor.raw_data) >= _SMALL:
            _point(tensor, *place)
    made: bytes = graph.SerializeToString()
    return made


def _point(tensor: TensorProto, offset: int, length: int) -> None:
    """Has a tensor of a graph read from the weights' file."""
    from onnx import TensorProto

    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    for key, value in (("location", WEIGHTS), ("offset", str(offset)), ("length", str(length))):
        tensor.external_data.add(key=key, value=value)


def _places(weights: Path) -> dict[bytes, tuple[int, int]]:
    """Where each tensor of a safetensors file lies, as offset and length in bytes, by `_signs` of what it holds."""
    held = weights.read_bytes()
    (header,) = struct.unpack("<Q", held[:8])
    places = {}
    for name, entry in json.loads(held[8 : 8 + header]).items():
        if name != "__metadata__":
            start, end = (8 + header + offset for offset in entry["data_offsets"])
            places[_signs(held[start:end], entry["shape"])] = (start, end - start)
    return places


def _signs(content: bytes, shape: object) -> bytes:
    return hashlib.sha256(content).digest() + str(list(shape)).encode()  # type: ignore[call-overload]


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


def _export(folder: Path, to: Path) -> None:
    """Writes the pipeline as one ONNX graph with its weights inside."""
    import logging
    import warnings

    import torch

    class Pipeline(torch.nn.Module):
        def __init__(self, model: torch.nn.Module) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            embedding: torch.Tensor = self.model({"input_ids": input_ids, "attention_mask": attention_mask})[
                "sentence_embedding"
            ]
            return embedding

    model = _load(folder, {"attn_implementation": "eager"})
    example = model.preprocess(["one example", "another example, somewhat longer"])
    batch_axes = {0: "batch", 1: "tokens"}
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Pipeline(model),
            (example["input_ids"], example["attention_mask"]),
            str(to),
            input_names=["input_ids", "attention_mask"],
            output_names=["embedding"],
            dynamic_axes={"input_ids": batch_axes, "attention_mask": batch_axes, "embedding": {0: "batch"}},
            opset_version=17,
            do_constant_folding=False,  # folded weights lie transposed, and no longer as the file has them
            dynamo=False,
        )
