"""Where and how often a server's moderators let members ask, and the settings in words."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

import discord  # noqa: TID251

from bot.server.errors import Declined
from bot.server.limits import Asker, Rule
from bot.server.remembered import GuildSettings, Where
from index.english.counted import counted

CANNOT_READ = (
    "Discord does not show me the messages there: whoever hosts this bot has not switched on the message content "
    "intent (FOOTNOTE_MESSAGE_CONTENT)."
)
_PLACES = {Where.THREAD: "in a thread", Where.REPLY: "as a reply"}
_CHANNELS_GONE = (
    "The channels that I was told to answer in have been deleted. A moderator can choose others with "
    "`/footnote settings`."
)
_ROLES_GONE = (
    "The roles that I was told to answer have been deleted. A moderator can choose others with "
    "`/footnote settings`."
)


def rule(
    settings_of: Callable[[int], GuildSettings],
    cooldown_s: float,
    guild_of: Callable[[int], discord.Guild | None] = lambda guild: None,
) -> Rule:
    """The rule of every server; in a direct message everybody may ask.

    Args:
        settings_of: what the moderators of a server have set.
        cooldown_s: the host's pause, where a server has none of its own.
        guild_of: the server as Discord tells of it, where that is known.
    """

    def pause_s(asker: Asker) -> float:
        if asker.guild is None:
            return cooldown_s
        guild = guild_of(asker.guild)
        set_here = without_deleted(settings_of(asker.guild), guild)
        if set_here.channels and asker.channel not in set_here.channels:
            if not _there(set_here.channels, guild, discord.Guild.get_channel):
                raise Declined(_CHANNELS_GONE)
            places = _channels(set_here.channels)
            raise Declined(f"I do not answer here. In this server, please ask me in: {places}.")
        if set_here.roles and not set_here.roles & asker.roles:
            if not _there(set_here.roles, guild, discord.Guild.get_role):
                raise Declined(_ROLES_GONE)
            roles = ", ".join(f"<@&{role}>" for role in sorted(set_here.roles))
            raise Declined(f"In this server I only answer members with one of these roles: {roles}.")
        return cooldown_s if set_here.cooldown is None else set_here.cooldown

    return pause_s


def without_deleted(settings: GuildSettings, guild: discord.Guild | None) -> GuildSettings:
    """The settings without channels and roles that the server no longer has.

    If everything that restricts it is gone, the restriction stays: a deletion does not open a server.

    Args:
        settings: as they were set.
        guild: the server as Discord describes it; None: nothing is known of what was deleted.
    """
    channels = _there(settings.channels, guild, discord.Guild.get_channel)
    roles = _there(settings.roles, guild, discord.Guild.get_role)
    alone = _there(settings.by_itself.channels, guild, discord.Guild.get_channel)
    return replace(
        settings,
        channels=channels or settings.channels,
        roles=roles or settings.roles,
        by_itself=replace(settings.by_itself, channels=alone),
        ask_moderators=next(iter(_there(_handed_in(settings), guild, discord.Guild.get_channel)), None),
    )


def settings_lines(
    settings: GuildSettings, cooldown_s: float, guild: discord.Guild | None, *, reads: bool = False
) -> list[str]:
    """The settings in words, a line each, in Discord's markdown.

    Args:
        settings: what the moderators have set.
        cooldown_s: the host's pause, where they have set none.
        guild: the server as Discord tells of it; None: nothing is known of what was deleted.
        reads: whether the bot may read messages that are not meant for it.
    """
    channels, roles = _named(settings)
    if settings.channels and not _there(settings.channels, guild, discord.Guild.get_channel):
        channels = "none: the channels that were chosen have been deleted. Add others, or use `reset`"
    if settings.roles and not _there(settings.roles, guild, discord.Guild.get_role):
        roles = "nobody: the roles that were chosen have been deleted. Add others, or use `reset`"
    pause_s = cooldown_s if settings.cooldown is None else settings.cooldown
    seen = (
        "only the person who asks, unless they choose otherwise"
        if settings.private
        else "everybody, unless the person who asks chooses otherwise"
    )
    return [
        f"**Where I answer**: {channels}",
        f"**Who can ask**: {roles}",
        f"**Answers to `/ask` are seen by**: {seen}. Answers to mentions are always seen by everybody",
        f"**Wait between two questions of a member**: {_seconds(pause_s)}",
        f"**Thumbs up and down**: {_on(settings.feedback)}",
        *by_itself_lines(settings, reads=reads),
        moderators_line(settings),
    ]


def moderators_line(settings: GuildSettings) -> str:
    """Where refused questions are handed to moderators, in Discord's markdown."""
    return f"**Where members can ask the moderators**: {_channels(_handed_in(settings)) or 'nowhere'}"


