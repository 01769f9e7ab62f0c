"""Memory that a training frees and asks for again, which stays with the process."""

from __future__ import annotations

import ctypes

_TRIM_THRESHOLD, _MMAP_MAX = -1, -4  # of mallopt(3)
_NEVER = 2**31 - 1  # bytes


def keep_memory() -> None:
    """Tells glibc not to give freed memory back to the system; nothing where there is another library.

    Each batch asks for the same large blocks again. By default glibc maps each anew, and the system fills it with
    zeros: on two cores that took half of the time of a training.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt:
        mallopt(_MMAP_MAX, 0)
        mallopt(_TRIM_THRESHOLD, _NEVER)
