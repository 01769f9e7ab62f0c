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
from index.door import EXTRA
from tests.conftest import GUARD, ROOT, free_port, within
from tests.postgres import Postgres

ASKED = "How many Afghans has Pakistan expelled since the end of March?"
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
        return given.get(match["name"]) or match["otherwise"]

    merged: dict[str, dict[str, Any]] = {}
    for file in files:
        text = (ROOT / "deploy" / file).read_text()
        text = re.sub(r"\$\{(?P<name>\w+):-(?P<otherwise>[^}]*)\}", filled, text)
        for name, service in yaml.safe_load(text)["services"].items():
            before = merged.setdefault(name, {})
            environment = {**before.get("environment", {}), **service.get("environment", {})}
            secrets = [*before.get("secrets", []), *service.get("secrets", [])]
            before |= {**service, "environment": environment, "secrets": secrets}
    return merged


def here(text: object, replaced: Mapping[str, str]) -> str:
    """A word of a compose file with what differs on this machine."""
    told = str(text)
    for old, new in replaced.items():
        told = told.replace(old, new)
    return told


@contextmanager
def a_chroma_server(folder: Path, bare: Mapping[str, str]) -> Iterator[str]:
    """The service ``chroma`` of the compose file; gives its port."""
    port = str(free_port())
    told = services({}, "compose.yaml")["chroma"]["command"]
    command = [here(one, {"/chroma": str(folder / "chroma"), "8000": port}) for one in told]
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


def test_both_services_of_the_compose_file_run(
    discord: Discord, seeds: Path, tmp_path: Path, bare: dict[str, str]
) -> None:
    """The compose file's commands, as they stand: the bot builds on the Chroma server, answers, and is measured.

    Both run without torch and without the packages that the lock leaves out.
    """
    app = discord.new_application()
    (tmp_path / "discord-token").write_text(f"{app.token}\n")
    metrics = str(free_port())
    with a_chroma_server(tmp_path, bare) as chroma:
        bot = services({}, "compose.yaml")["bot"]
        replaced = {
            "//chroma:": "//127.0.0.1:",
            "8000": chroma,
            "9398": metrics,
            "/run/secrets": str(tmp_path),
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


def test_the_services_of_several_hosts_run(
    discord: Discord, seeds: Path, tmp_path: Path, bare: dict[str, str], postgres: Postgres, database: str
) -> None:
    """What each of two hosts types: both log in, with a half of the servers each, and share index and memory."""
    app = discord.new_application()
    secrets = {"discord-token": app.token, "database-url": database}
    for name, secret in secrets.items():
        (tmp_path / name).write_text(f"{secret}\n")
    with a_chroma_server(tmp_path, bare) as chroma, ExitStack() as stack:
        exports = (
            {"FOOTNOTE_SHARDS": "2", "FOOTNOTE_SHARD_IDS": "0"},
            {
                "FOOTNOTE_SHARDS": "2",
                "FOOTNOTE_SHARD_IDS": "1",
                "FOOTNOTE_CHROMA_URL": f"http://127.0.0.1:{chroma}",
            },
        )
        running = []
        for exported in exports:
            both = services(exported, *FILES)
            assert sorted(both["bot"]["secrets"]) == sorted(secrets)
            replaced = {"//chroma:8000": f"//127.0.0.1:{chroma}", "/run/secrets": str(tmp_path)}
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
            assert not (data / "memory.sqlite3").exists()
    program, *rest = services({}, *FILES)["database"]["healthcheck"]["test"][1:]
    if (postgres.programs / program).exists():
        known = [str(postgres.programs / program), *rest, "--port", str(postgres.port)]
        subprocess.run(known, check=True, capture_output=True)


def test_the_lock_leaves_out_what_chroma_never_loads() -> None:
    """Whoever installs the bot does not download kubernetes, of which Chroma loads nothing here."""
    locked = {
        line.partition("==")[0].replace("-", "_") for line in (ROOT / "requirements.lock").read_text().split()
    }
    assert not locked & {*LEFT_OUT, "websocket_client"}
    make = (ROOT / "Makefile").read_text()
    assert re.search(r"^left_out = .*\bkubernetes\b", make, re.MULTILINE)
