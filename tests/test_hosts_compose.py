"""The compose files as they stand: what each service runs is run here, on this machine's own servers."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml
from discord_standin import BotProcess, Discord, buttons

from bot.server.client import STOPPED
from bot.server.memory import FILE
from index.door import EXTRA
from tests.conftest import GUARD, ROOT, Door, free_port, within
from tests.postgres import Postgres

ASKED = "How many Afghans has Pakistan expelled since the end of March?"
SERVE = ("-m", "bot", "serve")
FILES = ("compose.yaml", "hosts.yaml")
LEFT_OUT = ("kubernetes", "durationpy", "oauthlib", "requests_oauthlib", "websocket")
NOT_HERE = "raise ModuleNotFoundError(f'No module named {__name__!r}', name=__name__)\n"


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of an image: without torch, and without what Chroma asks for and never loads."""
    folder = tmp_path_factory.mktemp("bare")
    for name in (*EXTRA, *LEFT_OUT):
        (folder / f"{name}.py").write_text(NOT_HERE)
    return {"PYTHONPATH": os.pathsep.join(map(str, (folder, GUARD, ROOT)))}


def services(given: Mapping[str, str], *files: str) -> dict[str, dict[str, Any]]:
    """The services of compose files, later ones over earlier ones, with a host's variables filled in."""

    def filled(match: re.Match[str]) -> str:
        value = given.get(match["name"])
        unset = value is None or (match["or_empty"] and not value)
        return match["otherwise"] if unset else str(value)

    merged: dict[str, dict[str, Any]] = {}
    for file in files:
        text = (ROOT / "deploy" / file).read_text()
        text = re.sub(r"\$\{(?P<name>\w+)(?P<or_empty>:?)-(?P<otherwise>[^}]*)\}", filled, text)
        for name, service in yaml.safe_load(text)["services"].items():
            before = merged.setdefault(name, {})
            environment = {**before.get("environment", {}), **service.get("environment", {})}
            before |= {**service, "environment": environment}
    return merged


def here(text: object, replaced: Mapping[str, str]) -> str:
    """A word of a compose file with what differs on this machine."""
    word = str(text)
    for old, new in replaced.items():
        word = word.replace(old, new)
    return word


@contextmanager
def a_chroma_server(folder: Path, bare: Mapping[str, str]) -> Iterator[str]:
    """The service ``chroma`` of the compose file; gives its port."""
    port = str(free_port())
    words = services({}, "compose.yaml")["chroma"]["command"]
    command = [here(word, {"/chroma": str(folder / "chroma"), "8000": port}) for word in words]
    program = Path(sys.executable).with_name(command[0])
    with (folder / "chroma.log").open("w") as log:
        running = subprocess.Popen(
            [program, *command[1:]], stdout=log, stderr=log, env={**os.environ, **bare}
        )
    try:
        heartbeat = f"http://127.0.0.1:{port}/api/v2/heartbeat"
        assert within(60, lambda: answers(heartbeat))
        yield port
    finally:
        running.terminate()
        running.wait(20)


def answers(address: str) -> bool:
    """Whether something answers at an address."""
    try:
        with urllib.request.urlopen(address, timeout=5) as page:  # noqa: S310
            return bool(page.status == 200)
    except OSError:
        return False


def made_password(folder: Path) -> str:
    """What the service ``password`` of the compose file makes in a folder; gives the password."""
    words = services({}, "compose.yaml")["password"]["command"]
    command = [here(word, {"/secrets": str(folder), "$$": "$"}) for word in words]
    subprocess.run(command, check=True, capture_output=True)
    return (folder / "database-password").read_text()


def ready(server: Postgres) -> None:
    """Runs the database's health check, where the tests' PostgreSQL has the program."""
    program, *rest = services({}, "compose.yaml")["database"]["healthcheck"]["test"][1:]
    if (server.programs / program).exists():
        known = [str(server.programs / program), *rest, "--port", str(server.port)]
        subprocess.run(known, check=True, capture_output=True)


def test_the_services_of_the_compose_file_run(
    discord: Discord, seeds: Path, tmp_path: Path, bare: dict[str, str]
) -> None:
    """The compose file's commands, as they stand: the bot builds on the Chroma server, answers, and is measured.

    It remembers in PostgreSQL, with a password that was made at the first start and that nobody typed. Bot and Chroma
    run without torch and without the packages that the lock leaves out.
    """
    app = discord.new_application()
    (tmp_path / "discord-token").write_text(f"{app.token}\n")
    metrics = str(free_port())
    password = made_password(tmp_path)
    address = tmp_path / "database-url"
    assert re.fullmatch(r"[0-9a-f]{48}", password)
    assert address.read_text() == f"postgresql://footnote:{password}@database:5432/footnote\n"
    with Postgres(free_port(), password) as server, a_chroma_server(tmp_path, bare) as chroma:
        ready(server)
        address.write_text(server.new_database())
        bot = services({}, "compose.yaml")["bot"]
        replaced = {
            "//chroma:": "//127.0.0.1:",
            "8000": chroma,
            "9398": metrics,
            "/run/secrets": str(tmp_path),
            "/secrets": str(tmp_path),
        }
        environment = {name: here(value, replaced) for name, value in bot["environment"].items()}
        environment |= {"FOOTNOTE_DATA": str(tmp_path / "data"), "FOOTNOTE_SEEDS": str(seeds)}
        with BotProcess(
            bot["command"][1:], {**environment, **discord.environment, **bare}, tmp_path
        ) as running:
            assert "80,000" in app.ask(ASKED).text
            # 127.0.0.2 is another address of this machine: what listens on 127.0.0.1 alone is not there.
            assert answers(f"http://127.0.0.2:{metrics}/metrics")
            assert running.stop() == STOPPED
        assert not (tmp_path / "data" / "stores").exists()
        assert not (tmp_path / "data" / FILE).exists()
    assert made_password(tmp_path) == password


