"""``/footnote``: what moderators see of their server, and what the owners of the bot do to the index from Discord.

Every answer is shown only to the person who asked, and every change is stored with who made it.
"""

from __future__ import annotations

import io
import json
import time
from collections.abc import Sequence
from functools import partial

import discord  # noqa: TID251
from discord import app_commands  # noqa: TID251

from bot.server.cards import NEUTRAL, Attached, panel
from bot.server.exports import feedback_table, trace_lines
from bot.server.footnote_client import Interaction, Services, engine_of, opens
from bot.server.markup import fitting, shortened
from bot.server.pages import TEXT_LIMIT
from bot.server.permitted import moderates, owns
from bot.server.registry import Registry
from bot.server.remembered import Change, Kept
from bot.server.replies import whisper
from bot.server.tending import keep_up
from bot.server.unanswered import grouped, unanswered_blocks, unanswered_table
from index.english.counted import counted

_DAY_S = 86_400.0
_MOST_CHANGES, _LONGEST_CHANGE = 20, 1000
_OLDER = "-# Older changes do not fit here."
_UNKNOWN = "I do not know that answer. Give me the link to my message, or the answer's id."


@app_commands.command(description="Download what members thought of the answers here, as a table.")
async def feedback(interaction: Interaction) -> None:
    """``/footnote feedback``: what members thought of the answers, as a table."""
    if not await moderates(interaction):
        return
    shelf = engine_of(interaction).shelf
    await interaction.response.defer(ephemeral=True, thinking=True)
    moderation = interaction.client.services.memory.moderation
    thumbs = await moderation.feedback(interaction.guild_id, shelf)
    if not thumbs:
        await interaction.edit_original_response(content="Nobody has pressed a thumb here yet.")
        return
    messages = await moderation.first_messages(interaction.guild_id)
    rows = [(answer, opinion, messages.get(answer.id)) for answer, opinion in thumbs]
    table = discord.File(io.BytesIO(feedback_table(rows)), "footnote-feedback.csv")
    line = f"{counted(len(thumbs), 'thumb')} so far. The words of questions that were asked privately are left out."
    await interaction.edit_original_response(content=line, attachments=[table])


@app_commands.command(
    description="What members asked here that got no good answer, with similar questions grouped."
)
@app_commands.describe(days="How many days to look back; 7 if you do not say.")
async def unanswered(interaction: Interaction, days: app_commands.Range[int, 1, 90] = 7) -> None:
    """``/footnote unanswered``: questions that got no good answer."""
    if not await moderates(interaction):
        return
    engine = engine_of(interaction)
    await interaction.response.defer(ephemeral=True, thinking=True)
    services = interaction.client.services
    since = time.time() - days * _DAY_S
    unhelped, private = await services.memory.moderation.unhelped(
        interaction.guild_id or 0, since, engine.shelf
    )
    embed = engine.index().embed if unhelped else None
    groups = await services.service.run(partial(grouped, unhelped, embed)) if embed else []
    table = Attached("footnote-unanswered.csv", unanswered_table(groups)) if groups else None
    blocks = unanswered_blocks(groups, private, days)
    card = panel(blocks, NEUTRAL, services.settings.cards, attached=table)
    await interaction.edit_original_response(**card.to_edit())


@app_commands.command(
    description="Who changed a setting or the index, or deleted an answer: the latest changes."
)
async def audit(interaction: Interaction) -> None:
    """``/footnote audit``: the latest changes."""
    if not await moderates(interaction):
        return
    services = interaction.client.services
    # Changes for all servers, from before servers had shelves of their own, may name articles of any shelf.
    common = not services.service.shelved
    changes = await services.memory.moderation.changes(
        interaction.guild_id or 0, _MOST_CHANGES, common=common
    )
    lines = "\n".join(_listed(changes)) or "Nothing has been changed here yet."
    await whisper(interaction, "### Latest changes", lines)


@app_commands.command(description="Owners: read the articles again and build a new index.")
async def reindex(interaction: Interaction) -> None:
    """``/footnote reindex``: owners build a new index."""
    await keep_up(interaction, "Rebuilt the index", engine_of(interaction).upkeep.rebuild)


@app_commands.command(description="Owners: go back to the previous index.")
async def rollback(interaction: Interaction) -> None:
    """``/footnote rollback``: owners go back to the previous index."""
    await keep_up(interaction, "Rolled the index back", engine_of(interaction).upkeep.rollback)


@app_commands.command(description="Owners: show how I came to an answer.")
@app_commands.describe(answer="The link to my message, or the answer's id.")
async def why(interaction: Interaction, answer: str) -> None:
    """``/footnote why``: owners see how an answer came about."""
    if not await owns(interaction):
        return
    known = await _find(interaction.client.services, answer)
    if known is None or not opens(interaction, known):
        await whisper(interaction, _UNKNOWN)
        return
    record = json.dumps(known.record, ensure_ascii=False, indent=1).encode()
    await interaction.response.send_message(
        content=trace_lines(known),
        file=discord.File(io.BytesIO(record), f"{known.id}.json"),
        ephemeral=True,
    )


async def _find(services: Services, named: str) -> Kept | None:
    """The answer with this id, or in the message with this link or id."""
    name = named.strip().rstrip("/").rpartition("/")[2]
    if name.isdecimal() and len(name) > 16 and (known := await services.memory.answer_of_message(int(name))):
        return known
    return await services.memory.answer(name)


def _listed(changes: Sequence[Change]) -> list[str]:
    """The changes, a line each, as many as one message holds; the last line says where some are left out."""
    # The rest is for the title, and for the line that some are left out.
    lines = fitting(map(_line, changes), TEXT_LIMIT - 101)
    return [*lines, _OLDER] if len(lines) < len(changes) else lines


def _line(change: Change) -> str:
    by = f"<@{change.member}>" if change.member else "a member"
    return f"- <t:{int(change.at)}:f> {by}: {shortened(change.what, _LONGEST_CHANGE)}"


def register(on: Registry) -> None:
    """Adds the commands of ``/footnote`` that show something, and those that rebuild the index or roll it back."""
    on.footnote.add_command(feedback)
    on.footnote.add_command(unanswered)
    on.footnote.add_command(audit)
    on.footnote.add_command(reindex)
    on.footnote.add_command(rollback)
    on.footnote.add_command(why)