def by_itself_lines(settings: GuildSettings, *, reads: bool) -> list[str]:
    """When the bot answers by itself, in words, a line each, in Discord's markdown.

    Args:
        settings: what the moderators have set.
        reads: whether the bot may read messages that are not meant for it.
    """
    alone = settings.by_itself
    if not alone.channels:
        return ["**Where I answer by myself**: nowhere"]
    lines = [
        f"**Where I answer by myself**: {_channels(alone.channels)}, {_PLACES[alone.where]} (in a forum: "
        f"in the post), when my confidence is {alone.threshold:.2f} or more"
    ]
    lines += [] if reads else [f"-# {CANNOT_READ}"]
    closed = alone.channels - settings.channels if settings.channels else frozenset()
    if closed:
        lines.append(
            f"-# Not in {_channels(closed)}: I was told to answer in other channels only (`/footnote settings`)."
        )
    return lines


def differences(before: GuildSettings, after: GuildSettings) -> list[str]:
    """The difference between two settings, in Discord's Markdown; empty when there is none.

    Of a list with entries before and after, only what was added or removed is named.
    """
    was, now = _values(before), _values(after)
    moves = {
        "channels": _moved(before.channels, after.channels, "#"),
        "roles": _moved(before.roles, after.roles, "@&"),
        "by itself in": _moved(before.by_itself.channels, after.by_itself.channels, "#"),
    }
    changed = [name for name in was if was[name] != now[name]]
    return [f"{name} {moves.get(name) or f'{was[name]} → {now[name]}'}" for name in changed]


def _moved(before: frozenset[int], after: frozenset[int], sign: str) -> str:
    """The ids that were added and removed; empty if there were none before or are none now."""
    if not (before and after):
        return ""
    steps = (("added", after - before), ("removed", before - after))
    return ", ".join(f"{step} <{sign}{id_}>" for step, ids in steps for id_ in sorted(ids))


def _values(settings: GuildSettings) -> dict[str, str]:
    channels, roles = _named(settings)
    return {
        "channels": channels,
        "roles": roles,
        "private": _on(settings.private),
        "cooldown": "default" if settings.cooldown is None else _seconds(settings.cooldown),
        "feedback": _on(settings.feedback),
        "by itself in": _channels(settings.by_itself.channels) or "no channel",
        "by itself from": f"{settings.by_itself.threshold:.2f}",
        "by itself as": settings.by_itself.where,
        "questions to moderators in": _channels(_handed_in(settings)) or "no channel",
    }


def _named(settings: GuildSettings) -> tuple[str, str]:
    channels = _channels(settings.channels) or "every channel"
    roles = ", ".join(f"<@&{role}>" for role in sorted(settings.roles)) or "everybody"
    return channels, roles


def _handed_in(settings: GuildSettings) -> frozenset[int]:
    return frozenset([settings.ask_moderators]) if settings.ask_moderators else frozenset()


def _channels(ids: Collection[int]) -> str:
    return ", ".join(f"<#{channel}>" for channel in sorted(ids))


def _there(
    ids: Collection[int], guild: discord.Guild | None, get: Callable[[discord.Guild, int], object]
) -> frozenset[int]:
    """Those that the server still has; all of them where nothing is known of it."""
    known = guild is not None and not guild.unavailable
    return frozenset(id_ for id_ in ids if not known or get(guild, id_))  # type: ignore[arg-type]


def _seconds(seconds: float) -> str:
    return counted(int(seconds), "second") if seconds == int(seconds) else f"{seconds:g} seconds"


def _on(switch: bool) -> str:
    return "on" if switch else "off"
