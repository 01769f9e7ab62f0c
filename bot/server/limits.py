"""Who may ask now: one question at a time for each member, a pause between two, and a share for each server.

The clock is passed in, so a test can skip an hour.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bot.server.errors import Declined

STILL = "I am still working on your last question. Please wait for its answer before you ask the next one."
_MANY = 1024  # members whose pause is remembered before those who may ask again are forgotten


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, and where.

    Args:
        user: the member's id.
        guild: the server's id, or None in a direct message.
        channel: the id of the channel, or of a thread's parent channel; None when unknown.
        roles: ids of the member's roles in that server.
    """

    user: int
    guild: int | None = None
    channel: int | None = None
    roles: frozenset[int] = frozenset()


Rule = Callable[[Asker], float]
"""A server's own rules: the seconds this member has to pause after this question; raises ``Declined`` where this
member may not ask."""


@dataclass(frozen=True, slots=True)
class Load:
    """How busy the bot is.

    Args:
        waiting: questions that wait for a worker.
        reading: questions in a worker.
        median_s: median seconds from question to answer of the latest ones, or None before the first.
    """

    waiting: int
    reading: int
    median_s: float | None


class Limits:
    """Counts the questions under way.

    Args:
        per_guild: how many questions of one server may wait or be read at the same time.
        clock: seconds that only go up.
    """

    def __init__(self, per_guild: int, clock: Callable[[], float]) -> None:
        self._per_guild = per_guild
        self._clock = clock
        self._asking: set[int] = set()
        self._overheard: set[int] = set()  # members whose overheard question is being read
        self._guilds: Counter[int] = Counter()
        self._free_at: dict[int, float] = {}

    @contextmanager
    def admitted(self, asker: Asker, cooldown_s: float) -> Iterator[None]:
        """Counts a question until the block ends.

        Args:
            asker: who asks.
            cooldown_s: seconds from now before which this member may not ask again.

        Raises:
            Declined: if this member or this server has to wait.
        """
        self.check(asker)
        self._free_at[asker.user] = self._clock() + cooldown_s
        self._forget_pauses()
        with self._counted(asker, self._asking):
            yield

    @contextmanager
    def unasked(self, asker: Asker) -> Iterator[None]:
        """Counts a question that was not put to the bot: its member may ask meanwhile, and right after it.

        Args:
            asker: who wrote it.

        Raises:
            Declined: if another such question of this member is read, or this server has its share.
        """
        if asker.user in self._overheard:
            raise Declined(STILL)
        self._check_share(asker)
        with self._counted(asker, self._overheard):
            yield

    def check(self, asker: Asker) -> None:
        """Raises ``Declined`` if this member or this server has to wait."""
        if asker.user in self._asking:
            raise Declined(STILL)
        wait_s = self._free_at.get(asker.user, 0.0) - self._clock()
        if wait_s > 0:
            raise please_wait(wait_s)
        self._check_share(asker)

    def _check_share(self, asker: Asker) -> None:
        if asker.guild is not None and self._guilds[asker.guild] >= self._per_guild:
            raise Declined(
                "I already have as many questions from this server as I can take. Please try again in a minute.",
                60.0,
            )

    @contextmanager
    def _counted(self, asker: Asker, members: set[int]) -> Iterator[None]:
        """Counts a question of this server, and its member among ``members``, until the block ends."""
        members.add(asker.user)
        if asker.guild is not None:
            self._guilds[asker.guild] += 1
        try:
            yield
        finally:
            members.discard(asker.user)
            if asker.guild is not None:
                self._guilds[asker.guild] -= 1
                self._guilds += Counter()  # drops servers at zero

    def _forget_pauses(self) -> None:
        if len(self._free_at) > _MANY:
            now = self._clock()
            self._free_at = {user: free for user, free in self._free_at.items() if free > now}


def please_wait(wait_s: float) -> Declined:
    """The line for a member who has to wait so many seconds."""
    return Declined(f"Please wait: you can ask again in {_in_words(wait_s)}.", wait_s)


def _in_words(seconds: float) -> str:
    whole = math.ceil(seconds)
    return "1 second" if whole == 1 else f"{whole:,} seconds"
