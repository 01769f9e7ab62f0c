"""Where questions are taken in and answers are handed out.

A question passes the server's rules and the limits, waits its turn, is read in a worker thread (the event loop
also carries the heartbeat that keeps us connected) and comes back as an answer or as one friendly line. What
was answered once is answered at once while the same index answers. Nothing in here knows Discord.
"""

from __future__ import annotations

import asyncio
import statistics
import time
import uuid
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

import structlog

from bot.answering.question import MAX_LENGTH
from bot.records import Answer, Question
from bot.server.errors import Broken, Declined, DeskError, Late
from bot.server.limits import Asker, Limits
from bot.server.line import Line, LineFull, Queued
from bot.settings import BotSettings

if TYPE_CHECKING:
    from bot.answering.check import Checked
    from index.search import Index

_EMPTY = "That question is empty. Try `/ask` with a question about the articles."
_TOO_LONG = f"That question is too long for me: please ask in {MAX_LENGTH:,} characters or fewer."
_CLOSING = "I was switched off before I could answer. Please ask again when I am back."
_RECENT = 200  # answers whose time makes the median
_Result = TypeVar("_Result")
_Key = tuple[Question, date, str]

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Engine:
    """What answers behind the desk. Everything may block and is safe to call from several threads.

    Args:
        ask: answers a question.
        check: checks a claim against the articles.
        generation: gives the id of the index generation that answers now.
        index: the index that answers now.
    """

    ask: Callable[[Question], Answer]
    check: Callable[[str], Checked]
    generation: Callable[[], str]
    index: Callable[[], Index]


@dataclass(frozen=True, slots=True)
class Load:
    """How busy the desk is.

    Args:
        waiting: questions that wait for a worker.
        reading: questions in a worker.
        median_s: median seconds from question to answer of the latest ones, or None before the first.
    """

    waiting: int
    reading: int
    median_s: float | None


class Desk:
    """Takes questions, from ``open`` to ``close``.

    Args:
        open_engine: makes what answers; called once, off the event loop. May take seconds.
        settings: workers, limits, the deadline, and whether the log may hold questions.
        rule: a server's own rules: the seconds this member has to pause after this question; raises
            ``Declined`` where this member may not ask.
        clock: seconds that only go up; limits are counted by it.
        today: the day that "now" means.
    """

    def __init__(
        self,
        open_engine: Callable[[], Engine],
        settings: BotSettings,
        rule: Callable[[Asker], Awaitable[float]] | None = None,
        clock: Callable[[], float] = time.monotonic,
        today: Callable[[], date] = date.today,
    ) -> None:
        self._open_engine = open_engine
        self._settings = settings
        self._rule = rule
        self._clock = clock
        self._today = today
        self._limits = Limits(settings.server_limit, clock)
        self._line = Line(settings.workers, settings.queue)
        self._known: OrderedDict[_Key, Answer] = OrderedDict()
        self._spent: deque[float] = deque(maxlen=_RECENT)
        self._attended: set[asyncio.Task[Any]] = set()
        self._working: set[asyncio.Future[Any]] = set()
        self._closing = False

    async def open(self) -> None:
        """Make ready to answer.

        Raises:
            Exception: whatever ``open_engine`` raises.
        """
        self._engine = await self._line.run(self._open_engine)

    @property
    def engine(self) -> Engine:
        """What answers; its calls block."""
        return self._engine

    @property
    def load(self) -> Load:
        """How busy the desk is now."""
        median_s = statistics.median(self._spent) if self._spent else None
        return Load(self._line.waiting, self._line.running, median_s)

    async def ask(self, asker: Asker, question: Question, queued: Queued | None = None) -> Answer:
        """Answers one question.

        Args:
            asker: who asks, and where.
            question: what is asked.
            queued: told the place in the line, from 1, while the question waits.

        Raises:
            Declined: if the question cannot be taken, here or now.
            Late: if it took longer than ``settings.deadline``.
            Broken: if answering broke.
        """
        text = question.text.strip()
        if not text or len(text) > MAX_LENGTH:
            raise Declined(_TOO_LONG if text else _EMPTY)

        async def answer() -> Answer:
            generation = await asyncio.to_thread(self._engine.generation)
            key = (question, question.as_of or self._today())
            if (*key, generation) not in self._known:
                fresh = await self._line.run(self._engine.ask, question, queued=queued)
                self._remember((*key, fresh.trace.generation), fresh)
                return fresh
            self._known.move_to_end((*key, generation))
            return self._known[(*key, generation)]

        return await self._served(asker, answer, text)

    async def check(
        self, asker: Asker, claims: Sequence[str], queued: Queued | None = None
    ) -> tuple[Checked, ...]:
        """Checks claims against the articles, all as one question; the same limits hold, and the same is raised."""

        def checked() -> tuple[Checked, ...]:
            return tuple(self._engine.check(claim) for claim in claims)

        return await self._served(asker, lambda: self._line.run(checked, queued=queued), " ".join(claims))

    @contextmanager
    def attended(self) -> Iterator[None]:
        """Whoever asks and then tells a member the answer does both in this block: ``close`` waits for it."""
        task = asyncio.current_task()
        assert task is not None  # noqa: S101  (a coroutine always runs in a task)
        nested = task in self._attended
        self._attended.add(task)
        try:
            yield
        finally:
            if not nested:
                self._attended.discard(task)

    async def close(self, grace_s: float) -> None:
        """Let answers under way finish for ``grace_s`` seconds, then have the others told that none will come."""
        if self._attended:
            await asyncio.wait(self._attended, timeout=grace_s)
        self._closing = True
        for working in tuple(self._working):
            working.cancel()
        if self._attended:
            await asyncio.wait(self._attended, timeout=grace_s)
        self._line.close()

    @property
    def busy(self) -> bool:
        """Whether a worker thread is still at work."""
        return self._line.running > 0

    async def _served(
        self, asker: Asker, work: Callable[[], Coroutine[Any, Any, _Result]], text: str
    ) -> _Result:
        """Has the work done within the rules, the limits and the deadline."""
        began = self._clock()
        if self._closing:
            raise Declined(_CLOSING)
        pause_s = await self._rule(asker) if self._rule else self._settings.cooldown
        with self._limits.admitted(asker, pause_s):
            working = asyncio.ensure_future(asyncio.wait_for(work(), self._settings.deadline))
            self._working.add(working)
            working.add_done_callback(self._working.discard)
            try:
                done = await working
            except asyncio.CancelledError:
                if self._closing:
                    raise Declined(_CLOSING) from None
                raise
            except LineFull:
                raise self._full() from None
            except Exception as error:
                raise self._failed(error, text) from error
        self._spent.append(self._clock() - began)
        return done

    def _full(self) -> Declined:
        load = self.load
        again_s = max(5.0, load.waiting * (load.median_s or 1.0) / self._settings.workers)
        return Declined(
            f"{load.waiting} questions are waiting already. Please try again in {again_s:.0f} seconds.",
            again_s,
        )

    def _failed(self, error: Exception, text: str) -> DeskError:
        incident = new_incident()
        question = text if self._settings.log_questions else "(not logged)"
        _log.error("a question failed", incident=incident, question=question, exc_info=error)
        return (Late if isinstance(error, TimeoutError) else Broken)(incident)

    def _remember(self, key: _Key, answer: Answer) -> None:
        self._known[key] = answer
        while len(self._known) > self._settings.remembered:
            self._known.popitem(last=False)


def new_incident() -> str:
    """A fresh id that a member sees and the log holds."""
    return uuid.uuid4().hex[:8]
