"""What is stored of a member, who sees it, and how to delete it. Each of these answers is for the member alone."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlsplit

import discord  # noqa: TID251
from discord import ui  # noqa: TID251

from bot.server.cards import NEUTRAL, Attached, Card, panel
from bot.server.footnote_client import Interaction, Services
from bot.server.markup import shown
from bot.server.registry import Registry
from bot.server.remembered import Change
from bot.server.replies import one_line, whisper, whisper_card
from index.english.counted import counted

_FORGET = "fn:forget"
_MOST_PLACES, _MOST_QUESTIONS = 10, 5
_KINDS = {  # of what is stored of a member, and what each is called
    "questions": "question",
    "feedback": "thumb",
    "changes": "change",
    "handed": "handed-on question",
    "words": "answer",
}


def register(on: Registry) -> None:
    """Adds ``/privacy``, and ``/forget-me`` with its button."""
    on.buttons[re.compile(_FORGET)] = _forget

    @on.tree.command(description="What I store about you, for how long, and who can see it.")
    async def privacy(interaction: Interaction) -> None:
        await whisper(interaction, *_privacy(interaction.client.services, interaction.guild_id))

    @on.tree.command(name="forget-me", description="See everything I have stored about you, and delete it.")
    async def forget_me(interaction: Interaction) -> None:
        await whisper_card(interaction, await _stored(interaction.client.services, interaction.user.id))


async def _forget(interaction: Interaction, _: re.Match[str]) -> None:
    services = interaction.client.services
    await services.memory.forget_member(interaction.user.id)
    await services.memory.record(Change(interaction.guild_id, None, "Deleted what was stored about them"))
    done = "Done. I have deleted everything I had stored about you. Messages that I sent stay in Discord."
    await interaction.response.edit_message(**one_line(done, services.settings.cards).to_edit())


def _privacy(services: Services, guild: int | None) -> list[str]:
    settings = services.settings
    days = "1 day" if settings.keep_days == 1 else f"{settings.keep_days:g} days"
    machines = "machines that run me" if settings.database_url else "machine that runs me"
    lines = [
        f"- **What I store**, on the {machines}: your questions and my answers, your user id, the server and "
        "the channel; your 👍 and 👎 and what you write with them; that you deleted an answer, or changed a setting or "
        "an article.",
        f"- **How long**: {days}, then it is deleted. `/forget-me` shows you all of it and deletes it at once. "
        "Copies made earlier still hold it: one made before an update, for the same time at most; backups and database "
        "dumps of the people who run me, until they delete them.",
        "- **Why**: so that the buttons on my answers work, I understand follow-up questions, and mistakes get fixed.",
        "- **Who sees it**: the people who run me. Moderators of this server see the questions asked openly in it, "
        "your 👍 and 👎 with what you write there, and what you deleted or changed. Questions that you ask privately "
        "are not shown to moderators; only your thumbs on them are, with what you write there.",
        "- **What I do not store**: messages that are not meant for me, and the words of a message that you "
        "fact-check.",
    ]
    if settings.llm:
        host = urlsplit(settings.llm_base_url or "").hostname  # the rest of its address may contain a key
        where = shown(host or "its provider", 100)
        lines.append(f"- **A language model also gets your question**: {shown(settings.llm, 60)} at {where}.")
    if settings.message_content:
        lines.append("- **In threads that I opened**, I read every message to see whether it is a question.")
        if chosen := sorted(services.guild(guild).by_itself.channels):
            places = ", ".join(f"<#{channel}>" for channel in chosen[:_MOST_PLACES])
            places += " and other channels" if len(chosen) > _MOST_PLACES else ""
            lines.append(
                f"- **In {places}**, I read every message to see whether it is a question that I can answer by myself. "
                "I store it only when I answer it."
            )
    if services.guild(guild).ask_moderators:
        lines.append(
            "- **Ask the moderators** shows your question to moderators of this server, without your name; one that "
            "you asked privately only after you have confirmed it. I store it with their answer, and show that answer "
            "to members who ask a similar question, with your question unless you asked it privately. `/forget-me` "
            "deletes both here; the post stays in Discord."
        )
    if settings.log_questions:
        lines.append(
            "- **The log** of the people who run me holds every question and the text of every fact-check."
        )
    return ["### What I store about you", "\n".join(lines)]


async def _stored(services: Services, member: int) -> Card:
    stored = await services.memory.of_member(member)
    style = services.settings.cards
    if not any(stored.values()):
        return panel(["I have stored nothing about you."], NEUTRAL, style)
    many = [counted(len(stored[name]), kind) for name, kind in _KINDS.items() if stored[name]]
    lines = [f"### I have stored {' and '.join(filter(None, (', '.join(many[:-1]), many[-1])))} of yours"]
    latest = stored["questions"][-_MOST_QUESTIONS:]
    if len(stored["questions"]) > len(latest):
        lines.append("Your latest questions:")
    lines += [
        f"- <t:{int(row['asked_at'])}:d> {shown(row['question'] or '(a fact-check)', 80)}" for row in latest
    ]
    forget = ui.Button[Any](label="Delete all of it", style=discord.ButtonStyle.danger, custom_id=_FORGET)
    blocks = ["\n".join(lines), "-# The attached file holds everything, exactly as it is stored."]
    content = json.dumps(stored, indent=1, ensure_ascii=False).encode()
    return panel(blocks, NEUTRAL, style, [[forget]], attached=Attached("stored.json", content))
