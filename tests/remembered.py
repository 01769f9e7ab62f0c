"""Remembers what the networks of this process gave for each text, so that a question asked again costs nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from weakref import WeakKeyDictionary

import numpy as np
import pytest
from numpy.typing import NDArray

from index.graph import Graph, Row

Outputs = list[NDArray[np.float32]]


@contextmanager
def remembering(wanted: Callable[[], bool]) -> Iterator[None]:
    """Inside the block a network is loaded once and reads a text once, and gives the same numbers every time.

    Args:
        wanted: whether to remember now; otherwise the networks run.
    """
    opened, read = Graph.__init__, Graph._one
    files: WeakKeyDictionary[Graph, tuple[object, ...]] = WeakKeyDictionary()
    loaded: dict[tuple[object, ...], Graph] = {}
    given: dict[tuple[object, ...], Outputs] = {}

    def init(self: Graph, path: Path, mend: str, weights: Path | None = None) -> None:
        file = (path, path.stat().st_mtime_ns if path.is_file() else None, weights)
        if wanted() and file in loaded:
            vars(self).update(vars(loaded[file]))
        else:
            opened(self, path, mend, weights)
            loaded[file] = self
        files[self] = file

    def one(self: Graph, row: Row) -> Outputs:
        if not wanted():
            return read(self, row)
        key = (*files[self], *((name, tuple(ids)) for name, ids in sorted(row.items())))
        if key not in given:
            given[key] = read(self, row)
        return [output.copy() for output in given[key]]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Graph, "__init__", init)
        patch.setattr(Graph, "_one", one)
        yield
