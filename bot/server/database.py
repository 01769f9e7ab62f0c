"""The place of the memory, a SQLite file or the database of several hosts: opens, reads and writes it."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Row, Table, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.errors import MemoryUnusable
from bot.server import schema
from index.database import Database as SharedDatabase
from index.errors import DatabaseUnusable


class Database(ABC):
    """A file or a server; made by ``open_database``. Every method raises ``MemoryUnusable`` where it cannot be used.

    Args:
        engine: connects to it.
    """

    shared = False
    """Whether other hosts write there too."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @abstractmethod
    def ours(self) -> AbstractContextManager[None]:
        """A block in which its failures become ``MemoryUnusable``."""

    @abstractmethod
    def upsert(self, table: Table) -> Any:
        """An insertion that can say what happens if the row already exists."""

    @abstractmethod
    async def forget_copies(self, instant: float) -> None:
        """Delete the copies made before an update that are older than an instant, in seconds since 1970."""

    @abstractmethod
    async def leave_no_trace(self) -> None:
        """Clear what was just deleted from what is stored beside the tables, as far as that is up to us."""

    async def close(self) -> None:
        """Close the connections."""
        await self._engine.dispose()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection that only reads."""
        with self.ours():
            async with self._engine.connect() as connection:
                yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A transaction: all that is written in it is kept, or nothing."""
        with self.ours():
            async with self._engine.begin() as connection:
                yield connection

    async def run(self, statement: Any) -> None:
        """Run one statement in a transaction of its own."""
        async with self.writing() as connection:
            await connection.execute(statement)

    async def put(self, table: Table, row: Mapping[str, Any]) -> None:
        """Write a row, in place of the one with the same key if there is one."""
        keys = [column.name for column in table.primary_key]
        insertion = self.upsert(table).values(row)
        await self.run(insertion.on_conflict_do_update(index_elements=keys, set_=row))

    async def rows(self, query: Any) -> Sequence[Row[Any]]:
        """All rows of a query."""
        async with self.reading() as connection:
            return (await connection.execute(query)).all()


class _File(Database):
    """A SQLite file, for the processes of one machine."""

    def __init__(self, engine: AsyncEngine, file: Path) -> None:
        super().__init__(engine)
        self._file = file

    @contextmanager
    def ours(self) -> Iterator[None]:
        try:
            yield
        except (SQLAlchemyError, OSError) as error:
            raise MemoryUnusable(f"{self._file.name}: cannot be used ({error})") from error

    def upsert(self, table: Table) -> Any:
        return sqlite.insert(table)

    async def forget_copies(self, instant: float) -> None:
        with self.ours():
            await asyncio.to_thread(schema.forget_copies, self._file, instant)

    async def leave_no_trace(self) -> None:
        await self.run(text("PRAGMA wal_checkpoint(TRUNCATE)"))  # nor is it left in the write-ahead log


class _Shared(Database):
    """A PostgreSQL database, for several hosts; what it stores beside its tables is up to its owner."""

    shared = True

    def __init__(self, engine: AsyncEngine, database: SharedDatabase) -> None:
        super().__init__(engine)
        self._database = database

    @contextmanager
    def ours(self) -> Iterator[None]:
        try:
            with self._database.ours():
                yield
        except DatabaseUnusable as error:
            raise MemoryUnusable(str(error)) from error

    def upsert(self, table: Table) -> Any:
        return postgresql.insert(table)

    async def forget_copies(self, instant: float) -> None:
        """There are none."""

    async def leave_no_trace(self) -> None:
        """The database's own clean-up removes what was deleted."""


async def open_database(file: Path, shared: SharedDatabase | None = None) -> Database:
    """Open the database; made when there is none, brought up to date when it is old.

    Args:
        file: where it lies on one machine.
        shared: where it lies for several hosts; None: in the file.

    Raises:
        MemoryUnusable: if it is damaged, cannot be reached or written, or is newer than this program.
    """
    if shared:
        engine = create_async_engine(shared.url, pool_pre_ping=True, pool_recycle=300, hide_parameters=True)
        database = _Shared(engine, shared)
        with database.ours():
            await asyncio.to_thread(schema.migrate_shared, shared)
        return database
    await asyncio.to_thread(schema.migrate, file)
    # Parameters are hidden so that no question gets into an error.
    engine = create_async_engine(f"sqlite+aiosqlite:///{file}", hide_parameters=True)
    event.listen(engine.sync_engine, "connect", _set_up)
    return _File(engine, file)


def _set_up(connection: Any, _: Any) -> None:
    cursor = connection.cursor()
    for setting in ("foreign_keys = ON", "journal_mode = WAL", "synchronous = NORMAL", "secure_delete = ON"):
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()
