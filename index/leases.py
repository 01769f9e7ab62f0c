"""Leases: a process that answers from a folder holds one, so that nobody removes it; it ends with the process."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from pathlib import Path


def take(folder: Path) -> Callable[[], None]:
    """Takes a lease on a folder; returns what gives it back.

    Raises:
        OSError: if the folder is not there.
    """
    handle = os.open(folder, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_SH)
    if not folder.exists():  # it was removed while we waited
        os.close(handle)
        raise FileNotFoundError(f"{folder}: was removed")
    return lambda: os.close(handle)


def taken(folder: Path) -> bool:
    """Whether anybody holds a lease on a folder; on one that is gone nobody does."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False
