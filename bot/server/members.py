"""All that members can do: their commands, menus, buttons and forms, put on one client."""

from __future__ import annotations

import asyncio
import time

import structlog
from discord import app_commands  # noqa: TID251

from bot.errors import MemoryUnusable
from bot.server.actions import add_actions
from bot.server.asking import add_asking
from bot.server.browsing import add_browsing, add_page_buttons
from bot.server.checking import add_menus
from bot.server.face import Face, House, Interaction
from bot.server.forms import add_forms
from bot.server.listening import add_listening
from bot.server.memory import Memory
from bot.server.privacy import add_privacy
from bot.server.replies import apologise
from bot.server.speaking import add_speaking

_DAY_S = 86_400.0
_LOOK_EVERY_S = 3_600.0
_FOLLOW_EVERY_S = 5.0

_log = structlog.get_logger(__name__)


def add_members(face: Face, tree: app_commands.CommandTree[Face]) -> None:
    """Put every command, menu, button and form of members on a client that is not connected yet."""
    add_asking(tree)
    add_listening(face)
    add_menus(tree)
    add_browsing(tree)
    add_privacy(face, tree)
    add_actions(face)
    add_forms(face)
    add_speaking(face)
    add_page_buttons(face)

    @tree.error
    async def broken(interaction: Interaction, error: app_commands.AppCommandError) -> None:
        await apologise(interaction, error)


async def follow_settings(memory: Memory) -> None:
    """Learn every five seconds what moderators set through other hosts, until cancelled; where there are any."""
    while memory.shared:
        await asyncio.sleep(_FOLLOW_EVERY_S)
        try:
            await memory.learn_settings()
        except MemoryUnusable as error:
            _log.warning("servers' settings could not be read again", error=str(error))


async def forget_in_time(house: House) -> None:
    """Delete what has been kept for ``keep_days``, now and every hour, until cancelled."""
    while True:
        try:
            many = await house.memory.forget_before(time.time() - house.settings.keep_days * _DAY_S)
            if many:
                _log.info("forgot old answers", answers=many)
        except MemoryUnusable as error:
            _log.error("old answers could not be forgotten", error=str(error))
        await asyncio.sleep(_LOOK_EVERY_S)
