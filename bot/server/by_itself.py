"""Answers to questions that were not put to the bot; ``overhearing`` says which those are.

An answer below the moderators' confidence, a refusal, a fault, and an answer that came after somebody else had
written are not shown: nobody sees that anything was read, and nothing is stored.
"""

from __future__ import annotations

import discord  # noqa: TID251
import structlog

from bot.answers import Refused
from bot.records import Question
from bot.server.asking import buttons, remember_answer, remember_messages
from bot.server.cards import Card, cards
from bot.server.errors import NotAnswered
from bot.server.footnote_client import FootnoteClient, asker_of
from bot.server.message_reply import thread_on
from bot.server.overhearing import said_of
from bot.server.remembered import Where
from bot.server.replies import UNREACHED

_WHY = (
    "Nobody asked me: I answered by myself, because this reads as a question and I am confident enough. "
    "Moderators can switch that off with `/footnote by-itself`."
)

_log = structlog.get_logger(__name__)


async def answer_by_itself(client: FootnoteClient, message: discord.Message, text: str) -> None:
    """Answer what was overheard, if the answer is sure enough; otherwise leave no trace.

    Args:
        client: the client.
        message: the member's message.
        text: the question in it.
    """
    services, channel = client.services, message.channel
    asker = asker_of(message.author, message.guild.id if message.guild else None, channel)
    try:
        answer = await services.service.ask(asker, Question(text), unasked=True)
    except NotAnswered:  # nobody asked, so nobody is told; the service has logged what broke
        return
    wanted = services.guild(asker.guild).by_itself  # as it is set by now
    sure = not isinstance(answer, Refused) and answer.trace.confidence >= wanted.threshold
    if not sure or asker.channel not in wanted.channels:
        return
    if services.talk.others_since(channel.id, said_of(message)):
        return
    try:
        thread = None if wanted.where is Where.REPLY else await thread_on(message, text)
        place = thread or channel
        conversation = str(place.id) if isinstance(place, discord.Thread) else None
        known = await remember_answer(services, asker, answer, channel=place.id, conversation=conversation)
        shown = cards(answer, services.settings.cards, buttons(services, known), _WHY)
        messages = [await _sent(message, thread, card) for card in shown]
    except UNREACHED as error:
        _log.warning("an answer that nobody asked for could not be shown", error=str(error))
        return
    await remember_messages(services, known, messages)


async def _sent(message: discord.Message, thread: discord.Thread | None, card: Card) -> int:
    """Send a card into a thread, else as a reply: where the message is gone, Discord refuses both."""
    if thread:
        return (await thread.send(**card.to_send())).id
    return (await message.channel.send(**card.to_send(), reference=message.to_reference())).id
