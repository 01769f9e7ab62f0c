"""Several hosts on a real PostgreSQL and a real Chroma server: they build, answer and crash at once."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import pytest
from discord_standin import Application, BotProcess, Discord, Exchange, Member, buttons
from pydantic import SecretStr, ValidationError

from bot.settings import BotSettings
from index.build import build
from index.database import database_of
from index.errors import DatabaseUnusable
from index.hosts import open_hosts
from index.live import LiveIndex
from index.search import open_index
from index.settings import IndexSettings
from index.shared import open_shared
from index.upkeep import collect, problems
from tests.conftest import ROOT, Door, environment, free_port, within
from tests.postgres import Postgres

SUBJECTS = ("harbour", "library", "railway")
ANN = Member("4711")
SERVE = ("-m", "bot", "serve")
# A host that builds edition after edition, and at the last one stops where it is told to, to be killed there.
HOST = """
import sys, time
from index import turns
from index.build import build
from index.settings import IndexSettings
turns.DEAD_S, turns.BEAT_S, turns.LOOK_S = 3.0, 0.3, 0.1
name, editions, stop = sys.argv[1], int(sys.argv[2]), sys.argv[3]
settings = IndexSettings()

def stay(*_):
    print("stopped", flush=True)
    time.sleep(600)

for number in range(editions):
    for file in settings.seeds.iterdir():
        subject = file.stem
        file.write_text(f"The {subject} of edition {name}-{number} opened on Monday. Many people came.")
    last = number == editions - 1
    if last and stop == "publishing":
        turns.SharedTurn.hold = stay  # its files are sent, and the transaction is open
    report = build(settings, progress=stay if last and stop == "embedding" else lambda *_: None)
    print(report.generation.id, flush=True)
"""


def on(data: Path, chroma: str, database: str, shelf: str) -> IndexSettings:
    """A host with articles and a data folder of its own."""
    (data / "seeds").mkdir(parents=True)
    for subject in SUBJECTS:
        (data / "seeds" / f"{subject}.txt").touch()
    return IndexSettings(
        _env_file=None,
        seeds=data / "seeds",
        data=data / "data",
        chroma_url=chroma,
        chroma_shelf=shelf,
        database_url=SecretStr(database),
    )


def started(
    settings: IndexSettings, name: str, editions: int, stop: str = "nowhere"
) -> subprocess.Popen[str]:
    """A host in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", HOST, name, str(editions), stop],
        env={**os.environ, **environment(settings)},
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


def editions_of(live: LiveIndex) -> set[str]:
    """The editions that one question is answered from, each quotation compared with the text that it is from."""
    index = live.newest()
    editions = set()
    for hit in index.search("What opened on Monday?"):
        text = index.text(hit.passage.file)
        assert text[hit.passage.span.start : hit.passage.span.end] == hit.passage.text
        editions |= set(re.findall(r"edition (\w+-\d+)", text))
    return editions


