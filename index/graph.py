"""Runs neural networks, without the seconds that torch takes to load: the home of onnxruntime and tokenizers."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelDamaged

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_WEIGHTS_LIE_IN = "session.model_external_initializers_file_folder_path"

Made = TypeVar("Made")
Row = Mapping[str, Sequence[int]]
"""The inputs of a network for one text, by name, all of one length; what a graph does not know is left out."""


class Graph:
    """An ONNX graph on the CPU: a text at a time, as many at once as there are cores.

    So nothing is padded, what a text needs stays in a core's cache, and no thread waits for another within a text. An
    int8 graph, which fits its scales to all that it is given at once, gives a text the same numbers in any company.

    Args:
        path: the ``.onnx`` file.
        mend: what a person can do when it cannot be loaded.
        weights: the folder of the file that holds the graph's weights; None where they lie in the graph. They are
            mapped into memory, so that what is not changed by optimising is there once for all processes.

    Raises:
        ModelDamaged: if it cannot be loaded.
    """

    def __init__(self, path: Path, mend: str, weights: Path | None = None) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.intra_op_num_threads = 1
        if weights is not None:
            options.add_session_config_entry(_WEIGHTS_LIE_IN, str(weights.absolute()))
        try:
            # From memory: only then does onnxruntime look for weights in another folder than the graph's.
            graph = str(path) if weights is None else path.read_bytes()
            self._session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime raises bare, undocumented types
            raise ModelDamaged(f"{path}: cannot be loaded; {mend}") from error
        self._inputs = {tensor.name for tensor in self._session.get_inputs()}
        self._pool = ThreadPoolExecutor(len(os.sched_getaffinity(0)), thread_name_prefix="network")

    def run(self, rows: Sequence[Row]) -> list[list[NDArray[np.float32]]]:
        """For each text the graph's outputs, in its own order."""
        # The longest go first: no core is left with one while the others have nothing more to do.
        order = sorted(range(len(rows)), key=lambda place: -max(map(len, rows[place].values())))
        running = {place: self._pool.submit(self._one, rows[place]) for place in order}
        try:
            return [running[place].result() for place in range(len(rows))]
        finally:
            for future in running.values():
                future.cancel()  # nobody waits for the others when one fails, or the maintainer interrupts

    def _one(self, row: Row) -> list[NDArray[np.float32]]:
        feed = {name: np.array([ids], dtype=np.int64) for name, ids in row.items() if name in self._inputs}
        return [output[0] for output in self._session.run(None, feed)]


def at_once(work: Callable[..., Made], *each: Iterable[Any]) -> list[Made]:
    """What ``work`` makes of each, in order: while one waits for a network, the next is made ready for another core."""
    with ThreadPoolExecutor(len(os.sched_getaffinity(0)), thread_name_prefix="beside") as pool:
        return list(pool.map(work, *each))


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
