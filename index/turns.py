"""One writer at a time: on this machine by a lock, among the hosts of a Chroma server by turns.

A turn is a record on the server under a number: who writes, and how many signs of life it has given. Of several who
claim the same number the server keeps the first. A turn is over when its record is empty, or when whoever waits has
seen no sign of life for `DEAD_S` seconds of its own clock, so that the clocks of hosts need not agree.
"""

from __future__ import annotations

import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

from filelock import FileLock, Timeout

from index.chroma import Server
from index.errors import IndexBusy, IndexDamaged
from index.notes import Notes
from index.settings import IndexSettings

BEAT_S = 2.0  # seconds between two signs of life
DEAD_S = 30.0  # seconds of silence after which a writer is taken for dead
LOOK_S = 0.5  # seconds between two looks of who waits

Notice = Callable[[str], None]


@contextmanager
def writing(
    settings: IndexSettings, *, wait: bool = True, notice: Notice = lambda _: None
) -> Iterator[Callable[[], None]]:
    """Keeps others from writing meanwhile, to the data folder and to the Chroma server when one is set.

    Args:
        settings: where built data lies.
        wait: wait until nobody else writes, instead of failing at the first sign of life.
        notice: told, in one line, when somebody does.

    Yields:
        What raises `IndexBusy` when another host has taken the turn over, because this one was silent for too long: to
        be called right before something is published or dropped.

    Raises:
        IndexBusy: if somebody writes, and ``wait`` is False.
        IndexDamaged: if the server cannot be used.
    """
    with _locked(settings.data, wait, notice):
        if settings.chroma_url is None:
            yield lambda: None
            return
        with _turn(Notes(Server(settings), "turns"), settings.chroma_url, wait, notice) as confirm:
            yield confirm


@contextmanager
def _locked(data: Path, wait: bool, notice: Notice) -> Iterator[None]:
    data.mkdir(parents=True, exist_ok=True)
    lock = FileLock(data / "build.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        if not wait:
            raise IndexBusy(f"{data}: another build is running; wait for it to end") from None
        notice("Another build is running: waiting for it to end.")
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _turn(notes: Notes, url: str, wait: bool, notice: Notice) -> Iterator[Callable[[], None]]:
    me = f"{socket.gethostname()} {secrets.token_hex(8)}"
    number = _taken(notes, me, url, wait, notice)
    over = threading.Event()
    beating = threading.Thread(target=_beat, args=(notes, number, me, over), name="my-turn", daemon=True)
    beating.start()

    def confirm() -> None:
        if _last(notes)[0] != number:
            raise IndexBusy(f"{url}: another host has begun to build meanwhile; build again when it is done")

    try:
        yield confirm
    finally:
        over.set()
        beating.join()
        with suppress(IndexDamaged):  # a server that is gone will hear no sign of life either
            notes.put(str(number), "")


def _taken(notes: Notes, me: str, url: str, wait: bool, notice: Notice) -> int:
    """Takes a turn when the last one is over; returns its number."""
    seen, since, told = (-1, ""), 0.0, False
    while True:
        last = number, writer = _last(notes)
        host = writer.partition(" ")[0]
        if last != seen:
            if told and writer and not wait:  # a sign of life
                raise IndexBusy(f"{url}: {host} is building; wait for it to end")
            seen, since = last, time.monotonic()
        if not writer or time.monotonic() - since > DEAD_S:
            # Whoever was slow may claim a number that is over and forgotten: only the last one counts.
            if notes.claim(str(number + 1), me) and _last(notes)[0] == number + 1:
                notes.drop([one for one in notes.names() if int(one) <= number])
                return number + 1
            continue
        if not told:
            waiting = "waiting for it to end" if wait else "looking whether it still does"
            notice(f"{host} is building: {waiting}.")
            told = True
        time.sleep(LOOK_S)


def _last(notes: Notes) -> tuple[int, str]:
    """The number of the last turn, and who has it; nobody has one that is over."""
    number = max(map(int, notes.names()), default=0)
    return number, notes.get(str(number)) or ""


def _beat(notes: Notes, number: int, me: str, over: threading.Event) -> None:
    for beats in count(1):
        if over.wait(BEAT_S):
            return
        with suppress(IndexDamaged):  # the next sign may come through
            notes.put(str(number), f"{me} {beats}")
