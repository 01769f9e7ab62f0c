"""Files of built data: hashed, written so that they survive a crash, removed."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from pathlib import Path

from index.errors import IndexDamaged, IndexingError


def digest(content: bytes) -> str:
    """The SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def digest_of_file(
    path: Path,
    damaged: type[IndexingError] = IndexDamaged,
    mend: str = "run `python -m index build --full`",
) -> str:
    """The SHA-256 of a file, in hexadecimal.

    Args:
        path: the file.
        damaged: the error that is raised if it cannot be read.
        mend: what a person can do then.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise damaged(f"{path}: cannot be read; {mend}") from error


def write_synced(path: Path, content: bytes) -> None:
    """Writes a file; it is on the disk when this returns."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def replace_file(path: Path, content: bytes, *, synced: bool = True) -> None:
    """Writes a file in one step: whoever reads it meanwhile finds the old content or the new.

    Args:
        path: the file; if it is there, it keeps its rights.
        content: what it holds afterwards.
        synced: whether the content is on the disk before it takes the old one's place, so that a crash loses neither.
    """
    aside = beside(path)
    try:
        if synced:
            write_synced(aside, content)
        else:
            aside.write_bytes(content)
        if path.exists():
            shutil.copymode(path, aside)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def beside(path: Path) -> Path:
    """A path beside a file, under a name that no build reads and nobody else uses."""
    return path.with_name(f".{secrets.token_hex(4)}.new")


def sync(path: Path) -> None:
    """Waits until a file or the entries of a folder are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove(path: Path) -> None:
    """Removes a file, or a folder with its content."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()
