"""Forms as Discord shows them and sends them back."""

from __future__ import annotations

from typing import Any

from discord import ui  # noqa: TID251

from bot.server.custom_ids import Does, custom_id
from bot.server.face import Interaction


def new_form(title: str, does: Does, answer: str) -> ui.Modal:
    """An empty form.

    Args:
        title: what it is called, 45 characters at most.
        does: what is done with what is typed.
        answer: the id of the answer that it is about.
    """
    form = ui.Modal(title=title, custom_id=custom_id(does, answer))
    form.stop()  # it is taken by its custom_id alone: discord.py need not keep it
    return form


def typed(interaction: Interaction) -> dict[str, str]:
    """What was typed or chosen in a form that was sent, by the custom_id of its input; nothing chosen is empty."""
    sent: Any = interaction.data
    inputs = [label["component"] for label in sent["components"]]
    return {
        field["custom_id"]: field.get("value") or next(iter(field.get("values", ())), "") for field in inputs
    }
