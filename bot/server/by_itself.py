"""Questions that were not put to the bot, in the channels where moderators want it to answer by itself.

It has to be allowed to read them (``FOOTNOTE_MESSAGE_CONTENT``). In a forum the first message of a new post is
answered, in that post. In any other channel a message is answered that reads as a question, unless it is part of a
talk: a reply, a mention of somebody, or a message within a minute of somebody else's; threads are talks, too. An
answer below the moderators' confidence, a refusal, a fault, and an answer that came after somebody else had written
are not shown: then nobody sees that anything was read, and nothing is stored.
"""

from __future__ import annotations

import contextlib

import discord  # noqa: TID251
import structlog

from bot.answering.question import MAX_LENGTH
from bot.answers import Refused
from bot.errors import MemoryUnusable
from bot.records import Question
from bot.server.asking import buttons, remember
from bot.server.cards import Card, cards
from bot.server.errors import NotAnswered
from bot.server.face import Face, asker_of
from bot.server.heard import is_chatter, is_question
from bot.server.markup import shortened
from bot.server.remembered import Where, kept
from bot.server.replies import UNREACHED
from bot.server.talk import Said

_WHY = (
    "Nobody asked me: I answered by myself, because this reads as a question and I am confident enough. "
    "Moderators can switch that off with `/footnote by-itself`."
)
_THREAD_NAME = 100  # characters

_log = structlog.get_logger(__name__)


def overheard(face: Face, message: discord.Message) -> str | None:
    """The question that the bot may answer by itself in a member's message that is not meant for it, if there is one.

    Whoever writes where that is allowed is noted: it tells what a talk is.
    """
    house, channel = face.house, message.channel
    if message.guild is None or message.webhook_id or not house.settings.message_content:
        return None
    thread = channel if isinstance(channel, discord.Thread) else None
    place = thread.parent_id if thread else channel.id
    if place not in house.guild(message.guild.id).by_itself.channels:
        return None
    said = _said(message)
    house.talk.hear(channel.id, said)
    if message.type is not discord.MessageType.default or _is_for_somebody(message):
        return None
    if thread:
        opens = isinstance(thread.parent, discord.ForumChannel) and message.id == thread.id
        text = _asked_by_post(thread.name, message.content) if opens else ""
    else:
        asks = is_question(message.content) and not house.talk.others_before(channel.id, said)
        text = message.content.strip() if asks else ""
    return text if 0 < len(text) <= MAX_LENGTH else None


async def answer_by_itself(face: Face, message: discord.Message, text: str) -> None:
    """Answer what was overheard, if the answer is sure enough; otherwise leave no trace.

    Args:
        face: the client.
        message: the member's message.
        text: the question in it.
    """
    house, channel = face.house, message.channel
    asker = asker_of(message.author, message.guild.id if message.guild else None, channel)
    try:
        found = await house.service.ask(asker, Question(text), unasked=True)
    except (
        NotAnswered
    ):  # nobody asked, so nobody is told, also where no shelf answers; the service has logged what broke
        return
    wanted = house.guild(asker.guild).by_itself  # as it is set by now
    sure = not isinstance(found, Refused) and found.trace.confidence >= wanted.threshold
    if not sure or asker.channel not in wanted.channels:
        return
    if house.talk.others_since(channel.id, _said(message)):
        return
    try:
        thread = await _opened(message, text, wanted.where)
        place = thread or channel
        conversation = str(place.id) if isinstance(place, discord.Thread) else None
        one = kept(
            found,
            asker=asker.user,
            guild=asker.guild,
            channel=place.id,
            conversation=conversation,
            shelf=house.service.engine_at(asker.guild, asker.channel).shelf,
        )
        known = await remember(house, asker, one)
        shown = cards(found, house.settings.cards, buttons(house, known), _WHY)
        messages = [await _sent(message, thread, card) for card in shown]
    except UNREACHED as error:
        _log.warning("an answer that nobody asked for could not be shown", error=str(error))
        return
    if known:
        with contextlib.suppress(MemoryUnusable):  # only a reply to this message is not understood as one
            for number in messages:
                await house.memory.sent(known.id, number)


def _said(message: discord.Message) -> Said:
    return Said(message.id, message.author.id, message.created_at.timestamp())


def _is_for_somebody(message: discord.Message) -> bool:
    """Whether a message answers another, hands one on, or calls somebody."""
    called = message.mentions or message.raw_role_mentions or message.mention_everyone
    return bool(called) or message.reference is not None


def _asked_by_post(title: str, words: str) -> str:
    """What a forum post asks: its title, where that is a question, else its first message."""
    if is_question(title):
        return title.strip()
    return "" if is_chatter(words) else words.strip()


async def _opened(message: discord.Message, text: str, where: Where) -> discord.Thread | None:
    """The thread that is opened for an answer; None where the answer is to be a reply."""
    channel = message.channel
    if where is Where.REPLY or not isinstance(channel, discord.TextChannel):
        return None
    may = channel.permissions_for(channel.guild.me)
    if not (may.create_public_threads and may.send_messages_in_threads):
        return None
    return await message.create_thread(name=shortened(text, _THREAD_NAME))


async def _sent(message: discord.Message, thread: discord.Thread | None, card: Card) -> int:
    """Send a card into a thread, else as a reply: where the message is gone, Discord refuses both."""
    if thread:
        return (await thread.send(**card.to_send())).id
    return (await message.channel.send(**card.to_send(), reference=message.to_reference())).id
