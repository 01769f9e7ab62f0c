"""What moderators do with a question that was handed to them: answer it, change that, take it back, delete the post.

What they say is shown below later refusals of similar questions, in its own card. It never becomes part of an answer.
"""

from __future__ import annotations

import re
from typing import Any

import discord  # noqa: TID251
import structlog
from discord import app_commands, ui  # noqa: TID251

from bot.errors import MemoryUnusable
from bot.server.custom_ids import Does, custom_id, template
from bot.server.errors import Declined
from bot.server.footnote_client import Interaction, engine_of
from bot.server.handed import Handed
from bot.server.handed_cards import LONGEST, listed
from bot.server.handover import renewed
from bot.server.modals import choices, new_form, typed
from bot.server.permitted import moderates
from bot.server.registry import Registry
from bot.server.remembered import Change
from bot.server.replies import sent_or_logged, whisper

_MODERATORS_ONLY = "Only moderators of this server (members who can manage messages) can do that."
_GONE = "I no longer have that question."
_POST_GONE = "Deleted the post of a member's question"  # Discord does not say who did it
_NOBODY = discord.AllowedMentions.none()  # the client's own rule holds for what is sent, not for edits

_log = structlog.get_logger(__name__)


def register(on: Registry) -> None:
    """Adds the buttons and the form of every post and ``/footnote words``, and notices posts that are deleted."""
    client = on.client
    on.buttons[template(Does.SPEAK, Does.WITHDRAW)] = _press
    on.forms[template(Does.SPEAK)] = _take_words

    @client.event
    async def on_raw_message_delete(gone: discord.RawMessageDeleteEvent) -> None:
        settings = client.services.guild(gone.guild_id)
        if gone.channel_id != settings.ask_moderators:
            return
        try:
            if await client.services.memory.handed.forget_message(gone.message_id):
                await client.services.memory.record(Change(gone.guild_id, None, _POST_GONE))
        except MemoryUnusable as error:
            _log.error("a question whose post was deleted could not be forgotten", error=str(error))

    @on.footnote.command(description="What moderators answered to questions that members handed to them.")
    @app_commands.describe(withdraw="The question whose answer is taken back: nobody is shown it any more.")
    async def words(interaction: Interaction, withdraw: str | None = None) -> None:
        if not await moderates(interaction):
            return
        services, guild = interaction.client.services, interaction.guild_id or 0
        shelf = engine_of(interaction).shelf
        if withdraw:
            handed = await services.memory.handed.find(withdraw)
            if handed is None or (handed.guild, handed.shelf) != (guild, shelf):
                await whisper(interaction, _GONE)
                return
            await _take_back(interaction, handed)
        answered = await services.memory.handed.answered(guild, shelf)
        lines = listed(answered)
        unshown = len(answered) - len(lines)
        lines += [f"-# and {unshown:,} more"] if unshown else []
        text = "\n".join(lines) or "No moderator has answered a question yet."
        await whisper(interaction, "### Moderators' answers", text)

    @words.autocomplete("withdraw")
    async def suggest(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        if not interaction.permissions.manage_guild:
            return []
        try:
            shelf = engine_of(interaction).shelf
        except Declined:
            return []
        handovers = interaction.client.services.memory.handed
        answered = await handovers.answered(interaction.guild_id or 0, shelf)
        matching = (handed for handed in answered if typed.casefold() in handed.question.casefold())
        return choices((handed.question, handed.id) for handed in matching)


async def _press(interaction: Interaction, pressed: re.Match[str]) -> None:
    """Open the form, or take the answer back."""
    handed = await _theirs(interaction, pressed["answer"])
    if handed and pressed["does"] == Does.SPEAK:
        await interaction.response.send_modal(_form(handed))
    elif handed:
        await _say(interaction, handed, None)


async def _take_words(interaction: Interaction, form: re.Match[str]) -> None:
    """Remember what a moderator typed, and show it in the post."""
    words = typed(interaction)["words"].strip()
    if words and (handed := await _theirs(interaction, form["answer"])):
        await _say(interaction, handed, words)


async def _theirs(interaction: Interaction, name: str) -> Handed | None:
    """The question, if it is known and this member may answer it; if not, they get a line that says so."""
    if not interaction.permissions.manage_messages:
        await whisper(interaction, _MODERATORS_ONLY)
        return None
    handed = await interaction.client.services.memory.handed.find(name)
    if handed is None or handed.guild != interaction.guild_id:
        await whisper(interaction, _GONE)
        return None
    return handed


async def _say(interaction: Interaction, handed: Handed, words: str | None) -> None:
    services, user = interaction.client.services, interaction.user.id
    now = await services.memory.handed.answer(handed.id, words, user)
    if now is None:
        await whisper(interaction, _GONE)
        return
    changed = "Changed the answer to" if handed.words else "Answered"
    done = changed if words else "Took back the answer to"
    await services.memory.record(Change(handed.guild, user, f"{done} a member's question ({handed.link})"))
    edit = (await renewed(services, now)).to_edit()
    await interaction.response.edit_message(**edit, allowed_mentions=_NOBODY)


async def _take_back(interaction: Interaction, handed: Handed) -> None:
    """Take back an answer whose post may be gone; if the post is still there, it is changed."""
    services, user = interaction.client.services, interaction.user.id
    now = await services.memory.handed.answer(handed.id, None, user)
    await services.memory.record(
        Change(handed.guild, user, f"Took back the answer to a member's question ({handed.link})")
    )
    if now:
        channel = interaction.client.get_partial_messageable(handed.channel, guild_id=handed.guild)
        edit = (await renewed(services, now)).to_edit()
        await sent_or_logged(
            channel.get_partial_message(handed.message).edit(**edit, allowed_mentions=_NOBODY)
        )


def _form(handed: Handed) -> ui.Modal:
    words: ui.TextInput[Any] = ui.TextInput(
        custom_id="words", style=discord.TextStyle.paragraph, max_length=LONGEST, default=handed.words
    )
    inputs = {"What members who ask this will read": words}
    return new_form("Answer a member's question", custom_id(Does.SPEAK, handed.id), inputs)
