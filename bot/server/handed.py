"""Questions that were handed to moderators, and what they said to them, as they are remembered.

A row is deleted ``FOOTNOTE_KEEP_DAYS`` after the moderator's reply, or after the question if there is no reply: what
somebody says from memory goes out of date.
"""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.server.database import Database
from bot.server.tables import handed

MOST_WORDS = 200  # of a server and a shelf, the latest, that a question is compared with


@dataclass(frozen=True, slots=True)
class Handed:
    """A question that was handed to moderators.

    Args:
        id: the id of the answer that refused it.
        guild: the server.
        asker: who asked it.
        private: whether it was asked privately: then members who ask alike are not shown it.
        question: as it was read, a follow-up standing alone.
        shelf: the shelf that could not answer it; empty where one answers everywhere.
        place: the channel or forum where that shelf answers and the question was asked; None where it is not known.
        channel: where the moderators see it.
        message: the message that shows it there.
        words: what a moderator said to it, or None.
        moderator: who did.
        answered_at: when, in seconds since 1970.
        at: when it was handed to them.
    """

    id: str
    guild: int
    asker: int
    private: bool
    question: str
    shelf: str
    place: int | None
    channel: int
    message: int
    words: str | None = None
    moderator: int | None = None
    answered_at: float | None = None
    at: float = field(default_factory=time.time)

    @property
    def link(self) -> str:
        """Leads to the message."""
        return f"https://discord.com/channels/{self.guild}/{self.channel}/{self.message}"


class Handovers:
    """The questions that were handed to moderators, in the memory's file.

    Args:
        database: where they are kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, question: Handed) -> None:
        """Remember that a question was handed to moderators."""
        await self._database.run(insert(handed).values(asdict(question)))

    async def find(self, name: str) -> Handed | None:
        """A question by its id."""
        rows = await self._database.rows(select(handed).where(handed.c.id == name))
        return Handed(**rows[0]._mapping) if rows else None

    async def same(self, guild: int, shelf: str, question: str) -> Handed | None:
        """The question of a server and a shelf with the same words, if moderators have it."""
        rows = await self._database.rows(select(handed).where(*_of(guild, shelf)))
        alike = (Handed(**row._mapping) for row in rows if _bare(row.question) == _bare(question))
        return next(alike, None)

    async def answer(self, name: str, words: str | None, moderator: int | None) -> Handed | None:
        """Remember what a moderator said to a question, instead of what was said before; None takes it back.

        Returns:
            The question as it stands now; None where it is no longer known.
        """
        said_at = time.time() if words else None
        changes = {"words": words, "moderator": moderator if words else None, "answered_at": said_at}
        await self._database.run(update(handed).where(handed.c.id == name).values(changes))
        return await self.find(name)

    async def answered(self, guild: int, shelf: str) -> list[Handed]:
        """The questions of a server and a shelf to which a moderator said something, the latest words first."""
        rows = await self._database.rows(
            select(handed)
            .where(*_of(guild, shelf), handed.c.words.is_not(None))
            .order_by(handed.c.answered_at.desc())
            .limit(MOST_WORDS)
        )
        return [Handed(**row._mapping) for row in rows]

    async def forget_message(self, message: int) -> bool:
        """Forget the question that a message shows, with what was said to it; returns whether it showed one."""
        async with self._database.writing() as connection:
            gone = await connection.execute(delete(handed).where(handed.c.message == message))
        return gone.rowcount > 0

    async def of_member(self, member: int) -> dict[str, list[dict[str, Any]]]:
        """What is stored of a member: the questions that they asked, and what they said as a moderator."""
        asked = await self._database.rows(
            select(handed.c.id, handed.c.at, handed.c.guild, handed.c.private, handed.c.question)
            .where(handed.c.asker == member)
            .order_by(handed.c.at)
        )
        answered = await self._database.rows(
            select(handed.c.id, handed.c.answered_at, handed.c.guild, handed.c.words)
            .where(handed.c.moderator == member)
            .order_by(handed.c.answered_at)
        )
        return {
            "handed": [dict(row._mapping) for row in asked],
            "words": [dict(row._mapping) for row in answered],
        }

    async def forget_member(self, connection: AsyncConnection, member: int) -> None:
        """Forget, in a transaction, a member's questions and what they answered to others as a moderator."""
        nothing = {"words": None, "moderator": None, "answered_at": None}
        await connection.execute(delete(handed).where(handed.c.asker == member))
        await connection.execute(update(handed).where(handed.c.moderator == member).values(nothing))

    async def forget_before(self, connection: AsyncConnection, instant: float) -> None:
        """Forget what is older than an instant, in seconds since 1970, in a transaction."""
        latest = func.coalesce(handed.c.answered_at, handed.c.at)
        await connection.execute(delete(handed).where(latest < instant))


def _of(guild: int, shelf: str) -> tuple[ColumnElement[bool], ...]:
    """Whether a question is of a server and of a shelf."""
    return handed.c.guild == guild, handed.c.shelf == shelf


def _bare(question: str) -> str:
    """The words of a question, whatever their case, their spaces and the signs around them."""
    return " ".join(question.casefold().split()).strip(" ?!.")
