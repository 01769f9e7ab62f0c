"""Which messages are meant for the bot, and which words a message holds.

Discord hands over the words of a message that mentions the bot, of a direct message, and of a message whose menu
was opened. It holds back the words of others (a mention of the bot's role, a reply with the ping off), and their
writer is told how to be heard, unless the host has switched on the message content intent.
"""

from __future__ import annotations

import re
from enum import Enum, auto

import discord  # noqa: TID251

from bot.answering.question.chat import said
from bot.server.footnote_client import FootnoteClient
from index.english.lexicon import any_of, words

_KINDS = (discord.MessageType.default, discord.MessageType.reply)
_QUESTION = re.compile(
    r"\?|^(?:(?:and|but|so|or|also|please|ok(?:ay)?|well),? )*"
    rf"(?:{any_of('interrogatives', 'auxiliaries', 'requesting')})\b",
    re.IGNORECASE,
)
_LEAVING = frozenset(words("chatter_leaving"))
_ASKING = frozenset(words("chatter_asking"))
_CHATTER = _LEAVING | _ASKING | frozenset(words("chatter"))


class Meant(Enum):
    """Whether a message is meant for the bot."""

    FOR_US = auto()
    UNREADABLE = auto()  # it is, but Discord holds back its words
    NOT_FOR_US = auto()


def meant(client: FootnoteClient, message: discord.Message) -> Meant:
    """Whether a member's message asks the bot something.

    A mention of the bot or of its role, a reply to it and a direct message do. In a thread that the bot opened, a host
    may have every message read: there a question does, unless it is part of a talk between others. Thanks and
    other chatter in such a thread, or as a reply, ask nothing.
    """
    if message.type not in _KINDS:
        return Meant.NOT_FOR_US
    if message.guild is None:
        return Meant.FOR_US
    thread = isinstance(message.channel, discord.Thread) and message.channel.owner_id == client.application_id
    replied = _replied_to(message)
    reply = replied is not None and replied.author.id == client.application_id
    mention = _mentions(client, message)
    if not (mention or reply):
        open_ear = thread and client.services.settings.message_content
        among_others = replied is not None or bool(message.mentions)
        asks = open_ear and not among_others and is_question(message.content)
        return Meant.FOR_US if asks else Meant.NOT_FOR_US
    if _is_withheld(client, message):
        return Meant.UNREADABLE
    chatter = (thread or reply) and is_chatter(message.content)
    return Meant.NOT_FOR_US if chatter else Meant.FOR_US


def question_in(client: FootnoteClient, message: discord.Message) -> str:
    """What a message that is meant for the bot asks: its words without the mention, else what it forwards or links to.

    A mention without words asks what the message that it replies to says. In the message that opens a forum post, it
    asks what the post's title asks; so does one whose own words are no question.
    """
    role = message.guild.self_role if message.guild else None
    text = re.sub(rf"<@(?:!?{client.application_id}|&{role.id if role else 0})>", "", message.content).strip()
    title = title_of_post(message)
    if is_question(title) and not is_question(text):
        return title
    if text and (said(text) or not _words_elsewhere(message)):
        return text if said(text) else ""
    replied = _replied_to(message)
    theirs = replied if replied is not None and replied.author.id != client.application_id else None
    return _words_elsewhere(message) or (words_of(theirs) if theirs else title)


def title_of_post(message: discord.Message) -> str:
    """The title of the forum post that a message opens; empty where it opens none."""
    post = message.channel
    if not isinstance(post, discord.Thread) or not isinstance(post.parent, discord.ForumChannel):
        return ""
    return post.name.strip() if message.id == post.id else ""


def words_of(message: discord.Message) -> str:
    """What a message says: its own words, else those of the message that it forwards, else of the page it links to."""
    return message.content.strip() if said(message.content) else _words_elsewhere(message)


def all_words_of(message: discord.Message) -> str:
    """Everything that a message says: its own words, the forwarded ones, and what previews of links say."""
    own = [message.content] if said(message.content) else []
    return "\n".join([*own, *_forwarded(message), *_previews(message)])


def is_question(text: str) -> bool:
    """Whether words that are not addressed to the bot read as a question or a request."""
    return bool(_QUESTION.search(said(text))) and not is_chatter(text)


def is_chatter(text: str) -> bool:
    """Whether words only greet, thank, laugh, agree or take leave."""
    tokens = re.findall(r"[^\W\d_]+", said(text).casefold().replace("'", "").replace("’", ""))
    if not tokens:
        return not re.search(r"\w", said(text))
    return tokens[0] in _LEAVING or (set(tokens) <= _CHATTER and not set(tokens) <= _ASKING)


def _is_withheld(client: FootnoteClient, message: discord.Message) -> bool:
    """Whether Discord holds back the words of a message, rather than that it has none (a picture, a sticker)."""
    readable = client.services.settings.message_content or any(
        user.id == client.application_id for user in message.mentions
    )
    return not (readable or message.content or _words_elsewhere(message))


def _mentions(client: FootnoteClient, message: discord.Message) -> bool:
    role = message.guild.self_role if message.guild else None
    if role and role.id in (
        *message.raw_role_mentions,
        *(mentioned.id for mentioned in message.role_mentions),
    ):
        return True
    # A reply with the ping on is among the mentions too; without a mention in its words it is only a reply.
    named = any(user.id == client.application_id for user in message.mentions)
    return named and (message.reference is None or client.application_id in message.raw_mentions)


def _replied_to(message: discord.Message) -> discord.Message | None:
    resolved = message.reference.resolved if message.reference else None
    return resolved if isinstance(resolved, discord.Message) else None


def _words_elsewhere(message: discord.Message) -> str:
    return next((words for words in (*_forwarded(message), *_previews(message)) if words.strip()), "")


def _forwarded(message: discord.Message) -> list[str]:
    texts = []
    for snapshot in message.message_snapshots:
        own = [snapshot.content] if said(snapshot.content) else []
        texts.append("\n".join(own or _described(snapshot.embeds)))
    return texts


def _previews(message: discord.Message) -> list[str]:
    return ["\n".join(_described(message.embeds))] if message.embeds else []


def _described(embeds: list[discord.Embed]) -> list[str]:
    texts = []
    for embed in embeds:
        fields = [f"{field.name}: {field.value}" for field in embed.fields]
        texts += [text for text in (embed.title, embed.description, *fields) if text]
    return texts
