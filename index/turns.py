"""One writer at a time: on one machine by a lock, among the hosts that share a database by turns.

A turn is a number in the row of its shelf: who writes, and when they last gave a sign of life, by the database's clock,
so that the clocks of hosts need not agree. A turn is over when it is given back, or after `DEAD_S` seconds without a
sign; whoever comes next takes the next number. What a writer publishes or drops carries its number in the same
transaction, so a writer that slept while another one took over can no longer do either.
"""

from __future__ import annotations

import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from index.errors import DatabaseUnusable, IndexBusy
from index.hosts import open_hosts
from index.settings import IndexSettings

if TYPE_CHECKING:
    from index.database import Database, Run

BEAT_S = 2.0  # seconds between two signs of life
DEAD_S = 30.0  # seconds of silence after which a writer is taken for dead
LOOK_S = 0.5  # seconds between two looks of who waits

Notice = Callable[[str], None]

_TAKE = """
    UPDATE index_shelves SET turn = turn + 1, holder = :me, beat_at = clock_timestamp()
    WHERE shelf = :shelf
    AND (holder IS NULL OR beat_at < clock_timestamp() - make_interval(secs => :dead)) RETURNING turn
"""
_BEAT = "UPDATE index_shelves SET beat_at = clock_timestamp() WHERE shelf = :shelf AND turn = :turn"
_LOOK = "SELECT turn, holder, beat_at FROM index_shelves WHERE shelf = :shelf"
_GIVE_BACK = "UPDATE index_shelves SET holder = NULL WHERE shelf = :shelf AND turn = :turn"


class Turn:
    """The right to write; on one machine nobody can take it away."""

    def hold(self, run: Run) -> None:
        """Raises `IndexBusy` if another host has taken the turn over, because this one was silent for too long.

        Until the transaction ends nobody takes it over.
        """


@dataclass(frozen=True)
class SharedTurn(Turn):
    """A turn among hosts.

    Args:
        database: where it stands.
        shelf: what may be written.
        number: which turn of this shelf it is.
    """

    database: Database
    shelf: str
    number: int

    def hold(self, run: Run) -> None:
        """See `Turn.hold`."""
        (row,) = run(f"{_LOOK} FOR UPDATE", shelf=self.shelf)
        if row.turn != self.number:
            raise IndexBusy(
                f"{self.database.where}: another host has begun to build meanwhile; build again when it is done"
            )

    def beat(self, over: threading.Event) -> None:
        """Gives signs of life until it is over, then gives the turn back."""
        while not over.wait(BEAT_S):
            self._say(_BEAT)
        self._say(_GIVE_BACK)

    def _say(self, statement: str) -> None:
        with suppress(
            DatabaseUnusable
        ):  # the next sign may come through; without any the turn ends by itself
            self.database.run(statement, shelf=self.shelf, turn=self.number)


@contextmanager
def writing(settings: IndexSettings, *, wait: bool = True, notice: Notice = lambda _: None) -> Iterator[Turn]:
    """Keeps others from writing meanwhile, to the data folder and to what hosts share.

    Args:
        settings: where built data lies.
        wait: wait until nobody else writes, instead of failing at the first sign of life.
        notice: told, in one line, when somebody does.

    Yields:
        The turn, which is shown to whatever publishes or drops.

    Raises:
        IndexBusy: if somebody writes, and ``wait`` is False.
        DatabaseUnusable: if the database cannot be used.
    """
    with _locked(settings, wait, notice):
        hosts = open_hosts(settings)
        if hosts is None:
            yield Turn()
            return
        turn = _taken(hosts, settings.chroma_shelf, wait, notice)
        over = threading.Event()
        beating = threading.Thread(target=turn.beat, args=(over,), name="my-turn", daemon=True)
        beating.start()
        try:
            yield turn
        finally:
            over.set()
            beating.join()


@contextmanager
def _locked(settings: IndexSettings, wait: bool, notice: Notice) -> Iterator[None]:
    settings.data.mkdir(parents=True, exist_ok=True)
    lock = FileLock(settings.data / "build.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        if not wait:
            raise IndexBusy(f"{settings.data}: another build is running; wait for it to end") from None
        notice("Another build is running: waiting for it to end.")
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def _taken(database: Database, shelf: str, wait: bool, notice: Notice) -> SharedTurn:
    """Takes the next turn when the last one is over."""
    me = f"{socket.gethostname()} {secrets.token_hex(8)}"
    database.run("INSERT INTO index_shelves (shelf) VALUES (:shelf) ON CONFLICT DO NOTHING", shelf=shelf)
    seen, noticed = None, False
    while True:
        if rows := database.run(_TAKE, shelf=shelf, me=me, dead=DEAD_S):
            return SharedTurn(database, shelf, rows[0].turn)
        (last,) = database.run(_LOOK, shelf=shelf)
        host = (last.holder or "").partition(" ")[0]
        if noticed and host and not wait and last != seen:  # a sign of life
            raise IndexBusy(f"{database.where}: {host} is building; wait for it to end")
        seen = last
        if host and not noticed:
            waiting = "waiting for it to end" if wait else "looking whether it still does"
            notice(f"{host} is building: {waiting}.")
            noticed = True
        time.sleep(LOOK_S)
