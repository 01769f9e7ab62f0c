"""The small reader's answer, shown while a language model still reads."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import Any

from bot.answers import Answer

Told = Callable[[Answer], Coroutine[Any, Any, None]]
"""Told the small reader's answer while a language model still reads."""


class FirstAnswer:
    """Hands an answer from a worker thread to the event loop on which it was made.

    Args:
        tell: receives the answer.
    """

    def __init__(self, tell: Told) -> None:
        self._told = tell
        self._loop = asyncio.get_running_loop()
        self._pending: list[Future[None]] = []

    def __call__(self, answer: Answer) -> None:
        """Starts the delivery; called in the worker thread."""
        self._pending.append(asyncio.run_coroutine_threadsafe(self._told(answer), self._loop))

    async def delivered(self) -> None:
        """Returns when it was delivered or has failed."""
        waits = [asyncio.wrap_future(pending) for pending in self._pending]
        await asyncio.gather(*waits, return_exceptions=True)
