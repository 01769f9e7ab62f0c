"""Looks at everything the bot needs, one line each: what it found, and what to do where something is wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, partial

from rich.console import Console
from rich.markup import escape

from bot.errors import BotError
from bot.settings import BotSettings
from index.database import database_of
from index.door import lacking
from index.english.counted import counted
from index.errors import IndexingError
from index.shelves import each_shelf


class State(StrEnum):
    """How something is."""

    WELL = "well"
    MIND = "mind"
    ILL = "ill"


_MARKS = {State.WELL: "[green]✓[/]", State.MIND: "[yellow]![/]", State.ILL: "[red]✗[/]"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One line.

    Args:
        what: what was looked at.
        state: ``well``; ``mind`` when the bot still runs; ``ill`` when it does not, or not as it was set up.
        line: what was found, and what to do.
    """

    what: str
    state: State
    line: str


def examine(settings: BotSettings) -> Iterator[Finding]:
    """Checks one thing after the other, the slow ones last."""
    yield from _tried("discord", lambda: _discord(settings))
    yield from _tried("memory", lambda: _memory(settings))
    yield from _hosts(settings)
    yield from _tried("index", lambda: _indexes(settings))
    yield from _tried("reader", lambda: _reader(settings))
    yield from _tried("language model", lambda: _language_model(settings))


def show(findings: Iterator[Finding], out: Console) -> bool:
    """Prints the findings as they come; returns whether nothing is ill."""
    well = True
    for finding in findings:
        out.print(f"{_MARKS[finding.state]} {finding.what:<16} {escape(finding.line)}", soft_wrap=True)
        well = well and finding.state is not State.ILL
    return well


def _tried(what: str, look: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    try:
        yield from look()
    except (BotError, IndexingError, OSError) as error:
        yield Finding(what, State.ILL, str(error))
    except ModuleNotFoundError as error:
        yield Finding(what, State.ILL, lacking(error))


def _discord(settings: BotSettings) -> Iterator[Finding]:
    from bot.server.errors import TokenMissing
    from bot.server.standing import standing

    try:
        status = asyncio.run(standing(settings))
    except TokenMissing as error:
        yield Finding("token", State.MIND, f"{error} Without it the bot talks in the terminal.")
        return
    yield Finding("token", State.WELL, f"Discord knows it as {status.name}")
    if settings.message_content and not status.reads_content:
        yield Finding(
            "intents",
            State.ILL,
            "FOOTNOTE_MESSAGE_CONTENT is set, but the intent is off: switch on Bot, Message Content Intent in "
            "Discord's developer portal, or unset it",
        )
    else:
        yield Finding("intents", State.WELL, "all that the bot asks for are granted")
    if not status.servers:
        yield Finding("servers", State.MIND, f"it is in no server yet; invite it: {status.invite}")
    elif not status.lacking:
        yield Finding("permissions", State.WELL, f"complete in {counted(len(status.servers), 'server')}")
    for server, names in status.lacking.items():
        line = f"in {server} it lacks {', '.join(names)}: /ask works, threads do not; "
        line += f"grant them, or invite the bot again: {status.invite}"
        yield Finding("permissions", State.MIND, line)


def _memory(settings: BotSettings) -> Iterator[Finding]:
    from bot.server.memory import open_memory

    database = database_of(settings)

    async def opened() -> None:
        await (await open_memory(settings.data, database)).close()

    asyncio.run(opened())
    where = database.where if database else settings.data
    yield Finding("memory", State.WELL, f"can be read and written in {where}")


def _hosts(settings: BotSettings) -> Iterator[Finding]:
    if settings.shares_index:
        yield Finding("hosts", State.WELL, "several may share memory and index")
    elif settings.database_url:
        line = "share the memory; each has an index of its own: set FOOTNOTE_CHROMA_URL to share that too"
        yield Finding("hosts", State.MIND, line)
    elif settings.chroma_url:
        line = (
            "the Chroma server is for this host alone: set FOOTNOTE_DATABASE_URL before a second one uses it"
        )
        yield Finding("hosts", State.WELL, line)


def _indexes(settings: BotSettings) -> Iterator[Finding]:
    for shelf, own in each_shelf(settings):
        what = f"index {shelf}".strip()
        yield from _tried(what, partial(_index, own, what))


def _index(settings: BotSettings, what: str) -> Iterator[Finding]:
    from index.build import is_stale
    from index.search import open_index

    generation = open_index(settings).generation
    many = f"{counted(len(generation.articles), 'article')}, {counted(len(generation.passages), 'passage')}"
    line = f"generation {generation.id}, {many}"
    if not generation.articles:
        yield Finding(
            what, State.ILL, f"{line}: put articles into {settings.seeds} and run `python -m index build`"
        )
    elif is_stale(generation, settings.seeds):
        yield Finding(
            what, State.MIND, f"{line}; the articles have changed since: run `python -m index build`"
        )
    else:
        yield Finding(what, State.WELL, line)


def _reader(settings: BotSettings) -> Iterator[Finding]:
    from bot.answering.reading.calibrated import read_weights
    from bot.answering.reading.choice import open_judge, open_reader

    open_reader(settings.reader), read_weights(settings.reader)
    open_judge(settings.judge), read_weights(settings.judge)
    names = f"{settings.reader or 'ours'}; for claims {settings.judge or 'ours'}"
    yield Finding("reader", State.WELL, f"loads: {names}")


def _language_model(settings: BotSettings) -> Iterator[Finding]:
    if not settings.llm:
        yield Finding("language model", State.WELL, "none is set: only the small reader reads")
        return
    from bot.answering.llm.chooser import Chooser
    from bot.answering.llm.clients import open_language_model
    from bot.answering.llm.fitness import Fit, keep
    from bot.answering.llm.trial import tried
    from bot.wire import open_checker, supports_by

    model = open_language_model(settings)
    chooser = Chooser(model, settings.llm, settings.llm_budget)
    url = settings.llm_base_url or ""
    trial = tried(chooser, url, supports_by(cache(lambda: open_checker(settings))))
    keep(trial, settings.data)
    model.window(settings.llm_budget)
    words = (
        (State.WELL, "") if settings.llm_leads else (State.MIND, "FOOTNOTE_LLM_LEADS=1 lets it word leads")
    )
    state, more = {
        Fit.READS: (State.WELL, f"held to its form by {model.held}"),
        Fit.WORDS: words,
        Fit.UNFIT: (State.MIND, "set a stronger one, or unset FOOTNOTE_LLM"),
        Fit.SILENT: (State.ILL, ""),
    }[trial.fit]
    reads = model.context if trial.fit is Fit.READS else None
    context = f"its server reads {reads:,} tokens at once" if reads else ""
    yield Finding("language model", state, "; ".join(filter(None, (trial.line, more, context))))
