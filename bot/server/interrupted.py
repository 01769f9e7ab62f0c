"""Tells those whose question was under way when the bot was killed or lost its machine, once, after the next start."""

from __future__ import annotations

import time

import discord  # noqa: TID251
import structlog

from bot.errors import MemoryUnusable
from bot.server.footnote_client import FootnoteClient
from bot.server.pending import Pending
from bot.server.replies import WAITS, one_line, sent_or_logged

_INTERRUPTED = "I was restarted before I could answer. Please ask again."
_TOKEN_S = 15 * 60.0  # an interaction's token is good for that long
_DAY_S = 86_400.0  # nobody waits for longer

_log = structlog.get_logger(__name__)


async def tell_interrupted(client: FootnoteClient) -> None:
    """Say one line wherever an earlier process left a question of this process's servers without an answer.

    Args:
        client: logged in, with its memory open; it speaks once it listens, because members are told to ask again.
    """
    await client.wait_until_ready()
    try:
        interrupted = await client.services.memory.pending.left(lambda guild: _is_ours(client, guild))
    except MemoryUnusable as error:
        _log.error("it is not known whose question was interrupted", error=str(error))
        return
    for question in interrupted:
        if time.time() - question.at < (_TOKEN_S if question.token else _DAY_S):
            try:
                await sent_or_logged(_tell(client, question))
            except Exception as error:  # the others are still told
                _log.error("an interrupted question could not be told of", exc_info=error)


def _is_ours(client: FootnoteClient, guild: int | None) -> bool:
    shards = client.shard_count or 1
    return ((guild or 0) >> 22) % shards in (client.shard_ids or range(shards))


async def _tell(client: FootnoteClient, question: Pending) -> None:
    card = one_line(_INTERRUPTED, client.services.settings.cards)
    if question.token:
        hook = discord.Webhook.partial(client.application_id or 0, question.token, client=client)
        hook.proxy = client.http.proxy  # which it does not take from the client
        place: int = "@original"  # type: ignore[assignment]  # Discord's name for the reply of an interaction
        if _waits(await hook.fetch_message(place)):
            await hook.edit_message(place, **card.to_edit())
    elif question.message and question.channel:
        try:
            # A thread on a message has the message's id.
            await client.get_partial_messageable(question.message, guild_id=question.guild).send(
                **card.to_send()
            )
        except discord.NotFound:
            channel = client.get_partial_messageable(question.channel, guild_id=question.guild)
            message = channel.get_partial_message(question.message)
            await channel.send(**card.to_send(), reference=message.to_reference(fail_if_not_exists=False))


def _waits(shown: discord.Message) -> bool:
    """Whether a reply still waits or shows a place in the queue; an answer that was shown in time stays."""
    parts = [inner for part in shown.components for inner in (part, *getattr(part, "children", ()))]
    texts = [getattr(part, "content", "") for part in parts] + [
        embed.description or "" for embed in shown.embeds
    ]
    return shown.flags.loading or any(WAITS in text for text in texts)
