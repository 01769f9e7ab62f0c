"""What the buttons on an answer do.

Each button is found by its custom_id alone, which names what it does, the answer and a number (``custom_ids``):
so a card still works after the bot was restarted or the index rebuilt.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

from discord import ui  # noqa: TID251

from bot.server.asking import ask_here
from bot.server.cards import NEUTRAL, Card, button, panel
from bot.server.commands.forms import UNKNOWN, answer_of, follow_up_form, note, why_form
from bot.server.custom_ids import Does, template
from bot.server.footnote_client import Interaction, conversation_in, engine_of
from bot.server.handover import confirmed, hand
from bot.server.markup import domain, shortened, web_address
from bot.server.quotation import quotation
from bot.server.registry import Registry
from bot.server.remembered import Change, Feedback, Kept
from bot.server.replies import sent_or_logged, whisper, whisper_card
from bot.settings import Cards

_LABEL = 80  # characters of a button's label
_NOT_YOURS = "Only the person who asked, or a moderator of this server, can delete an answer."


async def _press(interaction: Interaction, pressed: re.Match[str]) -> None:
    """Do what a button or a menu on an answer is for, or say why not."""
    if answer := await answer_of(interaction, pressed["answer"]):
        await _ACTIONS[Does(pressed["does"])](interaction, answer, int(pressed["number"]))


async def _see(interaction: Interaction, answer: Kept, number: int) -> None:
    await whisper_card(interaction, await _opened(interaction, answer, number))


async def _turn(interaction: Interaction, answer: Kept, number: int) -> None:
    card = await _opened(interaction, answer, number)
    await interaction.response.edit_message(**card.to_edit())


async def _pick(interaction: Interaction, answer: Kept, _: int) -> None:
    """Open the footnote that was chosen in the menu of those that have no button of their own."""
    chosen: Any = interaction.data
    await _see(interaction, answer, int(chosen["values"][0]))


async def _good(interaction: Interaction, answer: Kept, _: int) -> None:
    await note(interaction, Feedback(answer.id, interaction.user.id, good=True))


async def _bad(interaction: Interaction, answer: Kept, _: int) -> None:
    memory = interaction.client.services.memory
    opinion = await memory.opinion(answer.id, interaction.user.id)
    if opinion is None or opinion.good:
        # The thumb counts even when its member closes the form without a word.
        opinion = Feedback(answer.id, interaction.user.id, good=False)
        await memory.judge(opinion)
    await interaction.response.send_modal(why_form(opinion))


async def _follow(interaction: Interaction, answer: Kept, _: int) -> None:
    await interaction.response.send_modal(follow_up_form(answer.id))


async def _attempt(interaction: Interaction, answer: Kept, _: int) -> None:
    if answer.attempt is None:
        await whisper(interaction, UNKNOWN)
        return
    conversation = None if answer.private else conversation_in(interaction.channel)
    await ask_here(interaction, answer.attempt, private=answer.private, conversation=conversation)


async def _delete(interaction: Interaction, answer: Kept, _: int) -> None:
    if interaction.user.id != answer.asker and not interaction.permissions.manage_messages:
        await whisper(interaction, _NOT_YOURS)
        return
    await interaction.response.defer()
    await sent_or_logged(interaction.delete_original_response())  # somebody else may have been quicker
    whose = "their own" if interaction.user.id == answer.asker else "an"
    change = Change(answer.guild, interaction.user.id, f"Deleted {whose} answer (`{answer.id}`)")
    await interaction.client.services.memory.record(change)
    pressed = interaction.message.id if interaction.message else None
    channel = interaction.client.get_partial_messageable(interaction.channel_id or 0)
    for message in await interaction.client.services.memory.messages(answer.id):
        if message != pressed:
            await sent_or_logged(channel.get_partial_message(message).delete())


async def _opened(interaction: Interaction, answer: Kept, number: int) -> Card:
    """The card of one quotation."""
    services = interaction.client.services
    place = [citation.n for citation in answer.citations].index(number)
    citation, index = answer.citations[place], engine_of(interaction).index()

    def read() -> list[str]:
        return quotation(citation, answer.around.get(number), index.generation, index.text)

    return opened_card(await services.service.run(read), answer, place, services.settings.cards)


def opened_card(blocks: list[str], answer: Kept, place: int, style: Cards) -> Card:
    """A quotation with buttons for the ones beside it and for the original.

    Args:
        blocks: what ``quotation`` says of it.
        answer: the answer that cites it.
        place: its place among the answer's citations, from 0.
        style: layout components or an embed.
    """
    numbers = [citation.n for citation in answer.citations]
    row: list[ui.Button[Any]] = []
    if len(numbers) > 1:
        before, after = numbers[place - 1 : place] or [0], numbers[place + 1 : place + 2] or [numbers[-1] + 1]
        row = [
            button("Previous", Does.TURN, answer.id, before[0], emoji="◀️", off=place == 0),
            button("Next", Does.TURN, answer.id, after[0], emoji="▶️", off=place == len(numbers) - 1),
        ]
    url = answer.citations[place].source.url
    if safe := web_address(url):
        row.append(ui.Button(label=shortened(f"Original on {domain(url)}", _LABEL), url=safe))
    return panel(blocks, NEUTRAL, style, [row] if row else [])


_Action = Callable[[Interaction, Kept, int], Awaitable[None]]
_ACTIONS: dict[Does, _Action] = {
    Does.SEE: _see,
    Does.TURN: _turn,
    Does.PICK: _pick,
    Does.GOOD: _good,
    Does.BAD: _bad,
    Does.FOLLOW: _follow,
    Does.DELETE: _delete,
    Does.ATTEMPT: _attempt,
    Does.HAND: hand,
    Does.CONFIRM: confirmed,
}


def register(on: Registry) -> None:
    """Adds the buttons and the menu of every answer, old and new."""
    on.buttons[template(*_ACTIONS)] = _press
