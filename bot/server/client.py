"""The Discord client: log in, publish the commands, listen, and end cleanly.

It ends with ``STOPPED`` after SIGTERM or SIGINT, and otherwise with one line on stderr and its own status.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import discord  # noqa: TID251
import structlog

from bot.engine import Engine, Engines
from bot.errors import BadSettings
from bot.server.commands.everything import new_tree
from bot.server.errors import DiscordError, TokenMissing, TokenRejected, Unavailable
from bot.server.footnote_client import FootnoteClient, Services
from bot.server.forgetting import follow_settings, forget_in_time
from bot.server.health import keep_beating, sign_file
from bot.server.interrupted import tell_interrupted
from bot.server.logs import log_to_stderr, without_passwords
from bot.server.memory import open_memory
from bot.server.metrics import Metrics
from bot.server.pauses import Pauses
from bot.server.publishing import publish
from bot.server.rules import rule
from bot.server.service import AnswerService
from bot.settings import BotSettings
from index.database import database_of

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
# What answering in threads needs; answers to commands need no permission at all.
PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    create_public_threads=True,
    embed_links=True,
    attach_files=True,
    read_message_history=True,
)

_log = structlog.get_logger(__name__)


def serve(open_engine: Callable[[], Engine | Engines], settings: BotSettings) -> int:
    """Answer in Discord until SIGTERM or SIGINT.

    Args:
        open_engine: makes what answers; called once, off the event loop, after the login.
        settings: the token, the proxy, what ``AnswerService`` reads, and the data folder, where the bot's memory, its
            sign of life and a note of the published commands are kept.

    Returns:
        The exit status: ``STOPPED``, ``NO_TOKEN``, ``BAD_TOKEN`` or ``NO_DISCORD``.

    Raises:
        BadSettings: if the metrics cannot be served at their port.
        Exception: whatever ``open_engine`` raises.
    """
    log_to_stderr(as_json=settings.log_json)
    metrics = Metrics()
    service = AnswerService(open_engine, settings, metrics=metrics)
    status = STOPPED
    try:
        with _scraped(metrics, settings):
            asyncio.run(_until_told_to_stop(_listen(service, metrics, settings)))
    except DiscordError as error:
        print(f"error: {error}", file=sys.stderr)
        status = _STATUS[type(error)]
    if service.busy:
        # A thread cannot be interrupted, and Python would wait for it before it ends the process.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
    return status


def sync(settings: BotSettings) -> tuple[str, ...]:
    """Publish the commands, whether or not they changed; returns their names.

    Raises:
        DiscordError: if Discord cannot be reached or does not take them.
    """
    log_to_stderr(as_json=settings.log_json)

    async def published() -> tuple[str, ...]:
        async with logged_in(settings) as client:
            tree = new_tree(client)
            with our_errors():
                await publish(tree, _note(settings), settings.dev_server, anyway=True)
            return tuple(command.qualified_name for command in tree.get_commands())

    return asyncio.run(published())


@contextlib.asynccontextmanager
async def logged_in(settings: BotSettings) -> AsyncIterator[FootnoteClient]:
    """A client that Discord knows, not listening yet; closed at the end of the block.

    Raises:
        TokenMissing: if there is no token.
        TokenRejected: if Discord does not know it.
        Unavailable: if Discord cannot be reached.
    """
    token = _token(settings)
    async with new_client(settings) as client:
        with our_errors():
            await client.login(token)
        yield client


def new_client(settings: BotSettings) -> FootnoteClient:
    """A client that is not connected to anything."""
    # None of these three is privileged: a message that does not mention the bot arrives without its words.
    intents = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
    intents.message_content = settings.message_content
    return FootnoteClient(
        intents=intents,
        allowed_mentions=discord.AllowedMentions.none(),
        proxy=settings.proxy,
        shard_count=settings.shards,
        shard_ids=list(settings.shard_ids or range(settings.shards)),
    )


async def _until_told_to_stop(work: Coroutine[Any, Any, None]) -> None:
    task = asyncio.create_task(work)
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def _listen(service: AnswerService, metrics: Metrics, settings: BotSettings) -> None:
    async with logged_in(settings) as client:
        database = database_of(settings)
        memory = await open_memory(settings.data, database)
        pauses = Pauses(database, settings.deadline) if database else None
        client.services = Services(service, memory, settings)
        metrics.watch(lambda: service.load, lambda: client.latency)
        sign = sign_file(settings.data, settings.shard_ids)
        beating = keep_beating(sign, lambda: _online(client), lambda: service.load)
        try:
            beside = (forget_in_time(client.services), follow_settings(memory), tell_interrupted(client))
            async with running(*beside, beating):
                try:
                    await service.open(rule(memory.guild, settings.cooldown, client.get_guild), pauses)
                    tree = new_tree(client)
                    with our_errors():
                        await publish(tree, _note(settings), settings.dev_server)
                    _greet(client)
                    listening = asyncio.create_task(client.connect())
                    with our_errors():
                        # A cancelled connection would break off without a goodbye: closing the client ends it.
                        await asyncio.shield(listening)
                finally:
                    await service.close(GRACE_S)
        finally:
            await memory.close()


@contextlib.asynccontextmanager
async def running(*work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Runs work beside the block and ends it with the block; none of it runs afterwards.

    Args:
        work: what runs until it is cancelled.
    """
    tasks = [asyncio.create_task(coroutine) for coroutine in work]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        # If a connection is closed while a statement runs, that statement never ends.
        await asyncio.wait(tasks)


def _online(client: FootnoteClient) -> bool:
    return client.is_ready() and not any(shard.is_closed() for shard in client.shards.values())


def _greet(client: FootnoteClient) -> None:
    @client.event
    async def on_ready() -> None:
        invitation = discord.utils.oauth_url(str(client.application_id), permissions=PERMISSIONS)
        _log.info("online", name=str(client.user), servers=len(client.guilds), invite=invitation)


def _note(settings: BotSettings) -> Path:
    return settings.data / "discord-commands.sha256"


@contextlib.contextmanager
def _scraped(metrics: Metrics, settings: BotSettings) -> Iterator[None]:
    """Serves the metrics while the block runs, if a port is set."""
    host, port = settings.metrics_host, settings.metrics_port
    if port is None:
        yield
        return
    try:
        stop = metrics.serve(port, host)
    except OSError as error:
        raise BadSettings(
            f"FOOTNOTE_METRICS_PORT={port}: {error.strerror}; choose another port, or FOOTNOTE_METRICS_HOST ({host})"
        ) from error
    try:
        yield
    finally:
        stop()


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
def our_errors() -> Iterator[None]:
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
        reason = without_passwords(" ".join(str(error).split())) or type(error).__name__
        raise Unavailable(
            f"Discord cannot be reached: {reason}. Check the network and FOOTNOTE_PROXY."
        ) from error
