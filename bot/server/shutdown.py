"""What is under way when the bot is switched off: given time to finish, then cancelled with a friendly line."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from bot.server.errors import Declined

_CLOSING = "I am being switched off. Please ask again when I am back."
_Result = TypeVar("_Result")


class Shutdown:
    """Knows what is under way, and ends it."""

    def __init__(self) -> None:
        self._attended: set[asyncio.Task[Any]] = set()
        self._working: set[asyncio.Future[Any]] = set()
        self._closing = False

    def check(self) -> None:
        """Raises ``Declined`` once the bot is being switched off."""
        if self._closing:
            raise Declined(_CLOSING)

    @contextmanager
    def attended(self) -> Iterator[None]:
        """``stop`` waits for the task that is in this block."""
        task = asyncio.current_task()
        assert task is not None  # noqa: S101  (a coroutine always runs in a task)
        nested = task in self._attended
        self._attended.add(task)
        try:
            yield
        finally:
            if not nested:
                self._attended.discard(task)

    async def cancellable(self, work: Coroutine[Any, Any, _Result], deadline_s: float) -> _Result:
        """The result of some work, which ``stop`` cancels.

        Raises:
            Declined: if the bot was switched off meanwhile.
            TimeoutError: if it took longer than the deadline.
        """
        working = asyncio.ensure_future(asyncio.wait_for(work, deadline_s))
        self._working.add(working)
        working.add_done_callback(self._working.discard)
        try:
            return await working
        except asyncio.CancelledError:
            self.check()
            raise

    async def stop(self, grace_s: float) -> None:
        """Lets what is under way finish for ``grace_s`` seconds, then cancels the rest."""
        if self._attended:
            await asyncio.wait(self._attended, timeout=grace_s)
        self._closing = True
        for working in tuple(self._working):
            working.cancel()
        if self._attended:
            await asyncio.wait(self._attended, timeout=grace_s)
