"""From a message to an answer: a mention, a reply to the bot, a message in one of its threads, a direct message.

A message that is not meant for the bot is left alone, unless moderators want it to answer by itself (``by_itself``).
"""

from __future__ import annotations

import contextlib

import discord  # noqa: TID251
import structlog

from bot.errors import MemoryUnusable
from bot.server.asking import answer
from bot.server.by_itself import answer_by_itself
from bot.server.errors import Declined
from bot.server.footnote_client import FootnoteClient, Services, asker_of, conversation_in
from bot.server.heard import Meant, meant, question_in
from bot.server.message_reply import MessageReply
from bot.server.overhearing import overheard
from bot.server.pending import Pending
from bot.server.registry import Registry
from bot.server.remembered import Kept
from bot.server.replies import UNREACHED, said_or_elsewhere

_NO_WORDS = "Ask me something about the articles in the message that mentions me. `/help` explains how."
_NO_WORDS_DIRECT = (
    "I found no words in that message. Ask me something about the articles. `/help` explains how."
)
_UNREADABLE = (
    "Discord does not let me read that message. Mention me by name (choose me, not my role), or reply to me with the "
    "ping on. `/ask` always works."
)
_MOST_TOLD = 1000  # members who are remembered as told

_log = structlog.get_logger(__name__)


def register(on: Registry) -> None:
    """Listens to messages."""
    client = on.client

    @client.event
    async def on_message(message: discord.Message) -> None:
        if message.author.bot:
            return
        how = meant(client, message)
        question = overheard(client, message)
        if how is Meant.NOT_FOR_US and question is None:
            return
        with client.services.service.attended():
            if how is Meant.FOR_US:
                await _answer_message(client, message)
            elif how is Meant.UNREADABLE:
                await _say_how_to_be_heard(client.services, message)
            elif question:
                await answer_by_itself(client, message, question)


async def _answer_message(client: FootnoteClient, message: discord.Message) -> None:
    services, channel = client.services, message.channel
    asker = asker_of(message.author, message.guild.id if message.guild else None, channel)
    text = question_in(client, message)
    reply = MessageReply(message, text, services.settings.cards)
    if not text:
        line = _NO_WORDS if message.guild else _NO_WORDS_DIRECT
        await said_or_elsewhere(reply, reply.line(line), line)
        return
    try:
        services.service.may_ask(asker)
    except Declined as error:  # a member who gets no answer need not see the bot typing
        await said_or_elsewhere(reply, reply.alone(str(error)), str(error))
        return
    with contextlib.suppress(*UNREACHED):
        await channel.typing()
    replied_to = message.reference.message_id if message.reference else None
    parent = await _answer_of(services, replied_to) if replied_to else None
    follows = parent.conversation if parent else None
    conversation = conversation_in(channel) or follows
    async with services.memory.pending.noted(Pending(asker.guild, channel.id, message.id)):
        await answer(services, reply, asker, text, conversation=conversation, follows=follows)


async def _say_how_to_be_heard(services: Services, message: discord.Message) -> None:
    """Tell a member once that Discord hides the words of such messages from the bot: they may be talking to others."""
    if message.author.id in services.told:
        return
    if len(services.told) >= _MOST_TOLD:
        services.told.clear()
    services.told.add(message.author.id)
    reply = MessageReply(message, "", services.settings.cards)
    await said_or_elsewhere(reply, reply.alone(_UNREADABLE), _UNREADABLE)


async def _answer_of(services: Services, message: int) -> Kept | None:
    try:
        return await services.memory.answer_of_message(message)
    except MemoryUnusable as error:
        _log.error("a reply could not be understood as one", error=str(error))
        return None
