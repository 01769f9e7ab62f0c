"""``/ask``."""

from __future__ import annotations

from discord import app_commands  # noqa: TID251

from bot.answering.question.understand import MAX_LENGTH
from bot.server.asking import ask_here
from bot.server.footnote_client import Interaction, conversation_in
from bot.server.registry import Registry


def register(on: Registry) -> None:
    """Adds ``/ask``."""

    @on.tree.command(
        description="Ask the articles a question. Every sentence of the answer names its source."
    )
    @app_commands.describe(
        question="What do you want to know?", private="True: only you see the answer. False: everybody does."
    )
    async def ask(
        interaction: Interaction,
        question: app_commands.Range[str, 1, MAX_LENGTH],
        private: bool | None = None,
    ) -> None:
        if private is None:
            private = interaction.client.services.guild(interaction.guild_id).private
        conversation = None if private else conversation_in(interaction.channel)
        await ask_here(interaction, question, private=private, conversation=conversation)
