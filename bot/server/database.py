"""The SQLite file behind the memory: opened, read, written, and its faults told in one line."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Row, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.errors import MemoryUnusable
from bot.server import schema


class Database:
    """One file; made by ``open_database``. Every method raises ``MemoryUnusable`` where the file cannot be used.

    Args:
        file: the database.
        engine: leads to it.
    """

    def __init__(self, file: Path, engine: AsyncEngine) -> None:
        self._file = file
        self._engine = engine

    async def close(self) -> None:
        """Let go of the file."""
        await self._engine.dispose()

    async def forget_copies(self, instant: float) -> None:
        """Delete the copies made before an update that are older than an instant, in seconds since 1970."""
        with _our_errors(self._file):
            await asyncio.to_thread(schema.forget_copies, self._file, instant)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection that only reads."""
        with _our_errors(self._file):
            async with self._engine.connect() as connection:
                yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A transaction: all that is written in it is kept, or nothing."""
        with _our_errors(self._file):
            async with self._engine.begin() as connection:
                yield connection

    async def run(self, statement: Any) -> None:
        """Run one statement in a transaction of its own."""
        async with self.writing() as connection:
            await connection.execute(statement)

    async def rows(self, query: Any) -> Sequence[Row[Any]]:
        """All rows of a query."""
        async with self.reading() as connection:
            return (await connection.execute(query)).all()


async def open_database(file: Path) -> Database:
    """Open a file; made when there is none, brought up to date when it is old.

    Raises:
        MemoryUnusable: if the file is damaged, cannot be written or is newer than this program.
    """
    await asyncio.to_thread(schema.migrate, file)
    engine = create_async_engine(
        f"sqlite+aiosqlite:///{file}", hide_parameters=True
    )  # no question in an error
    event.listen(engine.sync_engine, "connect", _set_up)
    return Database(file, engine)


@contextmanager
def _our_errors(file: Path) -> Iterator[None]:
    try:
        yield
    except (SQLAlchemyError, OSError) as error:
        raise MemoryUnusable(f"{file.name}: cannot be used ({error})") from error


def _set_up(connection: Any, _: Any) -> None:
    cursor = connection.cursor()
    for setting in ("foreign_keys = ON", "journal_mode = WAL", "synchronous = NORMAL", "secure_delete = ON"):
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()
