"""From a member's words to an answer; ``commands.ask`` brings the words of ``/ask``, ``listening`` those of messages.

Discord wants to hear from us within three seconds, so a question is acknowledged before anything else is done
with it. Whatever goes wrong with one question stays with that question.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import replace

import structlog

from bot.answers import Answer
from bot.errors import MemoryUnusable
from bot.records import Question
from bot.server.cards import Buttons, Card, cards, first_card
from bot.server.errors import Broken, Declined, new_incident
from bot.server.footnote_client import Interaction, Services, asker_of
from bot.server.handover import offered
from bot.server.interaction_reply import reserved
from bot.server.jobs import QueueFull
from bot.server.limits import Asker
from bot.server.pending import Pending
from bot.server.quotation import around
from bot.server.remembered import Around, Kept, kept
from bot.server.replies import UNREACHED, Reply, no_place, result_or_line, said_or_elsewhere, sent_or_logged

_log = structlog.get_logger(__name__)


async def answer(
    services: Services,
    reply: Reply,
    asker: Asker,
    text: str,
    *,
    conversation: str | None = None,
    follows: str | None = None,
    private: bool = False,
) -> None:
    """Answer a question where ``reply`` says, and remember the answer.

    Args:
        services: what serves members.
        reply: where the answer goes; already acknowledged, and attended by the service.
        asker: who asks, and where.
        text: the question as typed.
        conversation: the conversation that it belongs to; None begins one.
        follows: the conversation whose questions it is read with, when that is another one.
        private: whether only the asker sees the answer.
    """
    earlier = await _earlier(services, follows or conversation, asker)

    async def first(answer: Answer) -> None:
        await reply.meanwhile(first_card(answer, services.settings.cards))

    asked = services.service.ask(asker, Question(text.strip(), earlier), reply.queued, first)
    answer = await result_or_line(asked, reply)
    if answer is None:
        return
    thread = await reply.opened()
    known = await remember_answer(
        services, asker, answer, channel=reply.channel, conversation=thread or conversation, private=private
    )
    shown = cards(answer, services.settings.cards, buttons(services, known))
    await show(services, reply, [*shown, *await offered(services, asker, answer)], known)


async def remember_answer(
    services: Services,
    asker: Asker,
    answer: Answer,
    *,
    channel: int | None,
    conversation: str | None,
    private: bool = False,
) -> Kept | None:
    """Keep an answer under the shelf that answers where it was asked; None if it cannot be kept.

    Args:
        services: what serves members.
        asker: who asked, and where.
        answer: the answer.
        channel: the channel or thread that shows it.
        conversation: the conversation that it belongs to; None begins one.
        private: whether only the asker sees it.
    """
    fresh = kept(
        answer,
        asker=asker.user,
        guild=asker.guild,
        channel=channel,
        private=private,
        conversation=conversation,
        shelf=services.service.engine_at(asker.guild, asker.channel).shelf,
    )
    return await remember(services, asker, fresh)


async def remember_messages(services: Services, known: Kept | None, messages: Sequence[int]) -> None:
    """Keep which messages show an answer, so that a reply to one of them is understood.

    Args:
        services: what serves members.
        known: the answer; None if it could not be kept.
        messages: the ids of the messages.
    """
    if known is None:
        return
    with contextlib.suppress(MemoryUnusable):  # only a reply to this message is not understood as one
        for message in messages:
            await services.memory.sent(known.id, message)


async def remember(services: Services, asker: Asker, new: Kept) -> Kept | None:
    """Keep an answer; one that cannot be kept (a full disk) is shown all the same, without buttons."""
    index = services.service.engine_at(asker.guild, asker.channel).index()

    def look() -> dict[int, Around]:
        surroundings = {
            citation.n: around(citation, index.generation, index.text) for citation in new.citations
        }
        return {number: surrounding for number, surrounding in surroundings.items() if surrounding}

    try:
        if new.citations:
            with contextlib.suppress(QueueFull):
                new = replace(new, around=await services.service.run(look))
        await services.memory.keep(new)
    except MemoryUnusable as error:
        _log.error("an answer could not be remembered", error=str(error))
        return None
    return new


def buttons(services: Services, known: Kept | None) -> Buttons | None:
    """Which buttons the card of a remembered answer has."""
    if known is None:
        return None
    here = services.guild(known.guild)
    return Buttons(
        known.id, feedback=here.feedback, delete=not known.private, hand=here.ask_moderators is not None
    )


async def show(services: Services, reply: Reply, shown: Sequence[Card], known: Kept | None) -> None:
    """Show cards and remember which messages they are; what Discord does not take ends in one line."""
    try:
        messages = await reply.cards(shown)
    except UNREACHED as error:
        if no_place(error):
            _log.warning("an answer had nowhere to go", error=str(error))
            await sent_or_logged(reply.lost())
            return
        incident = new_incident()
        _log.error("an answer could not be shown", incident=incident, exc_info=error)
        line = str(Broken(incident))
        await said_or_elsewhere(reply, reply.line(line), line)
        return
    await remember_messages(services, known, messages)


async def ask_here(
    interaction: Interaction,
    text: str,
    *,
    private: bool,
    conversation: str | None = None,
) -> None:
    """Acknowledge a question that came by a command, a menu or a button, and answer it in that place."""
    services = interaction.client.services
    with services.service.attended():
        reply = await reserved(interaction, private=private)
        if reply is None:
            return
        asker = asker_of(interaction.user, interaction.guild_id, interaction.channel)
        async with services.memory.pending.noted(pending_of(interaction)):
            await answer(services, reply, asker, text, conversation=conversation, private=private)


def pending_of(interaction: Interaction) -> Pending:
    """A question that came by a command, a menu or a button, while it is under way."""
    return Pending(interaction.guild_id, interaction.channel_id, token=interaction.token)


async def _earlier(services: Services, conversation: str | None, asker: Asker) -> tuple[str, ...]:
    if conversation is None:
        return ()
    try:
        shelf = services.service.engine_at(asker.guild, asker.channel).shelf
        return await services.memory.history(conversation, shelf)
    except Declined:  # the service says so
        return ()
    except MemoryUnusable as error:
        _log.error("a conversation could not be remembered", error=str(error))
        return ()
