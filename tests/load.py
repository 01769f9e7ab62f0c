"""A busy channel: many members who ask at their own times, and what became of every question."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from discord_standin import Application, Discord, Exchange, Member


@dataclass(frozen=True, slots=True)
class Asked:
    """One question.

    Args:
        at_s: when it was asked, in seconds from the beginning.
        text: what was asked.
        exchange: what became of it.
    """

    at_s: float
    text: str
    exchange: Exchange

    @property
    def ended(self) -> bool:
        """Whether its member was told something that is not only a place in the queue."""
        return self.exchange.told

    @property
    def unheard(self) -> bool:
        """Whether Discord waited in vain for an acknowledgement: then its member is told by Discord, not by the bot."""
        return self.exchange.acknowledged is None and self.exchange.too_late

    @property
    def answered(self) -> bool:
        """Whether what was told is an answer, and not a line that says when to try again."""
        return self.ended and "###" in self.exchange.text


def ask(
    app: Application,
    questions: Sequence[str],
    *,
    members: int,
    seconds: float,
    events: Iterable[tuple[float, Callable[[], object]]] = (),
) -> list[Asked]:
    """Has members ask.

    Args:
        app: the bot.
        questions: what is asked, in this order; the members take turns.
        members: how many.
        seconds: over how long; each question comes at a random moment of its share of that time.
        events: what else happens, and at which second.
    """
    dice = random.Random(8)
    people = [Member() for _ in range(members)]
    share = seconds / len(questions)
    plan: list[tuple[float, int]] = [(share * (n + dice.random()), n) for n in range(len(questions))]
    due = sorted(events, key=lambda event: event[0])
    asked: list[Asked] = []
    began = time.monotonic()
    for at_s, number in plan:
        while due and due[0][0] <= at_s:
            _sleep_until(began + due[0][0])
            due.pop(0)[1]()
        _sleep_until(began + at_s)
        exchange = app.begin(questions[number], people[number % members], unheard=True)
        asked.append(Asked(at_s, questions[number], exchange))
    return asked


def wait(discord: Discord, asked: Sequence[Asked]) -> None:
    """Waits until every question has ended, or was not acknowledged in time."""
    discord.wait_until(lambda: all(question.ended or question.unheard for question in asked))


def lost(asked: Sequence[Asked]) -> list[Asked]:
    """Questions whose members were told nothing."""
    return [question for question in asked if not question.ended]


def doubled(app: Application, asked: Sequence[Asked]) -> list[Asked]:
    """Questions that were answered twice, or that took more than one message."""
    return [
        question
        for question in asked
        if question.exchange.callbacks > 1 or (question.answered and question.exchange.followups)
    ]


def overtaken(asked: Sequence[Asked]) -> int:
    """The largest number of later questions that were answered before an earlier one; only what had to be read counts.

    Answers from memory do not wait, so each text counts only when it is first asked.
    """
    first = {question.text: question for question in reversed(asked) if question.answered}
    ends = sorted(
        (question.at_s, question.at_s + (question.exchange.told_after_s or 0)) for question in first.values()
    )
    return max((sum(later < end for _, later in ends[n + 1 :]) for n, (_, end) in enumerate(ends)), default=0)


def spread(seconds: Iterable[float | None]) -> str:
    """Median, 95th percentile and maximum, in seconds."""
    given = sorted(value for value in seconds if value is not None)
    if len(given) < 2:
        return "too few"
    return (
        f"p50 {statistics.median(given):.2f} s, p95 {statistics.quantiles(given, n=20, method='inclusive')[-1]:.2f} s, "
        f"max {given[-1]:.2f} s"
    )


def _sleep_until(instant: float) -> None:
    time.sleep(max(0.0, instant - time.monotonic()))
