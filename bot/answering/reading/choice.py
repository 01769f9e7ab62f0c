"""Which model reads and which judges: ours, or the one in the settings."""

from __future__ import annotations

from pathlib import Path

from bot.answering.reading.features import Readers
from bot.answering.reading.model import (
    GRAPH,
    ClaimJudge,
    Judges,
    OnnxCrossEncoder,
    PassageReader,
    careful_reader,
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
    if ours := _ours(folder):
        return ours
    from bot.answering.reading import foreign  # torch, and with it seconds

    return foreign.open_reader(folder or Path())


def open_readers(folder: Path | None) -> Readers:
    """Opens what reads for answers: our quick and our careful reader, or another model alone.

    Args:
        folder: as above.

    Raises:
        ModelDamaged: if one cannot be loaded.
        ReaderUnfit: if it does not read.
    """
    return Readers(open_reader(folder), careful_reader() if folder is None else None)


def open_judge(folder: Path | None) -> ClaimJudge:
    """Opens what judges claims.

    Args:
        folder: as above.

    Raises:
        ModelDamaged: if it cannot be loaded.
        ReaderUnfit: if it does not judge.
    """
    if ours := _ours(folder):
        return ours
    from bot.answering.reading import foreign  # torch, and with it seconds

    return foreign.open_judge(folder or Path())


def open_judges(folder: Path | None) -> Judges:
    """Opens what judges claims: our quick and our careful reader, or another model alone.

    Args:
        folder: as above.

    Raises:
        ModelDamaged: if one cannot be loaded.
        ReaderUnfit: if it does not judge.
    """
    quick = open_judge(folder)
    return Judges(quick, (careful_reader() if folder is None else None) or quick)


def _ours(folder: Path | None) -> OnnxCrossEncoder | None:
    if folder is None:
        return shipped_reader()
    return OnnxCrossEncoder(folder) if (folder / GRAPH).is_file() else None
