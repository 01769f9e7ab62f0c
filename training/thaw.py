"""Weights to go on training with, out of a reader that ships."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from bot.answering.reading.model import GRAPH
from eval.errors import EvalError

_PRODUCT = re.compile(r"/(Gemm_)?MatMul_quant$")  # what the exporter calls a layer's product


def thawed(model: Path) -> dict[str, Tensor]:
    """The weights of an exported reader in full precision, by their names in `training.network.ReaderNetwork`.

    An eight-bit number stands for ``(number - zero point) * scale``, with a scale for each column (ONNX's
    DequantizeLinear). What rounding took away does not come back: training goes on from there.

    Args:
        model: folder with ``reader.onnx``, as `training.export.export` writes it.

    Raises:
        EvalError: if no such file is there.
    """
    import onnx
    from onnx import numpy_helper

    if not (model / GRAPH).is_file():
        raise EvalError(f"{model}: no {GRAPH} is there; name the folder of a reader that ships")
    graph = onnx.load(model / GRAPH).graph
    arrays = {array.name: numpy_helper.to_array(array) for array in graph.initializer}
    weights = {
        name: array
        for name, array in arrays.items()
        if name.endswith((".weight", ".bias")) and array.dtype == np.float32
    }
    for name in arrays:
        if name.endswith(".weight_quantized"):
            weights[name.removesuffix("_quantized")] = _full(arrays, name.removesuffix("_quantized"))
    for node in graph.node:
        if node.op_type == "MatMulInteger":
            layer = _PRODUCT.sub("", node.name).strip("/").replace("/", ".")
            weights[f"{layer}.weight"] = _full(arrays, node.input[1].removesuffix("_quantized")).T
    return {name: torch.from_numpy(np.array(array, np.float32)) for name, array in weights.items()}


def _full(arrays: dict[str, np.ndarray], name: str) -> np.ndarray:
    levels = arrays[f"{name}_quantized"].astype(np.float32) - arrays[f"{name}_zero_point"].astype(np.float32)
    return np.asarray(levels * arrays[f"{name}_scale"])
