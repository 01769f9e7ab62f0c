"""``/footnote``: what moderators set in their server, and what the owners of the bot do from Discord.

Discord shows the commands to moderators alone, but a server may override that: who may do what is checked here
again. Every answer is for whoever asked alone.
"""

from __future__ import annotations

import asyncio
import csv
import io
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import discord  # noqa: TID251
import structlog
from discord import app_commands  # noqa: TID251

from bot.server.cards import NEUTRAL, panel
from bot.server.errors import NotHere
from bot.server.face import Face, House, Interaction
from bot.server.markup import shown
from bot.server.remembered import Feedback, GuildSettings, Kept
from bot.server.replies import told, whisper
from index.errors import IndexingError

_LONGEST_PAUSE_S = 86_400
_STILL_S = 780.0  # a reply can be changed for 15 minutes
_SHOWN_PASSAGES = 5
_MODERATORS_ONLY = "Only moderators of this server (who may manage the server) can do that."
_OWNERS_ONLY = "Only the owners of this bot can do that; whoever hosts it names them in FOOTNOTE_OWNERS."
_UNKNOWN = "I know no such answer. Give the link of my message, or the answer's id."
_COLUMNS = ("given", "thumb", "reason", "words", "outcome", "question", "answer", "generation")

_log = structlog.get_logger(__name__)


def add_moderating(tree: app_commands.CommandTree[Face]) -> None:
    """Put ``/footnote`` on the command tree."""
    tree.add_command(Moderating())


class Moderating(
    app_commands.Group,
    name="footnote",
    description="Settings, feedback and upkeep.",
    guild_only=True,
    default_permissions=discord.Permissions(manage_guild=True),
):
    """The group and its commands."""

    def __init__(self) -> None:
        super().__init__()
        self._upkeep = asyncio.Lock()

    @app_commands.command(
        description="Where and how members of this server may ask; without options: as it is."
    )
    @app_commands.describe(
        add_channel="Take questions in this channel (as soon as there is one: in no other).",
        remove_channel="Take no questions in this channel any more.",
        add_role="Take questions from this role (as soon as there is one: from no other).",
        remove_role="Take no questions from this role any more.",
        private="Whether an answer is for its asker alone, unless they say otherwise.",
        cooldown="Seconds between two questions of one member.",
        feedback="Whether answers carry the thumbs.",
    )
    async def settings(
        self,
        interaction: Interaction,
        add_channel: discord.TextChannel | None = None,
        remove_channel: discord.TextChannel | None = None,
        add_role: discord.Role | None = None,
        remove_role: discord.Role | None = None,
        private: bool | None = None,
        cooldown: app_commands.Range[int, 0, _LONGEST_PAUSE_S] | None = None,
        feedback: bool | None = None,
    ) -> None:
        """Change what is given, then show all."""
        if not await _moderates(interaction):
            return
        house = interaction.client.house
        before = house.guild(interaction.guild_id)
        after = replace(
            before,
            guild=interaction.guild_id or 0,
            channels=(before.channels | _ids(add_channel)) - _ids(remove_channel),
            roles=(before.roles | _ids(add_role)) - _ids(remove_role),
            private=before.private if private is None else private,
            cooldown=before.cooldown if cooldown is None else cooldown,
            feedback=before.feedback if feedback is None else feedback,
        )
        if after != before:
            await house.memory.set_guild(after)
        card = panel(_in_words(after, house.settings.cooldown), NEUTRAL, house.settings.cards)
        await interaction.response.send_message(**card.to_send(), ephemeral=True)

    @app_commands.command(description="What members thought of the answers here, as a table to download.")
    async def feedback(self, interaction: Interaction) -> None:
        """Hand out a CSV file."""
        if not await _moderates(interaction):
            return
        await interaction.response.defer(ephemeral=True, thinking=True)
        given = await interaction.client.house.memory.feedback(interaction.guild_id)
        if not given:
            await interaction.edit_original_response(content="Nobody has pressed a thumb here yet.")
            return
        table = discord.File(io.BytesIO(_table(given)), "footnote-feedback.csv")
        line = f"{len(given)} times a thumb was pressed here."
        await interaction.edit_original_response(content=line, attachments=[table])

    @app_commands.command(description="Owners: read the articles anew.")
    async def reindex(self, interaction: Interaction) -> None:
        """Rebuild the index; the present one answers meanwhile."""
        await self._keep_up(interaction, interaction.client.house.desk.engine.rebuild)

    @app_commands.command(description="Owners: have the index before the present one answer again.")
    async def rollback(self, interaction: Interaction) -> None:
        """Go back one generation."""
        await self._keep_up(interaction, interaction.client.house.desk.engine.rollback)

    @app_commands.command(description="Owners: how an answer came about.")
    @app_commands.describe(answer="The link of my message, or the answer's id.")
    async def why(self, interaction: Interaction, answer: str) -> None:
        """Show an answer's trace, and hand out all of it."""
        if not await _owns(interaction):
            return
        found = await _find(interaction.client.house, answer)
        if found is None:
            await whisper(interaction, _UNKNOWN)
            return
        whole = json.dumps(found.record, ensure_ascii=False, indent=1).encode()
        await interaction.response.send_message(
            content=_trace(found), file=discord.File(io.BytesIO(whole), f"{found.id}.json"), ephemeral=True
        )

    async def _keep_up(self, interaction: Interaction, work: Callable[[], str]) -> None:
        if not await _owns(interaction):
            return
        if self._upkeep.locked():
            await whisper(interaction, "That is under way already.")
            return
        await interaction.response.defer(ephemeral=True, thinking=True)
        desk = interaction.client.house.desk
        async with self._upkeep:
            working = asyncio.ensure_future(desk.beside(partial(_outcome, work)))
            done, _ = await asyncio.wait([working], timeout=_STILL_S)
            if not done:
                await told(
                    _edit(interaction, "This takes long; it goes on, and `/status` shows when it is done.")
                )
            line = await working
        if done:
            await told(_edit(interaction, line))


