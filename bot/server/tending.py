"""Maintenance by owners from Discord: one task at a time, reported in one line, and logged with who did it."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import discord  # noqa: TID251
import structlog

from bot.errors import NotHere
from bot.server.cards import Attached
from bot.server.footnote_client import Interaction, engine_of
from bot.server.markup import shown
from bot.server.permitted import owns
from bot.server.remembered import Change
from bot.server.replies import sent_or_logged, whisper
from index.errors import IndexingError

_STILL_S = 780.0  # a reply can be changed for 15 minutes
_BUSY = "The index is being changed already. Please wait until that is done."
_LONG = "This takes a while. I am still working on it, and `/status` shows when it is done."
_NOTHING = "That did not work, and nothing has changed: "

_log = structlog.get_logger(__name__)


@asynccontextmanager
async def begun(interaction: Interaction) -> AsyncIterator[bool]:
    """Acknowledge an owner's command, and keep other upkeep away until the block ends.

    Yields:
        False if it may not begin; the member was then told why.
    """
    changing = interaction.client.services.changing
    if not await owns(interaction):
        yield False
    elif changing.locked():
        await whisper(interaction, _BUSY)
        yield False
    else:
        async with changing:
            await interaction.response.defer(ephemeral=True, thinking=True)
            yield True


async def keep_up(interaction: Interaction, what: str, work: Callable[[], str]) -> None:
    """Carry out an owner's command, from its acknowledgement to its last line.

    Args:
        interaction: the command.
        what: what was done, for the list of changes.
        work: does it and returns the outcome in words; takes its time.
    """
    async with begun(interaction) as may:
        if may:
            await carry_out(interaction, what, work)


async def carry_out(
    interaction: Interaction, what: str, work: Callable[[], str], unused: Attached | None = None
) -> None:
    """Do the work of a command that has begun, report the outcome, and store it.

    Args:
        interaction: the command.
        what: what was done, for the list of changes.
        work: does it and returns the outcome in words; takes its time.
        unused: a file that is returned if the work failed.
    """
    services = interaction.client.services
    working = asyncio.ensure_future(services.service.run(partial(_outcome, work)))
    done, _ = await asyncio.wait([working], timeout=_STILL_S)
    if not done:
        await sent_or_logged(_edit(interaction, _LONG))
    worked, line = await working
    if worked:
        engine = engine_of(interaction)
        servers = {interaction.guild_id, *engine.servers} if engine.shelf else {None}
        for server in servers:
            await services.memory.record(Change(server, interaction.user.id, f"{what}: {shown(line, 300)}"))
    if done:
        await sent_or_logged(_edit(interaction, line, None if worked else unused))


async def refuse(interaction: Interaction, why: str, unused: Attached | None = None) -> None:
    """Say why a command that has begun changes nothing, and return its file."""
    await sent_or_logged(_edit(interaction, f"{_NOTHING}{why}", unused))


def _outcome(work: Callable[[], str]) -> tuple[bool, str]:
    """Whether upkeep worked, and what it did, or why it failed; a failure leaves the index that answers untouched."""
    try:
        return True, work()
    except (IndexingError, NotHere) as error:
        _log.warning("upkeep failed", error=str(error))
        return False, f"{_NOTHING}{error}"


def _edit(interaction: Interaction, line: str, file: Attached | None = None) -> Awaitable[Any]:
    files = [discord.File(io.BytesIO(file.content), file.name)] if file else []
    return interaction.edit_original_response(content=shown(line, 1500), attachments=files)
