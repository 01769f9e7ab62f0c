"""*Ask the moderators*: a refused question goes to moderators, and similar ones later show their answer.

Moderators choose the channel (``/footnote ask-moderators``). A question is posted there once, without a name; if it
was asked privately, only after its asker has confirmed it. ``speaking`` is the moderators' side.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import islice

import structlog

from bot.answering.reading.sources import source_of
from bot.answers import Answer, Refused
from bot.errors import MemoryUnusable
from bot.records import Source
from bot.server.cards import NEUTRAL, NO_QUESTION, Card, button, panel
from bot.server.custom_ids import Does
from bot.server.errors import Declined
from bot.server.footnote_client import FootnoteClient, Interaction, Services, place_of
from bot.server.handed import Handed
from bot.server.handed_cards import post, word
from bot.server.jobs import QueueFull
from bot.server.limits import Asker
from bot.server.remembered import Kept, card_link
from bot.server.replies import UNREACHED, one_line, sent_or_logged, whisper, whisper_card
from bot.server.rules import without_deleted
from index.errors import IndexingError

_MOST_NEAR = 3  # articles
_NOT_HERE = "The moderators of this server take no questions from me any more."
_FORGOTTEN = "I no longer have that question. Please ask again."
_NOT_YOURS = "This question was asked privately: only the person who asked it can pass it on."
_CONFIRM = (
    "You asked this privately. If you pass it on, the moderators of this server can read the question, without your "
    "name."
)
_PASSED_ON = (
    "I have passed the question on to the moderators, without your name. When one of them answers, I show that to "
    "anyone who asks a similar question: ask me again later."
)
_ALREADY = (
    "The moderators have this question already. When one of them answers, I show it to anyone who asks this."
)
_NO_PLACE = (
    "I could not post the question: I am not allowed to write in the channel that the moderators chose. Please tell "
    "them."
)

_log = structlog.get_logger(__name__)


async def hand(interaction: Interaction, answer: Kept, _: int) -> None:
    """Hand a refused question to the moderators; if it was asked privately, ask its asker first."""
    if not answer.private:
        await _pass_on(interaction, answer)
    elif interaction.user.id != answer.asker:
        await whisper(interaction, _NOT_YOURS)
    else:
        confirm = button("Pass it on to the moderators", Does.CONFIRM, answer.id, emoji="🙋")
        card = panel([_CONFIRM], NEUTRAL, interaction.client.services.settings.cards, [[confirm]])
        await whisper_card(interaction, card)


async def confirmed(interaction: Interaction, answer: Kept, _: int) -> None:
    """Hand a question that was asked privately to the moderators."""
    if interaction.user.id != answer.asker:
        await whisper(interaction, _NOT_YOURS)
    else:
        await _pass_on(interaction, answer)


async def offered(services: Services, asker: Asker, answer: Answer) -> list[Card]:
    """The card of a moderator's answer to a question like the refused one, if there is one.

    It must be from this server, for a question that the shelf of this place could not answer.

    Args:
        services: what serves members.
        asker: who asked, and where; in a direct message no moderator has said anything.
        answer: the answer; a moderator's word is only shown below a refusal.
    """
    if asker.guild is None or not isinstance(answer, Refused) or answer.reason in NO_QUESTION:
        return []
    engine = services.service.engine_at(asker.guild, asker.channel)
    index, asked = engine.index(), answer.trace.asked_as
    try:
        answered = await services.memory.handed.answered(asker.guild, engine.shelf)
        compare = partial(services.likeness.nearest, asked, answered, index.generation.id, index.embed)
        handed = await services.service.run(compare) if answered else None
    except (MemoryUnusable, QueueFull, IndexingError) as error:  # the refusal stands without it
        _log.error("a moderator's word could not be looked up", error=str(error))
        return []
    return [word(handed, services.settings.cards)] if handed else []


async def renewed(services: Services, handed: Handed) -> Card:
    """The current post of a question."""
    answer = await services.memory.answer(handed.id)
    messages = await services.memory.messages(handed.id)
    link = card_link(answer, next(iter(messages), None)) if answer else None
    near = await nearest(services, handed, answer) if answer else []
    return post(handed, near, link, services.settings.cards)


async def nearest(services: Services, handed: Handed, answer: Kept) -> list[Source]:
    """The articles of its shelf that came closest to a question, as far as they are still there.

    Args:
        services: what serves members.
        handed: the question.
        answer: the refusal.
    """
    try:
        engine = services.service.engine_at(handed.guild, handed.place)
    except Declined:  # nothing answers there any more
        return []
    if engine.shelf != handed.shelf:
        return []

    def look() -> list[Source]:
        index, retrieved = engine.index(), (answer.record or {}).get("retrieved", ())
        articles = index.generation.articles
        names = (passage["article"] for passage in retrieved if passage["article"] in articles)
        return [
            source_of(articles[name], index.generation, index.text)
            for name in islice(dict.fromkeys(names), _MOST_NEAR)
        ]

    try:
        return await services.service.run(look)
    except (IndexingError, QueueFull) as error:
        _log.warning("the nearest articles could not be named", error=str(error))
        return []


async def _pass_on(interaction: Interaction, answer: Kept) -> None:
    services = interaction.client.services
    channel = without_deleted(services.guild(answer.guild), interaction.guild).ask_moderators
    question = (answer.record or {}).get("asked_as") or answer.question
    if channel is None or answer.guild is None:
        await whisper(interaction, _NOT_HERE)
        return
    if answer.asker is None or not question:
        await whisper(interaction, _FORGOTTEN)
        return
    await interaction.response.defer(ephemeral=True, thinking=True)
    handed = Handed(
        id=answer.id,
        guild=answer.guild,
        asker=answer.asker,
        private=answer.private,
        question=question,
        shelf=answer.shelf or "",
        place=place_of(interaction.channel),
        channel=channel,
        message=0,
    )
    going = (handed.guild, handed.shelf, question)
    line = _ALREADY
    if going not in services.handing:
        services.handing.add(going)
        try:
            if not await services.memory.handed.same(*going):
                line = await _posted(interaction.client, handed)
        finally:
            services.handing.discard(going)
    await sent_or_logged(
        interaction.edit_original_response(**one_line(line, services.settings.cards).to_edit())
    )


async def _posted(client: FootnoteClient, handed: Handed) -> str:
    """Post a question where moderators see it, and store that; returns the line for the member who pressed."""
    services, channel = client.services, client.get_partial_messageable(handed.channel, guild_id=handed.guild)
    try:
        message = await channel.send(**(await renewed(services, handed)).to_send())
    except UNREACHED as error:
        _log.warning("a question could not be posted for moderators", error=str(error))
        return _NO_PLACE
    try:
        await services.memory.handed.keep(replace(handed, message=message.id))
    except MemoryUnusable:
        await sent_or_logged(message.delete())
        raise
    return _PASSED_ON
