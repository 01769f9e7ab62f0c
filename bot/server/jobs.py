"""A bounded job queue in front of a few worker threads: first come, first served, and everyone is told their place."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

Queued = Callable[[int], Awaitable[None]]
_Result = TypeVar("_Result")


class QueueFull(Exception):
    """The queue is full."""


class JobQueue:
    """Runs jobs off the event loop, in the order in which they came.

    Args:
        workers: jobs that run at once.
        longest: jobs that may wait.
        tell_every_s: seconds between two messages about a place in the queue.
        name: of the threads.
    """

    def __init__(self, workers: int, longest: int, tell_every_s: float = 5.0, name: str = "reader") -> None:
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix=name)
        self._free = asyncio.Semaphore(workers)  # wakes those who wait in the order in which they came
        self._longest = longest
        self._tell_every_s = tell_every_s
        self._waiting: dict[asyncio.Event, None] = {}
        self._jobs: set[Future[Any]] = set()

    @property
    def waiting(self) -> int:
        """How many jobs wait."""
        return len(self._waiting)

    @property
    def running(self) -> int:
        """How many jobs are in a thread; an abandoned one counts until it ends."""
        return sum(job.running() for job in tuple(self._jobs))

    async def run(self, job: Callable[..., _Result], *args: Any, queued: Queued | None = None) -> _Result:
        """Runs a job when its turn comes.

        Args:
            job: what to do; blocking is fine.
            args: what it is given.
            queued: told its place in the queue, from 1, when it has to wait and again while it moves up; never
                after this call has returned.

        Raises:
            QueueFull: if the queue is full.
            Exception: whatever the job raises.
        """
        if self._free.locked() and len(self._waiting) >= self._longest:
            raise QueueFull
        called = asyncio.Event()
        telling = asyncio.create_task(self._tell(called, queued)) if queued and self._free.locked() else None
        try:
            self._waiting[called] = None
            try:
                await self._free.acquire()
            finally:
                del self._waiting[called]
                called.set()
            return await self._started(job, *args)
        finally:
            if telling:
                await asyncio.wait([telling])

    def close(self) -> None:
        """Starts nothing more; what runs in a thread cannot be stopped."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def _started(self, job: Callable[..., _Result], *args: Any) -> _Result:
        loop = asyncio.get_running_loop()
        try:
            future = self._pool.submit(job, *args)
        except RuntimeError:  # closed meanwhile
            self._free.release()
            raise

        # The place is free when the thread is, which may be long after its member gave up.
        def ended(future: Future[Any]) -> None:
            self._jobs.discard(future)
            with contextlib.suppress(RuntimeError):  # the event loop has ended before the thread
                loop.call_soon_threadsafe(self._free.release)

        self._jobs.add(future)
        future.add_done_callback(ended)
        return await asyncio.wrap_future(future)

    async def _tell(self, called: asyncio.Event, queued: Queued) -> None:
        last_told = 0
        while not called.is_set():
            place = next((number for number, event in enumerate(self._waiting, 1) if event is called), 0)
            if place and place != last_told:
                await queued(place)
                last_told = place
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(called.wait(), self._tell_every_s)
