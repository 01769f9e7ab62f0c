"""All commands, menus, buttons, forms and listeners, put on one client."""

from __future__ import annotations

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
from bot.server.face import Face, Interaction
from bot.server.registry import new_registry
from bot.server.replies import apologise

# In the order in which Discord is told of them: another order would be published anew.
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


def new_tree(face: Face) -> app_commands.CommandTree[Face]:
    """All commands and menus, with all buttons and listeners put on the client."""
    registry = new_registry(face)
    for register in REGISTER:
        register(registry)
    registry.tree.add_command(registry.footnote)

    @registry.tree.error
    async def broken(interaction: Interaction, error: app_commands.AppCommandError) -> None:
        await apologise(interaction, error)

    return registry.tree
