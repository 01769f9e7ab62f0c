"""What moderators set in their server: ``/footnote settings``, ``by-itself`` and ``ask-moderators``.

Each command changes the options that it is given, remembers who changed what, and shows the new settings.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

import discord  # noqa: TID251
from discord import app_commands  # noqa: TID251

from bot.server.footnote_client import Interaction
from bot.server.permitted import moderates
from bot.server.registry import Registry
from bot.server.remembered import Change, GuildSettings, Where
from bot.server.replies import whisper
from bot.server.rules import (
    CANNOT_READ,
    by_itself_lines,
    differences,
    moderators_line,
    settings_lines,
    without_deleted,
)

_LONGEST_PAUSE_S = 86_400
_LEAST_SURE, _MOST_SURE = 0.6, 0.95
_HOW = (
    "-# In a forum I answer the first message of a new post. In other channels I answer messages that read as a "
    "question, unless they reply to somebody, mention somebody, or come within a minute of somebody else's message. "
    "In all other cases, and whenever I am less sure, I say nothing."
)
_HANDED = (
    "-# A refusal then has the button *Ask the moderators*: it posts the question there, without a name. Whoever can "
    "manage messages can answer it. Members who later ask a similar question see that answer below their refusal, as a "
    "moderator's word. `/footnote words` lists these answers and takes them back; so does deleting a post."
)


class _AnyPlace(app_commands.Transformer):
    """Where messages can be written: text and voice channels, announcements, forums."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        """A channel."""
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        """The kinds that members are offered."""
        kinds = discord.ChannelType
        return [kinds.text, kinds.news, kinds.forum, kinds.voice, kinds.stage_voice]

    async def transform(self, interaction: discord.Interaction[Any], value: Any, /) -> Any:
        """It is taken as it comes."""
        return value


_Place = app_commands.Transform[app_commands.AppCommandChannel, _AnyPlace]


@app_commands.command(
    description="Set where and how members of this server can ask. Without options: show the settings."
)
@app_commands.describe(
    add_channel="Answer in this channel or forum. Once one is set, I answer in no others.",
    remove_channel="Stop answering in this channel or forum.",
    add_role="Answer members with this role. Once one is set, I answer no others.",
    remove_role="Stop answering members with this role.",
    private="Whether only the person who asks sees the answer, unless they choose otherwise.",
    cooldown="Seconds a member has to wait between two questions.",
    feedback="Whether answers have thumbs up and down.",
    reset="Put all settings back to the defaults first.",
)
async def settings(
    interaction: Interaction,
    add_channel: _Place | None = None,
    remove_channel: _Place | None = None,
    add_role: discord.Role | None = None,
    remove_role: discord.Role | None = None,
    private: bool | None = None,
    cooldown: app_commands.Range[int, 0, _LONGEST_PAUSE_S] | None = None,
    feedback: bool | None = None,
    reset: bool = False,
) -> None:
    """``/footnote settings``: where and how members can ask."""
    if not await moderates(interaction):
        return
    before = GuildSettings(interaction.guild_id or 0) if reset else _present(interaction)
    after = replace(
        before,
        channels=(before.channels | _ids(add_channel)) - _ids(remove_channel),
        roles=(before.roles | _ids(add_role)) - _ids(remove_role),
        private=before.private if private is None else private,
        cooldown=before.cooldown if cooldown is None else cooldown,
        feedback=before.feedback if feedback is None else feedback,
    )
    after = await _set(interaction, after)
    host = interaction.client.services.settings
    lines = settings_lines(after, host.cooldown, interaction.guild, reads=host.message_content)
    await whisper(interaction, "### Settings of this server", "\n".join(lines))


@app_commands.command(
    name="by-itself",
    description="Choose where I answer without being asked, when I am sure enough. Without options: show it.",
)
@app_commands.describe(
    add_channel="Answer questions in this channel or forum by myself.",
    remove_channel="Stop answering by myself in this channel or forum.",
    confidence="How sure I must be: of answers given at 0.8, four in five are right.",
    place="Where my answer goes in a channel; in a forum it always goes into the post.",
    off="Stop answering by myself everywhere.",
)
async def by_itself(
    interaction: Interaction,
    add_channel: _Place | None = None,
    remove_channel: _Place | None = None,
    confidence: app_commands.Range[float, _LEAST_SURE, _MOST_SURE] | None = None,
    place: Literal["thread", "reply"] | None = None,
    off: bool = False,
) -> None:
    """``/footnote by-itself``: where the bot answers without being asked."""
    if not await moderates(interaction):
        return
    if not interaction.client.services.settings.message_content and not off:
        await whisper(interaction, f"I cannot answer by myself here. {CANNOT_READ}")
        return
    before = _present(interaction).by_itself
    alone = replace(
        before,
        channels=frozenset() if off else (before.channels | _ids(add_channel)) - _ids(remove_channel),
        threshold=before.threshold if confidence is None else confidence,
        where=Where(place) if place else before.where,
    )
    after = await _set(interaction, replace(_present(interaction), by_itself=alone))
    lines = "\n".join([*by_itself_lines(after, reads=True), _HOW])
    await whisper(interaction, "### Answers by myself", lines)


@app_commands.command(
    name="ask-moderators",
    description="Choose where refused questions are handed to moderators. Without options: show it.",
)
@app_commands.describe(
    post_in="Post questions that members hand on in this channel.",
    off="Stop offering that.",
)
async def ask_moderators(
    interaction: Interaction, post_in: discord.TextChannel | None = None, off: bool = False
) -> None:
    """``/footnote ask-moderators``: where refused questions are handed to moderators."""
    if not await moderates(interaction):
        return
    before = _present(interaction)
    chosen = None if off else post_in.id if post_in else before.ask_moderators
    after = await _set(interaction, replace(before, ask_moderators=chosen))
    lines = [moderators_line(after), _HANDED]
    if post_in and not off and not _may_write(post_in):
        lines.insert(
            1, f"⚠️ I am not allowed to write in {post_in.mention}. Please let me see it and write there."
        )
    await whisper(interaction, "### Questions to the moderators", "\n".join(lines))


def _may_write(channel: discord.TextChannel) -> bool:
    may = channel.permissions_for(channel.guild.me)
    return may.view_channel and may.send_messages


def _present(interaction: Interaction) -> GuildSettings:
    """The settings now, without what the server no longer has."""
    settings = interaction.client.services.guild(interaction.guild_id)
    return without_deleted(settings, interaction.guild)


async def _set(interaction: Interaction, wanted: GuildSettings) -> GuildSettings:
    """Store settings that differ from the present ones, with who changed them; returns the settings in force."""
    # If everything that was chosen is deleted, it stays until moderators have chosen something else.
    after = without_deleted(wanted, interaction.guild)
    if changes := differences(_present(interaction), after):
        memory = interaction.client.services.memory
        await memory.set_guild(after)
        await memory.record(Change(after.guild, interaction.user.id, f"Settings: {'; '.join(changes)}"))
    return after


def _ids(chosen: discord.abc.Snowflake | None) -> frozenset[int]:
    return frozenset([chosen.id]) if chosen else frozenset()


def register(on: Registry) -> None:
    """Adds ``/footnote settings``, ``by-itself`` and ``ask-moderators``."""
    on.footnote.add_command(settings)
    on.footnote.add_command(by_itself)
    on.footnote.add_command(ask_moderators)
