"""The pauses of members, for all hosts: who has a question under way, and when they may ask the next one.

Discord divides servers among hosts, but not members: a member may ask in two servers that two hosts serve. Times are
the database's own. What a crashed host left under way ends with its deadline.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import structlog

from bot.server.errors import Declined
from bot.server.limits import STILL, please_wait
from index.database import Database, Step
from index.errors import DatabaseUnusable

AWAY_S = 30.0  # seconds in which a database that was away is not asked again
PART = "pauses"
STEPS: tuple[Step, ...] = (
    (
        """CREATE TABLE asking (
            member BIGINT NOT NULL PRIMARY KEY, claim TEXT NOT NULL, free_at TIMESTAMPTZ NOT NULL,
            working_until TIMESTAMPTZ NOT NULL)""",
    ),
)
_CLAIM = """
    INSERT INTO asking VALUES (
        :member, :claim, clock_timestamp() + make_interval(secs => :pause),
        clock_timestamp() + make_interval(secs => :deadline))
    ON CONFLICT (member) DO UPDATE
    SET claim = excluded.claim, free_at = excluded.free_at, working_until = excluded.working_until
    WHERE asking.free_at <= clock_timestamp() AND asking.working_until <= clock_timestamp() RETURNING claim
"""
_LOOK = """
    SELECT working_until > clock_timestamp() AS working,
        extract(epoch FROM free_at - clock_timestamp())::float AS wait_s
    FROM asking WHERE member = :member
"""
_END = "UPDATE asking SET working_until = clock_timestamp() WHERE member = :member AND claim = :claim"
_FORGET = "DELETE FROM asking WHERE greatest(free_at, working_until) < clock_timestamp()"

_log = structlog.get_logger(__name__)
_Result = TypeVar("_Result")


class Pauses:
    """The pauses of members, in the database that hosts share.

    Args:
        database: where they are counted.
        deadline_s: seconds after which a question is given up, by whichever host.
    """

    def __init__(self, database: Database, deadline_s: float) -> None:
        self._database = database
        self._deadline_s = deadline_s
        self._again_at = 0.0

    @asynccontextmanager
    async def admitted(self, member: int, pause_s: float) -> AsyncIterator[None]:
        """Counts a question of a member until the block ends; while the database is away, only this host counts.

        Args:
            member: their id.
            pause_s: seconds from now before which they may not ask again.

        Raises:
            Declined: if they have to wait.
        """
        claim = secrets.token_hex(8)
        await self._tried(self._claim, member, pause_s, claim)
        try:
            yield
        finally:
            await asyncio.shield(self._tried(self._end, member, claim))

    async def _tried(self, work: Callable[..., None], *arguments: object) -> None:
        if time.monotonic() < self._again_at:  # no question waits for a database that was just away
            return
        try:
            await asyncio.to_thread(work, *arguments)
        except DatabaseUnusable as error:
            self._again_at = time.monotonic() + AWAY_S
            _log.warning("the pauses of members are counted by this host alone", error=str(error))

    def _claim(self, member: int, pause_s: float, claim: str) -> None:
        self._database.migrate(PART, STEPS)
        with self._database.transaction() as run:
            if run(_CLAIM, member=member, pause=pause_s, deadline=self._deadline_s, claim=claim):
                return
            rows = run(_LOOK, member=member)
        if rows and rows[0].working:
            raise Declined(STILL)
        if rows:  # no row: it is gone meanwhile, and nothing holds the member back
            raise please_wait(max(rows[0].wait_s, 1.0))

    def _end(self, member: int, claim: str) -> None:
        with self._database.transaction() as run:
            run(_END, member=member, claim=claim)
            run(_FORGET)


def counted_everywhere(
    pauses: Pauses | None,
    member: int,
    pause_s: Callable[[], float],
    work: Callable[[], Coroutine[Any, Any, _Result]],
) -> Callable[[], Coroutine[Any, Any, _Result]]:
    """The work, counted for its member by all hosts; the work itself where there is one host.

    Args:
        pauses: where hosts count together; None on one host.
        member: the id of who asks.
        pause_s: seconds before they may ask again; looked up when the work begins.
        work: what is done for them.
    """
    if pauses is None:
        return work

    async def counted() -> _Result:
        async with pauses.admitted(member, pause_s()):
            return await work()

    return counted
