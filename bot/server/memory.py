"""What the bot remembers: answers with their footnotes, feedback, conversations, and each server's settings.

One SQLite file, or the PostgreSQL database of several hosts. An answer is kept with everything that is needed
to show its quotations later, so that its buttons work after a restart and after a rebuild of the index. What belongs
to one member can be listed and forgotten.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import delete, func, insert, select, update

from bot.server import tables
from bot.server.database import Database, open_database
from bot.server.footnotes import around_of, citation_of, citation_row
from bot.server.handed import Handovers
from bot.server.moderation import Moderation
from bot.server.moving import leave_nothing_behind
from bot.server.pending import PendingQuestions
from bot.server.remembered import Change, Feedback, GuildSettings, Kept
from index.database import Database as SharedDatabase

FILE = "memory.sqlite3"
HISTORY = 6  # earlier questions that a follow-up is read with

_GUILD = TypeAdapter(GuildSettings)


class Memory:
    """The memory of one bot; made by ``open_memory``.

    Args:
        database: where it is kept.
        guilds: the servers' settings, read once and kept in step.
    """

    def __init__(self, database: Database, guilds: dict[int, GuildSettings]) -> None:
        self._database = database
        self._guilds = guilds
        self.shared = database.shared  # whether other hosts remember in the same place
        self.handed = Handovers(database)
        self.pending = PendingQuestions(database)
        self.moderation = Moderation(database, self.answer)

    async def close(self) -> None:
        """Close the database."""
        await self._database.close()

    def guild(self, guild: int) -> GuildSettings:
        """A server's settings, without waiting: they decide how a question is acknowledged."""
        return self._guilds.get(guild, GuildSettings(guild))

    async def learn_settings(self) -> None:
        """Read all servers' settings again: another host may have changed them."""
        self._guilds = await _guilds(self._database)

    async def set_guild(self, settings: GuildSettings) -> None:
        """Remember a server's settings."""
        row = {"guild": settings.guild, "settings": _GUILD.dump_python(settings, mode="json")}
        await self._database.put(tables.guilds, row)
        self._guilds[settings.guild] = settings

    async def keep(self, answer: Kept) -> None:
        """Remember an answer with its footnotes."""
        row = {name: getattr(answer, name) for name in tables.answers.columns.keys()}  # noqa: SIM118
        async with self._database.writing() as connection:
            await connection.execute(insert(tables.answers).values(row))
            if answer.citations:
                rows = [
                    citation_row(answer.id, citation, answer.around.get(citation.n))
                    for citation in answer.citations
                ]
                await connection.execute(insert(tables.citations), rows)

    async def sent(self, answer: str, message: int) -> None:
        """Remember that a message shows an answer."""
        row = {"answer": answer, "message": message}
        await self._database.run(self._database.upsert(tables.messages).values(row).on_conflict_do_nothing())

    async def answer(self, name: str) -> Kept | None:
        """An answer by its id."""
        async with self._database.reading() as connection:
            result = await connection.execute(select(tables.answers).where(tables.answers.c.id == name))
            row = result.one_or_none()
            if row is None:
                return None
            result = await connection.execute(
                select(tables.citations)
                .where(tables.citations.c.answer == name)
                .order_by(tables.citations.c.n)
            )
            cited = result.all()
            around = {footnote.n: surrounding for footnote in cited if (surrounding := around_of(footnote))}
            return Kept(**row._mapping, citations=tuple(map(citation_of, cited)), around=around)

    async def answer_of_message(self, message: int) -> Kept | None:
        """The answer that a message shows."""
        shown = tables.messages.c
        rows = await self._database.rows(select(shown.answer).where(shown.message == message))
        return await self.answer(rows[0].answer) if rows else None

    async def messages(self, answer: str) -> tuple[int, ...]:
        """The messages that show an answer, oldest first."""
        shown = tables.messages.c
        rows = await self._database.rows(
            select(shown.message).where(shown.answer == answer).order_by(shown.message)
        )
        return tuple(row.message for row in rows)

    async def history(self, conversation: str, shelf: str = "") -> tuple[str, ...]:
        """The latest questions of a conversation that one shelf answered, oldest first, at most ``HISTORY``."""
        asked = tables.answers.c
        rows = await self._database.rows(
            select(asked.question)
            .where(asked.conversation == conversation, asked.question != "", asked.outcome != "checked")
            .where(tables.from_shelf(shelf))
            .order_by(asked.asked_at.desc())
            .limit(HISTORY)
        )
        return tuple(row.question for row in reversed(rows))

    async def judge(self, opinion: Feedback) -> bool:
        """Remember what a member thinks of an answer, instead of what they thought before.

        Returns:
            Whether the answer is still known.
        """
        if await self.answer(opinion.answer) is None:
            return False
        await self._database.put(tables.feedback, asdict(opinion))
        return True

    async def opinion(self, answer: str, member: int) -> Feedback | None:
        """What a member thinks of an answer, as far as they have said so."""
        feedback = tables.feedback.c
        rows = await self._database.rows(
            select(tables.feedback).where(feedback.answer == answer, feedback.member == member)
        )
        return Feedback(**rows[0]._mapping) if rows else None

    async def record(self, change: Change) -> None:
        """Remember what somebody changed or deleted."""
        await self._database.run(insert(tables.audit).values(asdict(change)))

    async def of_member(self, member: int) -> dict[str, list[dict[str, Any]]]:
        """All that is stored of a member, by kind.

        Their questions with the answers, their feedback, what they changed, their questions that were handed to
        moderators, and what they said to such questions as a moderator.
        """
        answers, feedback, changed = tables.answers.c, tables.feedback.c, tables.audit.c
        asked = await self._database.rows(
            select(tables.answers).where(answers.asker == member).order_by(answers.asked_at)
        )
        judged = await self._database.rows(
            select(tables.feedback).where(feedback.member == member).order_by(feedback.given_at)
        )
        changes = await self._database.rows(
            select(changed.at, changed.guild, changed.what)
            .where(changed.member == member)
            .order_by(changed.id)
        )
        return {
            "questions": [dict(row._mapping) for row in asked],
            "feedback": [dict(row._mapping) for row in judged],
            "changes": [dict(row._mapping) for row in changes],
            **await self.handed.of_member(member),
        }

    async def forget_member(self, member: int) -> None:
        """Forget a member.

        Their feedback is deleted. Of their questions, the words, the asker, the channel and the conversation are
        forgotten; of what they changed in a server, who did it. Questions that they handed to moderators are deleted
        with the answers to them, and so are their own answers as a moderator.

        What the articles say stays, so that the footnotes of an answer that others can see still work.
        """
        answers = tables.answers
        nothing = {
            "asker": None,
            "channel": None,
            "conversation": answers.c.id,
            "question": "",
            "record": None,
        }
        async with self._database.writing() as connection:
            await connection.execute(delete(tables.feedback).where(tables.feedback.c.member == member))
            await connection.execute(update(answers).where(answers.c.asker == member).values(nothing))
            audit = tables.audit
            await connection.execute(update(audit).where(audit.c.member == member).values(member=None))
            await self.handed.forget_member(connection, member)
        await self._database.leave_no_trace()

    async def forget_before(self, instant: float) -> int:
        """Delete what is older than an instant: answers with all that belongs to them, changes, and old copies.

        Args:
            instant: seconds since 1970.

        Returns:
            How many answers.
        """
        answers = tables.answers
        await self._database.forget_copies(instant)
        async with self._database.writing() as connection:
            old = answers.c.asked_at < instant
            many = await connection.scalar(select(func.count()).select_from(answers).where(old))
            await connection.execute(delete(answers).where(old))
            await connection.execute(delete(tables.audit).where(tables.audit.c.at < instant))
            await self.handed.forget_before(connection, instant)
            await self.pending.forget_before(connection, instant)
        return many or 0


async def open_memory(folder: Path, shared: SharedDatabase | None = None) -> Memory:
    """Open the memory; made when there is none, brought up to date when it is old.

    Args:
        folder: of built data, where it lies on one machine.
        shared: where it lies for several hosts; None: in the folder.

    Raises:
        MemoryUnusable: if it is damaged, cannot be reached or written, or is newer than this program; or if the shared
            one is empty while the folder holds a memory.
    """
    if shared:
        await leave_nothing_behind(folder / FILE, shared)
    database = await open_database(folder / FILE, shared)
    return Memory(database, await _guilds(database))


async def _guilds(database: Database) -> dict[int, GuildSettings]:
    rows = await database.rows(select(tables.guilds))
    return {row.guild: _GUILD.validate_python(row.settings) for row in rows}
