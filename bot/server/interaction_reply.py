"""An answer into the place that a command, a menu or a modal has reserved."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence

import discord  # noqa: TID251
import structlog

from bot.server.cards import Card
from bot.server.footnote_client import Interaction
from bot.server.replies import ACKNOWLEDGED, TOKEN_GONE, UNREACHED, Reply, no_place, one_line

_UNKNOWN_HOOK = 10015

_log = structlog.get_logger(__name__)


class InteractionReply(Reply):
    """Into the place that a command, a menu or a modal has reserved; made by ``reserved``."""

    def __init__(self, interaction: Interaction, *, private: bool) -> None:
        super().__init__(interaction.client.services.settings.cards)
        self._interaction = interaction
        self._private = private
        self._gone: discord.HTTPException | None = None  # what said that the token is no longer good

    @property
    def channel(self) -> int | None:
        """The channel or thread of the command."""
        return self._interaction.channel_id

    async def meanwhile(self, card: Card) -> None:
        """Edit the reserved place."""
        with contextlib.suppress(*UNREACHED):
            if self._gone is None:
                await self._edit(card)

    async def cards(self, cards: Sequence[Card]) -> list[int]:
        """Edit the first card into the reserved place; the others follow it."""
        first = await self._edit(cards[0])
        self._begun = True
        return [first.id, *[(await self._follow(card, private=self._private)).id for card in cards[1:]]]

    async def line(self, words: str) -> None:
        """Edit the reserved place, or follow what is shown there of an answer."""
        card = one_line(words, self._style)
        if self._begun:
            await self._follow(card, private=self._private)
        else:
            await self._edit(card)

    async def alone(self, words: str) -> None:
        """Delete the open reply, then answer the member alone."""
        if self._private:
            await self.line(words)
            return
        with self._noting():
            # A follow-up takes over a reply that is still reserved, and would be as open as that.
            await self._interaction.delete_original_response()
        await self._follow(one_line(words, self._style), private=True)

    async def elsewhere(self, words: str) -> None:
        """A private line after the place that is gone; where that is impossible too, a direct message."""
        card = one_line(words, self._style)
        if self._gone is None:
            try:
                await self._follow(card, private=True)
                return
            except discord.HTTPException as error:
                if not no_place(error):
                    raise
        await self._interaction.user.send(**card.to_send())

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
            self._gone = error if error.code in (TOKEN_GONE, _UNKNOWN_HOOK) else None
            raise


async def reserved(interaction: Interaction, *, private: bool) -> InteractionReply | None:
    """Acknowledge an interaction before anything else is done with it; None when it is too late for that."""
    try:
        await interaction.response.defer(ephemeral=private, thinking=True)
    except discord.HTTPException as error:
        if error.code != ACKNOWLEDGED:  # else the first try arrived, and only Discord's confirmation was lost
            _log.warning("a question could not be acknowledged", error=str(error))
            return None
    return InteractionReply(interaction, private=private)
