"""Takes questions and claims in, and gives answers or a friendly line.

A question passes the server's rules and the limits, waits in the job queue, and is read in a worker thread, because
the event loop also carries the heartbeat that keeps us connected. It comes back as an answer, or as one friendly line.
A stored answer is given at once while the same index answers. Nothing in here knows Discord.
"""

from __future__ import annotations

import statistics
import time
from collections import deque
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import structlog

from bot.answering.question.understand import MAX_LENGTH
from bot.answers import Answer
from bot.engine import Engine, Engines
from bot.records import Question
from bot.server.engines import engine_at
from bot.server.errors import Broken, Declined, Late, NotAnswered, new_incident
from bot.server.first_answer import FirstAnswer, Told
from bot.server.jobs import JobQueue, Queued, QueueFull
from bot.server.limits import Asker, Limits, Load, Rule
from bot.server.metrics import Metrics
from bot.server.pauses import Pauses, counted_everywhere
from bot.server.shutdown import Shutdown
from bot.server.stored_answers import StoredAnswers
from bot.settings import BotSettings
from index.english.counted import counted

if TYPE_CHECKING:
    from bot.answering.verify.checked import Checked

_EMPTY = "That question is empty. Try `/ask` with a question about the articles."
_TOO_LONG = f"That question is too long. Please ask in {MAX_LENGTH:,} characters or fewer."
_RECENT = 200  # answers whose times give the median
_ASIDE, _ASIDE_WAITING = 8, 1000  # threads for work that is no question, and how many jobs may wait for one
_Result = TypeVar("_Result")

_log = structlog.get_logger(__name__)


class AnswerService:
    """Takes questions, from ``open`` to ``close``.

    Args:
        open_engine: makes what answers, everywhere or each in its places; called once, off the event loop. May take
            seconds.
        settings: workers, limits, the deadline, and whether the log may hold questions.
        clock: seconds that only go up; limits are counted by it.
        today: the day that "now" means.
        metrics: the counters; None: counters that nobody reads.
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
        self._queue = JobQueue(settings.workers, settings.queue)
        self._aside = JobQueue(_ASIDE, _ASIDE_WAITING, name="aside")
        self._stored = StoredAnswers(settings.remembered)
        self._spent: deque[float] = deque(maxlen=_RECENT)
        self._shutdown = Shutdown()

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
        self._engines = await self._queue.run(self._open_engine)

    def engine_at(self, guild: int | None, channel: int | None) -> Engine:
        """What answers in a place; its calls block.

        Args:
            guild: the server's id; None in a direct message.
            channel: the id of the channel or forum, also for a thread; None where it is not known.

        Raises:
            Declined: if nothing answers there.
        """
        return engine_at(self._engines, guild, channel)

    @property
    def shelved(self) -> bool:
        """Whether servers have articles of their own."""
        return isinstance(self._engines, Engines)

    @property
    def load(self) -> Load:
        """How busy the bot is now."""
        median_s = statistics.median(self._spent) if self._spent else None
        return Load(self._queue.waiting, self._queue.running, median_s)

    async def ask(
        self,
        asker: Asker,
        question: Question,
        queued: Queued | None = None,
        first: Told | None = None,
        *,
        unasked: bool = False,
    ) -> Answer:
        """Answers one question.

        Args:
            asker: who asks, and where.
            question: what is asked.
            queued: told the place in the queue, from 1, while the question waits.
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
            stored = await self._stored.current(key, partial(self.run, engine.newest or engine.index))
            if stored:
                self._metrics.remembered()
                return stored
            telling = FirstAnswer(first) if first else None
            try:
                fresh = await self._queue.run(engine.ask, question, telling, queued=queued)
            finally:
                if telling:
                    await telling.delivered()
            if fresh.trace.model:
                self._metrics.modelled(fresh.trace.model)
            if not fresh.trace.model or not fresh.trace.model.fell_back:
                self._stored.put((*asked, fresh.trace.generation), fresh)
            return fresh

        if unasked:
            return await self._served(self._overheard(asker), answer, text, lambda _: "unasked")
        counted = counted_everywhere(self._pauses, asker.user, lambda: self._rule(asker), answer)
        return await self._served(self._admitted(asker), counted, text, lambda answer: answer.outcome)

    def may_ask(self, asker: Asker) -> None:
        """Says at once whether this member may ask now.

        Raises:
            Declined: if not; ``ask`` would raise the same.
        """
        try:
            self._shutdown.check()
            self.engine_at(asker.guild, asker.channel)
            self._rule(asker)
            self._limits.check(asker)
        except Declined:
            self._metrics.ended("declined")
            raise

    async def check(
        self, asker: Asker, claims: Sequence[str], queued: Queued | None = None
    ) -> tuple[Checked, ...]:
        """Checks claims against the articles, all as one question, with the limits and the errors of ``ask``."""

        async def work() -> tuple[Checked, ...]:
            check = self.engine_at(asker.guild, asker.channel).check
            return await self._queue.run(check, claims, queued=queued)

        counted = counted_everywhere(self._pauses, asker.user, lambda: self._rule(asker), work)
        return await self._served(self._admitted(asker), counted, " ".join(claims), lambda _: "checked")

    async def run(self, work: Callable[[], _Result]) -> _Result:
        """Runs work that is not a question off the event loop; the shutdown does not wait for it.

        Raises:
            QueueFull: if too much waits there already.
            Exception: whatever the work raises.
        """
        return await self._aside.run(work)

    def attended(self) -> AbstractContextManager[None]:
        """A block in which a question is asked and its answer is shown: ``close`` waits for its end."""
        return self._shutdown.attended()

    async def close(self, grace_s: float) -> None:
        """Lets answers under way finish for ``grace_s`` seconds, then cancels the others with a line that says so."""
        await self._shutdown.stop(grace_s)
        self._queue.close()
        self._aside.close()

    @property
    def busy(self) -> bool:
        """Whether a worker thread is still at work."""
        return self._queue.running + self._aside.running > 0

    async def _served(
        self,
        admitted: AbstractContextManager[None],
        work: Callable[[], Coroutine[Any, Any, _Result]],
        text: str,
        end: Callable[[_Result], str],
    ) -> _Result:
        """Does the work within the rules, the limits and the deadline, and counts how it ended."""
        began = self._clock()
        try:
            self._shutdown.check()
            with admitted:
                done = await self._shutdown.cancellable(work(), self._settings.deadline)
        except Declined:
            self._metrics.ended("declined")
            raise
        except QueueFull:
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

    def _full(self) -> Declined:
        load = self.load
        again_s = max(5.0, load.waiting * (load.median_s or 1.0) / self._settings.workers)
        return Declined(
            f"I am busy: {counted(load.waiting, 'question')} waiting. Please try again in {again_s:.0f} seconds.",
            again_s,
        )

    def _failed(self, error: Exception, text: str) -> NotAnswered:
        incident = new_incident()
        _log.error("a question failed", incident=incident, exc_info=error, **self._logged(text))
        late = isinstance(error, TimeoutError)
        self._metrics.ended("late" if late else "broken")
        return Late(incident) if late else Broken(incident)

    def _logged(self, text: str) -> dict[str, str]:
        return {"question": text} if self._settings.log_questions else {}
