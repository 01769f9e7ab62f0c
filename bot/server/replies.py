"""Where an answer goes: into the place that a command has reserved, or under a member's message.

Both ways are told what happens, in order: the question waits, then cards, or one line. When the place is lost
meanwhile (a channel, thread or token is gone, a permission is missing), the member is told once, elsewhere, and
nothing more is sent there.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Iterator, Sequence
from typing import Protocol, TypeVar

import aiohttp
import discord  # noqa: TID251
import structlog

from bot.server.cards import NEUTRAL, Card, panel
from bot.server.desk import new_incident
from bot.server.errors import Broken, Declined, DeskError
from bot.server.face import Interaction
from bot.server.markup import shortened
from bot.settings import Cards

_LOST = (
    "could not be shown where you asked: that place is gone or locked, or I am not allowed to write there. "
    "Please ask again somewhere else; here works too."
)
_ACKNOWLEDGED = 40060  # Discord's code for an interaction that was acknowledged before
_UNKNOWN_MESSAGE = 10008
_TOKEN_GONE = 50027  # an interaction's token is good for 15 minutes
_LOCKED = 50083  # the thread is archived, and not for the bot to open again
_UNKNOWN_HOOK = 10015
ALONE_S = 20.0  # a line for one member in an open channel goes away after this
_THREAD_NAME = 100  # characters

UNREACHED = (discord.HTTPException, aiohttp.ClientError, OSError)
"""What a request to Discord may end in: refused, or never arrived, after discord.py has tried again."""

_Result = TypeVar("_Result")

_log = structlog.get_logger(__name__)


class Reply(Protocol):
    """Where an answer goes."""

    @property
    def channel(self) -> int | None:
        """The id of the channel or thread."""

    async def queued(self, place: int) -> None:
        """Tell the member how many questions come before theirs, from 1."""

    async def opened(self) -> str | None:
        """Make the place ready for an answer; returns the conversation of a thread that was opened for it."""

    async def first(self, card: Card) -> None:
        """Show what the answer is so far; it is replaced by ``cards`` or ``line``."""

    async def cards(self, cards: Sequence[Card]) -> list[int]:
        """Show an answer; returns the ids of its messages."""

    async def line(self, words: str) -> None:
        """Say one line where the answer would have been."""

    async def alone(self, words: str) -> None:
        """Say one line to the member alone."""

    async def elsewhere(self, words: str) -> None:
        """Say one line to the member alone, outside a place that is gone."""

    async def lost(self) -> None:
        """Tell the member, outside the place, that the answer, or the rest of it, had nowhere to go."""


class InteractionReply:
    """Into the place that a command, a menu or a modal has reserved; made by ``reserved``."""

    def __init__(self, interaction: Interaction, *, private: bool) -> None:
        self._interaction = interaction
        self._private = private
        self._style = interaction.client.house.settings.cards
        self._begun = False  # the first card of the answer is shown
        self._gone: discord.HTTPException | None = None  # what said that the token is no longer good

    @property
    def channel(self) -> int | None:
        """The channel or thread of the command."""
        return self._interaction.channel_id

    async def queued(self, place: int) -> None:
        """Edit the reserved place."""
        with contextlib.suppress(*UNREACHED):  # the answer is what matters
            if self._gone is None:
                await self._edit(_line(_place(place), self._style))

    async def opened(self) -> str | None:
        """It is ready since it was reserved."""
        return None

    async def first(self, card: Card) -> None:
        """Edit the reserved place."""
        with contextlib.suppress(*UNREACHED):  # the answer is what matters
            if self._gone is None:
                await self._edit(card)

    async def cards(self, cards: Sequence[Card]) -> list[int]:
        """Edit the first card into the reserved place; the others follow it."""
        first = await self._edit(cards[0])
        self._begun = True
        return [first.id, *[(await self._follow(card, private=self._private)).id for card in cards[1:]]]

    async def line(self, words: str) -> None:
        """Edit the reserved place, or follow what is shown there of an answer."""
        card = _line(words, self._style)
        if self._begun:
            await self._follow(card, private=self._private)
        else:
            await self._edit(card)

    async def alone(self, words: str) -> None:
        """Give an open place back, then answer the member alone."""
        if self._private:
            await self.line(words)
            return
        with self._noting():
            # A follow-up takes over a place that is still reserved, and would be as open as it.
            await self._interaction.delete_original_response()
        await self._follow(_line(words, self._style), private=True)

    async def elsewhere(self, words: str) -> None:
        """A private line after the place that is gone; where that is impossible too, a direct message."""
        card = _line(words, self._style)
        if self._gone is None:
            try:
                await self._follow(card, private=True)
                return
            except discord.HTTPException as error:
                if not no_place(error):
                    raise
        await self._interaction.user.send(**card.to_send())

    async def lost(self) -> None:
        """A private line after the place that is gone, or a direct message."""
        await self.elsewhere(_lost(self._begun))

    async def _edit(self, card: Card) -> discord.InteractionMessage:
        with self._noting():
            return await self._interaction.edit_original_response(**card.to_edit())

    async def _follow(self, card: Card, *, private: bool) -> discord.WebhookMessage:
        with self._noting():
            return await self._interaction.followup.send(**card.to_send(), ephemeral=private, wait=True)

    @contextlib.contextmanager
    def _noting(self) -> Iterator[None]:
        """Remembers that the token is gone, so that nothing is sent in vain afterwards."""
        if self._gone:
            raise self._gone
        try:
            yield
        except discord.HTTPException as error:
            self._gone = error if error.code in (_TOKEN_GONE, _UNKNOWN_HOOK) else None
            raise


class MessageReply:
    """Under a member's message, or into a thread on it.

    Nothing is reserved there. A question that has to wait gets a message with its place in the line, and that
    message becomes the answer: one question, one message, and nobody wonders whether they were heard. The thread is
    opened when there is something to say in it: a question that is declined leaves none.

    Args:
        message: the member's message.
        name: what the thread is called, shortened to what Discord takes.
        style: what cards are made of.
    """

    def __init__(self, message: discord.Message, name: str, style: Cards) -> None:
        self._message = message
        self._name = name
        self._thread: discord.Thread | None = None
        self._looked = False  # a thread was opened, or cannot be
        self._style = style
        self._waiting: discord.Message | None = None  # tells the place in the line
        self._telling = asyncio.Lock()  # a stop may end the question while its place is still being sent
        self._begun = False  # the first card of the answer is shown
        self._gone = False  # nothing more can be said there

    @property
    def channel(self) -> int | None:
        """The thread, or the channel of the message."""
        return (self._thread or self._message.channel).id

    async def queued(self, place: int) -> None:
        """Send a message, or edit the one that was sent."""
        if self._gone:
            return
        try:
            async with self._telling:
                await self._open()
                self._waiting = await self._edited_or_sent(_line(_place(place), self._style))
        except UNREACHED as error:  # the answer is what matters
            self._gone = no_place(error)

    async def opened(self) -> str | None:
        """Open a thread on the message, where that is possible and not done yet."""
        async with self._telling:
            await self._open()
        return str(self._thread.id) if self._thread else None

    async def first(self, card: Card) -> None:
        """Send a message, or edit the one that told the place."""
        if self._gone:
            return
        try:
            async with self._telling:
                await self._open()
                self._waiting = await self._edited_or_sent(card)
        except UNREACHED as error:  # the answer is what matters
            self._gone = no_place(error)

    async def cards(self, cards: Sequence[Card]) -> list[int]:
        """Edit the first card into the message that told the place, or send it; the others follow it."""
        first = await self._first(cards[0])
        self._begun = True
        return [first.id, *[(await self._send(card)).id for card in cards[1:]]]

    async def line(self, words: str) -> None:
        """Edit one line into the message that told the place, or send it."""
        await self._first(_line(words, self._style))

    async def alone(self, words: str) -> None:
        """Reply, and take it away again: a message has no way to answer one member alone."""
        said = await self._first(_line(words, self._style))
        if self._message.guild:
            await said.delete(delay=ALONE_S)

    async def elsewhere(self, words: str) -> None:
        """A direct message, unless the member takes none."""
        if self._message.guild:
            await self._message.author.send(**_line(words, self._style).to_send())

    async def lost(self) -> None:
        """A direct message, unless the member takes none."""
        await self.elsewhere(_lost(self._begun))

    async def _open(self) -> None:
        """Open a thread on the message, once, where the bot may open one and write in it."""
        channel = self._message.channel
        if self._looked or not isinstance(channel, discord.TextChannel):
            return
        self._looked = True
        may = channel.permissions_for(channel.guild.me)
        if not (may.create_public_threads and may.send_messages_in_threads):
            return
        try:
            self._thread = await self._message.create_thread(name=shortened(self._name, _THREAD_NAME))
        except UNREACHED as error:
            _log.warning("no thread could be opened: the answer is a reply", error=str(error))

    async def _first(self, card: Card) -> discord.Message:
        """Show the first of an answer, or what stands for one, as soon as no place is being told any more."""
        async with self._telling:
            return await self._edited_or_sent(card)

    async def _edited_or_sent(self, card: Card) -> discord.Message:
        """Edit a card into the message that told the place; send it where there is none, or no longer."""
        if self._waiting:
            try:
                # The client's own rule holds for what is sent, and for edits of content alone.
                nobody = discord.AllowedMentions.none()
                shown = await self._waiting.edit(**card.to_edit(), allowed_mentions=nobody)
            except discord.NotFound as error:
                if (
                    error.code != _UNKNOWN_MESSAGE
                ):  # the whole place is gone, and a new message has none either
                    raise
            else:
                self._waiting = None
                return shown
        return await self._send(card)

    async def _send(self, card: Card) -> discord.Message:
        if self._thread:
            return await self._thread.send(**card.to_send())
        # A question that was deleted meanwhile is answered all the same, without pointing at it.
        reference = self._message.to_reference(fail_if_not_exists=False)
        return await self._message.channel.send(**card.to_send(), reference=reference)


async def reserved(interaction: Interaction, *, private: bool) -> InteractionReply | None:
    """Acknowledge an interaction before anything else is done with it; None when it is too late for that."""
    try:
        await interaction.response.defer(ephemeral=private, thinking=True)
    except discord.HTTPException as error:
        if error.code == _ACKNOWLEDGED:  # the first try arrived, and only Discord's word about it was lost
            return InteractionReply(interaction, private=private)
        _log.warning("a question could not be acknowledged", error=str(error))
        return None
    return InteractionReply(interaction, private=private)


async def result_or_line(work: Awaitable[_Result], reply: Reply) -> _Result | None:
    """What the desk gives; None when there is nothing, and the member was told why."""
    try:
        return await work
    except Declined as error:
        await said_or_elsewhere(reply, reply.alone(str(error)), str(error))
    except DeskError as error:
        await said_or_elsewhere(reply, reply.line(str(error)), str(error))
    return None


async def said_or_elsewhere(reply: Reply, saying: Awaitable[object], words: str) -> None:
    """Say a line; where its place is gone, say it to the member alone, elsewhere."""
    try:
        await saying
    except UNREACHED as error:
        _log.warning("a line had nowhere to go", error=str(error))
        if no_place(error):
            await told(reply.elsewhere(words))


def no_place(error: Exception) -> bool:
    """Whether Discord says that a place is gone, locked or closed to the bot: to try again there is in vain."""
    if isinstance(error, discord.NotFound | discord.Forbidden):
        return True
    return isinstance(error, discord.HTTPException) and error.code in (_TOKEN_GONE, _LOCKED)


async def told(telling: Awaitable[object]) -> None:
    """Tell something if there is still anybody to tell it to."""
    try:
        await telling
    except UNREACHED as error:
        _log.warning("a line had nowhere to go", error=str(error))


async def apologise(interaction: Interaction, error: Exception) -> None:
    """Log what broke under an incident id, and give the member that id.

    Nothing is said where an interaction is over: Discord itself tells its member that it failed.
    """
    cause = getattr(error, "original", error)
    if isinstance(cause, discord.HTTPException) and (no_place(cause) or cause.code == _ACKNOWLEDGED):
        _log.warning("an interaction is over, or its place is gone", error=str(cause))
        return
    incident = new_incident()
    _log.error("an interaction failed", incident=incident, exc_info=error)
    card = _line(str(Broken(incident)), interaction.client.house.settings.cards)
    if interaction.response.is_done():
        await told(interaction.followup.send(**card.to_send(), ephemeral=True))
    else:
        await told(interaction.response.send_message(**card.to_send(), ephemeral=True))


async def whisper(interaction: Interaction, words: str) -> None:
    """Answer an interaction with one line for its member alone."""
    card = _line(words, interaction.client.house.settings.cards)
    await interaction.response.send_message(**card.to_send(), ephemeral=True)


def _line(words: str, style: Cards) -> Card:
    return panel([words], NEUTRAL, style)


def _lost(begun: bool) -> str:
    return f"{'The rest of my' if begun else 'My'} answer {_LOST}"


def _place(place: int) -> str:
    ahead = "1 question is" if place == 1 else f"{place:,} questions are"
    return f"{ahead} ahead of yours. I will answer here when it is your turn."
