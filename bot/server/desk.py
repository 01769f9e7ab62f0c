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
from collections.abc import Callable, Coroutine, Iterator, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

import structlog

from bot.answering.question import MAX_LENGTH
from bot.answering.wording import counted
from bot.records import Answer, Question
from bot.server.engines import Engine, Engines, Everywhere
from bot.server.errors import Broken, Declined, DeskError, Late
from bot.server.limits import Asker, Limits, Load, Rule
from bot.server.line import Line, LineFull, Queued
from bot.server.metrics import Metrics
from bot.server.pauses import Pauses
from bot.settings import BotSettings

if TYPE_CHECKING:
    from bot.answering.checked import Checked

_EMPTY = "That question is empty. Try `/ask` with a question about the articles."
_TOO_LONG = f"That question is too long. Please ask in {MAX_LENGTH:,} characters or fewer."
_CLOSING = "I am being switched off. Please ask again when I am back."
_RECENT = 200  # answers whose time makes the median
_BESIDE, _BESIDE_WAITING = 8, 1000  # threads for what is no question, and how much of it may wait for one
_LOOK_S = 3.0  # seconds to learn what is published, before a question is answered afresh instead
_Result = TypeVar("_Result")
_Key = tuple[str, Question, date, str]
First = Callable[[Answer], Coroutine[Any, Any, None]]
"""Told the small reader's answer while a language model still reads."""

_log = structlog.get_logger(__name__)


class _Telling:
    """Hands an answer from a worker thread to the event loop on which it was made.

    Args:
        first: what is told.
    """

    def __init__(self, first: First) -> None:
        self._first = first
        self._loop = asyncio.get_running_loop()
        self._told: list[Future[None]] = []

    def __call__(self, answer: Answer) -> None:
        self._told.append(asyncio.run_coroutine_threadsafe(self._first(answer), self._loop))

    async def told(self) -> None:
        """Returns when it has been told, whatever became of that."""
        waits = [asyncio.wrap_future(one) for one in self._told]
        await asyncio.gather(*waits, return_exceptions=True)


