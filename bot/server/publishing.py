"""Tells Discord which commands there are, if it does not know yet.

Discord takes 200 new commands a day, and a bot may restart more often than that: a note in the data folder says
what was published last.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import discord  # noqa: TID251
import structlog
from discord import app_commands  # noqa: TID251

_log = structlog.get_logger(__name__)


async def publish(
    tree: app_commands.CommandTree[Any], note: Path, server: int | None = None, *, anyway: bool = False
) -> bool:
    """Publishes the commands of a tree if they changed since ``note`` was written, or if Discord lost them.

    Args:
        tree: the commands.
        note: a file that remembers what was published.
        server: publish to this server alone, where a change is seen at once; None: everywhere.
        anyway: publish even if nothing changed.

    Returns:
        Whether they were published.

    Raises:
        discord.DiscordException: if Discord does not take them.
    """
    place = discord.Object(server) if server else None
    if place:
        tree.copy_global_to(guild=place)
    commands = tree.get_commands(guild=place)
    described = [tree.client.application_id, server, [command.to_dict(tree) for command in commands]]
    digest = hashlib.sha256(json.dumps(described, sort_keys=True, default=str).encode()).hexdigest()
    there = {command.name for command in await tree.fetch_commands(guild=place)}
    if not anyway and _read(note) == digest and there == {command.name for command in commands}:
        return False
    await tree.sync(guild=place)
    try:
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text(digest, encoding="ascii")
    except OSError as error:
        _log.warning("cannot note the published commands: they are published at each start", error=str(error))
    return True


def _read(note: Path) -> str:
    return note.read_text(encoding="ascii", errors="replace") if note.is_file() else ""
