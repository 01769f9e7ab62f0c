"""What a host sees: the doctor, the sign of life, the log, shards, a development server, and settings."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from discord_standin import GUILD, BotProcess, Discord, Member, payloads
from discord_standin.payloads import EVERYDAY, MANAGE_GUILD
from pydantic import ValidationError

from bot.server import health
from bot.server.client import STOPPED
from bot.settings import BotSettings
from index.settings import IndexSettings

BREAKING = (str(Path(__file__).parent / "discord_standin" / "breaking_bot.py"),)
MODERATING = EVERYDAY | MANAGE_GUILD
Door = Callable[..., subprocess.CompletedProcess[str]]


def test_the_doctor_says_what_to_do(discord: Discord, built: IndexSettings, door: Door) -> None:
    """A line for each thing: what is well, a missing permission, an intent that is off, a silent model."""
    app = discord.new_application()
    app.permissions = payloads.SEND
    environment = {
        "DISCORD_TOKEN": app.token,
        "FOOTNOTE_MESSAGE_CONTENT": "1",
        "FOOTNOTE_LLM": "small",
        "FOOTNOTE_LLM_BASE_URL": "http://127.0.0.1:9/v1",
        "FOOTNOTE_LLM_RETRIES": "0",
    }
    done = door(
        "bot", "doctor", "--seeds", built.seeds, "--data", built.data, **discord.environment, **environment
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    lines = {line[2:18].strip(): line for line in done.stdout.splitlines()}
    marks = {what: line[0] for what, line in lines.items()}
    assert [marks[what] for what in ("token", "memory", "index", "reader")] == ["✓"] * 4
    assert "create_public_threads" in lines["permissions"]
    assert "Message Content Intent" in lines["intents"]
    assert {what for what, mark in marks.items() if mark == "✗"} == {"intents", "language model"}


def test_a_bot_shows_that_it_is_well(discord: Discord, tmp_path: Path) -> None:
    """`health` asks the running bot; shards, a development server and a JSON log come by setting."""
    app = discord.new_application()
    environment = {
        "DISCORD_TOKEN": app.token,
        "FOOTNOTE_DATA": str(tmp_path / "data"),
        "FOOTNOTE_SHARDS": "2",
        "FOOTNOTE_DEV_SERVER": GUILD,
        "FOOTNOTE_LOG_JSON": "1",
        **discord.environment,
    }
    with BotProcess(BREAKING, environment, tmp_path) as bot:
        asked = app.ask("raise an error")
        discord.wait_until(lambda: len(app.introductions) == 2)
        assert sorted(introduction["shard"] for introduction in app.introductions) == [[0, 2], [1, 2]]
        assert not app.commands
        assert "ask" in [command["name"] for command in app.guild_commands[GUILD]]
        asking = [sys.executable, "-m", "bot", "health", "--data", str(tmp_path / "data")]
        well = subprocess.run(
            asking, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[1]
        )
        assert (well.returncode, well.stdout[:5]) == (0, "well:")
        assert bot.stop() == STOPPED
        events = [json.loads(line) for line in bot.stderr.splitlines()]
    failed = next(event for event in events if event["event"] == "a question failed")
    assert failed["incident"] in asked.text
    assert failed["exception"][0]["exc_type"] == "RuntimeError"
    assert "raise an error" not in bot.stderr
    assert health.examine(health.sign_file(tmp_path / "data"), 0.0)[0] is False


@pytest.mark.parametrize(
    ("silent_s", "offline_s", "well", "line"),
    [(5, 5, True, "well"), (60, 60, False, "stuck or gone"), (5, 600, False, "without Discord for 600 s")],
)
def test_a_sign_of_life_grows_old(
    tmp_path: Path, silent_s: float, offline_s: float, well: bool, line: str
) -> None:
    """A bot that is stuck, or long without Discord, is not well; one that reconnects is."""
    file = health.sign_file(tmp_path)
    sign = health.Sign(at=1000 - silent_s, online_at=1000 - offline_s, pid=1, waiting=0, reading=0)
    file.write_text(sign.model_dump_json())
    assert health.examine(file, 1000)[0] is well
    assert line in health.examine(file, 1000)[1]


def test_an_owner_rebuilds_and_goes_back_while_the_bot_answers(
    discord: Discord, built: IndexSettings, articles: dict[str, str], tmp_path: Path
) -> None:
    """`/footnote reindex` brings a new article into the next answer, and `/footnote rollback` takes it out again."""
    owner, asked = Member(permissions=MODERATING), "Who opened the lighthouse of Gwadar?"
    seeds, data = tmp_path / "seeds", tmp_path / "data"
    shutil.copytree(built.seeds, seeds)
    shutil.copytree(articles["FOOTNOTE_DATA"], data, symlinks=True)
    app = discord.new_application()
    environment = discord.owned(app, owner, seeds, data)
    with BotProcess(("-m", "bot", "serve"), environment, tmp_path):
        assert "Mariam Baloch" not in app.ask(asked).text
        assert "have not changed" in app.command("footnote reindex", owner).text
        story = "Engineer Mariam Baloch opened the lighthouse of Gwadar on Sunday, the port authority said."
        (seeds / "lighthouse.txt").write_text(f"New lighthouse in Gwadar\n\n{story}\n", encoding="utf-8")
        done = app.command("footnote reindex", owner)
        assert done.private
        assert re.search(r"I now answer from generation [0-9a-f]{12}: 7 articles", done.text)
        assert "Mariam Baloch" in app.ask(asked).text
        assert "Only the owners" in app.command("footnote rollback", Member(permissions=MODERATING)).text
        assert "UTC: 6 articles" in app.command("footnote rollback", owner).text
        assert "Mariam Baloch" not in app.ask(asked).text


def test_commands_are_published_on_demand(discord: Discord, door: Door, tmp_path: Path) -> None:
    """`sync` publishes without starting the bot, and says what."""
    app = discord.new_application()
    done = door("bot", "sync", "--data", tmp_path, DISCORD_TOKEN=app.token, **discord.environment)
    assert done.returncode == 0
    assert "Published everywhere: ask," in done.stdout
    assert {"ask", "footnote"} <= {command["name"] for command in app.commands}


@pytest.mark.parametrize(
    ("told", "line"),
    [
        ({"LLM_PRICE_IN": "2"}, "FOOTNOTE_LLM_PRICE_IN and FOOTNOTE_LLM_PRICE_OUT go together"),
        (
            {"LLM_PRICE_IN": "two", "LLM_PRICE_OUT": "3"},
            "FOOTNOTE_LLM_PRICE_IN: Input should be a valid number",
        ),
        (
            {"LLM_PRICE_IN": "2", "LLM_PRICE_OUT": "-3"},
            "FOOTNOTE_LLM_PRICE_OUT: Input should be greater than",
        ),
        (
            {"LLM_PRICE_IN": "nan", "LLM_PRICE_OUT": "3"},
            "FOOTNOTE_LLM_PRICE_IN: Input should be a finite number",
        ),
        ({"LLM_CONTEXT": "1000"}, "FOOTNOTE_LLM_CONTEXT: Input should be greater than or equal to 2048"),
        ({"LLM_LEADS": "perhaps"}, "FOOTNOTE_LLM_LEADS: Input should be a valid boolean"),
        ({"SHARD_IDS": "4"}, "FOOTNOTE_SHARD_IDS: each has to be from 0 to 0"),
    ],
)
def test_a_setting_that_is_wrong_is_one_clear_line(
    told: dict[str, str], line: str, typed: Door, tmp_path: Path
) -> None:
    """A value that is none, or two settings that do not go together, are told in one line; the status is 2."""
    done = typed(
        "bot", "health", "--data", tmp_path, **{f"FOOTNOTE_{name}": value for name, value in told.items()}
    )
    assert done.returncode == 2
    assert done.stderr.startswith(f"error: setting {line}")
    assert len(done.stderr.splitlines()) == 1


def test_lists_are_written_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    """Owners and shards stand in the environment as numbers with commas; a shard that does not exist is refused."""
    monkeypatch.setenv("FOOTNOTE_OWNERS", "12, 34")
    monkeypatch.setenv("FOOTNOTE_SHARDS", "4")
    monkeypatch.setenv("FOOTNOTE_SHARD_IDS", "2,3")
    settings = BotSettings(_env_file=None)
    assert (settings.owners, settings.shard_ids) == (frozenset({12, 34}), (2, 3))
    monkeypatch.setenv("FOOTNOTE_SHARD_IDS", "4")
    with pytest.raises(ValidationError, match="FOOTNOTE_SHARD_IDS"):
        BotSettings(_env_file=None)
