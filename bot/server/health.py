"""A sign of life that a container or a service manager can ask for: a small file, written while the bot runs.

The event loop writes it: a loop that is stuck writes nothing, and the sign grows old. systemd is told at the same
rhythm (sd_notify), and restarts a bot that falls silent.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import time
from collections.abc import Callable, Collection
from pathlib import Path

import structlog
from pydantic import BaseModel, ValidationError

from bot.server.limits import Load
from index.disk import replace_file

BEAT_S = 10.0
STALE_S = 40.0  # four beats
OFFLINE_S = 180.0  # during a shorter outage of Discord the bot still counts as healthy

_log = structlog.get_logger(__name__)


class Sign(BaseModel):
    """What the file says.

    Args:
        at: when it was written, in seconds since 1970.
        online_at: when the bot was last seen connected to Discord, or when it started.
        pid: the process.
        waiting: questions that wait for a worker.
        reading: questions in a worker.
    """

    at: float
    online_at: float
    pid: int
    waiting: int
    reading: int


def sign_file(data: Path, shards: Collection[int] = ()) -> Path:
    """The heartbeat file of the bot that uses a data folder.

    Args:
        data: the data folder.
        shards: the gateway connections that the process holds; empty when it holds all.
    """
    return data / f"{'-'.join(['health', *map(str, sorted(shards))])}.json"


async def keep_beating(file: Path, online: Callable[[], bool], busy: Callable[[], Load]) -> None:
    """Writes the sign of life until it is cancelled, and takes it away then.

    Args:
        file: where.
        online: whether Discord is connected now.
        busy: tells how busy it is.
    """
    online_at = time.time()
    complained = False
    try:
        while True:
            now = time.time()
            online_at = now if online() else online_at
            load = busy()
            sign = Sign(
                at=now, online_at=online_at, pid=os.getpid(), waiting=load.waiting, reading=load.reading
            )
            try:
                file.parent.mkdir(parents=True, exist_ok=True)
                # The event loop must not wait for the disk; after a crash the sign is old in any case.
                replace_file(file, sign.model_dump_json().encode("ascii"), synced=False)
            except OSError as error:
                if not complained:
                    _log.warning("no sign of life can be written", file=str(file), error=str(error))
                complained = True
            _tell_systemd("READY=1\nWATCHDOG=1")
            await asyncio.sleep(BEAT_S)
    finally:
        _tell_systemd("STOPPING=1")
        with contextlib.suppress(OSError):
            file.unlink(missing_ok=True)


def examine(file: Path, now: float) -> tuple[bool, str]:
    """Whether the bot that writes ``file`` is well at ``now``, and the line that says so."""
    try:
        sign = Sign.model_validate_json(file.read_bytes())
    except FileNotFoundError:
        return False, f"no bot runs on this data folder: {file} is not there"
    except (OSError, ValidationError):
        return False, f"{file} cannot be read"
    silent_s, offline_s = now - sign.at, now - sign.online_at
    if silent_s > STALE_S:
        return False, f"silent for {silent_s:.0f} s: process {sign.pid} is stuck or gone; restart it"
    if offline_s > OFFLINE_S:
        return False, f"running, but without Discord for {offline_s:.0f} s; see its log"
    return True, f"well: {sign.waiting} waiting, {sign.reading} being read (process {sign.pid})"


def _tell_systemd(state: str) -> None:
    """Tells the service manager, if there is one: a datagram to the socket that it names (sd_notify(3))."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.setblocking(False)  # the event loop waits for nobody
        manager.connect(f"\0{address[1:]}" if address.startswith("@") else address)
        manager.send(state.encode())
