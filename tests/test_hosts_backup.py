"""The database, dumped and restored by the commands that the page on hosting gives."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from discord_standin import BotProcess, Discord, Member, buttons
from discord_standin.payloads import EVERYDAY, GUILD, MANAGE_GUILD
from pydantic import SecretStr

from bot.server.memory import Memory, open_memory
from bot.server.remembered import GuildSettings, Kept
from index.database import database_of
from index.settings import IndexSettings
from tests.conftest import ROOT, within
from tests.postgres import PASSWORD, USER, Postgres

PAGE = (ROOT / "docs" / "hosting.md").read_text("utf-8")
ADDRESS = "postgresql://footnote@host:5432/footnote"
LINE = "host:5432:footnote:footnote:PASSWORD"
"""Of the file with the password."""
ANN = Member("4711")
MODERATOR = Member("4712", permissions=EVERYDAY | MANAGE_GUILD)
ASKED = "How many Afghans has Pakistan expelled since the end of March?"
SERVE = ("-m", "bot", "serve")


@pytest.fixture
def run(postgres: Postgres, tmp_path: Path) -> Callable[[str, str], None]:
    """Runs a command of the page on one of the server's databases, as on a host, with its password in files alone."""
    (tmp_path / "database-password").write_text(f"{PASSWORD}\n")
    passwords = tmp_path / "database-pgpass"
    environment = {
        "PATH": f"{postgres.programs}{os.pathsep}{os.environ['PATH']}",
        "PGPASSFILE": str(passwords),
        "PGPORT": str(postgres.port),
    }

    def run(command: str, address: str) -> None:
        name = address.rpartition("/")[2]
        passwords.write_text(f"127.0.0.1:{postgres.port}:{name}:{USER}:{PASSWORD}\n")
        passwords.chmod(0o600)
        for old, new in (
            (ADDRESS, f"postgresql://{USER}@127.0.0.1:{postgres.port}/{name}"),
            ("--dbname=footnote", f"--dbname={name}"),
            ("/secrets", str(tmp_path)),
            ("kept.dump", str(tmp_path / "kept.dump")),
        ):
            command = command.replace(old, new)
        subprocess.run(["sh", "-c", command], env=environment, check=True)

    assert LINE in PAGE
    return run


def plain(program: str) -> str:
    """The command of the page for a PostgreSQL server of one's own."""
    (command,) = re.findall(rf"^{program} .*$", PAGE, re.MULTILINE)
    assert ADDRESS in command
    return str(command)


def in_container(program: str) -> str:
    """The command of the page for the compose file's database, as it runs in its container."""
    docker = r"docker compose -f deploy/compose\.yaml exec -T database"
    (command,) = re.findall(rf"^{docker} (sh -c '.* {program} .*)$", PAGE, re.MULTILINE)
    return str(command)


def test_no_documented_command_holds_the_password() -> None:
    """A command's own words, which other users of the machine can read, name only the file of the password."""
    for program in ("pg_dump", "pg_restore"):
        for command in (plain(program), in_container(program)):
            assert "FOOTNOTE_DATABASE_URL" not in command
            assert not re.search(r"//\w+:[^/]*@", command)
        assert '"$(cat /secrets/database-password)"' in in_container(program)


def test_a_dump_is_restored_and_old_footnotes_open(
    discord: Discord,
    built: IndexSettings,
    postgres: Postgres,
    run: Callable[[str, str], None],
    tmp_path: Path,
) -> None:
    """A dump made while a bot runs brings back answers, thumbs and settings; an old footnote's quotation opens.

    It is restored into an empty database, and over one that has lost them.
    """
    first, second = postgres.new_database(), postgres.new_database()
    shutil.copytree(built.data, tmp_path / "data", ignore=shutil.ignore_patterns("memory.sqlite3*"))
    app = discord.new_application()
    serving = {
        "DISCORD_TOKEN": app.token,
        "FOOTNOTE_SEEDS": str(built.seeds),
        "FOOTNOTE_DATA": str(tmp_path / "data"),
        **discord.environment,
    }
    with BotProcess(SERVE, {**serving, "FOOTNOTE_DATABASE_URL": first}, tmp_path):
        card = app.ask(ASKED, ANN).reply or {}
        app.press(card, named(card, "good"), ANN)
        app.command("footnote settings", MODERATOR, private=True)
        run(plain("pg_dump"), first)
    app.wait_for(lambda: not app.online)
    postgres.drop(first)
    run(plain("pg_restore"), second)
    with BotProcess(SERVE, {**serving, "FOOTNOTE_DATABASE_URL": second}, tmp_path):
        assert within(60, lambda: app.online is not None)
        assert "80,000" in app.press(card, named(card, "see")).text
        assert "only the person who asks" in app.command("footnote settings", MODERATOR).text
        assert "1 question and 1 thumb" in app.command("forget-me", ANN).text
    answer = named(card, "see").split(":")[2]
    before = asyncio.run(remembered(second, answer))
    run(in_container("pg_dump"), second)
    asyncio.run(lose(second))
    assert asyncio.run(remembered(second, answer)) != before
    run(in_container("pg_restore"), second)
    assert asyncio.run(remembered(second, answer)) == before
    assert before[1:] == (True, True)
    postgres.drop(second)


def named(card: dict[str, Any], does: str) -> str:
    """The custom_id of the first button of a card that does this."""
    return next(name for name in buttons(card) if name.startswith(f"fn:{does}:"))


async def remembered(address: str, answer: str) -> tuple[Kept | None, bool, bool]:
    """An answer with its footnotes, whether Ann's thumb is up, and whether her server's answers are private."""
    async with opened(address) as memory:
        opinion = await memory.opinion(answer, int(ANN.id))
        good = opinion is not None and opinion.good
        return await memory.answer(answer), good, memory.guild(int(GUILD)).private


async def lose(address: str) -> None:
    """Loses whatever a restoration is to bring back."""
    async with opened(address) as memory:
        await memory.set_guild(GuildSettings(int(GUILD)))
        await memory.forget_before(time.time() + 1)


@asynccontextmanager
async def opened(address: str) -> AsyncIterator[Memory]:
    """The memory in a database."""
    database = database_of(IndexSettings(_env_file=None, database_url=SecretStr(address)))
    memory = await open_memory(Path(), database)
    try:
        yield memory
    finally:
        await memory.close()
