"""Where commands, menus, buttons, forms and listeners are put, before the client is connected."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import discord  # noqa: TID251
from discord import app_commands  # noqa: TID251

from bot.server.footnote_client import FootnoteClient, Interaction

Take = Callable[[Interaction, re.Match[str]], Awaitable[None]]
"""Does what a button, a menu or a form is for; the match is that of its custom_id."""


@dataclass(frozen=True, slots=True)
class Registry:
    """A client that is not connected yet; each module with something for Discord has a ``register`` that fills it.

    Args:
        client: takes events.
        tree: takes slash commands and message menus.
        footnote: takes the commands of moderators and owners, ``/footnote ...``.
        buttons: what buttons and the menus on cards do, by their custom_id.
        forms: what is done with a form that is sent, by its custom_id.
    """

    client: FootnoteClient
    tree: app_commands.CommandTree[FootnoteClient]
    footnote: app_commands.Group
    buttons: dict[re.Pattern[str], Take] = field(default_factory=dict)
    forms: dict[re.Pattern[str], Take] = field(default_factory=dict)


def new_registry(client: FootnoteClient) -> Registry:
    """An empty registry of a client.

    Discord shows ``/footnote`` to moderators alone, but a server may override that: its commands check it again.
    """
    group = app_commands.Group(
        name="footnote",
        description="Settings, feedback and upkeep.",
        guild_only=True,
        default_permissions=discord.Permissions(manage_guild=True),
    )
    return Registry(client, app_commands.CommandTree(client), group)
