"""The client as its commands and buttons see it: Discord on one side, the house on the other."""

from __future__ import annotations

from dataclasses import dataclass, field

import discord  # noqa: TID251

from bot.server.catalogue import Catalogue
from bot.server.desk import Desk
from bot.server.likeness import Likeness
from bot.server.limits import Asker
from bot.server.memory import Memory
from bot.server.remembered import GuildSettings
from bot.server.talk import Talk
from bot.settings import BotSettings


@dataclass(frozen=True, slots=True)
class House:
    """What serves members, whichever way they ask.

    Args:
        desk: takes questions and claims.
        memory: what the bot remembers.
        settings: what the host has set.
        catalogue: the articles, to browse.
        told: ids of members who were told how to write so that the bot can read it.
        talk: who has just written where the bot may answer by itself.
        likeness: tells which question that moderators have answered is like another.
        handing: servers and questions that are being posted for moderators right now.
    """

    desk: Desk
    memory: Memory
    settings: BotSettings
    catalogue: Catalogue = field(default_factory=Catalogue)
    told: set[int] = field(default_factory=set)
    talk: Talk = field(default_factory=Talk)
    likeness: Likeness = field(default_factory=Likeness)
    handing: set[tuple[int, str]] = field(default_factory=set)

    def guild(self, guild: int | None) -> GuildSettings:
        """What the moderators of a server have set; the defaults in a direct message."""
        return self.memory.guild(guild or 0)


class Face(discord.AutoShardedClient):
    """The Discord client; ``house`` is there before the first event is."""

    house: House


Interaction = discord.Interaction[Face]


def asker_of(user: discord.abc.User, guild: int | None, channel: object) -> Asker:
    """Who asks, and where; a thread counts as the channel that it hangs on."""
    roles = frozenset(role.id for role in user.roles) if isinstance(user, discord.Member) else frozenset()
    place = channel.parent_id if isinstance(channel, discord.Thread) else getattr(channel, "id", None)
    return Asker(user.id, guild, place, roles)


def conversation_in(channel: object) -> str | None:
    """The conversation that a place carries: a thread's or a direct message's own, none in an open channel."""
    # A thread that was archived when the bot started is a channel that it knows by its id alone.
    if isinstance(channel, discord.Thread | discord.DMChannel | discord.PartialMessageable):
        return str(channel.id)
    return None
