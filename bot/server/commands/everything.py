"""All commands, menus, buttons, forms and listeners, put on one client."""

from __future__ import annotations

from typing import Any

import discord  # noqa: TID251
from discord import app_commands  # noqa: TID251

from bot.server import listening
from bot.server.commands import (
    actions,
    ask,
    browsing,
    checking,
    editing,
    forms,
    moderating,
    privacy,
    setting,
    speaking,
)
from bot.server.footnote_client import FootnoteClient, Interaction
from bot.server.registry import new_registry
from bot.server.replies import apologise

# The order in which the commands are sent to Discord; in another order they would all be published again.
REGISTER = (
    ask.register,
    listening.register,
    checking.register,
    browsing.register,
    privacy.register,
    actions.register,
    forms.register,
    moderating.register,
    setting.register,
    speaking.register,
    editing.register,
)


def new_tree(client: FootnoteClient) -> app_commands.CommandTree[FootnoteClient]:
    """All commands and menus, with all buttons and listeners put on the client."""
    registry = new_registry(client)
    for register in REGISTER:
        register(registry)
    registry.tree.add_command(registry.footnote)

    @registry.tree.error
    async def broken(interaction: Interaction, error: app_commands.AppCommandError) -> None:
        await apologise(interaction, error)

    kinds = {
        discord.InteractionType.component: registry.buttons,
        discord.InteractionType.modal_submit: registry.forms,
    }

    @client.event
    async def on_interaction(interaction: Interaction) -> None:
        sent: Any = interaction.data
        for pattern, take in kinds.get(interaction.type, {}).items():
            if match := pattern.fullmatch(sent["custom_id"]):
                with client.services.service.attended():
                    try:
                        await take(interaction, match)
                    except Exception as error:
                        await apologise(interaction, error)

    return registry.tree
