"""What a reply is, and what is said when its place is lost.

``interaction_reply`` answers into the place that a command has reserved, ``message_reply`` under a member's message.
Both are told what happens, in order: the question waits, then cards, or one line. When the place is lost meanwhile
(a channel, thread or token is gone, a permission is missing), the member is told once, elsewhere, and nothing more
is sent there.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Sequence
from typing import TypeVar

import aiohttp
import discord  # noqa: TID251
import structlog

from bot.server.cards import NEUTRAL, Card, panel
from bot.server.errors import Broken, Declined, NotAnswered, new_incident
from bot.server.footnote_client import Interaction
from bot.settings import Cards

_LOST = (
    "could not be shown where you asked: that place is gone or locked, or I am not allowed to write there. "
    "Please ask again somewhere else; here works too."
)
WAITS = "ahead of yours. I will answer here when it is your turn."
"""What a place in the line is told by; the answer replaces it."""
ACKNOWLEDGED = 40060  # Discord's code for an interaction that was acknowledged before
TOKEN_GONE = 50027  # an interaction's token is good for 15 minutes
_LOCKED = 50083  # the thread is archived, and not for the bot to open again

UNREACHED = (discord.HTTPException, aiohttp.ClientError, OSError)
"""How a request to Discord can fail after discord.py has retried: refused, or never arrived."""

_Result = TypeVar("_Result")

_log = structlog.get_logger(__name__)


class Reply(ABC):
    """Where an answer goes.

    Args:
        style: what cards are made of.
    """

    def __init__(self, style: Cards) -> None:
        self._style = style
        self._begun = False  # the first card of the answer is shown

    @property
    @abstractmethod
    def channel(self) -> int | None:
        """The id of the channel or thread."""

    async def queued(self, place: int) -> None:
        """Tell the member how many questions come before theirs, from 1."""
        before = "1 question is" if place == 1 else f"{place:,} questions are"
        await self.meanwhile(one_line(f"{before} {WAITS}", self._style))

    @abstractmethod
    async def meanwhile(self, card: Card) -> None:
        """Show a card until ``cards`` or ``line`` replaces it; if it cannot be shown, the answer still can."""

    async def opened(self) -> str | None:
        """Prepare the place for an answer; returns the conversation of a thread that was opened for it."""
        return None

    @abstractmethod
    async def cards(self, cards: Sequence[Card]) -> list[int]:
        """Show an answer; returns the ids of its messages."""

    @abstractmethod
    async def line(self, words: str) -> None:
        """Say one line where the answer would have been."""

    @abstractmethod
    async def alone(self, words: str) -> None:
        """Say one line to the member alone."""

    @abstractmethod
    async def elsewhere(self, words: str) -> None:
        """Say one line to the member alone, elsewhere, because the place is gone."""

    async def lost(self) -> None:
        """Tell the member, elsewhere, that the answer or the rest of it could not be shown."""
        await self.elsewhere(_no_room(self._begun))


async def result_or_line(work: Awaitable[_Result], reply: Reply) -> _Result | None:
    """The result of the service; None when there is none, and the member was told why."""
    try:
        return await work
    except Declined as error:
        await said_or_elsewhere(reply, reply.alone(str(error)), str(error))
    except NotAnswered as error:
        await said_or_elsewhere(reply, reply.line(str(error)), str(error))
    return None


async def said_or_elsewhere(reply: Reply, saying: Awaitable[object], words: str) -> None:
    """Say a line; where its place is gone, say it to the member alone, elsewhere."""
    try:
        await saying
    except UNREACHED as error:
        _log.warning("a line had nowhere to go", error=str(error))
        if no_place(error):
            await sent_or_logged(reply.elsewhere(words))


def no_place(error: Exception) -> bool:
    """Whether Discord says that a place is gone, locked or closed to the bot: no retry there can succeed."""
    if isinstance(error, discord.NotFound | discord.Forbidden):
        return True
    return isinstance(error, discord.HTTPException) and error.code in (TOKEN_GONE, _LOCKED)


async def sent_or_logged(telling: Awaitable[object]) -> None:
    """Send something to Discord; if it cannot be sent, that is only logged."""
    try:
        await telling
    except UNREACHED as error:
        _log.warning("a line had nowhere to go", error=str(error))


async def apologise(interaction: Interaction, error: Exception) -> None:
    """Log what broke under an incident id, and give the member that id.

    Nothing is said when an interaction is over: Discord itself tells its member that it failed.
    """
    cause = getattr(error, "original", error)
    if isinstance(cause, Declined) and not interaction.response.is_done():
        await sent_or_logged(whisper(interaction, str(cause)))  # nothing is broken
        return
    if isinstance(cause, discord.HTTPException) and (no_place(cause) or cause.code == ACKNOWLEDGED):
        _log.warning("an interaction is over, or its place is gone", error=str(cause))
        return
    incident = new_incident()
    _log.error("an interaction failed", incident=incident, exc_info=error)
    card = one_line(str(Broken(incident)), interaction.client.services.settings.cards)
    if interaction.response.is_done():
        await sent_or_logged(interaction.followup.send(**card.to_send(), ephemeral=True))
    else:
        await sent_or_logged(whisper_card(interaction, card))


async def whisper(interaction: Interaction, *blocks: str) -> None:
    """Answer an interaction with text for its member alone: one line, or blocks above each other."""
    await whisper_card(interaction, panel(blocks, NEUTRAL, interaction.client.services.settings.cards))


async def whisper_card(interaction: Interaction, card: Card) -> None:
    """Answer an interaction with a card for its member alone."""
    await interaction.response.send_message(**card.to_send(), ephemeral=True)


def one_line(words: str, style: Cards) -> Card:
    """A card of one line."""
    return panel([words], NEUTRAL, style)


def _no_room(begun: bool) -> str:
    """The line for a member whose answer, or the rest of it, could not be shown."""
    return f"{'The rest of my' if begun else 'My'} answer {_LOST}"
