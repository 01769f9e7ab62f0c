"""What hosts share of the index in one database: whose turn it is to write, what answers, and each generation's files.

Files are kept by their hash: what two generations share is kept and sent once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.settings import IndexSettings

if TYPE_CHECKING:
    from index.database import Database, Step

PART = "index"
STEPS: tuple[Step, ...] = (
    (
        """CREATE TABLE index_shelves (
            shelf TEXT NOT NULL PRIMARY KEY, turn BIGINT NOT NULL DEFAULT 0, holder TEXT,
            beat_at TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(), generation TEXT, store TEXT)""",
        """CREATE TABLE index_generations (
            shelf TEXT NOT NULL, generation TEXT NOT NULL, published_at TIMESTAMPTZ NOT NULL,
            PRIMARY KEY (shelf, generation))""",
        """CREATE TABLE index_files (
            shelf TEXT NOT NULL, generation TEXT NOT NULL, name TEXT NOT NULL, hash TEXT NOT NULL,
            PRIMARY KEY (shelf, generation, name),
            FOREIGN KEY (shelf, generation) REFERENCES index_generations ON DELETE CASCADE)""",
        "CREATE INDEX ix_index_files_hash ON index_files (shelf, hash)",
        """CREATE TABLE index_contents (
            shelf TEXT NOT NULL, hash TEXT NOT NULL, part INTEGER NOT NULL, content BYTEA NOT NULL,
            PRIMARY KEY (shelf, hash, part))""",
    ),
)


def open_hosts(settings: IndexSettings) -> Database | None:
    """The database in which hosts share an index, its tables up to date; None where none is shared.

    Raises:
        DatabaseUnusable: if it cannot be used.
    """
    if not settings.shares_index:
        return None
    from index.database import database_of  # SQLAlchemy takes a while to import

    database = database_of(settings)
    if database:
        database.migrate(PART, STEPS)
    return database
