"""The steps that lead from each version of the memory's tables (``tables``) to the next.

SQLite keeps the version in the file itself (``PRAGMA user_version``), the database of several hosts in a table
(``index.database``). A step is applied whole or not at all. Before the first step a file is copied beside itself, so
that an update can be undone. The copies of the latest updates are kept, but none for longer than answers are: they
hold what members asked.
"""

from __future__ import annotations

import contextlib
import re
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

import structlog

from bot.errors import MemoryUnusable
from index.database import Database, Step

KEPT_COPIES = 3

_log = structlog.get_logger(__name__)

COUNTED = "COUNTED INTEGER"
"""In a step: a column that counts by itself, which each database says in its own words."""

STEPS: tuple[Step, ...] = (
    (
        """CREATE TABLE answers (
            id TEXT NOT NULL PRIMARY KEY, asked_at FLOAT NOT NULL, asker BIGINT, guild BIGINT, channel BIGINT,
            conversation TEXT NOT NULL, private BOOLEAN NOT NULL, question TEXT NOT NULL, outcome TEXT NOT NULL,
            generation TEXT NOT NULL, attempt TEXT, record JSON)""",
        "CREATE INDEX ix_answers_asked_at ON answers (asked_at)",
        "CREATE INDEX ix_answers_asker ON answers (asker)",
        "CREATE INDEX ix_answers_guild ON answers (guild)",
        "CREATE INDEX ix_answers_conversation ON answers (conversation)",
        """CREATE TABLE citations (
            answer TEXT NOT NULL REFERENCES answers (id) ON DELETE CASCADE, n INTEGER NOT NULL,
            article TEXT NOT NULL, file TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
            quote TEXT NOT NULL, label TEXT NOT NULL, title TEXT, publisher TEXT, published TEXT, url TEXT,
            PRIMARY KEY (answer, n))""",
        """CREATE TABLE messages (
            message BIGINT NOT NULL PRIMARY KEY,
            answer TEXT NOT NULL REFERENCES answers (id) ON DELETE CASCADE)""",
        "CREATE INDEX ix_messages_answer ON messages (answer)",
        """CREATE TABLE feedback (
            answer TEXT NOT NULL REFERENCES answers (id) ON DELETE CASCADE, member BIGINT NOT NULL,
            given_at FLOAT NOT NULL, good BOOLEAN NOT NULL, reason TEXT, words TEXT,
            PRIMARY KEY (answer, member))""",
        "CREATE INDEX ix_feedback_member ON feedback (member)",
        "CREATE TABLE guilds (guild BIGINT NOT NULL PRIMARY KEY, settings JSON NOT NULL)",
    ),
    (
        *(
            f"ALTER TABLE citations ADD COLUMN {column}"
            for column in (
                "section TEXT",
                "among_dated BOOLEAN",
                "words TEXT",
                "before TEXT",
                "after TEXT",
                "reads TEXT",
            )
        ),
        """CREATE TABLE audit (
            id COUNTED INTEGER NOT NULL PRIMARY KEY, at FLOAT NOT NULL, guild BIGINT, member BIGINT,
            what TEXT NOT NULL)""",
        "CREATE INDEX ix_audit_at ON audit (at)",
        "CREATE INDEX ix_audit_member ON audit (member)",
    ),
    ("ALTER TABLE answers ADD COLUMN shelf TEXT",),
    (
        """CREATE TABLE handed (
            id TEXT NOT NULL PRIMARY KEY, at FLOAT NOT NULL, guild BIGINT NOT NULL, asker BIGINT NOT NULL,
            private BOOLEAN NOT NULL, question TEXT NOT NULL, shelf TEXT NOT NULL, place BIGINT,
            channel BIGINT NOT NULL, message BIGINT NOT NULL, words TEXT, moderator BIGINT, answered_at FLOAT)""",
        "CREATE INDEX ix_handed_guild ON handed (guild)",
        "CREATE INDEX ix_handed_asker ON handed (asker)",
        "CREATE INDEX ix_handed_message ON handed (message)",
        "CREATE INDEX ix_handed_moderator ON handed (moderator)",
    ),
    (
        """CREATE TABLE pending (
            id TEXT NOT NULL PRIMARY KEY, at FLOAT NOT NULL, guild BIGINT, channel BIGINT, message BIGINT,
            token TEXT)""",
    ),
)


