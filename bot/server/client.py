"""The Discord client: log in, keep ``/ask`` published, listen, and end cleanly.

It ends with ``EXIT_OK`` after SIGTERM or SIGINT, and otherwise with one line on stderr and its own status.
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

from bot.server.commands import Ask, Desk, add_commands
from bot.server.errors import DiscordError, TokenMissing, TokenRejected, Unavailable

EXIT_OK = 0
EXIT_TOKEN_MISSING = 2
EXIT_TOKEN_REJECTED = 3
EXIT_UNAVAILABLE = 4
_EXITS: dict[type[DiscordError], int] = {
    TokenMissing: EXIT_TOKEN_MISSING,
    TokenRejected: EXIT_TOKEN_REJECTED,
    Unavailable: EXIT_UNAVAILABLE,
}

_REJECTED = (
    "Discord does not accept the token in DISCORD_TOKEN. Copy it again "
    "(Discord's developer portal, your application, Bot, Reset Token)."
)
GRACE_S = 5.0  # half of what process managers grant between SIGTERM and SIGKILL

_log = structlog.get_logger(__name__)


def serve(
    open_ask: Callable[[], Ask],
    *,
    token: str | None,
    proxy: str | None,
    data: Path,
    workers: int,
    deadline_s: float,
) -> int:
    """Answer in Discord until SIGTERM or SIGINT.

    Args:
        open_ask: makes what answers a question; called once, off the event loop, when Discord took the token.
        token: the bot's token.
        proxy: an HTTP proxy for everything that goes to Discord, or None.
        data: the folder of built data; a note of the published commands is kept there.
        workers: how many questions are answered at once.
        deadline_s: seconds after which a member is told that it takes too long, below Discord's 900.

    Returns:
        The exit status: one of the ``EXIT_`` constants.

    Raises:
        Exception: whatever ``open_ask`` raises.
    """
    desk = Desk(open_ask, workers=workers, deadline_s=deadline_s)
    status = EXIT_OK
    try:
        asyncio.run(_until_told_to_stop(_listen(desk, token=_checked(token), proxy=proxy, data=data)))
    except DiscordError as error:
        print(error, file=sys.stderr)
        status = _EXITS[type(error)]
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


async def _listen(desk: Desk, *, token: str, proxy: str | None, data: Path) -> None:
    _hand_over_logs()
    # Slash commands need no intent at all; `guilds` is not privileged and keeps discord.py's state whole.
    intents, mentions = discord.Intents(guilds=True), discord.AllowedMentions.none()
    async with discord.Client(intents=intents, allowed_mentions=mentions, proxy=proxy) as client:
        with _our_errors():
            await client.login(token)
        await desk.open()
        try:
            tree = app_commands.CommandTree(client)
            add_commands(tree, desk)
            await _publish(tree, data / "discord-commands.sha256")
            _greet(client)
            with _our_errors():
                await client.connect()
        finally:
            await desk.close(GRACE_S)


def _greet(client: discord.Client) -> None:
    @client.event
    async def on_ready() -> None:
        invitation = discord.utils.oauth_url(
            str(client.application_id), permissions=discord.Permissions.none()
        )
        _log.info("online", name=str(client.user), servers=len(client.guilds), invite=invitation)


async def _publish(tree: app_commands.CommandTree, note: Path) -> None:
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


def _checked(token: str | None) -> str:
    token = (token or "").strip()
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


def _hand_over_logs() -> None:
    logger = logging.getLogger("discord")
    logger.handlers = [_ToStructlog(logging.WARNING)]
    logger.propagate = False
    # We do not speak: its hints about missing voice libraries would puzzle whoever starts the bot.
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
