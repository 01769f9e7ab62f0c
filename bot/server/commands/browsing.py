"""What members can look up: the articles, how the bot is, and what it is for.

Each of these answers is for the member alone.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from discord import app_commands, ui  # noqa: TID251

from bot.records import day_in_words
from bot.server.cards import NEUTRAL, Card, Row, panel
from bot.server.catalogue import Entry
from bot.server.errors import Declined
from bot.server.footnote_client import Interaction, Services, engine_of
from bot.server.markup import shortened, shown, tidy, whereabouts
from bot.server.modals import choices
from bot.server.registry import Registry
from bot.server.replies import whisper, whisper_card
from index.english.counted import counted
from index.records import Generation

_ON_A_PAGE = 5
_LONGEST_FILTER = 60  # characters; the filter travels in the custom_id of the buttons that turn the page
_TURN = re.compile(r"fn:sources:(\d{1,6}):(.{0,60})", re.S)

_HELP = """\
### I answer from the articles here, and from nothing else
Ask with `/ask`, mention me, or reply to one of my answers. Every sentence has a number: press **[1]** to see the \
exact words it rests on, in their paragraph.
If the articles do not say it, I tell you so, and which of them come closest. If they disagree, I show both sides \
with their dates."""
_HELP_MORE = """\
- **In the thread** on your message, mention me or reply to me to ask more. I remember your earlier questions there.
- **On any message**, press and hold it (or right-click), then *Apps*: *Fact-check this message* or \
*Answer this message*.
- **👍 👎** tell the people who run me whether I was right. **🗑️** deletes an answer that you asked for.
- `/sources` lists the articles. `/status` shows what I am doing. `/privacy` explains what I store about you, and \
`/forget-me` deletes it."""


def register(on: Registry) -> None:
    """Adds ``/sources`` with the buttons that turn its pages, ``/status`` and ``/help``."""
    on.buttons[_TURN] = _turned

    @on.tree.command(description="List the articles that I answer from.")
    @app_commands.describe(filter="A word from the title, the publisher or the file name.")
    async def sources(
        interaction: Interaction,
        filter: app_commands.Range[str, 1, _LONGEST_FILTER] | None = None,  # noqa: A002  (what members see)
    ) -> None:
        await whisper_card(interaction, await sources_card(interaction, filter or "", 0))

    @sources.autocomplete("filter")
    async def suggest(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        try:
            engine = engine_of(interaction)
        except Declined:
            return []
        entries = await interaction.client.services.catalogue.entries(engine, typed)
        named = (name for entry in entries for name in (entry.source.label, entry.source.publisher))
        labels = dict.fromkeys(filter(None, map(tidy, filter(None, named))))  # Discord takes no empty choice
        return choices((label, shortened(label, _LONGEST_FILTER).rstrip("…")) for label in labels)

    @on.tree.command(description="How many articles I know, how busy I am, and how long an answer takes.")
    async def status(interaction: Interaction) -> None:
        services = interaction.client.services
        await whisper(interaction, *_status(services, engine_of(interaction).index().generation))

    @on.tree.command(description="What I can do, and how to ask me.")
    async def help(interaction: Interaction) -> None:  # noqa: A001  (what members type)
        await whisper(interaction, _HELP, _HELP_MORE)


async def _turned(interaction: Interaction, pressed: re.Match[str]) -> None:
    card = await sources_card(interaction, pressed[2], int(pressed[1]))
    await interaction.response.edit_message(**card.to_edit())


async def sources_card(interaction: Interaction, wanted: str, page: int) -> Card:
    """One page of the articles.

    Args:
        interaction: where they are looked up.
        wanted: words that title, publisher or file have to hold.
        page: from 0; one past the end shows the last.

    Raises:
        Declined: if no articles answer there.
    """
    services = interaction.client.services
    articles = await services.catalogue.entries(engine_of(interaction), wanted)
    last = max(0, (len(articles) - 1) // _ON_A_PAGE)
    page = min(page, last)
    match = "matches" if len(articles) == 1 else "match"
    about = f" {match} *{shown(wanted, _LONGEST_FILTER)}*" if wanted else ""
    blocks = [f"### {counted(len(articles), 'article') if articles else 'No articles'}{about}"]
    if articles:
        entries = articles[page * _ON_A_PAGE : (page + 1) * _ON_A_PAGE]
        blocks.append("\n".join(map(_entry, entries)))
    rows: list[Row] = []
    if last:
        blocks.append(f"-# Page {page + 1} of {last + 1}, newest first")
        rows = [
            [
                _turn("Newer", page - 1, wanted, off=page == 0),
                _turn("Older", page + 1, wanted, off=page == last),
            ]
        ]
    return panel(blocks, NEUTRAL, services.settings.cards, rows)


def _turn(label: str, page: int, wanted: str, *, off: bool) -> ui.Button[Any]:
    # A page before the first has no number; its button is off, and only needs an id of its own.
    name = f"fn:sources:{page if page >= 0 else 999_999}:{wanted}"
    return ui.Button(label=label, custom_id=name, disabled=off)


def _entry(entry: Entry) -> str:
    return f"- {whereabouts(entry.source)} · {counted(entry.passages, 'passage')}"


def _status(services: Services, generation: Generation) -> list[str]:
    load = services.service.load
    dates = [article.published for article in generation.articles.values() if article.published]
    newest = day_in_words(max(dates)) if dates else "none of them has a date"
    built = datetime.fromisoformat(generation.created)
    writer = services.settings.llm or "none: answers are the articles' own sentences"
    usual = f"{load.median_s:.1f} seconds" if load.median_s is not None else "nobody has asked yet"
    articles, passages = len(generation.articles), len(generation.passages)
    return [
        "### Status",
        "\n".join(
            [
                f"**Articles**: {articles:,}, in {counted(passages, 'passage')}",
                f"**Newest article**: {newest}",
                f"**Index**: `{generation.id}`, built <t:{int(built.timestamp())}:R>",
                f"**Language model**: {shown(writer, 80)}",
                f"**Questions**: {load.reading} being answered, {load.waiting} waiting",
                f"**An answer usually takes**: {usual}",
            ]
        ),
    ]
