"""The Discord client: log in, keep ``/ask`` published, listen, and end cleanly.

It ends with ``STOPPED`` after SIGTERM or SIGINT, and otherwise with one line on stderr and its own status.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import logging
import os
import signal
import sys
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import discord  # noqa: TID251
import structlog
from discord import app_commands  # noqa: TID251

from bot.server.desk import Desk, Engine
from bot.server.errors import DiscordError, TokenMissing, TokenRejected, Unavailable
from bot.server.face import Face, House
from bot.server.members import add_members, forget_in_time
from bot.server.memory import open_memory
from bot.settings import BotSettings

STOPPED = 0  # told to stop by SIGTERM or SIGINT
BAD_TOKEN = 3
NO_DISCORD = 4
NO_TOKEN = 5
_STATUS: dict[type[DiscordError], int] = {
    TokenMissing: NO_TOKEN,
    TokenRejected: BAD_TOKEN,
    Unavailable: NO_DISCORD,
}

_REJECTED = (
    "Discord does not accept the token in DISCORD_TOKEN. Copy it again "
    "(Discord's developer portal, your application, Bot, Reset Token)."
)
GRACE_S = 5.0  # half of what process managers grant between SIGTERM and SIGKILL

_log = structlog.get_logger(__name__)


def serve(open_engine: Callable[[], Engine], settings: BotSettings) -> int:
    """Answer in Discord until SIGTERM or SIGINT.

    Args:
        open_engine: makes what answers; called once, off the event loop, after the login.
        settings: the token, the proxy, what ``Desk`` reads, and the data folder, where a note of the
            published commands is kept.

    Returns:
        The exit status: ``STOPPED``, ``NO_TOKEN``, ``BAD_TOKEN`` or ``NO_DISCORD``.

    Raises:
        Exception: whatever ``open_engine`` raises.
    """
    _log_to_stderr()
    desk = Desk(open_engine, settings)
    status = STOPPED
    try:
        token = _token(settings)
        asyncio.run(_until_told_to_stop(_listen(desk, token, settings)))
    except DiscordError as error:
        print(f"error: {error}", file=sys.stderr)
        status = _STATUS[type(error)]
    if desk.busy:
        # A thread cannot be interrupted, and Python would wait for it before it ends the process.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
    return status


async def _until_told_to_stop(work: Coroutine[Any, Any, None]) -> None:
    task = asyncio.create_task(work)
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def _listen(desk: Desk, token: str, settings: BotSettings) -> None:
    # None of these three is privileged: a message that does not mention the bot comes without its words.
    intents = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
    intents.message_content = settings.message_content
    mentions = discord.AllowedMentions.none()
    async with Face(intents=intents, allowed_mentions=mentions, proxy=settings.proxy) as client:
        with _our_errors():
            await client.login(token)
        memory = await open_memory(settings.data)
        client.house = House(desk, memory, settings)
        forgetting = asyncio.create_task(forget_in_time(client.house))
        try:
            await desk.open()
            tree = app_commands.CommandTree(client)
            add_members(client, tree)
            await _publish(tree, settings.data / "discord-commands.sha256")
            _greet(client)
            listening = asyncio.create_task(client.connect())
            with _our_errors():
                # Cancelled, the connection would break off without a goodbye: closing the client ends it.
                await asyncio.shield(listening)
        finally:
            await desk.close(GRACE_S)
            forgetting.cancel()
            await memory.close()


def _greet(client: discord.Client) -> None:
    @client.event
    async def on_ready() -> None:
        invitation = discord.utils.oauth_url(
            str(client.application_id), permissions=discord.Permissions.none()
        )
        _log.info("online", name=str(client.user), servers=len(client.guilds), invite=invitation)


async def _publish(tree: app_commands.CommandTree[Face], note: Path) -> None:
    """Tell Discord of our commands when they changed since ``note`` was written, or when it has lost them.

    Discord takes 200 new commands a day, and a bot may restart more often than that.
    """
    commands = tree.get_commands()
    described = [tree.client.application_id, [command.to_dict(tree) for command in commands]]
    digest = hashlib.sha256(json.dumps(described, sort_keys=True).encode()).hexdigest().encode()
    with _our_errors():
        there = {command.name for command in await tree.fetch_commands()}
        if _read(note) == digest and there == {command.name for command in commands}:
            return
        await tree.sync()
    try:
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_bytes(digest)
    except OSError as error:
        _log.warning("cannot note the published commands: they are published at each start", error=str(error))


def _read(note: Path) -> bytes:
    return note.read_bytes() if note.is_file() else b""


def _token(settings: BotSettings) -> str:
    token = settings.discord_token.get_secret_value().strip() if settings.discord_token else ""
    if not token:
        raise TokenMissing(
            "DISCORD_TOKEN is not set. Put the bot's token there "
            "(Discord's developer portal, your application, Bot, Reset Token)."
        )
    if not (token.isascii() and token.isprintable() and " " not in token):
        raise TokenRejected(_REJECTED)
    return token


@contextlib.contextmanager
def _our_errors() -> Iterator[None]:
    """Turn what discord.py and its HTTP client raise into ours, each with its line."""
    try:
        yield
    except discord.LoginFailure as error:
        raise TokenRejected(_REJECTED) from error
    except discord.PrivilegedIntentsRequired as error:
        raise Unavailable(
            "Discord refuses the events that this bot asks for (close code 4014). "
            "See Bot, Privileged Gateway Intents in Discord's developer portal."
        ) from error
    except discord.ConnectionClosed as error:
        if error.code == 4004:
            raise TokenRejected(_REJECTED) from error
        raise Unavailable(f"Discord closed the connection for good (close code {error.code}).") from error
    except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise Unavailable(
            f"Discord cannot be reached: {reason}. Check the network and FOOTNOTE_PROXY."
        ) from error


class _ToStructlog(logging.Handler):
    """Hands discord.py's log records to our log."""

    def emit(self, record: logging.LogRecord) -> None:
        _log.log(record.levelno, record.getMessage(), exc_info=record.exc_info)


def _log_to_stderr() -> None:
    # Plain traces: the usual ones print local variables, and with them what members ask.
    renderer = structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
    )
    structlog.configure(
        [structlog.processors.add_log_level, structlog.processors.TimeStamper(fmt="iso"), renderer],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logger = logging.getLogger("discord")
    logger.handlers = [_ToStructlog(logging.WARNING)]
    logger.propagate = False
    # We do not speak: its hints about missing voice libraries would puzzle whoever starts the bot.
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
