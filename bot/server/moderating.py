"""``/footnote``: what moderators set and see in their server, and what the owners of the bot do from Discord.

Discord shows the commands to moderators alone, but a server may override that: who may do what is checked here
again. Every answer is for whoever asked alone, and every change is remembered with who made it.
"""

from __future__ import annotations

import asyncio
import io
import json
import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import discord  # noqa: TID251
import structlog
from discord import app_commands  # noqa: TID251

from bot.answering.wording import counted
from bot.server.cards import NEUTRAL, Attached, panel
from bot.server.errors import NotHere
from bot.server.exports import feedback_table, trace_lines
from bot.server.face import Face, House, Interaction
from bot.server.markup import shortened, shown
from bot.server.permitted import moderates, owns
from bot.server.remembered import Change, Kept
from bot.server.replies import told, whisper
from bot.server.setting import add_settings
from bot.server.speaking import add_words
from bot.server.unanswered import grouped, unanswered_blocks, unanswered_table
from index.errors import IndexingError

_STILL_S = 780.0  # a reply can be changed for 15 minutes
_DAY_S = 86_400.0
_MOST_CHANGES, _LONGEST_CHANGE = 20, 140
_UNKNOWN = "I do not know that answer. Give me the link of my message, or the answer's id."

_log = structlog.get_logger(__name__)


def add_moderating(tree: app_commands.CommandTree[Face]) -> None:
    """Put ``/footnote`` on the command tree."""
    group = Moderating()
    add_settings(group)
    add_words(group)
    tree.add_command(group)


class Moderating(
    app_commands.Group,
    name="footnote",
    description="Settings, feedback and upkeep.",
    guild_only=True,
    default_permissions=discord.Permissions(manage_guild=True),
):
    """The group and its commands, but for those that set something."""

    def __init__(self) -> None:
        super().__init__()
        self._upkeep = asyncio.Lock()

    @app_commands.command(description="Download what members thought of the answers here, as a table.")
    async def feedback(self, interaction: Interaction) -> None:
        """Hand out a CSV file."""
        if not await moderates(interaction):
            return
        await interaction.response.defer(ephemeral=True, thinking=True)
        memory = interaction.client.house.memory
        given = await memory.feedback(interaction.guild_id)
        if not given:
            await interaction.edit_original_response(content="Nobody has pressed a thumb here yet.")
            return
        first = await memory.first_messages(interaction.guild_id)
        rows = [(answer, opinion, first.get(answer.id)) for answer, opinion in given]
        table = discord.File(io.BytesIO(feedback_table(rows)), "footnote-feedback.csv")
        line = f"{counted(len(given), 'thumb')} so far. Questions that were asked privately are left out."
        await interaction.edit_original_response(content=line, attachments=[table])

    @app_commands.command(
        description="What members asked here that got no good answer, with similar questions grouped."
    )
    @app_commands.describe(days="How many days to look back; 7 if you do not say.")
    async def unanswered(self, interaction: Interaction, days: app_commands.Range[int, 1, 90] = 7) -> None:
        """Show what was refused or thumbed down, and hand out all of it."""
        if not await moderates(interaction):
            return
        await interaction.response.defer(ephemeral=True, thinking=True)
        house = interaction.client.house
        found, private = await house.memory.unhelped(interaction.guild_id or 0, time.time() - days * _DAY_S)
        embed = house.desk.engine.index().embed if found else None
        groups = await house.desk.beside(partial(grouped, found, embed)) if embed else []
        table = Attached("footnote-unanswered.csv", unanswered_table(groups)) if groups else None
        blocks = unanswered_blocks(groups, private, days)
        card = panel(blocks, NEUTRAL, house.settings.cards, attached=table)
        await interaction.edit_original_response(**card.to_edit())

    @app_commands.command(
        description="Who changed a setting or the index, or deleted an answer: the latest changes."
    )
    async def audit(self, interaction: Interaction) -> None:
        """Show the latest changes, the newest first."""
        if not await moderates(interaction):
            return
        house = interaction.client.house
        changes = await house.memory.changes(interaction.guild_id or 0, _MOST_CHANGES)
        lines = [
            f"- <t:{int(one.at)}:f> {_by(one)}: {shortened(one.what, _LONGEST_CHANGE)}" for one in changes
        ]
        blocks = ["### Latest changes", "\n".join(lines) or "Nothing has been changed here yet."]
        card = panel(blocks, NEUTRAL, house.settings.cards)
        await interaction.response.send_message(**card.to_send(), ephemeral=True)

    @app_commands.command(description="Owners: read the articles again and build a new index.")
    async def reindex(self, interaction: Interaction) -> None:
        """Rebuild the index; the present one answers meanwhile."""
        await self._keep_up(interaction, "Rebuilt the index", interaction.client.house.desk.engine.rebuild)

    @app_commands.command(description="Owners: go back to the previous index.")
    async def rollback(self, interaction: Interaction) -> None:
        """Go back one generation."""
        await self._keep_up(
            interaction, "Rolled the index back", interaction.client.house.desk.engine.rollback
        )

    @app_commands.command(description="Owners: show how I came to an answer.")
    @app_commands.describe(answer="The link of my message, or the answer's id.")
    async def why(self, interaction: Interaction, answer: str) -> None:
        """Show an answer's trace, and hand out all of it."""
        if not await owns(interaction):
            return
        found = await _find(interaction.client.house, answer)
        if found is None:
            await whisper(interaction, _UNKNOWN)
            return
        whole = json.dumps(found.record, ensure_ascii=False, indent=1).encode()
        await interaction.response.send_message(
            content=trace_lines(found),
            file=discord.File(io.BytesIO(whole), f"{found.id}.json"),
            ephemeral=True,
        )

    async def _keep_up(self, interaction: Interaction, what: str, work: Callable[[], str]) -> None:
        if not await owns(interaction):
            return
        if self._upkeep.locked():
            await whisper(interaction, "The index is being changed already. Please wait until that is done.")
            return
        await interaction.response.defer(ephemeral=True, thinking=True)
        desk = interaction.client.house.desk
        async with self._upkeep:
            working = asyncio.ensure_future(desk.beside(partial(_outcome, work)))
            done, _ = await asyncio.wait([working], timeout=_STILL_S)
            if not done:
                line = "This takes a while. I am still working on it, and `/status` shows when it is done."
                await told(_edit(interaction, line))
            worked, line = await working
            memory = interaction.client.house.memory
            if worked:
                await memory.record(Change(None, interaction.user.id, f"{what}: {shown(line, 300)}"))
        if done:
            await told(_edit(interaction, line))


def _outcome(work: Callable[[], str]) -> tuple[bool, str]:
    """Whether upkeep worked, and what it did, or why it could not; the index that answers is untouched then."""
    try:
        return True, work()
    except (IndexingError, NotHere) as error:
        _log.warning("upkeep failed", error=str(error))
        return False, f"That did not work, and nothing has changed: {error}"


def _edit(interaction: Interaction, line: str) -> Awaitable[Any]:
    return interaction.edit_original_response(content=shown(line, 1500))


async def _find(house: House, named: str) -> Kept | None:
    """The answer with this id, or in the message with this link or id."""
    last = named.strip().rstrip("/").rpartition("/")[2]
    if last.isdecimal() and len(last) > 16 and (found := await house.memory.answer_of_message(int(last))):
        return found
    return await house.memory.answer(last)


def _by(change: Change) -> str:
    return f"<@{change.member}>" if change.member else "a member"