def migrate(file: Path, steps: Sequence[Step] = STEPS) -> None:
    """Bring a memory up to date, or make a new one.

    Args:
        file: the database; its folder is made when it is missing.
        steps: all steps since the first version; the file's version is how many of them it has taken.

    Raises:
        MemoryUnusable: if the file is no memory, is damaged, cannot be written or is newer than ``steps``.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)  # it holds what members ask
        with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as connection:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version > len(steps):
                raise MemoryUnusable(
                    f"{file}: was written by a newer Footnote (version {version}, this one knows {len(steps)}); "
                    "update Footnote, or move the file away to start with an empty one"
                )
            if 0 < version < len(steps):
                _back_up(connection, file.with_name(f"{file.name}.version-{version}"))
            for number, step in enumerate(steps[version:], version + 1):
                _take(connection, step, number)
        if version < len(steps):
            _delete(copy for _, copy in _copies(file)[KEPT_COPIES:])
    except (sqlite3.Error, OSError) as error:
        raise MemoryUnusable(
            f"{file}: cannot be used ({error}); repair it, or move it away to start with an empty one"
        ) from error


def migrate_shared(database: Database, steps: Sequence[Step] = STEPS) -> None:
    """Bring the memory in the database of several hosts up to date, or make a new one; no copy is made of it.

    Args:
        database: where it is.
        steps: all steps since the first version.

    Raises:
        DatabaseUnusable: if it cannot be used, or is newer than ``steps``.
    """
    counted = "INTEGER GENERATED BY DEFAULT AS IDENTITY"
    database.migrate(
        "memory", [[statement.replace(COUNTED, counted) for statement in step] for step in steps]
    )


def forget_copies(file: Path, before: float) -> None:
    """Delete the copies of a memory that updates made before an instant, also those that were never finished.

    Args:
        file: the database.
        before: seconds since 1970.

    Raises:
        OSError: if the folder cannot be read; a copy that cannot be deleted is only logged.
    """
    _delete(copy for made_at, copy in _copies(file) if made_at < before)


def _back_up(connection: sqlite3.Connection, copy: Path) -> None:
    aside = copy.with_name(f"{copy.name}.new")
    aside.unlink(missing_ok=True)
    aside.touch(mode=0o600)  # as the memory itself
    with contextlib.closing(sqlite3.connect(aside)) as there:
        connection.backup(there)
    aside.replace(copy)


def _copies(file: Path) -> list[tuple[float, Path]]:
    """When each copy of a memory was made (seconds since 1970), and where it is, the latest first."""
    copies = []
    for copy in file.parent.iterdir():
        if named := re.fullmatch(rf"{re.escape(file.name)}\.version-(\d+)(\.new)?", copy.name):
            with contextlib.suppress(FileNotFoundError):  # another process has just deleted it
                copies.append((copy.stat().st_mtime, int(named[1]), copy))
    return [(made_at, copy) for made_at, _, copy in sorted(copies, reverse=True)]


def _delete(copies: Iterable[Path]) -> None:
    """Delete copies; one that cannot be deleted is logged, and the others are still deleted."""
    for copy in copies:
        try:
            copy.unlink(missing_ok=True)  # another process may do the same
        except OSError as error:
            _log.warning("an old copy of the memory could not be deleted", error=str(error))


def _take(connection: sqlite3.Connection, step: Step, version: int) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statement in step:
            connection.execute(statement.replace(COUNTED, "INTEGER"))
        connection.execute(f"PRAGMA user_version = {version}")
    except sqlite3.Error:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
