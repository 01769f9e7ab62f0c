"""Writes the trained network as an int8 ONNX graph, with its tokenizer and its card, where the bot reads it."""

from __future__ import annotations

import hashlib
import json
import logging
import re
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import torch

from bot.answering.reading.model import GRAPH, OnnxCrossEncoder
from training.network import ReaderNetwork

OPSET = 17
_LAYER = re.compile(r"\.layer\.(\d+)\.")


def export(weights: Path, model: Path, out: Path) -> str:
    """Writes ``reader.onnx`` (int8) and ``tokenizer.json`` to a folder.

    Args:
        weights: what `training.train.train` returned.
        model: folder of the weights that training started from.
        out: the folder.

    Returns:
        The SHA-256 of ``reader.onnx``.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.shape_inference import quant_pre_process

    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        full, ready = Path(folder) / "full.onnx", Path(folder) / "ready.onnx"
        export_full(weights, model, full)
        quant_pre_process(str(full), str(ready), skip_symbolic_shape=True)
        logging.getLogger().setLevel(logging.ERROR)
        quantize_dynamic(
            str(ready),
            str(out / "reader.onnx"),
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,  # processors without VNNI add up eight-bit products in sixteen bits, and overflow
        )
    shutil.copyfile(model / "tokenizer.json", out / "tokenizer.json")
    return hashlib.sha256((out / "reader.onnx").read_bytes()).hexdigest()


@contextmanager
def full_precision(work: Path, model: Path, shipped: Path) -> Iterator[OnnxCrossEncoder]:
    """The network in full precision, as a cross-encoder to compare the shipped one with.

    Args:
        work: folder with ``reader.pt``.
        model: folder of the weights that training started from.
        shipped: the shipped model, for its tokenizer.
    """
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        export_full(work / "reader.pt", model, out / GRAPH)
        shutil.copyfile(shipped / "tokenizer.json", out / "tokenizer.json")
        card = {"sha256": hashlib.sha256((out / GRAPH).read_bytes()).hexdigest()}
        (out / "card.json").write_text(json.dumps(card), encoding="utf-8")
        yield OnnxCrossEncoder(out)


def export_full(weights: Path, model: Path, graph: Path) -> None:
    """Writes the network in full precision."""
    state = torch.load(weights, map_location="cpu", weights_only=True)
    layers = {match[1] for name in state if (match := _LAYER.search(name))}
    network = ReaderNetwork(model, len(layers))
    network.load_state_dict(state)
    network.eval()
    example = torch.randint(1000, 20000, (2, 17))
    axes = {0: "batch", 1: "tokens"}
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network,
            (example, torch.ones_like(example), torch.zeros_like(example)),
            str(graph),
            input_names=["ids", "mask", "types"],
            output_names=["token_scores", "pair_scores"],
            dynamic_axes={
                "ids": axes,
                "mask": axes,
                "types": axes,
                "token_scores": axes,
                "pair_scores": {0: "batch"},
            },
            opset_version=OPSET,
            dynamo=False,
        )
