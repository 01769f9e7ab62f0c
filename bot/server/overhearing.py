"""Questions that were not put to the bot, in the channels where moderators want it to answer by itself.

The bot has to be allowed to read them (``FOOTNOTE_MESSAGE_CONTENT``). In a forum the first message of a new post
counts as one. In any other channel a message counts that reads as a question, unless it is part of a talk: a reply,
a mention of somebody, or a message within a minute of somebody else's; threads are talks, too.
"""

from __future__ import annotations

import discord  # noqa: TID251

from bot.answering.question.understand import MAX_LENGTH
from bot.server.footnote_client import FootnoteClient
from bot.server.heard import is_chatter, is_question, title_of_post
from bot.server.talk import Said


def overheard(client: FootnoteClient, message: discord.Message) -> str | None:
    """The question that the bot may answer by itself in a member's message that is not meant for it, if there is one.

    Whoever writes where that is allowed is noted: it tells what a talk is.
    """
    services, channel = client.services, message.channel
    if message.guild is None or message.webhook_id or not services.settings.message_content:
        return None
    thread = channel if isinstance(channel, discord.Thread) else None
    place = thread.parent_id if thread else channel.id
    if place not in services.guild(message.guild.id).by_itself.channels:
        return None
    said = said_of(message)
    services.talk.hear(channel.id, said)
    if message.type is not discord.MessageType.default or _is_for_somebody(message):
        return None
    if thread:
        title = title_of_post(message)
        text = _asked_by_post(title, message.content) if title else ""
    else:
        asks = is_question(message.content) and not services.talk.others_before(channel.id, said)
        text = message.content.strip() if asks else ""
    return text if 0 < len(text) <= MAX_LENGTH else None


def said_of(message: discord.Message) -> Said:
    """A message without its words."""
    return Said(message.id, message.author.id, message.created_at.timestamp())


def _is_for_somebody(message: discord.Message) -> bool:
    """Whether a message answers another, hands one on, or calls somebody."""
    called = message.mentions or message.raw_role_mentions or message.mention_everyone
    return bool(called) or message.reference is not None


def _asked_by_post(title: str, words: str) -> str:
    """What a forum post asks: its title, where that is a question, else its first message."""
    if is_question(title):
        return title
    return "" if is_chatter(words) else words.strip()
