"""Moves what the bot remembers from a file into a PostgreSQL database, and checks that none is left behind."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import BadInput, MemoryUnusable
from bot.server import tables
from bot.server.database import open_database
from index.database import Database
from index.english.counted import counted

_AT_ONCE = 1000  # rows
_CALLED = {
    "answers": "answer",
    "citations": "footnote",
    "messages": "message",
    "feedback": "thumb",
    "guilds": "server",
    "audit": "change",
    "handed": "handed-on question",
    "pending": "question under way",
}


async def move(file: Path, shared: Database) -> str:
    """Copies a memory into a database that holds none yet, whole or not at all; the file stays, brought up to date.

    Args:
        file: the memory of one host, which no bot writes meanwhile.
        shared: the database.

    Returns:
        What was copied, in one line.

    Raises:
        BadInput: if the database already holds a memory.
        MemoryUnusable: if there is no such file, or file or database cannot be used.
    """
    if not file.is_file():
        raise MemoryUnusable(f"{file}: there is nothing to move; no bot has served from this data folder")
    here, there = await open_database(file), await open_database(file, shared)
    moved = dict.fromkeys(tables.metadata.tables, 0)
    try:
        async with here.reading() as reading, there.writing() as writing:
            if filled := await _held(writing):
                raise BadInput(
                    f"{shared.where}: already holds a memory ({filled}); move into an empty database"
                )
            for table in tables.metadata.sorted_tables:  # what others refer to comes first
                # The database numbers changes itself, in the same order.
                columns = [
                    column for column in table.columns if not (table is tables.audit and column.name == "id")
                ]
                rows = (await reading.execute(select(*columns).order_by(*table.primary_key))).all()
                for start in range(0, len(rows), _AT_ONCE):
                    batch = [dict(row._mapping) for row in rows[start : start + _AT_ONCE]]
                    await writing.execute(insert(table), batch)
                moved[table.name] = len(rows)
    finally:
        await here.close()
        await there.close()
    many = ", ".join(counted(number, _CALLED[name]) for name, number in moved.items() if number) or "nothing"
    return f"Copied to {shared.where}: {many}. {file} stays as it is; delete it when all is well."


async def leave_nothing_behind(file: Path, shared: Database) -> None:
    """Makes sure that an empty database does not silently replace a memory in a file.

    Args:
        file: where the memory of one host would lie.
        shared: the database that is set now.

    Raises:
        MemoryUnusable: if the file holds a memory and the database none, or either cannot be used.
    """
    if file.is_file() and not await _held_in(file, shared) and await _held_in(file):
        raise MemoryUnusable(
            f"{file}: holds what the bot remembers, and {shared.where} is empty: run `python -m bot move` once, "
            "or unset FOOTNOTE_DATABASE_URL to go on with the file, or move the file away to start with an empty memory"
        )


async def _held_in(file: Path, shared: Database | None = None) -> str | None:
    """The name of a table that holds anything, in the database or else in the file."""
    database = await open_database(file, shared)
    try:
        async with database.reading() as reading:
            return await _held(reading)
    finally:
        await database.close()


async def _held(connection: AsyncConnection) -> str | None:
    """The name of a table that holds anything; None where all are empty."""
    for table in tables.metadata.sorted_tables:  # what others refer to comes first
        if (await connection.execute(select(1).select_from(table).limit(1))).first():
            return table.name
    return None
