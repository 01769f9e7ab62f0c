"""The forms that buttons open, and what happens with what members type there.

A form, like a button, carries what it does and the answer's id in its custom_id (``custom_ids``), and is taken by
that alone: so one that was open while the bot restarted can still be sent.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import discord  # noqa: TID251
from discord import ui  # noqa: TID251

from bot.answering.question.understand import MAX_LENGTH
from bot.server.asking import ask_here
from bot.server.custom_ids import Does, custom_id, template
from bot.server.footnote_client import Interaction, opens
from bot.server.modals import new_form, typed
from bot.server.registry import Registry
from bot.server.remembered import REASONS, Feedback, Kept
from bot.server.replies import whisper

UNKNOWN = "I no longer have that answer. Please ask again."
_THANKS = "Thank you. Your feedback is noted."


def why_form(before: Feedback) -> ui.Modal:
    """Asks a member for the reason of a thumb down, and shows what they wrote before.

    Args:
        before: their thumb down, with the reason and the words if they gave any.
    """
    reasons = [
        discord.SelectOption(label=label, value=value, default=value == before.reason)
        for value, label in REASONS.items()
    ]
    words: ui.TextInput[Any] = ui.TextInput(
        custom_id="words",
        style=discord.TextStyle.paragraph,
        required=False,
        max_length=1000,
        default=before.words,
    )
    reason: ui.Select[Any] = ui.Select(custom_id="reason", options=reasons)
    return new_form(
        "What is wrong with this answer?",
        custom_id(Does.BAD, before.answer),
        {"What is the problem?": reason, "In your own words (optional)": words},
    )


def follow_up_form(answer: str) -> ui.Modal:
    """Asks for the next question of a conversation.

    Args:
        answer: the id of the answer that it follows.
    """
    question: ui.TextInput[Any] = ui.TextInput(
        custom_id="question", style=discord.TextStyle.paragraph, max_length=MAX_LENGTH
    )
    inputs = {"What else do you want to know?": question}
    return new_form("Ask a follow-up", custom_id(Does.FOLLOW, answer), inputs)


async def answer_of(interaction: Interaction, name: str) -> Kept | None:
    """The answer that a button or a form is about; None if it cannot be opened here: then the member was told."""
    known = await interaction.client.services.memory.answer(name)
    if known and opens(interaction, known):
        return known
    await whisper(interaction, UNKNOWN)
    return None


async def note(interaction: Interaction, opinion: Feedback) -> None:
    """Remember an opinion, and say so."""
    known = await interaction.client.services.memory.judge(opinion)
    await whisper(interaction, _THANKS if known else UNKNOWN)


def register(on: Registry) -> None:
    """Takes the forms that the buttons of answers open, old and new."""
    on.forms[template(*_TAKEN)] = _take


async def _take(interaction: Interaction, form: re.Match[str]) -> None:
    if answer := await answer_of(interaction, form["answer"]):
        await _TAKEN[Does(form["does"])](interaction, answer, typed(interaction))


async def _why(interaction: Interaction, answer: Kept, fields: Mapping[str, str]) -> None:
    reason, words = fields.get("reason") or None, fields.get("words", "").strip() or None
    await note(interaction, Feedback(answer.id, interaction.user.id, False, reason, words))


async def _follow_up(interaction: Interaction, answer: Kept, fields: Mapping[str, str]) -> None:
    """Answer it like any question, read with those before it."""
    await ask_here(interaction, fields["question"], private=answer.private, conversation=answer.conversation)


_Take = Callable[[Interaction, Kept, Mapping[str, str]], Awaitable[None]]
_TAKEN: dict[Does, _Take] = {Does.BAD: _why, Does.FOLLOW: _follow_up}
