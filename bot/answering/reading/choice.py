"""Which model reads and which judges: ours, or the one in the settings."""

from __future__ import annotations

from pathlib import Path
from typing import TypeGuard

from bot.answering.reading import foreign
from bot.answering.reading.model import (
    GRAPH,
    ClaimJudge,
    OnnxCrossEncoder,
    PassageReader,
    shipped_reader,
)


def open_reader(folder: Path | None) -> PassageReader:
    """Opens what reads for answers.

    Args:
        folder: a model of our making, or in the format of sentence-transformers or transformers; None for ours.

    Raises:
        ModelDamaged: if it cannot be loaded.
        ReaderUnfit: if it does not read.
    """
    return foreign.open_reader(folder) if _is_foreign(folder) else _ours(folder)


def open_judge(folder: Path | None) -> ClaimJudge:
    """Opens what judges claims: our reader, or another model, which must judge; see `open_reader`."""
    return foreign.open_judge(folder) if _is_foreign(folder) else _ours(folder)


def _is_foreign(folder: Path | None) -> TypeGuard[Path]:
    return folder is not None and not (folder / GRAPH).is_file()


def _ours(folder: Path | None) -> OnnxCrossEncoder:
    return OnnxCrossEncoder(folder) if folder else shipped_reader()