@pytest.mark.parametrize("stop", ["embedding", "publishing"])
def test_hosts_build_answer_and_crash_at_once(chroma: str, database: str, tmp_path: Path, stop: str) -> None:
    """Nothing published is lost, nothing that a killed build began is seen, and no answer mixes editions.

    Two hosts build at once while one answers. Another is killed in the middle of a build, and they go on without it.
    """
    builder, second, killed, reader = (
        on(tmp_path / name, chroma, database, tmp_path.name) for name in ("one", "two", "killed", "reader")
    )
    (builder.seeds / "harbour.txt").write_text(
        "The harbour of edition first-0 opened on Monday. Many people came."
    )
    first = build(builder).generation.id
    live = LiveIndex(reader, poll_s=0.2)
    assert editions_of(live) == {"first-0"}
    seen: list[set[str]] = []
    with ExitStack() as stack:
        broken = stack.enter_context(started(killed, "killed", 1, stop))
        assert broken.stdout
        assert broken.stdout.readline() == "stopped\n"
        hosts = [
            stack.enter_context(started(host, name, 3)) for name, host in (("one", builder), ("two", second))
        ]
        seen.append(editions_of(live))
        broken.kill()
        while any(host.poll() is None for host in hosts):
            seen.append(editions_of(live))
            time.sleep(0.02)
        assert [host.returncode for host in hosts] == [0, 0]
        made = [host.stdout.read().split() for host in hosts if host.stdout]
    seen.append(editions_of(live))
    assert all(len(editions) == 1 for editions in seen), seen
    assert not any(edition.startswith("killed") for editions in seen for edition in editions)
    shared = open_shared(reader)
    assert shared
    assert set(shared.ids()) == {first, *made[0], *made[1]}
    assert len(shared.ids()) == 7
    named = shared.pointer()
    assert named
    assert named[0] in {made[0][-1], made[1][-1]}
    assert seen[-1] in ({"one-2"}, {"two-2"})
    for host in (builder, second, reader):
        assert list(problems(host)) == []
        assert open_index(host).generation.id == named[0]
    assert build(killed).published
    collect(builder, keep=2)
    assert list(problems(reader)) == []
    database_used = open_hosts(builder)
    assert database_used
    left = database_used.run("SELECT count(DISTINCT generation) AS many FROM index_files")
    assert left[0].many == 2


def test_answers_go_on_while_the_database_is_away(chroma: str, postgres: Postgres, tmp_path: Path) -> None:
    """What was open answers without the database, builds end in one line; when it is back, all goes on by itself."""
    host = on(tmp_path / "one", chroma, postgres.new_database(), tmp_path.name)
    (host.seeds / "harbour.txt").write_text(
        "The harbour of edition first-0 opened on Monday. Many people came."
    )
    build(host)
    live = LiveIndex(host, poll_s=0.2)
    (host.seeds / "harbour.txt").write_text(
        "The harbour of edition second-0 opened on Monday. Many people came."
    )
    postgres.stop()
    try:
        assert editions_of(live) == {"first-0"}
        with pytest.raises(DatabaseUnusable, match="FOOTNOTE_DATABASE_URL") as failure:
            build(host)
        assert "\n" not in str(failure.value)
    finally:
        postgres.start()
    assert editions_of(live) == {"first-0"}
    build(host)
    assert editions_of(live) == {"second-0"}


def footnote(app: Application, asked: Exchange) -> str:
    """What a member sees who presses the first footnote's button."""
    first = next(name for name, part in buttons(asked.reply or {}).items() if "1" in part.get("label", ""))
    return app.press(asked.reply or {}, first).text


def test_bots_on_several_hosts_are_one_bot_to_members(
    discord: Discord, chroma: str, database: str, tmp_path: Path
) -> None:
    """A footnote of one host opens at another; a pause holds at both; when one is killed, the other goes on."""
    given = {
        "FOOTNOTE_CHROMA_URL": chroma,
        "FOOTNOTE_CHROMA_SHELF": tmp_path.name,
        "FOOTNOTE_DATABASE_URL": database,
        "FOOTNOTE_COOLDOWN": "1000",
        **discord.environment,
    }
    with ExitStack() as stack:
        apps, bots = [], []
        for name in ("one", "two"):
            folder = tmp_path / name
            (folder / "seeds").mkdir(parents=True)
            if name == "one":
                text = "The harbour of Gwadar opened on 5 May 2025. It cost 80,000 rupees, the mayor said."
                (folder / "seeds" / "harbour.txt").write_text(text)
            app = discord.new_application()
            own = {
                "DISCORD_TOKEN": app.token,
                "FOOTNOTE_SEEDS": str(folder / "seeds"),
                "FOOTNOTE_DATA": str(folder / "data"),
            }
            apps.append(app)
            bots.append(stack.enter_context(BotProcess(SERVE, {**given, **own}, folder)))
            if name == "one":
                asked = app.ask("How much did the harbour of Gwadar cost?", ANN)
                assert "80,000" in asked.text
        assert within(60, lambda: apps[1].online is not None)
        assert "80,000" in footnote(apps[1], asked)
        opening = "When did the harbour of Gwadar open?"
        assert "Please wait" in apps[1].ask(opening, ANN).text
        assert "5 May 2025" in apps[1].ask(opening).text
        bots[0].__exit__()
        assert "80,000" in footnote(apps[1], asked)
        assert database.split(":")[2].split("@")[0] not in "".join(bot.stdout + bot.stderr for bot in bots)
    assert not (tmp_path / "one" / "data" / "memory.sqlite3").exists()
    assert not (tmp_path / "two" / "data" / "current").exists()


