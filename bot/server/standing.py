"""The bot's status with Discord: its token, its intents, and its permissions in each server."""

from __future__ import annotations

from dataclasses import dataclass

import discord  # noqa: TID251

from bot.server.client import PERMISSIONS, logged_in, our_errors
from bot.settings import BotSettings


@dataclass(frozen=True, slots=True)
class Standing:
    """What Discord says.

    Args:
        name: the bot's name.
        reads_content: whether the message content intent is switched on in the developer portal.
        servers: the servers that it is in (200 at most are looked at).
        lacking: the missing permissions for answering in threads, by server.
        invite: a link that grants them.
    """

    name: str
    reads_content: bool
    servers: tuple[str, ...]
    lacking: dict[str, tuple[str, ...]]
    invite: str


async def standing(settings: BotSettings) -> Standing:
    """Asks Discord, without connecting to the gateway.

    Raises:
        DiscordError: if there is no token, Discord does not know it, or cannot be reached.
    """
    async with logged_in(settings) as client:
        with our_errors():
            flags = (await client.application_info()).flags
            # fetch_guilds() drops the permissions that Discord sends along.
            guilds = await client.http.get_guilds(200)
        lacking = {guild["name"]: _lacking(int(guild["permissions"])) for guild in guilds}
        return Standing(
            name=str(client.user),
            reads_content=flags.gateway_message_content or flags.gateway_message_content_limited,
            servers=tuple(guild["name"] for guild in guilds),
            lacking={name: names for name, names in lacking.items() if names},
            invite=discord.utils.oauth_url(client.application_id or 0, permissions=PERMISSIONS),
        )


def _lacking(permissions: int) -> tuple[str, ...]:
    granted = discord.Permissions(permissions)
    if granted.administrator:
        return ()
    return tuple(name for name, wanted in PERMISSIONS if wanted and not getattr(granted, name))
