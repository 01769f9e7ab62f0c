"""Runs neural networks, without the seconds that torch takes to load: the home of onnxruntime and tokenizers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelDamaged

if TYPE_CHECKING:
    from tokenizers import Tokenizer


Feed = Mapping[str, NDArray[np.int64]]
"""The inputs of a network, by name, each of shape (texts, tokens)."""


class Graph:
    """An ONNX graph on the CPU.

    Args:
        path: the ``.onnx`` file.
        mend: what a person can do when it cannot be loaded.

    Raises:
        ModelDamaged: if it cannot be loaded.
    """

    def __init__(self, path: Path, mend: str) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # idle cores stay idle
        try:
            self._session = onnxruntime.InferenceSession(
                str(path), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # onnxruntime raises bare, undocumented types
            raise ModelDamaged(f"{path}: cannot be loaded; {mend}") from error

    def run(self, feed: Feed) -> list[NDArray[np.float32]]:
        """The graph's outputs, in its own order."""
        return list(self._session.run(None, dict(feed)))


def open_tokenizer(path: Path, mend: str) -> Tokenizer:
    """A ``tokenizer.json``, neither padding nor truncating.

    Raises:
        ModelDamaged: if it cannot be loaded.
    """
    from tokenizers import Tokenizer

    try:
        opened = Tokenizer.from_file(str(path))
    except Exception as error:  # tokenizers raises bare Exception
        raise ModelDamaged(f"{path}: cannot be loaded; {mend}") from error
    opened.no_padding()
    opened.no_truncation()
    return opened


def padded(rows: Sequence[Sequence[int]], widths: int = 1) -> NDArray[np.int64]:
    """Rows of unlike length as one array, zeros after the shorter ones.

    Args:
        rows: at least one.
        widths: the array is as wide as the longest row, up to the next multiple of this.

    Returns:
        Shape (rows, width).
    """
    longest = max(map(len, rows))
    array = np.zeros((len(rows), longest + -longest % widths), dtype=np.int64)
    for number, row in enumerate(rows):
        array[number, : len(row)] = row
    return array