def _outcome(work: Callable[[], str]) -> str:
    """What upkeep did, or why it could not; the index that answers is untouched then."""
    try:
        return work()
    except (IndexingError, NotHere) as error:
        _log.warning("upkeep failed", error=str(error))
        return f"That did not work, and nothing has changed: {error}"


def _edit(interaction: Interaction, line: str) -> Awaitable[Any]:
    return interaction.edit_original_response(content=shown(line, 1500))


async def _moderates(interaction: Interaction) -> bool:
    if interaction.permissions.manage_guild:
        return True
    await whisper(interaction, _MODERATORS_ONLY)
    return False


async def _owns(interaction: Interaction) -> bool:
    if interaction.user.id in interaction.client.house.settings.owners:
        return True
    await whisper(interaction, _OWNERS_ONLY)
    return False


async def _find(house: House, named: str) -> Kept | None:
    """The answer with this id, or in the message with this link or id."""
    last = named.strip().rstrip("/").rpartition("/")[2]
    if last.isdecimal() and len(last) > 16 and (found := await house.memory.answer_of_message(int(last))):
        return found
    return await house.memory.answer(last)


def _ids(given: discord.abc.Snowflake | None) -> frozenset[int]:
    return frozenset([given.id]) if given else frozenset()


def _in_words(settings: GuildSettings, cooldown_s: float) -> list[str]:
    channels = ", ".join(f"<#{one}>" for one in sorted(settings.channels)) or "every channel"
    roles = ", ".join(f"<@&{one}>" for one in sorted(settings.roles)) or "everybody"
    pause_s = cooldown_s if settings.cooldown is None else settings.cooldown
    lines = [
        f"**Questions are taken in**: {channels}",
        f"**From**: {roles}",
        f"**Answers to /ask are**: {'for the asker alone' if settings.private else 'for everybody'}, unless asked "
        "otherwise; a mention is answered where everybody sees it",
        f"**Pause between two questions of a member**: {pause_s:g} seconds",
        f"**Thumbs**: {'on' if settings.feedback else 'off'}",
    ]
    return ["### In this server", "\n".join(lines)]


def _table(given: list[tuple[Kept, Feedback]]) -> bytes:
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(_COLUMNS)
    for answer, opinion in given:
        when = datetime.fromtimestamp(opinion.given_at, UTC).isoformat(timespec="seconds")
        thumb = "up" if opinion.good else "down"
        about = (answer.outcome, answer.question, answer.id, answer.generation)
        row = (when, thumb, opinion.reason or "", opinion.words or "", *about)
        writer.writerow([_inert(cell) for cell in row])
    return file.getvalue().encode("utf-8-sig")  # so that spreadsheets know the encoding


def _inert(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula (OWASP, "CSV Injection")."""
    return f"'{cell}" if cell[:1] in "=+-@\t\r" and cell else cell


def _trace(answer: Kept) -> str:
    record = answer.record
    if record is None:
        return f"**{answer.outcome}**, generation `{answer.generation}`; the rest is not kept (any more)."
    lines = [
        f"**{record['outcome']}**" + (f" ({record['reason']})" if record.get("reason") else ""),
        f"Read as: {shown(record['asked_as'], 200)}",
        f"Confidence {record['confidence']:.2f}, writer {shown(record['writer'], 60)}, "
        f"generation `{record['generation']}`",
        "Seconds: " + ", ".join(f"{name} {value:.2f}" for name, value in record["timings"].items()),
        "The passages that it read first:",
    ]
    lines += [
        f"- {one['score']:.3f} {shown(one['file'], 60)} {one['start']}–{one['end']}"
        for one in record["retrieved"][:_SHOWN_PASSAGES]
    ]
    return "\n".join(lines)[:2000]