def test_the_doctor_says_what_is_wrong_with_the_database(typed: Door, database: str, tmp_path: Path) -> None:
    """A wrong address, password, name or server is told in a line that says where and what to do, no password in it."""
    nowhere = f"postgresql://ann:hunter2@127.0.0.1:{free_port()}/footnote"
    wrong = database.replace(database.split(":")[2].split("@")[0], "hunter2")
    for address in (nowhere, wrong):
        done = typed("bot", "doctor", "--data", tmp_path, FOOTNOTE_DATABASE_URL=address)
        (line,) = [line for line in done.stdout.splitlines() if "FOOTNOTE_DATABASE_URL" in line]
        assert "memory" in line
        assert "postgresql://127.0.0.1:" in line
        assert "hunter2" not in done.stdout + done.stderr
        assert done.returncode == 1
    done = typed("bot", "doctor", "--data", tmp_path, FOOTNOTE_DATABASE_URL=database)
    assert "can be read and written in postgresql://127.0.0.1:" in done.stdout
    assert "set FOOTNOTE_CHROMA_URL to share that too" in done.stdout
    assert not (tmp_path / "memory.sqlite3").exists()
    done = typed("bot", "backup", tmp_path / "kept", "--data", tmp_path, FOOTNOTE_DATABASE_URL=database)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "pg_dump" in done.stderr


@pytest.mark.parametrize(
    "address",
    [
        "",
        "sqlite:///ann:hunter2/memory",
        "mysql://ann:hunter2@host/name",
        "postgresql://ann:hunter2@host",
        "postgresql://ann:hunter2@/name",
        "postgresql://ann:hunter2/3@host/name",
        "postgresql://ann:hunter2@host:port/name",
        "host=a password=hunter2",
    ],
)
def test_an_address_that_names_no_database_is_refused_in_one_line(
    typed: Door, tmp_path: Path, address: str
) -> None:
    """A mistyped address is refused with an example of a right one, and is not shown."""
    with pytest.raises(ValidationError):
        BotSettings(_env_file=None, database_url=SecretStr(address))
    if "port/" not in address:  # one of them through the door
        return
    done = typed("bot", "doctor", "--data", tmp_path, FOOTNOTE_DATABASE_URL=address)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "FOOTNOTE_DATABASE_URL" in done.stderr
    assert "postgresql://user:password@host:5432/name" in done.stderr
    assert "hunter2" not in done.stdout + done.stderr


def test_the_address_of_a_database_may_lie_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It holds a password, so it is a secret like the token: in a file, and never printed."""
    (tmp_path / "address").write_text("postgresql://ann:hunter2@host:5433/name\n")
    monkeypatch.setenv("FOOTNOTE_DATABASE_URL_FILE", str(tmp_path / "address"))
    settings = BotSettings(_env_file=None)
    assert "hunter2" not in repr(settings)
    database = database_of(settings)
    assert database
    assert database.where == "postgresql://host:5433/name"
    assert database.url.password == "hunter2"


def test_a_missing_driver_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the package that speaks to PostgreSQL is not installed, one line says how to install it."""
    monkeypatch.setattr("index.database.find_spec", lambda name: None)
    settings = IndexSettings(_env_file=None, database_url=SecretStr("postgresql://ann:hunter2@nobody/name"))
    with pytest.raises(DatabaseUnusable, match=r"pip install 'footnote-bot\[hosts\]'") as failure:
        database_of(settings)
    assert not any(secret in str(failure.value) for secret in ("\n", "hunter2"))
