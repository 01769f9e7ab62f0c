"""Follows the published generation: a build is seen by whoever is answering, without a restart."""

from __future__ import annotations

import logging
import threading
import time
import weakref
from collections.abc import Iterator
from typing import TYPE_CHECKING

from index.generations import open_generations
from index.pointer import Pointer
from index.search import open_index

if TYPE_CHECKING:
    from index.search import Index
    from index.settings import IndexSettings

log = logging.getLogger(__name__)

POLL_S = 0.5  # seconds between two looks at the pointer
RETRY_S = 30.0  # seconds until a generation that could not be opened is tried again
WAIT_S = 2.0  # seconds that a question waits for another thread to open what was just published
AHEAD_S = 0.1  # seconds after a look in which sentences are embedded ahead
RESTS = 4  # times as long it does nothing after that


class LiveIndex:
    """The index that answers now; calling it gives the generation that is open, at once.

    A thread of its own looks at the pointer and opens what it names. Whoever must not cite what was just deleted asks
    for `newest`. One that cannot be opened is refused with one log line and tried again later, and the old one is given
    meanwhile. The thread ends when nobody holds the object any more.

    Args:
        settings: where the built data lies.
        index: what to answer from until something newer is published; None opens the published generation.
        poll_s: seconds between two looks at the pointer.
        ahead: whether the thread embeds sentences that no question has brought up yet, a few at each look.

    Raises:
        IndexingError: if ``index`` is None and the published generation cannot be opened.
    """

    def __init__(
        self,
        settings: IndexSettings,
        index: Index | None = None,
        poll_s: float = POLL_S,
        *,
        ahead: bool = False,
    ) -> None:
        self._settings = settings
        self._index = index or open_index(settings)
        self._generations = open_generations(settings)
        self._refused: Pointer | str = ""
        self._retry = 0.0
        self._looking = threading.Lock()
        following = weakref.ref(self), poll_s, _Ahead() if ahead else None
        threading.Thread(target=_follow, args=following, name="follow-the-index", daemon=True).start()

    def __call__(self) -> Index:
        """The index that answers now."""
        return self._index

    def newest(self) -> Index:
        """The index of what is published at this instant, to be used for one whole question; may take seconds.

        What cannot be opened, or is being opened by another thread for longer than `WAIT_S`, leaves the one before.
        """
        self.look(WAIT_S)
        return self._index

    def look(self, wait_s: float = -1) -> bool:
        """Looks at the pointer once and opens what it names.

        Args:
            wait_s: seconds to wait while another thread looks; -1 waits until it is done.

        Returns:
            Whether another index answers from now on.
        """
        if not self._looking.acquire(timeout=wait_s):
            return False
        try:
            return self._open_named()
        finally:
            self._looking.release()

    def _open_named(self) -> bool:
        named: Pointer | str = "what the pointer names"
        try:
            named = self._generations.pointer()
            wait = named == self._refused and time.monotonic() < self._retry
            if wait or named == self._index.pointer:
                return False
            self._index = open_index(self._settings, self._index.embedder)
        # Whatever it was, the old generation answers and the next look may succeed.
        except Exception as error:
            answers = self._index.generation.id
            if named != self._refused:
                name = named.generation if isinstance(named, Pointer) else named
                log.warning("%s cannot be used, generation %s goes on answering: %s", name, answers, error)
            self._refused, self._retry = named, time.monotonic() + RETRY_S
            return False
        self._refused = ""
        log.info("answering from generation %s", self._index.generation.id)
        return True


class _Ahead:
    """Embeds the sentences of an index ahead of the questions that want them, in a fifth of the time at most."""

    def __init__(self) -> None:
        self._index: Index | None = None
        self._steps: Iterator[None] = iter(())
        self._rests_until = 0.0

    def go_on(self, index: Index) -> None:
        """Embeds a few passages of the index that answers now, or none while it rests."""
        began = time.monotonic()
        if began < self._rests_until:
            return
        if index is not self._index:
            self._index, self._steps = index, index.ahead()
        try:
            while time.monotonic() < began + AHEAD_S and next(self._steps, self) is not self:
                pass
        # Whatever it was, the pointer is still to be followed, and the next question tells what is wrong.
        except Exception as error:
            log.debug("sentences are not embedded ahead: %s", error)
        self._rests_until = began + (1 + RESTS) * (time.monotonic() - began)


def _follow(live: weakref.ref[LiveIndex], poll_s: float, ahead: _Ahead | None) -> None:
    pause = threading.Event()
    while not pause.wait(poll_s):
        index = live()
        if index is None:
            return
        index.look()
        if ahead:
            ahead.go_on(index())
        del index
