"""What the bot remembers: answers with their footnotes, feedback, conversations, and each server's settings.

One SQLite file, or the PostgreSQL database of several hosts. An answer is kept with everything that showing its
quotations later needs, so that its buttons work after a restart and after a rebuild of the index. What belongs to one
member can be listed and forgotten.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, delete, false, func, insert, select, update

from bot.server import tables
from bot.server.database import Database, open_database
from bot.server.footnotes import around_of, citation_of, citation_row
from bot.server.handed import Handovers
from bot.server.remembered import Change, Feedback, GuildSettings, Kept, Unhelped, card_link
from index.database import Database as SharedDatabase

FILE = "memory.sqlite3"
HISTORY = 6  # earlier questions that a follow-up is read with
MOST_UNHELPED = 300  # questions that are looked through for what the shelf lacks
_NO_QUESTION = ("not_a_question", "unsafe")


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
        self.handed = Handovers(database)

    async def close(self) -> None:
        """Let go of it."""
        await self._database.close()

    def guild(self, guild: int) -> GuildSettings:
        """A server's settings, at once: they decide how a question is acknowledged."""
        return self._guilds.get(guild, GuildSettings(guild))

    @property
    def shared(self) -> bool:
        """Whether other hosts remember in the same place."""
        return self._database.shared

    async def learn_settings(self) -> None:
        """Read all servers' settings again: another host may have changed them."""
        self._guilds = await _guilds(self._database)

    async def set_guild(self, settings: GuildSettings) -> None:
        """Remember a server's settings."""
        row = {"guild": settings.guild, "settings": _GUILD.dump_python(settings, mode="json")}
        await self._database.run(
            self._database.upsert(tables.guilds)
            .values(row)
            .on_conflict_do_update(index_elements=["guild"], set_=row)
        )
        self._guilds[settings.guild] = settings

    async def keep(self, answer: Kept) -> None:
        """Remember an answer with its footnotes."""
        row = {name: getattr(answer, name) for name in tables.answers.columns.keys()}  # noqa: SIM118
        async with self._database.writing() as connection:
            await connection.execute(insert(tables.answers).values(row))
            if answer.citations:
                rows = [citation_row(answer.id, one, answer.around.get(one.n)) for one in answer.citations]
                await connection.execute(insert(tables.citations), rows)

    async def sent(self, answer: str, message: int) -> None:
        """Remember that a message shows an answer."""
        row = {"answer": answer, "message": message}
        await self._database.run(self._database.upsert(tables.messages).values(row).on_conflict_do_nothing())

    async def answer(self, name: str) -> Kept | None:
        """An answer by its id."""
        async with self._database.reading() as connection:
            found = await connection.execute(select(tables.answers).where(tables.answers.c.id == name))
            row = found.one_or_none()
            if row is None:
                return None
            found = await connection.execute(
                select(tables.citations)
                .where(tables.citations.c.answer == name)
                .order_by(tables.citations.c.n)
            )
            cited = found.all()
            around = {one.n: there for one in cited if (there := around_of(one))}
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
            .where(_from(shelf))
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
        row = {name: getattr(opinion, name) for name in tables.feedback.columns.keys()}  # noqa: SIM118
        await self._database.run(
            self._database.upsert(tables.feedback)
            .values(row)
            .on_conflict_do_update(index_elements=["answer", "member"], set_=row)
        )
        return True

    async def opinion(self, answer: str, member: int) -> Feedback | None:
        """What a member thinks of an answer, as far as they have said so."""
        given = tables.feedback.c
        rows = await self._database.rows(
            select(tables.feedback).where(given.answer == answer, given.member == member)
        )
        return Feedback(**rows[0]._mapping) if rows else None

    async def feedback(self, guild: int | None, shelf: str = "") -> list[tuple[Kept, Feedback]]:
        """All feedback of a server on what one shelf answered, oldest first, each with its answer."""
        answers, given = tables.answers.c, tables.feedback.c
        rows = await self._database.rows(
            select(tables.feedback)
            .join(tables.answers)
            .where(answers.guild == guild, _from(shelf))
            .order_by(given.given_at)
        )
        opinions = [Feedback(**row._mapping) for row in rows]
        known = {name: await self.answer(name) for name in {one.answer for one in opinions}}
        return [(answer, one) for one in opinions if (answer := known[one.answer])]

    async def first_messages(self, guild: int | None) -> dict[str, int]:
        """The first message of each answer of a server, by the answer's id."""
        shown, answers = tables.messages.c, tables.answers.c
        rows = await self._database.rows(
            select(shown.answer, func.min(shown.message).label("message"))
            .join(tables.answers)
            .where(answers.guild == guild)
            .group_by(shown.answer)
        )
        return {row.answer: row.message for row in rows}

    async def unhelped(self, guild: int, since: float, shelf: str = "") -> tuple[list[Unhelped], int]:
        """What a server's members asked and were not helped with, the latest first, and how many more asked privately.

        What was no question, or an attempt to misuse the bot, is not among them.

        Args:
            guild: the server.
            since: seconds since 1970.
            shelf: the shelf that answered them.
        """
        answers, given = tables.answers, tables.feedback.c
        down = await self._database.rows(
            select(given.answer, given.reason)
            .join(answers)
            .where(answers.c.guild == guild, answers.c.asked_at >= since, given.good.is_(False))
        )
        bad = {row.answer for row in down}
        rows = await self._database.rows(
            select(answers)
            .where(answers.c.guild == guild, answers.c.asked_at >= since, answers.c.question != "")
            .where(_from(shelf))
            .where((answers.c.outcome == "refused") | answers.c.id.in_(bad))
            .order_by(answers.c.asked_at.desc())
        )
        asked = [Kept(**row._mapping) for row in rows]
        asked = [one for one in asked if _reason(one) not in _NO_QUESTION or one.id in bad]
        first = await self.first_messages(guild)
        found = [
            Unhelped(
                answer=one.id,
                asked_at=one.asked_at,
                question=(one.record or {}).get("asked_as") or one.question,
                outcome=one.outcome,
                reason=_reason(one),
                down=sum(row.answer == one.id for row in down),
                reasons=tuple(row.reason for row in down if row.answer == one.id and row.reason),
                link=card_link(one, first.get(one.id)),
            )
            for one in asked
            if not one.private
        ]
        return found[:MOST_UNHELPED], len(asked) - len(found)

    async def record(self, change: Change) -> None:
        """Remember what somebody changed or deleted."""
        row = {name: getattr(change, name) for name in ("guild", "member", "what", "at")}
        await self._database.run(insert(tables.audit).values(row))

    async def changes(self, guild: int, most: int, *, common: bool = True) -> list[Change]:
        """The latest changes in a server, and where ``common`` is set in all servers, the latest first."""
        kept = tables.audit.c
        rows = await self._database.rows(
            select(kept.guild, kept.member, kept.what, kept.at)
            .where((kept.guild == guild) | (kept.guild.is_(None) if common else false()))
            .order_by(kept.id.desc())
            .limit(most)
        )
        return [Change(**row._mapping) for row in rows]

    async def of_member(self, member: int) -> dict[str, list[dict[str, Any]]]:
        """All that is stored of a member, by kind.

        Their questions with the answers, their feedback, what they changed, their questions that were handed to
        moderators, and what they said to such questions as a moderator.
        """
        answers, given, changed = tables.answers.c, tables.feedback.c, tables.audit.c
        asked = await self._database.rows(
            select(tables.answers).where(answers.asker == member).order_by(answers.asked_at)
        )
        judged = await self._database.rows(
            select(tables.feedback).where(given.member == member).order_by(given.given_at)
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
        """Forget a member: feedback is deleted; of a question, who asked it, where, after which, and what was asked.

        Of what they changed in a server, who it was is forgotten. Their questions that moderators were handed are
        deleted, with what was said to them, and what they said to others' as a moderator.

        What the articles say stays, so that the footnotes of an answer others can see go on working.
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
        """Delete what is older than an instant: answers with all that hangs on them, changes, copies that hold others.

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
        return many or 0


async def open_memory(folder: Path, shared: SharedDatabase | None = None) -> Memory:
    """Open the memory; made when there is none, brought up to date when it is old.

    Args:
        folder: of built data, where it lies on one machine.
        shared: where it lies for several hosts; None: in the folder.

    Raises:
        MemoryUnusable: if it is damaged, cannot be reached or written, or is newer than this program.
    """
    database = await open_database(folder / FILE, shared)
    return Memory(database, await _guilds(database))


async def _guilds(database: Database) -> dict[int, GuildSettings]:
    rows = await database.rows(select(tables.guilds))
    return {row.guild: _GUILD.validate_python(row.settings) for row in rows}


def _from(shelf: str) -> ColumnElement[bool]:
    """Whether a shelf gave an answer; what is older than shelves has none."""
    return func.coalesce(tables.answers.c.shelf, "") == shelf


def _reason(answer: Kept) -> str:
    return (answer.record or {}).get("reason") or ""
