"""Questions under way, as they are remembered: a process that is killed cannot say goodbye, the next one can.

A row holds where the question was asked and how to reply there, neither its words nor who asked. It is deleted when
the question is answered.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field

import structlog
from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import MemoryUnusable
from bot.server.database import Database
from bot.server.remembered import new_id
from bot.server.tables import pending

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Pending:
    """A question under way.

    Args:
        guild: the server; None in a direct message.
        channel: the channel or thread.
        message: the member's message, where it was a message.
        token: replies to the command, menu or button with which it was asked, for 15 minutes.
        id: the row's.
        at: when it began, in seconds since 1970.
    """

    guild: int | None
    channel: int | None
    message: int | None = None
    token: str | None = None
    id: str = field(default_factory=new_id)
    at: float = field(default_factory=time.time)


class PendingQuestions:
    """The questions under way of all processes that remember in one place.

    Args:
        database: where they are kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._own: set[str] = set()

    @asynccontextmanager
    async def noted(self, question: Pending) -> AsyncIterator[None]:
        """The question is under way while the block runs; the block does not wait for that to be written."""
        self._own.add(question.id)
        noting = asyncio.create_task(self._database.run(insert(pending).values(asdict(question))))
        try:
            yield
        finally:
            try:
                await noting
                await self._database.run(delete(pending).where(pending.c.id == question.id))
            except MemoryUnusable as error:
                _log.error("a question under way could not be noted", error=str(error))
            self._own.discard(question.id)

    async def left(self, ours: Callable[[int | None], bool]) -> list[Pending]:
        """What earlier processes left under way, each returned once, to one process only.

        Args:
            ours: whether a server is this process's, or None: its direct messages.
        """
        async with self._database.writing() as connection:
            rows = (await connection.execute(select(pending))).all()
            questions = [Pending(**row._mapping) for row in rows]
            questions = [
                question for question in questions if ours(question.guild) and question.id not in self._own
            ]
            mine = (
                delete(pending)
                .where(pending.c.id.in_(question.id for question in questions))
                .returning(pending.c.id)
            )
            taken = set((await connection.execute(mine)).scalars())
        return [question for question in questions if question.id in taken]

    async def forget_before(self, connection: AsyncConnection, instant: float) -> None:
        """Delete, in a transaction, what began before an instant, in seconds since 1970."""
        await connection.execute(delete(pending).where(pending.c.at < instant))
