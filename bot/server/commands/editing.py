"""``/footnote add`` and ``/footnote remove``: owners change the articles from Discord.

An added file is read as in a build; if a build would leave it out, the command refuses and says why. Then the
index is built as ``/footnote reindex`` builds it. Where that fails, folder and index are as they were before.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import discord  # noqa: TID251
from discord import app_commands, ui  # noqa: TID251

from bot.engine import Upkeep
from bot.errors import NotHere
from bot.server.cards import Attached
from bot.server.errors import Declined
from bot.server.footnote_client import Interaction, engine_of
from bot.server.markup import tidy
from bot.server.modals import choices, new_form, typed
from bot.server.permitted import owns
from bot.server.registry import Registry
from bot.server.replies import UNREACHED, sent_or_logged, whisper
from bot.server.tending import begun, carry_out, keep_up, refuse
from index.articles.files import KINDS, Unreadable, within_limit
from index.articles.pasted import pasted_file

_ADDED, _REMOVED = "Added an article", "Removed an article"
_OFF = "Adding and removing articles from Discord is switched off here (FOOTNOTE_EDIT_ARTICLES)."
_UNREACHED = "Discord did not hand the file over. Please try again."
_LOST = "pasted.txt"  # hands back what was not added
_LONGEST_TEXT = 4000  # characters; Discord takes no more in a form
_LONGEST_NAME = 80  # of an option; a new file's name travels in the form's custom_id
_PASTED = re.compile(rf"fn:paste:(?P<replace>[01]):(?P<name>.{{0,{_LONGEST_NAME}}})", re.S)


def register(on: Registry) -> None:
    """Adds ``/footnote add`` with its form, and ``/footnote remove``."""

    @on.footnote.command(
        description="Owners: add an article, as a file or as text that you paste, and build the index."
    )
    @app_commands.describe(
        file=f"The article: {KINDS}. Without a file: a form.",
        name="A name for the file; without it, the file keeps its own.",
        replace="Whether it takes the place of an article of that name.",
    )
    async def add(
        interaction: Interaction,
        file: discord.Attachment | None = None,
        name: app_commands.Range[str, 1, _LONGEST_NAME] | None = None,
        replace: bool = False,
    ) -> None:
        upkeep = await _open(interaction)
        if upkeep is None:
            return
        if file is None:
            await interaction.response.send_modal(paste_form(name or "", replace))
            return
        async with begun(interaction) as may:
            if may:
                await _add_file(interaction, upkeep, file, name or _called(file), replace)

    @on.footnote.command(description="Owners: take an article off the shelf, and build the index.")
    @app_commands.describe(article="Type a part of its title or file name, and choose it from the list.")
    async def remove(interaction: Interaction, article: str) -> None:
        upkeep = await _open(interaction)
        if upkeep:
            await keep_up(interaction, _REMOVED, partial(upkeep.remove, article))

    on.forms[_PASTED] = _take_pasted
    add.autocomplete("name")(_files)
    remove.autocomplete("article")(_files)


def paste_form(name: str, replace: bool) -> ui.Modal:
    """Asks for an article: its title, its address, its date and its text.

    Args:
        name: what its file is to be called; empty: as its title says.
        replace: whether it replaces a file of that name.
    """
    inputs = {
        "Title": _input("title", 200),
        "Link (optional)": _input("url", 500, required=False),
        "Date, as in 2025-02-03 (optional)": _input("published", 30, required=False),
        "Text, 4,000 characters at most": _input("text", _LONGEST_TEXT, lines=True),
    }
    return new_form("Add an article", f"fn:paste:{int(replace)}:{name}", inputs)


async def _take_pasted(interaction: Interaction, form: re.Match[str]) -> None:
    """Add what was pasted into the form; what cannot be added is returned as a file, so that it is not lost."""
    fields = typed(interaction)
    if upkeep := await _open(interaction):
        async with begun(interaction) as may:
            if may:
                await _add_text(interaction, upkeep, form["name"], form["replace"] == "1", fields)
                return
    lost = discord.File(io.BytesIO(fields["text"].encode()), _LOST)
    await sent_or_logged(interaction.followup.send(file=lost, ephemeral=True))


async def _add_file(
    interaction: Interaction, upkeep: Upkeep, file: discord.Attachment, name: str, replace: bool
) -> None:
    try:
        within_limit(file.size)
        content = await file.read()
    except Unreadable as why:
        await refuse(interaction, f"{name}: {why}")
    except UNREACHED:
        await refuse(interaction, _UNREACHED)
    else:
        await carry_out(interaction, _ADDED, partial(upkeep.add, name, content, replace))


async def _add_text(
    interaction: Interaction, upkeep: Upkeep, name: str, replace: bool, typed: Mapping[str, str]
) -> None:
    text = typed.get("text", "")
    try:
        own, content = pasted_file(typed["title"], text, typed.get("url", ""), typed.get("published", ""))
    except Unreadable as why:
        await refuse(interaction, str(why), Attached(_LOST, text.encode()))
        return
    back = Attached(own, content)
    await carry_out(interaction, _ADDED, partial(upkeep.add, name or own, content, replace), back)


async def _open(interaction: Interaction) -> Upkeep | None:
    """What can change the articles here; None if this member may not or nobody can: then they were told why."""
    services = interaction.client.services
    if not await owns(interaction):
        return None
    if not services.settings.edit_articles:
        await whisper(interaction, _OFF)
        return None
    upkeep = engine_of(interaction).upkeep
    try:
        why = await services.service.run(upkeep.closed)
    except NotHere as error:
        why = str(error)
    if why:
        await whisper(interaction, f"Articles can be neither added nor removed here: {why}")
    return None if why else upkeep


async def _files(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """The files of the articles that match what an owner has typed."""
    services = interaction.client.services
    if interaction.user.id not in services.settings.owners:
        return []
    try:
        engine = engine_of(interaction)
    except Declined:
        return []
    entries = await services.catalogue.entries(engine, typed)
    # Of several in a file the first.
    titles = {entry.source.file: tidy(entry.source.label) for entry in reversed(entries)}
    files = (file for file in reversed(titles) if len(file) <= _LONGEST_NAME)
    return choices((f"{titles[file]} ({file})", file) for file in files)


def _called(file: discord.Attachment) -> str:
    """A file's original name: Discord replaces spaces and other characters in it."""
    suffix = Path(file.filename).suffix
    return f"{file.title.removesuffix(suffix)}{suffix}" if file.title else file.filename


def _input(name: str, longest: int, *, required: bool = True, lines: bool = False) -> ui.TextInput[Any]:
    style = discord.TextStyle.paragraph if lines else discord.TextStyle.short
    return ui.TextInput(custom_id=name, style=style, max_length=longest, required=required)
