"""The service: limits, the line, the deadline and the memory of answers, on a clock that the test turns."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from bot.answering.verify.checked import Checked
from bot.answering.verify.support import Verdict
from bot.answers import Answer, Refused
from bot.engine import Engine
from bot.records import ModelTrace, Question, Reason, Trace
from bot.server.errors import Broken, Declined, Late
from bot.server.limits import Asker, Rule
from bot.server.service import AnswerService
from bot.settings import BotSettings

ANNA, BERT = Asker(1, guild=7), Asker(2, guild=7)


class Readers:
    """What answers in these tests: it waits for ``go`` and notes the questions in the order it read them."""

    def __init__(self) -> None:
        self.read: list[str] = []
        self.go = threading.Event()
        self.go.set()
        self.generation = "first"
        self.published = ""  # another generation than the one that is open

    def engine(self) -> Engine:
        """These readers behind a service."""
        return Engine(self._ask, self._check, self._index, newest=self._newest)

    def _ask(self, question: Question, first: Callable[[Answer], None] | None = None) -> Answer:
        self.go.wait(10)
        self.read.append(question.text)
        if question.text == "raise":
            raise RuntimeError("broken on purpose")
        outcome = question.text if question.text in ("failed", "chose", "untried") else ""
        model = ModelTrace("m", outcome, requests=1) if outcome else None
        trace = Trace(question.text, generation=self.generation, model=model)
        answer = Refused(question, Reason.OFF_TOPIC, (), trace)
        if model and first:
            first(answer)
        return answer

    def _check(self, claims: Sequence[str]) -> tuple[Checked, ...]:
        self.read += claims
        return tuple(Checked(Verdict.NOT_STATED, 0.0) for _ in claims)

    def _newest(self) -> Any:
        return SimpleNamespace(generation=SimpleNamespace(id=self.published or self.generation))

    def _index(self) -> Any:
        return SimpleNamespace(generation=SimpleNamespace(id=self.generation))


@dataclass
class Clock:
    """Seconds that pass when the test says so."""

    now: float = 1000.0


def with_service(
    test: Callable[[AnswerService, Readers, Clock], Awaitable[None]],
    rule: Rule | None = None,
    **settings: Any,
) -> None:
    """Runs a test at an open service."""

    async def run() -> None:
        readers, clock = Readers(), Clock()
        given = BotSettings(_env_file=None, **{"cooldown": 0, **settings})
        service = AnswerService(readers.engine, given, lambda: clock.now, lambda: date(2025, 6, 1))
        await service.open(rule)
        try:
            await test(service, readers, clock)
        finally:
            readers.go.set()
            await service.close(1)

    asyncio.run(run())


def test_a_member_waits_between_two_questions_and_is_told_how_long() -> None:
    """A second question within the pause is declined with the seconds that are left; after it, it is read."""

    async def test(service: AnswerService, readers: Readers, clock: Clock) -> None:
        await service.ask(ANNA, Question("one"))
        clock.now += 4
        with pytest.raises(Declined, match="in 6 seconds") as declined:
            await service.ask(ANNA, Question("two"))
        assert declined.value.again_s == 6
        await service.ask(BERT, Question("three"))  # it is Anna's pause, not Bert's
        clock.now += 6
        await service.ask(ANNA, Question("two"))
        assert readers.read == ["one", "three", "two"]

    with_service(test, cooldown=10)


def test_a_server_sets_its_own_pause_and_its_own_places() -> None:
    """The rule of a server decides the pause, and may decline a member with words of its own."""

    def rule(asker: Asker) -> float:
        if asker.channel == 13:
            raise Declined("Please ask in <#12>.")
        return 60

    async def test(service: AnswerService, readers: Readers, clock: Clock) -> None:
        with pytest.raises(Declined, match="<#12>"):
            await service.ask(Asker(1, 7, channel=13), Question("one"))
        await service.ask(Asker(1, 7, channel=12), Question("one"))
        clock.now += 59
        with pytest.raises(Declined, match="in 1 second"):
            await service.ask(ANNA, Question("two"))

    with_service(test, rule)


def test_a_member_has_one_question_in_flight() -> None:
    """While a question is read, the same member's next one is declined, and another member's is not."""

    async def test(service: AnswerService, readers: Readers, clock: Clock) -> None:
        readers.go.clear()
        first = asyncio.create_task(service.ask(ANNA, Question("one")))
        await asyncio.sleep(0.05)
        with pytest.raises(Declined, match="still working on your last question"):
            await service.ask(ANNA, Question("two"))
        other = asyncio.create_task(service.ask(BERT, Question("three")))
        readers.go.set()
        await asyncio.gather(first, other)
        await service.ask(ANNA, Question("two"))

    with_service(test)


def test_a_server_has_its_share() -> None:
    """One busy server cannot take all of a bot that serves several."""

    async def test(service: AnswerService, readers: Readers, clock: Clock) -> None:
        readers.go.clear()
        first = asyncio.create_task(service.ask(ANNA, Question("one")))
        await asyncio.sleep(0.05)
        with pytest.raises(Declined, match="from this server"):
            await service.ask(BERT, Question("two"))
        elsewhere = asyncio.create_task(service.ask(Asker(3, guild=8), Question("three")))
        readers.go.set()
        await asyncio.gather(first, elsewhere)

    with_service(test, server_limit=1)


def test_first_come_first_served_and_everyone_knows_their_place() -> None:
    """Questions are read in the order in which they came, and who waits is told a place that counts down."""

    async def test(service: AnswerService, readers: Readers, clock: Clock) -> None:
        readers.go.clear()
        heard: dict[int, list[int]] = {}

        def at(user: int) -> Callable[[int], Awaitable[None]]:
            async def queued(place: int) -> None:
                heard.setdefault(user, []).append(place)

            return queued

        asked = []
        for user in range(5):
            asked.append(asyncio.create_task(service.ask(Asker(user, 7), Question(str(user)), at(user))))
            await asyncio.sleep(0.02)
        assert (service.load.reading, service.load.waiting) == (1, 4)
        readers.go.set()
        await asyncio.gather(*asked)
        assert readers.read == ["0", "1", "2", "3", "4"]
        assert {user: places[0] for user, places in heard.items()} == {1: 1, 2: 2, 3: 3, 4: 4}

    with_service(test, workers=1)


def test_a_full_line_turns_members_away_with_a_time() -> None:
    """When as many wait as may, the next one is told when to try again, and nobody who waits is lost."""

    async def test(service: AnswerService, readers: Readers, clock: Clock) -> None:
        readers.go.clear()
        asked = [asyncio.create_task(service.ask(Asker(n, 7), Question(str(n)))) for n in range(3)]
        await asyncio.sleep(0.05)
        with pytest.raises(Declined, match=r"2 questions waiting.* in 5 seconds"):
            await service.ask(Asker(9, 7), Question("nine"))
        readers.go.set()
        await asyncio.gather(*asked)
        await service.ask(Asker(9, 7), Question("nine"))

    with_service(test, workers=1, queue=2)


def test_a_known_question_is_answered_from_memory_until_the_index_changes() -> None:
    """The same question with the same history on the same index is read once, whoever asks."""

    async def test(service: AnswerService, readers: Readers, clock: Clock) -> None:
        question = Question("one", ("before",))
        first = await service.ask(ANNA, question)
        assert await service.ask(BERT, question) is first
        await service.ask(ANNA, Question("one"))  # another history
        await service.ask(ANNA, Question("one", as_of=date(2025, 5, 1)))  # another day
        assert readers.read == ["one"] * 3
        readers.generation = "second"
        assert (await service.ask(ANNA, question)).trace.generation == "second"
        assert readers.read == ["one"] * 4

    with_service(test)


def test_an_answer_without_its_language_model_is_not_remembered() -> None:
    """When the language model failed, or nobody knew if it can read, the next who asks gets another try.

    What a model chose that is fit to read is remembered.
    """

    async def test(service: AnswerService, readers: Readers, clock: Clock) -> None:
        shown: list[str] = []

        async def first(answer: Answer) -> None:
            shown.append(answer.question.text)

        for text in ("failed", "untried", "chose"):
            for _ in range(2):
                await service.ask(ANNA, Question(text), first=first)
        assert readers.read == shown == ["failed", "failed", "untried", "untried", "chose"]

    with_service(test)


def test_a_remembered_answer_is_not_given_once_something_newer_is_published() -> None:
    """What is remembered may cite what was just deleted: it is only given while its generation is the published one."""

    async def test(service: AnswerService, readers: Readers, clock: Clock) -> None:
        question = Question("one")
        await service.ask(ANNA, question)
        readers.published = "second"  # it is still being opened
        await service.ask(ANNA, question)
        assert readers.read == ["one"] * 2

    with_service(test)


def test_only_so_many_answers_are_kept() -> None:
    """The memory of answers has a bound; the one that was longest unasked goes first."""

    async def test(service: AnswerService, readers: Readers, clock: Clock) -> None:
        for text in ("one", "two", "one", "three", "one", "two"):
            await service.ask(ANNA, Question(text))
        assert readers.read == ["one", "two", "three", "two"]

    with_service(test, remembered=2)


def test_a_late_question_is_given_up_and_its_worker_comes_back() -> None:
    """Past the deadline the member is told with an incident; the worker serves again when its thread ends."""

    async def test(service: AnswerService, readers: Readers, clock: Clock) -> None:
        readers.go.clear()
        with pytest.raises(Late, match=r"\(incident \w{8}\)"):
            await service.ask(ANNA, Question("one"))
        assert service.busy
        readers.go.set()
        await service.ask(ANNA, Question("two"))
        assert readers.read == ["one", "two"]

    with_service(test, workers=1, deadline=0.1)


def test_what_breaks_costs_one_answer() -> None:
    """A question that breaks something ends with an incident for its member, and the next one is read."""

    async def test(service: AnswerService, readers: Readers, clock: Clock) -> None:
        with pytest.raises(Broken, match=r"\(incident \w{8}\)"):
            await service.ask(ANNA, Question("raise"))
        await service.ask(ANNA, Question("one"))

    with_service(test)


def test_claims_wait_in_the_same_queue() -> None:
    """Checking the claims of a message counts as one question: the same pause, the same place in the line."""

    async def test(service: AnswerService, readers: Readers, clock: Clock) -> None:
        checked = await service.check(ANNA, ["It rained.", "It snowed."])
        assert [claim.verdict for claim in checked] == [Verdict.NOT_STATED] * 2
        with pytest.raises(Declined, match="in 10 seconds"):
            await service.ask(ANNA, Question("one"))

    with_service(test, cooldown=10)


@pytest.mark.parametrize(("text", "line"), [(" ", "empty"), ("why? " * 500, "2,000 characters")])
def test_an_impossible_question_costs_nothing(text: str, line: str) -> None:
    """An empty or endless question is declined before it counts against anybody."""

    async def test(service: AnswerService, readers: Readers, clock: Clock) -> None:
        with pytest.raises(Declined, match=line):
            await service.ask(ANNA, Question(text))
        await service.ask(ANNA, Question("one"))

    with_service(test, cooldown=10)


def test_closing_lets_answers_finish_and_tells_the_others() -> None:
    """Whoever is attended when the service closes gets the answer, or the line that none will come."""

    async def test(service: AnswerService, readers: Readers, clock: Clock) -> None:
        readers.go.clear()
        heard: list[str] = []

        async def serve(asker: Asker, text: str) -> None:
            with service.attended():
                try:
                    heard.append((await service.ask(asker, Question(text))).question.text)
                except Declined as declined:
                    await asyncio.sleep(0.01)
                    heard.append(str(declined))

        asked = [asyncio.create_task(serve(Asker(n), str(n))) for n in range(2)]
        await asyncio.sleep(0.05)
        await service.close(0.1)
        assert heard == ["I am being switched off. Please ask again when I am back."] * 2
        with pytest.raises(Declined, match="switched off"):
            await service.ask(BERT, Question("late"))
        await asyncio.gather(*asked)

    with_service(test, workers=1)
