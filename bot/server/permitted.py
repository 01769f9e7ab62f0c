"""Who may do what with ``/footnote``, checked again: a server may show its commands to everybody."""

from __future__ import annotations

from bot.server.footnote_client import Interaction
from bot.server.replies import whisper

_MODERATORS_ONLY = "Only moderators of this server (members who can manage the server) can do that."
_OWNERS_ONLY = "Only the owners of this bot can do that. Whoever hosts it names them in FOOTNOTE_OWNERS."


async def moderates(interaction: Interaction) -> bool:
    """Whether this member moderates the server; if not, they get a line that says so."""
    if interaction.permissions.manage_guild:
        return True
    await whisper(interaction, _MODERATORS_ONLY)
    return False


async def owns(interaction: Interaction) -> bool:
    """Whether this member owns the bot; if not, they get a line that says so."""
    if interaction.user.id in interaction.client.services.settings.owners:
        return True
    await whisper(interaction, _OWNERS_ONLY)
    return False
