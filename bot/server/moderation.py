"""What moderators look up in the memory: feedback, questions that got no good answer, and who changed what."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from sqlalchemy import false, func, select

from bot.server import tables
from bot.server.cards import NO_QUESTION
from bot.server.database import Database
from bot.server.remembered import Change, Feedback, Kept, Unhelped, card_link

MOST_UNHELPED = 300  # questions that are searched for what the shelf lacks


class Moderation:
    """The moderators' queries of a memory.

    Args:
        database: where the memory is kept.
        answer: finds an answer by its id.
    """

    def __init__(self, database: Database, answer: Callable[[str], Awaitable[Kept | None]]) -> None:
        self._database = database
        self._answer = answer

    async def feedback(self, guild: int | None, shelf: str = "") -> list[tuple[Kept, Feedback]]:
        """All feedback of a server on what one shelf answered, oldest first, each with its answer."""
        answers, feedback = tables.answers.c, tables.feedback.c
        rows = await self._database.rows(
            select(tables.feedback)
            .join(tables.answers)
            .where(answers.guild == guild, tables.from_shelf(shelf))
            .order_by(feedback.given_at)
        )
        opinions = [Feedback(**row._mapping) for row in rows]
        known = {name: await self._answer(name) for name in {opinion.answer for opinion in opinions}}
        return [(answer, opinion) for opinion in opinions if (answer := known[opinion.answer])]

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
        answers, feedback = tables.answers, tables.feedback.c
        down = await self._database.rows(
            select(feedback.answer, feedback.reason)
            .join(answers)
            .where(answers.c.guild == guild, answers.c.asked_at >= since, feedback.good.is_(False))
        )
        bad = {row.answer for row in down}
        rows = await self._database.rows(
            select(answers)
            .where(answers.c.guild == guild, answers.c.asked_at >= since, answers.c.question != "")
            .where(tables.from_shelf(shelf))
            .where((answers.c.outcome == "refused") | answers.c.id.in_(bad))
            .order_by(answers.c.asked_at.desc())
        )
        asked = [Kept(**row._mapping) for row in rows]
        asked = [answer for answer in asked if _reason(answer) not in NO_QUESTION or answer.id in bad]
        first = await self.first_messages(guild)
        unhelped = [
            Unhelped(
                answer=answer.id,
                asked_at=answer.asked_at,
                question=(answer.record or {}).get("asked_as") or answer.question,
                outcome=answer.outcome,
                reason=_reason(answer),
                down=sum(row.answer == answer.id for row in down),
                reasons=tuple(row.reason for row in down if row.answer == answer.id and row.reason),
                link=card_link(answer, first.get(answer.id)),
            )
            for answer in asked
            if not answer.private
        ]
        return unhelped[:MOST_UNHELPED], len(asked) - len(unhelped)

    async def changes(self, guild: int, most: int, *, common: bool = True) -> list[Change]:
        """The latest changes in a server, and where ``common`` is set in all servers, the latest first."""
        audit = tables.audit.c
        rows = await self._database.rows(
            select(audit.guild, audit.member, audit.what, audit.at)
            .where((audit.guild == guild) | (audit.guild.is_(None) if common else false()))
            .order_by(audit.id.desc())
            .limit(most)
        )
        return [Change(**row._mapping) for row in rows]


def _reason(answer: Kept) -> str:
    return (answer.record or {}).get("reason") or ""
