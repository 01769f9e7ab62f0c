"""Follows the published generation: a build is seen by whoever is answering, without a restart."""

from __future__ import annotations

import logging
import threading
import time
import weakref
from typing import TYPE_CHECKING

from index.errors import IndexingError
from index.generations import open_generations
from index.search import open_index

if TYPE_CHECKING:
    from index.search import Index
    from index.settings import IndexSettings

log = logging.getLogger(__name__)

POLL_S = 0.5  # seconds between two looks at the pointer
RETRY_S = 30.0  # seconds until a generation that could not be opened is tried again


class LiveIndex:
    """The index that answers now; calling it gives one generation, to be used for one whole question.

    A thread of its own looks at the pointer and opens what it names, so that no question waits for that. Until the
    new generation is open the old one is given; one that cannot be opened is refused with one log line and tried again
    later. The thread ends when nobody holds the object any more.

    Args:
        settings: where the built data lies.
        index: what to answer from until something newer is published; None opens the published generation.
        poll_s: seconds between two looks at the pointer.

    Raises:
        IndexingError: if ``index`` is None and the published generation cannot be opened.
    """

    def __init__(self, settings: IndexSettings, index: Index | None = None, poll_s: float = POLL_S) -> None:
        self._settings = settings
        self._index = index or open_index(settings)
        self._generations = open_generations(settings)
        self._refused, self._retry = "", 0.0
        self._looking = threading.Lock()
        threading.Thread(
            target=_follow, args=(weakref.ref(self), poll_s), name="follow-the-index", daemon=True
        ).start()

    def __call__(self) -> Index:
        """The index that answers now."""
        return self._index

    def look(self) -> bool:
        """Looks at the pointer once and opens what it names; whether another index answers from now on."""
        with self._looking:
            named = "what the pointer names"
            try:
                named = self._generations.pointer().generation
                wait = named == self._refused and time.monotonic() < self._retry
                if wait or named == self._index.generation.id:
                    return False
                self._index = open_index(self._settings, self._index.embedder)
            except (IndexingError, OSError) as error:
                answers = self._index.generation.id
                if named != self._refused:
                    log.warning(
                        "%s cannot be used, generation %s goes on answering: %s", named, answers, error
                    )
                self._refused, self._retry = named, time.monotonic() + RETRY_S
                return False
            self._refused = ""
            log.info("answering from generation %s", self._index.generation.id)
            return True


def _follow(live: weakref.ref[LiveIndex], poll_s: float) -> None:
    pause = threading.Event()
    while not pause.wait(poll_s):
        index = live()
        if index is None:
            return
        try:
            index.look()
        except Exception:  # whatever it was, the old generation answers and the next look may succeed
            log.exception("could not look for a new generation")
        del index
