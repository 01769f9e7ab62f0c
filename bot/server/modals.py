"""Forms and lists of choices as Discord shows them, and what comes back of a form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from discord import app_commands, ui  # noqa: TID251

from bot.server.footnote_client import Interaction
from bot.server.markup import shortened

_MOST_CHOICES, _LONGEST_CHOICE = 25, 100


def new_form(
    title: str, custom_id: str, inputs: Mapping[str, ui.TextInput[Any] | ui.Select[Any]]
) -> ui.Modal:
    """A form.

    Args:
        title: what it is called, 45 characters at most.
        custom_id: says what is done with what is typed; the form is taken by it alone.
        inputs: what can be typed or chosen, by its label.
    """
    form = ui.Modal(title=title, custom_id=custom_id)
    for label, component in inputs.items():
        form.add_item(ui.Label(text=label, component=component))
    form.stop()  # discord.py need not keep it
    return form


def choices(named: Iterable[tuple[str, str]]) -> list[app_commands.Choice[str]]:
    """What is offered while somebody types an option: the first of these names, each with its value."""
    return [
        app_commands.Choice(name=shortened(name, _LONGEST_CHOICE), value=value)
        for name, value in islice(named, _MOST_CHOICES)
    ]


def typed(interaction: Interaction) -> dict[str, str]:
    """What was typed or chosen in a form that was sent, by the custom_id of its input; nothing chosen is empty."""
    sent: Any = interaction.data
    inputs = [label["component"] for label in sent["components"]]
    return {
        field["custom_id"]: field.get("value") or next(iter(field.get("values", ())), "") for field in inputs
    }