class Desk:
    """Takes questions, from ``open`` to ``close``.

    Args:
        open_engine: makes what answers, everywhere or each in its places; called once, off the event loop. May take
            seconds.
        settings: workers, limits, the deadline, and whether the log may hold questions.
        clock: seconds that only go up; limits are counted by it.
        today: the day that "now" means.
        metrics: what is counted; None: counted and never looked at.
    """

    def __init__(
        self,
        open_engine: Callable[[], Engine | Engines],
        settings: BotSettings,
        clock: Callable[[], float] = time.monotonic,
        today: Callable[[], date] = date.today,
        metrics: Metrics | None = None,
    ) -> None:
        self._open_engine = open_engine
        self._settings = settings
        self._rule: Rule = lambda asker: settings.cooldown
        self._pauses: Pauses | None = None
        self._clock = clock
        self._today = today
        self._metrics = metrics or Metrics()
        self._limits = Limits(settings.server_limit, clock)
        self._line = Line(settings.workers, settings.queue)
        self._beside = Line(_BESIDE, _BESIDE_WAITING, name="beside")
        self._known: OrderedDict[_Key, Answer] = OrderedDict()
        self._spent: deque[float] = deque(maxlen=_RECENT)
        self._attended: set[asyncio.Task[Any]] = set()
        self._working: set[asyncio.Future[Any]] = set()
        self._closing = False

    async def open(self, rule: Rule | None = None, pauses: Pauses | None = None) -> None:
        """Make ready to answer.

        Args:
            rule: the servers' own rules; None: everybody may ask everywhere, with the host's pause.
            pauses: counts members' questions for several hosts; None: there is one.

        Raises:
            Exception: whatever ``open_engine`` raises.
        """
        self._rule = rule or self._rule
        self._pauses = pauses
        opened = await self._line.run(self._open_engine)
        self._engines = Everywhere(opened) if isinstance(opened, Engine) else opened

    def engine_at(self, guild: int | None, channel: int | None) -> Engine:
        """What answers in a place; its calls block.

        Args:
            guild: the server's id; None in a direct message.
            channel: the id of the channel or forum, also for a thread; None where it is not known.

        Raises:
            Declined: if nothing answers there.
        """
        return self._engines.at(guild, channel)

    @property
    def shelved(self) -> bool:
        """Whether servers have articles of their own."""
        return isinstance(self._engines, Engines)

    @property
    def load(self) -> Load:
        """How busy the desk is now."""
        median_s = statistics.median(self._spent) if self._spent else None
        return Load(self._line.waiting, self._line.running, median_s)

    async def ask(
        self,
        asker: Asker,
        question: Question,
        queued: Queued | None = None,
        first: First | None = None,
        *,
        unasked: bool = False,
    ) -> Answer:
        """Answers one question.

        Args:
            asker: who asks, and where.
            question: what is asked.
            queued: told the place in the line, from 1, while the question waits.
            first: told the small reader's answer while a language model still reads; never after this has returned.
            unasked: whether it was not put to the bot: then it costs its member nothing.

        Raises:
            Declined: if the question cannot be taken, here or now.
            Late: if it took longer than ``settings.deadline``.
            Broken: if answering broke.
        """
        text = question.text.strip()
        if not text or len(text) > MAX_LENGTH:
            raise Declined(_TOO_LONG if text else _EMPTY)

        async def answer() -> Answer:
            engine = self.engine_at(asker.guild, asker.channel)
            asked = (engine.shelf, question, question.as_of or self._today())
            key = (*asked, engine.index().generation.id)
            known = self._known.get(key)
            if known and await self._is_published(engine, key[-1]):
                self._known[key] = known
                self._known.move_to_end(key)
                self._metrics.remembered()
                return known
            telling = _Telling(first) if first else None
            try:
                fresh = await self._line.run(engine.ask, question, telling, queued=queued)
            finally:
                if telling:
                    await telling.told()
            if fresh.trace.model:
                self._metrics.modelled(fresh.trace.model)
            if not (fresh.trace.model and fresh.trace.model.fell_back):  # another time the model may be well
                self._remember((*asked, fresh.trace.generation), fresh)
            return fresh

        admitted = self._overheard if unasked else self._admitted
        end = "unasked" if unasked else ""
        work = answer if unasked else self._everywhere(asker, answer)
        return await self._served(admitted(asker), work, text, lambda answer: end or answer.outcome)

    def may_ask(self, asker: Asker) -> None:
        """Says at once whether this member may ask now.

        Raises:
            Declined: if not; ``ask`` would raise the same.
        """
        try:
            if self._closing:
                raise Declined(_CLOSING)
            self.engine_at(asker.guild, asker.channel)
            self._rule(asker)
            self._limits.check(asker)
        except Declined:
            self._metrics.ended("declined")
            raise

    async def _is_published(self, engine: Engine, generation: str) -> bool:
        """Whether a generation is what is published at this instant: what it held may have been deleted since."""
        look = self.beside(engine.newest or engine.index)
        try:
            newest = await asyncio.wait_for(look, _LOOK_S)
        except (TimeoutError, LineFull):
            return False
        return newest.generation.id == generation

    async def check(
        self, asker: Asker, claims: Sequence[str], queued: Queued | None = None
    ) -> tuple[Checked, ...]:
        """Checks claims against the articles, all as one question; the same limits hold, and the same is raised."""

        async def work() -> tuple[Checked, ...]:
            check = self.engine_at(asker.guild, asker.channel).check
            return await self._line.run(check, claims, queued=queued)

        counted = self._everywhere(asker, work)
        return await self._served(self._admitted(asker), counted, " ".join(claims), lambda _: "checked")

    async def beside(self, work: Callable[[], _Result]) -> _Result:
        """Has something done off the event loop that is no question; nobody waits at the end for what hangs there.

        Raises:
            LineFull: if too much hangs there already.
            Exception: whatever the work raises.
        """
        return await self._beside.run(work)

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
        self._beside.close()

    @property
    def busy(self) -> bool:
        """Whether a worker thread is still at work."""
        return self._line.running + self._beside.running > 0

    async def _served(
        self,
        admitted: AbstractContextManager[None],
        work: Callable[[], Coroutine[Any, Any, _Result]],
        text: str,
        end: Callable[[_Result], str],
    ) -> _Result:
        """Has the work done within the rules, the limits and the deadline, and counts how it ended."""
        began = self._clock()
        try:
            done = await self._within_limits(admitted, work)
        except Declined:
            self._metrics.ended("declined")
            raise
        except LineFull:
            self._metrics.ended("declined")
            raise self._full() from None
        except Exception as error:
            raise self._failed(error, text) from error
        seconds = self._clock() - began
        self._spent.append(seconds)
        self._metrics.ended(end(done), seconds)
        _log.info("answered", end=end(done), seconds=round(seconds, 2), **self._logged(text))
        return done

    @contextmanager
    def _admitted(self, asker: Asker) -> Iterator[None]:
        """A question of a member, within the server's rules and everybody's limits."""
        self.engine_at(asker.guild, asker.channel)
        with self._limits.admitted(asker, self._rule(asker)):
            yield

    @contextmanager
    def _overheard(self, asker: Asker) -> Iterator[None]:
        """The same for a question that was not put to the bot."""
        self.engine_at(asker.guild, asker.channel)
        self._rule(asker)
        with self._limits.unasked(asker):
            yield

    def _everywhere(
        self, asker: Asker, work: Callable[[], Coroutine[Any, Any, _Result]]
    ) -> Callable[[], Coroutine[Any, Any, _Result]]:
        """The work, counted for its member by all hosts."""
        pauses = self._pauses
        if pauses is None:
            return work

        async def counted() -> _Result:
            async with pauses.admitted(asker.user, self._rule(asker)):
                return await work()

        return counted

    async def _within_limits(
        self, admitted: AbstractContextManager[None], work: Callable[[], Coroutine[Any, Any, _Result]]
    ) -> _Result:
        if self._closing:
            raise Declined(_CLOSING)
        with admitted:
            working = asyncio.ensure_future(asyncio.wait_for(work(), self._settings.deadline))
            self._working.add(working)
            working.add_done_callback(self._working.discard)
            try:
                return await working
            except asyncio.CancelledError:
                if self._closing:
                    raise Declined(_CLOSING) from None
                raise

    def _full(self) -> Declined:
        load = self.load
        again_s = max(5.0, load.waiting * (load.median_s or 1.0) / self._settings.workers)
        return Declined(
            f"I am busy: {counted(load.waiting, 'question')} waiting. Please try again in {again_s:.0f} seconds.",
            again_s,
        )

    def _failed(self, error: Exception, text: str) -> DeskError:
        incident = new_incident()
        _log.error("a question failed", incident=incident, exc_info=error, **self._logged(text))
        late = isinstance(error, TimeoutError)
        self._metrics.ended("late" if late else "broken")
        return Late(incident) if late else Broken(incident)

    def _logged(self, text: str) -> dict[str, str]:
        return {"question": text} if self._settings.log_questions else {}

    def _remember(self, key: _Key, answer: Answer) -> None:
        self._known[key] = answer
        while len(self._known) > self._settings.remembered:
            self._known.popitem(last=False)


def new_incident() -> str:
    """A fresh id that a member sees and the log holds."""
    return uuid.uuid4().hex[:8]
