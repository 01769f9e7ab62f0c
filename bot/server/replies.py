"""Where an answer goes: into the place that a command has reserved, or under a member's message.

Both ways are told what happens, in order: the question waits, then cards, or one line. What Discord refuses
meanwhile (the channel is gone, a permission is missing) is logged and ends this one reply, nothing else.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Sequence
from typing import Protocol, TypeVar

import aiohttp
import discord  # noqa: TID251
import structlog

from bot.server.cards import NEUTRAL, Card, panel
from bot.server.desk import new_incident
from bot.server.errors import Broken, Declined, DeskError
from bot.server.face import Interaction
from bot.settings import Cards

_LOST = "could not be shown where you asked: that place is gone, or I may not write there."
_ACKNOWLEDGED = 40060  # Discord's code for an interaction that was acknowledged before
ALONE_S = 20.0  # a line for one member in an open channel goes away after this

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

    async def cards(self, cards: Sequence[Card]) -> list[int]:
        """Show an answer; returns the ids of its messages."""

    async def line(self, words: str) -> None:
        """Say one line where the answer would have been."""

    async def alone(self, words: str) -> None:
        """Say one line to the member alone."""

    async def lost(self) -> None:
        """Tell the member, where that is still possible, that the answer, or the rest of it, had nowhere to go."""


class InteractionReply:
    """Into the place that a command, a menu or a modal has reserved; made by ``reserved``."""

    def __init__(self, interaction: Interaction, *, private: bool) -> None:
        self._interaction = interaction
        self._private = private
        self._style = interaction.client.house.settings.cards
        self._begun = False  # the first card of the answer is shown

    @property
    def channel(self) -> int | None:
        """The channel or thread of the command."""
        return self._interaction.channel_id

    async def queued(self, place: int) -> None:
        """Edit the reserved place."""
        with contextlib.suppress(*UNREACHED):  # the answer is what matters
            await self._interaction.edit_original_response(**_line(_place(place), self._style).to_edit())

    async def cards(self, cards: Sequence[Card]) -> list[int]:
        """Edit the first card into the reserved place; the others follow it."""
        first = await self._interaction.edit_original_response(**cards[0].to_edit())
        self._begun = True
        ids = [first.id]
        for card in cards[1:]:
            more = await self._interaction.followup.send(**card.to_send(), ephemeral=self._private, wait=True)
            ids.append(more.id)
        return ids

    async def line(self, words: str) -> None:
        """Edit the reserved place, or follow what is shown there of an answer."""
        card = _line(words, self._style)
        if self._begun:
            await self._interaction.followup.send(**card.to_send(), ephemeral=self._private)
        else:
            await self._interaction.edit_original_response(**card.to_edit())

    async def alone(self, words: str) -> None:
        """Give an open place back, then answer the member alone."""
        if self._private:
            await self.line(words)
            return
        # A follow-up takes over a place that is still reserved, and would be as open as it.
        await self._interaction.delete_original_response()
        await self._interaction.followup.send(**_line(words, self._style).to_send(), ephemeral=True)

    async def lost(self) -> None:
        """A private line after the place that is gone."""
        card = _line(_lost(self._begun), self._style)
        await self._interaction.followup.send(**card.to_send(), ephemeral=True)


class MessageReply:
    """Under a member's message, or into the thread on it.

    Nothing is reserved there. A question that has to wait gets a message with its place in the line, and that
    message becomes the answer: one question, one message, and nobody wonders whether they were heard.

    Args:
        message: the member's message.
        thread: the thread that was opened on it, or None to reply in the channel.
        style: what cards are made of.
    """

    def __init__(self, message: discord.Message, thread: discord.Thread | None, style: Cards) -> None:
        self._message = message
        self._thread = thread
        self._style = style
        self._waiting: discord.Message | None = None  # tells the place in the line
        self._telling = asyncio.Lock()  # a stop may end the question while its place is still being sent
        self._begun = False  # the first card of the answer is shown

    @property
    def channel(self) -> int | None:
        """The thread, or the channel of the message."""
        return (self._thread or self._message.channel).id

    async def queued(self, place: int) -> None:
        """Send a message, or edit the one that was sent."""
        with contextlib.suppress(*UNREACHED):  # the answer is what matters
            async with self._telling:
                self._waiting = await self._edited_or_sent(_line(_place(place), self._style))

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

    async def lost(self) -> None:
        """A direct message, unless the member takes none."""
        await self._message.author.send(**_line(_lost(self._begun), self._style).to_send())

    async def _first(self, card: Card) -> discord.Message:
        """Show the first of an answer, or what stands for one, as soon as no place is being told any more."""
        async with self._telling:
            return await self._edited_or_sent(card)

    async def _edited_or_sent(self, card: Card) -> discord.Message:
        """Edit a card into the message that told the place; send it where there is none, or no longer."""
        if self._waiting:
            with contextlib.suppress(discord.NotFound):  # somebody deleted it: what follows is sent anew
                # The client's own rule holds for what is sent, and for edits of content alone.
                nobody = discord.AllowedMentions.none()
                shown = await self._waiting.edit(**card.to_edit(), allowed_mentions=nobody)
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
        await told(reply.alone(str(error)))
    except DeskError as error:
        await told(reply.line(str(error)))
    return None


async def told(telling: Awaitable[object]) -> None:
    """Tell something if there is still anybody to tell it to."""
    try:
        await telling
    except UNREACHED as error:
        _log.warning("a line had nowhere to go", error=str(error))


async def apologise(interaction: Interaction, error: Exception) -> None:
    """Log what broke under an incident id, and give the member that id."""
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
    ahead = "One question is" if place == 1 else f"{place} questions are"
    return f"{ahead} before yours. I read them in order."
