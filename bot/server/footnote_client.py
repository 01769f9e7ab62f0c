"""The client as its commands and buttons see it: Discord on one side, the services on the other."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import discord  # noqa: TID251

from bot.engine import Engine
from bot.server.catalogue import Catalogue
from bot.server.likeness import Likeness
from bot.server.limits import Asker
from bot.server.memory import Memory
from bot.server.remembered import GuildSettings, Kept
from bot.server.service import AnswerService
from bot.server.talk import Talk
from bot.settings import BotSettings


@dataclass(frozen=True, slots=True)
class Services:
    """What serves members, whichever way they ask.

    Args:
        service: takes questions and claims.
        memory: what the bot remembers.
        settings: what the host has set.
        catalogue: the articles, to browse.
        told: ids of members who were told how to write so that the bot can read it.
        talk: who has just written where the bot may answer by itself.
        likeness: finds the question that moderators have answered and that is most like another.
        handing: servers, shelves and questions that are being posted for moderators right now.
        changing: held while an owner changes the articles or the index.
    """

    service: AnswerService
    memory: Memory
    settings: BotSettings
    catalogue: Catalogue = field(default_factory=Catalogue)
    told: set[int] = field(default_factory=set)
    talk: Talk = field(default_factory=Talk)
    likeness: Likeness = field(default_factory=Likeness)
    handing: set[tuple[int, str, str]] = field(default_factory=set)
    changing: asyncio.Lock = field(default_factory=asyncio.Lock)

    def guild(self, guild: int | None) -> GuildSettings:
        """What the moderators of a server have set; the defaults in a direct message."""
        return self.memory.guild(guild or 0)


class FootnoteClient(discord.AutoShardedClient):
    """The Discord client; ``services`` is set before the first event."""

    services: Services


Interaction = discord.Interaction[FootnoteClient]


def asker_of(user: discord.abc.User, guild: int | None, channel: object) -> Asker:
    """Who asks, and where; a thread counts as its parent channel."""
    roles = frozenset(role.id for role in user.roles) if isinstance(user, discord.Member) else frozenset()
    return Asker(user.id, guild, place_of(channel), roles)


def place_of(channel: object) -> int | None:
    """The id of a channel, or of a thread's parent channel; None where that is not known."""
    if isinstance(channel, discord.Thread):
        return channel.parent_id
    if isinstance(channel, discord.PartialMessageable) and channel.guild_id:  # perhaps a thread
        return None
    return getattr(channel, "id", None)


def engine_of(interaction: Interaction) -> Engine:
    """What answers where a command was used or a button pressed.

    Raises:
        Declined: if nothing does.
    """
    return interaction.client.services.service.engine_at(interaction.guild_id, place_of(interaction.channel))


def opens(interaction: Interaction, answer: Kept) -> bool:
    """Whether an answer may be opened here: it came from the shelf that answers here, and in this server.

    Where one shelf answers everywhere, every answer may.

    Raises:
        Declined: if nothing answers here.
    """
    shelf = engine_of(interaction).shelf
    return (answer.shelf or "") == shelf and (not shelf or answer.guild == interaction.guild_id)


def conversation_in(channel: object) -> str | None:
    """The conversation that a place carries: a thread's or a direct message's own, none in an open channel."""
    # A thread that was archived when the bot started is a channel that it knows by its id alone.
    if isinstance(channel, discord.Thread | discord.DMChannel | discord.PartialMessageable):
        return str(channel.id)
    return None
