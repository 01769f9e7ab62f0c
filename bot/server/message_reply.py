"""An answer under a member's message, or in a thread on it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import discord  # noqa: TID251
import structlog

from bot.server.cards import Card
from bot.server.markup import shortened
from bot.server.replies import UNREACHED, Reply, no_place, one_line
from bot.settings import Cards

_UNKNOWN_MESSAGE = 10008
ALONE_S = 20.0  # a line for one member in an open channel goes away after this
_THREAD_NAME = 100  # characters

_log = structlog.get_logger(__name__)


class MessageReply(Reply):
    """Under a member's message, or into a thread on it.

    Nothing is reserved there. A question that has to wait gets a message with its place in the queue, and that
    message becomes the answer: one question, one message, and nobody wonders whether they were heard. The thread is
    opened when there is something to say in it: a question that is declined leaves none.

    Args:
        message: the member's message.
        name: what the thread is called, shortened to what Discord takes.
        style: what cards are made of.
    """

    def __init__(self, message: discord.Message, name: str, style: Cards) -> None:
        super().__init__(style)
        self._message = message
        self._name = name
        self._thread: discord.Thread | None = None
        self._looked = False  # a thread was opened, or cannot be
        self._waiting: discord.Message | None = None  # shows what the answer replaces
        self._telling = asyncio.Lock()  # a stop may end the question while its place is still being sent
        self._gone = False  # nothing more can be said there

    @property
    def channel(self) -> int | None:
        """The thread, or the channel of the message."""
        return (self._thread or self._message.channel).id

    async def opened(self) -> str | None:
        """Open a thread on the message, where that is possible and not done yet."""
        async with self._telling:
            await self._open()
        return str(self._thread.id) if self._thread else None

    async def meanwhile(self, card: Card) -> None:
        """Send a message, or edit the one that was sent."""
        if self._gone:
            return
        try:
            async with self._telling:
                await self._open()
                self._waiting = await self._edited_or_sent(card)
        except UNREACHED as error:
            self._gone = no_place(error)

    async def cards(self, cards: Sequence[Card]) -> list[int]:
        """Put the first card into the message that showed the place, or send it; the others follow it."""
        first = await self._first(cards[0])
        self._begun = True
        return [first.id, *[(await self._send(card)).id for card in cards[1:]]]

    async def line(self, words: str) -> None:
        """Put one line into the message that showed the place, or send it."""
        await self._first(one_line(words, self._style))

    async def alone(self, words: str) -> None:
        """Reply, and delete the reply later: below a message nobody can be answered alone."""
        message = await self._first(one_line(words, self._style))
        if self._message.guild:
            await message.delete(delay=ALONE_S)

    async def elsewhere(self, words: str) -> None:
        """A direct message, unless the member takes none."""
        if self._message.guild:
            await self._message.author.send(**one_line(words, self._style).to_send())

    async def _open(self) -> None:
        """Open a thread on the message, once, if that is possible."""
        if self._looked:
            return
        self._looked = True
        try:
            self._thread = await thread_on(self._message, self._name)
        except UNREACHED as error:
            _log.warning("no thread could be opened: the answer is a reply", error=str(error))

    async def _first(self, card: Card) -> discord.Message:
        """Show the first message of an answer, once no message about the place is under way."""
        async with self._telling:
            return await self._edited_or_sent(card)

    async def _edited_or_sent(self, card: Card) -> discord.Message:
        """Put a card into the message that showed the place; send it if there is none, or no longer."""
        if self._waiting:
            try:
                # The client's own rule applies to what is sent, and to edits of content alone.
                nobody = discord.AllowedMentions.none()
                shown = await self._waiting.edit(**card.to_edit(), allowed_mentions=nobody)
            except discord.NotFound as error:
                if error.code != _UNKNOWN_MESSAGE:  # the whole place is gone, also for a new message
                    raise
            else:
                self._waiting = None
                return shown
        return await self._send(card)

    async def _send(self, card: Card) -> discord.Message:
        if self._thread:
            return await self._thread.send(**card.to_send())
        # A question that was deleted meanwhile is still answered, without a reference to it.
        reference = self._message.to_reference(fail_if_not_exists=False)
        return await self._message.channel.send(**card.to_send(), reference=reference)


async def thread_on(message: discord.Message, name: str) -> discord.Thread | None:
    """Open a thread on a message; None where there can be none, or the bot may not open one and write in it."""
    channel = message.channel
    if not isinstance(channel, discord.TextChannel):
        return None
    may = channel.permissions_for(channel.guild.me)
    if not (may.create_public_threads and may.send_messages_in_threads):
        return None
    return await message.create_thread(name=shortened(name, _THREAD_NAME))
