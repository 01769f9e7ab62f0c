"""The PostgreSQL database that several hosts share: opened, kept up to date, and its faults told in one line.

Messages name the server and the database, never a user or a password.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from typing import Any

from pydantic import SecretStr
from sqlalchemy import URL, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import SQLAlchemyError

from index.errors import DatabaseUnusable
from index.settings import IndexSettings

# A server that has gone silent must not hold a question up: seconds, and milliseconds for the last one.
_PATIENCE = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 2,
    "tcp_user_timeout": 10_000,
}
ASLEEP_S = 60  # seconds after which a transaction that nothing happens in is taken back
_SERIAL = 0x466F6F746E6F7465  # "Footnote": whoever brings the tables up to date holds this lock meanwhile

Run = Callable[..., Sequence[Any]]
"""Runs one statement with its values by name, in a transaction; gives its rows."""
Step = Sequence[str]
"""The statements that lead from one version of some tables to the next."""


class Database:
    """One database; made by ``database_of``, one for each address of a process.

    Args:
        url: where it is, with the password.
    """

    def __init__(self, url: URL) -> None:
        self.url = url
        self.where = f"postgresql://{url.host}:{url.port or 5432}/{url.database}"
        self._engine = _engine(url)
        self._ready: set[str] = set()
        self._migrating = threading.Lock()

    @contextmanager
    def transaction(self) -> Iterator[Run]:
        """All that is run in the block is kept, or nothing.

        Raises:
            DatabaseUnusable: if the database cannot be used.
        """
        with self.ours(), self._engine.begin() as connection:

            def run(statement: str, **values: object) -> Sequence[Any]:
                done = connection.execute(text(statement), values)
                return done.all() if done.returns_rows else ()

            yield run

    def run(self, statement: str, **values: object) -> Sequence[Any]:
        """Runs one statement in a transaction of its own; gives its rows.

        Raises:
            DatabaseUnusable: if the database cannot be used.
        """
        with self.transaction() as run:
            return run(statement, **values)

    def migrate(self, part: str, steps: Sequence[Step]) -> None:
        """Brings some of the tables up to date, or makes them; several hosts may do so at once.

        Args:
            part: what they are for; each part has a version of its own.
            steps: all steps since the first version; a version is how many of them were taken.

        Raises:
            DatabaseUnusable: if the database cannot be used, or a newer program has written these tables.
        """
        with self._migrating:
            if part in self._ready:
                return
            with self.transaction() as run:
                self._take(run, part, steps)
            self._ready.add(part)

    def _take(self, run: Run, part: str, steps: Sequence[Step]) -> None:
        run("SELECT pg_advisory_xact_lock(:serial)", serial=_SERIAL)
        if run("SELECT to_regclass('versions') AS found")[0].found is None:
            run("CREATE TABLE versions (part TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL)")
        rows = run("SELECT version FROM versions WHERE part = :part", part=part)
        version = rows[0].version if rows else 0
        if version > len(steps):
            raise DatabaseUnusable(
                f"{self.where}: was written by a newer Footnote ({part} version {version}, this one knows "
                f"{len(steps)}); update Footnote on this host"
            )
        for step in steps[version:]:
            for statement in step:
                run(statement)
        if version < len(steps):
            run(
                "INSERT INTO versions VALUES (:part, :version) "
                "ON CONFLICT (part) DO UPDATE SET version = excluded.version",
                part=part,
                version=len(steps),
            )

    @contextmanager
    def ours(self) -> Iterator[None]:
        """The failures of the database as ours, in the block.

        Raises:
            DatabaseUnusable: saying what is wrong and what a person can do, without the password.
        """
        try:
            yield
        except (SQLAlchemyError, OSError) as error:
            reason = " ".join(str(getattr(error, "orig", None) or error).split()) or type(error).__name__
            if self.url.password:
                reason = reason.replace(str(self.url.password), "...")
            raise DatabaseUnusable(
                f"{self.where}: the database cannot be used ({reason[:300]}); check that it runs, and "
                "FOOTNOTE_DATABASE_URL"
            ) from error


def database_of(settings: IndexSettings) -> Database | None:
    """The database that is set; None where there is none, and all is kept in the data folder.

    Raises:
        DatabaseUnusable: if the package that speaks to it is not installed.
    """
    return _opened(settings.database_url) if settings.database_url else None


@cache
def _opened(address: SecretStr) -> Database:
    if find_spec("psycopg") is None:
        raise DatabaseUnusable(
            "FOOTNOTE_DATABASE_URL is set, but psycopg is not installed: run `make hosts`, or: "
            "pip install 'footnote-bot[hosts]'"
        )
    url = make_url(address.get_secret_value()).set(drivername="postgresql+psycopg")
    return Database(
        url.update_query_dict({key: str(value) for key, value in _PATIENCE.items() if key not in url.query})
    )


def _engine(url: URL) -> Engine:
    """Leads to the database; a connection that broke meanwhile is opened anew, and no value stands in an error."""
    engine = create_engine(url, pool_pre_ping=True, pool_recycle=300, hide_parameters=True)
    event.listen(engine, "connect", _set_up)
    return engine


def _set_up(connection: Any, _: Any) -> None:
    # Should this host fall asleep in a transaction, the database ends it, and others wait no longer.
    connection.execute(f"SET idle_in_transaction_session_timeout = '{ASLEEP_S}s'")
    connection.commit()