def test_a_host_keeps_the_file_that_it_had(
    discord: Discord, seeds: Path, tmp_path: Path, database: str, door: Door
) -> None:
    """A bot that finds a memory in a file and an empty database does not start, and says what to do.

    Either its memory is moved, or FOOTNOTE_DATABASE_URL_FILE is set to nothing, and it goes on with the file.
    """
    app = discord.new_application()
    environment = {
        "DISCORD_TOKEN": app.token,
        "FOOTNOTE_DATA": str(tmp_path / "data"),
        "FOOTNOTE_SEEDS": str(seeds),
        **discord.environment,
    }
    kept = services({"FOOTNOTE_DATABASE_URL_FILE": ""}, "compose.yaml")["bot"]
    assert kept["environment"]["FOOTNOTE_DATABASE_URL_FILE"] is None
    with BotProcess(SERVE, {**environment, "FOOTNOTE_DATABASE_URL_FILE": ""}, tmp_path):
        asked = app.ask(ASKED)
    assert (tmp_path / "data" / FILE).is_file()
    (tmp_path / "database-url").write_text(database)
    environment["FOOTNOTE_DATABASE_URL_FILE"] = str(tmp_path / "database-url")
    done = door("bot", "serve", **environment)
    assert done.returncode == 1
    assert "run `python -m bot move` once" in done.stderr
    assert door("bot", "move", **environment).returncode == 0
    with BotProcess(SERVE, environment, tmp_path):
        first = next(name for name in buttons(asked.reply or {}) if name.startswith("fn:see"))
        assert within(60, lambda: app.online is not None)
        assert "80,000" in app.press(asked.reply or {}, first).text


def test_the_services_of_several_hosts_run(
    discord: Discord, seeds: Path, tmp_path: Path, bare: dict[str, str], database: str
) -> None:
    """What each of two hosts types: both log in, with a half of the servers each, and share index and memory."""
    app = discord.new_application()
    for name, secret in {"discord-token": app.token, "database-url": database}.items():
        (tmp_path / name).write_text(f"{secret}\n")
    with a_chroma_server(tmp_path, bare) as chroma, ExitStack() as stack:
        exports = (
            {"FOOTNOTE_SHARDS": "2", "FOOTNOTE_SHARD_IDS": "0"},
            {
                "FOOTNOTE_SHARDS": "2",
                "FOOTNOTE_SHARD_IDS": "1",
                "FOOTNOTE_CHROMA_URL": f"http://127.0.0.1:{chroma}",
                "FOOTNOTE_SECRETS": "./secrets",
            },
        )
        running = []
        for exported in exports:
            both = services(exported, *FILES)
            assert f"{exported.get('FOOTNOTE_SECRETS', 'secrets')}:/secrets:ro" in both["bot"]["volumes"]
            replaced = {
                "//chroma:8000": f"//127.0.0.1:{chroma}",
                "/run/secrets": str(tmp_path),
                "/secrets": str(tmp_path),
            }
            environment = {name: here(value, replaced) for name, value in both["bot"]["environment"].items()}
            environment["FOOTNOTE_METRICS_PORT"] = str(free_port())
            folder = tmp_path / exported["FOOTNOTE_SHARD_IDS"]
            folder.mkdir()
            environment |= {"FOOTNOTE_DATA": str(folder / "data"), "FOOTNOTE_SEEDS": str(seeds)}
            running.append(
                stack.enter_context(
                    BotProcess(
                        both["bot"]["command"][1:], {**environment, **discord.environment, **bare}, folder
                    )
                )
            )
        app.wait_for(lambda: len(app.sessions) == len(exports))
        asked = app.ask(ASKED)
        assert "80,000" in asked.text
        first = next(name for name in buttons(asked.reply or {}) if name.startswith("fn:see"))
        assert "80,000" in app.press(asked.reply or {}, first).text
        assert [bot.stop() for bot in running] == [STOPPED, STOPPED]
        for exported in exports:
            data = tmp_path / exported["FOOTNOTE_SHARD_IDS"] / "data"
            assert not (data / "stores").exists()
            assert not (data / FILE).exists()


def test_the_lock_leaves_out_what_chroma_never_loads() -> None:
    """Whoever installs the bot does not download kubernetes, of which Chroma loads nothing here."""
    locked = {
        line.partition("==")[0].replace("-", "_") for line in (ROOT / "requirements.lock").read_text().split()
    }
    assert not locked & {*LEFT_OUT, "websocket_client"}
    make = (ROOT / "Makefile").read_text()
    assert re.search(r"^left_out = .*\bkubernetes\b", make, re.MULTILINE)
