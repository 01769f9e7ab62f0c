"""A memory to test, with answers to remember."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from pydantic import SecretStr

from bot.answers import Answer, Answered
from bot.records import Citation, Question, Source, Statement, Trace
from bot.server.memory import Memory, open_memory
from bot.server.remembered import (
    Kept,
    kept,
)
from index.database import Database, database_of
from index.records import Span
from index.settings import IndexSettings

ASKER, OTHER, GUILD, CHANNEL = 11, 12, 21, 31
SOURCE = Source("a.txt", "a.txt", "Ties", "Ties", None, date(2025, 5, 21), "https://example.org/ties")
CITED = Citation(1, SOURCE, Span(7, 19), "They agreed.")

Result = TypeVar("Result")


def answered(question: str = "Who agreed?") -> Answer:
    return Answered(
        Question(question), (Statement("They agreed.", (CITED,)),), None, SOURCE.published, Trace(question)
    )


def remembered(question: str = "Who agreed?", *, asker: int = ASKER, conversation: str | None = None) -> Kept:
    return kept(answered(question), asker=asker, guild=GUILD, channel=CHANNEL, conversation=conversation)


@dataclass(frozen=True)
class Home:
    """Where a memory lies: in a folder, or in a database where one is given."""

    folder: Path
    database: Database | None = None


def shared(address: str) -> Database:
    """The database at an address."""
    database = database_of(IndexSettings(database_url=SecretStr(address)))
    assert database
    return database


@asynccontextmanager
async def opened(home: Home) -> AsyncIterator[Memory]:
    memory = await open_memory(home.folder, home.database)
    try:
        yield memory
    finally:
        await memory.close()


def within(home: Home | Path, work: Callable[[Memory], Awaitable[Result]]) -> Result:
    """Do something with the memory in a home, as one run of the bot does."""
    there = home if isinstance(home, Home) else Home(home)

    async def run() -> Result:
        async with opened(there) as memory:
            return await work(memory)

    return asyncio.run(run())
