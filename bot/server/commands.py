"""``/ask``: from a member's question to a card.

Discord wants to hear from us within three seconds, so a question is acknowledged before anything else is done
with it. Whatever goes wrong with one question stays with that question.
"""

from __future__ import annotations

import discord  # noqa: TID251
from discord import app_commands  # noqa: TID251

from bot.answering.question import MAX_LENGTH
from bot.records import Question
from bot.server.cards import card
from bot.server.desk import Desk
from bot.server.errors import DeskError
from bot.server.limits import Asker


async def take(desk: Desk, interaction: discord.Interaction, text: str) -> None:
    """Acknowledge a question, then answer it in the place that was acknowledged."""
    with desk.attended():
        await interaction.response.defer(thinking=True)
        try:
            answer = await desk.ask(asker_of(interaction), Question(text.strip()))
        except DeskError as error:
            await interaction.edit_original_response(content=str(error))
        else:
            await interaction.edit_original_response(view=card(answer))


def asker_of(interaction: discord.Interaction) -> Asker:
    """Who uses a command, a menu or a button, and where."""
    member = interaction.user
    roles = frozenset(role.id for role in member.roles) if isinstance(member, discord.Member) else frozenset()
    return Asker(member.id, interaction.guild_id, interaction.channel_id, roles)


def add_commands(tree: app_commands.CommandTree, desk: Desk) -> None:
    """Put ``/ask`` on the command tree."""

    @tree.command(description="Ask the articles. Every sentence of the answer shows where it stands.")
    @app_commands.describe(question="What do you want to know?")
    async def ask(interaction: discord.Interaction, question: app_commands.Range[str, 1, MAX_LENGTH]) -> None:
        await take(desk, interaction, question)
